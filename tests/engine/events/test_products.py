"""Events of lists, prices and views: what starts each, and what does not."""

from typing import Any

import pytest

from tests.engine.world.worlds import Trigger, apply, shop


def add(product: str, **more: Any) -> dict[str, Any]:
    return {"do": "list.add", "customer": "anna", "list": "wishes", "product": product, **more}


def feed(product: str, price: int | None, **more: Any) -> dict[str, Any]:
    return {"do": "product.feed", "product": product, "price": price, **more}


def zone(name: str | None, customer: str = "anna") -> dict[str, Any]:
    return {"do": "customer.set", "customer": customer, "zone": name}


# E-4


@pytest.mark.rule("E-4")
def test_every_new_line_on_the_list_starts() -> None:
    trigger = Trigger(shop(), "product_added_to_list", list="wishes")
    [event] = trigger.on(add("boot"))
    assert event.context == {"list_item": ("wishes", "boot"), "product": "boot"}
    assert trigger.starts(add("boot")) == []
    assert trigger.starts(add("boot", quantity=5)) == []
    assert trigger.starts(add("cap", list="cart")) == []
    assert trigger.starts(add("cap")) == ["anna"]
    assert trigger.starts({**add("cap"), "do": "list.remove", "product": "cap"}) == []
    assert trigger.starts(add("cap")) == ["anna"]


@pytest.mark.rule("E-4")
def test_setting_a_list_starts_for_its_new_lines() -> None:
    trigger = Trigger(shop(add("boot")), "product_added_to_list", list="wishes")
    lines = [{"product": "boot", "quantity": 9}, {"product": "cap"}, {"product": "gift card"}]
    whole = {"do": "list.set", "customer": "anna", "list": "wishes", "items": lines}
    assert [event.context["product"] for event in trigger.on(whole)] == ["cap", "gift card"]
    assert trigger.starts({**whole, "items": []}) == []


# E-32


def dropped(*before: dict[str, Any], **settings: Any) -> Trigger:
    return Trigger(shop(*before), "list_price_dropped", **{"list": "wishes", "percent": 10, **settings})


@pytest.mark.rule("E-32")
@pytest.mark.parametrize(
    ("settings", "price", "starts"),
    [
        ({"percent": 10}, 9_000, True),
        ({"percent": 10}, 9_001, False),
        ({"percent": 0.1}, 9_990, True),
        ({"percent": 0.1}, 9_991, False),
        ({"percent": 100}, 0, True),
        ({"percent": 100}, 1, False),
        ({"percent": None, "amount": 500}, 9_500, True),
        ({"percent": None, "amount": 500}, 9_501, False),
    ],
)
def test_a_drop_by_so_much_or_more_starts(settings: dict[str, Any], price: int, starts: bool) -> None:
    trigger = dropped(add("boot"), **settings)
    assert trigger.starts(feed("boot", price)) == (["anna"] if starts else [])


@pytest.mark.rule("E-32")
def test_it_starts_at_further_drops_and_at_a_new_drop_after_a_rise() -> None:
    trigger = dropped(add("boot"))
    prices = [9_500, 9_000, 8_000, 8_000, 8_500, 12_000, 9_900, 8_900]
    assert [price for price in prices if trigger.starts(feed("boot", price))] == [9_000, 8_000, 8_900]


@pytest.mark.rule("E-32")
def test_a_rise_that_stays_below_the_saved_price_does_not_start() -> None:
    trigger = dropped(add("boot"))
    apply(trigger.world, feed("boot", 5_000))
    assert trigger.starts(feed("boot", 6_000)) == []


@pytest.mark.rule("E-32")
def test_the_price_saved_on_the_list_counts_not_the_feeds() -> None:
    trigger = dropped(add("boot", price=20_000))
    assert trigger.starts(feed("boot", 9_999)) == ["anna"]
    trigger = dropped(add("boot", price=5_000))
    assert trigger.starts(feed("boot", 4_999)) == []
    assert trigger.starts(feed("boot", 4_500)) == ["anna"]


@pytest.mark.rule("E-32")
def test_a_price_filled_in_for_the_first_time_does_not_start() -> None:
    trigger = dropped(add("gift card", price=5_000))
    assert trigger.starts(feed("gift card", 1_000)) == []
    assert trigger.starts(feed("gift card", 900)) == ["anna"]
    assert trigger.starts(feed("gift card", None)) == []
    assert trigger.starts(feed("gift card", 800)) == []


@pytest.mark.rule("E-32")
def test_without_a_saved_price_nothing_starts() -> None:
    assert dropped(add("boot", price=None)).starts(feed("boot", 1)) == []


@pytest.mark.rule("E-32")
def test_other_lists_other_products_and_lines_taken_off_do_not_start() -> None:
    trigger = dropped(add("boot", list="cart"))
    assert trigger.starts(feed("boot", 1)) == []
    trigger = dropped(add("boot"))
    assert trigger.starts(feed("cap", 1)) == []
    apply(trigger.world, {**add("boot"), "do": "list.remove"})
    assert trigger.starts(feed("boot", 1)) == []


@pytest.mark.rule("E-32")
def test_it_starts_per_product_and_for_everybody_who_has_it() -> None:
    trigger = dropped(add("boot", customer="bert"), add("boot"), add("cap"), add("boot", list="cart"))
    events = trigger.on(feed("boot", 5_000))
    assert [(event.customer.id, event.context) for event in events] == [
        ("anna", {"list_item": ("wishes", "boot"), "product": "boot"}),
        ("bert", {"list_item": ("wishes", "boot"), "product": "boot"}),
    ]
    assert trigger.starts(feed("cap", 1_000)) == ["anna"]


@pytest.mark.rule("E-32")
def test_only_chosen_product_segments_start() -> None:
    assert dropped(add("boot"), segments=["hats", "shoes"]).starts(feed("boot", 1)) == ["anna"]
    assert dropped(add("boot"), segments=["hats"]).starts(feed("boot", 1)) == []


def regional(price: int | None, name: str = "north") -> dict[str, Any]:
    return {"do": "product.feed", "product": "boot", "regional": {name: {"price": price}}}


@pytest.mark.rule("E-32")
def test_the_zones_own_price_decides_where_it_has_one() -> None:
    trigger = dropped(zone("north"), regional(9_000), add("boot"))
    assert trigger.starts(feed("boot", 1_000)) == []
    assert trigger.starts(regional(8_000)) == ["anna"]
    assert trigger.starts(regional(7_000, "south")) == []
    assert trigger.starts(regional(6_000, "south")) == []


@pytest.mark.rule("E-32")
def test_a_product_sold_in_other_zones_only_does_not_start() -> None:
    trigger = dropped(zone("south"), add("boot"), regional(9_000))
    assert trigger.starts(feed("boot", 1_000)) == []
    assert trigger.starts(regional(1_000)) == []


@pytest.mark.rule("E-32")
def test_the_main_feed_decides_where_the_zone_has_no_price_or_the_product_no_zones() -> None:
    trigger = dropped(zone("north"), add("boot"))
    assert trigger.starts(feed("boot", 9_000)) == ["anna"]
    apply(trigger.world, regional(None))
    assert trigger.world.product("boot").regional.keys() == {"north"}
    assert trigger.starts(feed("boot", 8_000)) == ["anna"]


@pytest.mark.rule("E-32")
def test_customers_without_a_zone_follow_the_main_feed() -> None:
    trigger = dropped(add("boot"), regional(9_000))
    assert trigger.starts(regional(1_000)) == []
    assert trigger.starts(feed("boot", 8_000)) == ["anna"]


@pytest.mark.rule("E-32")
def test_a_record_is_compared_with_itself_and_a_changed_zone_is_no_event() -> None:
    trigger = dropped(zone("north"), add("boot"))
    assert trigger.starts(regional(1_000)) == []
    assert trigger.starts(zone("south")) == []
    assert trigger.starts(zone("north")) == []
    assert trigger.starts(regional(900)) == ["anna"]


@pytest.mark.rule("E-32")
def test_a_feed_of_both_prices_starts_once() -> None:
    trigger = dropped(zone("north"), regional(9_000), add("boot"), zone(None, "bert"))
    both = {**regional(5_000), "price": 4_000}
    [event] = trigger.on(both)
    assert event.facts["price"] == 5_000


@pytest.mark.rule("E-32")
def test_percent_or_an_amount_is_asked_for_not_both() -> None:
    missing = [field for field, _ in dropped(percent=None).settings.missing()]
    assert missing == ["percent"]
    assert [field for field, _ in dropped(amount=5).settings.missing()] == ["amount"]
    assert list(dropped().settings.missing()) == []


# E-36


@pytest.mark.rule("E-36")
def test_every_view_starts() -> None:
    trigger = Trigger(shop(), "product_viewed")
    view = {"do": "product.view", "customer": "anna", "product": "boot"}
    [event] = trigger.on({**view, "action": "site"})
    assert event.context == {"view": 0, "product": "boot", "action": 0}
    assert trigger.world.customer("anna").actions[0].product == "boot"
    [event] = trigger.on(view)
    assert event.context == {"view": 1, "product": "boot"}
    assert trigger.starts(add("boot")) == []


@pytest.mark.rule("E-36")
def test_views_of_other_product_segments_do_not_start() -> None:
    view = {"do": "product.view", "customer": "anna", "product": "boot"}
    assert Trigger(shop(), "product_viewed", segments=["shoes"]).starts(view) == ["anna"]
    assert Trigger(shop(), "product_viewed", segments=["hats"]).starts(view) == []
