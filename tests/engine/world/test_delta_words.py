"""What a change changed, in plain words."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.world import deltas
from engine.world.delta_words import _HEARD, _TOLD, concerns, heard, name_of, told
from engine.world.deltas import Delta
from engine.world.wording import Wording
from engine.world.world import Refused
from tests.engine.world.any_change import beginning, changes, timed
from tests.engine.world.worlds import HOUR, NOW, change, shop

KINDS = [kind for kind in vars(deltas).values() if isinstance(kind, type) and issubclass(kind, Delta)]


SUBSCRIBED = "subscribed"
CAP = [{"product": "cap"}]


def words(*givens: dict[str, Any]) -> list[str]:
    """What the last of the changes told."""
    world = shop(*givens[:-1])
    return [told(delta, world) for delta in world.apply(change(givens[-1])).deltas]


def test_every_kind_of_delta_has_words() -> None:
    kinds = {kind for kind in KINDS if kind is not Delta}
    assert set(_TOLD) == set(_HEARD) == kinds


def test_a_delta_without_words_is_told_by_its_name() -> None:
    class CakeBaked(Delta):
        __slots__ = ()

    assert told(CakeBaked(), shop()) == heard(CakeBaked) == name_of(CakeBaked) == "cake baked"


@pytest.mark.parametrize(
    ("givens", "expected"),
    [
        (
            [{"do": "product.feed", "product": "boot", "price": 4_500}],
            ["the price of boot went from 100.00 EUR to 45.00 EUR"],
        ),
        (
            [{"do": "product.feed", "product": "gift card", "price": 500}],
            ["the price of gift card was filled in: 5.00 EUR"],
        ),
        (
            [{"do": "product.feed", "product": "cap", "available": False}],
            ["cap went from unknown to out of stock"],
        ),
        (
            [{"do": "customer.set_email", "customer": "anna", "value": "a@x", "confirmation": "confirmed"}],
            [
                "the email was filled in: a@x (confirmed)",
                "the email a@x was confirmed; it came in as confirmed",
            ],
        ),
        (
            [
                {"do": "customer.set_email", "customer": "anna", "value": "a@x"},
                {"do": "customer.set_email", "customer": "anna", "value": "b@x", "valid": False},
            ],
            ["the email went from a@x (no confirmation data) to b@x (invalid, no confirmation data)"],
        ),
        (
            [
                {"do": "customer.set_field", "customer": "anna", "fields": {"spent": 250, "vip": True}},
                {"do": "customer.set_field", "customer": "anna", "fields": {"spent": 995, "vip": None}},
            ],
            ["the field spent went from 2.50 EUR to 9.95 EUR", "the field vip was emptied; it was yes"],
        ),
        (
            [
                {"do": "list.add", "customer": "anna", "list": "cart", "product": "boot", "price": 9_000},
                {"do": "list.add", "customer": "anna", "list": "cart", "product": "boot"},
            ],
            ["the line boot on the list cart changed: quantity from 1 to 2"],
        ),
        (
            [
                {
                    "do": "customer.set_subscription",
                    "customer": "anna",
                    "key": "main/sms",
                    "status": "subscribed",
                }
            ],
            [
                "the subscription in main / sms went from none to subscribed",
                "the subscription in main / sms / news went from none to subscribed",
                "the subscription in main / sms / offers went from none to subscribed",
            ],
        ),
        (
            [
                {
                    "do": "order.create",
                    "order": "o",
                    "customer": "anna",
                    "status": "new",
                    "items": [{"product": "cap"}],
                },
                {"do": "order.set_status", "order": "o", "status": "paid"},
            ],
            ["item 1 (cap) of order o went from new to paid"],
        ),
        (
            [{"do": "balance.award", "customer": "anna", "account": "bonus", "amount": 5}],
            [
                "award of 5 points on bonus: the balance went from 0 to 5",
                "5 points became available on bonus",
            ],
        ),
    ],
)
def test_old_and_new_values_are_told_as_people_read_them(
    givens: list[dict[str, Any]], expected: list[str]
) -> None:
    assert words(*givens) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(changes(), max_size=12))
def test_whatever_happens_can_be_told(givens: list[tuple[int, dict[str, Any]]]) -> None:
    world = beginning()
    at = NOW + HOUR
    for gap, given_ in givens:
        at = world.now = at + gap
        try:
            applied = world.apply(change(timed(at, given_)))
        except Refused:
            continue
        for delta in applied.deltas:
            text = told(delta, world)
            assert json.dumps(text)
            assert text
            assert "None" not in text
            assert "object at" not in text
            assert [concerns(delta, customer) for customer in world.customers.values()]


def test_amounts_have_the_decimals_of_the_currency() -> None:
    world = shop()
    assert Wording(world.settings, world.zone).money(5) == "0.05 EUR"
    assert Wording(world.settings, world.zone).money(None) == "not set"
