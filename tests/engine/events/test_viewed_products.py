"""Viewed products that a feed changes: what starts each event, and what does not."""

from typing import Any

import pytest

from engine.world.world import STATE, World, undo
from tests.engine.world.worlds import HOUR, NOW, Trigger, apply, change, shop


def view(product: str = "boot", customer: str = "anna", **more: Any) -> dict[str, Any]:
    return {"do": "product.view", "customer": customer, "product": product, **more}


def feed(product: str = "boot", **said: Any) -> dict[str, Any]:
    return {"do": "product.feed", "product": product, **said}


def zone_feed(name: str = "north", product: str = "boot", **said: Any) -> dict[str, Any]:
    return feed(product, regional={name: said})


def zone(name: str | None, customer: str = "anna") -> dict[str, Any]:
    return {"do": "customer.set", "customer": customer, "zone": name}


def on(kind: str, *before: dict[str, Any], **settings: Any) -> Trigger:
    return Trigger(shop(*before), kind, **settings)


FIVE = {
    "E-35a": ("viewed_back_in_stock", {}, {"available": False}, {"available": True}),
    "E-35b": ("viewed_out_of_stock", {}, {"available": True}, {"available": False}),
    "E-35c": ("viewed_price_dropped", {"percent": 10}, {"price": 10_000}, {"price": 9_000}),
    "E-35d": ("viewed_price_increased", {"percent": 10}, {"price": 10_000}, {"price": 11_000}),
    "E-35e": (
        "viewed_field_changed",
        {"fields": ["colour"]},
        {"fields": {"colour": "red"}},
        {"fields": {"colour": "blue"}},
    ),
}
each_of_five = pytest.mark.parametrize(("kind", "settings", "before", "after"), FIVE.values(), ids=FIVE)

Said = dict[str, Any]


@pytest.mark.rule("E-35a", "E-35b", "E-35c", "E-35d", "E-35e")
@each_of_five
def test_it_starts_once_per_customer_and_product_however_often_it_was_viewed(
    kind: str, settings: Said, before: Said, after: Said
) -> None:
    views = (view(customer="bert", action="site"), view(), view(), view("cap"))
    trigger = on(kind, feed(**before), *views, **settings)
    assert [(event.customer.id, event.context) for event in trigger.on(feed(**after))] == [
        ("anna", {"view": 1, "product": "boot"}),
        ("bert", {"view": 0, "product": "boot", "action": 0}),
    ]
    assert trigger.starts(feed(**after)) == []


@pytest.mark.rule("E-35a", "E-35b", "E-35c", "E-35d", "E-35e")
@each_of_five
def test_a_product_on_a_list_is_not_a_viewed_one(
    kind: str, settings: Said, before: Said, after: Said
) -> None:
    add = {"do": "list.add", "customer": "anna", "list": "wishes", "product": "boot"}
    assert on(kind, feed(**before), add, **settings).starts(feed(**after)) == []


@pytest.mark.rule("E-35a", "E-35b", "E-35c", "E-35d", "E-35e")
@each_of_five
def test_only_chosen_product_segments_start(kind: str, settings: Said, before: Said, after: Said) -> None:
    for segments, starts in (([], ["anna"]), (["shoes", "hats"], ["anna"]), (["hats"], [])):
        trigger = on(kind, feed(**before), view(), segments=segments, **settings)
        assert trigger.starts(feed(**after)) == starts


@pytest.mark.rule("E-35a", "E-35b", "E-35c", "E-35d", "E-35e")
@each_of_five
def test_the_regional_rules_hold(kind: str, settings: Said, before: Said, after: Said) -> None:
    def trigger(*more: dict[str, Any]) -> Trigger:
        return on(kind, feed(**before), *more, view(price=10_000), **settings)

    own = trigger(zone("north"), zone_feed(**before))
    assert own.starts(feed(**after)) == []
    assert own.starts(zone_feed(**after)) == ["anna"]
    elsewhere = trigger(zone("north"), zone_feed("south", **before))
    assert elsewhere.starts(feed(**after)) == []
    assert elsewhere.starts(zone_feed("south", **after)) == []
    assert trigger(zone("north"), zone_feed()).starts(feed(**after)) == ["anna"]
    assert trigger(zone("north")).starts(feed(**after)) == ["anna"]
    nowhere = trigger(zone_feed(**before))
    assert nowhere.starts(zone_feed(**after)) == []
    assert nowhere.starts(zone("north")) == []
    assert nowhere.starts(zone(None)) == []
    assert nowhere.starts(feed(**after)) == ["anna"]


@pytest.mark.rule("E-35c", "E-35d")
def test_the_price_of_the_latest_view_counts() -> None:
    views = (view(price=12_000), view(price=9_000))
    dropped = on("viewed_price_dropped", *views, percent=10)
    assert dropped.starts(feed(price=8_500)) == []
    assert dropped.starts(feed(price=8_100)) == ["anna"]
    increased = on("viewed_price_increased", *views, amount=2_000)
    assert increased.starts(feed(price=10_500)) == []
    assert increased.starts(feed(price=11_000)) == ["anna"]


@pytest.mark.rule("E-35c")
def test_a_backdated_view_is_not_the_latest() -> None:
    views = (view(price=12_000), view(price=9_000, happened_at=NOW - HOUR))
    trigger = on("viewed_price_dropped", *views, percent=10)
    [event] = trigger.on(feed(price=9_999))
    assert event.context["view"] == 0
    assert event.facts["reference"] == 12_000


@pytest.mark.rule("E-35c", "E-35d")
def test_a_view_without_a_price_starts_nothing() -> None:
    assert on("viewed_price_dropped", view(price=None), amount=1).starts(feed(price=1)) == []
    # Nor does an earlier view's price stand in for it.
    later = (view(), view(price=None))
    assert on("viewed_price_increased", *later, amount=1).starts(feed(price=99_000)) == []


@pytest.mark.rule("E-35c", "E-35d")
def test_a_price_that_is_filled_in_starts_nothing() -> None:
    for kind, price in (("viewed_price_dropped", 400), ("viewed_price_increased", 600)):
        trigger = on(kind, view("gift card", price=500), amount=1)
        assert trigger.starts(feed("gift card", price=price)) == []
        assert trigger.starts(feed("gift card", price=2 * price - 500)) == ["anna"]


@pytest.mark.rule("E-35c")
def test_further_drops_and_a_new_drop_after_a_rise_start() -> None:
    trigger = on("viewed_price_dropped", view(), percent=10)
    prices = [9_500, 9_000, 8_000, 8_000, 8_500, 12_000, 9_900, 8_900]
    assert [price for price in prices if trigger.starts(feed(price=price))] == [9_000, 8_000, 8_900]


def latest(world: World) -> dict[str, dict[str, int]]:
    return {
        product: {customer: view.number for customer, view in views.items()}
        for product, views in world.viewed.items()
        if views
    }


@pytest.mark.rule("E-35c")
def test_the_index_of_views_is_kept_taken_back_and_rebuilt() -> None:
    world = shop(view(), view("cap"))
    steps = [
        (view(), {"boot": {"anna": 2}, "cap": {"anna": 1}}),
        (view(customer="bert"), {"boot": {"anna": 2, "bert": 0}, "cap": {"anna": 1}}),
        (view(happened_at=NOW - 1), {"boot": {"anna": 2, "bert": 0}, "cap": {"anna": 1}}),
    ]
    done = []
    for given, after in steps:
        done.append((latest(world), world.apply(change(given))))
        assert latest(world) == after
        assert latest(World(STATE.validate_json(STATE.dump_json(world.state())))) == after
    for before, applied in reversed(done):
        undo(applied.inverse)
        assert latest(world) == before


def test_a_view_remembers_its_action() -> None:
    world = shop(view(), view(action="site"))
    assert [each.action for each in world.customer("anna").views] == [None, 0]
    apply(world, view(action="site"))
    assert world.customer("anna").views[-1].action == 1
