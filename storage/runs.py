"""The runs of a workspace: what was played, from when until when, how far it came, what was done by hand."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from engine.life.statuses import WORDS, Status
from engine.simulation.reached import Reached
from engine.time.civil import Zone
from storage.connection import Connection, Row
from storage.migrations import JOURNAL
from storage.problems import WorkspaceProblem, shown
from storage.timelines import StoredTimeline, sweep_timelines
from storage.worlds import Worlds, check_name, sweep_worlds

RunState = Literal["new", "running", "paused", "finished", "failed"]


@dataclass(frozen=True, slots=True)
class RunFlowEntry:
    """A flow version that a run plays, with its text as it was."""

    flow: str
    version: int
    text: str


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run as lists show it. Instants are simulated ones, but for `created_at`."""

    id: int
    name: str
    world: str
    world_version: str
    scenario: str | None
    timeline: int | None
    seed: int
    start: int
    until: int
    state: RunState
    clock: int
    """How far it came."""
    wakes: int
    """How many wake-ups it has had."""
    changes: int
    """How many changes of its timeline it has played."""
    created_at: int
    traffic: str | None
    """Which days of its world's traffic it plays, as JSON; None where it plays none."""
    deeds: int
    """How many things have been done to its flows."""
    flows: tuple[tuple[str, int], ...]
    """The flows that it began with, each with its version."""

    @property
    def reached(self) -> Reached:
        """How far it has come."""
        return Reached(self.clock, self.wakes, self.changes, self.deeds)


@dataclass(frozen=True, slots=True)
class LifeEntry:
    """Something that was done to a flow of a run: a status that it led to (F-15). Instants are simulated."""

    number: int
    """Of what was done, from 1; it may lead through a status to another."""
    seq: int
    """The last wake-up before it."""
    at: int
    flow: str
    do: str
    """Its name, such as `flow.pause`."""
    status: Status
    version: int | None
    """The newest launched version from then on."""
    to: int | None = None
    """To when its start or end was moved; None where that is none now, and for all else that was done."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something that a person did by hand while the run was played."""

    number: int
    """From 1, in the order given."""
    at: int
    played: int
    """How many things had been played before it."""
    data: dict[str, Any]


_COLUMNS = (
    "id, name, world, world_version, scenario, timeline, seed, start, until, state, clock, wakes, changes, "
    "created_at, traffic, deeds"
)


class Runs:
    """Making runs, and reading about them. Names that do not exist raise WorkspaceProblem."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self) -> list[RunEntry]:
        """All runs, newest first."""
        rows = self._connection.rows(f"SELECT {_COLUMNS} FROM run ORDER BY id DESC")
        return [self._entry(row) for row in rows]

    def entry(self, name: str) -> RunEntry:
        row = self._connection.row(f"SELECT {_COLUMNS} FROM run WHERE name = ?", name)
        if row is None:
            raise self._connection.unknown("run", name, [found.name for found in self.entries()])
        return self._entry(row)

    def free_name(self, base: str) -> str:
        """The name itself, or the first of `name 2`, `name 3` … that no run has."""
        taken = {row[0] for row in self._connection.rows("SELECT name FROM run")}
        name, n = base, 1
        while name in taken:
            n += 1
            name = f"{base} {n}"
        return name

    def create(
        self,
        name: str,
        *,
        world: str,
        world_version: str,
        flows: Sequence[RunFlowEntry],
        seed: int,
        start: int,
        until: int,
        scenario: str | None = None,
        timeline: int | None = None,
        traffic: str | None = None,
        plan: Mapping[str, Any] | None = None,
    ) -> RunEntry:
        """Make a run with an empty journal. Its name must be free. `plan`: what will be done to its flows, as
        plain data."""
        connection = self._connection
        check_name(connection, "run", name)
        with connection.transaction():
            if connection.row("SELECT 1 FROM run WHERE name = ?", name):
                raise WorkspaceProblem(
                    connection.path,
                    "exists",
                    f"there is a run '{shown(name)}' already: resume it, or give another name",
                )
            row = connection.row(
                "INSERT INTO run (name, world, world_version, scenario, timeline, "
                "seed, start, until, state, clock, created_at, traffic, plan) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new', ?, ?, ?, ?) RETURNING id",
                name,
                world,
                world_version,
                scenario,
                timeline,
                seed,
                start,
                until,
                start,
                int(time.time()),
                traffic,
                None if plan is None else json.dumps(plan, separators=(",", ":")),
            )
            assert row is not None
            run: int = row[0]
            for flow in flows:
                self.add_flow(run, flow)
            for statement in JOURNAL:
                connection.run(statement.format(run=run))
        return self.entry(name)

    def add_flow(self, run: int, flow: RunFlowEntry) -> None:
        """Note a flow version that the run begins with."""
        with self._connection.transaction():
            self._connection.run(
                "INSERT INTO run_flow VALUES "
                "(?, (SELECT coalesce(max(position), 0) + 1 FROM run_flow WHERE run = ?), ?, ?, ?)",
                run,
                run,
                flow.flow,
                flow.version,
                flow.text,
            )

    def flows(self, run: int) -> list[RunFlowEntry]:
        """The flow versions that a run began with, in the order in which they were given."""
        rows = self._connection.rows(
            "SELECT flow, version, text FROM run_flow WHERE run = ? ORDER BY position", run
        )
        return [RunFlowEntry(*row) for row in rows]

    def versions(self, run: int) -> list[RunFlowEntry]:
        """All flow versions of a run: those it began with, then those launched in it."""
        rows = self._connection.rows(
            "SELECT flow, version, text FROM run_life WHERE run = ? AND text IS NOT NULL ORDER BY id", run
        )
        return [*self.flows(run), *(RunFlowEntry(*row) for row in rows)]

    def lives(self, run: int) -> list[LifeEntry]:
        """What was done to the run's flows, in the order of time."""
        from engine.life.deeds import DEED_KINDS

        rows = self._connection.rows(
            "SELECT number, seq, at, flow, do, status, version, moved_to FROM run_life "
            "WHERE run = ? ORDER BY id",
            run,
        )
        known = {field.default for kind in DEED_KINDS for field in fields(kind) if field.name == "do"}
        found = [LifeEntry(*row) for row in rows]
        if any(one.do not in known or one.status not in WORDS for one in found):
            raise self._connection.damaged("what was done to the flows of a run makes no sense")
        return found

    def plan(self, run: int) -> dict[str, Any]:
        """What was to be done to the run's flows when it began, as plain data."""
        row = self._connection.row("SELECT plan FROM run WHERE id = ?", run)
        found: dict[str, Any] = {} if row is None or row[0] is None else self._connection.from_json(row[0])
        return found

    def zone(self, run: RunEntry) -> Zone:
        """The time zone of the run's world."""
        return Zone(Worlds(self._connection).settings(run.world_version).time_zone)

    def timeline(self, run: RunEntry) -> StoredTimeline | None:
        """The imported timeline that the run plays; None where its changes stand in the scenario's text."""
        return None if run.timeline is None else StoredTimeline(self._connection, run.timeline)

    def note(
        self,
        run: int,
        *,
        clock: int,
        wakes: int,
        changes: int,
        deeds: int,
        state: RunState | None = None,
        until: int | None = None,
    ) -> None:
        """Write down how far a run came; with `state`, what it does now, with `until`, that it is to go on
        until then."""
        with self._connection.transaction():
            self._connection.run(
                "UPDATE run SET clock = ?, wakes = ?, changes = ?, deeds = ?, "
                "state = coalesce(?, state), until = coalesce(?, until) WHERE id = ?",
                clock,
                wakes,
                changes,
                deeds,
                state,
                until,
                run,
            )

    def add_input(self, run: int, at: int, played: int, data: Mapping[str, Any]) -> Input:
        """Note what a person does by hand, to be played again with the run."""
        with self._connection.transaction():
            row = self._connection.row(
                "INSERT INTO run_input VALUES "
                "(?, (SELECT coalesce(max(number), 0) + 1 FROM run_input WHERE run = ?), ?, ?, ?) "
                "RETURNING number",
                run,
                run,
                at,
                played,
                json.dumps(data, separators=(",", ":")),
            )
        assert row is not None
        return Input(row[0], at, played, dict(data))

    def inputs(self, run: int, after: int = 0) -> Iterator[Input]:
        """What was done by hand, but for the first `after`, in the order given."""
        rows = self._connection.rows(
            "SELECT number, at, played, data FROM run_input WHERE run = ? AND number > ? ORDER BY number",
            run,
            after,
        )
        for number, at, played, data in rows:
            yield Input(number, at, played, self._connection.from_json(data))

    def delete(self, name: str) -> None:
        """Delete a run with its journal and checkpoints, and the world and timeline that only it used."""
        run = self.entry(name).id
        with self._connection.transaction():
            for table in ("wake", "message"):
                self._connection.run(f"DROP TABLE {table}_{run}")
            self._connection.run("DELETE FROM run WHERE id = ?", run)
            sweep_worlds(self._connection)
            sweep_timelines(self._connection)

    def _entry(self, row: Row) -> RunEntry:
        flows = self._connection.rows(
            "SELECT flow, version FROM run_flow WHERE run = ? ORDER BY position", row[0]
        )
        return RunEntry(*(*row, tuple(flows)))
