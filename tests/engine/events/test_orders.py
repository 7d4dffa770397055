"""Events of orders: what starts each, and what does not."""

from typing import Any

import pytest

from tests.engine.world.worlds import DAY, HOUR, NOW, Trigger, shop

TWO = [{"product": "boot"}, {"product": "cap"}]


def order(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"do": "order.create", "order": "o1", "customer": "anna", "status": "new"}
    return {**given, "items": list(items) or TWO, **more}


def whole(status: str, **more: Any) -> dict[str, Any]:
    return {"do": "order.set_status", "order": "o1", "status": status, **more}


def item(line: int, **more: Any) -> dict[str, Any]:
    return {"do": "order.set_item", "order": "o1", "line": line, **more}


# E-10


@pytest.mark.rule("E-10")
@pytest.mark.parametrize("status", ["new", "posted", "cancelled"])
def test_a_new_order_starts_in_any_status(status: str) -> None:
    trigger = Trigger(shop(), "order_created")
    [event] = trigger.on(order(status=status, action="called"))
    assert (event.customer.id, event.context) == ("anna", {"order": "o1", "action": 0})
    assert trigger.starts(whole("paid")) == []
    assert trigger.starts({"do": "order.set_fields", "order": "o1", "total": 1}) == []
    assert trigger.starts({"do": "order.add_item", "order": "o1", "product": "cap", "status": "new"}) == []


@pytest.mark.rule("E-10", "T-1")
def test_a_backdated_order_starts_at_its_own_date() -> None:
    [event] = Trigger(shop(), "order_created").on(order(happened_at=NOW - 3 * DAY))
    assert (event.happened_at, event.received_at, event.too_old) == (NOW - 3 * DAY, NOW, False)
    assert event.context == {"order": "o1"}


# E-7 with E-8 and E-9


@pytest.mark.rule("E-7")
@pytest.mark.parametrize("which", ["all", "any"])
def test_an_order_that_moves_to_the_status_or_arrives_in_it_starts(which: str) -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid", items=which)
    [event] = trigger.on(whole("paid", action="called"))
    assert event.context == {"order": "o1", "action": 0}
    assert trigger.starts(whole("paid")) == []
    assert trigger.starts(whole("posted")) == []
    assert trigger.starts(order(order="o2", status="paid")) == ["anna"]
    assert trigger.starts(order(order="o3", status="new")) == []


@pytest.mark.rule("E-7")
@pytest.mark.parametrize("which", ["all", "any"])
def test_a_backdated_change_starts_only_where_none_is_later(which: str) -> None:
    backdated = whole("paid", at=NOW + DAY, happened_at=NOW + HOUR)
    trigger = Trigger(shop(order()), "order_status_changed", status="paid", items=which)
    [event] = trigger.on(backdated)
    assert (event.happened_at, event.received_at) == (NOW + HOUR, NOW + DAY)
    for later in (
        whole("posted", at=NOW + 2 * HOUR),
        item(1, price=1, at=NOW + 2 * HOUR),
        {"do": "order.set_fields", "order": "o1", "total": 1, "at": NOW + 2 * HOUR},
        {
            "do": "order.add_item",
            "order": "o1",
            "product": "cap",
            "status": "new",
            "at": NOW + 2 * HOUR,
        },
    ):
        trigger = Trigger(shop(order(), later), "order_status_changed", status="paid", items=which)
        assert trigger.starts(backdated) == []


@pytest.mark.rule("E-7")
def test_a_backdated_order_that_arrives_in_the_status_starts() -> None:
    trigger = Trigger(shop(), "order_status_changed", status="paid")
    assert trigger.starts(order(status="paid", happened_at=NOW - DAY)) == ["anna"]


@pytest.mark.rule("E-8")
def test_all_items_may_move_one_after_another() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid")
    assert trigger.starts(item(1, status="paid")) == []
    assert trigger.starts(item(1, status="posted")) == []
    assert trigger.starts(item(2, status="paid")) == ["anna"]


@pytest.mark.rule("E-8")
def test_it_starts_again_only_after_all_items_moved_anew() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid")
    assert trigger.starts(whole("paid")) == ["anna"]
    assert trigger.starts(item(1, status="posted")) == []
    assert trigger.starts(item(1, status="paid")) == []
    assert trigger.starts(item(2, status="posted")) == []
    assert trigger.starts(item(2, status="paid")) == ["anna"]


@pytest.mark.rule("E-8")
def test_one_item_moving_twice_does_not_stand_for_two() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid")
    for status in ("paid", "new", "paid"):
        assert trigger.starts(item(1, status=status)) == []


@pytest.mark.rule("E-8")
def test_what_moved_before_the_flow_was_turned_on_does_not_count() -> None:
    world = shop(order(), item(1, status="paid"))
    trigger = Trigger(world, "order_status_changed", status="paid")
    assert trigger.starts(item(2, status="paid")) == []
    assert trigger.starts(item(1, status="new")) == []
    assert trigger.starts(item(1, status="paid")) == ["anna"]


@pytest.mark.rule("E-8")
@pytest.mark.parametrize("cancelled_first", [True, False])
def test_one_cancelled_item_prevents_it(cancelled_first: bool) -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid")
    steps = [item(1, status="cancelled"), item(2, status="paid")]
    if not cancelled_first:
        steps = [item(1, status="paid"), *steps]
    assert [trigger.starts(step) for step in steps] == [[]] * len(steps)
    assert trigger.starts(item(1, status="paid")) == ["anna"]


@pytest.mark.rule("E-8")
def test_a_cancelled_item_does_not_prevent_a_status_of_cancellation() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="cancelled")
    assert trigger.starts(item(1, status="cancelled")) == []
    assert trigger.starts(item(1, status="refused")) == []
    assert trigger.starts(item(2, status="cancelled")) == ["anna"]


@pytest.mark.rule("E-8")
def test_only_items_of_the_creation_count() -> None:
    add = {"do": "order.add_item", "order": "o1", "product": "cap"}
    trigger = Trigger(shop(order(), {**add, "status": "new"}), "order_status_changed", status="paid")
    assert trigger.starts({**add, "status": "paid"}) == []
    assert trigger.starts(item(1, status="paid")) == []
    assert trigger.starts(item(2, status="paid")) == ["anna"]
    assert trigger.starts(item(3, status="paid")) == []


@pytest.mark.rule("E-8")
@pytest.mark.parametrize(("times", "expected"), [(1, 1), (2, 2), (None, 3)])
def test_all_items_at_most_so_often_per_order(times: int | None, expected: int) -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid", times_per_order=times)
    started = []
    for _ in range(3):
        started += trigger.starts(whole("paid")) + trigger.starts(whole("new"))
    assert len(started) == expected
    assert trigger.starts(order(order="o2", status="paid")) == ["anna"]


@pytest.mark.rule("E-9")
def test_any_item_starts_once_per_change() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid", items="any")
    assert trigger.starts(item(1, status="paid")) == ["anna"]
    assert trigger.starts(item(2, status="paid")) == ["anna"]
    assert trigger.starts(whole("posted")) == []
    assert trigger.starts(whole("paid")) == ["anna"]
    assert trigger.starts(item(1, price=1)) == []
    add = {"do": "order.add_item", "order": "o1", "product": "cap"}
    assert trigger.starts({**add, "status": "paid"}) == ["anna"]


@pytest.mark.rule("E-9")
def test_one_order_may_be_created_in_several_statuses() -> None:
    mixed = order({"product": "boot", "status": "paid"}, {"product": "cap"})
    assert Trigger(shop(), "order_status_changed", status="paid", items="any").starts(mixed) == ["anna"]
    assert Trigger(shop(), "order_status_changed", status="new", items="any").starts(mixed) == ["anna"]
    assert Trigger(shop(), "order_status_changed", status="paid", items="all").starts(mixed) == []


@pytest.mark.rule("E-9")
def test_any_item_at_most_so_often_per_order() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid", items="any", times_per_order=1)
    assert trigger.starts(item(1, status="paid")) == ["anna"]
    assert trigger.starts(item(2, status="paid")) == []
    assert trigger.starts(order(order="o2", status="paid")) == ["anna"]


@pytest.mark.rule("E-9", "T-2")
def test_history_does_not_use_up_the_times_per_order() -> None:
    trigger = Trigger(shop(), "order_status_changed", status="paid", items="any", times_per_order=1)
    [event] = trigger.on(order(status="paid", happened_at=NOW - 9 * DAY))
    assert event.too_old
    assert trigger.starts(whole("new")) == []
    assert trigger.starts(whole("paid")) == ["anna"]


# E-12


def delivered(trigger: Trigger, given: dict[str, Any]) -> list[Any]:
    return [event.context["order_item"] for event in trigger.on(given)]


@pytest.mark.rule("E-12")
def test_every_item_that_is_delivered_or_arrives_so_starts() -> None:
    trigger = Trigger(shop(order()), "item_delivered")
    assert delivered(trigger, whole("paid")) == []
    assert delivered(trigger, item(2, status="posted")) == [("o1", 2)]
    assert delivered(trigger, whole("posted")) == [("o1", 1)]
    assert delivered(trigger, whole("posted")) == []
    assert delivered(trigger, order(order="o2", status="collected")) == [("o2", 1), ("o2", 2)]


@pytest.mark.rule("E-12")
def test_the_product_comes_along() -> None:
    [first, second] = Trigger(shop(order()), "item_delivered").on(whole("posted"))
    assert first.context == {"order_item": ("o1", 1), "product": "boot"}
    assert second.context == {"order_item": ("o1", 2), "product": "cap"}


@pytest.mark.rule("E-12")
def test_it_starts_again_when_anything_about_a_delivered_item_changes() -> None:
    trigger = Trigger(shop(order(status="posted")), "item_delivered")
    for edit in ({"price": 1}, {"quantity": 2}, {"fields": {"engraving": "A"}}, {"status": "collected"}):
        assert delivered(trigger, item(1, **edit)) == [("o1", 1)]
        assert delivered(trigger, item(1, **edit)) == []
    assert delivered(trigger, item(1, status="paid")) == []
    assert delivered(trigger, item(1, price=2)) == []
    assert delivered(trigger, {"do": "order.set_fields", "order": "o1", "total": 5}) == []
    assert delivered(trigger, item(1, status="posted")) == [("o1", 1)]


@pytest.mark.rule("E-12")
def test_only_chosen_statuses_and_product_segments_start() -> None:
    trigger = Trigger(shop(order()), "item_delivered", statuses=["collected"])
    assert delivered(trigger, whole("posted")) == []
    assert delivered(trigger, item(1, status="collected")) == [("o1", 1)]
    trigger = Trigger(shop(order()), "item_delivered", segments=["shoes", "hats"])
    assert delivered(trigger, whole("posted")) == [("o1", 1)]
    trigger = Trigger(shop(order()), "item_delivered", segments=["hats"])
    assert delivered(trigger, whole("posted")) == []


@pytest.mark.rule("E-12")
def test_a_chosen_status_must_be_one_of_delivery() -> None:
    world = shop()
    faults = dict(Trigger(world, "item_delivered", statuses=["paid"]).settings.unknown(world.settings))
    assert faults["statuses"].endswith("choose one of posted, collected")
