"""What is noted while a scenario is played, so that its expectations can be checked at any moment."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from engine.events.catalogue import CATALOGUE
from engine.flow.model import Flow
from engine.reports.counts import FlowCounts, fold
from engine.simulation.flow_run import Entry, FlowRun
from engine.simulation.observer import Observer
from engine.simulation.record import Batch, Failure, Lived, Message, Path, Wake
from engine.simulation.simulation import Simulation
from engine.world.deltas import CustomerAdded
from engine.world.world import Applied


class Watch(Observer):
    """Counts the events that the catalogue recognises, and notes who was kept out, and why."""

    def __init__(self, events: Iterable[str], customers: Iterable[str]) -> None:
        self._kinds = [CATALOGUE[event] for event in dict.fromkeys(events)]
        self.events: Counter[tuple[str, str]] = Counter()
        """By kind of event and customer."""
        self.refusals: list[tuple[str, str, str]] = []
        """(flow, customer, reason), in the order in which they happened."""
        self.customers = set(customers)
        """Everybody who has ever been in the world."""

    def changed(self, simulation: Simulation, applied: Applied) -> None:
        told = {type(delta) for delta in applied.deltas}
        for kind in self._kinds:
            if not told.isdisjoint(kind.hears):
                for event in kind.recognise(applied, simulation.world):
                    self.events[kind.id, event.customer.id] += 1
        if CustomerAdded in told:
            self.customers.update(
                delta.customer.id for delta in applied.deltas if isinstance(delta, CustomerAdded)
            )

    def refused(self, flow: FlowRun, entry: Entry, reason: str) -> None:
        self.refusals.append((flow.flow, entry.customer.id, reason))


class Notes:
    """A journal in memory."""

    def __init__(self) -> None:
        self.paths: dict[int, Path] = {}
        self.wakes: list[Wake] = []
        self.messages: list[Message] = []
        self.failures: list[Failure] = []
        self.lived: list[Lived] = []

    def write(self, batch: Batch) -> None:
        """Keep a batch."""
        self.paths.update({path.number: path for path in batch.paths})
        self.wakes += batch.wakes
        self.messages += batch.messages
        self.failures += batch.failures
        self.lived += batch.lived


class Seen:
    """A scenario as it stands at one moment of its being played."""

    def __init__(self, simulation: Simulation, notes: Notes, watch: Watch) -> None:
        self.simulation = simulation
        self.notes = notes
        self.watch = watch
        self._counts: dict[tuple[str, str | None], FlowCounts] = {}

    def names(self, customer: str) -> Collection[str]:
        """All ids of the customer: of the profile that remains, and of those that were merged into it
        (L-7)."""
        found = self.simulation.world.find_customer(customer)
        return (customer,) if found is None else (found.id, *found.merged)

    def counts(self, flow: str, customer: str | None) -> FlowCounts:
        """The counts of a flow, of one customer's passages or of all (R-1)."""
        key = (flow, customer)
        found = self._counts.get(key)
        if found is None:
            run = self.simulation.lives.run_of(flow)
            if run is None:
                return FlowCounts(0)
            taken = [(self.notes.paths[number], times) for number, times in self._taken(customer).items()]
            launched = (
                run.launches.launched
                if customer is None
                else sum(run.launches.by_customer[name].launches for name in self._counted(run, customer))
            )
            found = self._counts[key] = fold(run.program.flow, run.version, taken, launched)
        return found

    def version(self, flow: str, number: int) -> Flow:
        """A version of a flow, as it was launched."""
        launched = (
            one.launched
            for one in self.notes.lived
            if one.launched is not None and (one.flow, one.version) == (flow, number)
        )
        return next(launched, None) or next(
            run.began_with.flow
            for run in self.simulation.flows
            if run.flow == flow and run.began_with is not None
        )

    def came_by(self, flow: str, block: str | None, customer: str | None) -> int | None:
        """The version by which the last of these visits began, in any block or in this one (F-18); None where
        there was none."""
        found = None
        for _, _, _, number in self._wakes(customer):
            path = self.notes.paths[number]
            if path.flow != flow or path.end == "did_not_enter":
                continue
            visited = [name for name, _ in path.moves] + ([] if path.last is None else [path.last])
            # After a Wait, the first of them is the one in which it was already.
            arrived = visited if path.entry else visited[1:]
            if arrived and block in (None, *arrived):
                found = path.version
        return found

    def _counted(self, run: FlowRun, customer: str) -> list[str]:
        return [name for name in self.names(customer) if name in run.launches.by_customer]

    def _taken(self, customer: str | None) -> Counter[int]:
        """How often each path was taken."""
        if customer is None:
            return Counter(wake[3] for wake in self.notes.wakes)
        return Counter(wake[3] for wake in self._wakes(customer))

    def _wakes(self, customer: str | None) -> Iterator[Wake]:
        """The wake-ups of one customer, or of all, in their order."""
        names = None if customer is None else self.names(customer)
        passages: set[int] = set()
        for wake in sorted(self.notes.wakes):
            seq, _, who, path = wake
            if names is None:
                yield wake
            elif isinstance(who, int):
                if who in passages:
                    yield wake
            elif who in names:
                yield wake
                if self.notes.paths[path].end != "did_not_enter":
                    passages.add(seq)

    def kept_out(self, flow: str, customer: str | None) -> str | None:
        """What kept the customer out, the last time; None where nothing did."""
        names = None if customer is None else self.names(customer)
        reasons = [
            reason
            for of, who, reason in self.watch.refusals
            if of == flow and (names is None or who in names)
        ]
        asked_for = [reason for reason in reasons if reason != "settings_do_not_match"]
        if asked_for:
            return asked_for[-1]
        if reasons:
            return reasons[-1]
        return None if self.counts(flow, customer).entered else "not_recognised"
