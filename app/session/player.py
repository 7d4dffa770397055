"""Plays the run that is loaded, a slice at a time, and says what of it is to be shown."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from app.session.beginning import Begin, Begun, CannotBegin, TakeUp
from app.session.moves import Move, OneByOne, moves_of
from app.session.pace import USUAL, Pace
from app.session.people import called
from app.session.requests import Goal, RunStanding, RunState, Shown
from app.session.tap import Tap
from app.session.travels import Travels
from app.words import moment_words
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, LaunchFlow
from engine.reports.counts import FlowCounts, fold
from engine.simulation.flow_run import NEVER, FlowRun
from engine.simulation.record import Message
from engine.simulation.refusals import ChangeRefused
from engine.simulation.simulation import LANE, Simulation
from storage.problems import WorkspaceProblem

SLICE = 0.03
"""Seconds of wall time that a slice may take: requests are answered between slices."""

THINGS = 200
"""Due things that are played between two looks at the wall clock."""

LOST = "The last run cannot be taken up: space begins a new one."
WAITS = "The last run waits: space takes it up."


class Player:
    """The run, its pace and its goal. Belongs to the session's thread."""

    def __init__(self, begin: Begin, take_up: TakeUp) -> None:
        self._begin = begin
        self._take_up = take_up
        self._begun: Begun | None = None
        self._tap: Tap | None = None
        self._goal: Goal | None = None
        self._until = 0
        self._passed = -NEVER
        """The scenario's stop that was reached last."""
        self._flow = ""
        self._pace = Pace(USUAL)
        self._one_by_one = OneByOne()
        self._travels = Travels()
        self._serial = 0
        self._move: Move | None = None
        self._further: tuple[Move, ...] = ()
        self._moves = 0
        self._state: RunState = "none"
        self._trouble: str | None = None
        self._left_behind = ""
        self._waits = False
        """Whether a run that was left is not loaded only for the time being."""

    # What is asked of it.

    @property
    def busy(self) -> bool:
        """Whether there is something to play just now."""
        return self._goal is not None

    @property
    def hurrying(self) -> bool:
        """Whether it plays as fast as it goes."""
        return self._goal not in (None, "pace")

    @property
    def simulation(self) -> Simulation | None:
        return None if self._begun is None else self._begun.run.simulation

    @property
    def failed(self) -> bool:
        return self._state == "failed"

    @property
    def begun(self) -> Begun | None:
        return self._begun

    @property
    def messages(self) -> Sequence[tuple[int, Message]]:
        """The newest messages, numbered, oldest first."""
        return () if self._tap is None else self._tap.messages

    @property
    def refusals(self) -> Sequence[tuple[int, str, int]]:
        """The newest of those who did not enter, oldest first: (at, customer, path)."""
        return () if self._tap is None else self._tap.refusals

    def counts(self) -> dict[str, FlowCounts]:
        """The flows' counts, as they are shown."""
        return {} if self._begun is None else self._counts(self._begun.run.simulation)

    def lives(self) -> dict[str, RunStanding]:
        """How the flows of the run stand."""
        simulation = self.simulation
        return {} if simulation is None else {run.flow: _standing(run) for run in simulation.flows}

    def do(self, deed: FlowDeed) -> None:
        """Do something to a flow of the run that is loaded, now; time goes on as it did. Raises Refused, with
        nothing done."""
        begun = self._begun
        assert begun is not None
        self._one_by_one.clear()
        begun.run.do(deed)
        simulation = begun.run.simulation
        if isinstance(deed, LaunchFlow):
            run = simulation.lives.run_of(deed.flow)
            assert run is not None
            begun.versions[run.flow, run.version] = run.flow_version.flow
        if self._state == "finished":
            if simulation.next_due() is None:
                begun.run.finish()
            else:
                self._state = "paused"

    def note_progress(self) -> None:
        """Write down how far the run has come, for those who read it from the workspace."""
        if self._begun is not None:
            self._begun.run.note()

    def play(self, flow: str, goal: Goal, until: int | None) -> None:
        """Play with this goal; begins a run first where none is loaded, and takes one up from its file that
        waits there."""
        if self._waits or (self._begun is not None and self._begun.run.astray):
            found = self._take_up()
            self.drop()
            self.take_up(found)
        if self._begun is None and not self._load(flow):
            return
        simulation = self.simulation
        assert simulation is not None
        if goal != "move":
            self._one_by_one.clear()
        if goal == "until":
            if until is None:
                zone = simulation.world.zone
                until = zone.midnight(zone.add_days(simulation.now, 1))
            self._until = until
        elif goal != "pace" and (simulation.next_due() or NEVER) > simulation.now:
            # All of this second is done: what is said at it has been read.
            self._passed = max(self._passed, simulation.now)
        self._flow = flow
        self._goal = goal
        self._state = "playing" if goal == "pace" else "hurrying"
        self._pace.start(simulation.now, monotonic())

    def pause(self) -> None:
        self._goal = None
        if self._state in ("playing", "hurrying"):
            self._state = "paused"

    def set_speed(self, speed: int) -> None:
        simulation = self.simulation
        self._pace.set_speed(speed, simulation.now if simulation is not None else 0, monotonic())

    def drop(self) -> None:
        """Let go of the run."""
        self.pause()
        if self._begun is not None and self._state != "finished":
            self._begun.run.close()
        self._begun = None
        self._left_behind, self._waits = "", False
        self._tap = None
        self._one_by_one.clear()
        self._travels.clear()
        self._move, self._further = None, ()
        self._state = "none"
        self._trouble = None

    def start_again(self, flow: str) -> None:
        """Drop the run, and begin another one."""
        self.drop()
        self._load(flow)

    def name_of(self, customer: str) -> str:
        """The customer's name; the id where there is none."""
        simulation = self.simulation
        return customer if simulation is None else called(simulation.world, customer)

    def _load(self, flow: str) -> bool:
        self._trouble = None
        try:
            self._hold(self._begin(flow))
        except CannotBegin as problem:
            self._state, self._trouble = "none", str(problem)
            return False
        return True

    def leave_behind(self, *, waits: bool) -> None:
        """The run that was left could not be taken up: not now, or not at all."""
        self._waits = waits
        self._left_behind = WAITS if waits else LOST

    def take_up(self, begun: Begun | None) -> None:
        """Hold a run that was left, as it was left."""
        if begun is not None and self._begun is None:
            self._hold(begun)
            self._travels.skip(begun.run.simulation)
            if begun.run.simulation.next_due() is None:
                self._finish(begun)

    def _hold(self, begun: Begun) -> None:
        self._begun = begun
        self._left_behind, self._waits = "", False
        self._passed = -NEVER
        simulation = begun.run.simulation
        self._tap = Tap(simulation.journal, begun)
        simulation.journal = self._tap
        self._state = "paused"

    # Playing.

    def slice(self) -> None:
        """Play for a moment."""
        begun, goal = self._begun, self._goal
        if begun is None or goal is None:
            return
        deadline = monotonic() + SLICE
        try:
            if goal == "pace":
                self._follow_the_pace(begun, deadline)
            elif goal == "until":
                self._hurry(begun, deadline)
            else:
                self._seek(begun, deadline, goal == "move")
        except ChangeRefused as refused:
            self._goal, self._state = None, "failed"
            at = moment_words(begun.run.simulation.world.zone, refused.at)
            self._trouble = f"{refused.what} at {at} is refused: {refused}"
        except WorkspaceProblem as problem:
            self._goal, self._state = None, "paused"
            self._trouble = f"{problem.sentence}; space goes on from what was written down"

    def _follow_the_pace(self, begun: Begun, deadline: float) -> None:
        simulation = begun.run.simulation
        target = self._pace.target(monotonic())
        # The timeline's end is a place to stop; whoever plays on from there sees the waits run out.
        if simulation.now < begun.ends:
            target = min(target, begun.ends)
        stop = self._stop(begun)
        if stop is not None:
            target = min(target, stop)
        while not begun.run.play(target, THINGS):
            if monotonic() >= deadline:
                break
        self._pace.came_to(simulation.now, monotonic())
        if simulation.next_due() is None:
            self._finish(begun)
        elif simulation.now == target and target in (stop, begun.ends):
            self._passed = target
            self.pause()

    def _hurry(self, begun: Begun, deadline: float) -> None:
        stop = self._stop(begun)
        until = self._until if stop is None else min(stop, self._until)
        while not begun.run.play(until, THINGS):
            if monotonic() >= deadline:
                return
        self._passed = until
        self.pause()
        if begun.run.simulation.next_due() is None:
            self._finish(begun)

    def _seek(self, begun: Begun, deadline: float, single: bool) -> None:
        """Step until something happens in the flow that is looked at, or the scenario says something."""
        while monotonic() < deadline:
            if single:
                move = self._one_by_one.show_next(self._flow)
                if move is not None:
                    self._move, self._further = move, ()
                    self._moves += 1
                    if move.link is not None:
                        self._travels.add(move.flow, (move.link,), 1)
                    self.pause()
                    return
            mark = self._mark(begun)
            if mark is not None and mark < (begun.run.simulation.next_due() or NEVER):
                begun.run.play(mark)
                self._passed = mark
                self.pause()
                return
            moves = self._step(begun)
            if moves is None:
                self._finish(begun)
                return
            if single:
                self._one_by_one.add(moves)
                self._travels.skip(begun.run.simulation)
            elif here := [move for move in moves if move.flow == self._flow]:
                self._move, self._further = here[0], tuple(here[1:])
                self._moves += 1
                self.pause()
                return

    def _step(self, begun: Begun) -> list[Move] | None:
        """Play the next due thing; its moves, or None when nothing is left."""
        simulation = begun.run.simulation
        assert self._tap is not None
        wakes = self._tap.wakes = []
        head = simulation.agenda[0] & ((1 << LANE) - 1) if simulation.agenda else None
        sleeper = simulation.waiting[head].customer.id if head is not None else ""
        try:
            if not begun.run.step():
                return None
        finally:
            self._tap.wakes = None
        moves: list[Move] = []
        # A wake-up whose steps start other flows is written down after them: by number they are in order.
        for _, at, who, path in sorted(wakes, key=lambda wake: wake[0]):
            moves.extend(moves_of(simulation.paths[path - 1], at, who if isinstance(who, str) else sleeper))
        return moves

    def _finish(self, begun: Begun) -> None:
        self._goal = None
        self._state = "finished"
        begun.run.finish()

    def _stop(self, begun: Begun) -> int | None:
        """Where the scenario has the screen stop next."""
        if begun.script is None:
            return None
        # One at the clock's own second is still to come where nothing of that second has been played.
        return begun.script.next_stop(max(self._passed, begun.run.simulation.now - 1))

    def _mark(self, begun: Begun) -> int | None:
        """Where the scenario says something next, or has the screen stop."""
        if begun.script is None:
            return None
        return begun.script.next_mark(max(self._passed, begun.run.simulation.now - 1))

    # Showing.

    def shown(self) -> Shown:
        """The run as it stands."""
        self._serial += 1
        begun = self._begun
        if begun is None:
            return Shown(
                serial=self._serial,
                state=self._state,
                speed=self._pace.speed,
                trouble=self._trouble,
                left_behind=self._left_behind,
                moves=self._moves,
            )
        simulation = begun.run.simulation
        self._travels.note(simulation)
        return Shown(
            serial=self._serial,
            state=self._state,
            speed=self._pace.speed,
            zone=simulation.world.zone.name,
            started=simulation.started,
            now=simulation.now,
            ends=begun.ends,
            next_due=simulation.next_due(),
            flows=self._counts(simulation),
            played=_drafts(simulation) | {run.flow: run.flow_version.flow for run in simulation.flows},
            lives=self.lives(),
            left_out=begun.left_out,
            travels=tuple(self._travels.newest),
            pending=len(self._one_by_one),
            move=self._move,
            further=self._further,
            who="" if self._move is None else self.name_of(self._move.customer),
            moves=self._moves,
            messages=sum(simulation.messages.values()),
            trouble=self._trouble,
            **self._said(begun, simulation.now),
        )

    def _said(self, begun: Begun, now: int) -> dict[str, Any]:
        script = begun.script
        if script is None:
            return {}
        return {"title": script.title, "caption": script.said(now), "expects": script.expects}

    def _counts(self, simulation: Simulation) -> dict[str, FlowCounts]:
        taken = [(path, leaf.count) for path, leaf in zip(simulation.paths, simulation.leaves, strict=True)]
        nobody = {flow: fold(draft, 0, (), 0) for flow, draft in _drafts(simulation).items()}
        return {
            run.flow: self._one_by_one.counts(
                run.flow, fold(run.program.flow, run.version, taken, run.launches.launched)
            )
            for run in simulation.flows
        } | nobody


def _drafts(simulation: Simulation) -> dict[str, Flow]:
    """The flows of the run that were never launched: they may be, later on."""
    launched = {run.flow for run in simulation.flows}
    return {flow: draft for flow, draft in simulation.lives.drafts.items() if flow not in launched}


def _standing(run: FlowRun) -> RunStanding:
    presence = run.presence
    status = run.simulation.lives.status(run.flow)
    assert status is not None
    return RunStanding(
        status,
        run.version,
        presence.start if presence.start > -NEVER else None,
        presence.end if presence.end < NEVER else None,
        presence.paused,
        presence.paused_at if presence.paused else presence.since if presence.since > -NEVER else None,
        tuple(presence.off(run.simulation.started, run.simulation.now)),
    )
