"""What is done by hand to a run's flows, and cannot be written down: the run stands where it stood."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from engine.life.deeds import EditFlow, FlowDeed, LaunchFlow, PauseFlow, ResumeFlow
from engine.simulation.checkpoint import dump
from engine.simulation.flow_run import RunFlow
from engine.world.world import Refused
from storage.playing import PlayedRun
from storage.problems import WorkspaceProblem
from storage.record import RunRecord, Visit
from storage.run_timelines import FOREVER, keep_timeline
from storage.workspace import Workspace
from tests.kit import ZONE, customer, flow, launch, mail, visit, wait, world

PARSE = world(zone=ZONE).zone.parse
SLOW = flow(launch(), wait("3 days"), mail(), id="slow")
"""Its version 2 has no Wait any more: whoever is in it is removed."""
NEWER = flow(launch(), mail(), id="slow")
LARGE = flow(launch(), mail(note="So much is said. " * 500), id="slow")
MOMENT = PARSE("2026-05-02 10:00")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "runs.flowrig", create=True) as found:
        yield found


def begun(workspace: Workspace, name: str = "run") -> PlayedRun:
    """A run that stands between two things of one second, with something done by hand on the way there."""
    changes = [visit("2026-05-01 10:00"), visit("2026-05-02 10:00", "c2"), visit("2026-05-02 10:00", "c3")]
    run = PlayedRun.start(
        workspace,
        [RunFlow(SLOW, 1)],
        world(*map(customer, (1, 2, 3))).state(),
        keep_timeline(workspace, changes),
        name=name,
        seed=1,
        start=changes[0].at,
    )
    run.step()
    run.do(PauseFlow(at=run.simulation.now, flow="slow"))
    run.do(ResumeFlow(at=run.simulation.now, flow="slow"))
    run.play(MOMENT, 1)
    assert (run.simulation.now, run.simulation.next_due()) == (MOMENT, MOMENT)
    return run


def visits(run: PlayedRun) -> list[Visit]:
    """All of it, played to its end."""
    run.play(FOREVER)
    run.finish()
    return list(RunRecord(run.workspace, run.entry.id).visits())


def do_all(run: PlayedRun, *deeds: FlowDeed, kept: bool = True) -> None:
    """Do all of this in one transaction; where that is not `kept`, it fails as it ends, which is where SQLite
    looks whether what was referred to is there."""
    with run.workspace.connection.transaction():
        for deed in deeds:
            run.do(deed)
        if not kept:
            run.workspace.connection.run("INSERT INTO child VALUES (1)")


def may_fail(workspace: Workspace) -> None:
    run = workspace.connection.run
    run("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    run("CREATE TABLE child (parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")


@pytest.mark.rule("T-6", "F-17", "F-21")
@pytest.mark.parametrize("checkpoint", [False, True])
@pytest.mark.parametrize("deed", [PauseFlow(at=MOMENT, flow="slow"), LaunchFlow(at=MOMENT, flow="slow")])
def test_what_is_not_kept_is_not_done_either(workspace: Workspace, deed: FlowDeed, checkpoint: bool) -> None:
    other = begun(workspace, "other")
    run = begun(workspace)
    for one in (other, run):
        one.do(EditFlow(at=MOMENT, flow="slow", draft=NEWER))
    if checkpoint:
        run.checkpoint()
    may_fail(workspace)
    for _ in range(2):
        before = run.simulation
        with pytest.raises(sqlite3.IntegrityError):
            do_all(run, deed, kept=False)
        assert run.simulation is not before
        assert dump(run.simulation) == dump(other.simulation)
    for one in (other, run):
        one.do(deed)
        one.step()
    assert dump(run.simulation) == dump(other.simulation)
    assert visits(run) == visits(other)
    lives = [workspace.runs.lives(one.entry.id) for one in (run, other)]
    assert lives[0] == lives[1]
    # And the file says the same: taken up again it is as it is.
    run.close()
    assert dump(PlayedRun.resume(workspace, "run").simulation) == dump(other.simulation)


@pytest.mark.rule("T-6", "F-17")
def test_a_disk_that_is_full_undoes_what_is_done(workspace: Workspace) -> None:
    other, run = begun(workspace, "other"), begun(workspace)
    for one in (other, run):
        one.do(EditFlow(at=MOMENT, flow="slow", draft=LARGE))
    [(pages,)] = workspace.connection.rows("PRAGMA page_count")
    workspace.connection.row(f"PRAGMA max_page_count={pages}")
    with pytest.raises(WorkspaceProblem, match="the disk is full"):
        run.do(LaunchFlow(at=MOMENT, flow="slow"))
    assert dump(run.simulation) == dump(other.simulation)
    workspace.connection.row("PRAGMA max_page_count=1000000")
    for one in (other, run):
        one.do(LaunchFlow(at=MOMENT, flow="slow"))
    assert visits(run) == visits(other)


def test_what_is_refused_takes_nothing_up_anew(workspace: Workspace) -> None:
    run = begun(workspace)
    simulation = run.simulation
    with pytest.raises(Refused):
        run.do(ResumeFlow(at=MOMENT, flow="slow"))
    assert run.simulation is simulation


def test_several_deeds_of_one_transaction_are_undone_together(workspace: Workspace) -> None:
    other, run = begun(workspace, "other"), begun(workspace)
    pause = PauseFlow(at=MOMENT, flow="slow")
    with pytest.raises(Refused):
        do_all(run, pause, EditFlow(at=MOMENT, flow="slow", draft=NEWER), pause)
    assert dump(run.simulation) == dump(other.simulation)
    assert visits(run) == visits(other)


@pytest.mark.rule("T-6")
def test_a_run_that_could_not_be_written_down_is_taken_up_from_what_was(workspace: Workspace) -> None:
    many = [visit("2026-05-01 10:00", f"c{n}") for n in range(1, 901)]

    def run_of_many(name: str) -> PlayedRun:
        people = world(*map(customer, range(1, 901))).state()
        changes = keep_timeline(workspace, many)
        start = many[0].at
        return PlayedRun.start(workspace, [RunFlow(SLOW, 1)], people, changes, name=name, seed=1, start=start)

    other, run = run_of_many("other"), run_of_many("run")
    run.play(FOREVER, 100)
    run.checkpoint()
    [(pages,)] = workspace.connection.rows("PRAGMA page_count")
    workspace.connection.row(f"PRAGMA max_page_count={pages}")
    with pytest.raises(WorkspaceProblem, match="the disk is full"):
        run.play(FOREVER)
    assert run.astray
    workspace.connection.row("PRAGMA max_page_count=1000000")
    # What was played and not written down is not in the journal: nothing may follow it.
    for go_on in (run.step, partial(run.play, FOREVER), partial(run.do, PauseFlow(at=MOMENT, flow="slow"))):
        with pytest.raises(WorkspaceProblem, match="the disk is full"):
            go_on()
    run.close()
    assert visits(PlayedRun.resume(workspace, "run")) == visits(other)
