"""Recalculated segments: those who meet a condition, looked at again at a cadence (W-1, E-14, E-15)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from engine.conditions.base import Subject
from engine.conditions.checking import check
from engine.conditions.compiling import compile_tree
from engine.conditions.nodes import Tree
from engine.events.base import Ref as ContextRef
from engine.time.civil import Zone
from engine.time.durations import Duration
from engine.world.changes.base import Change
from engine.world.deltas import SegmentEntered, SegmentExited
from engine.world.dues import SEGMENT, Ref
from engine.world.entities import Customer
from engine.world.faults import Fault
from engine.world.settings import SegmentSettings, Settings
from engine.world.world import World

_TREE: TypeAdapter[Tree] = TypeAdapter(Tree)

Predicate = Callable[[Subject], bool]


@dataclass(slots=True)
class _Anybody:
    """A customer about whom a condition is asked, outside of any passage."""

    customer: Customer
    context: dict[str, ContextRef] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class RecalculateSegment(Change):
    """Time recalculates a segment: who meets its condition now enters, who does not any more exits."""

    segment: str
    meets: Predicate

    def apply(self, world: World) -> None:
        name, meets = self.segment, self.meets
        subject = _Anybody(next(iter(world.customers.values()), Customer("")))
        for customer in world.customers.values():
            subject.customer = customer
            inside = name in customer.segments
            if meets(subject) == inside:
                continue
            if inside:
                world.drop(customer, "segments", name)
                world.tell(SegmentExited(customer, name))
            else:
                world.put(customer, "segments", name, self.happened)
                world.tell(SegmentEntered(customer, name))
        world.put(world, "reckoned", _key(name), self.happened)
        every = world.settings.segments[name].every
        world.note_due(next_recalculation(world.zone, every, self.happened), SEGMENT, (name,))


class SegmentsAreRecalculated:
    """Each recalculated segment that says whom it holds, at its own cadence."""

    rank = SEGMENT

    def __init__(self, world: World, start: int) -> None:
        self._start = start
        self._meets: dict[str, Predicate] = {
            name: compile_tree(_TREE.validate_python(segment.where), world)
            for name, segment in world.settings.segments.items()
            if is_recalculated(segment)
        }

    def pending(self, world: World) -> Iterator[tuple[int, Ref]]:
        for name in self._meets:
            due = self.when(world, (name,))
            if due is not None:
                yield due, (name,)

    def when(self, world: World, ref: Ref) -> int | None:
        name = str(ref[0])
        # A run begins with the segments as its world has them; a slot at its very start counts.
        last = world.reckoned.get(_key(name), self._start - 1)
        return next_recalculation(world.zone, world.settings.segments[name].every, last)

    def change(self, world: World, ref: Ref) -> Change:
        name = str(ref[0])
        return RecalculateSegment(
            at=world.now,
            happened_at=self.when(world, ref),
            source="time",
            segment=name,
            meets=self._meets[name],
        )


def is_recalculated(segment: SegmentSettings) -> bool:
    return segment.kind == "recalculated" and segment.where is not None


def next_recalculation(zone: Zone, every: Duration, after: int) -> int:
    """The first moment after another at which such a cadence comes round.

    Days go from midnight to midnight, counted from the first of January 1970; hours and minutes begin anew
    at each midnight (T-5).
    """
    midnight = zone.midnight(after)
    if every.unit == "days":
        days = (midnight + zone.offset(midnight)) // 86_400
        return zone.add_days(midnight, every.amount - days % every.amount)
    step = every.after(0, zone)
    return min(midnight + ((after - midnight) // step + 1) * step, zone.add_days(midnight, 1))


def check_segments(settings: Settings) -> Iterator[Fault]:
    """What is wrong with the conditions of a project's segments."""
    for name, segment in settings.segments.items():
        place = ("settings", "segments", name, "where")
        if segment.where is None:
            continue
        if segment.kind == "static":
            yield (
                place,
                "a static segment is filled by hand: leave the condition out, or make it recalculated",
            )
            continue
        try:
            tree = _TREE.validate_python(segment.where)
        except ValidationError as error:
            first = error.errors()[0]
            where = tuple(part for part in first["loc"] if isinstance(part, int) or part in segment.where)
            yield (*place, *where), f"this is no condition: {first['msg']}"
            continue
        for problem in check(tree, settings, ()):
            yield (*place, *problem.path), problem.text


def _key(name: str) -> str:
    return f"segment/{name}"
