"""Building a flow as a person does: by the keyboard alone, by the mouse alone, and after a restart."""

from pathlib import Path

import pytest
from textual.widgets import Input

from app.editing.clips import Clip
from app.editing.editor import FlowEditor
from app.flow.adding import AddingScreen
from app.flow.naming import ChooseBlock
from app.flow.screen import FlowScreen
from app.flow.steps import StepsScreen
from app.home.screen import HomeScreen
from storage.files import read_flow
from storage.workspace import Workspace
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


async def opened(driver: Driver) -> tuple[FlowScreen, FlowEditor]:
    flow = await open_greeting(driver)
    assert flow.editor is not None
    return flow, flow.editor


def ways(editor: FlowEditor) -> set[str]:
    flow = editor.flow
    names = {block.id: block.name for block in flow.blocks}
    return {f"{names[c.source]}.{c.output} {names[c.target]}" for c in flow.connections}


async def click(driver: Driver, text: str) -> None:
    """Click on the first place where this text stands."""
    rows = driver.text().splitlines()
    row = next(n for n, line in enumerate(rows) if text in line)
    await driver.pilot.click(offset=(rows[row].index(text) + 1, row))


async def test_adding_after_another_way_out(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("check")
        await driver.press("a")
        await driver.sees("Add after A silver customer?", "yes → For silver", "▸no")
        await driver.press(*"mail Not silver", "enter")
        await driver.until(lambda: "A silver customer?.no Steps" in ways(editor))
        assert flow.canvas.selected == "steps"
        await driver.press("a", *"2h", "enter")
        await driver.until(lambda: "Steps.next Wait" in ways(editor))
        assert driver.app.screen is flow, "nothing is missing, so that no form is opened"


@pytest.mark.parametrize("kind", ["a/b", "split"])
async def test_what_was_only_named_opens_its_form_and_what_was_told_does_not(shop: Path, kind: str) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("check")
        await driver.press("a", *kind, "enter")
        await driver.until(lambda: "form" in flow.places() and isinstance(driver.app.focused, Input))
        assert len(editor.steps) == 1
        await driver.press("escape")
        await driver.until(lambda: flow.canvas.has_focus)
        await driver.press("a", *f"{kind} 50/50", "enter")
        await driver.until(lambda: len(editor.steps) == 2)
        await driver.pilot.pause()
        assert flow.canvas.has_focus


async def test_where_all_ways_lead_on_what_is_added_comes_between(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("hello")
        await driver.press("a", *"wait for conf", "enter")
        await driver.until(lambda: "Hello.next Time to confirm" in ways(editor))
        assert "Confirmed?.yes Sleep on it" in ways(editor), "the flow goes on where the piece does"
        await driver.press("u")
        assert "Hello.next Sleep on it" in ways(editor)


async def test_inserting_into_a_connection(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("silver")
        await driver.press("i")
        assert "none of the selected block's outputs leads anywhere" in driver.note
        flow.canvas.select("check")
        await driver.press("i")
        await driver.sees("Insert after A silver customer?", "▸yes → For silver")
        await driver.press(*"limit 3", "enter")
        await driver.until(
            lambda: {"A silver customer?.yes Limit", "Limit.within For silver"} <= ways(editor)
        )


async def test_what_is_added_asks_for_what_it_needs(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("silver")
        await driver.press("a", "w", "enter", *"1 day", "escape")
        await driver.until(lambda: flow.canvas.has_focus)
        block = editor.flow.block("wait")
        assert block is not None
        assert "1 day" in block.words(editor.settings)


async def test_deleting_heals_and_says_what_is_open(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.choose(["hello", "pause"])
        await driver.press("x")
        assert "Launch settings.next A silver customer?" in ways(editor)
        assert driver.note == "Deleted 2 blocks. ctrl+z takes it back."
        await driver.press("a", *"app message", "enter", "u")
        flow.canvas.select("check")
        await driver.press("a", "tab", *"sms Hello", "enter")
        flow.canvas.select("check")
        await driver.press("c", "enter", "slash", *"silver", "enter")
        flow.canvas.select("check")
        await driver.press("x")
        note = "Deleted A silver customer?. Launch settings leads nowhere now. ctrl+z takes it back."
        assert driver.note == note


async def test_connecting_by_name(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("check")
        await driver.press("c")
        await driver.sees("leads nowhere yet")
        await driver.press("enter")
        await driver.until(lambda: flow.canvas.connecting == ("check", "no"))
        await driver.press("slash")
        await driver.until(lambda: isinstance(driver.app.screen, ChooseBlock))
        await driver.press(*"silver", "enter")
        await driver.until(lambda: "A silver customer?.no For silver" in ways(editor))
        assert flow.canvas.connecting is None


async def test_renaming(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("hello")
        await driver.press("f2", *"Good day [b]", "enter")
        await driver.until(lambda: editor.flow.blocks[1].title == "Good day [b]")
        await driver.sees("Good day [b]")
        assert editor.undo_label == "Good day [b]: title"


async def test_copying_to_another_flow(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        before = len(editor.flow.blocks)
        flow.canvas.choose(["pause", "check", "silver"])
        await driver.press("ctrl+d")
        assert len(editor.flow.blocks) == before + 3
        assert "Sleep on it.next A silver customer?" in ways(editor)
        await driver.press("ctrl+z")
        flow.canvas.choose(["pause", "check", "silver"])
        await driver.press("ctrl+x")
        assert len(editor.flow.blocks) == before - 3
        assert "Cut 3 blocks" in driver.note
        clip = Clip.read(driver.app.clipboard)
        assert clip is not None
        assert [block.id for block in clip.blocks] == ["pause", "check", "silver"]
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is not flow)
        await driver.press("down", "enter")
        await driver.until(
            lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor is not None
        )
        other = driver.flow.editor
        assert other is not None
        driver.flow.canvas.select("late")
        await driver.press("ctrl+v")
        await driver.until(lambda: len(other.flow.blocks) == 5)
        names = {block.name for block in other.flow.blocks}
        assert names >= {"Sleep on it", "A silver customer?", "For silver"}
        assert any(way.endswith(".next Sleep on it") for way in ways(other))


async def test_what_is_no_block_is_not_pasted(shop: Path) -> None:
    async with driving(shop) as driver:
        _, editor = await opened(driver)
        before = editor.flow
        await driver.press("ctrl+v")
        assert driver.note == "paste: nothing was cut or copied yet"
        driver.app.copy_to_clipboard("flowrig: flow/1\nid: [")
        await driver.press("ctrl+v")
        assert "no blocks on the clipboard" in driver.note
        assert editor.flow == before


@pytest.mark.rule("F-16")
async def test_edits_can_be_taken_back_after_a_restart(shop: Path) -> None:
    with Workspace.open(shop) as workspace:
        first = read_flow(workspace.flows.text("greeting"), "greeting")
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("silver")
        await driver.press("a", *"2h", "enter", "a", *"mail Bye", "enter", "x", "u")
        labels, position, last = editor.steps, editor.position, editor.flow
        assert position == len(labels) - 1 == 2
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        assert (editor.flow, editor.steps, editor.position) == (last, labels, position)
        await driver.press("h")
        await driver.until(lambda: isinstance(driver.app.screen, StepsScreen))
        await driver.sees("Add Wait", "taken back", "before the first of these edits")
        await driver.press("end", "enter")
        await driver.until(lambda: driver.app.screen is flow and editor.flow == first)
        await driver.sees("Now before all steps.")
        await driver.press("h", "home", "enter")
        await driver.until(lambda: editor.position == len(labels))
        await driver.press("u")
        assert editor.flow == last


@pytest.mark.rule("F-16")
async def test_a_flow_that_was_changed_from_elsewhere_begins_afresh(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        flow.canvas.select("silver")
        await driver.press("a", *"2h", "enter", "ctrl+q")
    with Workspace.open(shop) as workspace:
        text = workspace.flows.text("greeting").replace("Sleep on it", "Sleep well")
        workspace.flows.save_draft("greeting", text, name="Greeting", folder="Letters")
    async with driving(shop) as driver:
        flow, editor = await opened(driver)
        assert editor.steps == ()
        await driver.press("u")
        assert driver.note == "undo: there is nothing to take back"


async def test_building_by_the_mouse_alone(shop: Path) -> None:
    async with driving(shop, (160, 50)) as driver:
        _, editor = await opened(driver)
        await click(driver, "For silver")
        await click(driver, "a add")
        await driver.until(lambda: isinstance(driver.app.screen, AddingScreen))
        await driver.sees("Wait for office hours")
        await click(driver, "Wait for office hours")
        await click(driver, "Wait for office hours")
        await driver.until(lambda: "For silver.next Office hours" in ways(editor))
        await click(driver, "A silver customer?")
        await click(driver, "a add")
        await driver.sees("▸no")
        await click(driver, "yes → For silver")
        await driver.sees("▸yes")
        await click(driver, "Cart left behind?")
        await click(driver, "Cart left behind?")
        await driver.until(lambda: "A silver customer?.yes Left behind?" in ways(editor))
        assert "Left behind?.yes For silver" in ways(editor)


async def test_a_line_that_is_dropped_on_empty_ground_asks_what_to_add(shop: Path) -> None:
    async with driving(shop, (160, 50)) as driver:
        flow, editor = await opened(driver)
        flow.canvas.post_message(flow.canvas.DroppedOnGround(flow.canvas, "check", "no", 40, 6))
        await driver.sees("Add after A silver customer?", "▸no")
        await driver.press(*"3 days", "enter")
        await driver.until(lambda: "A silver customer?.no Wait" in ways(editor))
        # It stands where the line was let go, and one step takes it back.
        added = next(block for block in editor.flow.blocks if block.label == "Wait" and block.at == (40, 6))
        await driver.press("ctrl+z")
        await driver.until(lambda: editor.flow.block(added.id) is None)


async def test_who_goes_on_typing_is_saved_meanwhile(shop: Path) -> None:
    async with driving(shop) as driver:
        flow, _ = await opened(driver)
        await driver.press("s")
        for letter in "abcdefghijkl":
            await driver.press(letter)
            await driver.pilot.pause(0.15)
        # Nobody has paused: all but the last letters are in the workspace.
        with Workspace.open(shop, write=False) as workspace:
            name = read_flow(workspace.flows.text("greeting"), "greeting").name
        assert len(name) >= 6
        assert "abcdefghijkl".startswith(name)
        await driver.until(lambda: flow.saved)
        await driver.sees("saved")


async def test_a_click_beside_the_new_name_takes_it(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        await open_greeting(driver)
        await driver.press("down", "f2")
        await driver.sees("Rename")
        await driver.press("home", "shift+end", *"Salute")
        await driver.pilot.click(offset=(2, 30))
        await driver.until(lambda: driver.flow.editor and "Salute" in str(driver.flow.editor.flow.blocks))


async def test_taking_back_goes_back_to_what_was_selected(shop: Path) -> None:
    async with driving(shop) as driver:
        canvas = (await open_greeting(driver)).canvas
        canvas.select("check")
        await driver.press("a")
        await driver.sees("Add after")
        await driver.press(*"2h", "enter")
        await driver.until(lambda: canvas.has_focus and canvas.selected not in ("check", "start"))
        new = canvas.selected
        await driver.press("u")
        await driver.until(lambda: canvas.selected == "check", "back to the block it was added after")
        await driver.press("ctrl+y")
        await driver.until(lambda: canvas.selected == new)
        canvas.select("silver")
        await driver.press("x")
        await driver.until(lambda: canvas.selected != "silver")
        await driver.press("u")
        await driver.until(lambda: canvas.selected == "silver", "back to what was deleted")
        canvas.select("pause")
        await driver.press("u")
        await driver.until(lambda: canvas.selected == "check", "back to the block of the edit")


async def test_esc_after_adding_does_not_leave_the_flow(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        flow.canvas.select("silver")
        await driver.press("a", *"2h", "enter")
        await driver.until(lambda: driver.app.screen is flow and flow.canvas.selected == "wait")
        await driver.press("escape")
        await driver.said("Wait is added. esc once more")
        assert driver.app.screen is flow
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))


@pytest.mark.rule("F-2")
async def test_launch_settings_that_are_not_pasted_are_not_counted(shop: Path) -> None:
    async with driving(shop) as driver:
        _, editor = await opened(driver)
        await driver.press("ctrl+a", "ctrl+c", "ctrl+v")
        await driver.said("Pasted 4 blocks; the flow has its launch settings already.")
        assert len(editor.flow.blocks) == 9
        assert editor.undo_label == "Paste 4 blocks"
        await driver.press("ctrl+a", "ctrl+x")
        await driver.said("Cut 9 blocks, the launch settings among them.")
