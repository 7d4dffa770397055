"""Two copies of a run side by side: which customers fare differently, and how."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import zip_longest
from typing import NamedTuple, get_args

from engine.rehearsal.fares import Fare, How, Parting, Tally, TallyKind, Timing, Way
from engine.rehearsal.ledger import LAUNCH, Ledger, MessageRow, Sign, TallyKey
from engine.rehearsal.playing import SLICE, Going
from engine.world.entities import Customer
from engine.world.settings import MESSAGE_NOT_SENT

BEFORE: tuple[TallyKind, ...] = ("entered", "turned_away")
"""Told before the ways that a customer goes."""

_ORDER: list[TallyKind] = list(get_args(TallyKind))

_FIELDS = tuple(field.name for field in fields(Customer) if field.name != "messages")
"""What a customer has; that flows have written to them is told by the messages themselves."""


class Visit(NamedTuple):
    """A passage at a block, and how it left it; all None while it is inside."""

    block: str
    at: int | None
    output: str | None
    stop: str | None


class Trip(NamedTuple):
    """A passage as it is compared."""

    flow: str
    entered: int | None
    """None where it was inside from the start."""
    visits: list[Visit]


def compare(old: Ledger, new: Ledger, going: Going) -> Iterator[Fare]:
    """Everybody who fares differently, in the order of the world. Raises GivenUp."""
    before, after = old.copy.simulation.world, new.copy.simulation.world
    everybody = dict.fromkeys((*before.customers, *after.customers))
    for n, customer in enumerate(everybody):
        if n % SLICE == 0:
            going.at(n / len(everybody))
        how: tuple[How, ...] = ()
        if (
            old.wakes.get(customer) != new.wakes.get(customer)
            or old.messages.get(customer) != new.messages.get(customer)
            or old.failures.get(customer) != new.failures.get(customer)
        ):
            how = tuple(_how(customer, old, new))
        was, now = before.customers.get(customer), after.customers.get(customer)
        data = () if was == now or was is None or now is None else _data(was, now)
        if how or data:
            yield Fare(customer, how, data)


def totals(old: Ledger, new: Ledger) -> tuple[Tally, ...]:
    """What is counted of all customers together, where the two differ in it."""
    return tuple(sorted(_tallies(old.totals(), new.totals()), key=_in_order))


def _data(was: Customer, now: Customer) -> tuple[str, ...]:
    found = tuple(name for name in _FIELDS if getattr(was, name) != getattr(now, name))
    if "actions" in found and _issued(was) == _issued(now):
        return tuple(name for name in found if name != "actions")
    return found


def _issued(customer: Customer) -> Counter[tuple[str, str | None, str]]:
    """Which actions a customer has, whenever they were issued. Of messages that were not sent the messages
    tell."""
    return Counter(
        (action.template, action.product, repr(action.fields))
        for action in customer.actions
        if action.template != MESSAGE_NOT_SENT
    )


def _how(customer: str, old: Ledger, new: Ledger) -> Iterator[How]:
    tallies = list(_tallies(old.tallies(customer), new.tallies(customer)))
    tallies += _reworded(old.messages.get(customer, []), new.messages.get(customer, []))
    tallies.sort(key=_in_order)
    yield from (one for one in tallies if one.kind in BEFORE)
    ways: dict[object, How] = {}
    for one, other in _pairs(_trips(customer, old), _trips(customer, new)):
        for way in _ways(one, other):
            # The same every day is told once.
            same = (way.flow, way.block, way.new - way.old, way.comes) if type(way) is Timing else way
            ways.setdefault(same, way)
    yield from ways.values()
    yield from (one for one in tallies if one.kind not in BEFORE)


def _in_order(tally: Tally) -> tuple[int, str]:
    return _ORDER.index(tally.kind), tally.flow


def _tallies(old: Mapping[TallyKey, int], new: Mapping[TallyKey, int]) -> Iterator[Tally]:
    if old != new:
        for key in dict.fromkeys((*old, *new)):
            was, now = old.get(key, 0), new.get(key, 0)
            if was != now:
                yield Tally(*key, was, now)


def _reworded(old: list[MessageRow], new: list[MessageRow]) -> Iterator[Tally]:
    """How many of the messages that are sent in both read otherwise."""
    if [row[1:] for row in old] == [row[1:] for row in new]:
        return
    texts = []
    for rows in (old, new):
        by_kind: dict[tuple[str, str, str], Counter[object]] = {}
        for _, letter, not_sent, values in rows:
            if not_sent is None:
                by_kind.setdefault(letter[:3], Counter())[letter.templates, values] += 1
        texts.append(by_kind)
    was, now = texts
    for kind in was.keys() & now.keys():
        n = min(was[kind].total(), now[kind].total()) - (was[kind] & now[kind]).total()
        if n:
            yield Tally("reworded", *kind, 0, n)


# Passages.


def _trips(customer: str, ledger: Ledger) -> dict[int, Trip]:
    """A customer's passages by number, as in WakeRow."""
    found: dict[int, Trip] = {}
    for passage in ledger.inside.get(customer, ()):
        flow, _, block = ledger.copy.inside[passage]
        found[passage] = Trip(flow, None, [Visit(block, None, None, None)])
    for at, key, sign in ledger.wakes.get(customer, ()):
        if key:
            trip = found.get(key)
            if trip is None:
                trip = found[key] = Trip(sign.flow, at, [])
            _go_on(trip.visits, at, sign)
    return found


def _go_on(visits: list[Visit], at: int, sign: Sign) -> None:
    if not sign.entry:
        # It leaves the Wait in which it was, or stops there.
        visits.pop()
    visits += [Visit(block, at, output, None) for block, output in sign.moves]
    if sign.last is not None:
        visits.append(Visit(sign.last, None if sign.end == "inside" else at, None, sign.reason))


def _pairs(old: dict[int, Trip], new: dict[int, Trip]) -> Iterator[tuple[Trip, Trip]]:
    """Which passage is which: those that were inside by their number, later ones by when they entered, and
    what is left flow by flow in order."""
    yield from ((trip, new[number]) for number, trip in old.items() if number > 0)
    was, now = _later(old), _later(new)
    yield from ((trip, now[moment]) for moment, trip in was.items() if moment in now)
    left: dict[str, list[Trip]] = {}
    for moment, trip in now.items():
        if moment not in was:
            left.setdefault(trip.flow, []).append(trip)
    for moment, trip in was.items():
        if moment not in now and left.get(trip.flow):
            yield trip, left[trip.flow].pop(0)


def _later(trips: dict[int, Trip]) -> dict[tuple[str, int, int], Trip]:
    """Those who entered meanwhile, by flow and moment; several of one moment by their order."""
    found: dict[tuple[str, int, int], Trip] = {}
    times: Counter[tuple[str, int]] = Counter()
    for trip in trips.values():
        if trip.entered is not None:
            moment = trip.flow, trip.entered
            times[moment] += 1
            found[*moment, times[moment]] = trip
    return found


def _ways(old: Trip, new: Trip) -> Iterator[Timing | Parting]:
    """Where two passages begin to differ in time, where they part, and when they meet again."""
    late = False
    block: str | None = None
    for n, (one, other) in enumerate(zip_longest(old.visits, new.visits)):
        if one is None or other is None or one.block != other.block:
            yield Parting(old.flow, block, _way(old.visits, n - 1), _way(new.visits, n - 1))
            yield from _meeting(old, new, n)
            return
        block = None if one.block == LAUNCH else one.block
        if (one.output, one.stop) != (other.output, other.stop):
            yield Parting(old.flow, block, _way(old.visits, n), _way(new.visits, n))
            yield from _meeting(old, new, n + 1)
            return
        if one.at is not None and other.at is not None and one.at != other.at and not late:
            late = True
            yield Timing(old.flow, block, one.at, other.at)


def _meeting(old: Trip, new: Trip, n: int) -> Iterator[Timing]:
    """The first block behind the parting to which both come, where that is at different times."""
    came = {visit.block: _arrived(old, m) for m, visit in enumerate(old.visits[n:], n)}
    for m, visit in enumerate(new.visits[n:], n):
        if visit.block in came:
            was, now = came[visit.block], _arrived(new, m)
            if was is not None and now is not None and was != now:
                yield Timing(old.flow, visit.block, was, now, True)
            return


def _arrived(trip: Trip, n: int) -> int | None:
    """When it came to its n-th block: as it left the one before."""
    return trip.entered if n == 0 else trip.visits[n - 1].at


def _way(visits: list[Visit], n: int) -> Way:
    visit = visits[n]
    to = visits[n + 1].block if n + 1 < len(visits) else None
    return Way(visit.output, to, visit.stop)
