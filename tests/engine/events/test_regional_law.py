"""Which events feeds set off for whom, against a small model written from the text of the regional rules, of
lists, views and preferred products."""

from collections import Counter
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.world.world import STATE, World
from tests.engine.world.worlds import HOUR, NOW, SETTINGS, Trigger, change
from tests.laws import examples

ZONES = ["north", "south", "west"]
CUSTOMERS = {"none": None, **{zone: zone for zone in ZONES}, "second": "north"}
PRODUCTS = ["boot", "cap"]
SAVED = 100
"""The price saved with every line."""
AMOUNT = 10

FIRST: dict[str, Any] = {"available": True, "price": 100}
"""What the main feed says in the beginning."""

Records = dict[str, dict[str, Any]]
"""Of one product: `main` and its zones; what is not filled in is not there."""


# The model: what the text says, with no thought of cost.


class Shopper:
    """A customer: where they live, and what they have viewed, as (moment, product, price)."""

    def __init__(self, zone: str | None) -> None:
        self.zone = zone
        self.views: list[tuple[int, str, int | None]] = []

    def latest_price(self, product: str) -> int | None:
        """The price at the view that happened last, of one moment the one that came last."""
        found = [view for view in self.views if view[1] == product]
        return next(view[2] for view in reversed(found) if view[0] == max(at for at, _, _ in found))

    def viewed(self, product: str) -> bool:
        return any(view[1] == product for view in self.views)

    def favourite(self) -> str | None:
        """The product viewed most; of equals the one viewed last."""
        times = Counter(product for _, product, _ in self.views)
        most = [product for product in times if times[product] == max(times.values())]
        last = sorted(enumerate(self.views), key=lambda pair: (pair[1][0], pair[0]))
        return next((view[1] for _, view in reversed(last) if view[1] in most), None)


def source(records: Records, zone: str | None, datum: str) -> str | None:
    """The record that the customer's event depends on; None: no event."""
    regional = [name for name in records if name != "main"]
    if zone is None or not regional:
        return "main"
    if zone not in regional:
        return None
    return zone if datum in records[zone] else "main"


def moves(before: Records, after: Records, zone: str | None) -> dict[str, tuple[Any, Any]]:
    """What each datum was and is, for a customer of the zone."""
    found = {}
    for datum in ("available", "price", "colour", "cut"):
        name = source(after, zone, datum)
        if name is not None:
            found[datum] = (before.get(name, {}).get(datum), after[name].get(datum))
    return found


def removed(before: Records, after: Records, zone: str | None) -> bool:
    """Whether a value of the zone's own was removed, its record being there still."""
    return (
        zone in before
        and zone in after
        and any(field in before[zone] and field not in after[zone] for field in ("colour", "cut"))
    )


def expected(before: Records, after: Records, zone: str | None, kept: int | None) -> set[str]:
    """What happens to a product for a customer of the zone who remembers a price, by the end of the kinds'
    ids."""
    seen = moves(before, after, zone)
    found = set()
    old, new = seen.get("available", (None, None))
    if new is True and old is not True:
        found.add("back_in_stock")
    if new is False and old is not False:
        found.add("out_of_stock")
    old, new = seen.get("price", (None, None))
    if old is not None and new is not None and kept is not None:
        if new < old and new <= kept - AMOUNT:
            found.add("price_dropped")
        if new > old and new >= kept + AMOUNT:
            found.add("price_increased")
    changed = any(seen[field][0] != seen[field][1] for field in ("colour", "cut") if field in seen)
    if changed or removed(before, after, zone):
        found.add("field_changed")
    return found


def expected_of_preferred(before: Records, after: Records, zone: str | None) -> set[str]:
    old, new = moves(before, after, zone).get("price", (None, None))
    return {"price_dropped"} if None not in (old, new) and new <= old - AMOUNT else set()


def fed(records: Records, said: dict[str, Any]) -> Records:
    """The records after a feed."""
    after = deepcopy(records)
    for name, part in {"main": said, **said.get("regional", {})}.items():
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


# What happens, most of which finds something to change. Views are received in any order of their moments.

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
PRODUCT, CUSTOMER = st.sampled_from(PRODUCTS), st.sampled_from(sorted(CUSTOMERS))
COLOURED = st.fixed_dictionaries({"fields": st.fixed_dictionaries({"colour": st.none() | st.just("a")})})
STEP = st.one_of(
    st.tuples(
        st.just("feed"), PRODUCT, st.just({}), st.dictionaries(st.sampled_from(ZONES), COLOURED, min_size=1)
    ),
    st.tuples(st.just("feed"), PRODUCT, RECORD, REGIONAL),
    st.tuples(st.just("feed"), PRODUCT, RECORD, REGIONAL),
    st.tuples(st.just("move"), CUSTOMER, st.none() | st.sampled_from(ZONES)),
    st.tuples(st.just("view"), CUSTOMER, PRODUCT, PRICE, st.integers(0, 2)),
    st.tuples(st.just("view"), st.just("none"), st.just("boot"), PRICE, st.integers(0, 2)),
)


FIRST_VIEWS = [("view", customer, product, SAVED, 0) for customer in CUSTOMERS for product in PRODUCTS]


class Shop:
    """The world and the model beside each other. All customers have both products on their list."""

    def __init__(self) -> None:
        names = {**SETTINGS, "zones": {zone: {} for zone in ZONES}}
        names["product_fields"] = {"colour": {"type": "text"}, "cut": {"type": "text"}}
        names["customer_fields"] = {"seen": {"calculated": {"of": "most_viewed_product"}}}
        self.world = World(STATE.validate_python({"settings": names}))
        self.records: dict[str, Records] = {product: {"main": dict(FIRST)} for product in PRODUCTS}
        self.people = {name: Shopper(zone) for name, zone in CUSTOMERS.items()}
        self.now = NOW + HOUR
        for product in PRODUCTS:
            self.apply({"do": "product.create", "product": product, **FIRST})
        for customer, zone in CUSTOMERS.items():
            self.apply({"do": "customer.create", "customer": customer, "zone": zone})
            for product in PRODUCTS:
                line = {"customer": customer, "list": "wishes", "product": product, "price": SAVED}
                self.apply({"do": "list.add", **line})
        self.triggers = {
            **_triggers(self.world, "list", list="wishes"),
            **_triggers(self.world, "viewed"),
            "preferred": {
                "price_dropped": Trigger(self.world, "preferred_price_dropped", field="seen", amount=AMOUNT)
            },
        }

    def apply(self, given_: dict[str, Any]) -> Any:
        return self.world.apply(change({"at": self.now, **given_}))

    def do(self, step: tuple[Any, ...]) -> tuple[Any, dict[str, set[tuple[str, str, str]]]]:
        """Do a step in both; the applied change, and which events the model expects of it by family:
        (customer, product, what)."""
        self.now += 10
        wanted: dict[str, set[tuple[str, str, str]]] = {"list": set(), "viewed": set(), "preferred": set()}
        if step[0] == "move":
            _, customer, zone = step
            self.people[customer].zone = zone
            return self.apply({"do": "customer.set", "customer": customer, "zone": zone}), wanted
        if step[0] == "view":
            _, customer, product, price, moment = step
            at = NOW + moment
            self.people[customer].views.append((at, product, price))
            view = {"do": "product.view", "customer": customer, "product": product, "price": price}
            return self.apply({**view, "happened_at": at}), wanted
        _, product, main, regional = step
        before = self.records[product]
        # A record that is not there cannot be removed.
        regional = {zone: part for zone, part in regional.items() if part is not None or zone in before}
        said = {**main, "regional": regional} if regional else main
        after = self.records[product] = fed(before, said)
        for name, shopper in self.people.items():
            zone = shopper.zone
            happens = {"list": expected(before, after, zone, SAVED)}
            if shopper.viewed(product):
                happens["viewed"] = expected(before, after, zone, shopper.latest_price(product))
            if shopper.favourite() == product:
                happens["preferred"] = expected_of_preferred(before, after, zone)
            for family, events in happens.items():
                wanted[family] |= {(name, product, event) for event in events}
        return self.apply({"do": "product.feed", "product": product, **said}), wanted


def _triggers(world: World, family: str, **where: Any) -> dict[str, dict[str, Trigger]]:
    asked: dict[str, dict[str, Any]] = {
        "back_in_stock": {},
        "out_of_stock": {},
        "price_dropped": {"amount": AMOUNT},
        "price_increased": {"amount": AMOUNT},
        "field_changed": {"fields": ["colour", "cut"]},
    }
    return {
        family: {what: Trigger(world, f"{family}_{what}", **where, **more) for what, more in asked.items()}
    }


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34", "E-35a", "E-35b", "E-35c", "E-35d", "E-35e", "E-37")
@settings(max_examples=examples(300), deadline=None)
@given(st.lists(STEP, min_size=8, max_size=24))
def test_events_are_those_of_the_text(steps: list[tuple[Any, ...]]) -> None:
    shop = Shop()
    for step in [*FIRST_VIEWS, *steps]:
        applied, wanted = shop.do(step)
        for family, of_family in shop.triggers.items():
            found = [
                (event.customer.id, str(event.context["product"]), what)
                for what, trigger in of_family.items()
                for event in trigger.kind.recognise(applied, shop.world)
                if trigger.match(event, trigger.memory)
            ]
            assert len(found) == len(set(found)), "once per customer and product"
            assert set(found) == wanted[family], family


def test_the_model_tells_all_of_them_apart() -> None:
    before: Records = {
        "main": {"available": False, "price": 100},
        "north": {"available": True, "price": 100, "colour": "red"},
    }
    said = {"available": True, "price": 80, "regional": {"north": {"available": False, "price": 120}}}
    after = fed(before, said)
    assert expected(before, after, None, 90) == {"back_in_stock", "price_dropped"}
    assert expected(before, after, "north", 100) == {"out_of_stock", "price_increased"}
    assert expected(before, after, "south", 100) == set()
    assert expected_of_preferred(before, after, None) == {"price_dropped"}
    without = fed(before, {"regional": {"north": {"fields": {"colour": None}}}})
    assert expected(before, without, "north", 100) == {"field_changed"}
    assert expected(before, fed(before, {"regional": {"north": None}}), "north", 100) == set()
