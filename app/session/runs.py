"""How runs begin: all complete flows in the first scenario; and how one that was left is taken up again."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from app.problems import problem_words
from app.session.beginning import MOST_KEPT, Begun, CannotBegin
from app.session.library import DRAFT, RUN, Library
from app.session.people import called
from app.session.script import Script, script_of
from engine.flow.model import Flow
from engine.flow.together import clashes
from engine.flow.validation import Problem, validate
from engine.life.deeds import FlowDeed, PauseFlow
from engine.scenario import Given
from engine.simulation.flow_run import RunFlow
from engine.simulation.record import Message, Timeline
from engine.simulation.refusals import ChangeRefused
from engine.simulation.simulation import Simulation
from engine.time.civil import Zone
from engine.world.settings import Settings
from engine.world.world import World, WorldState
from storage.files import ScenarioFile, read_flow, read_scenario
from storage.given import Library as GivenLibrary
from storage.given import planned
from storage.journal import SqliteJournal
from storage.playing import PlayedRun
from storage.problems import BadFile
from storage.record import RunRecord
from storage.run_timelines import FOREVER, NoChanges, keep_timeline
from storage.runs import RunEntry
from storage.scenarios import ScenarioEntry


def begin(library: Library, looked_at: str) -> Begun:
    """Begin a run of all flows that are complete, in the first scenario and its world."""
    if library.read_only is not None:
        raise CannotBegin(library.read_only)
    scenario = library.scenario()
    name = _world_name(library, scenario)
    world = WorldState() if name is None else library.workspace.worlds.load(name)
    flows, left_out = _playable(library, world.settings, looked_at)
    zone = Zone(world.settings.time_zone)
    told = None if scenario is None else _told(library, scenario, zone)
    entries, drafts = ((), ()) if told is None else planned(told, None, GivenLibrary(library.workspace))
    deeds = [entry.done for entry in entries if entry.done is not None]
    later = _only_drafts(told, {draft.id for draft in drafts})
    flows = [one for one in flows if one.flow.id not in later]
    left_out = {flow: why for flow, why in left_out.items() if flow not in later}
    if looked_at in left_out:
        raise CannotBegin(f"it cannot be played yet: {left_out[looked_at]}")
    given = Given() if told is None else told.scenario.given
    # What no run and no scenario refers to goes with a run that is deleted: so the old run goes first, and
    # comes back where the new one cannot begin.
    with library.workspace.connection.transaction():
        if any(entry.name == RUN for entry in library.workspace.runs.entries()):
            library.workspace.runs.delete(RUN)
        timeline, first, last = _timeline(library, scenario, told)
        if deeds:
            first = min(deeds[0].at, deeds[0].at if first is None else first)
        if given.start is not None:
            first = given.start
        until = FOREVER if given.until is None else given.until
        if first is None:
            raise CannotBegin("there is nothing to play: the workspace has no scenario with changes")
        run = PlayedRun.start(
            library.workspace,
            flows,
            world,
            timeline,
            name=RUN,
            seed=given.seed,
            start=first,
            until=until,
            world_name=name or "",
            scenario=None if scenario is None else scenario.name,
            deeds=[*_paused(library, looked_at, flows, first), *deeds],
            drafts=drafts,
        )
    versions = {(flow.id, number): flow for flow, number in flows}
    ends = _ends(until, last, deeds, first)
    return Begun(run, RUN, ends, versions, left_out, script=_script(library, told, run.simulation.world))


def _world_name(library: Library, scenario: ScenarioEntry | None) -> str | None:
    """The world that the scenario names, whether it is there or not; else the one that stands for the
    project."""
    if scenario is not None and scenario.world is not None:
        return scenario.world
    world = library.workspace.project_world()
    return None if world is None else world.name


def resume(library: Library) -> Begun | None:
    """Take up the run that was left, where it stood; None where there is none, or it may not be written."""
    entry = next((run for run in library.workspace.runs.entries() if run.name == RUN), None)
    if entry is None or library.read_only is not None:
        return None
    written = SqliteJournal(library.workspace, entry.id).came_to()
    # After a kill, the newest checkpoint may be older than what was seen last. Where it cannot be played on
    # to there, the file stays as it is, for the next try.
    with library.workspace.connection.transaction():
        run = PlayedRun.resume(library.workspace, RUN)
        # One that failed stands where it did: whoever plays it on is told why it cannot be.
        with suppress(ChangeRefused):
            run.play(entry.clock if written is None else max(entry.clock, written))
    simulation = run.simulation
    stored = library.workspace.runs.timeline(entry)
    last = None if stored is None else stored.last_at
    left_out = _playable(library, simulation.world.settings, "")[1]
    record = RunRecord(library.workspace, entry.id)
    return Begun(
        run,
        RUN,
        _ends(entry.until, last, simulation.deeds, simulation.started),
        _versions(library, entry, simulation),
        {flow: why for flow, why in left_out.items() if simulation.lives.status(flow) is None},
        _newest_messages(record, simulation),
        sum(simulation.messages.values()),
        _newest_refusals(record, simulation),
        _script(library, _told_by(library, entry.scenario, simulation.world.zone), simulation.world),
    )


def _ends(until: int, last: int | None, deeds: Sequence[FlowDeed], start: int) -> int:
    """Where a run pauses, so that whoever plays on from there sees the waits run out: where its scenario says
    it ends, or with the last that it brings."""
    return until if until < FOREVER else max(start, last or start, *(deed.at for deed in deeds))


def _versions(library: Library, entry: RunEntry, simulation: Simulation) -> dict[tuple[str, int], Flow]:
    """All versions that the run has played; those that play are the simulation's own."""
    versions = {
        (kept.flow, kept.version): read_flow(kept.text, f"run {entry.name}, flow {kept.flow}")
        for kept in library.workspace.runs.versions(entry.id)
    }
    return versions | {(run.flow, run.version): run.flow_version.flow for run in simulation.flows}


def _newest_messages(record: RunRecord, simulation: Simulation) -> deque[Message]:
    """The newest messages of the journal, as the simulation would have handed them over."""
    letters = {
        (letter.flow, letter.version, letter.block, letter.action): letter.number
        for letter in simulation.letters
    }
    newest: deque[Message] = deque(maxlen=MOST_KEPT)
    for line in record.newest_messages(MOST_KEPT):
        letter = letters[line.flow, line.version, line.block, line.action]
        newest.append(Message(line.seq, line.at, line.customer, letter, line.not_sent, line.values))
    return newest


def _newest_refusals(record: RunRecord, simulation: Simulation) -> deque[tuple[int, str, int]]:
    """The newest of those who did not enter: (at, customer, path)."""
    paths = {
        (path.flow, path.version, path.reason): path.number
        for path in simulation.paths
        if path.end == "did_not_enter"
    }
    newest: deque[tuple[int, str, int]] = deque(maxlen=MOST_KEPT)
    for line in record.newest_turned_away(MOST_KEPT):
        newest.append((line.at, line.customer, paths[line.flow, line.version, line.reason]))
    return newest


def _playable(library: Library, settings: Settings, looked_at: str) -> tuple[list[RunFlow], dict[str, str]]:
    """What plays: of each flow what its canvas shows, but where that is a draft that is not finished, the
    version that was launched; of the flow that is looked at nothing else than what is seen."""
    flows: list[RunFlow] = []
    off: set[str] = set()
    left_out: dict[str, str] = {}
    for entry in library.workspace.flows.entries():
        if entry.id in library.deleted:
            continue
        flow = read_flow(library.workspace.flows.text(entry.id), entry.id)
        number = DRAFT if not entry.version or entry.draft_status is not None else entry.version
        problem = _error(flow, settings)
        if problem is not None and entry.version and number == DRAFT and entry.id != looked_at:
            flow, number = library.launched(entry.id), entry.version
            problem = _error(flow, settings)
        if problem is not None:
            left_out[entry.id] = problem_words(flow, problem)
        else:
            flows.append(RunFlow(flow, number))
            if entry.status == "paused" and entry.id != looked_at:
                off.add(entry.id)
    # Only flows that are on keep others out (E-48), and none the one that is looked at.
    on = sorted((one.flow for one in flows if one.flow.id not in off), key=lambda one: one.id != looked_at)
    for flow, problem in clashes(on, settings):
        left_out[flow.id] = problem_words(flow, problem)
    return [one for one in flows if one.flow.id not in left_out], left_out


def _error(flow: Flow, settings: Settings) -> Problem | None:
    return next((found for found in validate(flow, settings) if found.severity == "error"), None)


def _paused(library: Library, looked_at: str, flows: Sequence[RunFlow], start: int) -> list[FlowDeed]:
    """Flows that are paused in the workspace are so from the start; the one that is looked at is played."""
    playing = {flow.flow.id for flow in flows} - {looked_at}
    entries = library.workspace.flows.entries()
    return [
        PauseFlow(at=start, flow=entry.id)
        for entry in entries
        if entry.status == "paused" and entry.id in playing
    ]


def _only_drafts(told: ScenarioFile | None, drafts: set[str]) -> set[str]:
    """The flows that a scenario launches only later, if at all: they may be unfinished (F-25)."""
    given = () if told is None else told.scenario.given.flows
    return drafts - {name for name in given if isinstance(name, str)}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a run of the first scenario begins with."""

    at: int | None = None
    """Its instant, where that is known."""
    drafts: frozenset[str] = frozenset()
    """The flows that are not launched at the start."""


def beginning(library: Library) -> Beginning:
    """How a run of the first scenario would begin."""
    scenario = library.scenario()
    if scenario is None or scenario.timeline is not None:
        return Beginning() if scenario is None else Beginning(scenario.first_at)
    try:
        told = _told(library, scenario, Zone(library.settings().time_zone))
    except BadFile:
        return Beginning()
    assert told is not None
    given = told.scenario.given
    drafts = {one if isinstance(one, str) else str(one.get("id")) for one in given.drafts}
    happens = [entry.at for entry in told.entries if entry.played is not None or entry.done is not None]
    return Beginning(
        min(happens, default=None) if given.start is None else given.start,
        frozenset(_only_drafts(told, drafts)),
    )


def _told(library: Library, scenario: ScenarioEntry, zone: Zone) -> ScenarioFile | None:
    """The scenario's own text, where it says what happens; the changes of an import are kept elsewhere."""
    if scenario.timeline is not None:
        return None
    text = library.workspace.scenarios.text(scenario.name)
    return read_scenario(text, scenario.name).read(zone)


def _told_by(library: Library, name: str | None, zone: Zone) -> ScenarioFile | None:
    """The same of a run's scenario; None where the workspace has it no more."""
    found = [entry for entry in library.workspace.scenarios.entries() if entry.name == name]
    return _told(library, found[0], zone) if found else None


def _script(library: Library, told: ScenarioFile | None, world: World) -> Script | None:
    if told is None:
        return None
    names = {entry.id: entry.name for entry in library.workspace.flows.entries()}
    return script_of(told.scenario, told.entries, world.zone, names, partial(called, world))


def _timeline(
    library: Library, scenario: ScenarioEntry | None, told: ScenarioFile | None
) -> tuple[Timeline, int | None, int | None]:
    if scenario is None:
        return NoChanges(), None, None
    stored = library.workspace.scenarios.timeline(scenario.name)
    if stored is None:
        assert told is not None
        stored = keep_timeline(library.workspace, told.changes())
    return stored, stored.first_at, stored.last_at
