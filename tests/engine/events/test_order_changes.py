"""Events of changed orders and paid items, and how often one order may start a flow."""

from typing import Any

import pytest

from engine.world.entities import Product
from tests.engine.events.test_orders import delivered, item, order, whole
from tests.engine.world.worlds import DAY, HOUR, NOW, Trigger, shop
from tests.kit import change, customer, flow, mail, play, wait, world

TOTAL = {"do": "order.set_fields", "order": "o1", "total": 5}
GIFT = {"do": "order.set_fields", "order": "o1", "fields": {"gift": True}}
ADDED = {"do": "order.add_item", "order": "o1", "product": "cap", "status": "new"}
EVERY: dict[str, dict[str, Any]] = {
    "total": TOTAL,
    "gift": GIFT,
    "status": whole("paid"),
    "one status": item(2, status="paid"),
    "quantity": item(1, quantity=3),
    "price": item(1, price=3),
    "engraving": item(1, fields={"engraving": "A"}),
    "items": ADDED,
}


# E-11


@pytest.mark.rule("E-11")
@pytest.mark.parametrize("given", EVERY.values(), ids=EVERY)
def test_any_change_of_an_order_starts_once(given: dict[str, Any]) -> None:
    trigger = Trigger(shop(order()), "order_changed")
    [event] = trigger.on({**given, "action": "called"})
    assert (event.customer.id, event.context) == ("anna", {"order": "o1", "action": 0})
    if given is not ADDED:
        assert trigger.starts(given) == []


@pytest.mark.rule("E-11")
def test_creating_it_is_no_change() -> None:
    assert Trigger(shop(), "order_changed").starts(order(fields={"gift": True})) == []


@pytest.mark.rule("E-11")
@pytest.mark.parametrize(
    ("settings", "starts"),
    [
        ({"fields": ["total"]}, {"total", "quantity", "price", "items"}),
        ({"fields": ["status"]}, {"status", "one status", "items"}),
        ({"fields": ["quantity"]}, {"quantity", "items"}),
        ({"fields": ["price"]}, {"price", "items"}),
        ({"fields": ["items"]}, {"items"}),
        ({"order_fields": ["gift"]}, {"gift"}),
        ({"item_fields": ["engraving"]}, {"engraving"}),
        ({"order_fields": ["gift"], "item_fields": ["engraving"]}, {"gift", "engraving"}),
    ],
)
def test_only_chosen_fields_start(settings: dict[str, Any], starts: set[str]) -> None:
    started = {
        name for name, given in EVERY.items() if Trigger(shop(order()), "order_changed", **settings).on(given)
    }
    assert started == starts


@pytest.mark.rule("E-11")
def test_a_field_of_the_order_is_not_one_of_its_items() -> None:
    trigger = Trigger(shop(order()), "order_changed", order_fields=["engraving"])
    assert trigger.starts(EVERY["engraving"]) == []


@pytest.mark.rule("E-11")
def test_a_backdated_change_starts_only_where_none_is_later() -> None:
    backdated = {**GIFT, "at": NOW + DAY, "happened_at": NOW + HOUR}
    [event] = Trigger(shop(order()), "order_changed").on(backdated)
    assert (event.happened_at, event.received_at) == (NOW + HOUR, NOW + DAY)
    later = {**whole("paid"), "at": NOW + 2 * HOUR}
    assert Trigger(shop(order(), later), "order_changed").starts(backdated) == []
    late_status = whole("posted", at=NOW + DAY, happened_at=NOW + HOUR)
    assert Trigger(shop(order(), later), "order_changed").starts(late_status) == []


@pytest.mark.rule("E-11")
def test_at_most_so_often_per_order() -> None:
    trigger = Trigger(shop(order(), order(order="o2")), "order_changed", times_per_order=2)
    started = [trigger.starts({**TOTAL, "total": n}) for n in range(4)]
    assert started == [["anna"], ["anna"], [], []]
    assert trigger.starts({**TOTAL, "order": "o2"}) == ["anna"]


# E-13


@pytest.mark.rule("E-13")
def test_every_item_that_is_paid_or_arrives_so_starts() -> None:
    trigger = Trigger(shop(order()), "item_paid")
    assert delivered(trigger, item(2, status="paid")) == [("o1", 2)]
    assert delivered(trigger, whole("paid")) == [("o1", 1)]
    assert delivered(trigger, whole("paid")) == []
    assert delivered(trigger, item(1, price=7)) == [("o1", 1)]
    assert delivered(trigger, item(1, price=7)) == []
    assert delivered(trigger, whole("posted")) == []
    assert delivered(trigger, item(1, price=8)) == []
    assert delivered(trigger, order(order="o2", status="paid")) == [("o2", 1), ("o2", 2)]


@pytest.mark.rule("E-13")
def test_the_paid_product_comes_along_and_may_be_restricted() -> None:
    [event] = Trigger(shop(order()), "item_paid", segments=["shoes"]).on(whole("paid"))
    assert event.context == {"order_item": ("o1", 1), "product": "boot"}
    world = shop(order())
    faults = dict(Trigger(world, "item_paid", statuses=["posted"]).settings.unknown(world.settings))
    assert faults["statuses"].endswith("choose one of paid")


# Times per order, in a run


def _products() -> dict[str, Product]:
    return {"p": Product("p", price=100)}


def once_per_order(event: str, **settings: Any) -> dict[str, Any]:
    trigger = {"event": event, "settings": {**settings, "times_per_order": 1}}
    subscribed = {"field": "customer.email.valid", "op": "is", "value": True}
    return {"id": "start", "kind": "launch", "trigger": trigger, "filter": subscribed}


@pytest.mark.rule("E-8", "E-9", "E-11")
@pytest.mark.parametrize(
    ("event", "settings"),
    [
        ("order_status_changed", {"status": "paid", "items": "all"}),
        ("order_status_changed", {"status": "paid", "items": "any"}),
        ("order_changed", {"fields": ["status"]}),
    ],
)
def test_a_customer_who_is_turned_away_uses_nothing_up(event: str, settings: dict[str, Any]) -> None:
    people = world(customer(1, email=None), products=_products())
    make = change(
        "2026-05-01 10:00", "order.create", customer="c1", order="o", status="new", items=[{"product": "p"}]
    )
    moves = [
        change("2026-05-02 10:00", "order.set_status", order="o", status="paid"),
        change("2026-05-03 10:00", "customer.set_email", customer="c1", value="c1@example.com"),
        change("2026-05-04 10:00", "order.set_status", order="o", status="new"),
        change("2026-05-05 10:00", "order.set_status", order="o", status="paid"),
        change("2026-05-06 10:00", "order.set_status", order="o", status="new"),
        change("2026-05-07 10:00", "order.set_status", order="o", status="paid"),
    ]
    played = play(flow(once_per_order(event, **settings), wait("30 days"), mail()), [make, *moves], people)
    entered = [visits[0].arrived for _, visits in played.passages().values()]
    assert entered == ["05-05 10:00" if event == "order_status_changed" else "05-04 10:00"]
    assert played.turned_away()[0] == ("c1", "05-02 10:00", "condition_cannot_be_applied")


@pytest.mark.rule("E-8", "E-9")
@pytest.mark.parametrize(
    ("items", "entered"), [("all", ["05-04 10:00"]), ("any", ["05-03 10:00", "05-04 10:00"])]
)
def test_items_count_from_when_the_flow_is_turned_on(items: str, entered: list[str]) -> None:
    trigger = {"event": "order_status_changed", "settings": {"status": "paid", "items": items}}
    drawn = flow(
        {"id": "start", "kind": "launch", "trigger": trigger}, mail(), schedule={"start": "2026-05-02 12:00"}
    )
    both = [{"product": "p"}, {"product": "p"}]
    changes = [
        change("2026-05-01 10:00", "order.create", customer="c1", order="o", status="new", items=both),
        change("2026-05-02 10:00", "order.set_item", order="o", line=1, status="paid"),
        change("2026-05-03 10:00", "order.set_item", order="o", line=2, status="paid"),
        change("2026-05-03 11:00", "order.set_item", order="o", line=1, status="new"),
        change("2026-05-04 10:00", "order.set_item", order="o", line=1, status="paid"),
    ]
    played = play(drawn, changes, world(products=_products()))
    assert [visits[0].arrived for _, visits in played.passages().values()] == entered
