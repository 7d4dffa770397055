"""How often a customer may go through a flow (L-1 to L-7), played in the plainest way: it writes down what
happened and, whenever it is asked something, reads all of that again. It shares nothing with the engine but
the form of a visit.

Times are instants, whole seconds since 1970 UTC; lengths are (3, "days").
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tests.kit import Visit

Length = tuple[int, Literal["hours", "days"]]


@dataclass(frozen=True)
class Limit:
    mode: Literal["once", "every_time", "periodically"]
    period: Length | None = None
    total: int | None = None


@dataclass(frozen=True)
class Group:
    name: str
    does: Literal["sends", "fails", "both", "again"] = "sends"
    """`fails`: its only action takes a promo code, of which there are none until some come. `both`: that, a
    message, and that once more, so that not every action fails (F-6). `again`: the customer does what starts
    the flow."""
    relevance: Length | None = (1, "days")
    """None: unlimited."""


@dataclass(frozen=True)
class Wait:
    name: str
    length: Length


@dataclass(frozen=True)
class Fork:
    """A Split: to each of its ways leads the output of its place, `0`, `1` …; behind it they join again."""

    name: str
    ways: tuple["Chain", ...]


Chain = tuple[Group | Wait | Fork, ...]


@dataclass(frozen=True)
class Shown:
    """An event that may start the flow."""

    at: int
    who: str
    happened_at: int


@dataclass(frozen=True)
class Merged:
    at: int
    stays: str
    goes: str


@dataclass(frozen=True)
class CodesCame:
    at: int


@dataclass(frozen=True)
class Launched:
    """A new version of the flow goes on (F-18)."""

    at: int
    blocks: Chain
    limit: Limit


@dataclass(frozen=True)
class Paused:
    at: int


@dataclass(frozen=True)
class Resumed:
    at: int


Happening = Shown | Merged | CodesCame | Launched | Paused | Resumed


@dataclass
class Trip:
    """A passage."""

    number: int
    who: str
    """Under whose name it entered."""
    planned: int
    ahead: Chain
    """The blocks that it still has before it; in a Wait, those behind it, as they were when it got there."""
    visits: list[Visit] = field(default_factory=list)
    waits_in: str | None = None
    due: int = 0


@dataclass(frozen=True)
class CarriedOut:
    """A step group was carried out."""

    trip: int
    who: str
    at: int
    limits_before: int
    """How many limits the flow had had by then."""


class Reference:
    """One flow and what happened to its customers. `draw` says which way a passage takes at a Fork: chance is
    proven elsewhere."""

    def __init__(self, zone: str, blocks: Chain, limit: Limit, draw: Callable[[int, str], int]) -> None:
        self.zone = ZoneInfo(zone)
        self.draw = draw
        self.versions = [blocks]
        self.limits = [limit]
        self.trips: list[Trip] = []
        self.turned_away: list[tuple[str, int, str]] = []
        self.carried_out: list[CarriedOut] = []
        self.merges: list[Merged] = []
        self.codes: list[CodesCame] = []
        self.caused: list[Shown] = []
        self.causing = False
        self.switches: list[Paused | Resumed | Launched] = []

    def play(self, happenings: Iterable[Happening], until: int) -> None:
        """What is done to flows comes first, then changes, then passages that are due, by number (T-7)."""
        coming = sorted(happenings, key=lambda it: (it.at, isinstance(it, Shown | Merged | CodesCame)))
        while True:
            waiting = sorted((trip.due, trip.number) for trip in self.trips if trip.waits_in is not None)
            if coming and (not waiting or coming[0].at <= waiting[0][0]) and coming[0].at <= until:
                self.happens(coming.pop(0))
            elif waiting and waiting[0][0] <= until:
                self.wakes(self.trips[waiting[0][1]], waiting[0][0])
            else:
                return

    # How often (L).

    def barred(self, who: str, now: int) -> bool:
        """Whether the limit keeps a customer from being launched."""
        groups = [one for one in self.carried_out if self.name_now(one.who) == self.name_now(who)]
        if not groups:
            return False
        # Who has gone through while it was *Once*, or before it became so, never comes in again (L-5): every
        # limit since then is looked at, that of the moment included.
        if any(limit.mode == "once" for one in groups for limit in self.limits[one.limits_before - 1 :]):
            return True
        limit = self.limits[-1]
        # Several groups of one passage are one launch (L-3).
        if limit.total is not None and len({one.trip for one in groups}) >= limit.total:
            return True
        # It counts from the last group of any passage; at the very end entry is allowed (L-4).
        return limit.period is not None and now < self.later(max(one.at for one in groups), limit.period)

    def name_now(self, who: str) -> str:
        """The survivor takes over what is of a profile that is merged into it (L-7)."""
        for merge in self.merges:
            if who == merge.goes:
                who = merge.stays
        return who

    def launches(self) -> int:
        return len({one.trip for one in self.carried_out})

    # What happens.

    def happens(self, it: Happening) -> None:
        match it:
            case Shown():
                self.shown(it)
            case Merged():
                self.merges.append(it)
            case CodesCame():
                self.codes.append(it)
            case Paused() | Resumed():
                self.switches.append(it)
            case Launched():
                self.switches.append(it)
                self.versions.append(it.blocks)
                self.limits.append(it.limit)
                for trip in self.trips:
                    if trip.waits_in is not None and behind(trip.waits_in, it.blocks) is None:
                        self.stops_inside(trip, "block_deleted")

    def is_on(self) -> bool:
        return not self.switches or not isinstance(self.switches[-1], Paused)

    def shown(self, event: Shown) -> None:
        if not self.is_on():
            return
        who = self.name_now(event.who)
        if event.at - event.happened_at > 7 * 24 * 3600:
            self.turned_away.append((who, event.at, "too_old"))
        elif self.barred(who, event.at):
            self.turned_away.append((who, event.at, "launch_limit"))
        else:
            trip = Trip(len(self.trips), who, event.happened_at, self.versions[-1])
            self.trips.append(trip)
            trip.visits.append(Visit("start", event.at, event.at, "next", None))
            self.goes_on(trip, event.at)

    def wakes(self, trip: Trip, now: int) -> None:
        assert trip.waits_in is not None
        if not self.is_on():
            self.stops_inside(trip, "flow_stopped")
            return
        # From the next block on the newest version applies (F-18).
        ahead = behind(trip.waits_in, self.versions[-1])
        assert ahead is not None
        trip.ahead, trip.waits_in = ahead, None
        trip.visits.append(trip.visits.pop()._replace(left=now, output="next"))
        self.goes_on(trip, now)

    def stops_inside(self, trip: Trip, reason: str) -> None:
        trip.waits_in = None
        trip.visits.append(trip.visits.pop()._replace(stop=reason))

    def goes_on(self, trip: Trip, now: int) -> None:
        """Along the blocks until it waits, stops or is finished."""
        while trip.ahead:
            block, trip.ahead = trip.ahead[0], trip.ahead[1:]
            visit = Visit(block.name, now, now, "next", None)
            if isinstance(block, Group):
                reason = self.group(trip, block, now)
                if reason is not None:
                    trip.visits.append(visit._replace(left=None, output=None, stop=reason))
                    return
            elif isinstance(block, Wait):
                trip.planned = self.later(trip.planned, block.length)
                if trip.planned > now:
                    trip.visits.append(visit._replace(left=None, output=None))
                    trip.waits_in, trip.due = block.name, trip.planned
                    return
            else:
                way = self.draw(trip.number, block.name)
                visit = visit._replace(output=str(way))
                trip.ahead = block.ways[way] + trip.ahead
            trip.visits.append(visit)

    def group(self, trip: Trip, group: Group, now: int) -> str | None:
        """Carry a group out; or why the passage stops."""
        if group.relevance is not None and now > self.later(trip.planned, group.relevance):
            return "relevance_expired"
        # Checked again until this passage has had one carried out (L-6).
        mine = [one for one in self.carried_out if one.trip == trip.number]
        if not mine and self.barred(trip.who, now):
            return "launch_limit"
        # A group that failed is no launch; one whose message was not sent is (L-2).
        if group.does != "fails" or self.codes:
            self.carried_out.append(CarriedOut(trip.number, trip.who, now, len(self.limits)))
        if group.does == "again":
            self.caused.append(Shown(now, trip.who, now))
            self.causes()
        return None

    def causes(self) -> None:
        """What a group causes is handled right after it; what that causes, after that (T-7)."""
        if not self.causing:
            self.causing = True
            while self.caused:
                self.shown(self.caused.pop(0))
            self.causing = False

    def later(self, at: int, length: Length) -> int:
        """Days keep the wall clock: moved forward by the gap, or the first of two (T-5)."""
        amount, unit = length
        if unit == "hours":
            return at + amount * 3600
        if amount == 0:
            return at
        wall = datetime.fromtimestamp(at, self.zone).replace(tzinfo=None) + timedelta(days=amount)
        return int(wall.replace(tzinfo=self.zone, fold=0).timestamp())


def behind(wait: str, blocks: Chain) -> Chain | None:
    """What a Wait leads to in a version of the flow; None where that has no such Wait."""
    for n, block in enumerate(blocks):
        if isinstance(block, Wait) and block.name == wait:
            return blocks[n + 1 :]
        if isinstance(block, Fork):
            for way in block.ways:
                found = behind(wait, way)
                if found is not None:
                    return found + blocks[n + 1 :]
    return None
