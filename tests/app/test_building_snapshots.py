"""What building looks like: the palette, what it finds, a name over its card, the list of edits."""

from pathlib import Path

import pytest

from tests.app.pictures import SIZES, Compare, Script, Size, looks, named
from tests.app.running import Driver, open_greeting
from tests.app.small_shop import make_small_shop


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


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_building(snap_compare: Compare, tmp_path: Path, size: Size, script: Script) -> None:
    assert looks(snap_compare, make_small_shop(tmp_path / "small.flowrig"), size, script)
