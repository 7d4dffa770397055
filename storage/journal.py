"""Writing a run down: one row per wake-up, in batches that are stored whole or not at all.

Measured on 190,000 wake-ups: `executemany` 0.6 million rows a second, VALUES of 100 to 1,000 rows
1.1 to 1.2 million; 17 bytes a wake-up beside the customer's own id.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from engine.simulation.record import Batch, Letter, Lived, Path
from storage.files import dump_flow
from storage.migrations import JOURNAL_INDEXES
from storage.workspace import Workspace

ROWS = 400
"""Rows in one INSERT: their values stay far below what old SQLite builds take in one statement."""

MOST_WAKES = 40_000
"""So many wake-ups at most belong in one batch: it then holds the write lock for less than 100 ms."""


class _Insert(NamedTuple):
    """How rows of one kind are inserted: the text before the values, and the values of one row."""

    into: str
    row: str
    width: int


_WAKES = _Insert("INSERT INTO wake_{run} VALUES ", "(?{0},?{1},?{2},?{3})", 4)

# When a message was sent and to whom is known from its wake-up: those two values are bound and left alone.
_MESSAGES = _Insert(
    'INSERT INTO message_{run} (seq, letter, not_sent, "values") VALUES ', "(?{0},?{3},?{4},?{5})", 6
)

# A batch of messages that were sent and print nothing takes a quarter of the time.
_BARE_MESSAGES = _Insert("INSERT INTO message_{run} (seq, letter) VALUES ", "(?{0},?{1})", 2)
_BARE = itemgetter(0, 3)

_FAILURES = _Insert(
    "INSERT INTO run_failure (run, seq, at, customer, flow, version, block, action, reason) VALUES ",
    "({run},?{0},?{1},?{2},?{3},?{4},?{5},?{6},?{7})",
    8,
)


_SEQ = itemgetter(0)


class SqliteJournal:
    """A run's journal in a workspace. `write` takes batches as the engine hands them over."""

    def __init__(self, workspace: Workspace, run: int) -> None:
        self._connection = workspace.connection
        self._run = run
        self._last = self.last()

    def write(self, batch: Batch) -> None:
        """Store a batch, whole or not at all. Raises WorkspaceProblem."""
        wakes = batch.wakes
        last = max(self._last, max(map(_SEQ, wakes))) if wakes else self._last
        with self._connection.transaction():
            self._write_paths(batch.paths, last)
            self._write_letters(batch.letters, last)
            self._insert(_WAKES, wakes)
            if any(message.not_sent is not None or message.values is not None for message in batch.messages):
                self._insert(_MESSAGES, batch.messages)
            else:
                self._insert(_BARE_MESSAGES, list(map(_BARE, batch.messages)))
            self._insert(_FAILURES, batch.failures)
            self._write_lives(batch.lived)
        self._last = last

    def look_again(self) -> None:
        """What was written last has not been kept: go on from what stands in the file."""
        self._last = self.last()

    def last(self) -> int:
        """The last wake-up that is stored; 0 in an empty journal."""
        row = self._connection.row(f"SELECT max(seq) FROM wake_{self._run}")
        return (row and row[0]) or 0

    def came_to(self) -> int | None:
        """The instant of the last wake-up that is stored; None in an empty journal."""
        row = self._connection.row(f"SELECT at FROM wake_{self._run} ORDER BY seq DESC LIMIT 1")
        return None if row is None else row[0]

    def cut(self, after_seq: int, after_deed: int = 0) -> None:
        """Drop everything that was written after this wake-up, and after this was done to a flow."""
        run, connection = self._run, self._connection
        with connection.transaction():
            connection.run(f"DELETE FROM wake_{run} WHERE seq > ?", after_seq)
            connection.run(f"DELETE FROM message_{run} WHERE seq > ?", after_seq)
            connection.run("DELETE FROM run_failure WHERE run = ? AND seq > ?", run, after_seq)
            connection.run("DELETE FROM run_life WHERE run = ? AND number > ?", run, after_deed)
            # What first occurs later goes too. Letters may be registered before they are sent: the batch that
            # brought them counts, unless what is left refers to them.
            for table, number, rows in (("run_path", "path", "wake"), ("run_letter", "letter", "message")):
                connection.run(
                    f"DELETE FROM {table} WHERE run = ? AND written_at > ? "
                    f"AND number > (SELECT coalesce(max({number}), 0) FROM {rows}_{run})",
                    run,
                    after_seq,
                )
        self._last = self.last()

    def finish(self) -> None:
        """The run is over, or rests: make what customers' stories are looked up by.

        Indexes that are kept up while the journal is written would cost twice to five times as much.
        """
        for name, of in JOURNAL_INDEXES.items():
            with self._connection.transaction():
                self._connection.run(f"CREATE INDEX IF NOT EXISTS {name} ON {of}".format(run=self._run))

    def unfinish(self) -> None:
        """The run goes on: drop what `finish` made."""
        with self._connection.transaction():
            for name in JOURNAL_INDEXES:
                self._connection.run(f"DROP INDEX IF EXISTS {name}".format(run=self._run))

    def _write_paths(self, paths: Sequence[Path], last: int) -> None:
        self._connection.fill(
            "INSERT OR REPLACE INTO run_path VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    self._run,
                    path.number,
                    path.flow,
                    path.version,
                    int(path.entry),
                    json.dumps(path.moves, separators=(",", ":")),
                    path.last,
                    path.end,
                    path.reason,
                    path.since_version,
                    last,
                )
                for path in paths
            ],
        )

    def _write_letters(self, letters: Sequence[Letter], last: int) -> None:
        self._connection.fill(
            "INSERT OR REPLACE INTO run_letter VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(self._run, *letter, last) for letter in letters],
        )

    def _write_lives(self, lived: Sequence[Lived]) -> None:
        self._connection.fill(
            "INSERT INTO run_life (run, number, seq, at, flow, do, status, version, text, moved_to) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (self._run, *one[:-2], None if one.launched is None else dump_flow(one.launched), one.to)
                for one in lived
            ],
        )

    def _insert(self, how: _Insert, rows: Sequence[tuple[Any, ...]]) -> None:
        values = list(chain.from_iterable(rows))
        step = ROWS * how.width
        for start in range(0, len(values), step):
            part = values[start : start + step]
            self._connection.conn.execute(_statement(how, self._run, len(part) // how.width), part)


@lru_cache(maxsize=64)
def _statement(how: _Insert, run: int, rows: int) -> str:
    width = how.width
    return how.into.format(run=run) + ",".join(
        how.row.format(*range(n * width + 1, (n + 1) * width + 1), run=run) for n in range(rows)
    )
