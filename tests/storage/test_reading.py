"""Reading what is of one moment, while somebody else writes."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.connection import LARGEST_LOG
from storage.journal import SqliteJournal
from storage.problems import WorkspaceProblem
from storage.workspace import Workspace
from tests.storage.journals import made_up
from tests.storage.workspaces import new_run, small_world


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "shop.flowrig", create=True) as found:
        found.worlds.save("shop", small_world(3))
        yield found


@pytest.fixture
def reader(writer: Workspace) -> Iterator[Workspace]:
    with Workspace.open(writer.path, write=False) as found:
        yield found


def log(workspace: Workspace) -> int:
    """Bytes of the write-ahead log."""
    return workspace.path.with_name(workspace.path.name + "-wal").stat().st_size


def test_all_is_of_one_moment(writer: Workspace, reader: Workspace) -> None:
    with reader.reading():
        before = reader.worlds.entry("shop")
        writer.worlds.save("shop", small_world(5))
        with reader.reading():
            assert reader.worlds.entry("shop") == before
        assert reader.worlds.entry("shop") == before
        assert len(reader.worlds.load("shop").customers) == 3
        assert len(reader.worlds.version(before.version).customers) == 3
    assert len(reader.worlds.load("shop").customers) == 5


def test_it_ends_where_reading_fails(writer: Workspace, reader: Workspace) -> None:
    with pytest.raises(WorkspaceProblem), reader.reading():
        reader.worlds.entry("ship")
    writer.worlds.save("shop", small_world(5))
    assert reader.worlds.entry("shop").customers == 5


def test_what_would_be_lost_is_not_written(writer: Workspace) -> None:
    with writer.reading(), pytest.raises(RuntimeError, match="would be lost"):
        writer.worlds.save("shop", small_world(5))
    writer.worlds.save("shop", small_world(5))
    with writer.connection.transaction(), writer.reading():
        # Part of what is written as a whole.
        assert writer.worlds.entry("shop").customers == 5
        writer.worlds.save("shop", small_world(4))
    assert writer.worlds.entry("shop").customers == 4


def test_a_long_reading_holds_up_nobody_who_writes(writer: Workspace, reader: Workspace) -> None:
    run = new_run(writer)
    parts = made_up(1, 60_000, 500).batches
    with reader.reading():
        entry = reader.runs.entry("first")
        journal = SqliteJournal(writer, run.id)
        began = time.monotonic()
        for part in parts:
            journal.write(part)
        assert time.monotonic() - began < 4, "not even once it waited for the reader"
        writer.runs.note(run.id, state="paused", clock=9, wakes=60_000, changes=0, deeds=0)
        assert reader.runs.entry("first") == entry
        grown = log(writer)
    assert reader.runs.entry("first").wakes == 60_000
    assert grown > LARGEST_LOG
    # Once nobody reads any more, the log is taken into the file, and begun anew.
    writer.worlds.save("shop", small_world(5))
    writer.worlds.save("shop", small_world(6))
    assert log(writer) <= LARGEST_LOG
    busy, pages, taken_in = writer.connection.row("PRAGMA wal_checkpoint(passive)") or (1, 1, 0)
    assert (busy, pages) == (0, taken_in)
    assert pages < 100


@pytest.mark.parametrize("logged", [False, True], ids=["all in the file", "a log beside it"])
def test_in_a_file_that_may_not_be_written(tmp_path: Path, logged: bool) -> None:
    path = tmp_path / "shop.flowrig"
    workspace = Workspace.open(path, create=True)
    workspace.worlds.save("shop", small_world(3))
    if not logged:
        workspace.close()
    path.chmod(0o444)
    try:
        with Workspace.open(path, write=False) as reader, reader.reading():
            assert reader.worlds.load("shop").customers.keys() == small_world(3).customers.keys()
    finally:
        path.chmod(0o644)
        workspace.close()


def test_in_a_file_that_is_opened_as_it_lies(writer: Workspace) -> None:
    # As in a folder where nothing may be written: see `_connect`.
    path = writer.path
    writer.close()
    with Workspace.open(path, write=False) as reader:
        reader.connection.conn = sqlite3.connect(
            f"{path.as_uri()}?immutable=1", uri=True, isolation_level=None
        )
        with reader.reading():
            assert reader.worlds.entry("shop").customers == 3
