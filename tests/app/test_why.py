"""Why a flow did not start for a customer, on the screen (R-3)."""

from pathlib import Path

import pytest

from app.flow.panels.story_lines import StoryKey, StoryLines
from app.session.requests import Told
from app.signs import BOX
from app.text import cell_width
from engine.conditions.explaining import Explained
from engine.reports.story import Story
from engine.reports.why import Attempt, Check, Enquiry
from engine.time.civil import Zone
from tests.app.running import driving, open_greeting
from tests.app.small_shop import ESCAPE, greeting, make_small_shop

ZONE = Zone("Europe/Berlin")
AT = ZONE.parse("2026-03-02 09:00")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


@pytest.mark.rule("R-3")
async def test_whoever_is_named_is_told_why_the_flow_did_not_start(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("w")
        assert driver.note == "why not: no run is loaded yet: space begins one"
        await driver.press("d")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.loaded)
        await driver.press("w")
        await driver.sees("Why not whom?")
        await driver.press(*"nobody", "enter")
        # What was typed can be mended.
        await driver.sees("No customer of this run is called 'nobody'")
        await driver.press(*"dora", "enter")
        await driver.sees(
            "Why not Greeting?",
            "at Mon 2026-03-02 12:00",
            "✓ event recognised: yes",
            "✗ customer conditions: no",
            "Email is valid",
            "it was no",
        )
        assert "launch limit" not in driver.text()


@pytest.mark.rule("R-3")
async def test_of_several_of_the_name_one_is_chosen(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("d")
        await driver.until(lambda: flow.shown.state == "paused" and flow.shown.loaded)
        await driver.press("w", "c", "enter")
        await driver.sees("Which of them?", "Anna Berg")
        await driver.press("enter")
        await driver.sees("Anna Berg", "1 of 1 passage here", "inside now")
        assert "Why not" not in driver.text()


def lines(width: int) -> StoryLines:
    tree = Explained("leaf", False, f"name is {ESCAPE}", seen="x" * 90)
    checks = (
        Check("recognised", True, "it was"),
        Check("settings_match", True, "they do"),
        Check("flow_on", True, "on"),
        Check("history", True, "just now"),
        Check("customer_filter", False, "the customer did not meet the conditions", tree=tree),
        Check("launch_limit", True, "never before"),
    )
    why = Enquiry("c1", "greeting", True, [Attempt("greeting", 2, AT, AT, True, checks)])
    source = StoryLines(Told("c1", "Anna", Story("c1", True), why), {"greeting": greeting()}, ZONE, BOX)
    source.lay_out(width)
    return source


@pytest.mark.parametrize("width", [44, 60, 120])
def test_the_chain_ends_with_the_first_check_that_failed(width: int) -> None:
    source = lines(width)
    texts = ["".join(text for text, _ in source.line(n)) for n in range(len(source))]
    assert "Why not Greeting?" in texts
    assert " ✗ customer conditions: no" in texts
    assert not any("launch limit" in text for text in texts)
    assert any("name is ␛[2J" in text for text in texts)
    assert [text for text in texts if cell_width(text) > width] == []
    assert source.newest("greeting") == StoryKey("greeting", None, "start", 1)
