"""Runs made anew from what was kept with them: from their start, or from a checkpoint."""

from engine.simulation.checkpoint import restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.observer import Observer
from engine.simulation.record import Journal, Timeline
from engine.simulation.simulation import Simulation
from engine.world.world import World
from storage.deeds import by_hand, planned
from storage.files import read_flow
from storage.run_timelines import run_timeline, slots_until
from storage.runs import RunEntry, RunFlowEntry
from storage.workspace import Workspace


def run_flows(workspace: Workspace, entry: RunEntry) -> list[RunFlow]:
    """The flow versions that a run began with, as they were."""
    return [_as_it_was(entry, flow) for flow in workspace.runs.flows(entry.id)]


def run_versions(workspace: Workspace, entry: RunEntry) -> list[RunFlow]:
    """All flow versions that a run has played, those launched in it last, as they were."""
    return [_as_it_was(entry, flow) for flow in workspace.runs.versions(entry.id)]


def _as_it_was(entry: RunEntry, flow: RunFlowEntry) -> RunFlow:
    return RunFlow(read_flow(flow.text, f"run {entry.name}, flow {flow.flow}"), flow.version)


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
