"""A project that names something of everything, and blocks in which every setting is asked for."""

from typing import Any

from app.forms.base import Around
from engine.blocks.actions.catalogue import ACTIONS
from engine.events.catalogue import CATALOGUE
from engine.flow.model import Flow
from engine.world.settings import (
    ActionTemplate,
    CustomField,
    Labelled,
    OrderStatus,
    PoolSettings,
    SegmentSettings,
    Settings,
)

SETTINGS = Settings(
    time_zone="Europe/Berlin",
    brands={"main": Labelled(), "outlet": Labelled("Outlet")},
    topics={"news": Labelled("News"), "offers": Labelled()},
    order_statuses={
        "paid": OrderStatus("paid"),
        "sent": OrderStatus("shipped"),
        "here": OrderStatus("delivered"),
    },
    action_templates={
        "rate": ActionTemplate(
            "Rated",
            fields={
                "stars": CustomField("number", "Stars"),
                "words": CustomField("text"),
                "paid": CustomField("money"),
                "day": CustomField("date"),
                "mood": CustomField("choice", values=["good", "bad"]),
                "again": CustomField("yes_no"),
            },
        ),
        "visit": ActionTemplate(),
    },
    customer_fields={
        "size": CustomField("choice", values=["small", "large"]),
        "shoes": CustomField("number"),
    },
    lists={"cart": Labelled("Cart"), "wishes": Labelled()},
    zones={"north": Labelled(), "south": Labelled()},
    segments={"vip": SegmentSettings("Very important"), "new": SegmentSettings()},
    product_segments={"tea": Labelled(), "pots": Labelled()},
    points_accounts={"points": Labelled(), "coins": Labelled()},
    promo_pools={"spring": PoolSettings(), "autumn": PoolSettings()},
)

AROUND = Around(SETTINGS, ("customer", "order"), ("order",))

_DAILY = {"every": "day", "at": "09:00"}
_HALVES = [{"id": "A", "share": 50}, {"id": "B", "share": 50}]


def _scheduled(**schedule: Any) -> dict[str, Any]:
    return {"kind": "launch", "trigger": {"schedule": {"at": "09:00", **schedule}, "segment": "vip"}}


BLOCKS: dict[str, dict[str, Any]] = {
    **{f"on {event}": {"kind": "launch", "trigger": {"event": event}} for event in CATALOGUE},
    "daily": _scheduled(every="day"),
    "weekly": _scheduled(every="week", days=["mon", "tue"], weeks=2),
    "monthly on dates": _scheduled(every="month", months=[1, 2], dates=[1]),
    "monthly on the last day": _scheduled(every="month", last_day=True),
    "monthly on a weekday": _scheduled(every="month", weekday="mon", which="first"),
    "filtered": {"kind": "launch", "filter": {"field": "customer.email.valid", "op": "is", "value": True}},
    "yes or no": {
        "kind": "condition",
        "condition": {"all": [{"field": "order.total", "op": "is", "value": 5}]},
    },
    "branches": {
        "kind": "condition",
        "branching": {
            "field": "customer.in_segment",
            "of": {"segment": "vip"},
            "op": "is",
            "branches": [{"id": "one", "values": [True]}, {"id": "two"}],
            "other": True,
        },
    },
    "branches by amount": {
        "kind": "condition",
        "branching": {
            "field": "order.total",
            "op": "at_least",
            "branches": [{"id": "big", "values": [5000]}],
        },
    },
    **{f"doing {do}": {"kind": "steps", "actions": [{"do": do}]} for do in ACTIONS},
    "doing issue_action with fields": {
        "kind": "steps",
        "actions": [{"do": "issue_action", "template": "rate"}],
    },
    "doing edit_field with choices": {"kind": "steps", "actions": [{"do": "edit_field", "field": "size"}]},
    "fixed wait": {
        "kind": "wait",
        "duration": "1 day",
        "window": {"start": "08:00", "end": "20:00", "days": ["mon"]},
    },
    "dynamic wait": {
        "kind": "wait",
        "mode": "dynamic",
        "until": {"field": "order.created_at", "direction": "after", "offset": "3 days"},
    },
    "dynamic wait with a parameter": {
        "kind": "wait",
        "mode": "dynamic",
        "until": {"field": "customer.orders.last_at", "of": {"category": "paid"}},
    },
    "split": {"kind": "split", "branches": _HALVES},
    "test": {"kind": "ab_test", "variants": _HALVES, "control": "B"},
    "rolling limit": {"kind": "limit", "cap": 5, "mode": "rolling", "period": "24 hours"},
    "calendar limit": {"kind": "limit", "cap": 5, "mode": "calendar", "calendar": "day"},
}
"""By what each shows. Together they ask for every setting of every kind of block, action and event."""


def flow_with(block: dict[str, Any] | None = None, **own: Any) -> Flow:
    """A flow on an order, with this block; a launch block takes the place of its own."""
    launch = {"id": "start", "kind": "launch", "trigger": {"event": "order_created"}}
    blocks = [launch] if block is None else [{**block, "id": "it"}]
    if block is not None and block["kind"] != "launch":
        blocks.insert(0, launch)
    return Flow.model_validate({"id": "flow", "blocks": blocks, **own})
