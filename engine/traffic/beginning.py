"""Where the traffic of a world begins, and where it goes on in one that has had some already."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from engine.time.civil import DAY, Zone, date_of, day_number
from engine.traffic.generator import Generator
from engine.traffic.people import PREFIX
from engine.world.entities import Customer
from engine.world.traffic import Traffic
from engine.world.world import WorldState

_EMPTY_WORLD = day_number(2026, 1, 1)
_LEAST, _MOST = day_number(1902, 1, 1), day_number(2189, 12, 31)


class CannotBegin(ValueError):
    """The traffic cannot begin on that day; the text says why."""


def begin(state: WorldState, *, first: int | None = None, seed: int = 0) -> tuple[Generator, int]:
    """The traffic of a world, and the day from which it is to be played: `first`, or the first that the world
    has not lived yet.

    The first day of all is noted in the world's settings, so that it is known when the traffic goes on.
    Raises CannotBegin.
    """
    traffic = state.traffic or Traffic()
    fresh = fresh_day(state)
    if traffic.start is None:
        origin = fresh if first is None else first
    else:
        origin = day_of_text(traffic.start)
    day = max(origin, fresh) if first is None else first
    if day < origin:
        raise CannotBegin(f"the traffic of this world begins on {_text(origin)}: choose no day before that")
    if not _LEAST <= origin <= day <= _MOST:
        raise CannotBegin(f"choose a day from {_text(_LEAST)} to {_text(_MOST)}")
    state.traffic = replace(traffic, start=_text(origin))
    generator = Generator(state, state.traffic, first=origin, seed=seed)
    if _has_lived(state, generator.begin(day)):
        raise CannotBegin(
            f"this world has had its traffic of {_text(day)} already: go on with {_text(fresh)}"
        )
    return generator, day


def settle(state: WorldState, generator: Generator) -> int:
    """Add the customers of the beginning whom a world lacks. How many they were."""
    missing = list(generator.missing(state))
    state.customers.update((customer.id, customer) for customer in missing)
    return len(missing)


def rest(state: WorldState, generator: Generator, until: int) -> None:
    """Note in a world's settings what its traffic comes back to, where it has been played up to the day
    `until`, and is to go on another time."""
    assert state.traffic is not None
    state.traffic = replace(state.traffic, usual=generator.usual(until - 1))


def day_of_text(text: str) -> int:
    """The number of a day that is written as 2026-03-01. Raises CannotBegin."""
    try:
        return Zone("UTC").parse(text) // DAY
    except ValueError as problem:
        raise CannotBegin(str(problem)) from None


def fresh_day(state: WorldState) -> int:
    """The day after the newest thing in a world; the first of 2026 where there is nothing."""
    people = map(_instants, state.customers.values())
    newest = max(
        chain(
            chain.from_iterable(people),
            *((order.created_at, order.changed_at) for order in state.orders.values()),
        ),
        default=0,
    )
    return Zone(state.settings.time_zone).local(newest) // DAY + 1 if newest else _EMPTY_WORLD


def _instants(customer: Customer) -> Iterator[int]:
    yield customer.created_at
    yield from (action.received_at for action in customer.actions[-1:])
    yield from (view.at for view in customer.views[-1:])
    yield from (entry.at for entry in customer.balance_changes[-1:])
    yield from (line.added_at for lines in customer.lists.values() for line in lines.values())


def _has_lived(state: WorldState, since: int) -> bool:
    """Whether the world holds what traffic made from that instant on."""
    return any(
        order.created_at >= since and order.id.startswith(PREFIX) for order in state.orders.values()
    ) or any(
        customer.created_at >= since and customer.id.startswith(PREFIX)
        for customer in state.customers.values()
    )


def _text(day: int) -> str:
    return date_of(day).isoformat()
