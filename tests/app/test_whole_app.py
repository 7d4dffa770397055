"""The app as a person uses it: real keys and mouse, the real session thread, a real workspace file."""

from pathlib import Path

import pytest

from app.editing.settings import SetFlow
from app.flow.screen import FlowScreen
from app.forms import BlockForm
from app.home.screen import HomeScreen
from app.lines import Lines
from app.session.moves import Move
from engine.reports.counts import discrepancies
from storage.files import read_flow
from storage.problems import WorkspaceProblem
from storage.workspace import Workspace
from tests.app.running import driving, open_greeting
from tests.app.small_shop import ESCAPE, NASTY, make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


async def test_home_lists_the_flows(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.sees("small.flowrig", "Greeting", "Letters", "Ready for launch", "Not finished", "Draft")


async def test_typing_searches_and_escape_shows_all(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press(*"fini")
        await driver.sees("Not finished", "1 of 2")
        assert "Greeting" not in driver.text()
        await driver.press(*"xyz")
        await driver.sees("No flow has", "finixyz")
        await driver.press("escape")
        await driver.sees("Greeting", "Not finished")


async def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "empty.flowrig"
    Workspace.open(path, create=True).close()
    async with driving(path) as driver:
        await driver.sees("There are no flows yet. ctrl+n makes a new one.")
        await driver.press("enter")
        assert driver.note == "open: no flow is selected"
        await driver.press("ctrl+n")
        await driver.sees("type its name, or leave it empty")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen))
        await driver.sees("New flow 1", "Launch settings")


async def test_what_is_typed_after_ctrl_n_is_the_name(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("ctrl+n", *"quick", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor)
        await driver.sees("quick", "Launch settings")
        assert driver.flow.editor is not None
        assert driver.flow.editor.flow.name == "quick"


async def test_who_comes_back_from_a_flow_sees_all_flows(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press(*"greet")
        await driver.sees("1 of 2")
        await open_greeting(driver)
        await driver.press("escape")
        await driver.sees("Type to search", "Not finished")


@pytest.mark.rule("R-1", "R-2", "R-5")
async def test_from_the_list_to_a_customers_story(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.sees("Greeting", "Sleep on it", "Not begun")
        await driver.press("plus", "plus", "space")  # a week a second
        await driver.sees("Playing")
        await driver.until(lambda: flow.shown.state == "finished" and flow.shown.now == flow.shown.ends)
        await driver.sees("All is played", "(space play)")
        counts = flow.shown.flows["greeting"]
        assert counts.entered == 3
        assert counts.did_not_enter == {"condition_cannot_be_applied": 1}
        await driver.press("r", "down", "enter")
        await driver.until(lambda: flow.shown.loaded and flow.shown.now == flow.shown.started)
        await driver.press("d")  # into the first wait
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.flows["greeting"].inside == 3)
        await driver.sees("3 inside · 3 in")
        flow.canvas.select("pause")
        await driver.press("2")
        await driver.sees("3 customers in Sleep on it", "Anna Berg", "Tue  3 Mar 09:00")
        await driver.press("enter")
        await driver.sees("Anna Berg", "entered Mon 2026-03-02 09:00", "inside now")
        await driver.press("escape", "d", "3")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.flows["greeting"].inside == 0)
        await driver.sees("A silver customer?", "✓", "it was silver", "→ yes")


async def test_counts_add_up_after_every_single_move(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        moves: list[Move] = []
        for n in range(1, 12):
            await driver.press("full_stop")
            await driver.until(lambda n=n: flow.shown.moves == n and flow.shown.state != "hurrying")  # type: ignore[misc]
            assert flow.shown.move is not None
            moves.append(flow.shown.move)
            assert discrepancies(flow.shown.flows["greeting"]) == []
        assert [(m.customer, m.kind, m.block, m.target) for m in moves[:4]] == [
            ("c1", "enter", "start", None),
            ("c1", "go", "start", "hello"),
            ("c1", "go", "hello", "pause"),
            ("c2", "enter", "start", None),
        ]
        assert "A silver" in driver.note or "Sleep" in driver.note or "did not enter" in driver.note
        assert any(move.kind == "stay_out" for move in moves)


async def test_names_are_shown_as_text_everywhere(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.flows["greeting"].inside == 3)
        await driver.press("2")
        await driver.sees(NASTY, "␛[2J Wipe")
        await driver.press("down", "enter")
        await driver.sees(f"{NASTY}  c2", "entered")
        await driver.press("4")
        await driver.sees(NASTY, "␛[2J")
        await driver.press("enter")
        await driver.sees("␛[2J Wipe", "Result")
        await driver.press("escape", "escape", "r", "down", "enter")
        await driver.until(lambda: flow.shown.now == flow.shown.started)
        for _ in range(5):
            await driver.press("full_stop")
        await driver.until(lambda: NASTY in driver.note)
        assert ESCAPE not in driver.text()


async def test_the_outbox_shows_messages_as_the_customer_gets_them(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.messages == 3)
        await driver.press("4")
        await driver.sees("3 messages", "none leaves this machine", "hello")
        await driver.press("end", "enter")
        await driver.sees("Anna Berg <c1@example.com>", "Mon 2026-03-02 09:00", "Subject", "sent")


@pytest.mark.rule("R-3", "F-14")
async def test_who_did_not_enter_and_why(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.flows["greeting"].inside == 3)
        await driver.press("5")
        await driver.sees("1 event did not let", "did not meet the trigger's", "100 %", "Dora")
        await driver.press("enter")
        await driver.sees(
            "Did not enter", "the customer did not meet the trigger's", "Email is valid", "it was no"
        )


@pytest.mark.rule("F-16", "F-25")
async def test_a_flow_with_errors_cannot_be_played_and_says_which(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("down")
        await open_greeting(driver)
        await driver.press("space")
        assert "the flow cannot be played: Launch settings: choose what starts the flow" in driver.note
        await driver.press("p")
        await driver.sees("Problems ✗1", "choose what starts the flow")
        await driver.press("enter")
        assert driver.flow.canvas.selected == "start"
        form = driver.flow.query_one(BlockForm)
        await driver.until(lambda: driver.app.focused is not None and form in driver.app.focused.ancestors)
        await driver.press("escape")
        assert driver.flow.canvas.has_focus


@pytest.mark.rule("F-16")
async def test_edits_are_saved_by_themselves_and_the_run_keeps_its_version(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        flow.canvas.select("hello")
        await driver.press("a")
        await driver.sees("Add after Hello")
        await driver.press(*"wait", "enter", "escape")
        assert flow.editor is not None
        await driver.until(lambda: flow.editor is not None and flow.editor.flow.block("wait") is not None)
        await driver.sees("edited since this run: l launches it, r starts again")
        assert flow.shown.played["greeting"].block("wait") is None
        await driver.press("ctrl+z")
        assert flow.editor.flow.block("wait") is None
        await driver.press("ctrl+y")
        assert flow.editor.flow.block("wait") is not None
        await driver.press("ctrl+q")
    with Workspace.open(shop, write=False) as workspace:
        assert read_flow(workspace.flows.text("greeting"), "greeting").block("wait") is not None


async def test_connecting_moving_and_deleting_by_keys(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        editor = flow.editor
        assert editor is not None
        flow.canvas.select("check")
        await driver.press("c", "enter")  # the output "no", as "yes" leads somewhere
        await driver.until(lambda: "Arrow keys" in driver.note)
        await driver.press("enter")
        await driver.until(lambda: editor.flow.targets().get(("check", "no")) == "silver")
        await driver.press("shift+right")
        await driver.until(lambda: any(block.at is not None for block in editor.flow.blocks))
        flow.canvas.select("silver")
        await driver.press("x")
        assert editor.flow.block("silver") is None
        assert "ctrl+z takes it back" in driver.note
        await driver.press("u", "u", "u")
        assert editor.flow.targets().get(("check", "no")) is None


async def test_what_is_not_possible_says_why(shop: Path) -> None:
    async with driving(shop, (200, 60)) as driver:
        flow = await open_greeting(driver)
        await driver.sees("(r start again)")
        await driver.press("r")
        assert driver.note == "start again: no run is loaded yet: space begins one"
        await driver.press("ctrl+z")
        assert driver.note == "undo: there is nothing to take back"
        await driver.press("f")
        assert driver.note == ""
        await driver.press("question_mark")
        await driver.sees("not now: no run is loaded yet")
        await driver.press("escape", "ctrl+p")
        await driver.press(*"start the run")
        await driver.sees("not now: no run is loaded yet")
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is flow)


async def test_going_to_a_date(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("g")
        await driver.sees("Go to a date", "Europe/Berlin")
        await driver.press(*"2026-13-01")
        await driver.sees("✗")
        await driver.press("enter")
        await driver.press("ctrl+u", *"2026-03-03 12:30", "enter")
        await driver.until(lambda: driver.app.screen is flow and flow.shown.state == "paused")
        await driver.sees("Tue 2026-03-03 12:30:00 CET")
        await driver.press("g")
        await driver.sees("Wed 2026-03-04 00:00:00")
        assert "✗" not in driver.text()
        await driver.press("ctrl+u", *"2026-03-01")
        await driver.sees("is before the clock")


async def test_the_mouse_does_it_too(shop: Path) -> None:
    async with driving(shop) as driver:
        home = driver.app.screen
        assert isinstance(home, HomeScreen)
        await driver.pilot.click(Lines, offset=(5, 1), times=2)
        await driver.until(
            lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor is not None
        )
        flow = driver.flow
        # Nothing is greyed any more, so that nothing moves.
        await driver.until(lambda: "x delete  space play" in driver.text())
        footer = driver.text().splitlines()[-1]
        await driver.pilot.click("CommandBar", offset=(footer.index("space play") + 1, 0))
        await driver.until(lambda: flow.playing)
        await driver.pilot.click("TransportBar", offset=(3, 0))
        await driver.until(lambda: not flow.playing)
        row = next(n for n, line in enumerate(driver.text().splitlines()) if "4 Outbox" in line)
        column = driver.text().splitlines()[row].index("4 Outbox")
        await driver.pilot.click(offset=(column, row))
        await driver.sees("none leaves this machine")


async def test_going_back_shows_customers_inside(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.flows["greeting"].inside == 3)
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))

        def listed() -> str:
            return next(line for line in driver.text().splitlines() if "Greeting" in line)

        await driver.until(lambda: listed().split()[-4:-2] == ["3", "3"])


async def test_narrow_panels_are_pages(shop: Path) -> None:
    async with driving(shop, (80, 24)) as driver:
        flow = await open_greeting(driver)
        assert not flow.query_one("#side").display
        await driver.press("2")
        await driver.sees("2 Customers")
        assert not flow.query_one("#canvas-place").display
        await driver.press("escape")
        assert flow.query_one("#canvas-place").display
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))


async def test_ascii_draws_nothing_else(shop: Path) -> None:
    async with driving(shop, ascii=True) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        for panel in "123456":
            await driver.press(panel)
            await driver.pilot.pause(0.2)
            wrong = {character for character in driver.text() if not character.isascii()}
            assert wrong == set(), (panel, wrong)


async def test_a_protected_workspace_says_what_to_do(tmp_path: Path) -> None:
    path = make_small_shop(tmp_path / "small.flowrig")
    path.chmod(0o444)
    try:
        async with driving(path, (80, 24)) as driver:
            await driver.sees("read-only", "open a copy of it")
            assert "held" not in driver.note
            await open_greeting(driver)
            await driver.press("space")
            await driver.said("open a copy of it")
    finally:
        path.chmod(0o644)


async def test_a_second_window_may_look_but_not_write(shop: Path) -> None:
    with Workspace.open(shop):
        async with driving(shop) as driver:
            await driver.sees("Greeting", "held for writing")
            await open_greeting(driver)
            await driver.press("space")
            assert "held for writing" in driver.note
            await driver.press("a")
            assert "held for writing" in driver.note


async def test_once_the_first_window_is_closed_the_second_one_may_write(shop: Path) -> None:
    first = Workspace.open(shop)
    async with driving(shop) as driver:
        await open_greeting(driver)
        await driver.press("a")
        await driver.said("close it there and open the flow here again")
        first.close()
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))
        flow = await open_greeting(driver)
        assert "saved" in driver.header
        await driver.press("down", "d")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.now > flow.shown.started)
        with pytest.raises(WorkspaceProblem):
            Workspace.open(shop)


async def test_quitting_ends_the_thread_and_keeps_the_run(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("space")
        await driver.until(lambda: flow.playing)
        await driver.press("ctrl+q")
        assert not driver.app.session.is_alive()
    with Workspace.open(shop) as workspace:
        (run,) = workspace.runs.entries()
        assert (run.name, run.state) == ("played", "paused")


async def test_a_run_that_was_left_is_taken_up_where_it_stood(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        stood = flow.shown.now
        await driver.press("ctrl+q")
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        flow = await open_greeting(driver)
        assert flow.shown.now == stood
        await driver.sees("3 inside · 3 in", "Paused")
        await driver.press("4")
        await driver.sees("3 messages", "Anna Berg")
        await driver.press("5")
        await driver.sees("1 event did not let", "Dora")
        await driver.press("escape", "space", "plus", "plus", "plus")
        await driver.until(lambda: flow.shown.state == "finished")
        assert flow.shown.flows["greeting"].finished == 3


async def test_the_next_due_thing_says_what_it_did(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        await driver.press("n")
        await driver.sees("Anna Berg: entered the flow →", "Sleep on it")
        assert driver.note.endswith("Hello → Sleep on it")


async def test_the_header_keeps_its_last_word(shop: Path) -> None:
    async with driving(shop, (80, 24)) as driver:
        flow = await open_greeting(driver)
        flow.edit(SetFlow(("folder",), "A folder with a very long name, far too long for so narrow a line"))
        await driver.until(lambda: driver.text().splitlines()[0].rstrip().endswith("saved"))
        flow.edit(
            SetFlow(("name",), "A flow with a very long name, which is far too long for so narrow a line")
        )
        await driver.until(lambda: driver.text().splitlines()[0].rstrip().endswith("saved"))
        assert "A flow with a very long name" in driver.text()
