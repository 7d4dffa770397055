"""The traffic of a world: the changes of each day, and of each customer on each day, by themselves.

It is a function of (seed, customer, day) and of what stood in the world at the start; it looks at nothing
that happens later. So a day needs no memory of the days before it: what began within the last LONGEST days
is worked out again.
"""

from collections.abc import Iterator
from itertools import chain
from operator import attrgetter

from engine.time.civil import Zone
from engine.traffic.chance import MANY, Chance
from engine.traffic.contacts import Contacts
from engine.traffic.feeds import Feeds
from engine.traffic.orders import LONGEST, Orders
from engine.traffic.people import People
from engine.traffic.rhythm import Rhythm
from engine.traffic.shop import shop_of
from engine.traffic.visits import Visits
from engine.world.changes.base import Change
from engine.world.entities import Customer
from engine.world.traffic import Traffic, Usual
from engine.world.world import WorldState

_AT = attrgetter("at")

_NEAR = 2
"""Days within which all is over that is not about an order."""


class Generator:
    """The traffic from a first day on; days are numbers since 1970-01-01 (engine.time.civil).

    `seed`: what they do; who they are follows from the traffic's own seed.
    """

    def __init__(self, state: WorldState, traffic: Traffic, *, first: int, seed: int = 0) -> None:
        self.first = first
        self.traffic = traffic
        shop = shop_of(state, traffic)
        who, deeds = str(traffic.seed), f"{traffic.seed}/{seed}"
        self.zone = Zone(state.settings.time_zone)
        rhythm = self._rhythm = Rhythm(self.zone, traffic.hours, traffic.week)
        people = self.people = People(who, shop, traffic.habits)
        feeds = self._feeds = Feeds(deeds, shop.wares, rhythm, first, traffic.sale, traffic.sold_out)
        self._visits = Visits(deeds, shop, traffic, rhythm, Orders(shop, traffic, rhythm), feeds.sold_out)
        known = (state.customers.get(People.id(number)) for number in range(traffic.customers))
        self._contacts = Contacts(deeds, people, rhythm, known)
        self._coming = Chance(deeds, "coming")
        self._joining = Chance(deeds, "joining")
        self._often: list[list[float]] = []

    def missing(self, state: WorldState) -> Iterator[Customer]:
        """The customers of the beginning whom a world lacks."""
        begin = self._rhythm.begin(self.first)
        return (self.people.customer(number, begin) for number in self.lacking(state))

    def lacking(self, state: WorldState) -> Iterator[int]:
        """Their numbers."""
        return (n for n in range(self.traffic.customers) if People.id(n) not in state.customers)

    # By day.

    def day(self, day: int) -> list[Change]:
        """The changes of a day, by when they are received."""
        return next(self.days(day, day + 1))

    def days(self, first: int, until: int) -> Iterator[list[Change]]:
        """The changes of each day from `first` on, `until` not included. One day at a time is in memory, and
        what is to become of its orders."""
        pending: dict[int, list[Change]] = {}
        for day in range(max(self.first, first - LONGEST), first):
            self._begin(day, pending, ordering=day < first - _NEAR)
            pending.pop(day, None)
        for day in range(first, until):
            if day >= self.first:
                self._begin(day, pending)
            changes = pending.pop(day, [])
            changes.sort(key=_AT)
            yield changes

    def _begin(self, day: int, pending: dict[int, list[Change]], *, ordering: bool = False) -> None:
        """Add all that begins on a day to the days on which it happens. `ordering`: only orders matter."""
        rhythm = self._rhythm
        end = rhythm.begin(day + 1)
        # Of a day that the calendar skips there are only the feed and the new customers, a day later.
        skipped = rhythm.begin(day) >= end
        today = pending.setdefault(day, [])
        count = self.count(day)
        if not ordering:
            self._later(self._feeds.of(day), end, today, pending)
        if not ordering and not skipped:
            for number in self._contacts.numbers(day, self.first):
                self._later(self._contacts.of(number, day, self.first), end, today, pending)
        visit = self._visits.of
        for number in () if skipped else self._visitors(day, count):
            changes, following = visit(number, day, ordering=ordering)
            if changes and changes[-1].at < end:
                today += changes
            else:
                self._later(changes, end, today, pending)
            if following:
                self._later(following, end, today, pending)
        for number in range(count, self.count(day + 1)):
            self._later(self._joins(number, day, ordering=ordering), end, today, pending)

    def _later(
        self, changes: list[Change], end: int, today: list[Change], pending: dict[int, list[Change]]
    ) -> None:
        for change in changes:
            if change.at < end:
                today.append(change)
            else:
                pending.setdefault(self._rhythm.day_of(change.at), []).append(change)

    # By customer.

    def of(self, number: int, day: int) -> list[Change]:
        """The changes of one customer on a day, by when they are received; customers count from 0."""
        found = [
            change
            for begun in range(max(self.first, day - LONGEST), day + 1)
            for change in self._begun(number, begun)
            if self._rhythm.day_of(change.at) == day
        ]
        return sorted(found, key=_AT)

    def _begun(self, number: int, day: int) -> list[Change]:
        """All that begins with a customer on a day, as in `_begin`."""
        if number >= self.count(day):
            return self._joins(number, day) if number < self.count(day + 1) else []
        if self._rhythm.begin(day) >= self._rhythm.begin(day + 1):
            return []
        changes = self._contacts.of(number, day, self.first) if number < self.traffic.customers else []
        block, place = divmod(number, MANY)
        if self._coming.small(block, day)[place] < self._how_often(block)[place] * self._rhythm.weight(day):
            changes = [*changes, *chain(*self._visits.of(number, day))]
        return changes

    def count(self, day: int) -> int:
        """How many customers there are before a day begins: those of the beginning, and who signed up."""
        signed_up = self.traffic.sign_ups * self._rhythm.weight_until(self.first, day)
        return self.traffic.customers + int(signed_up + 1e-9)

    def _joins(self, number: int, day: int, *, ordering: bool = False) -> list[Change]:
        """Somebody signs up, and looks around at once."""
        at = self._rhythm.moment(day, self._joining.numbers(number)[0])
        visit = chain(*self._visits.of(number, day, at + 30, ordering=ordering))
        if ordering:
            return list(visit)
        created = self.people.creation(number, at)
        return [created, *self._contacts.after(created, number), *visit]

    def usual(self, day: int) -> dict[str, Usual]:
        """What the products come back to that are not as usual when a day is over."""
        return self._feeds.usual(day)

    def _visitors(self, day: int, count: int) -> Iterator[int]:
        weight, coming = self._rhythm.weight(day), self._coming.small
        for block in range(-(-count // MANY)):
            first = block * MANY
            pairs = zip(coming(block, day), self._how_often(block), strict=True)
            for number, (small, often) in enumerate(pairs, first):
                if small < often * weight and number < count:
                    yield number

    def _how_often(self, block: int) -> list[float]:
        while len(self._often) <= block:
            self._often.append(self.people.often(len(self._often)))
        return self._often[block]

    def begin(self, day: int) -> int:
        """A day's first instant."""
        return self._rhythm.begin(day)


class TrafficTimeline:
    """The changes of some days of traffic, as a run plays them; made anew whenever they are asked for."""

    def __init__(self, generator: Generator, first: int, days: int) -> None:
        self.generator = generator
        self.first = first
        self.until = first + days
        self.counts: list[int] = []
        """How many changes each of the days had that are over, as far as that is known. With them a run that
        is taken up finds its day at once."""

    @property
    def first_at(self) -> int:
        """When the first day begins."""
        return self.generator.begin(self.first)

    @property
    def last_at(self) -> int:
        """The last instant of the last day."""
        return self.generator.begin(self.until) - 1

    def changes(self, skip: int) -> Iterator[Change]:
        """All changes but the first `skip`, ordered by `at`."""
        day = self.first
        for count in self.counts:
            if count > skip:
                break
            skip -= count
            day += 1
        for number, changes in enumerate(self.generator.days(day, self.until), day - self.first):
            if number == len(self.counts):
                self.counts.append(len(changes))
            if skip < len(changes):
                yield from changes[skip:] if skip else changes
            skip = max(0, skip - len(changes))
