"""One change of a scenario, or one thing done to a flow, moved through time: where does the outcome flip?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from engine.expectations.models import Expectation
from engine.expectations.playing import Inputs, Result, play
from engine.scenario import TimedEntry
from engine.simulation.refusals import ChangeRefused
from engine.time.civil import Zone
from engine.time.spans import Span

MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario came to; two of them are equal where nothing flipped."""

    holds: tuple[bool, ...]
    """Of the expectations, in their order."""
    passages: tuple[str, ...]
    """What became of the customers in the flows, in words."""
    refused: str = ""
    """Why the scenario could not be played."""
    refusals: tuple[bool, ...] = ()
    """Of what must be refused (`refused`), in its order: whether it is, for the reason that is said."""
    departures: tuple[str, ...] = field(default=(), compare=False)
    """What became of those that are not: told for the first moment, since a reason may name the moment."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Moments one after the other with one outcome. Instants, both included."""

    first: int
    last: int
    outcome: Outcome


def moments(centre: int, over: Span, step: Span, zone: Zone) -> Sequence[int]:
    """The moments of a sweep: half of `over` before the change's own, and half after it. Days, of either,
    keep the wall clock (T-5). Raises ValueError where they are too many."""
    if step.days and step.seconds:
        raise ValueError("give either days or hours, minutes and seconds")
    if not step.days and not step.seconds:
        raise ValueError("the step is nothing: give one of a second at least")
    half = Span(over.days // 2, (over.days % 2 * 86_400 + over.seconds) // 2)
    first, last = half.before(centre, zone), half.after(centre, zone)
    # No day is longer than 25 hours.
    least = (last - first) // (step.days * 90_000 + step.seconds)
    if least >= MOST_STEPS:
        raise ValueError(
            f"these would be {least + 1:,} steps, and {MOST_STEPS:,} are the most: "
            "give a longer step or a shorter stretch"
        )
    if step.seconds:
        return range(centre - (centre - first) // step.seconds * step.seconds, last + 1, step.seconds)
    most = (last - first) // (step.days * 82_800) + 1
    found = (zone.add_days(centre, n * step.days) for n in range(-most, most + 1))
    return [moment for moment in found if first <= moment <= last]


def sweep(
    inputs: Inputs, expectations: Sequence[Expectation], number: int, at: Sequence[int]
) -> Iterator[Stretch]:
    """Play the scenario with the entry `number` at each of these moments; moments of one outcome together.

    The other entries stay where they are. A change that happened before it was received keeps the distance.
    """
    current: Stretch | None = None
    for moment in at:
        found = outcome(_moved(inputs, number, moment), expectations)
        if current is not None and current.outcome == found:
            current = replace(current, last=moment)
            continue
        if current is not None:
            yield current
        current = Stretch(moment, moment, found)
    if current is not None:
        yield current


def _moved(inputs: Inputs, number: int, moment: int) -> Inputs:
    entry = inputs.entries[number]
    change, deed = entry.change, entry.deed
    if change is not None:
        happened = change.happened_at
        change = replace(
            change, at=moment, happened_at=None if happened is None else happened + moment - change.at
        )
    if deed is not None:
        deed = replace(deed, at=moment)
    moved = TimedEntry(entry.place, moment, entry.frame, change, deed)
    entries = [moved if n == number else one for n, one in enumerate(inputs.entries)]
    # At the same instant it stays between the same neighbours.
    entries.sort(key=lambda one: one.at)
    return replace(inputs, entries=entries, start=min(inputs.start, moment))


def outcome(inputs: Inputs, expectations: Sequence[Expectation]) -> Outcome:
    """What a scenario comes to."""
    result = Result()
    refused = ""
    try:
        play(inputs, expectations, result)
    except ChangeRefused as problem:
        refused = f"refused: {problem.place}: {problem}"
    # Moving one of them through time changes which comes first.
    tried = sorted(result.refusals, key=lambda one: one.entry.place)
    departures = tuple(
        f'{one.entry.do} must be refused with "{one.entry.frame.refused}": {one.told}'
        for one in tried
        if not one.checked.ok
    )
    if refused:
        return Outcome((), (), refused, departures=departures)
    return Outcome(
        tuple(one.ok for one in result.outcomes),
        tuple(passages(result)),
        refusals=tuple(one.checked.ok for one in tried),
        departures=departures,
    )


def passages(result: Result) -> Iterator[str]:
    """What became of the customers in the flows: "wish-price, ada: entered, stopped (launch_limit)"."""
    assert result.seen is not None
    notes = result.seen.notes
    of: dict[int, tuple[str, str]] = {}
    ends: dict[int, str] = {}
    for seq, _, who, number in sorted(notes.wakes):
        path = notes.paths[number]
        passage = who if isinstance(who, int) else seq
        if isinstance(who, str):
            of[passage] = (path.flow, who)
        ends[passage] = f"{path.end} ({path.reason})" if path.reason is not None else path.end
    found: dict[tuple[str, str], Counter[str]] = {}
    for passage, whose in of.items():
        found.setdefault(whose, Counter())[ends[passage].replace("_", " ")] += 1
    for (flow, customer), times in sorted(found.items()):
        told = ", ".join(end if n == 1 else f"{end} × {n}" for end, n in times.items())
        yield f"{flow}, {customer}: {told}"
