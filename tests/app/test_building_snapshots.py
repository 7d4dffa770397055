"""What building looks like: the palette, what it finds, a name over its card, the list of edits."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from app.app import FlowrigApp
from app.home.screen import HomeScreen
from app.session.session import Session
from app.start import opening
from tests.app.running import Driver, open_greeting
from tests.app.small_shop import make_small_shop

SIZES = [(80, 24), (120, 40)]
Script = Callable[[Driver], Awaitable[None]]


async def _on(driver: Driver, block: str) -> None:
    flow = await open_greeting(driver)
    flow.canvas.select(block)


async def the_palette(driver: Driver) -> None:
    await _on(driver, "check")
    await driver.press("a")
    await driver.sees("Wait for office hours")


async def found_in_the_palette(driver: Driver) -> None:
    await _on(driver, "hello")
    await driver.press("a", *"2d mon-fri 9-17")
    await driver.sees("as you typed it")


async def renaming(driver: Driver) -> None:
    await _on(driver, "hello")
    await driver.press("f2")
    await driver.sees("Rename")


async def the_edits(driver: Driver) -> None:
    await _on(driver, "silver")
    await driver.press("a", *"2d", "enter", "a", *"mail Bye", "enter", "shift+right", "u", "u", "h")
    await driver.sees("Edits of this flow", "taken back")


SCRIPTS: list[Script] = [the_palette, found_in_the_palette, renaming, the_edits]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_building(
    snap_compare: Callable[..., bool], tmp_path: Path, size: tuple[int, int], script: Script
) -> None:
    path = make_small_shop(tmp_path / "small.flowrig")
    session = Session(lambda say: opening(path, say))
    app = FlowrigApp(session, animate=False)

    async def before(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.until(lambda: isinstance(app.screen, HomeScreen) and app.screen.shelf is not None)
        await script(driver)
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await pilot.pause(0.3)

    try:
        assert snap_compare(app, terminal_size=size, run_before=before)
    finally:
        session.close()
