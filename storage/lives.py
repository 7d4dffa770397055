"""What was done to the flows of a run, the ends that passed by themselves included, and what came of it for
each version (F-15 to F-21). Whoever tells it only chooses the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from engine.flow.model import Flow
from engine.life.presence import NEVER, stretch
from engine.life.wording import END
from engine.time.civil import Zone
from storage.remaking import run_versions
from storage.runs import LifeEntry, RunEntry
from storage.workspace import Workspace

TURNING: Final = frozenset({"flow.pause", "flow.resume", "flow.set_start", "flow.set_end"})
"""What may turn a flow on or off."""

Played = Mapping[tuple[str, int], Flow]
"""All flow versions that a run has played, by flow and number."""


@dataclass(frozen=True, slots=True)
class Off:
    """A stretch in which a version was stopped. Instants are simulated."""

    since: int
    until: int | None
    """When it was on again; None where it has been off ever since, or until it was replaced."""
    why: Literal["pause", "end"]


@dataclass(frozen=True, slots=True)
class VersionLife:
    """What became of a version in a run. Instants are simulated."""

    version: int
    launched: int | None = None
    """None: the run began with it."""
    off: tuple[Off, ...] = ()
    """In the order of time."""
    replaced: int | None = None
    """When the next version was launched."""
    next: int | None = None
    """The version that took its place."""

    @property
    def stopped(self) -> int | None:
        """When it was stopped for good, or until now (F-19); None where it is on."""
        last = self.off[-1] if self.off else None
        return last.since if last is not None and last.until is None else self.replaced


@dataclass(frozen=True, slots=True)
class FlowLife:
    """What was done to one flow of a run."""

    done: Sequence[LifeEntry]
    """In the order of time; a status that is only passed through has an entry of its own."""
    versions: Sequence[VersionLife]
    """All that the run has played, in that order."""


def run_life(workspace: Workspace, run: RunEntry, played: Played, zone: Zone, until: int) -> list[LifeEntry]:
    """What was done to all flows of a run up to a moment, in the order of time."""
    found = workspace.runs.lives(run.id)
    flows = dict.fromkeys((*(flow for flow, _ in run.flows), *(entry.flow for entry in found)))
    told = [entry for flow in flows for entry in _life(run, flow, found, played, zone, until).done]
    # An end, whose number is 0, has passed already where something is done at its very second (T-7).
    return sorted(told, key=lambda entry: (entry.at, entry.number))


def flow_life(
    workspace: Workspace, run: RunEntry, flow: str, played: Played, zone: Zone, until: int
) -> FlowLife:
    """What was done to one flow of a run up to a moment."""
    return _life(run, flow, workspace.runs.lives(run.id), played, zone, until)


def played_in(workspace: Workspace, run: RunEntry) -> dict[tuple[str, int], Flow]:
    """All flow versions that a run has played, read from what is kept with it."""
    return {(flow.id, version): flow for flow, version in run_versions(workspace, run)}


def _life(
    run: RunEntry, flow: str, found: Sequence[LifeEntry], played: Played, zone: Zone, until: int
) -> FlowLife:
    def end_of(version: int) -> int:
        return stretch(played[flow, version].schedule, zone)[1]

    done: list[LifeEntry] = []
    versions: list[VersionLife] = []
    since, end = run.start, NEVER
    first = dict(run.flows).get(flow)
    if first is not None:
        versions, end = [VersionLife(first)], end_of(first)
        if end <= since:
            versions[-1] = _stopped(versions[-1], end, "end")
    for entry in (*(one for one in found if one.flow == flow), None):
        now = until if entry is None else entry.at
        if since < end <= now:
            versions[-1] = _stopped(versions[-1], end, "end")
            done.append(LifeEntry(0, 0, end, flow, END, "paused", versions[-1].version))
            end = NEVER
        if entry is None:
            break
        done.append(entry)
        since = now
        if entry.do == "flow.launch" and entry.version is not None:
            # Launching is a status of its own, at the same instant.
            if not versions or versions[-1].version != entry.version:
                if versions:
                    versions[-1] = replace(versions[-1], replaced=now, next=entry.version)
                versions.append(VersionLife(entry.version, now))
                end = end_of(entry.version)
        elif versions and entry.do in TURNING:
            if entry.status == "paused":
                versions[-1] = _stopped(versions[-1], now, "pause" if entry.do == "flow.pause" else "end")
            else:
                versions[-1] = _on_again(versions[-1], now)
            if entry.do == "flow.set_end":
                end = NEVER if entry.to is None else entry.to
    return FlowLife(done, versions)


def _stopped(version: VersionLife, at: int, why: Literal["pause", "end"]) -> VersionLife:
    """What is off already stays off for the reason that came first."""
    if version.off and version.off[-1].until is None:
        return version
    return replace(version, off=(*version.off, Off(at, None, why)))


def _on_again(version: VersionLife, at: int) -> VersionLife:
    if not version.off or version.off[-1].until is not None:
        return version
    last = version.off[-1]
    closed = (replace(last, until=at),) if last.since < at else ()
    return replace(version, off=(*version.off[:-1], *closed))
