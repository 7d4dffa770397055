"""The versions of a flow on the screen: listed, opened as they were, compared, restored."""

from pathlib import Path

import pytest
from textual.widgets import Static

from app.canvas.picture import Tone
from app.command_bar import CommandBar
from app.editing.settings import SetField
from app.flow.panels.versions import VersionsPanel
from app.flow.screen import FlowScreen
from app.flow.tabs import PanelTabs
from app.flow.version_band import VersionBand
from app.lines import Lines
from app.themes import CONTRAST, THEMES
from storage.files import read_flow
from storage.workspace import Workspace
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import greeting
from tests.app.test_contrast import unreadable
from tests.app.versions_shop import first, make_versions_shop, third


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Two versions and a draft."""
    return make_versions_shop(tmp_path / "small.flowrig", third())


@pytest.fixture
def launched(tmp_path: Path) -> Path:
    """Two versions and no draft."""
    return make_versions_shop(tmp_path / "small.flowrig")


async def at_the_versions(driver: Driver) -> FlowScreen:
    flow = await open_greeting(driver)
    await driver.press("7")
    await driver.sees("Version 1")
    return flow


def words(driver: Driver) -> str:
    """The list that has the keyboard, without its line ends."""
    return " ".join(" ".join(driver.lines()).split())


def band(flow: FlowScreen) -> str:
    found = flow.query_one(VersionBand)
    return str(found.render()) if found.display else ""


async def replayed(driver: Driver) -> FlowScreen:
    """Two customers enter version 2; version 3 is launched; a third one enters."""
    flow = await open_greeting(driver)
    await driver.press("n")
    await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
    await driver.press("n")
    await driver.until(lambda: flow.shown.flows["greeting"].entered == 2 and flow.shown.state == "paused")
    flow.edit(SetField("hello", ("title",), "Hello there"))
    await driver.until(lambda: flow.saved and flow.standing.is_draft)
    await driver.press("l")
    await driver.sees("enter launch version 3")
    await driver.press("enter")
    await driver.until(lambda: driver.app.screen is flow and flow.standing.version == 3)
    await driver.press("n")
    await driver.until(lambda: flow.shown.flows["greeting"].entered == 3 and flow.shown.state == "paused")
    return flow


@pytest.mark.rule("F-19")
async def test_the_panel_lists_the_draft_and_all_versions_newest_first(shop: Path) -> None:
    async with driving(shop) as driver:
        await at_the_versions(driver)
        names = [line.split("  ")[:2] for line in driver.lines() if line and not line.startswith(" ")]
        assert names == [
            ["Draft", "Ready for launch"],
            ["Version 2", "Active"],
            ["Version 1", "Replaced"],
        ]
        assert "  stopped  Fri 2026-02-27 07:33:20" in driver.lines()
        assert next(line for line in driver.lines() if "on the canvas" in line).startswith("Draft")


@pytest.mark.rule("F-19")
async def test_a_version_opens_as_it_was_and_cannot_be_edited(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        await driver.press("end", "enter")
        await driver.sees("Good bye")
        assert flow.canvas.has_focus
        assert flow.canvas.ids == {block.id for block in first().blocks}
        assert "Version 1, as it was launched Thu 2026-02-26 07:33:20" in band(flow)
        assert "back to the draft" in band(flow)
        assert "version 1" in driver.header
        before = flow.editor.flow if flow.editor is not None else None
        refused = [
            "enter",
            "a",
            "c",
            "x",
            "f2",
            "ctrl+d",
            "ctrl+x",
            "ctrl+v",
            "T",
            "ctrl+z",
            "h",
            "s",
            "e",
            "l",
        ]
        for key in refused:
            await driver.press(key)
            assert driver.app.screen is flow, key
            assert "version 1 is shown as it was: esc goes back to the draft" in driver.note, key
            await driver.press("home")
        await driver.press("shift+right")
        assert "version 1 is shown as it was" in driver.note
        assert flow.editor is not None
        assert flow.editor.flow is before
        assert all(block.at is None for block in first().blocks)
        assert [card.col for card in flow.canvas.graph.cards] == [None] * 4
        await driver.press("ctrl+c")
        assert "Copied" in driver.note
        await driver.press("escape")
        assert flow.canvas.ids == {block.id for block in third().blocks}
        assert band(flow) == ""
        await driver.press("f2")
        assert driver.app.screen is not flow


@pytest.mark.rule("F-19")
async def test_the_counts_of_a_version_stand_as_its_successor_found_them(launched: Path) -> None:
    async with driving(launched) as driver:
        flow = await replayed(driver)
        await driver.press("7")
        await driver.until(lambda: "customers entered" in words(driver))
        assert "in the run: from Mon 2026-03-02 10:00, 1 customer entered" in words(driver)
        assert "in the run: from its start to Mon 2026-03-02 10:00, 2 customers entered" in words(driver)
        await driver.press("down", "enter")
        await driver.until(lambda: flow.opened is not None)
        assert "as they stood when version 3 was launched in the run (Mon 2026-03-02 10:00)" in band(flow)
        await driver.sees("2 inside · 2 in")
        assert flow.opened is not None
        assert flow.opened.counts is not None
        assert (flow.opened.counts.entered, flow.opened.counts.inside) == (2, 2)
        flow.canvas.select("start")
        await driver.press("1")
        await driver.sees("Inside then")
        assert "  launched" not in driver.text()
        flow.canvas.focus()
        # Time goes on; what was, was.
        await driver.press("d")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.flows["greeting"].inside < 4)
        await driver.pilot.pause(0.7)
        assert flow.opened.counts.entered == 2
        await driver.sees("2 inside · 2 in")
        await driver.press("7", "up", "enter")
        await driver.sees("3 inside · 3 in")
        assert "Version 2" not in band(flow)
        await driver.press("7", "end", "enter")
        await driver.until(lambda: "none, the run has not played this version" in band(flow))
        assert not [card for card in flow.canvas.graph.cards if card.badge]


@pytest.mark.rule("F-18")
async def test_who_came_by_which_version_is_told(launched: Path) -> None:
    async with driving(launched) as driver:
        flow = await replayed(driver)
        flow.canvas.select("pause")
        await driver.press("2")
        await driver.sees("3 customers in Sleep on it", "Version")
        assert [line.split()[-1] for line in driver.lines()] == ["2", "2", "3"]
        await driver.press("d")
        await driver.until(lambda: flow.shown.state == "paused")
        await driver.press("d")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.flows["greeting"].inside == 0)
        flow.query_one("#story").tell("c1")  # type: ignore[attr-defined]
        await driver.press("3")
        await driver.sees("version 2 → 3")


@pytest.mark.rule("F-18")
async def test_who_was_removed_reads_which_launch_did_it(launched: Path) -> None:
    async with driving(launched) as driver:
        flow = await open_greeting(driver)
        await driver.press("n")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        flow.canvas.select("pause")
        await driver.press("x")
        await driver.until(lambda: flow.saved and flow.standing.is_draft)
        await driver.press("l")
        await driver.sees("enter launch version 3")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen is flow and flow.standing.version == 3)
        flow.query_one("#story").tell("c1")  # type: ignore[attr-defined]
        await driver.press("3")
        await driver.until(lambda: "its Wait was deleted in version 3" in words(driver))
        await driver.press("7")
        await driver.sees("1 removed by its launch: enter lists them")
        await driver.press("home", "down", "enter")
        await driver.sees("Removed by the launch of version 3", "Anna Berg")
        await driver.press("enter")
        await driver.until(lambda: "its Wait was deleted in version 3" in words(driver))


@pytest.mark.rule("F-17", "F-19")
async def test_what_is_different_is_marked_on_the_canvas_and_listed(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        assert flow.reason_against("compare") is not None
        await driver.press("c")
        assert "choose another version" in driver.note
        await driver.press("down", "c")
        await driver.until(lambda: flow.compared is not None)
        assert "from version 2 to the draft" in band(flow)
        assert "1 block added" in band(flow)
        assert "  title: Hello → Hello there" in driver.lines()
        assert {card.id for card in flow.canvas.graph.cards if card.tone is Tone.REMOVED} == {"silver"}
        # Going through the list goes through the canvas.
        await driver.press("end")
        await driver.until(lambda: flow.canvas.selected == "silver")
        await driver.press("enter")
        assert flow.canvas.has_focus
        # A ghost cannot be edited.
        await driver.press("x")
        assert "no block is selected" in driver.note
        # What is edited meanwhile is compared as it is then.
        flow.canvas.select("hello")
        flow.edit(SetField("hello", ("title",), "Hello"))
        assert "1 block changed" not in band(flow)
        await driver.press("escape")
        assert flow.compared is None
        assert band(flow) == ""
        assert "silver" not in flow.canvas.ids


async def test_two_launched_versions_are_compared(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        await driver.press("end", "enter")
        await driver.until(lambda: flow.opened is not None)
        await driver.press("7", "up", "c")
        await driver.until(lambda: "from version 2 to version 1" in band(flow))
        assert "  duration: 1 day → 2 days" in driver.lines()
        # One thing after the other is left.
        await driver.press("escape")
        assert (flow.compared, flow.opened is None) == (None, False)
        await driver.press("escape", "escape")
        assert flow.opened is None
        assert driver.app.screen is flow


@pytest.mark.rule("F-16", "F-17", "F-19")
async def test_a_restored_version_takes_the_drafts_place_and_undo_brings_that_back(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        await driver.press("R")
        assert "it is the draft already" in driver.note
        await driver.press("end", "R")
        await driver.sees("Make version 1 the draft?")
        await driver.press("enter")
        assert flow.editor is not None
        assert flow.editor.flow == third()
        await driver.press("R", "down", "enter")
        await driver.until(lambda: flow.editor is not None and flow.editor.flow == first())
        await driver.until(lambda: flow.saved and flow.saves > 0)
        assert "Version 1 is the draft now" in driver.note
        await driver.press("ctrl+q")
    # Also after a restart.
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        assert flow.editor is not None
        assert flow.editor.flow == first()
        assert flow.editor.undo_label == "Restore version 1"
        await driver.press("ctrl+z")
        assert flow.editor.flow == third()
        await driver.press("ctrl+y")
        assert flow.editor.flow == first()
        await driver.until(lambda: flow.saved)
        await driver.press("ctrl+q")
    with Workspace.open(shop) as workspace:
        numbers = [entry.number for entry in workspace.flows.versions("greeting")]
        assert numbers == [0, 2, 1]


@pytest.mark.rule("F-19")
async def test_without_a_draft_nothing_is_asked_and_the_newest_version_stays(
    launched: Path,
) -> None:
    async with driving(launched) as driver:
        flow = await at_the_versions(driver)
        await driver.press("R")
        assert "there is no draft beside it" in driver.note
        await driver.press("end", "R")
        await driver.until(lambda: flow.standing.is_draft and flow.saved)
        assert flow.editor is not None
        assert flow.editor.flow == first()
        await driver.sees("Draft")
        await driver.press("ctrl+z")
        await driver.until(lambda: not flow.standing.is_draft and flow.saved)
        assert flow.editor.flow == greeting()


@pytest.mark.rule("F-16", "F-17")
async def test_a_deleted_draft_comes_back_with_all_its_steps(launched: Path) -> None:
    async with driving(launched) as driver:
        flow = await open_greeting(driver)
        flow.edit(SetField("hello", ("title",), "Good morning"))
        flow.edit(SetField("pause", ("duration",), "3 days"))
        await driver.until(lambda: flow.standing.is_draft and flow.saved)
        assert flow.editor is not None
        draft = flow.editor.flow
        await driver.press("7")
        await driver.sees("Version 1", "Draft")
        await driver.press("down", "delete")
        assert "only a draft can be deleted" in driver.note
        # Also while a version is open: that is closed.
        await driver.press("end", "enter")
        await driver.until(lambda: flow.opened is not None)
        await driver.press("7", "home", "delete")
        assert flow.opened is None
        await driver.until(lambda: not flow.standing.is_draft and flow.saved)
        assert flow.editor.flow == greeting()
        await driver.until(lambda: not any(line.startswith("Draft") for line in driver.lines()))
        await driver.press("ctrl+q")
    async with driving(launched) as driver:
        flow = await open_greeting(driver)
        assert not flow.standing.is_draft
        await driver.press("ctrl+z")
        assert flow.editor is not None
        assert flow.editor.flow == draft
        await driver.press("ctrl+z", "ctrl+z")
        assert flow.editor.flow == greeting()
        assert flow.editor.undo_label is None
        await driver.press("ctrl+y", "ctrl+y", "ctrl+y")
        assert flow.editor.flow == greeting()


def made_and_changed(driver: Driver) -> list[str]:
    """Of the draft, as the list says it."""
    return [line for line in driver.lines() if line.startswith(("  created", "  changed"))][:2]


@pytest.mark.rule("F-16", "F-19")
@pytest.mark.parametrize("closed", [False, True])
async def test_a_draft_that_is_deleted_and_brought_back_is_as_old_as_it_was(shop: Path, closed: bool) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        times = made_and_changed(driver)
        assert times == ["  created  Sat 2026-02-28 07:13:20", "  changed  Sat 2026-02-28 07:23:20"]
        await driver.press("delete")
        await driver.until(lambda: not flow.standing.is_draft and flow.saved)
        if closed:
            await driver.press("ctrl+q")
        else:
            await driver.press("ctrl+z")
            await driver.until(lambda: flow.standing.is_draft and flow.saved)
            await driver.until(lambda: made_and_changed(driver) == times)
    if not closed:
        return
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("ctrl+z")
        await driver.until(lambda: flow.standing.is_draft and flow.saved)
        await driver.press("7")
        await driver.sees("Version 1")
        assert made_and_changed(driver) == times


@pytest.mark.rule("F-16", "F-17")
async def test_after_a_launch_undo_makes_the_draft_that_was_before_the_restoring(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        await driver.press("end", "R", "down", "enter")
        await driver.until(lambda: "Version 1 is the draft now" in driver.note)
        await driver.press("l")
        await driver.sees("enter launch version 3")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen is flow and flow.standing.version == 3)
        assert flow.editor is not None
        assert flow.editor.flow == first()
        await driver.press("ctrl+z")
        await driver.until(lambda: flow.saved and flow.standing.is_draft)
        assert flow.editor.flow == third()
        await driver.press("ctrl+q")
    with Workspace.open(shop) as workspace:
        assert read_flow(workspace.flows.text("greeting", 3), "greeting") == first()
        assert read_flow(workspace.flows.text("greeting", 0), "greeting") == third()


async def test_all_of_it_can_be_read_in_every_theme(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await at_the_versions(driver)
        await driver.press("end", "enter")
        await driver.until(lambda: flow.opened is not None)
        await driver.press("7", "up", "c")
        await driver.until(lambda: flow.compared is not None)
        for theme in THEMES:
            driver.app.theme = theme.name
            await driver.pilot.pause(0.2)
            assert not list(unreadable(driver, 7 if theme is CONTRAST else 4.5)), theme.name


@pytest.mark.rule("F-16")
async def test_a_draft_restored_from_the_shell_has_no_steps_of_another_one(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        flow.edit(SetField("hello", ("title",), "Good morning"))
        await driver.until(lambda: flow.saved)
        await driver.press("ctrl+q")
    with Workspace.open(shop) as workspace:
        workspace.flows.restore("greeting", 1)
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        assert flow.editor is not None
        assert flow.editor.undo_label is None
        assert flow.editor.flow == first()


async def test_all_of_it_by_mouse(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        tabs = flow.query_one(PanelTabs)
        row, found = next(
            (y, tab)
            for y, row in enumerate(tabs._rows(tabs.content_size.width))
            for tab in row
            if tab[2] == "versions"
        )
        await driver.pilot.click(PanelTabs, offset=(found[0] + 2, row))
        await driver.sees("Version 1")
        lines = flow.query_one(VersionsPanel).query_one(Lines)
        at = next(n for n in range(len(lines.source)) if lines.source.key(n) == 2)
        await driver.pilot.click(lines, offset=(3, at))
        await click_footer(driver, "compare")
        await driver.until(lambda: flow.compared is not None)
        await driver.pilot.click(VersionBand)
        await driver.until(lambda: flow.compared is None)
        await driver.pilot.click(lines, offset=(3, at))
        await driver.pilot.click(lines, offset=(3, at))
        await driver.until(lambda: flow.opened is not None)
        # A card that is dragged goes back to where it stood.
        canvas = flow.canvas
        place = canvas.place_of("hello")
        assert place is not None
        await driver.pilot.mouse_down(offset=(place.x + 5, place.y + 1))
        await driver.pilot.hover(offset=(place.x + 15, place.y + 1))
        await driver.pilot.mouse_up(offset=(place.x + 15, place.y + 1))
        await driver.until(lambda: "version 2 is shown as it was" in driver.note)
        assert canvas.place_of("hello") == place
        await driver.pilot.click(VersionBand)
        await driver.until(lambda: flow.opened is None)


async def click_footer(driver: Driver, command: str) -> None:
    bar = driver.flow.query_one(CommandBar)
    await driver.until(lambda: any(item[2].id == command for item in bar._items))
    start = next(first for first, _, found in bar._items if found.id == command)
    await driver.pilot.click(bar, offset=(start + 1, 0))


async def test_a_narrow_screen_goes_from_the_list_to_the_canvas(shop: Path) -> None:
    async with driving(shop, (80, 24)) as driver:
        flow = await at_the_versions(driver)
        await driver.press("down", "c")
        await driver.until(lambda: flow.compared is not None)
        await driver.press("home", "down", "enter")
        await driver.sees("For all others", "+")
        assert flow.canvas.has_focus
        assert flow.compared is not None


async def test_a_workspace_that_is_only_read_shows_its_versions(shop: Path) -> None:
    with Workspace.open(shop):
        async with driving(shop) as driver:
            flow = await at_the_versions(driver)
            await driver.press("end", "R")
            assert "held for writing" in driver.note
            await driver.press("enter")
            await driver.until(lambda: flow.opened is not None)
            assert "Version 1" in str(flow.query_one(VersionBand).render())
            assert isinstance(flow.query_one("#header"), Static)
