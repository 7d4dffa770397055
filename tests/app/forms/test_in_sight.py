"""A form in the whole app: it opens at its top, what belongs together is in sight, letters stay in it."""

from pathlib import Path
from typing import Any

import pytest

from app.flow.screen import FlowScreen
from app.forms import BlockForm
from app.forms.message_preview import PreviewView
from app.forms.message_text import TemplateInput
from app.forms.rows import Row
from app.forms.toggles import Toggles
from app.forms.views import Parts
from engine.blocks.wait import WaitBlock
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop
from tests.kit import flow, launch, mail, steps

BRANCHES: dict[str, Any] = {
    "id": "branches",
    "kind": "condition",
    "branching": {
        "field": "customer.field.tier",
        "branches": [{"id": "one", "values": ["silver"]}],
        "other": True,
    },
}


def shop(tmp_path: Path) -> Path:
    wires = "start.next>hello hello.next>branches"
    one = flow(launch(), mail("hello"), BRANCHES, wires=wires, id="greeting", name="Greeting")
    return make_small_shop(tmp_path / "shop.flowrig", one)


async def editing(driver: Driver, block: str) -> tuple[FlowScreen, BlockForm]:
    """The form of a block, once it is there."""
    screen = await open_greeting(driver)
    screen.canvas.select(block)
    await driver.pilot.pause()
    await driver.press("enter")
    await driver.until(lambda: any(form.is_mounted for form in screen.query(BlockForm)))
    await driver.pilot.pause(0.4)
    return screen, screen.query_one(BlockForm)


async def test_a_form_opens_at_its_top(tmp_path: Path) -> None:
    """Also where a scroll bar appears with it, and what has the keyboard stands at the very left."""
    async with driving(shop(tmp_path), size=(80, 24)) as driver:
        _, form = await editing(driver, "branches")
        assert isinstance(driver.app.focused, Toggles)
        assert form.max_scroll_y > 0
        assert form.scroll_y == 0


async def test_what_comes_of_a_text_is_in_sight_while_that_is_typed(tmp_path: Path) -> None:
    async with driving(shop(tmp_path), size=(80, 24)) as driver:
        screen, form = await editing(driver, "hello")
        await form.focus_field(("actions", 0, "subject"))
        await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))
        await driver.press("end", *" {{Nope}}", "tab", *"Hi")
        await driver.sees("there is no parameter Nope", "mend what is underlined", "For Anna Berg")
        text = driver.app.focused
        assert isinstance(text, TemplateInput)
        assert screen.can_view_entire(text)
        await driver.until(lambda: screen.can_view_entire(form.query_one(PreviewView)))


@pytest.mark.parametrize("rows", [1, 6, 12, 30])
async def test_some_of_what_comes_of_a_text_is_in_sight_however_long_that_is(
    tmp_path: Path, rows: int
) -> None:
    body = "\n".join(f"Line {n}" for n in range(rows))
    letter = {"do": "send_email", "subject": "Some words " * 15, "body": body}
    one = flow(launch(), steps("hello", letter), wires="start.next>hello", id="greeting", name="Greeting")
    async with driving(make_small_shop(tmp_path / "shop.flowrig", one), size=(80, 24)) as driver:
        _, form = await editing(driver, "hello")
        for field in ("body", "subject"):
            await form.focus_field(("actions", 0, field))
            await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))
            await driver.press("ctrl+end", "x")
            await driver.sees("For Anna Berg")
            await driver.pilot.pause(0.4)
            text = driver.app.focused
            assert isinstance(text, TemplateInput)
            room = form.scrollable_content_region.shrink(form.get_child_by_type(Parts).dock_gutter)
            assert form.query_one(PreviewView).region.intersection(room).height >= 3
            assert room.y <= text.cursor_screen_offset.y < room.bottom


async def test_letters_go_to_a_box_and_never_out_of_the_form(tmp_path: Path) -> None:
    """Who types "sun" where weekdays are ticked wants neither the flow's settings nor anything taken back."""
    wait = {"id": "wait", "kind": "wait", "duration": "1 day", "window": {"start": "08:00", "end": "20:00"}}
    one = flow(launch(), wait, wires="start.next>wait", id="greeting", name="Greeting")
    path = make_small_shop(tmp_path / "shop.flowrig", one)
    async with driving(path) as driver:
        screen, form = await editing(driver, "wait")
        await form.focus_field(("window", "days"))
        await driver.until(lambda: isinstance(driver.app.focused, Toggles))
        await driver.press(*"su", "space")
        assert screen.editor is not None
        block = screen.editor.flow.block("wait")
        assert isinstance(block, WaitBlock)
        assert block.window is not None
        assert block.window.days == ("sun",)
        form.query(Row).first().focus()
        await driver.press(*"slDr")
        assert form.is_attached
        assert driver.app.screen is screen


async def test_enter_stays_at_a_field_that_needs_something(tmp_path: Path) -> None:
    one = flow(launch(), {"id": "limit", "kind": "limit"}, wires="start.next>limit", id="greeting", name="G")
    async with driving(make_small_shop(tmp_path / "shop.flowrig", one)) as driver:
        _, form = await editing(driver, "limit")
        await driver.press("enter")
        await driver.pilot.pause(0.2)
        assert form.is_attached
        await driver.press(*"10", "enter")
        await driver.until(lambda: not form.is_attached)
