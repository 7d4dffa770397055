"""Launches tried out on runs of a workspace, which stays as it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engine.flow.model import Flow
from engine.life.deeds import EditFlow, FlowDeed, LaunchFlow, PauseFlow
from engine.rehearsal.fares import Tally
from engine.rehearsal.playing import GivenUp
from engine.rehearsal.rehearsing import Rehearsal
from engine.reports.snapshot import waiting_in
from engine.simulation.flow_run import RunFlow
from engine.simulation.refusals import ChangeRefused
from engine.traffic.beginning import begin, settle
from engine.traffic.generator import TrafficTimeline
from engine.world.changes.base import Change
from engine.world.world import STATE, Refused
from storage.playing import PlayedRun
from storage.problems import WorkspaceProblem
from storage.record import RunRecord
from storage.rehearsing import NotThen, rehearse_launch
from storage.run_timelines import FOREVER, keep_timeline
from storage.workspace import Workspace
from tests.engine.traffic.shops import FIRST, shop
from tests.kit import change, customer, flow, launch, mail, visit, wait, world
from tests.storage.test_traffic_runs import TRAFFIC

ZONE = world().zone
T = ZONE.parse
SLOW = flow(launch(), wait("2 days", "first"), mail("one"), wait("5 days", "second"), mail("two"), id="slow")
FAST = flow(launch(), wait("2 days", "first"), mail("one"), mail("two"), id="slow")
DAILY = flow(
    {"id": "start", "kind": "launch", "trigger": {"schedule": {"every": "day", "at": "09:00"}}},
    mail(),
    id="daily",
)
CHANGES = [visit(f"2026-03-{2 + n // 4:02} {6 + n % 4 * 3:02}:00", f"c{n % 5}") for n in range(40)]
END = T("2026-03-12 12:00")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "runs.flowrig", create=True) as found:
        yield found


def started(
    workspace: Workspace,
    name: str = "r",
    until: int = END,
    changes: Sequence[Change] = CHANGES,
    deeds: Sequence[FlowDeed] = (),
) -> PlayedRun:
    return PlayedRun.start(
        workspace,
        [RunFlow(SLOW, 1), RunFlow(DAILY, 1)],
        world(*(customer(n) for n in range(5))).state(),
        keep_timeline(workspace, changes),
        name=name,
        seed=1,
        start=T("2026-03-02 00:00"),
        until=until,
        deeds=deeds,
    )


def launching(draft: Flow, at: int) -> list[FlowDeed]:
    return [EditFlow(at=at, flow=draft.id, draft=draft), LaunchFlow(at=at, flow=draft.id)]


def contents(workspace: Workspace) -> tuple[list[str], bytes]:
    """All rows, and all bytes."""
    return list(workspace.connection.conn.iterdump()), workspace.path.read_bytes()


def sent(run: PlayedRun, since: int) -> Counter[tuple[str, str]]:
    lines = RunRecord(run.workspace, run.entry.id).outbox()
    return Counter((one.flow, one.block) for one in lines if one.at >= since and one.not_sent is None)


def check(told: Rehearsal, old: PlayedRun, new: PlayedRun) -> None:
    """Two real runs, of which the second had the launch, both played to the rehearsal's end."""
    assert new.simulation.now == old.simulation.now == told.until
    was, now = sent(old, told.at), sent(new, told.at)
    assert {(one.flow, one.block): (one.old, one.new) for one in told.totals if one.kind == "message"} == {
        key: (was[key], now[key]) for key in was | now if was[key] != now[key]
    }
    visits = list(RunRecord(new.workspace, new.entry.id).visits())
    gone = [visit.passage for visit in visits if visit.stop == "block_deleted"]
    assert sorted(one.passage for one in told.gone) == sorted(gone)
    assert told.removed == dict(Counter(visit.block for visit in visits if visit.stop == "block_deleted"))


@pytest.mark.rule("F-17", "F-18", "T-7")
@pytest.mark.parametrize("checkpoints", [0, 5])
@pytest.mark.parametrize("at", ["2026-03-02 00:00", "2026-03-06 09:00", "2026-03-08 10:30"])
def test_at_a_moment_of_a_run_that_stands_later(workspace: Workspace, checkpoints: int, at: str) -> None:
    run = started(workspace)
    for n in range(checkpoints):
        run.play(T("2026-03-04 09:00") + n * 86_400)
        run.checkpoint()
    run.play(END)
    run.finish()
    before = contents(workspace)
    told = rehearse_launch(workspace, workspace.runs.entry("r"), FAST, at=T(at), days=9)
    assert contents(workspace) == before
    assert (told.at, told.until) == (T(at), ZONE.add_days(T(at), 9))
    assert bool(told.inside) == (at[8:10] != "02")
    # As a scenario's launch at this moment, in a run that goes on so long.
    real = started(workspace, "real", told.until, deeds=launching(FAST, T(at)))
    real.play(told.until)
    other = started(workspace, "other", told.until)
    other.play(told.until)
    check(told, other, real)
    assert told.differ == 5


@pytest.mark.rule("F-18")
def test_where_a_run_stands(workspace: Workspace) -> None:
    run = started(workspace)
    run.play(T("2026-03-06 09:00"))
    run.close()
    told = rehearse_launch(workspace, workspace.runs.entry("r"), FAST, days=4)
    assert told.at == T("2026-03-06 09:00")
    waiting = waiting_in(run.simulation, "slow")
    assert [(one.passage, one.block) for one in told.inside] == [(one.passage, one.block) for one in waiting]
    other = started(workspace, "other")
    other.play(told.until)
    # By hand, in the run itself.
    for deed in launching(FAST, told.at):
        run.do(deed)
    assert told.continues == len(waiting_in(run.simulation, "slow"))
    run.play(told.until)
    check(told, other, run)


def test_in_the_midst_of_an_instant(workspace: Workspace) -> None:
    run = started(workspace, changes=[visit("2026-03-02 10:00", f"c{n % 5}") for n in range(10)])
    for _ in range(4):
        run.step()
    # First comes the letter of the day. As after a kill: what was noted last, and no checkpoint.
    run.note()
    before = contents(workspace)
    told = rehearse_launch(workspace, workspace.runs.entry("r"), FAST, days=1)
    assert [one.customer for one in told.inside] == [f"c{n}" for n in range(3)]
    assert len(rehearse_launch(workspace, workspace.runs.entry("r"), FAST, at=told.at, days=1).inside) == 0
    assert contents(workspace) == before


@pytest.mark.rule("F-21")
def test_a_run_in_which_something_was_done_by_hand(workspace: Workspace) -> None:
    run = started(workspace)
    run.play(T("2026-03-05 10:00"))
    run.do(PauseFlow(at=T("2026-03-05 10:00"), flow="slow"))
    run.play(END)
    run.finish()
    # Nobody has entered since, and what waits at a moment before goes the same way as it did.
    late = rehearse_launch(workspace, workspace.runs.entry("r"), SLOW, at=T("2026-03-08 12:00"), days=1)
    assert late.inside
    assert all(one.due > T("2026-03-08 12:00") for one in late.inside)
    early = rehearse_launch(workspace, workspace.runs.entry("r"), SLOW, at=T("2026-03-04 12:00"), days=3)
    assert len(early.inside) == 10
    assert early.differ == 0


def test_later_than_a_run_has_come(workspace: Workspace) -> None:
    run = started(workspace, until=FOREVER)
    run.play(T("2026-03-04 09:00"))
    run.close()
    before = contents(workspace)
    told = rehearse_launch(workspace, workspace.runs.entry("r"), FAST, at=T("2026-03-08 10:30"), days=3)
    assert contents(workspace) == before
    run.play(T("2026-03-08 10:30") - 1)
    assert len(told.inside) == len(waiting_in(run.simulation, "slow"))


def test_reading_is_enough(workspace: Workspace) -> None:
    run = started(workspace)
    run.play(END)
    run.finish()
    with Workspace.open(workspace.path, write=False) as read:
        assert rehearse_launch(read, read.runs.entry("r"), FAST, at=T("2026-03-06 09:00")).differ == 5


@pytest.mark.rule("T-6")
def test_a_run_of_traffic(workspace: Workspace) -> None:
    state = shop()
    state.traffic = STATE.validate_python({"traffic": TRAFFIC}).traffic
    generator, day = begin(state, seed=5)
    settle(state, generator)
    trigger = {"event": "order_created"}
    hello = {"do": "send_email", "subject": "x", "consent": "not_needed"}
    blocks = (
        {"id": "start", "kind": "launch", "trigger": trigger},
        {"id": "day", "kind": "wait", "duration": "1 day"},
        {"id": "mail", "kind": "steps", "actions": [hello]},
    )
    old, new = flow(*blocks, id="bought"), flow(blocks[0], blocks[2], id="bought")
    run = PlayedRun.start(
        workspace,
        [RunFlow(old, 1)],
        state,
        TrafficTimeline(generator, day, 6),
        name="traffic",
        seed=5,
        start=FIRST * 86_400,
        until=FIRST * 86_400 + 9 * 86_400,
    )
    at = run.entry.start + 3 * 86_400
    run.play(at - 1)
    run.close()
    told = rehearse_launch(workspace, workspace.runs.entry("traffic"), new, at=at, days=3)
    assert told.inside
    assert told.removed == {"day": len(told.inside)}
    assert not rehearse_launch(workspace, workspace.runs.entry("traffic"), old, at=at, days=3).differ
    assert len(waiting_in(run.simulation, "bought")) == len(told.inside)
    for deed in launching(new, at):
        run.simulation.world.now = at
        run.do(deed)
    run.play(told.until)
    mails = next(one for one in told.totals if one.kind == "message")
    assert mails.new == sum(sent(run, at).values())
    assert mails.old != mails.new


def test_moments_and_launches_that_cannot_be(workspace: Workspace) -> None:
    run = started(
        workspace, changes=[*CHANGES, change("2026-03-11 08:00", "promo.issue", customer="c0", pool="ten")]
    )
    run.play(T("2026-03-10 00:00"))
    run.close()
    before = contents(workspace)
    with pytest.raises(NotThen, match="the run begins at 2026-03-02T00:00:00"):
        rehearse_launch(workspace, workspace.runs.entry("r"), FAST, at=T("2026-03-01 23:59"))
    with pytest.raises(WorkspaceProblem, match="there is no run 'x'"):
        rehearse_launch(workspace, workspace.runs.entry("x"), FAST)
    with pytest.raises(Refused, match="its draft is not finished"):
        rehearse_launch(
            workspace, workspace.runs.entry("r"), Flow.model_validate({"id": "slow", "blocks": [launch()]})
        )
    # The pool is empty: the run does not come that far, and a rehearsal no further.
    with pytest.raises(ChangeRefused):
        rehearse_launch(workspace, workspace.runs.entry("r"), FAST, at=T("2026-03-11 09:00"))
    told = rehearse_launch(workspace, workspace.runs.entry("r"), FAST)
    assert told.halt is not None
    assert told.until == T("2026-03-11 08:00") - 1
    with pytest.raises(GivenUp):
        rehearse_launch(workspace, workspace.runs.entry("r"), FAST, tick=lambda done: False)
    assert contents(workspace) == before


def test_a_flow_that_the_run_does_not_play(workspace: Workspace) -> None:
    started(workspace).close()
    other = flow(launch(), mail("hello"), id="other")
    told = rehearse_launch(workspace, workspace.runs.entry("r"), other, days=30, version=3)
    assert (told.version, told.replaces, told.inside) == (3, None, ())
    assert Tally("message", "other", "hello", "email", 0, 40) in told.totals
