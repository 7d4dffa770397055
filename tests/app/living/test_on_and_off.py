"""A flow turned off and on, and its end moved, in the run at its simulated now; a restart forgets nothing."""

from pathlib import Path

import pytest
from textual.widgets import Static

from app.ask import AskText, Choose
from app.editing.settings import SetFlow
from app.flow.panels.refused import RefusedPanel
from app.flow.screen import FlowScreen
from storage.workspace import Workspace
from tests.app.living.hands import TUESDAY, click, edit, kept, launch, launched_after_a_day, pause
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


async def play_a_day(driver: Driver) -> None:
    flow = driver.flow
    now = flow.shown.now
    await driver.press("d")
    await driver.until(lambda: flow.shown.now > now and not flow.playing, "a day to be over")


async def test_what_was_never_launched_says_so(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        for key, label in (("o", "on or off"), ("E", "move start, end"), ("D", "delete draft")):
            await driver.press(key)
            assert driver.note == f"{label}: the flow was never launched: l launches it"


@pytest.mark.rule("F-21")
async def test_paused_at_a_moment_of_the_run_and_after_a_restart_still(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await pause(driver)
        await driver.said(f"{TUESDAY}: the flow is paused")
        assert "Paused since Tue 3 Mar 00:00" in driver.header
        assert kept(shop).status == "paused"
        await play_a_day(driver)
        counts = flow.shown.flows["greeting"]
        assert counts.stopped == {"flow_stopped": 3}
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        await driver.sees("Paused since Tue 3 Mar 00:00")
        flow = await open_greeting(driver)
        assert driver.note == ""
        assert flow.shown.flows["greeting"] == counts
        await driver.press("o")
        await driver.said("Wed 2026-03-04 00:00: the flow is on again")
        assert "Active (version 1)" in driver.header
        assert kept(shop).status == "active"
        await pause(driver)
        await driver.said("the flow is paused")
        await driver.press("o")
        await driver.said("on again")
        await driver.press("ctrl+q")
    with Workspace.open(shop) as workspace:
        run = workspace.runs.entries()[0]
        kinds = [one.data["do"] for one in workspace.runs.inputs(run.id)]
    assert kinds == ["flow.edit", "flow.launch", "flow.pause", "flow.resume", "flow.pause", "flow.resume"]


@pytest.mark.rule("F-21")
async def test_a_stray_letter_pauses_nothing(shop: Path) -> None:
    async with driving(shop) as driver:
        await launched_after_a_day(driver)
        await driver.press("o")
        await driver.sees("Pause 'Greeting'?", "its 3 waiting stop if their time comes meanwhile")
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen))
        assert "Active (version 1)" in driver.header
        assert kept(shop).status == "active"


@pytest.mark.rule("F-21")
async def test_who_waits_past_a_pause_goes_on(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await pause(driver)
        await driver.said("paused")
        await driver.press("o")
        await driver.said("on again")
        await play_a_day(driver)
        assert flow.shown.flows["greeting"].finished == 3


async def test_where_no_run_is_loaded_it_is_off_in_the_workspace(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        await launch(driver)
        await pause(driver)
        await driver.said("the flow is paused: nobody enters any more")
        assert kept(shop).status == "paused"
        assert "Paused" in driver.header
        await driver.press("escape")
        await driver.sees("Paused")


@pytest.mark.rule("F-20")
async def test_the_end_of_what_runs_is_moved_and_moved_again(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await driver.press("E")
        await driver.until(lambda: isinstance(driver.app.screen, Choose))
        await driver.sees("What runs now (version 1)", "Move its end", "it has none now")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, AskText))
        await driver.press(*"2026-03-03 09:30", "enter")
        await driver.said("The end of what runs is at Tue 2026-03-03 09:30 now")
        await play_a_day(driver)
        counts = flow.shown.flows["greeting"]
        assert (counts.finished, counts.stopped) == (1, {"flow_stopped": 2})
        assert "Paused: its end has passed" in driver.header
        await driver.press("o")
        assert "its end has passed: E moves the end" in driver.note
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        flow = await open_greeting(driver)
        assert "Paused: its end has passed" in driver.header
        await driver.press("E", "down", "down", "enter")
        await driver.said("The end of what runs is taken away now")
        assert "Active (version 1)" in driver.header
        assert flow.shown.lives["greeting"].end is None


async def test_the_settings_say_what_runs_and_a_click_there_moves_it(shop: Path) -> None:
    async with driving(shop) as driver:
        await launched_after_a_day(driver)
        await driver.press("s")
        await driver.sees("Runs now: version 1, without an end.")
        await click(driver, "Runs now")
        await driver.until(lambda: isinstance(driver.app.screen, Choose))
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen))
        await driver.press("escape", "enter")
        await driver.until(lambda: "Runs now" not in driver.text())


async def test_another_flow_that_is_paused_stays_so_in_a_new_run(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        await launch(driver)
        await pause(driver)
        await driver.said("paused")
        await driver.press("escape")
        await driver.press("ctrl+d")
        await driver.said("A draft like")
        await driver.press(*"(copy)")
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        assert flow.shown.lives["greeting"].paused
        assert flow.shown.flows["greeting"].entered == 0
        assert flow.shown.flows[flow.flow_id].entered == 3


async def test_when_all_is_played_it_can_still_be_paused_and_that_is_kept(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        for _ in range(6):
            if flow.shown.state != "finished":
                await play_a_day(driver)
        assert flow.shown.state == "finished"
        await pause(driver)
        await driver.said("paused")
        assert flow.shown.state == "finished"
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        await driver.sees("Paused since")


async def test_time_goes_on_while_a_flow_is_paused(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await driver.press("space")
        await driver.until(lambda: flow.playing)
        await pause(driver)
        await driver.said("the flow is paused")
        paused = flow.shown.lives["greeting"].since
        assert paused is not None
        await driver.until(lambda: flow.shown.now > paused + 60)
        assert flow.playing
        await driver.press("space")


@pytest.mark.rule("F-20")
async def test_a_schedule_in_the_settings_comes_with_a_launch(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await driver.press("E", "enter")
        await driver.press(*"2026-03-05", "enter")
        await driver.said("The end of what runs is at Thu 2026-03-05 00:00 now")
        flow.edit(SetFlow(("schedule", "end"), "2026-03-03T10:30:00+01:00"))
        await driver.until(lambda: flow.saved)
        assert flow.shown.lives["greeting"].end == flow.zone.parse("2026-03-05 00:00")
        await driver.press("l")
        await driver.sees("It ends at Tue 2026-03-03 10:30.", "What runs now ends at Thu 2026-03-05 00:00.")
        await driver.press("enter")
        await driver.said("is launched")
        assert flow.shown.lives["greeting"].end == flow.zone.parse("2026-03-03 10:30")
        await play_a_day(driver)
        assert flow.shown.flows["greeting"].stopped == {"flow_stopped": 1}


@pytest.mark.rule("F-21", "R-3")
async def test_that_events_were_not_counted_while_it_was_off_is_said(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)

        async def reads(text: str) -> None:
            """Wait until the panel has this in its head, wherever its lines end."""
            head = flow.query_one(RefusedPanel).query_one(Static)
            await driver.until(lambda: text in str(head.content), f"to read {text!r}")

        await driver.press("5")
        await driver.sees("1 event did not let")
        assert "while the flow was off" not in driver.text()
        await pause(driver)
        await driver.said("paused")
        await reads("Events that came while the flow was off (since Tue 2026-03-03 00:00) are not counted")
        await play_a_day(driver)
        await driver.press("o")
        await driver.said("on again")
        await reads("was off (Tue 2026-03-03 00:00 to Wed 2026-03-04 00:00) are not counted: w tells it")
        await play_a_day(driver)
        await pause(driver)
        await driver.said("paused")
        await reads("(since Thu 2026-03-05 00:00, and once before)")
        flow.canvas.select("start")
        await driver.press("1")
        await driver.sees("Did not enter", "Events that came while the flow was off")


@pytest.mark.rule("F-20", "F-21")
async def test_resumed_before_its_start_it_is_on_from_then(shop: Path) -> None:
    async with driving(shop) as driver:
        await launched_after_a_day(driver)
        await driver.press("E", "down", "enter")
        await driver.press(*"2026-04-20", "enter")
        await driver.said("The start of what runs is at Mon 2026-04-20 00:00 now")
        await pause(driver)
        await driver.said("the flow is paused")
        await driver.press("o")
        await driver.said("no longer paused: it is on from Mon 2026-04-20 00:00.")
        assert "Starts Mon 20 Apr 00:00" in driver.header


@pytest.mark.rule("F-20", "F-21")
async def test_who_waits_in_a_paused_flow_stops_unless_it_is_resumed(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        flow.canvas.select("pause")
        await driver.press("2")
        await driver.sees("3 customers in", "Leaves")
        await pause(driver)
        await driver.said("paused")
        await driver.sees("Stops unless resumed")
        await driver.press("o")
        await driver.said("on again")
        await driver.sees("Leaves")
        await driver.press("E", "enter")
        await driver.press(*"2026-03-03 09:30", "enter")
        await driver.said("The end of what runs is at")
        await driver.sees("stops Tue  3 Mar 1")


@pytest.mark.rule("F-17", "F-20", "F-21")
async def test_a_launch_says_that_it_turns_the_flow_on_and_takes_its_own_schedule(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await edit(driver)
        await driver.press("l")
        await driver.sees("launch version 2", "3 waiting")
        assert "turns it on" not in driver.text()
        assert "was moved" not in driver.text()
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is flow)
        await driver.press("E", "down", "enter")
        await driver.press(*"2026-04-20", "enter")
        await driver.said("The start of what runs is at")
        await driver.press("l")
        await driver.sees(
            "It is off now, until its start at Mon 2026-04-20 00:00: the launch turns it on.",
            "Its start or end was moved (E)",
        )
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is flow)
        await pause(driver)
        await driver.said("the flow is paused")
        await driver.press("l")
        await driver.sees("It is paused now: the launch turns it on.")
        await driver.press("enter")
        await driver.said("is launched")
        assert "Active (version 2)" in driver.header


@pytest.mark.rule("F-19", "F-20", "F-21")
async def test_the_list_of_versions_agrees_with_the_header(shop: Path) -> None:
    async with driving(shop) as driver:
        await launched_after_a_day(driver)
        await driver.press("7")
        await driver.sees("Version 1  Active")
        await pause(driver)
        await driver.said("the flow is paused")
        await driver.sees("Version 1  Paused")
        await play_a_day(driver)
        await driver.press("o")
        await driver.said("on again")
        await driver.sees("Version 1  Active", "paused Tue 2026-03-03 00:00")
        await driver.press("E", "enter")
        await driver.press(*"2026-03-04 00:30", "enter")
        await driver.said("The end of what runs is at")
        await play_a_day(driver)
        await driver.sees("Version 1  Paused", "Paused: its end has passed")
        await driver.press("E", "down", "down", "enter")
        await driver.said("is taken away now")
        await driver.press("E", "down", "enter")
        await driver.press(*"2026-04-20", "enter")
        await driver.said("The start of what runs is at")
        await driver.sees("Version 1  Starts Mon 2026-04-20 00:00", "Starts Mon 20 Apr 00:00")
