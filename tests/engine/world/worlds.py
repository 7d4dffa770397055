"""A small shop to play changes in, and reading what they set off."""

import json
from typing import Any

from engine.events.base import Event, TriggerMemory
from engine.events.catalogue import CATALOGUE
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.deltas import Delta
from engine.world.world import STATE, Applied, Refused, World, WorldState

NOW = 1_772_442_000
HOUR = 3600
DAY = 24 * HOUR

SETTINGS: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "brands": {"main": {}},
    "channels": {"email": {}, "sms": {}},
    "topics": {"news": {}, "offers": {}},
    "order_statuses": {
        "new": {"category": "new"},
        "paid": {"category": "paid"},
        "posted": {"category": "delivered"},
        "collected": {"category": "delivered"},
        "cancelled": {"category": "cancelled"},
        "refused": {"category": "cancelled"},
    },
    "action_templates": {
        "called": {"fields": {"topic": {"type": "choice", "values": ["order", "other"]}}},
        "site": {},
        "code": {"fields": {"code": {"type": "text"}}},
    },
    "customer_fields": {
        "size": {"type": "choice", "values": ["S", "M"]},
        "visits": {"type": "number"},
        "spent": {"type": "money"},
        "since": {"type": "date"},
        "vip": {"type": "yes_no"},
        "motto": {"type": "text"},
    },
    "order_fields": {"gift": {"type": "yes_no"}},
    "item_fields": {"engraving": {"type": "text"}},
    "product_fields": {"colour": {"type": "text"}},
    "lists": {"cart": {}, "wishes": {}},
    "zones": {"north": {}, "south": {}},
    "segments": {"vips": {}, "buyers": {}, "sleepers": {"kind": "recalculated"}},
    "product_segments": {"shoes": {}, "hats": {}},
    "points_accounts": {"bonus": {}, "stamps": {}},
    "promo_pools": {"welcome": {}, "summer": {"kind": "multi_use"}, "friends": {"kind": "referral"}},
    "discount_card_types": {"silver": {}, "gold": {}},
    "campaigns": {"spring": {}, "sale": {"channel": "sms"}},
    "operations": {
        "sign_up": {"steps": ["register"], "action": "called"},
        "visit": {
            "steps": ["register_or_update", "start_flow"],
            "action": "site",
            "variables": {"shelf": {"type": "number"}},
        },
        "upload": {"steps": ["import"]},
        "call back": {"steps": ["edit", "start_flow"]},
        "log in": {"steps": ["generate_authorization_code"], "action": "code"},
    },
}


def shop(*changes: dict[str, Any]) -> World:
    """A world of two customers and three products, in which the given changes have been played."""
    state = STATE.validate_python({"settings": SETTINGS})
    world = World(state)
    first: tuple[dict[str, Any], ...] = (
        {
            "do": "product.create",
            "product": "boot",
            "price": 10_000,
            "available": True,
            "segments": ["shoes"],
        },
        {"do": "product.create", "product": "cap", "price": 2_000},
        {"do": "product.create", "product": "gift card"},
        {"do": "customer.create", "customer": "anna"},
        {"do": "customer.create", "customer": "bert"},
    )
    for given in (*first, *changes):
        apply(world, given)
    return world


def change(given: dict[str, Any]) -> Change:
    """A change from plain data, now where no time is given."""
    return CHANGE.validate_python({"at": NOW, **given})


def apply(world: World, given: dict[str, Any]) -> Applied:
    return world.apply(change(given))


def deltas(world: World, given: dict[str, Any]) -> list[Delta]:
    return apply(world, given).deltas


def text(state: WorldState) -> str:
    """All that a world holds, with the order of its parts."""
    return json.dumps(STATE.dump_python(state, mode="json"))


class Trigger:
    """An event kind with settings, as a flow that was turned on would use it."""

    def __init__(self, world: World, kind: str, **settings: Any) -> None:
        self.world = world
        self.kind = CATALOGUE[kind]
        self.settings = self.kind.Settings.model_validate(settings)
        self.match = self.kind.matches(self.settings, world)
        self.count_entry = self.kind.counting(self.settings)
        self.memory = TriggerMemory()

    def on(self, given: dict[str, Any]) -> list[Event]:
        """Apply a change; the events that match."""
        applied = apply(self.world, given)
        assert self.kind.id in CATALOGUE
        if not any(type(delta) in self.kind.hears for delta in applied.deltas):
            return []
        found = [e for e in self.kind.recognise(applied, self.world) if self.match(e, self.memory)]
        for event in found:
            if self.count_entry is not None and not event.too_old:
                self.count_entry(event, self.memory)
        return found

    def starts(self, given: dict[str, Any]) -> list[str]:
        """Apply a change; the customers for whom it starts, in order."""
        return [event.customer.id for event in self.on(given)]


def refusal(world: World, given: dict[str, Any]) -> tuple[str, str]:
    """Where and why a change is refused; it must be, and leave the world as it was."""
    before = text(world.state())
    try:
        apply(world, given)
    except Refused as refused:
        assert text(world.state()) == before
        return refused.place, str(refused)
    raise AssertionError(f"not refused: {given}")
