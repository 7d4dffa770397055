"""Opening workspaces, good and bad; who may write; nothing lost when a writer is killed."""

import hashlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from storage.journal import SqliteJournal
from storage.lock import side_file
from storage.migrations import APPLICATION_ID
from storage.problems import WorkspaceProblem
from storage.record import RunRecord
from storage.workspace import Workspace
from tests.storage.journals import made_up
from tests.storage.older import made_older
from tests.storage.workspaces import new_run, small_world

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with a flow, a world and a run in it, closed."""
    path = tmp_path / "shop.flowrig"
    with Workspace.open(path, create=True) as workspace:
        workspace.flows.save_draft("welcome", "id: welcome\n", name="Welcome")
        journal = SqliteJournal(workspace, new_run(workspace).id)
        for part in made_up(1, 500, 100).batches:
            journal.write(part)
        journal.finish()
    return path


def contents(folder: Path, but_for: tuple[str, ...]) -> dict[str, bytes]:
    files = [p for p in folder.iterdir() if p.is_file() and not p.name.endswith(but_for)]
    return {p.name: hashlib.sha256(p.read_bytes()).digest() for p in files}


def refused(path: Path, trouble: str, *, write: bool = True) -> str:
    """Open a file that must be refused, in one line, and see that it and its folder stay as they were."""
    before = contents(path.parent, ())
    with pytest.raises(WorkspaceProblem) as caught:
        Workspace.open(path, write=write)
    assert caught.value.trouble == trouble
    assert before == contents(path.parent, ())
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    assert "\x1b" not in text
    return text


@pytest.mark.parametrize("write", [True, False])
class TestRefused:
    def test_missing(self, tmp_path: Path, write: bool) -> None:
        assert "there is no such file" in refused(tmp_path / "none.flowrig", "missing", write=write)

    def test_a_folder(self, tmp_path: Path, write: bool) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        refused(folder, "folder", write=write)

    def test_a_name_with_escapes_is_shown_as_text(self, tmp_path: Path, write: bool) -> None:
        assert "␛[2J" in refused(tmp_path / "\x1b[2J\n.flowrig", "missing", write=write)

    @pytest.mark.parametrize(
        "content",
        [b"", b"id: welcome\n", b"\0" * 5000, bytes(range(256)) * 100],
        ids=["empty", "text", "zeros", "bytes"],
    )
    def test_no_database(self, tmp_path: Path, write: bool, content: bytes) -> None:
        file = tmp_path / "a.flowrig"
        file.write_bytes(content)
        refused(file, "not_a_database", write=write)

    @pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
    def test_a_pipe(self, tmp_path: Path, write: bool) -> None:
        os.mkfifo(tmp_path / "pipe")
        refused(tmp_path / "pipe", "not_a_database", write=write)

    def test_a_database_that_is_no_workspace(self, tmp_path: Path, write: bool) -> None:
        file = tmp_path / "other.db"
        with sqlite3.connect(file) as conn:
            conn.execute("CREATE TABLE flow (id)")
        refused(file, "not_a_workspace", write=write)

    def test_a_database_that_only_claims_to_be_one(self, tmp_path: Path, write: bool) -> None:
        file = tmp_path / "claims.db"
        with sqlite3.connect(file) as conn:
            conn.execute("CREATE TABLE flow (id)")
            conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        refused(file, "not_a_workspace", write=write)

    def test_from_a_newer_version(self, path: Path, write: bool) -> None:
        conn = sqlite3.connect(path)
        conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('flowrig', '999_beyond', '')"
        )
        conn.commit()
        conn.close()
        assert "newer version" in refused(path, "newer", write=write)

    @pytest.mark.parametrize("size", [17, 99, 100, 4096, 20_000])
    def test_cut_off(self, path: Path, write: bool, size: int) -> None:
        path.write_bytes(path.read_bytes()[:size])
        refused(path, "damaged", write=write)

    def test_overwritten_in_the_middle(self, path: Path, write: bool) -> None:
        data = bytearray(path.read_bytes())
        data[4096:12288] = b"\xa5" * 8192
        path.write_bytes(data)
        refused(path, "damaged", write=write)


def test_read_only_file(path: Path) -> None:
    path.chmod(0o444)
    try:
        assert "read-only" in refused(path, "read_only")
        with Workspace.open(path, write=False) as workspace:
            assert [flow.id for flow in workspace.flows.entries()] == ["welcome"]
            with pytest.raises(WorkspaceProblem, match="reading only"):
                workspace.flows.delete("welcome")
    finally:
        path.chmod(0o644)


def test_an_older_one_that_may_not_be_written_says_what_to_do(path: Path) -> None:
    made_older(path)
    assert "older version of flowrig: open it for writing once" in refused(path, "older", write=False)
    path.chmod(0o444)
    try:
        told = refused(path, "older", write=False)
        assert "open a copy of it, or make the file and its folder writable" in told
    finally:
        path.chmod(0o644)
    Workspace.open(path).close()
    with Workspace.open(path, write=False) as workspace:
        assert [flow.id for flow in workspace.flows.entries()] == ["welcome"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be made read-only this way")
def test_read_only_folder() -> None:
    folder = Path(tempfile.mkdtemp(prefix="flowrig-"))
    path = folder / "shop.flowrig"
    with Workspace.open(path, create=True) as workspace:
        workspace.flows.save_draft("welcome", "id: welcome\n", name="Welcome")
    path.chmod(0o666)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        assert "folder is read-only" in refused(path, "read_only")
        with Workspace.open(path, write=False) as workspace:
            assert [flow.id for flow in workspace.flows.entries()] == ["welcome"]
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_is_told_in_one_line(path: Path, seed: int) -> None:
    """Bytes changed at random: either nothing of it matters, or a WorkspaceProblem says so."""
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 5, 50))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    told = ""
    try:
        with Workspace.open(path) as workspace:
            workspace.flows.entries()
            workspace.flows.text("welcome")
            workspace.worlds.load("shop")
            run = workspace.runs.entry("first")
            record = RunRecord(workspace, run.id)
            list(record.visits())
            list(record.outbox())
            list(record.failures())
            workspace.flows.save_draft("another", "id: another\n", name="Another")
    except WorkspaceProblem as problem:
        told = str(problem)
    assert "\n" not in told


def test_a_new_one_is_made_only_where_asked_and_only_once(tmp_path: Path) -> None:
    path = tmp_path / "new.flowrig"
    with Workspace.open(path, create=True) as workspace:
        workspace.flows.save_draft("a", "id: a\n", name="A")
    with Workspace.open(path, create=True) as workspace:
        assert len(workspace.flows.entries()) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["new.flowrig"]
    with pytest.raises(WorkspaceProblem, match="no such folder"):
        Workspace.open(tmp_path / "none" / "new.flowrig", create=True)


def test_a_reader_leaves_nothing_behind(path: Path) -> None:
    before = contents(path.parent, ())
    with Workspace.open(path, write=False) as workspace:
        assert workspace.runs.entries()
        with pytest.raises(sqlite3.OperationalError):
            workspace.connection.conn.execute("DELETE FROM run")
    assert contents(path.parent, ()) == before


def test_a_workspace_takes_its_place_when_it_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "shop.flowrig"
    # What a process that was killed while it made one has left.
    for end in ("", "-wal", "-shm"):
        (tmp_path / f"shop.flowrig-new{end}").write_bytes(b"half of it")

    def fill(workspace: Workspace) -> None:
        workspace.flows.save_draft("welcome", "id: welcome\n", name="Welcome")
        assert not path.exists()

    def fail(workspace: Workspace) -> None:
        fill(workspace)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Workspace.make(path, fail)
    assert not list(tmp_path.iterdir())
    with Workspace.make(path, fill) as workspace:
        assert [flow.id for flow in workspace.flows.entries()] == ["welcome"]
    assert [found.name for found in tmp_path.iterdir()] == ["shop.flowrig"]
    before = contents(tmp_path, ())
    with pytest.raises(WorkspaceProblem, match="somebody else"):
        Workspace.make(path, fill)
    assert contents(tmp_path, ()) == before


def test_a_second_writer_is_told_who_holds_it(path: Path) -> None:
    with Workspace.open(path) as workspace:
        text = in_another_process(path, "Workspace.open(path)")
        assert f"in use by process {os.getpid()} on {socket.gethostname()}, since " in text
        assert " UTC" in text
        reading = "w = Workspace.open(path, write=False); print(w.holder.pid, len(w.flows.entries()))"
        assert in_another_process(path, reading).split() == [str(os.getpid()), "1"]
        workspace.flows.save_draft("second", "id: second\n", name="Second")
    assert not side_file(path).exists()
    writing = "w = Workspace.open(path); print(w.holder, len(w.flows.entries()))"
    assert in_another_process(path, writing).split() == ["None", "2"]


def in_another_process(path: Path, code: str) -> str:
    program = (
        "import sys; from pathlib import Path; from storage.workspace import Workspace\n"
        "from storage.problems import WorkspaceProblem\npath = Path(sys.argv[1])\n"
        f"try:\n    {code}\nexcept WorkspaceProblem as problem: print(problem)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_writer_leaves_the_workspace_free(path: Path) -> None:
    code = (
        "import sys, time; from storage.workspace import Workspace\n"
        "w = Workspace.open(sys.argv[1]); w.flows.save_draft('k', 'id: k\\n', name='K')\n"
        "w.connection.conn.execute('BEGIN IMMEDIATE'); w.connection.conn.execute('DELETE FROM flow')\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    with pytest.raises(WorkspaceProblem, match=f"process {writer.pid} "):
        Workspace.open(path)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    with Workspace.open(path, write=False) as workspace:
        assert workspace.holder is None
    with Workspace.open(path) as workspace:
        assert [flow.id for flow in workspace.flows.entries()] == ["welcome", "k"]


def test_another_thread_writes_through_its_own_connection(path: Path) -> None:
    workspace = Workspace.open(path)

    def work() -> None:
        with workspace.another() as mine:
            mine.flows.save_draft("thread", "id: thread\n", name="Thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert workspace.flows.entry("thread").name == "Thread"
    assert in_another_process(path, "Workspace.open(path)").count("in use") == 1
    workspace.close()
    Workspace.open(path).close()


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    def fail(workspace: Workspace) -> None:
        with workspace.connection.transaction():
            workspace.flows.save_draft("x", "id: x\n", name="X")
            workspace.worlds.save("y", small_world())
            raise ZeroDivisionError

    with Workspace.open(path) as workspace:
        with pytest.raises(ZeroDivisionError):
            fail(workspace)
        assert [flow.id for flow in workspace.flows.entries()] == ["welcome"]
        assert [world.name for world in workspace.worlds.entries()] == ["shop"]
