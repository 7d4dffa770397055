"""Keys that come in one burst go where they would have gone one by one."""

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from engine.blocks.wait import WaitBlock
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


def burst(driver: Driver, *keys: str) -> None:
    """All these keys in the same instant, as a terminal sends what is typed ahead."""
    app = driver.app
    assert app._driver is not None
    for key in keys:
        name = {" ": "space", "?": "question_mark"}.get(key, key)
        event = events.Key(name, key if len(key) == 1 else None)
        event.set_sender(app)
        app._driver.send_message(event)


async def test_what_is_typed_after_enter_goes_into_the_form(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        editor = flow.editor
        assert editor is not None
        flow.canvas.select("pause")
        before = editor.flow
        burst(driver, "enter", *"xan 3 d?")

        def typed() -> bool:
            return isinstance(driver.app.focused, Input) and driver.app.focused.value.endswith("xan 3 d?")

        await driver.until(typed)
        assert len(editor.flow.blocks) == len(before.blocks)
        assert not flow.shown.loaded
        assert driver.app.screen is flow


async def test_what_is_typed_after_s_is_the_name(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        editor = flow.editor
        assert editor is not None
        burst(driver, "s", *"Dear all, x?", "escape")
        await driver.until(lambda: flow.canvas.has_focus and editor.flow.name == "Dear all, x?")


async def test_a_whole_block_in_one_burst(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        editor = flow.editor
        assert editor is not None
        flow.canvas.select("hello")
        burst(
            driver,
            "a",
            *"wait",
            "enter",
            *"3 days",
            "escape",
            "a",
            *"4h 9-21",
            "enter",
            "f2",
            *"Rest",
            "enter",
        )
        await driver.until(lambda: any(block.title == "Rest" for block in editor.flow.blocks))
        waits = [block for block in editor.flow.blocks if isinstance(block, WaitBlock)]
        assert [str(wait.duration) for wait in waits][:2] == ["3 days", "4 hours"]
        assert waits[1].title == "Rest"


async def test_no_key_is_lost_where_nothing_takes_it(shop: Path) -> None:
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        burst(driver, *"jk", "escape", *"2", *"3", "escape", "question_mark")
        await driver.until(lambda: driver.app.screen is not flow)
