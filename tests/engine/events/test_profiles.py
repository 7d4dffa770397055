"""Events of profiles that come, go and change: E-15 to E-18, E-26, E-27, what a merge starts, and why not."""

from itertools import product
from typing import Any, get_args

import pytest

from engine.events.catalogue import CATALOGUE
from engine.world.changes.base import Source
from tests.engine.world.worlds import Trigger, apply, shop

ANNA = {"customer": "anna"}
MERGE = {"do": "customer.merge", **ANNA, "merged": "bert"}


def edit(**more: Any) -> dict[str, Any]:
    return {"do": "customer.set", **ANNA, **more}


def fields(**values: Any) -> dict[str, Any]:
    return {"do": "customer.set_field", **ANNA, "fields": values}


# E-15


@pytest.mark.rule("E-15")
def test_going_out_of_the_segment_starts() -> None:
    trigger = Trigger(shop(), "segment_exited", segment="vips")
    add, remove = ({"do": f"segment.{verb}", **ANNA, "segment": "vips"} for verb in ("add", "remove"))
    for _ in range(2):
        assert trigger.starts(add) == []
        assert trigger.starts(remove) == ["anna"]
    assert trigger.starts(remove) == []
    assert trigger.starts({**add, "segment": "buyers"}) == []
    assert trigger.starts({**remove, "segment": "buyers"}) == []


# E-17

STEPS = (None, "register", "register_or_update", "import", "edit", "start_flow", "something else")
REGISTER = {("operation", step) for step in ("register", "register_or_update", "import")}


@pytest.mark.rule("E-16", "E-17")
@pytest.mark.parametrize(("source", "step"), list(product(get_args(Source), STEPS)))
def test_only_three_steps_of_operations_register(source: str, step: str | None) -> None:
    came = {"source": source, "step": step}
    created = {"do": "customer.create", "customer": "cleo", "action": "called", **came}
    found = Trigger(shop(), "customer_registered").on(created)
    assert [(event.customer.id, event.context) for event in found] == (
        [("cleo", {"action": 0})] if (source, step) in REGISTER else []
    )
    assert Trigger(shop(), "customer_added").starts(created) == ["cleo"]
    # Who exists is edited.
    for event in ("customer_registered", "customer_added"):
        assert Trigger(shop(), event).starts(edit(last_name="B", **came)) == []


# E-18


@pytest.mark.rule("E-18")
@pytest.mark.parametrize("source", get_args(Source))
def test_any_merge_starts_for_the_profile_that_remains(source: str) -> None:
    trigger = Trigger(shop({"do": "customer.create", "customer": "cleo"}), "customers_merged")
    assert trigger.starts({**MERGE, "source": source}) == ["anna"]
    assert trigger.starts({**MERGE, "merged": "cleo"}) == ["anna"]
    assert trigger.starts(edit(last_name="B")) == []


# E-26, E-27

STORED = {"do": "customer.set_field", **ANNA, "fields": {"size": "S", "visits": 1}}
SHOWN = [
    edit(first_name="Anna"),
    edit(last_name="Berg"),
    edit(birth_date="1990-12-31"),
    edit(zone="north"),
    edit(first_name="Anna", last_name="Berg", zone="north"),
    {"do": "customer.set_email", **ANNA, "value": "a@x"},
    {"do": "customer.set_phone", **ANNA, "value": "1", "valid": False},
    fields(size="S"),
    fields(size="S", visits=1, vip=True),
]
NOT_SHOWN = [
    edit(first_name=""),
    edit(),
    {"do": "customer.set_email", **ANNA, "value": None},
    fields(visits=1),
    fields(size=None),
    {"do": "customer.set_subscription", **ANNA, "key": "main", "status": "subscribed"},
    {"do": "segment.add", **ANNA, "segment": "vips"},
    {"do": "list.add", **ANNA, "list": "cart", "product": "boot"},
    {"do": "action.issue", **ANNA, "template": "site"},
    {"do": "customer.create", "customer": "cleo", "first_name": "Cleo", "fields": {"size": "S"}},
]


def with_history(event: str) -> Trigger:
    """A shop that stores the history of sizes."""
    world = shop()
    world.settings.customer_fields["size"].history = True
    world.settings.action_templates["called"].category = "Personal"
    return Trigger(world, event)


@pytest.mark.rule("E-26", "E-27")
@pytest.mark.parametrize("given", SHOWN)
def test_what_the_change_history_shows_starts_once_for_each_change(given: dict[str, Any]) -> None:
    assert with_history("customer_data_changed").starts(given) == ["anna"]
    assert with_history("customer_modified_data").starts({**given, "action": "called"}) == ["anna"]
    assert with_history("customer_modified_data").starts({**given, "action": "site"}) == []
    assert with_history("customer_modified_data").starts(given) == []
    again = with_history("customer_data_changed")
    again.starts(given)
    assert again.starts(given) == []


@pytest.mark.rule("E-26", "E-27")
@pytest.mark.parametrize("given", NOT_SHOWN)
def test_what_it_does_not_show_starts_nothing(given: dict[str, Any]) -> None:
    assert with_history("customer_data_changed").starts(given) == []
    if given["do"] != "action.issue":
        assert with_history("customer_modified_data").starts({**given, "action": "called"}) == []


# What a merge starts.


@pytest.mark.rule("W-2", "E-14", "E-15", "E-28", "E-29", "E-4", "E-1", "E-10", "E-36", "E-40")
def test_a_merge_starts_what_is_new_on_the_profile_and_nothing_that_changed_hands() -> None:
    bert = {"customer": "bert"}
    world = shop(
        {"do": "segment.add", **bert, "segment": "vips"},
        {"do": "customer.set_field", **bert, "fields": {"size": "S"}},
        {"do": "customer.set_subscription", **bert, "key": "main/email", "status": "subscribed"},
        {"do": "list.add", **bert, "list": "cart", "product": "boot"},
        {"do": "action.issue", **bert, "template": "called"},
        {"do": "order.create", **bert, "order": "o1", "items": []},
        {"do": "product.view", **bert, "product": "boot"},
        {"do": "balance.award", **bert, "account": "bonus", "amount": 5},
    )
    applied = apply(world, MERGE)
    found = {
        (kind.rule, event.customer.id, event.facts.get("segment") or event.facts.get("field"))
        for kind in CATALOGUE.values()
        for event in kind.recognise(applied, world)
    }
    assert found == {("E-18", "anna", None), ("E-14", "anna", "vips"), ("E-28", "anna", "size")}


@pytest.mark.rule("E-29")
def test_what_both_had_is_no_news() -> None:
    subscribed = {"do": "customer.set_subscription", "key": "main", "status": "subscribed"}
    add = {"do": "segment.add", "segment": "vips"}
    before = [{**given, "customer": who} for given in (subscribed, add) for who in ("anna", "bert")]
    assert Trigger(shop(*before), "segment_entered", segment="vips").starts(MERGE) == []
    trigger = Trigger(shop(*before), "subscription_changed", channel="email")
    assert trigger.starts(MERGE) == []
    # The status is left and taken up again, as ever.
    assert trigger.starts({**subscribed, **ANNA, "status": "none"}) == []
    assert trigger.starts({**subscribed, **ANNA}) == ["anna"]


# Why not.


def given_email(value: str | None, **more: Any) -> dict[str, Any]:
    return {"do": "customer.set_email", **ANNA, "value": value, **more}


CONFIRMED = given_email("a@x", confirmation="confirmed")
WAITING = given_email("b@x", confirmation="unconfirmed")
CONFIRM = {"do": "customer.confirm_email", **ANNA}


@pytest.mark.rule("R-3")
@pytest.mark.parametrize(
    ("event", "before", "given", "words"),
    [
        ("email_changed", [], CONFIRMED, "filling in the first one is no change from one to another"),
        ("email_changed", [CONFIRMED], given_email(None), "taking it away is no change"),
        ("email_changed", [CONFIRMED, WAITING], CONFIRM, "confirming the one that waited is no change"),
        ("email_changed", [given_email("a@x")], CONFIRM, "confirming it is no change"),
        ("email_changed", [CONFIRMED, WAITING], given_email("b@x", valid=False), "the same as before"),
        ("email_changed", [CONFIRMED], given_email("a@x", valid=False), "it is still the same one"),
        ("phone_changed", [CONFIRMED], WAITING, "that is no phone"),
        ("email_became_valid", [given_email("a@x", valid=False)], given_email("b@x"), "it is another one"),
        ("email_became_valid", [CONFIRMED], given_email("a@x", valid=False), "it became invalid"),
        ("email_became_valid", [CONFIRMED], WAITING, "its validity did not change"),
        ("email_became_valid", [CONFIRMED], given_email(None), "there is none any more"),
        ("email_confirmed", [CONFIRMED, WAITING], CONFIRM, "another confirmed one had its place before"),
        ("customer_data_changed", [], fields(size="S"), "the history of size is not stored"),
        ("customer_modified_data", [], CONFIRMED, "it is recorded as no action"),
        (
            "customer_modified_data",
            [],
            {**CONFIRMED, "action": "site"},
            "the action site is of the category other, not personal",
        ),
        (
            "subscription_changed",
            [{"do": "customer.set_subscription", "customer": "bert", "key": "main", "status": "subscribed"}],
            MERGE,
            "it came from another profile by a merge",
        ),
    ],
)
def test_why_a_change_was_none_of_these(
    event: str, before: list[dict[str, Any]], given: dict[str, Any], words: str
) -> None:
    trigger = Trigger(shop(*before), event)
    applied = apply(trigger.world, given)
    assert list(trigger.kind.recognise(applied, trigger.world)) == []
    told = trigger.kind.unrecognised(
        applied, trigger.world, trigger.world.customers["anna"], trigger.settings
    )
    assert words in told


@pytest.mark.rule("R-3", "E-17")
@pytest.mark.parametrize(
    ("came", "words"),
    [
        ({"source": "manual"}, "they were added by hand, which registers nobody"),
        ({"source": "operation"}, "added by an operation, which registers nobody"),
        ({"source": "personalization_form"}, "by a personalization form"),
        ({"source": "operation", "step": "edit"}, "an operation with the step edit"),
    ],
)
def test_why_somebody_did_not_register(came: dict[str, str], words: str) -> None:
    trigger = Trigger(shop(), "customer_registered")
    applied = apply(trigger.world, {"do": "customer.create", "customer": "cleo", **came})
    cleo = trigger.world.customers["cleo"]
    assert words in trigger.kind.unrecognised(applied, trigger.world, cleo, trigger.settings)
