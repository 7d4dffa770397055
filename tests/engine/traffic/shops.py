"""Shops that live: worlds with something to buy, and generators of their traffic."""

from typing import Any

from engine.time.civil import day_number
from engine.traffic.generator import Generator
from engine.world.traffic import Traffic
from engine.world.world import STATE, World, WorldState

FIRST = day_number(2026, 3, 2)
"""A Monday."""

SETTINGS: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "order_statuses": {
        name: {"category": name} for name in ("new", "paid", "shipped", "delivered", "cancelled", "returned")
    },
    "action_templates": {"joined": {}, "opened": {"fields": {"flow": {}, "block": {}}}, "clicked": {}},
    "lists": {"cart": {}, "wishes": {}},
    "points_accounts": {"bonus": {}},
    "zones": {"north": {}, "south": {}},
    "promo_pools": {"summer": {}, "spring": {"kind": "multi_use"}, "friends": {"kind": "referral"}},
    "topics": {"news": {}},
}

PRODUCTS: dict[str, Any] = {
    f"thing-{n}": {
        "id": f"thing-{n}",
        "price": 500 + 100 * n,
        "available": True if n % 3 else None,
        "regional": {"north": {"price": 450 + 90 * n, "available": True}} if n % 4 == 0 else {},
    }
    for n in range(40)
} | {
    "gone": {"id": "gone", "price": 900, "available": False},
    "unpriced": {"id": "unpriced", "available": True},
}


def shop(zone: str = "Europe/Berlin", **settings: Any) -> WorldState:
    """A world with 42 products and nobody in it."""
    given = {**SETTINGS, "time_zone": zone, **settings}
    pools = {"spring": {"codes": ["SPRING"]}, "summer": {"codes": ["SUN-1"]}}
    return STATE.validate_python({"settings": given, "products": PRODUCTS, "pools": pools})


def generator(
    state: WorldState | None = None, first: int = FIRST, deeds: int = 0, **traffic: Any
) -> Generator:
    """The traffic of a shop: lively, where nothing else is said."""
    given = {
        "customers": 150,
        "sign_ups": 3.5,
        "habits": [{"share": 1, "every": 1}, {"share": 3, "every": 4}],
    }
    read = STATE.validate_python({"traffic": {**given, **traffic}}).traffic
    assert isinstance(read, Traffic)
    return Generator(shop() if state is None else state, read, first=first, seed=deeds)


def settled(made: Generator, state: WorldState) -> World:
    """A world in which the customers of the beginning are there."""
    for customer in made.missing(state):
        state.customers[customer.id] = customer
    return World(state)
