"""When the traffic of a world begins."""

from collections.abc import Iterator
from itertools import chain

from engine.time.civil import DAY, Zone, day_number
from engine.world.entities import Customer
from engine.world.traffic import Traffic
from engine.world.world import WorldState

_EMPTY_WORLD = day_number(2026, 1, 1)


def first_day(state: WorldState, traffic: Traffic) -> int:
    """The first day of a world's traffic: the one that is set, or the day after the newest thing in it.

    Raises ValueError, with a sentence, where the one that is set does not exist.
    """
    if traffic.start is None:
        return fresh_day(state)
    return day_of_text(traffic.start)


def day_of_text(text: str) -> int:
    """The number of a day that is written as 2026-03-01. Raises ValueError, with a sentence."""
    zone = Zone("UTC")
    return zone.local(zone.parse(text)) // DAY


def fresh_day(state: WorldState) -> int:
    """The day after the newest thing in a world; the first of 2026 where there is nothing."""
    newest = max(
        chain.from_iterable(_instants(customer) for customer in state.customers.values()), default=None
    )
    for order in state.orders.values():
        newest = max(order.created_at, order.changed_at, newest or 0)
    if not newest:
        return _EMPTY_WORLD
    return Zone(state.settings.time_zone).local(newest) // DAY + 1


def _instants(customer: Customer) -> Iterator[int]:
    yield customer.created_at
    yield from (action.received_at for action in customer.actions[-1:])
    yield from (view.at for view in customer.views[-1:])
    yield from (entry.at for entry in customer.balance_changes[-1:])
    yield from (line.added_at for lines in customer.lists.values() for line in lines.values())
