"""Why a feed was no event for a customer, and what kept an event from being what a trigger asks for (R-3)."""

from typing import Any

import pytest

from engine.events.base import TriggerMemory
from tests.engine.world.worlds import HOUR, NOW, Trigger, apply, shop

NORTH = {"do": "customer.set", "customer": "anna", "zone": "north"}
ADD = {"do": "list.add", "customer": "anna", "list": "wishes", "product": "boot"}
VIEW = {"do": "product.view", "customer": "anna", "product": "boot"}


def feed(**said: Any) -> dict[str, Any]:
    return {"do": "product.feed", "product": "boot", **said}


def zone_feed(name: str, **said: Any) -> dict[str, Any]:
    return feed(regional={name: said})


def why(event: str, *before: dict[str, Any], made: dict[str, Any], **settings: Any) -> str:
    if event.startswith("list"):
        settings = {"list": "wishes", **settings}
    trigger = Trigger(shop(*before), event, **settings)
    applied = apply(trigger.world, made)
    assert not list(trigger.kind.recognise(applied, trigger.world))
    customer = trigger.world.customer("anna")
    return trigger.kind.unrecognised(applied, trigger.world, customer, trigger.settings)


@pytest.mark.rule("R-3", "E-30", "E-31")
@pytest.mark.parametrize(
    ("event", "before", "made", "says"),
    [
        ("list_back_in_stock", (ADD,), feed(available=False), "that is not back in stock"),
        ("list_out_of_stock", (ADD,), feed(available=None), "that is not out of stock"),
        ("list_out_of_stock", (VIEW,), feed(available=False), "boot is not on the customer's list wishes"),
        ("viewed_out_of_stock", (ADD,), feed(available=False), "the customer has not viewed boot"),
        (
            "list_out_of_stock",
            (ADD,),
            zone_feed("north", available=False),
            "no zone, so that the main feed decides",
        ),
        ("list_out_of_stock", (ADD, NORTH), zone_feed("south", available=False), "has the zone north"),
        (
            "viewed_out_of_stock",
            (VIEW, NORTH, zone_feed("north", available=True)),
            feed(available=False),
            "the customer's zone north has its own availability, which decides",
        ),
        (
            "list_out_of_stock",
            (ADD, NORTH, zone_feed("south", available=True)),
            feed(available=False),
            "data for other zones, but none for the customer's zone north",
        ),
    ],
)
def test_availability(
    event: str, before: tuple[dict[str, Any], ...], made: dict[str, Any], says: str
) -> None:
    assert says in why(event, *before, made=made)


@pytest.mark.rule("R-3", "E-32", "E-33", "E-37")
@pytest.mark.parametrize(
    ("event", "before", "made", "says"),
    [
        ("list_price_dropped", (ADD,), feed(price=11_000), "that is no drop"),
        ("list_price_increased", (ADD,), feed(price=9_000), "that is no rise"),
        ("list_price_dropped", (ADD,), feed(price=None), "a price that is emptied is no drop"),
        (
            "viewed_price_increased",
            (VIEW, feed(price=None)),
            feed(price=1),
            "a price that is filled in is no rise",
        ),
        (
            "list_price_dropped",
            ({**ADD, "price": 5_000},),
            feed(price=9_000),
            "90.00 EUR is not below the 50.00 EUR when it was added to the list",
        ),
        (
            "list_price_dropped",
            ({**ADD, "price": None},),
            feed(price=1),
            "no price was kept when it was added",
        ),
        (
            "viewed_price_dropped",
            ({**VIEW, "price": None},),
            feed(price=1),
            "no price was kept at the latest view",
        ),
        (
            "viewed_price_increased",
            ({**VIEW, "price": 20_000},),
            feed(price=12_000),
            "120.00 EUR is not above the 200.00 EUR at the latest view",
        ),
        ("preferred_price_dropped", (VIEW,), feed(price=1), "the customer's field motto holds nothing"),
    ],
)
def test_prices(event: str, before: tuple[dict[str, Any], ...], made: dict[str, Any], says: str) -> None:
    settings = {"field": "motto", "amount": 1} if event.startswith("preferred") else {"amount": 1}
    assert says in why(event, *before, made=made, **settings)


@pytest.mark.rule("R-3", "E-34")
def test_fields() -> None:
    first = (ADD, NORTH, zone_feed("north", fields={"colour": "red"}))
    own = why("list_field_changed", *first, made=feed(fields={"colour": "blue"}), fields=["colour"])
    assert own.endswith("the customer's zone north has its own field colour, which decides")
    gone = why("list_field_changed", *first, made=feed(regional={"north": None}), fields=["colour"])
    assert gone.endswith("the record of the zone north itself was removed, which is no event")


@pytest.mark.rule("R-3", "E-32", "E-35c")
@pytest.mark.parametrize(
    ("settings", "price", "wanted", "seen", "ok"),
    [
        ({"percent": 10}, 9_500, "10 % or more", "5 %: 100.00 EUR to 95.00 EUR", False),
        ({"percent": 10}, 9_000, "10 % or more", "10 %: 100.00 EUR to 90.00 EUR", True),
        ({"amount": 600}, 9_500, "6.00 EUR or more", "5.00 EUR: 100.00 EUR to 95.00 EUR", False),
    ],
)
def test_by_how_much(settings: dict[str, Any], price: int, wanted: str, seen: str, ok: bool) -> None:
    trigger = Trigger(shop(VIEW), "viewed_price_dropped", **settings)
    applied = apply(trigger.world, {**feed(price=price), "at": NOW + HOUR})
    [event] = trigger.kind.recognise(applied, trigger.world)
    [asked] = trigger.kind.asked(event, trigger.settings, trigger.world, TriggerMemory())
    assert (asked.wanted, asked.seen, asked.ok) == (wanted, seen, ok)
    assert trigger.match(event, TriggerMemory()) is ok
