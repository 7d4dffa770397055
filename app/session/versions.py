"""The versions of a flow: listed with what the run that is loaded made of each, and opened as they were
(F-17, F-19)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from app.session.library import Library
from app.session.player import Player
from app.session.session import NO_RUN, Trouble
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
from storage.lives import VersionLife, flow_life
from storage.record import RunRecord

UNKNOWN = 0
"""How many were launched until a version was replaced: that is counted for the flow as a whole only."""


class Versions:
    """Belongs to the session's thread. Raises Trouble, WorkspaceProblem and BadFile."""

    def __init__(self, library: Library, player: Player) -> None:
        self._library = library
        self._player = player

    def all(self, asked: ListVersions) -> tuple[VersionRow, ...]:
        spans = self._spans(asked.flow)
        if any(span.life.next is None for version, span in spans.items() if version != DRAFT):
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
        if row.run.life.next is not None:
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
        if row.run.life.next is None:
            return OpenedVersion(row, flow, self._player.counts()[asked.flow])
        numbers = [life.version for life in self._lives(asked.flow)]
        until = set(numbers[: numbers.index(asked.number) + 1])
        # Whom the next launch removed was still inside as it came.
        removed = {path.number for path, _ in self._removing(asked.flow, asked.number)}
        taken = [
            (path, leaf.count)
            for path, leaf in zip(simulation.paths, simulation.leaves, strict=True)
            if path.flow == asked.flow and path.version in until and path.number not in removed
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
        found = self._lives(flow)
        before = [None, *(life.version for life in found)]
        return {
            life.version: RunSpan(
                life,
                _entered(simulation, flow, life.version),
                0 if last is None else sum(times for _, times in self._removing(flow, last)),
            )
            for last, life in zip(before, found, strict=False)
        }

    def removed(self, asked: WhoWasRemoved) -> tuple[RemovedRow, ...]:
        begun = self._player.begun
        if begun is None:
            raise Trouble(NO_RUN)
        before = next((life for life in self._lives(asked.flow) if life.next == asked.number), None)
        if before is None:
            raise Trouble(f"the run that is loaded has not launched version {asked.number} over another one")
        workspace = self._library.workspace
        record = RunRecord(workspace, workspace.runs.entry(begun.name).id)
        numbers = [path.number for path, _ in self._removing(asked.flow, before.version)]
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

    def _lives(self, flow: str) -> Sequence[VersionLife]:
        """The versions of the flow that the run has played, in the order of time."""
        begun, simulation = self._player.begun, self._player.simulation
        assert begun is not None
        assert simulation is not None
        self._player.note_progress()
        workspace = self._library.workspace
        entry, zone = workspace.runs.entry(begun.name), simulation.world.zone
        return flow_life(workspace, entry, flow, begun.versions, zone, simulation.now).versions


def _status(span: RunSpan) -> Literal["active", "paused", "replaced"]:
    """Of a version that only the run has."""
    if span.life.next is not None:
        return "replaced"
    return "active" if span.life.stopped is None else "paused"


def _entered(simulation: Simulation, flow: str, version: int) -> int:
    return sum(
        leaf.count
        for path, leaf in zip(simulation.paths, simulation.leaves, strict=True)
        if path.flow == flow and path.version == version and path.entry and path.end != "did_not_enter"
    )
