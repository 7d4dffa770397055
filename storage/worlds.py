"""The worlds of a workspace: names for immutable versions, each kept once under the hash of what it holds."""

import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from pydantic import ValidationError

from engine.world.settings import Settings
from engine.world.traffic import Traffic
from engine.world.world import STATE, WorldState
from storage.connection import Connection, pack
from storage.problems import WorkspaceProblem, shown


@dataclass(frozen=True, slots=True)
class WorldEntry:
    """A world as lists show it."""

    name: str
    version: str
    """The hash of what it holds."""
    customers: int
    changed_at: int
    """Seconds since 1970 UTC by the clock of whoever saved it."""


class Worlds:
    """Saving worlds, and reading them again. Names that do not exist raise WorkspaceProblem."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self) -> list[WorldEntry]:
        return [WorldEntry(*row) for row in self._connection.rows("SELECT * FROM world ORDER BY name")]

    def entry(self, name: str) -> WorldEntry:
        row = self._connection.row("SELECT * FROM world WHERE name = ?", name)
        if row is None:
            raise self._connection.unknown("world", name, [found.name for found in self.entries()])
        return WorldEntry(*row)

    def save(self, name: str, state: WorldState) -> str:
        """Save a world under a name, in place of what had it; the version's hash."""
        check_name(self._connection, "world", name)
        connection = self._connection
        with connection.transaction():
            self._refuse_locked(name, state)
            version = self.keep(state)
            connection.run(
                "INSERT INTO world VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE "
                "SET version = excluded.version, customers = excluded.customers, "
                "changed_at = excluded.changed_at",
                name,
                version,
                len(state.customers),
                int(time.time()),
            )
            sweep_worlds(connection)
        return version

    def _refuse_locked(self, name: str, state: WorldState) -> None:
        """An operation that starts an active flow is neither edited nor deleted while that is on (E-48)."""
        row = self._connection.row("SELECT version FROM world WHERE name = ?", name)
        before = None if row is None else self.settings(row[0]).operations
        if not before or before == state.settings.operations:
            return
        # Rarely needed, and slow to import.
        from engine.flow.together import holders
        from storage.files import read_flow

        texts = self._connection.rows(
            "SELECT id, (SELECT text FROM flow_version WHERE flow = id AND number > 0 "
            "ORDER BY number DESC LIMIT 1) FROM flow WHERE status = 'active'"
        )
        held = holders(read_flow(text, flow) for flow, text in texts if text is not None)
        for operation, flow in held.items():
            if operation in before and before[operation] != state.settings.operations.get(operation):
                raise self._connection.problem(
                    "in_use",
                    f"the operation '{shown(operation)}' starts the flow '{shown(flow)}', which is on: pause "
                    "the flow before the operation is edited or deleted",
                )

    def keep(self, state: WorldState) -> str:
        """Keep a world without a name, for a run that is to be made of it; the version's hash."""
        text = STATE.dump_json(state, exclude_defaults=True)
        version = blake2b(text, digest_size=16).hexdigest()
        with self._connection.transaction():
            self._connection.run(
                "INSERT INTO world_version (hash, data, created_at, head) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                version,
                pack(text),
                int(time.time()),
                STATE.dump_json(
                    WorldState(state.settings, traffic=state.traffic), exclude_defaults=True
                ).decode(),
            )
        return version

    def load(self, name: str) -> WorldState:
        """A fresh copy of a world as it stands."""
        with self._connection.reading():
            return self.version(self.entry(name).version)

    def version(self, version: str) -> WorldState:
        """A fresh copy of one version, also of one that has no name any more (runs keep theirs)."""
        text = self._connection.unpack(self._part("data", version))
        if blake2b(text, digest_size=16).hexdigest() != version:
            raise self._connection.damaged("a world in it is not what was saved")
        return self._read(text)

    def settings(self, version: str) -> Settings:
        """The settings of a version alone: to read its customers takes a thousand times as long."""
        return self._head(version).settings

    def traffic(self, version: str) -> Traffic | None:
        """How lively a version is, without its customers."""
        return self._head(version).traffic

    def _head(self, version: str) -> WorldState:
        """A version with its settings and traffic alone, and nobody in it."""
        head = self._part("head", version)
        # It has none where the workspace was of an earlier version, and the world unreadable then already.
        return self.version(version) if head is None else self._read(head)

    def _part(self, column: str, version: str) -> Any:
        row = self._connection.row(f"SELECT {column} FROM world_version WHERE hash = ?", version)
        if row is None:
            raise WorkspaceProblem(
                self._connection.path, "unknown_name", f"there is no world version {shown(version)} any more"
            )
        return row[0]

    def _read(self, text: bytes | str) -> WorldState:
        try:
            return STATE.validate_json(text)
        except ValidationError:
            raise self._connection.damaged("a world cannot be read by this version of flowrig") from None

    def delete(self, name: str) -> None:
        """Delete a name; its version goes too unless a run was made of it."""
        self.entry(name)
        with self._connection.transaction():
            self._connection.run("DELETE FROM world WHERE name = ?", name)
            sweep_worlds(self._connection)


def sweep_worlds(connection: Connection) -> None:
    """Delete the versions that no name and no run refers to."""
    connection.run(
        "DELETE FROM world_version WHERE hash NOT IN (SELECT version FROM world) "
        "AND hash NOT IN (SELECT world_version FROM run)"
    )


def check_name(connection: Connection, what: str, name: str) -> None:
    """Refuse a name that nobody could give again."""
    if not name.strip() or len(name) > 200 or shown(name) != name:
        raise WorkspaceProblem(
            connection.path,
            "bad_name",
            f"'{shown(name)}' is no name for a {what}: 1 to 200 characters, none of them a control character",
        )
