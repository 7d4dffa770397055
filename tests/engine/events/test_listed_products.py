"""Products on a list that a feed changes: what starts each event, and what does not."""

from typing import Any

import pytest

from engine.world.world import undo
from tests.engine.world.worlds import NOW, Trigger, apply, change, shop


def add(product: str, **more: Any) -> dict[str, Any]:
    return {"do": "list.add", "customer": "anna", "list": "wishes", "product": product, **more}


def feed(product: str = "boot", **said: Any) -> dict[str, Any]:
    return {"do": "product.feed", "product": product, **said}


def zone_feed(name: str = "north", product: str = "boot", **said: Any) -> dict[str, Any]:
    return feed(product, regional={name: said})


def zone(name: str | None, customer: str = "anna") -> dict[str, Any]:
    return {"do": "customer.set", "customer": customer, "zone": name}


def on(kind: str, *before: dict[str, Any], **settings: Any) -> Trigger:
    return Trigger(shop(*before), kind, **{"list": "wishes", **settings})


# E-30, E-31


@pytest.mark.rule("E-30")
def test_it_is_back_in_stock_every_time() -> None:
    trigger = on("list_back_in_stock", add("boot"))
    said = [True, False, True, True, None, True, False, None, True]
    assert [bool(trigger.starts(feed(available=each))) for each in said] == [
        # It was available already; None is not known any more.
        False,
        False,
        True,
        False,
        False,
        True,
        False,
        False,
        True,
    ]


@pytest.mark.rule("E-31")
def test_it_is_out_of_stock_every_time() -> None:
    trigger = on("list_out_of_stock", add("boot"))
    said = [False, False, True, False, None, False, None]
    assert [bool(trigger.starts(feed(available=each))) for each in said] == [
        True,
        False,
        False,
        True,
        False,
        True,
        False,
    ]


@pytest.mark.rule("E-30", "E-31")
@pytest.mark.parametrize(("kind", "known"), [("list_back_in_stock", True), ("list_out_of_stock", False)])
def test_availability_that_was_not_known_counts(kind: str, known: bool) -> None:
    trigger = on(kind, add("cap"))
    assert trigger.world.product("cap").available is None
    [event] = trigger.on(feed("cap", available=known))
    assert event.context == {"list_item": ("wishes", "cap"), "product": "cap"}
    assert (event.happened_at, event.received_at) == (NOW, NOW)


@pytest.mark.rule("E-30")
def test_adding_an_available_product_is_no_event() -> None:
    trigger = on("list_back_in_stock")
    assert trigger.starts(add("boot")) == []
    assert trigger.starts(feed(price=5)) == []


@pytest.mark.rule("E-30", "E-31")
def test_it_starts_per_product_for_everybody_who_has_it_on_that_list() -> None:
    lines = (add("boot", customer="bert"), add("boot"), add("cap"), add("boot", list="cart"))
    trigger = on("list_out_of_stock", *lines)
    events = trigger.on(feed(available=False))
    assert [(event.customer.id, event.context["list_item"]) for event in events] == [
        ("anna", ("wishes", "boot")),
        ("bert", ("wishes", "boot")),
    ]
    assert trigger.starts(feed("cap", available=False)) == ["anna"]
    trigger = on("list_back_in_stock", *lines, list="cart")
    assert trigger.starts(feed("cap", available=True)) == []
    apply(trigger.world, feed(available=False))
    assert trigger.starts(feed(available=True)) == ["anna"]


@pytest.mark.rule("E-30", "E-31")
def test_a_line_taken_off_the_list_does_not_start() -> None:
    trigger = on("list_out_of_stock", add("boot"), {**add("boot"), "do": "list.remove"})
    assert trigger.starts(feed(available=False)) == []


@pytest.mark.rule("E-30", "E-31")
@pytest.mark.parametrize("kind", ["list_back_in_stock", "list_out_of_stock"])
def test_a_feed_happened_when_it_says(kind: str) -> None:
    trigger = on(kind, add("cap"))
    told = {**feed("cap", available=kind == "list_back_in_stock"), "happened_at": NOW - 60}
    [event] = trigger.on(told)
    assert (event.happened_at, event.received_at) == (NOW - 60, NOW)


@pytest.mark.rule("E-30", "E-31", "E-33", "E-34")
@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("list_back_in_stock", {}, {"available": True}),
        ("list_out_of_stock", {}, {"available": False}),
        ("list_price_increased", {"amount": 1}, {"price": 9_000}),
        ("list_field_changed", {"fields": ["colour"]}, {"fields": {"colour": "red"}}),
    ],
)
def test_only_chosen_product_segments_start(
    kind: str, settings: dict[str, Any], said: dict[str, Any]
) -> None:
    before = (add("cap"), feed("cap", segments=["hats"]))
    for segments, starts in (([], ["anna"]), (["shoes", "hats"], ["anna"]), (["shoes"], [])):
        assert on(kind, *before, segments=segments, **settings).starts(feed("cap", **said)) == starts


# E-33


@pytest.mark.rule("E-33")
@pytest.mark.parametrize(
    ("settings", "price", "starts"),
    [
        ({"percent": 10}, 11_000, True),
        ({"percent": 10}, 10_999, False),
        ({"percent": 0.1}, 10_010, True),
        ({"percent": 0.1}, 10_009, False),
        ({"percent": 150}, 25_000, True),
        ({"percent": 150}, 24_999, False),
        ({"amount": 500}, 10_500, True),
        ({"amount": 500}, 10_499, False),
        ({"amount": 500}, 5_000, False),
    ],
)
def test_a_rise_by_so_much_or_more_starts(settings: dict[str, Any], price: int, starts: bool) -> None:
    trigger = on("list_price_increased", add("boot"), **settings)
    assert trigger.starts(feed(price=price)) == (["anna"] if starts else [])


@pytest.mark.rule("E-33")
def test_further_rises_and_a_new_rise_after_a_drop_start() -> None:
    trigger = on("list_price_increased", add("boot"), percent=10)
    prices = [10_500, 11_000, 12_000, 12_000, 11_500, 9_000, 10_100, 11_100]
    assert [price for price in prices if trigger.starts(feed(price=price))] == [11_000, 12_000, 11_100]


@pytest.mark.rule("E-33")
def test_a_rise_of_a_filled_in_price_or_above_no_saved_price_starts_nothing() -> None:
    trigger = on("list_price_increased", add("gift card", price=500), amount=1)
    assert trigger.starts(feed("gift card", price=1_000)) == []
    assert trigger.starts(feed("gift card", price=1_001)) == ["anna"]
    assert trigger.starts(feed("gift card", price=None)) == []
    assert trigger.starts(feed("gift card", price=2_000)) == []
    trigger = on("list_price_increased", add("boot", price=None), amount=1)
    assert trigger.starts(feed(price=99_000)) == []


@pytest.mark.rule("E-33")
def test_the_saved_price_counts_not_the_feeds() -> None:
    trigger = on("list_price_increased", add("boot", price=20_000), percent=10)
    assert trigger.starts(feed(price=15_000)) == []
    assert trigger.starts(feed(price=22_000)) == ["anna"]


@pytest.mark.rule("E-32", "E-33")
@pytest.mark.parametrize("kind", ["list_price_dropped", "list_price_increased"])
def test_percent_or_an_amount_is_asked_for_not_both(kind: str) -> None:
    def missing(**settings: Any) -> list[str]:
        return [field for field, _ in on(kind, **settings).settings.missing()]

    assert missing() == ["percent"]
    assert missing(percent=5, amount=5) == ["amount"]
    assert missing(amount=5) == []
    assert missing(amount=5, list=None) == ["list"]


# E-34


def colour(value: str | None, product: str = "boot") -> dict[str, Any]:
    return feed(product, fields={"colour": value})


@pytest.mark.rule("E-34")
def test_filling_changing_and_removing_a_field_start() -> None:
    trigger = on("list_field_changed", add("boot"), fields=["colour"])
    said = ["red", "red", "blue", None, None, "red"]
    assert [bool(trigger.starts(colour(each))) for each in said] == [True, False, True, True, False, True]


@pytest.mark.rule("E-34")
def test_several_fields_that_change_together_start_once_per_product() -> None:
    trigger = on("list_field_changed", add("boot"), add("cap"), fields=["colour", "cut"])
    trigger.world.settings.product_fields["cut"] = trigger.world.settings.product_fields["colour"]
    [event] = trigger.on(feed(fields={"colour": "red", "cut": "slim"}))
    assert event.context == {"list_item": ("wishes", "boot"), "product": "boot"}
    assert event.facts["fields"] == ("colour", "cut")
    assert trigger.starts(feed(fields={"cut": "wide"})) == ["anna"]
    assert trigger.starts(feed("cap", fields={"cut": "wide"})) == ["anna"]


@pytest.mark.rule("E-34")
def test_fields_that_are_not_chosen_do_not_start() -> None:
    trigger = on("list_field_changed", add("boot"), fields=["cut"])
    assert trigger.starts(colour("red")) == []
    assert trigger.starts(feed(price=1, available=False, name="Boots")) == []


@pytest.mark.rule("E-34")
def test_at_least_one_field_is_asked_for() -> None:
    assert [field for field, _ in on("list_field_changed").settings.missing()] == ["fields"]


# Regional rules. The law is in test_regional_law.py; here they are one by one.

REGIONAL = {
    "E-30": ("list_back_in_stock", {}, {"available": False}, {"available": True}),
    "E-31": ("list_out_of_stock", {}, {"available": True}, {"available": False}),
    "E-32": ("list_price_dropped", {"percent": 10}, {"price": 10_000}, {"price": 8_000}),
    "E-33": ("list_price_increased", {"percent": 10}, {"price": 10_000}, {"price": 12_000}),
    "E-34": (
        "list_field_changed",
        {"fields": ["colour"]},
        {"fields": {"colour": "a"}},
        {"fields": {"colour": "b"}},
    ),
}
every_rule = pytest.mark.parametrize(("kind", "settings", "before", "after"), REGIONAL.values(), ids=REGIONAL)

Said = dict[str, Any]


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34")
@every_rule
def test_the_zones_own_record_decides(kind: str, settings: Said, before: Said, after: Said) -> None:
    first = (
        zone("north"),
        feed(price=10_000, available=False),
        feed(**before),
        zone_feed(**before),
        add("boot"),
    )
    trigger = on(kind, *first, **settings)
    assert trigger.starts(feed(**after)) == []
    assert trigger.starts(zone_feed("south", **before)) == []
    assert trigger.starts(zone_feed("south", **after)) == []
    assert trigger.starts(zone_feed("north", **after)) == ["anna"]


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34")
@every_rule
def test_data_for_other_zones_only_start_nothing(
    kind: str, settings: Said, before: Said, after: Said
) -> None:
    first = (zone("north"), feed(**before), zone_feed("south", **before), add("boot", price=10_000))
    trigger = on(kind, *first, **settings)
    assert trigger.starts(feed(**after)) == []
    assert trigger.starts(zone_feed("south", **after)) == []


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34")
@every_rule
@pytest.mark.parametrize("regional", [{}, {"north": {}}], ids=["no regional data", "an empty record"])
def test_the_main_feed_decides_otherwise(
    kind: str, settings: Said, before: Said, after: Said, regional: Said
) -> None:
    first = (zone("north"), feed(**before), feed(regional=regional), add("boot", price=10_000))
    assert on(kind, *first, **settings).starts(feed(**after)) == ["anna"]


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34")
@every_rule
def test_customers_without_a_zone_follow_the_main_feed(
    kind: str, settings: Said, before: Said, after: Said
) -> None:
    first = (feed(**before), zone_feed("north", **before), add("boot", price=10_000))
    trigger = on(kind, *first, **settings)
    assert trigger.starts(zone_feed("north", **after)) == []
    assert trigger.starts(feed(**after)) == ["anna"]


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33", "E-34")
@every_rule
def test_a_changed_zone_is_no_event(kind: str, settings: Said, before: Said, after: Said) -> None:
    first = (feed(**before), zone_feed("north", **after), add("boot", price=10_000))
    trigger = on(kind, *first, **settings)
    assert trigger.starts(zone("north")) == []
    assert trigger.starts(zone(None)) == []


@pytest.mark.rule("E-30", "E-31")
def test_a_record_is_compared_with_itself_not_with_the_main_feed() -> None:
    trigger = on("list_back_in_stock", zone("north"), add("boot"))
    assert trigger.world.product("boot").available is True
    # The main feed had it available all the while; the zone's own record knew nothing.
    assert trigger.starts(zone_feed(available=True)) == ["anna"]
    dropped = on("list_price_dropped", zone("north"), add("boot"), percent=10)
    assert dropped.starts(zone_feed(price=1_000)) == []


@pytest.mark.rule("E-30", "E-31", "E-32", "E-33")
@pytest.mark.parametrize(
    "others", [{}, {"south": {"available": False, "price": 1}}], ids=["alone", "not alone"]
)
@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("list_back_in_stock", {}),
        ("list_out_of_stock", {}),
        ("list_price_dropped", {"amount": 1}),
        ("list_price_increased", {"amount": 1}),
        ("list_field_changed", {"fields": ["colour"]}),
    ],
)
def test_a_zones_record_that_goes_is_no_event(kind: str, settings: Said, others: Said) -> None:
    whole = {"available": kind == "list_out_of_stock", "price": 5_000, "fields": {"colour": "red"}}
    first = (
        zone("north"),
        feed(fields={"colour": "blue"}),
        feed(regional={"north": whole, **others}),
        add("boot"),
    )
    trigger = on(kind, *first, **settings)
    assert trigger.starts(feed(regional={"north": None})) == []
    # From then on the main feed decides, or nothing where the product is sold in other zones.
    main: Said = {"available": False, "price": 4_000, "fields": {"colour": "green"}}
    if kind in ("list_out_of_stock", "list_price_dropped", "list_field_changed"):
        assert trigger.starts(feed(**main)) == ([] if others else ["anna"])


@pytest.mark.rule("E-34")
def test_a_value_removed_in_the_zone_starts_but_not_its_record_with_it() -> None:
    first = (zone("north"), colour("blue"), zone_feed(fields={"colour": "red"}, price=1), add("boot"))
    trigger = on("list_field_changed", *first, fields=["colour"])
    assert trigger.starts(zone_feed(fields={"colour": None})) == ["anna"]
    assert trigger.starts(colour("green")) == ["anna"]
    assert trigger.starts(zone_feed(fields={"colour": "red"})) == ["anna"]
    assert trigger.starts(colour("blue")) == []
    assert trigger.starts(feed(regional={"north": None})) == []


@pytest.mark.rule("E-30")
def test_a_feed_of_everything_starts_once_for_each() -> None:
    trigger = on("list_back_in_stock", zone("north"), add("boot"), add("boot", customer="bert"))
    apply(trigger.world, feed(available=False, regional={"north": {"available": False}}))
    both = feed(available=True, regional={"north": {"available": True}, "south": {"available": True}})
    assert trigger.starts(both) == ["anna", "bert"]


@pytest.mark.rule("E-30")
def test_a_feed_taken_back_and_played_again_starts_again() -> None:
    trigger = on("list_out_of_stock", add("boot"))
    applied = trigger.world.apply(change(feed(available=False)))
    undo(applied.inverse)
    assert trigger.starts(feed(available=False)) == ["anna"]
