"""The journal: what is written is read back exactly, whole batches or nothing, whoever is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.simulation.record import Batch, Failure, Wake
from engine.simulation.record import Path as Way
from storage.journal import MOST_WAKES, SqliteJournal
from storage.record import RunRecord
from storage.workspace import Workspace
from tests.storage.journals import customer_of, made_up
from tests.storage.workspaces import new_run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "shop.flowrig", create=True) as workspace:
        yield workspace


@pytest.mark.parametrize("batch", [1, 399, 400, 401, 5000])
@pytest.mark.parametrize("finish", [False, True])
def test_every_visit_is_read_back(workspace: Workspace, batch: int, finish: bool) -> None:
    wakes = 300 if batch == 1 else 3000
    run = made_up(batch, wakes, batch)
    number = new_run(workspace).id
    journal = SqliteJournal(workspace, number)
    for part in run.batches:
        journal.write(part)
    if finish:
        journal.finish()
    record = RunRecord(workspace, number)
    assert list(record.visits()) == run.visits
    assert list(record.turned_away()) == run.turned_away
    assert [(m.at, m.customer, m.channel, m.not_sent) for m in record.outbox()] == run.messages
    messages, away = list(record.outbox()), run.turned_away
    for most in (0, 1, 30, 10_000):
        assert list(record.newest_messages(most)) == messages[max(0, len(messages) - most) :]
        assert list(record.newest_turned_away(most)) == away[max(0, len(away) - most) :]
    assert journal.last() == wakes
    for customer in (customer_of(8), customer_of(7), customer_of(1), "nobody"):
        mine = [visit for visit in run.visits if visit.customer == customer]
        assert list(record.visits(customer)) == mine
        assert [m.at for m in record.outbox(customer)] == [m[0] for m in run.messages if m[1] == customer]
        assert list(record.turned_away(customer)) == [n for n in run.turned_away if n.customer == customer]
    for visit in run.visits[:: len(run.visits) // 7]:
        same = [other for other in run.visits if other.passage == visit.passage]
        assert list(record.visits(passage=visit.passage)) == same
        assert list(record.visits(visit.customer, visit.passage)) == same
        assert list(record.visits("nobody", visit.passage)) == []
    inside = [visit for visit in run.visits if visit.left is None and visit.stop is None]
    assert list(record.inside()) == inside
    assert list(record.inside("cart", "w1")) == [v for v in inside if (v.flow, v.block) == ("cart", "w1")]
    sent: dict[str, dict[str | None, int]] = {}
    for _, _, channel, not_sent in run.messages:
        counts = sent.setdefault(channel, {})
        counts[not_sent] = counts.get(not_sent, 0) + 1
    assert record.sent() == sent


@pytest.mark.rule("R-6")
def test_failures_are_listed_in_order(workspace: Workspace) -> None:
    run = made_up(3, 500, 100)
    number = new_run(workspace).id
    journal = SqliteJournal(workspace, number)
    for part in run.batches:
        journal.write(part)
    failures = [failure for part in run.batches for failure in part.failures]
    assert list(RunRecord(workspace, number).failures()) == failures
    customer = failures[0].customer
    assert list(RunRecord(workspace, number).failures(customer)) == [
        f for f in failures if f.customer == customer
    ]


def test_runs_do_not_see_each_other(workspace: Workspace) -> None:
    runs = {name: made_up(n, 400, 50) for n, name in enumerate(("a", "b"))}
    numbers = {name: new_run(workspace, name).id for name in runs}
    for name, run in runs.items():
        journal = SqliteJournal(workspace, numbers[name])
        for part in run.batches:
            journal.write(part)
    for name, run in runs.items():
        assert list(RunRecord(workspace, numbers[name]).visits()) == run.visits
    workspace.runs.delete("a")
    assert list(RunRecord(workspace, numbers["b"]).visits()) == runs["b"].visits
    assert list(RunRecord(workspace, numbers["b"]).outbox())


def contents(workspace: Workspace, run: int) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the journal holds, but for when paths and letters were written."""
    tables = {
        "wake": f"SELECT * FROM wake_{run} ORDER BY seq",
        "message": f'SELECT seq, letter, not_sent, "values" FROM message_{run} ORDER BY id',
        "failure": f"SELECT seq, at, customer, block, reason FROM run_failure WHERE run = {run} ORDER BY id",
        "path": 'SELECT number, flow, version, entry, moves, last, "end" '
        f"FROM run_path WHERE run = {run} ORDER BY number",
        "letter": f"SELECT number, flow, block, action, channel FROM run_letter WHERE run = {run} ORDER BY 1",
    }
    return {name: list(workspace.connection.rows(sql)) for name, sql in tables.items()}


@pytest.mark.parametrize("kept", [0, 1, 3, 7])
def test_cut_and_written_again_it_is_the_same(workspace: Workspace, kept: int) -> None:
    run = made_up(5, 800, 100)
    number = new_run(workspace).id
    journal = SqliteJournal(workspace, number)
    ends = [0]
    middles = []
    for n, part in enumerate(run.batches):
        journal.write(part)
        ends.append(journal.last())
        if n + 1 == kept:
            middles.append(contents(workspace, number))
    whole = contents(workspace, number)
    journal.finish()
    again = SqliteJournal(workspace, number)
    again.unfinish()
    again.cut(ends[kept])
    assert again.last() == ends[kept]
    if kept:
        assert contents(workspace, number) == middles[0]
    for part in run.batches[kept:]:
        again.write(part)
    assert contents(workspace, number) == whole


def test_a_cut_within_a_batch_keeps_what_is_still_used(workspace: Workspace) -> None:
    run = made_up(6, 1000, 10_000)
    number = new_run(workspace).id
    journal = SqliteJournal(workspace, number)
    for part in run.batches:
        journal.write(part)
    early = [visit for visit in RunRecord(workspace, number).visits() if visit.arrived]
    journal.cut(400)
    kept = list(RunRecord(workspace, number).visits())
    assert kept
    assert {visit.passage for visit in kept} <= set(range(401))
    assert {(v.passage, v.block, v.arrived) for v in kept} <= {(v.passage, v.block, v.arrived) for v in early}
    assert all(message.seq <= 400 for message in RunRecord(workspace, number).outbox())


@pytest.mark.rule("L-2", "L-3")
def test_launched_counts_passages_with_a_group_carried_out(workspace: Workspace) -> None:
    """Two groups in one passage are one launch; a group that failed as a whole, or expired, is none."""
    from engine.flow.model import Flow

    flow = Flow.model_validate(
        {
            "id": "f",
            "blocks": [
                {"id": "start", "kind": "launch"},
                {"id": "one", "kind": "steps"},
                {"id": "wait", "kind": "wait"},
                {"id": "two", "kind": "steps"},
            ],
        }
    )
    n = "next"
    paths = [
        Way(1, "f", 1, True, (("start", n), ("one", n)), "wait", "inside", None),
        Way(2, "f", 1, False, (("wait", n), ("two", n)), None, "finished", None),
        Way(3, "f", 1, False, (("wait", n),), "two", "stopped", "relevance_expired"),
        Way(4, "f", 1, True, (), None, "did_not_enter", "launch_limit"),
    ]
    wakes: list[Wake] = [
        (1, 10, "both", 1),
        (2, 10, "second only", 1),
        (3, 10, "none", 1),
        (4, 10, "kept out", 4),
        (5, 20, 1, 2),
        (6, 20, 2, 2),
        (7, 20, 3, 3),
        (8, 30, "one action failed", 1),
    ]
    failures = [
        Failure(2, 10, "second only", "f", 1, "one", 0, "pool empty"),
        Failure(2, 10, "second only", "f", 1, "one", None, "every action failed"),
        Failure(3, 10, "none", "f", 1, "one", None, "every action failed"),
        Failure(7, 20, "none", "f", 1, "two", None, "relevance_expired"),
        Failure(8, 30, "one action failed", "f", 1, "one", 1, "pool empty"),
    ]
    number = new_run(workspace).id
    SqliteJournal(workspace, number).write(Batch(paths, wakes, [], [], failures))
    counts = RunRecord(workspace, number).counts([(flow, 1)])["f"]
    assert counts.launched == 3
    assert (counts.entered, counts.inside, counts.finished) == (4, 1, 2)
    assert counts.stopped == {"relevance_expired": 1}
    assert counts.did_not_enter == {"launch_limit": 1}
    assert counts.blocks["wait"].inside == 1
    assert counts.blocks["two"].left == {"next": 2}


def test_a_batch_that_fails_leaves_nothing(workspace: Workspace) -> None:
    run = made_up(7, 300, 100)
    number = new_run(workspace).id
    journal = SqliteJournal(workspace, number)
    journal.write(run.batches[0])
    before = contents(workspace, number)
    broken = Batch(run.batches[1].paths, [*run.batches[1].wakes, run.batches[0].wakes[0]], [], [], [])
    with pytest.raises(sqlite3.IntegrityError):
        journal.write(broken)
    assert contents(workspace, number) == before
    for part in run.batches[1:]:
        journal.write(part)
    assert list(RunRecord(workspace, number).visits()) == run.visits


WRITER = """
import sys
from storage.journal import SqliteJournal
from storage.workspace import Workspace
from tests.storage.journals import made_up
workspace = Workspace.open(sys.argv[1])
journal = SqliteJournal(workspace, int(sys.argv[2]))
run = made_up(11, 20_000, 2000)
if sys.argv[3] == "within":
    # Killed with a batch half written: after a number of statements of the transaction.
    left = int(sys.argv[4])
    insert = journal._insert
    def counted(how, rows):
        global left
        insert(how, rows)
        left -= 1
        if not left:
            print("killed within", flush=True)
            import time
            time.sleep(60)
    journal._insert = counted
for n, part in enumerate(run.batches):
    journal.write(part)
    print(n + 1, flush=True)
import time
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize(
    ("where", "moment"), [("between", 3), ("within", 1), ("within", 8), ("within", 18), ("at random", 0)]
)
def test_a_killed_writer_leaves_whole_batches(tmp_path: Path, where: str, moment: int) -> None:
    path = tmp_path / "shop.flowrig"
    with Workspace.open(path, create=True) as workspace:
        number = new_run(workspace).id
    command = [sys.executable, "-c", WRITER, str(path), str(number), where, str(moment)]
    writer = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert writer.stdout is not None
    done = 0
    for line in writer.stdout:
        if line.startswith("killed"):
            break
        done = int(line)
        if (where == "between" and done == moment) or (where == "at random" and done == 5):
            break
    if where == "at random":
        time.sleep(0.013)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    run = made_up(11, 20_000, 2000)
    with Workspace.open(path) as workspace:
        journal = SqliteJournal(workspace, number)
        whole = [0]
        for part in run.batches:
            whole.append(max([whole[-1], *(wake[0] for wake in part.wakes)]))
        assert journal.last() in whole
        kept = whole.index(journal.last())
        assert kept >= done
        assert where == "at random" or kept == done
        # Taken up from an earlier checkpoint, it ends like an undisturbed run.
        again = max(0, kept - 1)
        journal.cut(whole[again])
        for part in run.batches[again:]:
            journal.write(part)
        assert list(RunRecord(workspace, number).visits()) == run.visits


def test_compact_and_quick(workspace: Workspace) -> None:
    """At most 20 bytes a wake-up beside the customer's own id, and a write lock held for a moment."""
    wakes = made_up(9, MOST_WAKES, MOST_WAKES).batches[0].wakes
    number = new_run(workspace).id
    journal = SqliteJournal(workspace, number)
    before = size(workspace)
    began = time.process_time()
    journal.write(Batch(wakes=wakes))
    took = time.process_time() - began
    customers = sum(len(wake[2].encode()) for wake in wakes if isinstance(wake[2], str))
    assert (size(workspace) - before - customers) / MOST_WAKES < 20
    # The aim is 0.1 seconds on an idle machine; other tests run beside this one.
    assert took < 0.4


def size(workspace: Workspace) -> int:
    workspace.connection.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return workspace.path.stat().st_size
