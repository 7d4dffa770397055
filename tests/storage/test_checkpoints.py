"""Checkpoints: the newest is there, the old ones are few and well spread."""

from pathlib import Path

import pytest

from storage.checkpoints import NEWEST, Checkpoint, Checkpoints, superfluous
from storage.problems import WorkspaceProblem
from storage.workspace import Workspace
from tests.storage.workspaces import new_run


def test_saved_and_loaded(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w.flowrig", create=True) as workspace:
        checkpoints = Checkpoints(workspace, new_run(workspace).id)
        assert checkpoints.newest() is None
        saved = [Checkpoint(n * 100, n * 1000, n * 10, n, b'{"n":%d}\n' % n * 1000) for n in range(1, 4)]
        for checkpoint in saved:
            checkpoints.save(checkpoint)
        assert checkpoints.newest() == saved[-1]
        assert checkpoints.before(3000) == saved[1]
        assert checkpoints.before(1000) is None
        # In a quiet time the clock moves on without a wake-up.
        later = Checkpoint(300, 9000, 31, 3, b"later")
        checkpoints.save(later)
        assert checkpoints.newest() == later
        checkpoints.drop_after(200)
        assert checkpoints.newest() == saved[1]


def test_a_damaged_one_is_told(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w.flowrig", create=True) as workspace:
        run = new_run(workspace).id
        checkpoints = Checkpoints(workspace, run)
        checkpoints.save(Checkpoint(1, 1, 1, 0, b"state" * 100))
        workspace.connection.run("UPDATE run_checkpoint SET data = substr(data, 1, 8)")
        with pytest.raises(WorkspaceProblem, match="damaged"):
            checkpoints.newest()


def test_old_ones_are_thinned_out() -> None:
    kept: list[int] = []
    for n in range(1, 2000):
        kept.append(n * 100)
        dropped = set(superfluous(kept))
        kept = [seq for seq in kept if seq not in dropped]
        assert kept[-1] == n * 100
        assert len(kept) <= NEWEST + (n * 100).bit_length()
    newest = kept[-1]
    assert kept[-NEWEST:] == [newest - 100 * n for n in reversed(range(NEWEST))]
    # From any moment, the distance to an earlier checkpoint is in proportion to how long ago it is.
    for moment in range(1000, newest, 977):
        before = max((seq for seq in kept if seq <= moment), default=0)
        assert moment - before <= (newest - moment) * 3 + 500
