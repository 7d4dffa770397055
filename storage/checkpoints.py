"""A run's whole state, written down at intervals, from which it is taken up again."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.simulation.reached import Reached
from storage.connection import Row, pack
from storage.problems import WorkspaceProblem
from storage.workspace import Workspace

NEWEST = 4
"""So many of the newest checkpoints are kept."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stood, with all that was written until then in the journal."""

    seq: int
    """The last wake-up before it."""
    at: int
    changes: int
    """How many changes of the timeline had been played."""
    inputs: int
    """How many things had been done to flows."""
    state: bytes
    """What the engine wrote."""

    @property
    def reached(self) -> Reached:
        """How far the run had come."""
        return Reached(self.at, self.seq, self.changes, self.inputs)


_COLUMNS = "SELECT seq, at, changes, inputs, data FROM run_checkpoint WHERE run = ? "


class Checkpoints:
    """The checkpoints of one run."""

    def __init__(self, workspace: Workspace, run: int) -> None:
        self._connection = workspace.connection
        self._run = run

    def save(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint, and thin out the old ones. The journal up to it must be written already."""
        data = pack(checkpoint.state)
        with self._connection.transaction():
            self._connection.run(
                "INSERT OR REPLACE INTO run_checkpoint VALUES (?, ?, ?, ?, ?, ?)",
                self._run,
                checkpoint.seq,
                checkpoint.at,
                checkpoint.changes,
                checkpoint.inputs,
                data,
            )
            rows = self._connection.rows(
                "SELECT seq FROM run_checkpoint WHERE run = ? ORDER BY seq", self._run
            )
            for seq in superfluous([row[0] for row in rows]):
                self._connection.run("DELETE FROM run_checkpoint WHERE run = ? AND seq = ?", self._run, seq)

    def newest(self) -> Checkpoint | None:
        return self._read(self._connection.row(_COLUMNS + "ORDER BY seq DESC LIMIT 1", self._run))

    def newest_first(self) -> Iterator[Checkpoint]:
        """All that can be unpacked."""
        rows = self._connection.rows(
            "SELECT seq FROM run_checkpoint WHERE run = ? ORDER BY seq DESC", self._run
        )
        for (seq,) in list(rows):
            try:
                found = self._read(self._connection.row(_COLUMNS + "AND seq = ?", self._run, seq))
            except WorkspaceProblem as problem:
                if problem.trouble != "damaged":
                    raise
                continue
            if found is not None:
                yield found

    def before(self, at: int) -> Checkpoint | None:
        """The newest one that was taken before this instant."""
        return self._read(
            self._connection.row(_COLUMNS + "AND at < ? ORDER BY seq DESC LIMIT 1", self._run, at)
        )

    def drop_after(self, seq: int) -> None:
        """Forget the checkpoints after this wake-up: the run goes on from an earlier moment."""
        with self._connection.transaction():
            self._connection.run("DELETE FROM run_checkpoint WHERE run = ? AND seq > ?", self._run, seq)

    def _read(self, row: Row | None) -> Checkpoint | None:
        if row is None:
            return None
        seq, at, changes, inputs, data = row
        return Checkpoint(seq, at, changes, inputs, self._connection.unpack(data))


def superfluous(seqs: list[int]) -> list[int]:
    """Which of the checkpoints, oldest first, to drop.

    The newest stay, and of the others one in each stretch from n to 2 n wake-ups before the newest: so there
    are few of them, and one is never far.
    """
    if len(seqs) <= NEWEST:
        return []
    newest = seqs[-1]
    kept: set[int] = set()
    dropped = []
    # From the oldest on: of one stretch the oldest stays, or none would ever grow old.
    for seq in seqs[:-NEWEST]:
        stretch = (newest - seq).bit_length()
        if stretch in kept:
            dropped.append(seq)
        kept.add(stretch)
    return dropped
