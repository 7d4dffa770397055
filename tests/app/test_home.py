"""Flows as a whole on the home screen, and one flow's YAML in an editor of one's own; real files."""

import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.widgets import Static

from app.editing.settings import SetField
from app.flow.screen import FlowScreen
from app.home.screen import HomeScreen
from app.home.shelving import SORTS, Shelving
from app.lines import Lines
from engine.flow.model import Flow
from storage.files import dump_flow
from storage.workspace import Workspace
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop

BLANK = {"blocks": [{"id": "start", "kind": "launch"}]}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


def flows(path: Path) -> dict[str, str]:
    """Names and statuses by id, from the workspace itself."""
    with Workspace.open(path, write=False) as workspace:
        return {entry.id: f"{entry.name}: {entry.status}" for entry in workspace.flows.entries()}


async def answered(driver: Driver, *keys: str) -> None:
    """Empty the line that asks, and type another answer."""
    await driver.press("home", "shift+end", "delete", *keys, "enter")


async def test_a_new_flow_may_begin_like_one_of_the_gallery(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("ctrl+n")
        await driver.sees("A new flow", "Blank", "The cart that was left behind")
        await driver.until(lambda: "Loading" not in driver.text())
        await driver.press("down", "down")
        await driver.sees("no order followed", "Time to think")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor)
        assert "cart" in driver.header
        first = driver.flow.editor
        assert first is not None
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))
        await driver.press("ctrl+n")
        await driver.sees("A new flow", "up, down: choose", first.flow.name)
        assert driver.text().splitlines()[-1].strip().startswith("up, down: choose")
        await driver.press("down", "down", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor)
        assert f"{first.flow.name} 2" in driver.header
    assert {"abandoned-cart", "abandoned-cart-2"} <= set(flows(shop))


async def test_duplicate_rename_and_move(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("ctrl+d")
        await driver.sees("▸Greeting (copy)")
        await driver.press("f2")
        await driver.sees("Rename the flow")
        await answered(driver, *"Hello")
        await driver.sees("▸Hello", "Greeting")
        await driver.press("f6")
        await driver.sees("Move the flow")
        await answered(driver, *"Letters")
        await driver.sees("Letters")
    found = flows(shop)
    assert found["greeting"].startswith("Greeting: ")
    assert found["greeting-2"].startswith("Hello: ")


@pytest.mark.rule("F-17", "F-22")
async def test_renaming_and_moving_a_launched_flow_makes_no_draft(shop: Path) -> None:
    with Workspace.open(shop) as workspace:
        workspace.flows.launch("greeting")
        launched = workspace.flows.text("greeting", 1)
    async with driving(shop) as driver:
        await driver.press("f2")
        await driver.sees("Rename the flow")
        await answered(driver, *"Hello")
        await driver.sees("▸Hello")
        await driver.press("f6")
        await driver.sees("Move the flow")
        await answered(driver, *"Mornings")
        await driver.sees("Mornings")
        await open_greeting(driver)
        assert "Hello" in driver.header
        assert "draft" not in driver.header
        await driver.press("x")
        await driver.until(lambda: driver.flow.saves and driver.flow.standing.is_draft)
        await driver.press("u")
        await driver.until(lambda: not driver.flow.standing.is_draft, "nothing is left to launch")
    with Workspace.open(shop, write=False) as workspace:
        entry = workspace.flows.entry("greeting")
        assert (entry.name, entry.folder, entry.version, entry.draft_status) == ("Hello", "Mornings", 1, None)
        assert workspace.flows.text("greeting") == launched


async def test_a_deleted_flow_can_come_back_until_the_app_is_left(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("delete")
        await driver.said("Deleted")
        assert "Greeting" not in driver.text().replace("Deleted “Greeting”", "")
        assert "greeting" in flows(shop)
        await driver.press("ctrl+z")
        await driver.said("is back")
        await driver.sees("Greeting")
        await driver.press("delete")
        await driver.said("Deleted")
    assert "greeting" not in flows(shop)


async def test_the_order_can_be_changed(shop: Path) -> None:
    async with driving(shop) as driver:
        screen = driver.app.screen
        assert isinstance(screen, HomeScreen)
        try:
            await driver.press("ctrl+s")
            await driver.said("Sorted: name.")
            names = [line.strip().split("  ")[0] for line in driver.lines()]
            assert names == sorted(names, key=str.casefold)
            for _ in SORTS[2:]:
                await driver.press("ctrl+s")
            await driver.press("ctrl+s")
            await driver.said("Sorted: as kept.")
        finally:
            Shelving.sort = 0


def many(path: Path) -> Path:
    """More flows than a small screen shows, one of them with an id that another's name begins like."""
    named = {"welcome": "Hello, dear customer", "first": "A second welcome", "own": "Welcome"}
    named |= {f"flow-{n:02}": f"Letter {n:02}" for n in range(30)}
    with Workspace.open(path) as workspace:
        for flow, name in named.items():
            text = dump_flow(Flow.model_validate({**BLANK, "id": flow, "name": name}))
            workspace.flows.save_draft(flow, text, name=name, status="draft")
    return path


def shelves(driver: Driver) -> tuple[str, str]:
    """The selected flow, and what the list shows just now."""
    screen = driver.app.screen
    assert isinstance(screen, HomeScreen)
    chosen = screen.selected
    return "" if chosen is None else chosen.name, driver.text()


async def test_the_name_that_was_typed_is_found_before_all_others(shop: Path) -> None:
    async with driving(many(shop)) as driver:
        await driver.press(*"welcome")
        found = [line.strip().split("  ")[0] for line in driver.lines()]
        assert found == ["Welcome", "A second welcome", "Hello, dear customer"]
        assert shelves(driver)[0] == "Welcome"
        await driver.press("down", "down", *"x")
        await driver.press("backspace")
        assert shelves(driver)[0] == "Welcome"


async def test_a_question_mark_opens_help_also_while_searching(shop: Path) -> None:
    async with driving(shop) as driver:
        for before in ("", "gree"):
            await driver.press(*before, "question_mark")
            await driver.sees("you are here")
            await driver.press("escape")
        assert shelves(driver)[0] == "Greeting"


async def test_what_was_selected_stays_selected_and_in_sight(shop: Path) -> None:
    async with driving(many(shop), (80, 24)) as driver:
        driver.app.screen.query_one("#flows", Lines).put_cursor("flow-17")
        await driver.press(*"zzz", "escape")
        assert shelves(driver)[0] == "Letter 17"
        await driver.press("escape")
        assert driver.note == ""
        await driver.press("ctrl+d")
        await driver.until(lambda: shelves(driver)[0] == "Letter 17 (copy)", "the copy is selected")
        await driver.sees("▸Letter 17 (copy)")
        await driver.press(*"letter 11", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor)
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))
        await driver.sees("▸Letter 11", "Letter 10")


@pytest.mark.parametrize(
    ("downs", "ending", "begins"),
    [(0, "yaml", "flowrig: flow/1"), (1, "md", "# Greeting"), (2, "svg", "<svg"), (4, "mmd", "flowchart")],
)
async def test_export_in_each_form(
    shop: Path, downs: int, ending: str, begins: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.parent)
    async with driving(shop) as driver:
        await driver.press("ctrl+e")
        await driver.sees("In plain words")
        await driver.press(*["down"] * downs, "enter")
        await driver.sees("Write it to:", f"greeting.{ending}")
        await driver.press("enter")
        await driver.said("Written: ")
    assert (shop.parent / f"greeting.{ending}").read_text("utf-8").startswith(begins)


@pytest.mark.parametrize("over", [False, True])
async def test_import_takes_a_flow_file_in_as_a_draft_or_under_a_free_id(
    shop: Path, tmp_path: Path, over: bool
) -> None:
    path = tmp_path / "greeting.yaml"
    with Workspace.open(shop, write=False) as workspace:
        path.write_text(workspace.flows.text("greeting").replace("1 day", "9 days"), encoding="utf-8")
    async with driving(shop) as driver:
        await driver.press("ctrl+o")
        await driver.sees("A flow file (YAML):")
        await driver.press(*"nowhere.yaml")
        await driver.sees("there is no such file")
        await answered(driver, *str(path))
        await driver.sees("“Greeting” is here already", "in place of the draft that it has")
        await driver.press(*(("enter",) if over else ("down", "enter")))
        await driver.said("Taken in, as a draft.")
        path.write_text("flowrig: flow/1\nid: [", encoding="utf-8")
        await driver.press("ctrl+o")
        await driver.sees("A flow file (YAML):")
        await answered(driver, *str(path))
        await driver.said(f"{path.name}:2")
    assert ("greeting-2" in flows(shop)) is not over
    with Workspace.open(shop, write=False) as workspace:
        assert ("9 days" in workspace.flows.text("greeting")) is over


def an_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *swaps: tuple[str, str]) -> None:
    """An editor that makes these replacements, one each time it is called."""
    script = tmp_path / "editor.py"
    count = tmp_path / "count"
    count.write_text("0")
    script.write_text(
        "import pathlib, sys\n"
        f"count = pathlib.Path({str(count)!r}); n = int(count.read_text()); count.write_text(str(n + 1))\n"
        f"old, new = {list(swaps)!r}[n]\n"
        "path = pathlib.Path(sys.argv[1]); text = path.read_text('utf-8')\n"
        "path.write_text(text.replace(old, new), 'utf-8')\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')


async def test_the_yaml_in_an_editor_of_ones_own(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_editor(tmp_path, monkeypatch, ("name: Greeting", "name: Salute"), ("id: greeting", "id: other"))
    async with driving(shop) as driver:
        monkeypatch.setattr(driver.app, "suspend", nullcontext)
        await open_greeting(driver)
        await driver.press("e")
        await driver.until(lambda: "Salute" in driver.header)
        await driver.said("Taken back")
        await driver.press("e")
        await driver.sees("The YAML cannot be taken back", "id stays 'greeting'")
        await driver.press("escape")
        await driver.press("ctrl+z")
        await driver.until(lambda: "Greeting" in driver.header)


async def test_yaml_that_cannot_be_read_is_told_with_its_place_and_edited_again(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_editor(
        tmp_path,
        monkeypatch,
        ("kind: launch", "kind: lunch"),
        ("nothing of it", ""),
        ("kind: lunch", "kind: launch\n    title: Go"),
    )
    async with driving(shop) as driver:
        monkeypatch.setattr(driver.app, "suspend", nullcontext)
        await open_greeting(driver)
        await driver.press("e")
        await driver.sees("The YAML cannot be read", "greeting.yaml:", "Edit again")
        words = " ".join(str(driver.app.screen.query_one(".words", Static).render()).split())
        shown = " ".join(driver.text().replace("│", " ").split())
        assert words in shown, "the whole sentence is to be seen"
        # Left without a change, the text is not dropped.
        await driver.press("enter")
        await driver.sees("The YAML cannot be read", "Edit again")
        await driver.press("enter")
        await driver.said("Taken back")


async def typed_wrongly(driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Type what cannot be read, and esc from what is said about it; the copies of it on disk."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(driver.app, "suspend", nullcontext)
    await open_greeting(driver)
    await driver.press("e")
    await driver.sees("The YAML cannot be read", "Edit again", "Throw it away", "esc: later")
    await driver.press("escape")
    await driver.said("e goes on with what you typed")
    found = list(folder.glob("flowrig-greeting-*.yaml"))
    assert ["kind: lunch" in path.read_text("utf-8") for path in found] == [True]
    return found


LUNCH = ("kind: launch", "kind: lunch")
MENDED = ("kind: lunch", "kind: launch\n    title: Go")


async def test_esc_loses_nothing_of_what_was_typed(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_editor(tmp_path, monkeypatch, LUNCH, MENDED)
    async with driving(shop) as driver:
        copies = await typed_wrongly(driver, tmp_path, monkeypatch)
        # Also where one has been elsewhere meanwhile.
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))
        await open_greeting(driver)
        await driver.press("e")
        await driver.said("Taken back")
        assert driver.flow.editor is not None
        assert driver.flow.editor.flow.blocks[0].title == "Go"
        assert not any(path.exists() for path in copies)


async def test_what_was_typed_is_thrown_away_only_where_that_is_chosen(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_editor(tmp_path, monkeypatch, LUNCH, ("nothing of it", ""), ("name: Greeting", "name: Salute"))
    async with driving(shop) as driver:
        copies = await typed_wrongly(driver, tmp_path, monkeypatch)
        await driver.press("e")
        await driver.sees("The YAML cannot be read", "Throw it away")
        await driver.press("end", "enter")
        await driver.said("thrown away")
        assert not any(path.exists() for path in copies)
        await driver.press("e")
        await driver.until(lambda: "Salute" in driver.header)


@pytest.mark.parametrize("answer", ["enter", "end"])
async def test_where_the_flow_was_edited_since_the_person_says_what_counts(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    last = MENDED if answer == "enter" else ("name: Greeting", "name: Salute")
    an_editor(tmp_path, monkeypatch, LUNCH, last)
    async with driving(shop) as driver:
        await typed_wrongly(driver, tmp_path, monkeypatch)
        editor = driver.flow.editor
        assert editor is not None
        editor.do(SetField(editor.flow.blocks[1].id, ("title",), "Edited since"))
        await driver.press("e")
        await driver.sees(
            "The flow was edited since", "What you typed", "The flow as it is", "esc: keep both"
        )
        await driver.press("escape")
        await driver.said("what you typed is kept")
        await driver.press("e")
        await driver.sees("The flow was edited since")
        await driver.press(*(["enter"] if answer == "enter" else ["end", "enter"]))
        await driver.said("Taken back")
        titles = [block.title for block in editor.flow.blocks]
        assert ("Go" in titles) == (answer == "enter")
        assert ("Edited since" in titles) == (answer == "end")
        assert driver.app.typed_yaml.of("greeting") is None


async def test_without_an_editor_the_reason_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with driving(shop) as driver:
        await open_greeting(driver)
        await driver.press("e")
        await driver.said("set the environment variable EDITOR")
