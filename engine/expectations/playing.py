"""Playing a scenario: on to each moment that it asks about, check, and on to the end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from engine.expectations.checking import Check, about, check
from engine.expectations.models import EventExpectation, Expectation
from engine.expectations.watching import Notes, Seen, Watch
from engine.flow.model import Flow
from engine.life.deeds import EditFlow
from engine.scenario import TimedEntry
from engine.simulation.flow_run import NEVER, RunFlow
from engine.simulation.observer import Observer
from engine.simulation.record import Journal
from engine.simulation.refusals import ChangeRefused
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.world import Refused, World, WorldState

MOST_THINGS = 1_000_000
"""Things that a scenario may play: changes, slots and wake-ups."""


class NeverEnds(ValueError):
    """A scenario that plays more than MOST_THINGS."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that is needed to play a scenario, as often as wanted."""

    world: Callable[[], WorldState]
    """Makes the world as it is at the start, each time anew."""
    flows: Sequence[RunFlow]
    entries: Sequence[TimedEntry]
    """In the order of time."""
    start: int
    seed: int = 0
    until: int | None = None
    """When the clock stops; None: when nothing is due any more."""
    drafts: Sequence[Flow] = ()
    """Flows that are not launched at the start."""

    @property
    def begins_flows(self) -> bool:
        """Whether there are drafts, at the start or later, of which something may be launched."""
        return bool(self.drafts) or any(isinstance(entry.deed, EditFlow) for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What became of a change that must be refused (`refused`)."""

    entry: TimedEntry
    actual: str | None
    """The reason; None where it was applied."""

    @property
    def checked(self) -> Check:
        wanted = self.entry.frame.refused or ""
        ok = self.actual is not None and wanted.casefold() in self.actual.casefold()
        return Check("refused", f'contains "{wanted}"', self.told, ok)

    @property
    def told(self) -> str:
        """The reason, or that there was none."""
        return self.actual or ("it was applied" if self.entry.deed is None else "it was done")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation, and what came of it."""

    number: int
    """Its place in `then`, from 0."""
    expectation: Expectation
    checks: Sequence[Check]

    @property
    def ok(self) -> bool:
        return all(found.ok for found in self.checks)

    @property
    def first(self) -> Check:
        """The first thing that does not hold, or else the first."""
        return next((found for found in self.checks if not found.ok), self.checks[0])

    @property
    def about(self) -> str:
        return about(self.expectation)


@dataclass(slots=True)
class Result:
    """A scenario that was played."""

    outcomes: list[Outcome] = field(default_factory=list)
    """In the order of `then`."""
    refusals: list[Refusal] = field(default_factory=list)
    strangers: list[tuple[int, str]] = field(default_factory=list)
    """Expectations about a customer who has never been in the world: their place in `then`, and who."""
    seen: Seen | None = None
    """As it stands at the end, or as far as it came."""

    @property
    def ok(self) -> bool:
        return all(one.ok for one in self.outcomes) and all(one.checked.ok for one in self.refusals)


class Changes:
    """The changes of a scenario as a timeline."""

    def __init__(self, entries: Sequence[TimedEntry]) -> None:
        self._changes = [entry.played for entry in entries if entry.played is not None]

    def changes(self, skip: int) -> Iterator[Change]:
        """All changes but the first `skip`."""
        return iter(self._changes[skip:])


def begin(inputs: Inputs, journal: Journal, observer: Observer, asked: Sequence[int] = ()) -> Simulation:
    """The scenario standing at its start. `asked`: moments up to which schedules fire at least."""
    last = max((*(entry.at for entry in inputs.entries), *asked), default=inputs.start)
    world = World(inputs.world())
    return Simulation(
        world,
        inputs.flows,
        Changes(inputs.entries),
        journal,
        seed=inputs.seed,
        start=inputs.start,
        slots_until=last if inputs.until is None else inputs.until,
        observer=observer,
        deeds=[entry.done for entry in inputs.entries if entry.done is not None],
        drafts=inputs.drafts,
    )


def play(inputs: Inputs, expectations: Sequence[Expectation], result: Result | None = None) -> Result:
    """Play a scenario and check what it must come to. Raises ChangeRefused for a change that the world
    refuses though nobody expects it, and NeverEnds; then `result` holds what was checked before."""
    moments = sorted({one.at for one in expectations if one.at is not None})
    notes = Notes()
    state = inputs.world()
    watch = Watch((one.event for one in expectations if isinstance(one, EventExpectation)), state.customers)
    simulation = begin(replace(inputs, world=lambda: state), notes, watch, moments)
    result = Result() if result is None else result
    result.seen = Seen(simulation, notes, watch)
    found: dict[int, Outcome] = {}
    refused = [entry for entry in inputs.entries if entry.refused]
    for moment in sorted({*moments, *(entry.at for entry in refused)}):
        _run(simulation, moment)
        result.refusals += [_try(simulation, entry) for entry in refused if entry.at == moment]
        seen = Seen(simulation, notes, watch)
        for n, one in enumerate(expectations):
            if one.at == moment:
                found[n] = Outcome(n, one, check(one, seen))
        result.outcomes, result.seen = list(found.values()), seen
    _run(simulation, NEVER if inputs.until is None else inputs.until)
    result.seen = Seen(simulation, notes, watch)
    for n, one in enumerate(expectations):
        if one.at is None:
            found[n] = Outcome(n, one, check(one, result.seen))
        customer = getattr(one, "customer", None)
        if customer is not None and customer not in watch.customers:
            result.strangers.append((n, customer))
    result.outcomes = [found[n] for n in range(len(expectations))]
    return result


def refusals(inputs: Inputs) -> list[Refusal]:
    """What becomes of the changes that must be refused; the scenario is played up to the last of them.

    Where what was taken nevertheless stops it short, those until then. Raises NeverEnds.
    """
    result = Result()
    last = max((entry.at for entry in inputs.entries if entry.refused), default=None)
    if last is not None:
        with suppress(ChangeRefused):
            play(replace(inputs, until=last), (), result)
    return result.refusals


def _run(simulation: Simulation, until: int) -> None:
    # A step of a thousandth: what is played is counted only roughly.
    for _ in range(1000):
        if simulation.run(until, MOST_THINGS // 1000):
            return
    raise NeverEnds(f"it has played {MOST_THINGS:,} things and is not at its end: say given.until")


def _try(simulation: Simulation, entry: TimedEntry) -> Refusal:
    try:
        if entry.deed is not None:
            simulation.do(entry.deed)
        elif entry.change is not None:
            simulation.world.apply(entry.change)
    except Refused as refused:
        return Refusal(entry, f"{refused.place}: {refused}")
    return Refusal(entry, None)
