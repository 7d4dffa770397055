"""Timelines too long for a scenario's text: packed in parts of a thousand changes, read as they play."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from pydantic import TypeAdapter, ValidationError

from engine.scenario import AnyChange
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from storage.connection import Connection, pack

PART = 1000
"""Changes in a part."""

_CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[AnyChange])


@dataclass(frozen=True, slots=True)
class StagedTimeline:
    """A timeline that is ready to be saved: sorted and packed, but not in the workspace yet."""

    connection: Connection
    changes: int
    first_at: int | None
    last_at: int | None

    def save(self) -> int:
        """Put it into the workspace; its id. Within a transaction of the caller's."""
        connection = self.connection
        row = connection.row(
            "INSERT INTO timeline (changes, first_at, last_at, created_at) VALUES (?, ?, ?, ?) RETURNING id",
            self.changes,
            self.first_at,
            self.last_at,
            int(time.time()),
        )
        assert row is not None
        connection.run("INSERT INTO main.timeline_part SELECT ?, * FROM temp.staged_part", row[0])
        timeline: int = row[0]
        return timeline


@contextmanager
def staged(connection: Connection, changes: Iterable[Change]) -> Iterator[StagedTimeline]:
    """Take changes in as they come, in any order, beside the workspace: nothing is locked, nothing is left if
    `changes` raises. Those of one instant keep the order in which they came."""
    connection.run("CREATE TEMP TABLE staged_change (n INTEGER PRIMARY KEY, at INTEGER, json BLOB)")
    connection.run(
        "CREATE TEMP TABLE staged_part (first INTEGER PRIMARY KEY, changes INTEGER, first_at INTEGER, "
        "last_at INTEGER, data BLOB)"
    )
    try:
        for part in _in_parts((change.at, written(change)) for change in changes):
            marks = ",".join(["(?,?)"] * len(part))
            connection.run(
                f"INSERT INTO staged_change (at, json) VALUES {marks}",
                *(value for row in part for value in row),
            )
        count, first_at, last_at = 0, None, None
        for part in _in_parts(connection.rows("SELECT at, json FROM staged_change ORDER BY at, n")):
            data = pack(b"[" + b",\n".join(json for _, json in part) + b"]")
            last_at = part[-1][0]
            if first_at is None:
                first_at = part[0][0]
            connection.run(
                "INSERT INTO staged_part VALUES (?, ?, ?, ?, ?)", count, len(part), part[0][0], last_at, data
            )
            count += len(part)
        yield StagedTimeline(connection, count, first_at, last_at)
    finally:
        connection.run("DROP TABLE staged_part")
        connection.run("DROP TABLE staged_change")


class StoredTimeline:
    """A timeline of the workspace, as a run plays it."""

    def __init__(self, connection: Connection, timeline: int) -> None:
        self._connection = connection
        self.id = timeline

    @property
    def first_at(self) -> int | None:
        """When its first change is received; None where it has none."""
        return self._instant("first_at")

    @property
    def last_at(self) -> int | None:
        """When its last change is received; None where it has none."""
        return self._instant("last_at")

    def _instant(self, column: str) -> int | None:
        row = self._connection.row(f"SELECT {column} FROM timeline WHERE id = ?", self.id)
        return None if row is None else row[0]

    def changes(self, skip: int) -> Iterator[Change]:
        """All changes but the first `skip`, ordered by `at`; only a part of them is in memory at a time."""
        first = skip // PART * PART
        while True:
            # A cursor left open would keep the write-ahead log from being emptied while a run is journalled.
            row = self._connection.row(
                "SELECT data FROM timeline_part WHERE timeline = ? AND first = ?", self.id, first
            )
            if row is None:
                return
            yield from self._read(row[0])[max(0, skip - first) :]
            first += PART

    def _read(self, data: bytes) -> list[Change]:
        try:
            return _CHANGES.validate_json(self._connection.unpack(data))
        except ValidationError:
            raise self._connection.damaged("a timeline cannot be read by this version of flowrig") from None


def written(change: Change) -> bytes:
    """A change as one line of JSON, without what it leaves at its default."""
    text = CHANGE.dump_json(change, exclude_defaults=True)
    do: str = change.do  # type: ignore[attr-defined]  # every kind has one, each its own literal
    return b'{"do":"%s",%s' % (do.encode(), text[1:])


def sweep_timelines(connection: Connection) -> None:
    """Delete the timelines that no scenario and no run refers to."""
    connection.run(
        "DELETE FROM timeline WHERE id NOT IN (SELECT timeline FROM scenario WHERE timeline IS NOT NULL) "
        "AND id NOT IN (SELECT timeline FROM run WHERE timeline IS NOT NULL)"
    )


def _in_parts(rows: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    rows = iter(rows)
    while part := list(islice(rows, PART)):
        yield part
