"""What happens in a run: its changes, kept with it or made of its world's traffic, and how far they reach."""

import json
from collections.abc import Iterable, Iterator, Sequence

from engine.life.deeds import FlowDeed
from engine.simulation.record import Timeline
from engine.traffic.beginning import begin
from engine.traffic.generator import TrafficTimeline
from engine.world.changes.base import Change
from storage.runs import RunEntry
from storage.timelines import StoredTimeline, staged
from storage.workspace import Workspace

FOREVER = 7_258_118_400
"""The year 2200: until nothing is due any more."""


def keep_timeline(workspace: Workspace, changes: Iterable[Change]) -> StoredTimeline:
    """Store changes as a timeline for a run: sorted by `at`, those of one instant in the order given."""
    with staged(workspace.connection, changes) as timeline, workspace.connection.transaction():
        return StoredTimeline(workspace.connection, timeline.save())


def run_timeline(workspace: Workspace, entry: RunEntry) -> Timeline:
    """The changes that a run plays, as they were."""
    if entry.traffic is not None:
        return _traffic(workspace, entry, entry.traffic)
    stored = workspace.runs.timeline(entry)
    return NoChanges() if stored is None else stored


def days_of(timeline: TrafficTimeline) -> str:
    """Which days of the traffic a run plays, as it is kept with the run."""
    return json.dumps({"first": timeline.first, "days": timeline.until - timeline.first})


def _traffic(workspace: Workspace, entry: RunEntry, days: str) -> TrafficTimeline:
    with workspace.connection.sound("the traffic of a run"):
        said = json.loads(days)
        world = workspace.worlds.version(entry.world_version)
        generator, first = begin(world, first=said["first"], seed=entry.seed)
        return TrafficTimeline(generator, first, said["days"])


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
