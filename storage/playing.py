"""A run being played in a workspace: journalled as it goes, checkpointed now and then, taken up again after
a kill."""

import gc
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from engine.blocks.launch import ScheduleTrigger
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, plain
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import NEVER, RunFlow
from engine.simulation.observer import Observer
from engine.simulation.record import Journal, Timeline
from engine.simulation.replay import Unwritten
from engine.simulation.simulation import Simulation
from engine.traffic.beginning import begin
from engine.traffic.generator import TrafficTimeline
from engine.world.changes.base import Change
from engine.world.world import Refused, World, WorldState
from storage.checkpoints import Checkpoint, Checkpoints
from storage.deeds import by_hand, plan_of, planned
from storage.files import dump_flow, read_flow
from storage.journal import SqliteJournal
from storage.problems import WorkspaceProblem
from storage.runs import RunEntry, RunFlowEntry, RunState
from storage.standing import Stood
from storage.timelines import StoredTimeline, staged
from storage.workspace import Workspace

SLICE = 20_000
"""Things played between two looks at the time."""

FOREVER = 7_258_118_400
"""The year 2200: until nothing is due any more."""

SHARE = 20
"""A checkpoint is taken when playing has taken this many times what the last one took."""

FIRST_COST = 5e-6
"""Seconds per customer of the world that the first checkpoint is thought to take."""


def keep_timeline(workspace: Workspace, changes: Iterable[Change]) -> StoredTimeline:
    """Store changes as a timeline for a run: sorted by `at`, those of one instant in the order given."""
    with staged(workspace.connection, changes) as timeline, workspace.connection.transaction():
        return StoredTimeline(workspace.connection, timeline.save())


class PlayedRun:
    """A run of a workspace and its simulation. Used by the thread that made it."""

    def __init__(
        self, workspace: Workspace, entry: RunEntry, simulation: Simulation, journal: SqliteJournal
    ) -> None:
        self.workspace = workspace
        self.entry = entry
        self.simulation = simulation
        self.until = entry.until
        self._journal = journal
        self._checkpoints = Checkpoints(workspace, entry.id)
        self._cost = FIRST_COST * len(simulation.world.customers)
        self._since = 0.0
        self._put_away = False
        """Whether a long slice has put what it made away from the garbage collector."""
        self._state = entry.state
        self._astray: WorkspaceProblem | None = None
        """Why what was played could not be written down."""

    @classmethod
    def start(
        cls,
        workspace: Workspace,
        flows: Sequence[RunFlow],
        world: WorldState,
        timeline: Timeline,
        *,
        name: str,
        seed: int,
        start: int,
        until: int = FOREVER,
        world_name: str = "",
        scenario: str | None = None,
        deeds: Sequence[FlowDeed] = (),
        drafts: Sequence[Flow] = (),
    ) -> "PlayedRun":
        """Begin a run under a free name. What it plays is kept with it, so that later edits do not change it.

        A timeline that is neither stored in the workspace nor the world's traffic can be played but not
        taken up again.
        """
        version = workspace.worlds.keep(world)
        entry = workspace.runs.create(
            name,
            world=world_name,
            world_version=version,
            flows=[RunFlowEntry(flow.flow.id, flow.version, dump_flow(flow.flow)) for flow in flows],
            seed=seed,
            start=start,
            until=until,
            scenario=scenario,
            timeline=timeline.id if isinstance(timeline, StoredTimeline) else None,
            traffic=_days(timeline) if isinstance(timeline, TrafficTimeline) else None,
            plan=plan_of(deeds, drafts),
        )
        journal = SqliteJournal(workspace, entry.id)
        slots = slots_until(timeline, until, deeds)
        simulation = Simulation(
            World(world),
            flows,
            timeline,
            journal,
            seed=seed,
            start=start,
            slots_until=slots,
            deeds=deeds,
            drafts=drafts,
        )
        return cls(workspace, entry, simulation, journal)

    @classmethod
    def resume(cls, workspace: Workspace, name: str, until: int | None = None) -> "PlayedRun":
        """Take a run up from its newest checkpoint that can be read, or else from its start; what the journal
        holds beyond it is played again.

        Where it is now to go on for longer, it ends as if that had been said at first: schedules, and
        reactions to messages, that had ended before the checkpoint are played from where they did.
        """
        entry = workspace.runs.entry(name)
        journal = SqliteJournal(workspace, entry.id)
        checkpoints = Checkpoints(workspace, entry.id)
        until = entry.until if until is None else until
        timeline = run_timeline(workspace, entry)
        deeds = planned(workspace, entry)[0]
        slots, ended = (slots_until(timeline, when, deeds) for when in (until, entry.until))
        longer = ended < slots and (
            any(map(_is_scheduled, run_versions(workspace, entry))) or _react(workspace, entry)
        )
        simulation, checkpoint = None, None
        for checkpoint in checkpoints.newest_first():
            if longer and ended < checkpoint.at:
                continue
            try:
                simulation = taken_up(workspace, entry, checkpoint.state, journal, timeline, until)
                break
            except WorkspaceProblem as problem:
                if problem.trouble != "damaged":
                    raise
                timeline = run_timeline(workspace, entry)
        if simulation is None:
            simulation, checkpoint = again(workspace, entry, journal, until=until), None
        kept = 0 if checkpoint is None else checkpoint.seq
        # First the checkpoints: one without the journal before it would be taken for a whole run.
        checkpoints.drop_after(kept)
        if entry.state != "finished":
            journal.unfinish()
        journal.cut(kept, 0 if checkpoint is None else checkpoint.inputs)
        run = cls(workspace, entry, simulation, journal)
        run.until = until
        run.note(until=until)
        return run

    def play(self, until: int, most: int | None = None) -> bool:
        """Play what is due up to and including `until`, at most `most` things. Whether it is all done.

        Raises ChangeRefused, with what went before it kept; and WorkspaceProblem where it cannot be written
        down: then the run is `astray`.
        """
        if (self.simulation.next_due() or NEVER) <= until:
            self._go_on()
        done = False
        left = most
        while not done and left != 0:
            few = SLICE if left is None else min(SLICE, left)
            began = time.monotonic()
            self._put_away |= few == SLICE
            with self._written_down(), without_collecting(keep=few == SLICE):
                done = self.simulation.run(NEVER if until >= FOREVER else until, few)
            self._since += time.monotonic() - began
            if left is not None:
                left -= few
            if self._since > max(0.5, SHARE * self._cost):
                self.checkpoint()
        if done:
            self.note()
        return done

    def do(self, deed: FlowDeed) -> None:
        """Do something to a flow now, by hand: it is kept with the run, and played again with it. Raises
        Refused, with nothing done. Where the transaction that it is part of is not kept, it is not done
        either."""
        self._refuse_astray()
        self._go_on()
        simulation, connection = self.simulation, self.workspace.connection
        stood = Stood.of(simulation)
        with connection.transaction():
            self.workspace.runs.add_input(self.entry.id, deed.at, simulation.played, plain(deed))
            refused = False
            try:
                simulation.do(deed)
            except Refused:
                refused = True
                raise
            finally:
                if not refused:
                    connection.if_undone(lambda: self._go_back(simulation, stood))
            self.note()

    def _go_back(self, simulation: Simulation, stood: Stood) -> None:
        """Stand where the file says, in place of a simulation that has gone further: played again from the
        newest checkpoint on, so that only those pay to whom it happens."""
        if self.simulation is not simulation:
            # Something done before, in the same transaction, has gone back further.
            return
        workspace, entry = self.workspace, self.entry
        try:
            self._journal.look_again()
            self._state = workspace.runs.entry(entry.name).state
            checkpoint = self._checkpoints.newest()
            if checkpoint is None:
                back = again(workspace, entry, Unwritten(), until=self.until)
            else:
                timeline = run_timeline(workspace, entry)
                back = taken_up(workspace, entry, checkpoint.state, Unwritten(), timeline, self.until)
            stood.bring(back)
        except WorkspaceProblem as problem:
            self._astray = problem
            return
        back.journal = simulation.journal
        self.simulation = back

    def step(self) -> bool:
        """Play the next due thing. False when nothing is left."""
        self._go_on()
        with self._written_down():
            return self.simulation.step()

    @property
    def astray(self) -> bool:
        """Whether the simulation has come further than what could be written down. Then nothing more is
        played or written; `resume` takes the run up from its file."""
        return self._astray is not None

    def _refuse_astray(self) -> None:
        if (found := self._astray) is not None:
            raise WorkspaceProblem(found.path, found.trouble, found.sentence)

    @contextmanager
    def _written_down(self) -> Iterator[None]:
        """What is played inside is written down. Raises WorkspaceProblem where it cannot be, and from then
        on."""
        self._refuse_astray()
        try:
            yield
        except WorkspaceProblem as problem:
            self._astray = problem
            raise

    def note(self, state: RunState | None = None, until: int | None = None) -> None:
        """Write down how far the run has come, so that lists and stories know it; with `state`, what it does
        now, with `until`, that it is to go on until then."""
        simulation = self.simulation
        self._state = state or self._state
        self.workspace.runs.note(
            self.entry.id,
            clock=simulation.now,
            wakes=simulation.seq - 1,
            changes=simulation.consumed,
            deeds=simulation.lived,
            state=state,
            until=until,
        )

    def checkpoint(self) -> None:
        """Write the run's whole state down, to take it up from."""
        began = time.monotonic()
        simulation = self.simulation
        state = dump(simulation)
        self._checkpoints.save(
            Checkpoint(simulation.seq - 1, simulation.now, simulation.consumed, simulation.lived, state)
        )
        self.note()
        self._cost = time.monotonic() - began
        self._since = 0.0

    def close(self) -> None:
        """Leave the run as it stands, to be taken up from this very moment; where it is astray, from what
        could be written down."""
        if not self.astray and self._state != "finished":
            self.checkpoint()
            self.note("paused")
        self._take_out()

    def finish(self) -> None:
        """The run has come to its end: make it ready for questions. It can still be played on later."""
        if self._state != "finished":
            self.checkpoint()
            self._journal.finish()
            self.note("finished")
        self._take_out()

    def _go_on(self) -> None:
        """It is played on: what `finish` made would slow down what is written from now on."""
        if self._state == "finished":
            self._journal.unfinish()
        if self._state != "running":
            self.note("running")

    def _take_out(self) -> None:
        if self._put_away:
            self._put_away = False
            gc.unfreeze()


def run_flows(workspace: Workspace, entry: RunEntry) -> list[RunFlow]:
    """The flow versions that a run began with, as they were."""
    return [_as_it_was(entry, flow) for flow in workspace.runs.flows(entry.id)]


def run_versions(workspace: Workspace, entry: RunEntry) -> list[RunFlow]:
    """All flow versions that a run has played, those launched in it last, as they were."""
    return [_as_it_was(entry, flow) for flow in workspace.runs.versions(entry.id)]


def _as_it_was(entry: RunEntry, flow: RunFlowEntry) -> RunFlow:
    return RunFlow(read_flow(flow.text, f"run {entry.name}, flow {flow.flow}"), flow.version)


def _is_scheduled(flow: RunFlow) -> bool:
    launch = flow.flow.launch
    return launch is not None and isinstance(launch.trigger, ScheduleTrigger)


def run_timeline(workspace: Workspace, entry: RunEntry) -> Timeline:
    """The changes that a run plays, as they were."""
    if entry.traffic is not None:
        return _traffic(workspace, entry, entry.traffic)
    stored = workspace.runs.timeline(entry)
    return NoChanges() if stored is None else stored


def _days(timeline: TrafficTimeline) -> str:
    """Which days of the traffic a run plays, for `_traffic`."""
    return json.dumps({"first": timeline.first, "days": timeline.until - timeline.first})


def _traffic(workspace: Workspace, entry: RunEntry, days: str) -> TrafficTimeline:
    with workspace.connection.sound("the traffic of a run"):
        said = json.loads(days)
        world = workspace.worlds.version(entry.world_version)
        generator, first = begin(world, first=said["first"], seed=entry.seed)
        return TrafficTimeline(generator, first, said["days"])


def _react(workspace: Workspace, entry: RunEntry) -> bool:
    """Whether customers react to messages in the run's world."""
    traffic = workspace.worlds.traffic(entry.world_version)
    return traffic is not None and traffic.reactions is not None


class NoChanges:
    """The timeline of a run in which nothing happens but schedules."""

    def changes(self, skip: int) -> Iterator[Change]:
        return iter(())


def slots_until(timeline: Timeline, until: int, deeds: Sequence[FlowDeed] = ()) -> int:
    """The last instant at which schedules fire: a run that goes on until nothing is due ends them with its
    changes and with what is done to its flows."""
    if until < FOREVER:
        return until
    last = last_at(timeline)
    return until if last is None else max((last, *(deed.at for deed in deeds)))


def last_at(timeline: Timeline) -> int | None:
    """When the last change of a timeline is received, or its last day is over; None where that is not
    known."""
    if isinstance(timeline, TrafficTimeline):
        return timeline.last_at
    return (timeline.last_at or 0) if isinstance(timeline, StoredTimeline) else None


def again(
    workspace: Workspace, entry: RunEntry, journal: Journal, *, until: int, observer: Observer | None = None
) -> Simulation:
    """A run made anew from what was kept with it, standing at its start."""
    timeline = run_timeline(workspace, entry)
    deeds, drafts = planned(workspace, entry)
    return Simulation(
        World(workspace.worlds.version(entry.world_version)),
        run_flows(workspace, entry),
        timeline,
        journal,
        seed=entry.seed,
        start=entry.start,
        slots_until=slots_until(timeline, until, deeds),
        observer=observer,
        deeds=deeds,
        by_hand=by_hand(workspace, entry),
        drafts=drafts,
    )


def taken_up(
    workspace: Workspace, entry: RunEntry, state: bytes, journal: Journal, timeline: Timeline, until: int
) -> Simulation:
    """A run as `dump` wrote it down; `timeline` is for it alone."""
    deeds = planned(workspace, entry)[0]
    with workspace.connection.sound("a checkpoint"):
        return restore(
            state,
            run_flows(workspace, entry),
            timeline,
            journal,
            slots_until(timeline, until, deeds),
            deeds=deeds,
            by_hand=by_hand(workspace, entry),
        )


@contextmanager
def without_collecting(*, keep: bool) -> Iterator[None]:
    """The engine makes no reference cycles, so that looking for them would only cost time: a fifth of all.

    `keep`: what a long slice has made stays, so that it is not looked through afterwards either.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if keep:
            gc.freeze()
        if was:
            gc.enable()
