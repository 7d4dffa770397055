"""Runs of a workspace that are taken up again."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from engine.life.deeds import FlowDeed, LaunchFlow, PauseFlow, ResumeFlow
from engine.simulation.flow_run import RunFlow
from engine.simulation.refusals import ChangeRefused
from engine.time.civil import DAY
from engine.world.changes.base import Change
from engine.world.world import Refused
from storage.connection import pack
from storage.playing import PlayedRun
from storage.problems import WorkspaceProblem
from storage.record import RunRecord, Visit
from storage.run_timelines import FOREVER, keep_timeline
from storage.stories import story
from storage.workspace import Workspace
from tests.kit import ZONE, customer, flow, launch, mail, visit, wait, world

PARSE = world(zone=ZONE).zone.parse
DAILY = flow(
    {"id": "start", "kind": "launch", "trigger": {"schedule": {"every": "day", "at": "09:00"}}},
    mail(),
    id="daily",
)
SLOW = flow(launch(), wait("3 days"), mail(), id="slow")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "runs.flowrig", create=True) as found:
        yield found


def started(workspace: Workspace, name: str, until: int, changes: list[Change]) -> PlayedRun:
    return PlayedRun.start(
        workspace,
        [RunFlow(DAILY, 1), RunFlow(SLOW, 1)],
        world(customer(1), customer(2)).state(),
        keep_timeline(workspace, changes),
        name=name,
        seed=1,
        start=changes[0].at,
        until=until,
    )


def played(run: PlayedRun) -> list[Visit]:
    while not run.play(run.until):
        pass
    run.finish()
    return list(RunRecord(run.workspace, run.entry.id).visits())


@pytest.mark.rule("T-6", "F-13")
@pytest.mark.parametrize("first", ["2026-05-03 12:00", "2026-05-02 09:00", None])
def test_a_run_that_goes_on_for_longer_is_as_if_that_had_been_said_at_first(
    workspace: Workspace, first: str | None
) -> None:
    changes = [visit("2026-05-01 10:00"), visit("2026-05-02 10:00", "c2")]
    later = PARSE("2026-05-08 12:00")
    whole = played(started(workspace, "whole", later, changes))
    played(started(workspace, "parts", FOREVER if first is None else PARSE(first), changes))
    parts = played(PlayedRun.resume(workspace, "parts", later))
    assert parts == whole
    told = [v for p in story(workspace, workspace.runs.entry("parts"), "c2").passages for v in p.visits]
    assert [(v.block, v.arrived, v.left, v.output, v.stop) for v in told] == [
        (v.block, v.arrived, v.left, v.output, v.stop) for v in whole if v.customer == "c2"
    ]


@pytest.mark.rule("F-13", "F-20")
def test_schedules_fire_up_to_the_last_change_or_deed(workspace: Workspace) -> None:
    """Where a run is to go on until nothing is due; also one of a flow that is only launched in it."""
    start = PARSE("2026-03-01 08:00")
    deeds: list[FlowDeed] = [
        LaunchFlow(at=start + DAY, flow="daily"),
        PauseFlow(at=start + 4 * DAY, flow="slow"),
    ]
    run = PlayedRun.start(
        workspace,
        [RunFlow(SLOW, 1)],
        world(customer(1)).state(),
        keep_timeline(workspace, [visit("2026-03-01 08:00")]),
        name="until the pause",
        seed=1,
        start=start,
        deeds=deeds,
        drafts=[DAILY],
    )
    assert [one.arrived for one in played(run) if one.block == "mail" and one.flow == "daily"] == [
        PARSE(f"2026-03-0{day} 09:00") for day in (2, 3, 4)
    ]
    run.finish()
    longer = PlayedRun.resume(workspace, "until the pause", PARSE("2026-03-07 12:00"))
    slots = [one.arrived for one in played(longer) if one.block == "mail" and one.flow == "daily"]
    assert slots == [PARSE(f"2026-03-0{day} 09:00") for day in (2, 3, 4, 5, 6, 7)]


@pytest.mark.rule("T-6", "F-21")
def test_what_was_done_by_hand_keeps_its_moment_where_more_is_played_before_it(workspace: Workspace) -> None:
    changes = [visit("2026-05-01 10:00"), visit("2026-05-02 10:00", "c2")]
    # Its schedules end with its changes.
    run = started(workspace, "run", FOREVER, changes)
    paused = PARSE("2026-05-04 11:00")
    run.play(paused)
    run.do(PauseFlow(at=paused, flow="slow"))
    slow = [visit for visit in played(run) if visit.flow == "slow"]
    longer = played(PlayedRun.resume(workspace, "run", PARSE("2026-05-08 12:00")))
    assert [visit for visit in longer if visit.flow == "daily" and visit.arrived > paused]
    again = [visit._replace(passage=0) for visit in longer if visit.flow == "slow"]
    assert again == [visit._replace(passage=0) for visit in slow]
    assert {(visit.customer, visit.stop) for visit in slow if visit.block == "wait"} == {
        ("c1", None),
        ("c2", "flow_stopped"),
    }


def test_a_run_of_an_earlier_version_of_flowrig_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "old.flowrig"
    later = PARSE("2026-05-08 12:00")
    changes = [visit("2026-05-01 10:00"), visit("2026-05-02 10:00", "c2")]
    with Workspace.open(path, create=True) as workspace:
        whole = played(started(workspace, "whole", later, changes))
        run = started(workspace, "parts", later, changes)
        run.play(PARSE("2026-05-03 12:00"))
        run.close()
        connection = workspace.connection
        with connection.transaction():
            # Before this migration checkpoints said less.
            connection.run("DELETE FROM _sqlite_migrations WHERE name = '006_checkpoints_with_lives'")
            connection.run("UPDATE run_checkpoint SET data = ?", pack(b'{"now":1}\n{}'))
    with Workspace.open(path) as workspace:
        assert played(PlayedRun.resume(workspace, "parts")) == whole


@pytest.mark.rule("T-6")
@pytest.mark.parametrize("bad", [1, 2, 9])
@pytest.mark.parametrize("data", [pack(b"{}"), pack(b'{"now":1}\n{}'), b"nothing that was packed"])
def test_a_checkpoint_that_cannot_be_read_costs_time_and_nothing_else(
    workspace: Workspace, data: bytes, bad: int
) -> None:
    later = PARSE("2026-05-08 12:00")
    changes = [visit("2026-05-01 10:00"), visit("2026-05-02 10:00", "c2")]
    whole = played(started(workspace, "whole", later, changes))
    run = started(workspace, "parts", later, changes)
    for day in (2, 3, 4):
        run.play(PARSE(f"2026-05-0{day} 12:00"))
        run.checkpoint()
    run.do(PauseFlow(at=run.simulation.now, flow="slow"))
    run.do(ResumeFlow(at=run.simulation.now, flow="slow"))
    run.close()
    seqs = [row[0] for row in workspace.connection.rows("SELECT seq FROM run_checkpoint ORDER BY seq DESC")]
    for seq in seqs[:bad]:
        workspace.connection.run("UPDATE run_checkpoint SET data = ? WHERE seq = ?", data, seq)
    assert played(PlayedRun.resume(workspace, "parts")) == whole
    assert [one.do for one in workspace.runs.lives(run.entry.id)] == ["flow.pause", "flow.resume"]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("data", '{"do": "flow.pause", "at": 1777885200, "flow": "nobody"}', "there is no flow 'nobody'"),
        ("data", '{"do": "flow.resume", "at": 1777885200, "flow": "slow"}', "resuming it is not possible"),
        ("data", '{"do": "flow.pause", "at": 1777885200}', "makes no sense"),
        ("data", "[" * 100_000, "cannot be read"),
        ("played", 10**9, None),
        ("played", -5, None),
    ],
)
def test_what_was_done_by_hand_is_read_with_care(
    workspace: Workspace, column: str, value: str | int, problem: str | None
) -> None:
    changes = [visit("2026-05-01 10:00"), visit("2026-05-02 10:00", "c2")]
    run = started(workspace, "run", PARSE("2026-05-08 12:00"), changes)
    run.play(1777885200)
    run.do(PauseFlow(at=1777885200, flow="slow"))
    whole = played(run)
    connection = workspace.connection
    with connection.transaction():
        connection.run("DELETE FROM run_checkpoint")
        connection.run(f"UPDATE run_input SET {column} = ?", value)
    if problem is None:
        assert played(PlayedRun.resume(workspace, "run")) == whole
        return
    with pytest.raises(WorkspaceProblem, match=problem):
        story(workspace, workspace.runs.entry("run"), "c1")
    with pytest.raises((WorkspaceProblem, ChangeRefused), match=problem):
        played(PlayedRun.resume(workspace, "run"))


@pytest.mark.parametrize(
    "damage",
    [
        """UPDATE run SET plan = '{"drafts":[5]}'""",
        """UPDATE run SET plan = '{"drafts":5}'""",
        """UPDATE run SET plan = '{"deeds":5}'""",
        "UPDATE run_life SET do = 'flow.boom'",
        "UPDATE run_life SET status = 'odd'",
    ],
)
def test_what_is_done_to_the_flows_of_a_run_is_read_with_care(workspace: Workspace, damage: str) -> None:
    run = started(workspace, "run", PARSE("2026-05-08 12:00"), [visit("2026-05-01 10:00")])
    run.do(PauseFlow(at=run.simulation.now, flow="slow"))
    with workspace.connection.transaction():
        workspace.connection.run(damage)
    ask: Callable[[], object] = (
        partial(workspace.runs.lives, run.entry.id)
        if "run_life" in damage
        else partial(story, workspace, run.entry, "c1")
    )
    with pytest.raises(WorkspaceProblem, match="makes no sense"):
        ask()


def test_a_run_that_is_over_stays_so_until_it_is_played_on(workspace: Workspace) -> None:
    run = started(workspace, "a", PARSE("2026-03-02 12:00"), [visit("2026-03-01 08:00")])

    def stands() -> tuple[str, int]:
        indexes = workspace.connection.rows(
            "SELECT 1 FROM sqlite_schema WHERE name IN (?, ?)",
            f"wake_{run.entry.id}_who",
            f"message_{run.entry.id}_seq",
        )
        return workspace.runs.entry("a").state, len(list(indexes))

    assert stands() == ("new", 0)
    run.play(PARSE("2026-03-01 12:00"))
    run.note()
    assert stands() == ("running", 0)
    played(run)
    run.note()
    assert stands() == ("finished", 2)
    PlayedRun.resume(workspace, "a").close()
    assert stands() == ("finished", 2)
    on = PlayedRun.resume(workspace, "a", PARSE("2026-03-05 12:00"))
    on.play(PARSE("2026-03-03 12:00"))
    assert stands() == ("running", 0)
    on.close()
    assert stands() == ("paused", 0)


class Undone(Exception):
    """The transaction of which something was a part."""


def test_what_is_refused_to_be_done_leaves_a_run_that_is_over_as_it_is(workspace: Workspace) -> None:
    run = started(workspace, "a", PARSE("2026-03-02 12:00"), [visit("2026-03-01 08:00")])
    played(run)
    with pytest.raises(Refused):
        run.do(ResumeFlow(at=run.simulation.now, flow="daily"))
    assert workspace.runs.entry("a").state == "finished"
    with suppress(Undone), workspace.connection.transaction():
        run.do(PauseFlow(at=run.simulation.now, flow="daily"))
        raise Undone
    assert workspace.runs.entry("a").state == "finished"
    run.do(PauseFlow(at=run.simulation.now, flow="daily"))
    assert workspace.runs.entry("a").state == "running"
