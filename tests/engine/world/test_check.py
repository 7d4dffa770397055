"""World files are checked for what they refer to (W-6)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.world.check import check_state
from engine.world.world import STATE
from tests.engine.world.worlds import shop

Edit = Callable[[dict[str, Any]], object]


def whole() -> dict[str, Any]:
    """A world with something of everything, as plain data."""
    anna = {"customer": "anna"}
    world = shop(
        {"do": "customer.set", **anna, "zone": "north", "birth_date": "1990-01-01"},
        {"do": "customer.set_email", **anna, "value": "a@x", "confirmation": "confirmed"},
        {"do": "customer.set_email", **anna, "value": "b@x", "confirmation": "unconfirmed"},
        {"do": "customer.set_field", **anna, "fields": {"size": "S"}},
        {"do": "customer.set_subscription", **anna, "key": "main/email", "status": "subscribed"},
        {"do": "segment.add", **anna, "segment": "vips"},
        {"do": "action.issue", **anna, "template": "called", "fields": {"topic": "order"}, "product": "boot"},
        {"do": "list.add", **anna, "list": "cart", "product": "boot"},
        {"do": "product.view", **anna, "product": "boot"},
        {"do": "balance.award", **anna, "account": "bonus", "amount": 5},
        {"do": "promo.add_codes", "pool": "welcome", "codes": ["a", "b"]},
        {"do": "promo.issue", **anna, "pool": "welcome"},
        {"do": "product.feed", "product": "boot", "regional": {"north": {"fields": {"colour": "red"}}}},
        {
            "do": "order.create",
            **anna,
            "order": "o1",
            "status": "new",
            "fields": {"gift": True},
            "items": [{"product": "boot", "fields": {"engraving": "A"}}, {"product": "cap"}],
        },
        {"do": "order.set_status", "order": "o1", "status": "paid"},
        {"do": "promo.use", **anna, "code": "a", "order": "o1", "lines": [1]},
        {"do": "promo.use", **anna, "code": "SUN", "pool": "summer"},
        {"do": "card.issue", **anna, "card": "c1", "type": "silver"},
        {"do": "card.replace", **anna, "card": "c1", "by": "c2"},
        {"do": "campaign.generate", **anna, "campaign": "spring"},
        {"do": "campaign.send", **anna, "campaign": "spring", "result": "delivered"},
        {"do": "operation.call", "operation": "visit", **anna, "variables": {"shelf": 4}},
    )
    data = json.loads(STATE.dump_json(world.state()))
    assert isinstance(data, dict)
    return data


def at(data: dict[str, Any], *path: str | int) -> Any:
    found: Any = data
    for part in path:
        found = found[part]
    return found


def put(*path_and_value: Any) -> Edit:
    *path, key, value = path_and_value
    return lambda data: at(data, *path).__setitem__(key, value)


def drop(*path: str | int) -> Edit:
    return lambda data: at(data, *path[:-1]).pop(path[-1])


ANNA = ("customers", "anna")
ITEM = ("orders", "o1", "items")
CODE = (*ANNA, "promo_codes", 0)


def test_a_world_made_by_changes_is_whole() -> None:
    assert check_state(STATE.validate_python(whole())) == []


@pytest.mark.rule("W-6", "W-1", "W-2", "W-3")
@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (drop("settings", "segments", "vips"), (*ANNA, "segments", "vips")),
        (drop("settings", "lists", "cart"), (*ANNA, "lists", "cart")),
        (drop("settings", "topics", "news"), None),
        (drop("settings", "channels", "email"), (*ANNA, "subscriptions", "main/email")),
        (drop("settings", "customer_fields", "size"), (*ANNA, "fields", "size")),
        (put("settings", "customer_fields", "size", "values", ["M"]), (*ANNA, "fields", "size")),
        (put("settings", "customer_fields", "size", "values", []),
         ("settings", "customer_fields", "size", "values")),
        (put("settings", "customer_fields", "vip", "values", ["x"]),
         ("settings", "customer_fields", "vip", "values")),
        (put("settings", "brands", {}), ("settings", "brands")),
        (drop("settings", "zones", "north"), (*ANNA, "zone")),
        (drop("settings", "action_templates", "called"), (*ANNA, "actions", 0, "template")),
        (drop("settings", "points_accounts", "bonus"), (*ANNA, "balances", "bonus")),
        (drop("settings", "promo_pools", "welcome"), (*ANNA, "promo_codes", 0, "pool")),
        (drop("settings", "order_statuses", "new"), (*ITEM, 0, "history", 0, "status")),
        (drop("settings", "order_statuses", "paid"), (*ITEM, 0, "status")),
        (drop("settings", "order_fields", "gift"), ("orders", "o1", "fields", "gift")),
        (drop("settings", "item_fields", "engraving"), (*ITEM, 0, "fields", "engraving")),
        (drop("settings", "product_fields", "colour"),
         ("products", "boot", "regional", "north", "fields", "colour")),
        (drop("settings", "product_segments", "shoes"), ("products", "boot", "segments", 0)),
        (drop("products", "cap"), (*ITEM, 1, "product")),
        (drop("products", "boot"), (*ANNA, "lists", "cart", "boot")),
        (drop("orders", "o1"), (*ANNA, "orders", 0)),
        (put(*ANNA, "orders", []), ("orders", "o1")),
        (put(*ANNA, "orders", ["o1", "o1"]), (*ANNA, "orders", 1)),
        (put("orders", "o1", "customer", "bert"), (*ANNA, "orders", 0)),
        (put("orders", "o1", "customer", "nobody"), ("orders", "o1", "customer")),
        (put(*ANNA, "id", "ann"), (*ANNA, "id")),
        (put("products", "cap", "id", "hat"), ("products", "cap", "id")),
        (put("orders", "o1", "id", "o2"), ("orders", "o1", "id")),
        (put(*ANNA, "lists", "cart", "boot", "product", "cap"), (*ANNA, "lists", "cart", "boot", "product")),
        (put(*ANNA, "birth_date", "1990-13-01"), (*ANNA, "birth_date")),
        (put(*ANNA, "email", None), (*ANNA, "pending_email")),
        (put(*ANNA, "views", 0, "number", 3), (*ANNA, "views", 0, "number")),
        (put(*ANNA, "actions", 0, "received_at", 0), (*ANNA, "actions", 0, "at")),
        (put(*ITEM, 1, "line", 1), (*ITEM, 1, "line")),
        (put(*ITEM, 0, "history", 1, "at", 0), (*ITEM, 0, "history", 1, "at")),
        (put(*ITEM, 0, "history", 1, "status", "new"), (*ITEM, 0, "status")),
        (put("pools", "welcome", "issued", 3), ("pools", "welcome", "issued")),
        (put("pools", "welcome", "codes", ["a", "a"]), ("pools", "welcome", "codes", 1)),
        (put("pools", "welcome", "issued", 0), ("pools", "welcome", "codes", 0)),
        (put(*ANNA, "balance_changes", 0, "action", 9), (*ANNA, "balance_changes", 0, "action")),
        (drop("settings", "promo_pools", "summer"), (*ANNA, "applied_codes", 0, "pool")),
        (put(*CODE, "used_at", None), (*CODE, "used_at")),
        (put(*CODE, "uses", 0, "order", None), (*CODE, "uses", 0, "line")),
        (put(*CODE, "uses", 0, "order", "o9"), (*CODE, "uses", 0, "order")),
        (put(*CODE, "uses", 0, "line", 9), (*CODE, "uses", 0, "line")),
        (put("orders", "o1", "codes", []), (*CODE, "uses", 0, "order")),
        (put("orders", "o1", "codes", ["a", "b"]), ("orders", "o1", "codes", 1)),
        (lambda data: at(data, "customers", "bert").update(promo_codes=at(data, *ANNA, "promo_codes")),
         ("customers", "bert", "promo_codes", 0, "code")),
        (lambda data: at(data, "customers", "bert").update(discount_cards=at(data, *ANNA, "discount_cards")),
         ("customers", "bert", "discount_cards", 0, "number")),
        (drop("settings", "discount_card_types", "silver"), (*ANNA, "discount_cards", 0, "type")),
        (put(*ANNA, "discount_cards", 0, "replaced_by", "c9"), (*ANNA, "discount_cards", 0, "replaced_by")),
        (drop("settings", "campaigns", "spring"), (*ANNA, "sendings", 0, "campaign")),
        (put(*ANNA, "sendings", 0, "sent_at", None), (*ANNA, "sendings", 0, "result")),
        (put(*ANNA, "sendings", 0, "sent_at", 0), (*ANNA, "sendings", 0, "sent_at")),
        (put(*ANNA, "sendings", 0, "number", 1), (*ANNA, "sendings", 0, "number")),
        (put(*ANNA, "messages", [{"at": 0, "channel": "fax", "flow": "f"}]),
         (*ANNA, "messages", 0, "channel")),
        (drop("settings", "operations", "visit"), (*ANNA, "calls", 0, "operation")),
        (put(*ANNA, "calls", 0, "variables", "shelf", "four"), (*ANNA, "calls", 0, "variables", "shelf")),
        (put("settings", "campaigns", "sale", "channel", "fax"),
         ("settings", "campaigns", "sale", "channel")),
        (put("settings", "operations", "upload", "steps", ["edit", "edit"]),
         ("settings", "operations", "upload", "steps", 1)),
        (put("settings", "operations", "upload", "action", "no such"),
         ("settings", "operations", "upload", "action")),
        (put("settings", "operations", "log in", "action", None),
         ("settings", "operations", "log in", "action")),
    ],
)  # fmt: skip
def test_what_a_world_refers_to_exists(edit: Edit, place: tuple[str | int, ...] | None) -> None:
    data = whole()
    edit(data)
    found = check_state(STATE.validate_python(data))
    assert (place in [where for where, _ in found]) if place is not None else not found
    assert all(sentence for _, sentence in found)


@pytest.mark.rule("W-1")
def test_the_level_names_of_subscriptions_hold_no_slash() -> None:
    data = whole()
    data["settings"]["topics"]["a/b"] = {}
    with pytest.raises(ValueError, match="pattern"):
        STATE.validate_python(data)
