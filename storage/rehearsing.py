"""A launch tried out on a run of the workspace. Nothing is written: neither the workspace nor the run
changes. Where another process may write to it, the run's entry is read and these are asked within one
`Workspace.reading`."""

from engine.flow.model import Flow
from engine.rehearsal.playing import GivenUp, Tick
from engine.rehearsal.rehearsing import DAYS, MOST, Rehearsal, rehearse
from engine.simulation.checkpoint import dump
from engine.simulation.record import Journal
from engine.simulation.replay import Unwritten, come_to
from engine.simulation.simulation import Simulation
from engine.time.civil import Zone
from engine.time.durations import Duration
from storage.checkpoints import Checkpoints
from storage.playing import without_collecting
from storage.remaking import again, taken_up
from storage.run_timelines import run_timeline
from storage.runs import RunEntry
from storage.workspace import Workspace

SLICE = 5_000
"""Things played on the way to the moment between two looks at whether to go on."""


class NotThen(ValueError):
    """A moment at which there is no run to rehearse on; the text says when it begins."""


def rehearse_launch(
    workspace: Workspace,
    run: RunEntry,
    draft: Flow,
    *,
    at: int | None = None,
    days: int = DAYS,
    version: int | None = None,
    most: int = MOST,
    tick: Tick = lambda done: True,
) -> Rehearsal:
    """What the launch of a draft would do in a run: at this moment, before all else of that instant (T-7), or
    where the run stands now. Later than that, the run is played on to there, in memory.

    It is as if the run went on for `days` after that moment, also where it was to end before. `most`,
    `version` and `tick` as for `rehearse`.

    Raises NotThen, Refused where the launch is not possible, ChangeRefused where the run does not come that
    far, GivenUp where `tick` says so, and WorkspaceProblem.
    """
    zone = workspace.runs.zone(run)
    if at is not None and at < run.start:
        raise NotThen(f"the run begins at {zone.format(run.start)}")
    moment = run.clock if at is None else at
    until = _until(run, moment, days, zone)
    with without_collecting(keep=False):
        state = _state(workspace, run, at, until, tick)
    return rehearse_state(
        workspace, run, state, moment, draft, days=days, version=version, most=most, tick=tick
    )


def rehearse_state(
    workspace: Workspace,
    run: RunEntry,
    state: bytes,
    now: int,
    draft: Flow,
    *,
    days: int = DAYS,
    version: int | None = None,
    most: int = MOST,
    tick: Tick = lambda done: True,
) -> Rehearsal:
    """The same for a run that is being played: `state` is what `dump` writes of it, `now` where its clock
    stands. It may be asked for in a thread of its own, with a workspace of its own (`Workspace.another`)."""
    zone = workspace.runs.zone(run)
    until = _until(run, now, days, zone)

    def restored(state: bytes, journal: Journal) -> Simulation:
        return taken_up(workspace, run, state, journal, run_timeline(workspace, run), until)

    with without_collecting(keep=False):
        return rehearse(state, restored, draft, days=days, version=version, most=most, tick=tick)


def _until(entry: RunEntry, moment: int, days: int, zone: Zone) -> int:
    """A run that was to end sooner goes on for so long."""
    return max(entry.until, Duration(days, "days").after(moment, zone))


def _state(workspace: Workspace, entry: RunEntry, at: int | None, until: int, tick: Tick) -> bytes:
    """The run as it was before all that was due at a moment, or as it stands."""
    checkpoints = Checkpoints(workspace, entry.id)
    checkpoint = checkpoints.newest() if at is None else checkpoints.before(at)
    if at is None and checkpoint is not None and checkpoint.reached == entry.reached:
        return checkpoint.state
    if checkpoint is None:
        simulation = again(workspace, entry, Unwritten(), until=until)
    else:
        timeline = run_timeline(workspace, entry)
        simulation = taken_up(workspace, entry, checkpoint.state, Unwritten(), timeline, until)
    moment = entry.clock if at is None else at
    while not simulation.run(moment - 1, SLICE):
        if not tick(0.0):
            raise GivenUp
    if at is None:
        come_to(simulation, entry.reached)
    simulation.world.now = max(simulation.now, moment)
    return dump(simulation)
