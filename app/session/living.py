"""The life of a flow: launched, turned on and off, its schedule moved; in the workspace and, at its simulated
now, in the run that is loaded (F-15 to F-21)."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from app.problems import problem_words
from app.session.library import Library
from app.session.living_requests import (
    Launch,
    Launched,
    LaunchPlan,
    MoveSchedule,
    PlanLaunch,
    ReadVersion,
    Rehearse,
    Rehearsing,
    RemovedFrom,
    Turn,
)
from app.session.player import Player
from app.session.requests import Standing
from app.session.session import Trouble
from engine.flow.difference import difference
from engine.flow.model import Flow
from engine.flow.together import held_by, holder, operation_of
from engine.life.deeds import EditFlow, FlowDeed, LaunchFlow, PauseFlow, ResumeFlow, SetEnd, SetStart
from engine.life.presence import NEVER, stretch
from engine.rehearsal.inside import Inside, inside, removed, sentence
from engine.simulation.simulation import Simulation
from engine.world.settings import Settings
from engine.world.world import Refused
from storage.launching import Unfinished, launch

if TYPE_CHECKING:
    from app.session.rehearsing import Rehearser

MOST_NAMED = 200
"""Customers of one Wait that a plan names."""


class Living:
    """Belongs to the session's thread. Raises Trouble, WorkspaceProblem and BadFile."""

    def __init__(self, library: Library, player: Player) -> None:
        self._library = library
        self._player = player
        self._rehearser: Rehearser | None = None

    # Launching.

    def plan(self, asked: PlanLaunch) -> LaunchPlan:
        """What a launch would do. Raises Trouble also where there is nothing to launch."""
        return replace(self._plan(asked), refused=self._refusal(self._draft(asked.flow)))

    def _refusal(self, draft: Flow) -> str:
        """Why the draft cannot be launched now, by the names of things; empty where it can."""
        library, settings = self._library, self._library.settings()
        if operation_of(draft) is not None:
            entries = library.workspace.flows.entries()
            on = [
                library.launched(one.id) for one in entries if one.status == "active" and one.id != draft.id
            ]
            if held := held_words(draft, on, settings):
                return f"The workspace refuses it: {held}"
        simulation = self._simulation
        if simulation is None:
            return ""
        lives = simulation.lives
        if held := held_words(draft, lives.on(), simulation.world.settings):
            return f"The run that is loaded refuses it: {held}"
        run = lives.run_of(draft.id)
        number = library.workspace.flows.entry(draft.id).version + 1
        if run is not None and number <= run.version:
            return (
                f"The run that is loaded refuses it: it plays version {run.version} by now, which its "
                f"scenario launched, and this would be version {number}. r starts it again"
            )
        return ""

    def _plan(self, asked: PlanLaunch) -> LaunchPlan:
        entry = self._library.workspace.flows.entry(asked.flow)
        draft = self._draft(asked.flow)
        number = entry.version + 1
        changes = changed(self._library.launched(asked.flow), draft) if entry.version else ()
        simulation = self._simulation
        replaces = entry.version or None
        if simulation is None:
            return LaunchPlan(number, replaces, changes, paused=entry.status == "paused")
        start, end = stretch(draft.schedule, simulation.world.zone)
        run = simulation.lives.run_of(asked.flow)
        if run is None:
            return LaunchPlan(
                number, replaces, changes, simulation.now, joins=True, start=_moment(start), end=_moment(end)
            )
        found = inside(simulation, draft)
        playing, presence = run.flow_version.flow, run.presence
        return LaunchPlan(
            number,
            replaces,
            changes,
            at=simulation.now,
            tried_out=not run.version,
            start=_moment(start),
            end=_moment(end),
            running_start=_moment(presence.start),
            running_end=_moment(presence.end),
            paused=presence.paused,
            moved=(presence.start, presence.end) != stretch(playing.schedule, simulation.world.zone),
            inside=sentence(found, number, names(playing), names(draft)),
            removed=tuple(
                RemovedFrom(_name(playing, block), count, self._named(found, block))
                for block, count in removed(found).items()
            ),
        )

    def _named(self, found: Iterable[Inside], block: str) -> tuple[tuple[str, str], ...]:
        customers = (one.customer for one in found if one.block == block)
        return tuple((who, self._player.name_of(who)) for who in islice(customers, MOST_NAMED))

    def rehearse(self, asked: Rehearse) -> Rehearsing:
        """Begin to play both versions on, or see how far that is. The run stands still meanwhile."""
        simulation = self._simulation
        if simulation is None:
            raise Trouble("no run is loaded: space begins one")
        rehearser = self._rehearser
        if rehearser is None or rehearser.days != asked.days:
            self.end_rehearsal()
            self._player.pause()
            # It takes a while to import, and few need it.
            from app.session.rehearsing import Rehearser

            workspace = self._library.workspace
            draft, number = self._draft(asked.flow), workspace.flows.entry(asked.flow).version + 1
            rehearser = self._rehearser = Rehearser(workspace, simulation, draft, number, asked.days)
            rehearser.start()
        return self._with_names(rehearser.state)

    def _with_names(self, state: Rehearsing) -> Rehearsing:
        """Customers by their names."""
        if state.fares is None:
            return state
        name = self._player.name_of
        groups = tuple((n, tuple(map(name, some)), how) for n, some, how in state.fares.groups)
        return replace(state, fares=replace(state.fares, groups=groups))

    def end_rehearsal(self) -> None:
        """Let go of it; also before anything is done that it must not see."""
        if self._rehearser is not None:
            self._rehearser.give_up()
            self._rehearser = None

    def launch(self, asked: Launch) -> Launched:
        """Launch the draft, in both or in neither."""
        flow, library = asked.flow, self._library
        self._refuse_read_only()
        self.end_rehearsal()
        draft = self._draft(flow)
        simulation = self._simulation
        gone = 0 if simulation is None else sum(removed(inside(simulation, draft)).values())
        try:
            with library.workspace.connection.transaction():
                if simulation is not None:
                    self._player.do(EditFlow(at=simulation.now, flow=flow, draft=draft))
                number, _ = launch(library.workspace, flow, library.settings())
                if simulation is not None:
                    self._player.do(LaunchFlow(at=simulation.now, flow=flow, version=number))
        except Unfinished as unfinished:
            raise Trouble(problem_words(draft, unfinished.problems[0])) from unfinished
        except Refused as refused:
            raise Trouble(f"the run that is loaded does not take it: {refused}") from refused
        return Launched(number, library.standing(flow), simulation is not None, gone)

    def _draft(self, flow: str) -> Flow:
        loaded = self._library.load(flow)
        standing = loaded.standing
        if not standing.is_draft:
            raise Trouble(f"version {standing.version} is launched already: an edit makes a draft to launch")
        return loaded.flow

    # On and off, start and end.

    def turn(self, asked: Turn) -> Standing:
        """Pause it, or resume it, in both or in neither; where one of them is so already, that stays."""
        flow, flows = asked.flow, self._library.workspace.flows
        self._refuse_read_only()
        entry = flows.entry(flow)
        if not entry.version:
            raise Trouble("it was never launched: l launches it")
        now = "active" if asked.on else "paused"
        with self._library.workspace.connection.transaction():
            if entry.status != now and asked.on:
                flows.resume(flow, self._library.settings())
            elif entry.status != now:
                flows.pause(flow)
            simulation = self._simulation
            run = None if simulation is None else simulation.lives.run_of(flow)
            if simulation is not None and run is not None and simulation.lives.status(flow) != now:
                kind = ResumeFlow if asked.on else PauseFlow
                self._do(kind(at=simulation.now, flow=flow))
        return self._library.standing(flow)

    def move(self, asked: MoveSchedule) -> None:
        """Move the start or the end of what runs. It lives in the run: a version never changes."""
        self._refuse_read_only()
        simulation = self._simulation
        if simulation is None or simulation.lives.run_of(asked.flow) is None:
            raise Trouble("no run plays it now: its schedule stands in its settings (s), and is launched")
        kind = SetStart if asked.which == "start" else SetEnd
        self._do(kind(at=simulation.now, flow=asked.flow, to=asked.to))

    def version(self, asked: ReadVersion) -> Flow:
        return self._library.launched(asked.flow, asked.number)

    # What they share.

    @property
    def _simulation(self) -> Simulation | None:
        """That of the run that is loaded; None also where it has failed, for then nothing is done in it."""
        return None if self._player.failed else self._player.simulation

    def _do(self, deed: FlowDeed) -> None:
        try:
            self._player.do(deed)
        except Refused as refused:
            raise Trouble(str(refused)) from refused

    def _refuse_read_only(self) -> None:
        if self._library.read_only is not None:
            raise Trouble(self._library.read_only)


def held_words(draft: Flow, on: Iterable[Flow], settings: Settings) -> str:
    """Why the draft cannot be on beside these: one of them starts on its operation (E-48). Else empty."""
    operation, other = operation_of(draft), holder(draft, on, settings)
    if operation is None or other is None:
        return ""
    known = settings.operations.get(operation)
    return held_by(operation if known is None else known.label or operation, other.title)


def changed(old: Flow, new: Flow) -> tuple[str, ...]:
    """What is different, in a few words each."""
    found = difference(old, new)
    rewired = dict.fromkeys(one.block for one in found.rewired)
    parts = (
        ("added", [_name(new, block) for block in found.added]),
        ("removed", [_name(old, block) for block in found.removed]),
        ("changed", [_name(new, block) for block in found.changed]),
        ("leads elsewhere", [_name(new, block) for block in rewired]),
        ("of the flow", [str(one.path[0]) for one in found.flow]),
    )
    return tuple(f"{what}: {', '.join(dict.fromkeys(names))}" for what, names in parts if names)


def names(flow: Flow) -> dict[str, str]:
    """What the flow's blocks are called, by id."""
    return {block.id: block.name for block in flow.blocks}


def _name(flow: Flow, block: str) -> str:
    found = flow.block(block)
    return block if found is None else found.name


def _moment(at: int) -> int | None:
    return at if -NEVER < at < NEVER else None
