"""A run being played in a workspace: journalled as it goes, checkpointed now and then, taken up again after
a kill."""

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from engine.blocks.launch import ScheduleTrigger
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, plain
from engine.simulation.checkpoint import dump
from engine.simulation.flow_run import NEVER, RunFlow
from engine.simulation.record import Timeline
from engine.simulation.replay import Unwritten
from engine.simulation.simulation import Simulation
from engine.traffic.generator import TrafficTimeline
from engine.world.world import World, WorldState
from storage.checkpoints import Checkpoint, Checkpoints
from storage.deeds import plan_of, planned
from storage.files import dump_flow
from storage.journal import SqliteJournal
from storage.problems import WorkspaceProblem
from storage.remaking import again, run_versions, taken_up
from storage.run_timelines import FOREVER, days_of, run_timeline, slots_until
from storage.runs import RunEntry, RunFlowEntry, RunState
from storage.standing import Stood
from storage.timelines import StoredTimeline
from storage.workspace import Workspace

SLICE = 20_000
"""Things played between two looks at the time."""

SHARE = 20
"""A checkpoint is taken when playing has taken this many times what the last one took."""

FIRST_COST = 5e-6
"""Seconds per customer of the world that the first checkpoint is thought to take."""


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
            traffic=days_of(timeline) if isinstance(timeline, TrafficTimeline) else None,
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
        simulation, connection = self.simulation, self.workspace.connection
        stood, state = Stood.of(simulation), self._state
        with connection.transaction():
            connection.if_undone(lambda: self._go_back(simulation, stood, state))
            self.workspace.runs.add_input(self.entry.id, deed.at, simulation.played, plain(deed))
            simulation.do(deed)
            self._go_on()
            self.note()

    def _go_back(self, simulation: Simulation, stood: Stood, state: RunState) -> None:
        """Stand where the file says, in place of a simulation that has gone further: played again from the
        newest checkpoint on, so that only those pay to whom it happens."""
        if self.simulation is not simulation:
            # Something done before, in the same transaction, has gone back further.
            return
        self._state = state
        if Stood.of(simulation) == stood:
            # It was refused, with nothing done.
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
        now, with `until`, that it is to go on until then. Nothing of one that is astray."""
        if self.astray:
            return
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


def _is_scheduled(flow: RunFlow) -> bool:
    launch = flow.flow.launch
    return launch is not None and isinstance(launch.trigger, ScheduleTrigger)


def _react(workspace: Workspace, entry: RunEntry) -> bool:
    """Whether customers react to messages in the run's world."""
    traffic = workspace.worlds.traffic(entry.world_version)
    return traffic is not None and traffic.reactions is not None


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
