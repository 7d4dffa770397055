"""Launching from the screen: what it will do is said first, and then done in the workspace and in the run."""

from pathlib import Path

import pytest

from app.flow.launch_page import LaunchScreen
from app.flow.launch_text import removed_parts
from app.flow.screen import FlowScreen
from app.session.living_requests import LaunchPlan, RemovedFrom
from engine.flow.model import FlowSchedule
from storage.workspace import Workspace
from tests.app.living.hands import (
    TUESDAY,
    after_a_day,
    click,
    edit,
    kept,
    launch,
    launched_after_a_day,
    pause,
)
from tests.app.running import driving, open_greeting
from tests.app.small_shop import greeting, make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


@pytest.mark.rule("F-15", "F-17")
async def test_a_draft_is_launched_in_the_workspace_and_in_the_run(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await after_a_day(driver)
        await driver.press("l")
        await driver.sees("Version 1: this flow's first launch.", f"In the run, at {TUESDAY}")
        await driver.sees("3 waiting: 3 go on under version 1.", "nobody fares differently")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen is flow)
        await driver.said(f"Version 1 is launched in the run, at {TUESDAY}")
        assert "Active (version 1)" in driver.header
        assert flow.shown.lives["greeting"].version == 1
        assert flow.shown.flows["greeting"].inside == 3
        entry = kept(shop)
        assert (entry.status, entry.version, entry.draft_status) == ("active", 1, None)
        await driver.press("l")
        assert driver.note == "launch: version 1 is launched already: an edit makes a draft to launch"


@pytest.mark.rule("F-17", "F-18")
async def test_those_in_a_deleted_wait_are_named_before_and_removed_by_a_click(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        flow.canvas.select("pause")
        await driver.press("x")
        await driver.until(lambda: flow.saved)
        assert "Greeting draft" in driver.header
        assert "draft beside: Ready" in driver.header
        await driver.press("l")
        await driver.sees("Version 2 takes the place of version 1.", "removed: Sleep on it")
        await driver.sees("3 waiting: 3 are removed (Wait 'Sleep on it' was deleted).")
        await driver.sees("Removed from Sleep on it", "Anna Berg, [red]x[/")
        await driver.sees("3 customers fare differently")
        await click(driver, "launch version 2")
        await driver.until(lambda: driver.app.screen is flow)
        counts = flow.shown.flows["greeting"]
        assert (counts.inside, counts.stopped) == (0, {"block_deleted": 3})
        assert flow.shown.played["greeting"].block("pause") is None
        await driver.said("3 waiting were removed: 7 tells whom.")
        assert "Active (version 2)" in driver.header


@pytest.mark.rule("F-18")
def test_those_removed_are_told_apart_only_where_their_names_do_not() -> None:
    met = [("a1", "Anna Berg"), ("b1", "Björn"), ("b1", "Björn"), ("a2", "Anna Berg"), ("c", "c")]
    plan = LaunchPlan(2, 1, (), at=0, inside="7 waiting", removed=(RemovedFrom("Sleep", 7, tuple(met)),))
    told = [text for text, *_ in removed_parts(plan)]
    assert told[-1] == "Anna Berg (a1), Björn × 2, Anna Berg (a2), c, and 2 more"


@pytest.mark.rule("F-16")
async def test_an_unfinished_draft_is_not_launched_and_enter_goes_to_its_problem(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("down")
        flow = await open_greeting(driver)
        assert flow.flow_id == "broken"
        await driver.press("l")
        await driver.sees("Not ready:", "to solve first", "enter go to the problem")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen is flow)
        assert flow.canvas.selected == "start"
        await driver.press("escape", "l")
        await driver.sees("Not ready:")
        await click(driver, "go to the problem")
        await driver.until(lambda: driver.app.screen is flow)
        await driver.press("escape", "l")
        await driver.sees("Not ready:")
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is flow)
        assert kept(shop, "broken").version == 0


async def test_what_the_run_refuses_is_one_line_and_nothing_is_launched(tmp_path: Path) -> None:
    ended = greeting().model_copy(update={"schedule": FlowSchedule(end="2026-03-02T23:00:00+01:00")})
    shop = make_small_shop(tmp_path / "small.flowrig", ended)
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        await driver.press("l")
        await driver.sees("launch version 1")
        await driver.press("enter")
        await driver.sees(
            "✗ the run that is loaded does not take it: the draft's end (Mon 2026-03-02 23:00) has passed:"
        )
        assert isinstance(driver.app.screen, LaunchScreen)
        assert kept(shop).version == 0
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is flow)
        assert flow.shown.lives["greeting"].version == 0


async def test_without_a_run_it_is_launched_in_the_workspace(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("l")
        await driver.sees("No run is under way", "launch version 1")
        await driver.press("enter")
        await driver.said("Version 1 is launched.")
        assert not flow.shown.loaded
        await driver.press("space")
        await driver.until(lambda: flow.running is not None and flow.running.version == 1)


@pytest.mark.rule("F-17")
async def test_editing_what_is_launched_makes_a_draft_and_the_run_goes_on_with_its_version(
    shop: Path,
) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        flow.canvas.select("hello")
        await driver.press("a")
        await driver.sees("Add after Hello")
        await driver.press(*"limit 9", "enter")
        await driver.until(lambda: flow.standing.draft is not None)
        assert "Greeting draft" in driver.header
        assert flow.shown.lives["greeting"].version == 1
        assert flow.editor is not None
        added = next(block.id for block in flow.editor.flow.blocks if block.kind == "limit")
        assert flow.canvas._badges["pause"] == "3 inside · 3 in"
        await driver.until(lambda: flow.canvas._badges.get(added) == "not in version 1")
        await driver.press("d")
        await driver.until(lambda: flow.shown.flows["greeting"].finished == 3)
        await launch(driver)
        assert flow.canvas._badges[added] == "0 in"
        assert flow.shown.flows["greeting"].finished == 3


async def test_creating_a_draft_is_said_while_it_is_made(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        flow.canvas.select("hello")
        await driver.press("f2", *"Hi", "enter")
        assert "Creating draft" in driver.header
        await driver.until(lambda: "Creating draft" not in driver.header)
        assert "draft beside: Ready" in driver.header


@pytest.mark.rule("F-17")
async def test_the_draft_is_deleted_and_undo_brings_it_back(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await driver.press("D")
        assert driver.note == "delete draft: there is no draft to delete"
        await edit(driver)
        await driver.press("D")
        await driver.said("The draft is deleted, version 1 is shown. ctrl+z brings it back.")
        await driver.until(lambda: flow.saved)
        assert kept(shop).draft_status is None
        assert "draft" not in driver.header
        assert not flow.edited_since
        await driver.press("ctrl+z")
        await driver.until(lambda: flow.saved and flow.standing.draft == "ready")
        assert kept(shop).draft_status == "ready"
        assert flow.editor is not None
        assert "amount=2, unit='days'" in str(flow.editor.flow.block("pause"))


async def test_taking_all_edits_back_leaves_no_draft(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await edit(driver)
        assert kept(shop).draft_status == "ready"
        await driver.press("ctrl+z")
        await driver.until(lambda: flow.saved and flow.standing.draft is None)
        assert kept(shop).draft_status is None
        await driver.press("ctrl+y")
        await driver.until(lambda: flow.saved and flow.standing.draft == "ready")


async def test_start_again_plays_what_is_on_the_canvas(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await edit(driver)
        assert "edited: l launches, r starts again" in driver.header
        await driver.press("r", "down", "enter")
        await driver.until(lambda: flow.shown.now == flow.shown.started)
        assert "edited" not in driver.header
        assert flow.shown.lives["greeting"].version == 0
        assert "Active (draft tried out), draft beside: Ready" in driver.header


async def test_a_launched_run_is_taken_up_after_a_restart(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await edit(driver)
        await launch(driver)
        counts = flow.shown.flows["greeting"]
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        flow = await open_greeting(driver)
        assert driver.note == ""
        assert flow.shown.flows["greeting"] == counts
        assert flow.shown.lives["greeting"].version == 2
        assert "Active (version 2)" in driver.header
        await driver.press("4")
        await driver.sees("3 messages")
    with Workspace.open(shop) as workspace:
        run = workspace.runs.entries()[0]
        done = [(life.do, life.status, life.version) for life in workspace.runs.lives(run.id)]
        assert done[-4:] == [
            ("flow.edit", "creating_draft", 1),
            ("flow.edit", "active", 1),
            ("flow.launch", "launching", 2),
            ("flow.launch", "active", 2),
        ]


async def test_the_days_ahead_are_chosen_by_key_and_by_click(shop: Path) -> None:
    async with driving(shop) as driver:
        await launched_after_a_day(driver)
        await edit(driver)
        await driver.press("l")
        await driver.sees("Rehearsed for 14 days", "nobody fares differently")
        await driver.press("d")
        await driver.sees("Rehearsed for 30 days")
        await click(driver, "90 days ahead")
        await driver.sees("Rehearsed for 90 days")
        await click(driver, "leave it")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen))
        assert kept(shop).version == 1


async def test_a_flow_that_the_run_does_not_play_joins_it(shop: Path) -> None:
    async with driving(shop) as driver:
        await after_a_day(driver)
        await driver.press("escape", "ctrl+d")
        await driver.said("A draft like")
        await driver.press(*"(copy)")
        flow = await open_greeting(driver)
        assert flow.flow_id not in flow.shown.lives
        await driver.press("l")
        await driver.sees(
            "The run does not play this flow yet: from now on it does.", "Rehearsed for 14 days"
        )
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen is flow)
        running = flow.shown.lives[flow.flow_id]
        assert (running.version, running.since) == (1, flow.shown.now)
        assert flow.shown.flows[flow.flow_id].entered == 0


async def test_what_was_launched_outlives_the_app_being_killed(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await launched_after_a_day(driver)
        await pause(driver)
        await driver.said("paused")
        await edit(driver)
        # As it is on the disk at this moment, nothing having been closed.
        left = shop.with_name("left.flowrig")
        for end in ("", "-wal"):
            if (part := shop.with_name(shop.name + end)).exists():
                left.with_name(left.name + end).write_bytes(part.read_bytes())
        counts, lives = flow.shown.flows, flow.shown.lives
    async with driving(left) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        flow = await open_greeting(driver)
        assert driver.note == ""
        assert flow.shown.flows == counts
        assert flow.shown.lives == lives
        assert "Paused since Tue 3 Mar 00:00, draft beside: Ready" in driver.header
