"""What was done to a run's flows, read in one place: ends that passed by themselves, what became of each
version (F-15 to F-21)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.flow.model import Flow
from engine.time.civil import Zone
from storage.lives import END, FlowLife, Off, VersionLife, flow_life, run_life
from storage.runs import LifeEntry, RunEntry, RunFlowEntry
from storage.workspace import Workspace
from tests.kit import flow, launch, mail, world

ZONE = Zone("Europe/Berlin")
AT = ZONE.parse("2026-03-02 09:00")


def made(name: str = "greeting", *, end: int | None = None) -> Flow:
    schedule = {} if end is None else {"schedule": {"end": ZONE.format(AT + end)}}
    return flow(launch(), mail("hello"), wires="start.next>hello", id=name, **schedule)


def told(
    folder: Path, lives: list[LifeEntry], *, first: int | None = 1, until: int = 100, **ends: int
) -> FlowLife:
    """The life of the greeting, of which the versions named have ends. Times are seconds from the start."""
    with a_run(folder, lives, [] if first is None else [("greeting", first)]) as (workspace, run):
        played = {("greeting", n): made(end=ends.get(f"v{n}")) for n in range(4)}
        return flow_life(workspace, run, "greeting", played, ZONE, AT + until)


@contextmanager
def a_run(
    folder: Path, lives: list[LifeEntry], flows: list[tuple[str, int]]
) -> Iterator[tuple[Workspace, RunEntry]]:
    """A run to whose flows this was done."""
    with Workspace.open(folder / "lives.flowrig", create=True) as workspace:
        run = workspace.runs.create(
            "one",
            world="",
            world_version=workspace.worlds.keep(world().state()),
            flows=[RunFlowEntry(name, version, "") for name, version in flows],
            seed=1,
            start=AT,
            until=AT + 1000,
        )
        for one in lives:
            workspace.connection.run(
                "INSERT INTO run_life (run, number, seq, at, flow, do, status, version, moved_to) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(run.id, one.number, one.seq, one.at, one.flow, one.do, one.status, one.version, one.to),
            )
        yield workspace, run


def life(
    number: int, at: int, do: str, status: Any, version: int, to: int | None = None, flow: str = "greeting"
) -> LifeEntry:
    moved = None if to is None else AT + to
    return LifeEntry(number, 0, AT + at, flow, f"flow.{do}", status, version, moved)


def off(since: int, until: int | None, why: Any = "pause") -> Off:
    return Off(AT + since, None if until is None else AT + until, why)


@pytest.mark.rule("F-19", "F-21")
def test_versions_are_told_by_what_was_done(tmp_path: Path) -> None:
    lives = [
        life(1, 10, "pause", "paused", 1),
        life(2, 20, "edit", "creating_draft", 1),
        life(2, 20, "edit", "paused", 1),
        life(3, 30, "resume", "active", 1),
        life(4, 40, "launch", "launching", 2),
        life(4, 40, "launch", "active", 2),
        life(5, 50, "pause", "paused", 2),
        life(6, 60, "launch", "launching", 3),
        life(6, 60, "launch", "active", 3),
    ]
    found = told(tmp_path, lives)
    assert found.done == lives
    assert found.versions == [
        VersionLife(1, None, (off(10, 30),), AT + 40, 2),
        VersionLife(2, AT + 40, (off(50, None),), AT + 60, 3),
        VersionLife(3, AT + 60),
    ]
    assert [one.stopped for one in found.versions] == [AT + 40, AT + 50, None]


@pytest.mark.rule("F-19")
def test_a_flow_that_was_launched_in_the_run_begins_with_that(tmp_path: Path) -> None:
    lives = [life(1, 40, "launch", "launching", 2), life(1, 40, "launch", "active", 2)]
    assert told(tmp_path, lives, first=None).versions == [VersionLife(2, AT + 40)]


@pytest.mark.rule("F-19")
def test_a_draft_that_was_never_launched_has_no_versions(tmp_path: Path) -> None:
    lives = [life(1, 40, "edit", "draft", 0)]
    found = told(tmp_path, lives, first=None)
    assert (found.done, found.versions) == (lives, [])


@pytest.mark.rule("F-19", "F-20")
def test_an_end_that_passes_by_itself_is_told_and_stays_told(tmp_path: Path) -> None:
    lives = [
        life(1, 30, "set_end", "active", 1, 50),
        life(2, 60, "launch", "launching", 2),
        life(2, 60, "launch", "active", 2),
    ]
    found = told(tmp_path, lives, v1=20, v2=80)
    ended = [LifeEntry(0, 0, AT + at, "greeting", END, "paused", n) for at, n in ((20, 1), (50, 1), (80, 2))]
    assert found.done == [ended[0], lives[0], ended[1], *lives[1:], ended[2]]
    assert found.versions == [
        VersionLife(1, None, (off(20, 30, "end"), off(50, None, "end")), AT + 60, 2),
        VersionLife(2, AT + 60, (off(80, None, "end"),)),
    ]


@pytest.mark.rule("F-20")
def test_an_end_is_told_once_it_has_come(tmp_path: Path) -> None:
    assert told(tmp_path, [], v1=20, until=19).done == []
    (tmp_path / "later").mkdir()
    assert [one.at for one in told(tmp_path / "later", [], v1=20, until=20).done] == [AT + 20]


@pytest.mark.rule("F-20", "F-21")
def test_what_was_paused_stays_so_as_its_end_passes_and_is_taken_away(tmp_path: Path) -> None:
    lives = [
        life(1, 10, "pause", "paused", 1),
        life(2, 30, "set_end", "paused", 1),
        life(3, 40, "resume", "active", 1),
        # Where nothing lies between, it was never off.
        life(4, 50, "pause", "paused", 1),
        life(5, 50, "resume", "active", 1),
        # An end in the past turns it off at that moment, not before.
        life(6, 70, "set_end", "paused", 1, 60),
    ]
    found = told(tmp_path, lives, v1=20)
    assert [(one.do, one.at - AT) for one in found.done if not one.number] == [(END, 20)]
    assert found.versions == [VersionLife(1, None, (off(10, 40), off(70, None, "end")))]


@pytest.mark.rule("F-20")
def test_an_end_before_the_run_is_why_it_is_off_from_the_start(tmp_path: Path) -> None:
    lives = [life(1, 30, "set_end", "active", 1, 500)]
    found = told(tmp_path, lives, v1=-60)
    assert found.done == lives
    assert found.versions == [VersionLife(1, None, (off(-60, 30, "end"),))]


@pytest.mark.rule("F-20", "T-7")
def test_flows_are_told_together_an_end_before_what_is_done_at_its_second(tmp_path: Path) -> None:
    lives = [
        life(1, 20, "pause", "paused", 1, flow="other"),
        life(2, 20, "set_end", "active", 1, 90),
        life(3, 30, "resume", "active", 1, flow="other"),
    ]
    played = {("greeting", 1): made(end=20), ("other", 1): made("other", end=90)}
    with a_run(tmp_path, lives, [("other", 1), ("greeting", 1)]) as (workspace, run):
        found = run_life(workspace, run, played, ZONE, AT + 90)
    assert [(one.at - AT, one.number, one.flow) for one in found] == [
        (20, 0, "greeting"),
        (20, 1, "other"),
        (20, 2, "greeting"),
        (30, 3, "other"),
        (90, 0, "other"),
        (90, 0, "greeting"),
    ]
