"""What was done to a run's flows, read in one place: ends that passed by themselves, what became of each
version (F-15 to F-21)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.life.deeds import EditFlow, LaunchFlow, PauseFlow, ResumeFlow, SetEnd
from engine.life.wording import END
from engine.simulation.flow_run import RunFlow
from engine.time.civil import HOUR, Zone
from engine.world.world import Refused
from storage.lives import FlowLife, Off, VersionLife, flow_life, run_life
from storage.playing import PlayedRun
from storage.run_timelines import NoChanges
from storage.runs import LifeEntry, RunEntry, RunFlowEntry
from storage.workspace import Workspace
from tests.kit import flow, launch, mail, world
from tests.laws import examples

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


HOURS = st.integers(-2, 6)
DEEDS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 4)),
    st.tuples(st.sampled_from(["pause", "resume"]), st.none()),
    st.tuples(st.just("end"), st.none() | HOURS),
    st.tuples(st.just("launch"), st.none() | HOURS),
)


@pytest.mark.rule("F-19", "F-20", "F-21")
@settings(max_examples=examples(160), deadline=None)
@given(end=st.none() | HOURS, deeds=st.lists(DEEDS, min_size=3, max_size=14))
def test_a_version_is_told_off_when_its_flow_was_off(
    end: int | None, deeds: list[tuple[str, int | None]]
) -> None:
    with TemporaryDirectory() as folder, Workspace.open(Path(folder) / "w.flowrig", create=True) as workspace:
        first = made(end=None if end is None else end * HOUR)
        run = PlayedRun.start(
            workspace, [RunFlow(first, 1)], world().state(), NoChanges(), name="one", seed=1, start=AT
        )
        played = {("greeting", 1): first}
        for what, hours in deeds:
            done_to(run, played, what, hours)
        now = run.simulation.now
        found = flow_life(workspace, run.entry, "greeting", played, ZONE, now)
        presence = run.simulation.flows[0].presence
        for at in range(AT, now + 1, HOUR // 2):
            assert is_told_on(found, at) == presence.was_on(at), ZONE.format(at)
        status = run.simulation.lives.status("greeting")
        assert status == ("active" if found.versions[-1].stopped is None else "paused")
        ends = [one for one in found.done if not one.number]
        assert [one.at for one in found.done] == sorted(one.at for one in found.done)
        assert len({one.at for one in ends}) == len(ends)


def done_to(run: PlayedRun, played: dict[tuple[str, int], Flow], what: str, hours: int | None) -> None:
    """Do it now, if that is possible."""
    now = run.simulation.now
    to = None if hours is None else now + hours * HOUR
    with suppress(Refused):
        if what == "wait":
            assert to is not None
            run.play(to)
        elif what == "launch":
            draft = made(end=None if to is None else to - AT)
            run.do(EditFlow(at=now, flow="greeting", draft=draft))
            run.do(LaunchFlow(at=now, flow="greeting"))
            played["greeting", run.simulation.flows[0].version] = draft
        elif what == "end":
            run.do(SetEnd(at=now, flow="greeting", to=to))
        else:
            run.do({"pause": PauseFlow, "resume": ResumeFlow}[what](at=now, flow="greeting"))


def is_told_on(life: FlowLife, at: int) -> bool:
    """Whether the version that played at a moment is told to have been on then."""
    playing = [one for one in life.versions if one.launched is None or one.launched <= at][-1]
    return not any(one.since <= at and (one.until is None or at < one.until) for one in playing.off)
