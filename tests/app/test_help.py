"""Help where it is needed: the keys of where you are first, a search in them, a fitting footer."""

from pathlib import Path

import pytest

from app.app import FlowrigApp
from app.command_bar import CommandBar
from app.flow.guided import wanted
from app.forms.matching_rows import ConditionRow
from app.forms.search import SearchInput
from app.help import HelpScreen
from app.preferences import Preferences
from app.themes import CONTRAST, DARK, LIGHT
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import broken, greeting, make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


def footer(driver: Driver) -> str:
    return str(driver.app.screen.query_one(CommandBar).render())


def titles(driver: Driver) -> list[str]:
    return [line for line in driver.lines() if line and not line.startswith(" ")]


async def test_help_begins_where_you_are(shop: Path) -> None:
    async with driving(shop) as driver:
        await driver.press("f1")
        assert titles(driver)[0].startswith("The list of flows")
        await driver.press("escape")
        await open_greeting(driver)
        await driver.press("question_mark")
        assert titles(driver)[0] == "A flow: on the canvas   you are here"
        assert any("arrows" in line and "Select a block" in line for line in driver.lines())
        await driver.press("escape", "6", "f1")
        assert titles(driver)[0] == "A flow: in the list of its problems   you are here"


async def test_help_in_a_form_by_f1_while_a_question_mark_is_typed(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        flow.canvas.select("pause")
        await driver.press("enter")
        await driver.sees("How long")
        assert "F1 help" in footer(driver)
        await driver.press("f1")
        assert titles(driver)[0] == "A flow: in a form   you are here"


async def test_the_footer_in_a_form_tells_what_works_there(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        flow.canvas.select("check")
        await driver.press("enter")
        await driver.until(lambda: driver.app.screen.query(ConditionRow))
        rows = list(driver.app.screen.query(ConditionRow))
        rows[0].focus()
        await driver.until(lambda: "n negates" in footer(driver))
        assert "a adds" in footer(driver)
        assert "next due" not in footer(driver)
        flow.canvas.focus()
        await driver.until(lambda: "negates" not in footer(driver))


async def test_in_a_search_field_esc_is_offered_while_its_list_is_closed(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        await driver.press("home", "enter")
        await driver.until(lambda: isinstance(driver.app.focused, SearchInput))
        await driver.until(lambda: "esc done" in footer(driver))
        assert "tab next" in footer(driver)
        assert "esc back" not in footer(driver)
        await driver.press("down")
        await driver.until(lambda: "esc close the list" in footer(driver))
        assert "esc done" not in footer(driver)
        await driver.press("escape")
        await driver.until(lambda: "esc done" in footer(driver))


async def test_help_says_what_cannot_be_done_now_and_why(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        await driver.press("question_mark")
        lines = driver.lines()
        at = next(n for n, line in enumerate(lines) if "ctrl+z" in line)
        assert "there is nothing to take back" in lines[at + 1]


async def test_typing_searches_in_help(shop: Path) -> None:
    async with driving(shop) as driver:
        await open_greeting(driver)
        await driver.press("question_mark", *"midnight")
        await driver.sees("Search  midnight")
        assert [line for line in driver.lines() if "next midnight" in line]
        assert len(driver.lines()) < 5
        await driver.press("x")
        assert not driver.lines()
        await driver.sees("Nothing has “midnightx” in it")
        await driver.press("backspace")
        assert driver.lines()
        await driver.press("escape")
        assert isinstance(driver.app.screen, HelpScreen)
        await driver.press("escape")
        assert not isinstance(driver.app.screen, HelpScreen)


async def test_the_footer_at_80_columns_offers_what_is_wanted(shop: Path) -> None:
    async with driving(shop, (80, 24)) as driver:
        flow = await open_greeting(driver)
        said = footer(driver)
        assert not [key for key in ("enter edit", "a add", "c connect", "space play") if key not in said]
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        await driver.until(lambda: "space play  . one move  n next due" in footer(driver))
        await driver.press("2")
        assert footer(driver).strip().startswith("esc back")


async def test_what_cannot_be_done_stands_in_brackets(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig", broken(), greeting())) as driver:
        await open_greeting(driver)
        assert "(space play)" in footer(driver)
        await driver.press("space")
        assert "the flow cannot be played" in driver.note


@pytest.mark.parametrize("canvas", [True, False])
@pytest.mark.parametrize("loaded", [True, False])
def test_only_commands_that_exist_are_wanted(canvas: bool, loaded: bool) -> None:
    from app.commands import COMMANDS

    assert set(wanted(canvas=canvas, loaded=loaded, playing=False)) <= COMMANDS.keys()
    assert set(wanted(canvas=canvas, loaded=loaded, playing=True)) <= COMMANDS.keys()


async def test_the_themes_take_turns_and_are_remembered(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path / "home"))
    async with driving(shop) as driver:
        driver.app.preferences = Preferences.read()
        assert driver.app.theme == DARK.name
        await driver.press("ctrl+t")
        assert driver.app.theme == LIGHT.name
        await driver.press("ctrl+t")
        assert driver.app.theme == CONTRAST.name
        assert "high contrast" in driver.note
        session = driver.app.session
        assert FlowrigApp(session, preferences=Preferences.read()).theme == CONTRAST.name
        await driver.press("ctrl+t")
        assert driver.app.theme == DARK.name


@pytest.mark.parametrize(
    "text", ["", "[]", "no json", '{"theme": 3, "tour_offered": "yes"}', "\x00" * 20_000]
)
def test_preferences_that_cannot_be_read_are_none(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path))
    (tmp_path / "preferences.json").write_text(text)
    found = Preferences.read()
    assert (found.theme, found.tour_offered) == ("", False)
    found.tour_offered = True
    found.keep()
    assert Preferences.read().tour_offered


def test_preferences_that_cannot_be_kept_bother_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path / "file"))
    Preferences.read().keep()


async def test_the_palette_in_ascii_has_no_sign_of_the_toolkits_own(shop: Path) -> None:
    async with driving(shop, (80, 24), ascii=True) as driver:
        await open_greeting(driver)
        await driver.press("ctrl+p")
        await driver.sees("Search for commands")
        from textual.color import Color

        from app.ascii import AsciiFilter

        strips = driver.app.screen._compositor.render_strips()
        shown = [
            "".join(s.text for s in AsciiFilter().apply(list(strip), Color(0, 0, 0))) for strip in strips
        ]
        assert all(line.isascii() for line in shown), [line for line in shown if not line.isascii()]
        assert {len(line) for line in shown} == {80}


async def test_a_click_in_the_help_carries_the_command_out(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("question_mark", *"flow settings")
        await driver.sees("The flow's name, folder")
        row = next(
            n for n, line in enumerate(driver.text().splitlines()) if "The flow's name, folder" in line
        )
        await driver.pilot.click(offset=(60, row))
        await driver.until(lambda: driver.app.screen is flow)
        await driver.sees("How often for each customer")
