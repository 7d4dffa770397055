"""A lower price of the product that a calculated field holds: what starts the event, and what does not."""

from typing import Any

import pytest

from engine.world.world import STATE, World, undo
from tests.engine.world.worlds import SETTINGS, Trigger, apply, change, shop

CALCULATED = {
    "viewed": {"calculated": {"of": "most_viewed_product"}},
    "bought": {"calculated": {"of": "most_bought_product"}},
    "views": {"type": "number", "calculated": {"of": "views_number"}},
}


def view(product: str = "boot", customer: str = "anna") -> dict[str, Any]:
    return {"do": "product.view", "customer": customer, "product": product}


def order(name: str, *products: str, customer: str = "anna") -> dict[str, Any]:
    items = [{"product": product, "price": 1} for product in products]
    return {"do": "order.create", "order": name, "customer": customer, "status": "new", "items": items}


def feed(product: str = "boot", **said: Any) -> dict[str, Any]:
    return {"do": "product.feed", "product": product, **said}


def zone(name: str | None) -> dict[str, Any]:
    return {"do": "customer.set", "customer": "anna", "zone": name}


def favourites() -> World:
    """The shop, with calculated fields."""
    state = shop().state()
    fields = {**SETTINGS["customer_fields"], **CALCULATED}
    whole = {**STATE.dump_python(state), "settings": {**SETTINGS, "customer_fields": fields}}
    return World(STATE.validate_python(whole))


def dropped(*before: dict[str, Any], **settings: Any) -> Trigger:
    world = favourites()
    for given in before:
        apply(world, given)
    return Trigger(world, "preferred_price_dropped", **{"field": "viewed", "percent": 10, **settings})


@pytest.mark.rule("E-37")
@pytest.mark.parametrize(
    ("settings", "price", "starts"),
    [
        ({}, 9_000, True),
        ({}, 9_001, False),
        ({"percent": None, "amount": 500}, 9_500, True),
        ({"percent": None, "amount": 500}, 9_501, False),
        ({}, 12_000, False),
    ],
)
def test_a_drop_by_so_much_or_more_starts(settings: dict[str, Any], price: int, starts: bool) -> None:
    trigger = dropped(view(), **settings)
    events = trigger.on(feed(price=price))
    assert [(event.customer.id, event.context) for event in events] == (
        [("anna", {"product": "boot"})] if starts else []
    )


@pytest.mark.rule("E-37")
def test_every_drop_is_measured_against_the_price_before() -> None:
    trigger = dropped(view())
    prices = [9_500, 9_000, 8_000, 8_000, 12_000, 10_700, 5_000, 4_600]
    # 9,000 is a tenth below the first price, but not below 9,500.
    assert [price for price in prices if trigger.starts(feed(price=price))] == [8_000, 10_700, 5_000]


@pytest.mark.rule("E-37")
def test_a_price_that_is_filled_in_or_emptied_starts_nothing() -> None:
    trigger = dropped(view("gift card"))
    said = [1_000, None, 500, 400]
    assert [price for price in said if trigger.starts(feed("gift card", price=price))] == [400]


@pytest.mark.rule("E-37")
def test_the_field_must_hold_the_product_at_that_moment() -> None:
    trigger = dropped(view(), view("cap"), view("cap"))
    assert trigger.starts(feed(price=5_000)) == []
    assert trigger.starts(feed("cap", price=1_000)) == ["anna"]
    for _ in range(2):
        # The field comes to hold another, cheaper product: that is no drop.
        assert trigger.starts(view()) == []
    assert trigger.starts(feed("cap", price=500)) == []
    assert trigger.starts(feed(price=2_500)) == ["anna"]


@pytest.mark.rule("E-37")
def test_each_field_holds_its_own_product() -> None:
    before = (view(), order("o1", "cap", "cap"), view("gift card", "bert"), view(customer="bert"))
    assert dropped(*before).starts(feed("cap", price=1)) == []
    assert dropped(*before, field="bought").starts(feed("cap", price=1)) == ["anna"]
    assert dropped(*before, field="bought").starts(feed(price=1)) == []
    assert dropped(*before).starts(feed(price=1)) == ["anna", "bert"]


@pytest.mark.rule("E-37")
def test_an_old_price_in_a_field_plays_no_part() -> None:
    trigger = dropped(view())
    assert trigger.starts(feed(fields={"colour": "99"})) == []


@pytest.mark.rule("E-37")
def test_the_regional_rules_hold() -> None:
    def north(price: int | None, name: str = "north") -> dict[str, Any]:
        return feed(regional={name: {"price": price}})

    own = dropped(zone("north"), north(10_000), view())
    assert own.starts(feed(price=1_000)) == []
    assert own.starts(north(8_000, "south")) == []
    assert own.starts(north(9_000)) == ["anna"]
    elsewhere = dropped(zone("north"), north(10_000, "south"), view())
    assert elsewhere.starts(feed(price=1_000)) == []
    assert elsewhere.starts(north(1_000, "south")) == []
    assert dropped(zone("north"), north(None), view()).starts(feed(price=9_000)) == ["anna"]
    assert dropped(zone("north"), view()).starts(feed(price=9_000)) == ["anna"]
    nowhere = dropped(north(10_000), view())
    assert nowhere.starts(north(1_000)) == []
    assert nowhere.starts(zone("north")) == []
    # Filled in for the zone: its record had no price before, whatever the main feed said.
    assert dropped(zone("north"), view()).starts(north(1_000)) == []


@pytest.mark.rule("E-37")
def test_a_field_that_holds_no_product_is_pointed_out() -> None:
    settings = favourites().settings
    kind = dropped().kind
    for field, faults in (("viewed", 0), ("bought", 0), ("views", 1), ("motto", 1), ("no such", 1)):
        asked = kind.Settings.model_validate({"field": field})
        assert [where for where, _ in asked.unknown(settings)] == ["field"] * faults
    assert [where for where, _ in kind.Settings().missing()] == ["field", "percent"]
    assert kind.words(kind.Settings.model_validate({"field": "viewed", "percent": 10})) == (
        "Price dropped of the product in: viewed, by 10 % or more"
    )


def preferring(world: World) -> dict[tuple[str, str], set[str]]:
    return {key: set(holders) for key, holders in world.preferring.items() if holders}


@pytest.mark.rule("E-37")
def test_the_index_of_preferences_is_kept_taken_back_and_rebuilt() -> None:
    world = favourites()
    steps = [view(), view(customer="bert"), order("o1", "cap"), view("cap"), view("cap")]
    steps += [
        order("o2", "gift card", "gift card"),
        {"do": "customer.merge", "customer": "bert", "merged": "anna"},
    ]
    done = []
    for given in steps:
        done.append((preferring(world), world.apply(change(given))))
        assert preferring(world) == preferring(World(STATE.validate_json(STATE.dump_json(world.state()))))
    assert preferring(world) == {("viewed", "cap"): {"bert"}, ("bought", "gift card"): {"bert"}}
    for before, applied in reversed(done):
        undo(applied.inverse)
        assert preferring(world) == before
