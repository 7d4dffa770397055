"""Which events a feed sets off for whom, against a small model written from the regional rules' text."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events.catalogue import CATALOGUE
from engine.world.world import STATE, World
from tests.engine.world.worlds import SETTINGS, Trigger, change

ZONES = ["north", "south", "west"]
CUSTOMERS = {"none": None, **{zone: zone for zone in ZONES}, "second": "north"}
PRODUCTS = ["boot", "cap"]
REMEMBERED = 100
"""The price saved with every line, and at every view."""
AMOUNT = 10

Records = dict[str, dict[str, Any]]
"""Of one product: `main` and its zones; what is not filled in is not there."""


# The model: what the text says, with no thought of cost.


def source(records: Records, zone: str | None, datum: str) -> str | None:
    """The record that the customer's event depends on; None: no event."""
    regional = [name for name in records if name != "main"]
    if zone is None or not regional:
        return "main"
    if zone not in regional:
        return None
    return zone if datum in records[zone] else "main"


def expected(before: Records, after: Records, zone: str | None) -> set[str]:
    """What happens to a product for a customer of the zone, by the last part of the kinds' ids."""
    found = set()
    for datum in ("available", "price", "colour", "cut"):
        name = source(after, zone, datum)
        if name is None:
            continue
        old, new = before.get(name, {}).get(datum), after[name].get(datum)
        if datum == "available":
            if new is True and old is not True:
                found.add("back_in_stock")
            if new is False and old is not False:
                found.add("out_of_stock")
        elif datum == "price":
            if old is not None and new is not None:
                if new < old and new <= REMEMBERED - AMOUNT:
                    found.add("price_dropped")
                if new > old and new >= REMEMBERED + AMOUNT:
                    found.add("price_increased")
        else:
            removed = zone in before and zone in after and datum in before[zone] and datum not in after[zone]
            if old != new or removed:
                found.add("field_changed")
    return found


def fed(records: Records, said: dict[str, Any]) -> Records:
    """The records after a feed."""
    after = deepcopy(records)
    parts = {"main": said, **said.get("regional", {})}
    for name, part in parts.items():
        if part is None:
            del after[name]
            continue
        record = after.setdefault(name, {})
        values = {datum: part[datum] for datum in ("available", "price") if datum in part}
        for datum, value in {**values, **part.get("fields", {})}.items():
            record.pop(datum, None)
            if value is not None:
                record[datum] = value
    return after


# Feeds, most of which find something to change.

PRICE = st.none() | st.sampled_from([80, 90, 91, 100, 109, 110, 120])
RECORD = st.fixed_dictionaries(
    {},
    optional={
        "available": st.none() | st.booleans(),
        "price": PRICE,
        "fields": st.dictionaries(
            st.sampled_from(["colour", "cut"]), st.none() | st.sampled_from(["a", "b"]), max_size=2
        ),
    },
)
REGIONAL = st.dictionaries(st.sampled_from(ZONES), st.none() | RECORD | RECORD, max_size=3)
FEED = st.tuples(RECORD, REGIONAL).map(
    lambda parts: {**parts[0], "regional": parts[1]} if parts[1] else parts[0]
)
STEP = st.tuples(st.sampled_from(PRODUCTS), FEED) | st.tuples(
    st.sampled_from(sorted(CUSTOMERS)), st.none() | st.sampled_from(ZONES)
)


def a_shop() -> World:
    """Every customer has both products on the list, and has viewed them."""
    names = {**SETTINGS, "zones": {zone: {} for zone in ZONES}}
    names["product_fields"] = {"colour": {"type": "text"}, "cut": {"type": "text"}}
    world = World(STATE.validate_python({"settings": names}))
    givens: list[dict[str, Any]] = [{"do": "product.create", "product": product} for product in PRODUCTS]
    for customer, zone in CUSTOMERS.items():
        givens.append({"do": "customer.create", "customer": customer, "zone": zone})
        for product in PRODUCTS:
            what = {"customer": customer, "product": product, "price": REMEMBERED}
            givens += [{"do": "list.add", "list": "wishes", **what}, {"do": "product.view", **what}]
    for each in givens:
        world.apply(change(each))
    return world


def triggers(world: World, family: str) -> dict[str, Trigger]:
    asked: dict[str, dict[str, Any]] = {
        "back_in_stock": {},
        "out_of_stock": {},
        "price_dropped": {"amount": AMOUNT},
        "price_increased": {"amount": AMOUNT},
        "field_changed": {"fields": ["colour", "cut"]},
    }
    where = {"list": "wishes"} if family == "list" else {}
    return {what: Trigger(world, f"{family}_{what}", **where, **more) for what, more in asked.items()}


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34", "E-35a", "E-35b", "E-35c", "E-35d", "E-35e")
@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=12))
def test_events_are_those_of_the_text(steps: list[tuple[str, Any]]) -> None:
    world = a_shop()
    records: dict[str, Records] = {product: {"main": {}} for product in PRODUCTS}
    zones = dict(CUSTOMERS)
    kinds = {family: triggers(world, family) for family in ("list", "viewed")}
    for what, said in steps:
        if what in zones:
            zones[what] = said
            change_of_zone = change({"do": "customer.set", "customer": what, "zone": said})
            applied = world.apply(change_of_zone)
            wanted: set[tuple[str, str, str]] = set()
        else:
            before = records[what]
            regional = {
                zone: part
                for zone, part in said.get("regional", {}).items()
                if part is not None or zone in before
            }
            said = {**said, "regional": regional}
            records[what] = after = fed(before, said)
            applied = world.apply(change({"do": "product.feed", "product": what, **said}))
            wanted = {
                (customer, what, event)
                for customer, zone in zones.items()
                for event in expected(before, after, zone)
            }
        for family, of_family in kinds.items():
            found = [
                (event.customer.id, event.context["product"], name)
                for name, trigger in of_family.items()
                for event in trigger.kind.recognise(applied, world)
                if trigger.match(event, trigger.memory)
            ]
            assert len(found) == len(set(found)), "once per customer and product"
            assert set(found) == wanted, family


def test_the_model_tells_all_five_apart() -> None:
    known = {kind.id for kind in CATALOGUE.values()}
    before: Records = {"main": {"available": False, "price": 100}, "north": {"available": True, "price": 100}}
    after = fed(
        before, {"available": True, "price": 80, "regional": {"north": {"available": False, "price": 120}}}
    )
    assert expected(before, after, None) == {"back_in_stock", "price_dropped"}
    assert expected(before, after, "north") == {"out_of_stock", "price_increased"}
    assert expected(before, after, "south") == set()
    assert {f"list_{name}" for name in triggers(a_shop(), "list")} <= known
