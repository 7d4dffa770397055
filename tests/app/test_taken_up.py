"""A run that was left is taken up after edits; one that cannot be is no reason to fear for the flows."""

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.editing.settings import SetField
from app.session.requests import Play, Shown, StartAgain, TakeUp
from app.staging import staged
from app.start import opening
from storage.connection import pack
from storage.workspace import Workspace
from tests.app.running import driving, open_greeting
from tests.app.small_shop import make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


def at_midnight(shown: Shown) -> bool:
    """Whether the clock stands where ``d`` leads: only then have all keys pressed before been followed."""
    return (
        shown.now > shown.started
        and datetime.fromtimestamp(shown.now, ZoneInfo(shown.zone)).time() == time.min
    )


@pytest.mark.rule("F-16")
async def test_a_run_is_taken_up_after_edits_before_and_in_it(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        flow.edit(SetField("pause", ("duration",), "2 days"))
        await driver.press("r", "down", "enter")
        await driver.until(lambda: flow.shown.now == flow.shown.started)
        await driver.press("space")
        await driver.until(lambda: flow.playing)
        await driver.press("space", "n", "n", "full_stop")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.now > flow.shown.started)
        await driver.press("d")
        await driver.until(lambda: flow.shown.state == "paused" and at_midnight(flow.shown))
        flow.edit(SetField("pause", ("duration",), "3 days"))
        stood = flow.shown.now
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        assert driver.note == ""
        flow = await open_greeting(driver)
        assert flow.shown.now == stood
        await driver.sees("edited since this run")


async def test_checkpoints_that_cannot_be_read_are_done_without(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        stood, counts = flow.shown.now, flow.shown.flows
        await driver.press("ctrl+q")
    with Workspace.open(shop) as workspace:
        workspace.connection.run("UPDATE run_checkpoint SET data = ?", pack(b"{}"))
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        assert (driver.app.session.latest.now, driver.app.session.latest.flows) == (stood, counts)
        assert driver.note == ""


async def test_a_run_that_cannot_be_taken_up_leaves_the_flows_and_r_begins_anew(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        await driver.press("ctrl+q")
    with Workspace.open(shop) as workspace:
        workspace.connection.run("UPDATE run_flow SET text = 'flowrig: flow/7'")
    async with driving(shop, (80, 24)) as driver:
        await driver.sees("All flows are safe", "r in one begins anew")
        assert "damaged" not in driver.note
        flow = await open_greeting(driver)
        assert not flow.shown.loaded
        # It is told where the run would be, too, not only in passing.
        await driver.press("down", "up")
        await driver.sees("Not begun", "The last run cannot be taken up: space begins a new one.")
        await driver.press("r")
        await driver.until(lambda: flow.shown.loaded and flow.shown.now == flow.shown.started)
        assert "cannot be taken up" not in driver.text()


STORY = """\
flowrig: scenario/1
scenario: twice
given:
  parts:
    settings: {time_zone: Europe/Berlin, action_templates: {visit: {}}}
    customers: {ada: {email: {value: ada@example.com}}}
  flows:
    - id: hello
      blocks:
        - {id: start, kind: launch, trigger: {event: action_issued, settings: {templates: [visit]}}}
        - {id: mail, kind: steps, actions: [{do: send_email, subject: Hello, body: Welcome}]}
      connections: [{from: start, output: next, to: mail}]
  start: 2026-03-02 08:00
when:
  - {at: 2026-03-02 10:00, do: action.issue, customer: ada, template: visit}
  - {at: 2026-03-05 10:00, do: flow.pause, flow: hello}
"""


@pytest.mark.rule("F-20")
@pytest.mark.parametrize(
    ("until", "ends"), [("", "2026-03-05T10:00:00+01:00"), ("2026-03-09 08:00", "2026-03-09T08:00:00+01:00")]
)
def test_a_run_that_is_taken_up_ends_where_it_was_to_end(tmp_path: Path, until: str, ends: str) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text(STORY.replace("when:", f"  until: {until}\nwhen:") if until else STORY)
    with staged(path, None) as (workspace, _):
        first = opening(workspace, lambda shown: None)
        first.answer(StartAgain("hello"))
        simulation = first.player.simulation
        assert simulation is not None
        where = simulation.world.zone
        left_out = dict(first.player.shown().left_out)
        assert where.format(first.player.shown().ends) == ends
        first.answer(Play("hello", "until", None))
        first.player.slice()
        first.close()
        again = opening(workspace, lambda shown: None)
        again.answer(TakeUp())
        assert where.format(again.player.shown().ends) == ends
        assert dict(again.player.shown().left_out) == left_out
        again.close()


def test_what_was_left_out_of_a_run_is_still_told_when_it_is_taken_up(shop: Path) -> None:
    first = opening(shop, lambda shown: None)
    first.answer(StartAgain("greeting"))
    left_out = dict(first.player.shown().left_out)
    first.close()
    again = opening(shop, lambda shown: None)
    again.answer(TakeUp())
    assert left_out
    assert dict(again.player.shown().left_out) == left_out
    again.close()


def test_a_run_that_failed_stands_where_it_did_when_it_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text(STORY.replace("do: flow.pause", "do: flow.resume"))
    with staged(path, None) as (workspace, _):
        for begin in (StartAgain("hello"), TakeUp()):
            handlers = opening(workspace, lambda shown: None)
            handlers.answer(begin)
            assert handlers.player.shown().loaded
            handlers.answer(Play("hello", "until", 4_000_000_000))
            while handlers.player.busy:
                handlers.player.slice()
            shown = handlers.player.shown()
            assert shown.state == "failed"
            assert "is Active, resuming it is not possible" in str(shown.trouble)
            assert shown.flows["hello"].entered == 1
            handlers.close()
