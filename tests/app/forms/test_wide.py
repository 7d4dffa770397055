"""F4 gives a form most of the screen, and takes it back; that is remembered."""

from pathlib import Path

import pytest

from app.flow.screen import FlowScreen
from app.forms import BlockForm
from app.forms.message_preview import PreviewView
from app.forms.message_text import TemplateInput
from app.forms.width_sign import WidthSign
from app.preferences import Preferences
from tests.app.forms.test_in_sight import editing, shop
from tests.app.running import Driver, driving


async def at_the_text(driver: Driver) -> tuple[FlowScreen, BlockForm]:
    """In the text of a message."""
    screen, form = await editing(driver, "hello")
    await form.focus_field(("actions", 0, "body"))
    await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))
    return screen, form


def beside(form: BlockForm) -> bool:
    """Whether the preview stands beside the text."""
    text, preview = form.query(TemplateInput).last().region, form.query_one(PreviewView).region
    return preview.x >= text.right and preview.y < text.bottom


async def test_a_preview_stands_beside_its_text_in_a_wide_form(tmp_path: Path) -> None:
    async with driving(shop(tmp_path), size=(120, 40)) as driver:
        screen, form = await at_the_text(driver)
        await driver.sees("F4 wide", "◂ wide")
        assert not beside(form)
        await driver.press("f4")
        await driver.until(lambda: beside(form))
        await driver.sees("F4 narrow", "narrow ▸")
        assert isinstance(driver.app.focused, TemplateInput)
        assert screen.canvas.region.width >= 20
        await driver.press("f4")
        await driver.until(lambda: not beside(form))


async def test_the_sign_at_the_head_does_it_by_mouse(tmp_path: Path) -> None:
    async with driving(shop(tmp_path), size=(120, 40)) as driver:
        screen, form = await editing(driver, "hello")
        before = form.region.width
        assert await driver.pilot.click(WidthSign)
        await driver.until(lambda: form.region.width > before)
        assert screen.broad
        assert await driver.pilot.click(WidthSign)
        await driver.until(lambda: form.region.width == before)


async def test_the_canvas_has_its_room_again_once_the_form_is_left(tmp_path: Path) -> None:
    async with driving(shop(tmp_path), size=(120, 40)) as driver:
        screen, _ = await editing(driver, "hello")
        before = screen.canvas.region.width
        await driver.press("f4")
        await driver.until(lambda: screen.canvas.region.width < before)
        await driver.press("escape")
        await driver.until(lambda: screen.canvas.region.width == before)
        assert screen.canvas.has_focus
        await driver.press("enter")
        await driver.until(lambda: screen.canvas.region.width < before)
        # Another panel does not need it, nor does a canvas that is wanted alone.
        screen.show_panel("story")
        await driver.until(lambda: screen.canvas.region.width == before)
        screen.show_panel("block")
        await driver.until(lambda: screen.canvas.region.width < before)
        screen.do_hide_panel()
        await driver.until(lambda: screen.canvas.region.width == 120)


async def test_the_width_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path / "home"))
    path = shop(tmp_path)
    async with driving(path, preferences=Preferences.read()) as driver:
        await editing(driver, "hello")
        await driver.press("f4")
        await driver.until(lambda: driver.flow.broad)
    async with driving(path, preferences=Preferences.read()) as driver:
        screen, _ = await editing(driver, "branches")
        await driver.until(lambda: screen.broad)


async def test_a_small_screen_says_that_the_form_has_it_all(tmp_path: Path) -> None:
    async with driving(shop(tmp_path), size=(80, 24)) as driver:
        _, form = await editing(driver, "hello")
        assert not form.query_one(WidthSign).display
        assert "F4" not in driver.text()
        await driver.press("f4")
        await driver.said("the form has the whole screen")
