"""The versions of a flow: listed with what the run that is loaded made of each, and opened as they were
(F-17, F-19)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from app.session.library import Library
from app.session.player import Player
from app.session.session import Trouble
from app.session.version_requests import (
    DRAFT,
    ListVersions,
    OpenedVersion,
    OpenVersion,
    RemovedRow,
    RunSpan,
    VersionRow,
    WhoWasRemoved,
)
from engine.flow.model import Flow
from engine.reports.counts import fold
from engine.simulation.record import Path
from engine.simulation.simulation import Simulation
from storage.files import read_flow
from storage.record import RunRecord
from storage.runs import LifeEntry

UNKNOWN = 0
"""How many were launched until a version was replaced: that is counted for the flow as a whole only."""


@dataclass(frozen=True, slots=True)
class Played:
    """A version of a flow in a run, without its counts. Instants are simulated."""

    version: int
    launched: int | None = None
    """None: the run began with it."""
    stopped: int | None = None
    pauses: tuple[tuple[int, int], ...] = ()


class Versions:
    """Belongs to the session's thread. Raises Trouble, WorkspaceProblem and BadFile."""

    def __init__(self, library: Library, player: Player) -> None:
        self._library = library
        self._player = player

    def all(self, asked: ListVersions) -> tuple[VersionRow, ...]:
        spans = self._spans(asked.flow)
        if any(span.next is None for version, span in spans.items() if version != DRAFT):
            # The draft that was tried out has become a version since, or is another one now.
            spans.pop(DRAFT, None)
        rows = [
            VersionRow(
                entry.number,
                entry.status,
                entry.created_at,
                entry.changed_at,
                entry.launched_at,
                entry.stopped_at,
                spans.pop(entry.number, None),
            )
            for entry in self._library.workspace.flows.versions(asked.flow)
        ]
        rows += [VersionRow(n, _status(span), None, None, run=span) for n, span in spans.items()]
        rows = [self._in_the_run(row, asked.flow) for row in rows]
        return tuple(sorted(rows, key=lambda row: (row.number != DRAFT, -row.number)))

    def _in_the_run(self, row: VersionRow, flow: str) -> VersionRow:
        """With its status in the run, as the header tells it, where that has played it."""
        if row.number == DRAFT or row.run is None:
            return row
        if row.run.next is not None:
            return replace(row, status="replaced")
        standing = self._player.lives()[flow]
        status: Literal["active", "paused"] = "paused" if standing.status == "paused" else "active"
        ahead = status == "active" and standing.start is not None and standing.start > self._now
        return replace(row, status=status, starts=standing.start if ahead else None)

    @property
    def _now(self) -> int:
        simulation = self._player.simulation
        assert simulation is not None
        return simulation.now

    def open(self, asked: OpenVersion) -> OpenedVersion:
        row = next((row for row in self.all(ListVersions(asked.flow)) if row.number == asked.number), None)
        if row is None:
            raise Trouble(f"version {asked.number} is not there any more")
        flow = self._version(row, asked.flow)
        simulation = self._player.simulation
        if simulation is None or row.run is None:
            return OpenedVersion(row, flow)
        if row.run.next is None:
            return OpenedVersion(row, flow, self._player.counts()[asked.flow])
        numbers = [played.version for played in self._played(asked.flow)]
        until = set(numbers[: numbers.index(asked.number) + 1])
        taken = [
            (path, leaf.count)
            for path, leaf in zip(simulation.paths, simulation.leaves, strict=True)
            if path.flow == asked.flow and path.version in until
        ]
        return OpenedVersion(row, flow, fold(flow, asked.number, taken, UNKNOWN))

    def _version(self, row: VersionRow, flow: str) -> Flow:
        begun = self._player.begun
        if row.created_at is None and begun is not None:
            return begun.versions[flow, row.number]
        return read_flow(self._library.workspace.flows.text(flow, row.number), flow)

    def _spans(self, flow: str) -> dict[int, RunSpan]:
        simulation = self._player.simulation
        if simulation is None:
            return {}
        found = self._played(flow)
        run = simulation.lives.run_of(flow)
        if found and run is not None and found[-1].stopped is None and run.presence.end <= simulation.now:
            found[-1] = replace(found[-1], stopped=run.presence.end)
        following = [*(one.version for one in found[1:]), None]
        return {
            one.version: RunSpan(
                one.launched,
                one.stopped,
                _entered(simulation, flow, one.version),
                following[n],
                one.pauses,
                sum(times for _, times in self._removing(flow, found[n - 1].version)) if n else 0,
            )
            for n, one in enumerate(found)
        }

    def removed(self, asked: WhoWasRemoved) -> tuple[RemovedRow, ...]:
        begun = self._player.begun
        if begun is None:
            return ()
        self._player.note_progress()
        workspace = self._library.workspace
        record = RunRecord(workspace, workspace.runs.entry(begun.name).id)
        played = [one.version for one in self._played(asked.flow)]
        before = played[played.index(asked.number) - 1]
        numbers = [path.number for path, _ in self._removing(asked.flow, before)]
        return tuple(
            RemovedRow(customer, self._player.name_of(customer), at)
            for customer, at in record.stopped_on(numbers, asked.most)
        )

    def _removing(self, flow: str, version: int) -> Iterable[tuple[Path, int]]:
        """The ways on which the launch of the next version removed somebody, with how many."""
        simulation = self._player.simulation
        assert simulation is not None
        for path, leaf in zip(simulation.paths, simulation.leaves, strict=True):
            if path.flow == flow and path.version == version and path.reason == "block_deleted":
                yield path, leaf.count

    def _played(self, flow: str) -> list[Played]:
        """The versions of the flow that the run has played, in the order of time."""
        begun = self._player.begun
        assert begun is not None
        self._player.note_progress()
        runs = self._library.workspace.runs
        entry = runs.entry(begun.name)
        first = next((one.version for one in runs.flows(entry.id) if one.flow == flow), None)
        return played(first, (life for life in runs.lives(entry.id) if life.flow == flow))


def played(first: int | None, lives: Iterable[LifeEntry]) -> list[Played]:
    """What a run has played of one flow, from the version that it began with and what was done to the
    flow."""
    found = [] if first is None else [Played(first)]
    for life in lives:
        if life.do == "flow.launch" and life.version is not None:
            if found and found[-1].version == life.version:
                # Launching is a status of its own, at the same instant.
                continue
            if found:
                stopped = found[-1].stopped
                found[-1] = replace(found[-1], stopped=life.at if stopped is None else stopped)
            found.append(Played(life.version, life.at))
        elif not found or life.do not in ("flow.pause", "flow.resume", "flow.set_start", "flow.set_end"):
            continue
        elif life.status == "paused":
            stopped = found[-1].stopped
            found[-1] = replace(found[-1], stopped=life.at if stopped is None else stopped)
        elif found[-1].stopped is not None:
            pause = ((found[-1].stopped, life.at),) if found[-1].stopped < life.at else ()
            found[-1] = replace(found[-1], stopped=None, pauses=(*found[-1].pauses, *pause))
    return found


def _status(span: RunSpan) -> Literal["active", "paused", "replaced"]:
    """Of a version that only the run has."""
    if span.next is not None:
        return "replaced"
    return "active" if span.stopped is None else "paused"


def _entered(simulation: Simulation, flow: str, version: int) -> int:
    return sum(
        leaf.count
        for path, leaf in zip(simulation.paths, simulation.leaves, strict=True)
        if path.flow == flow and path.version == version and path.entry and path.end != "did_not_enter"
    )
