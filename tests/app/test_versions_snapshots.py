"""What the versions of a flow look like: the panel, one opened as it was, two compared."""

from pathlib import Path

import pytest

from tests.app.pictures import SIZES, Compare, Script, Size, looks, named
from tests.app.running import Driver
from tests.app.test_versions import at_the_versions, replayed
from tests.app.versions_shop import make_versions_shop, third


async def the_panel(driver: Driver) -> None:
    await at_the_versions(driver)
    await driver.press("down")


async def opened_as_it_was(driver: Driver) -> None:
    flow = await replayed(driver)
    await driver.press("7")
    await driver.until(lambda: len(driver.lines()) > 1)
    await driver.press("down", "enter")
    await driver.until(lambda: flow.opened is not None)
    # The panel of versions tells when it was launched by the clock on the wall.
    await driver.press("1", "escape" if driver.app.size.width < 100 else "home")


async def the_difference_in_words(driver: Driver) -> None:
    flow = await at_the_versions(driver)
    await driver.press("down", "c")
    await driver.until(lambda: flow.compared is not None)
    await driver.press("home")


async def the_difference_on_the_canvas(driver: Driver) -> None:
    await the_difference_in_words(driver)
    await driver.press("end", "enter", "f")


SCRIPTS: list[Script] = [
    the_panel,
    opened_as_it_was,
    the_difference_in_words,
    the_difference_on_the_canvas,
]


def compare(snap_compare: Compare, path: Path, size: Size, script: Script, ascii: bool = False) -> bool:
    make_versions_shop(path, None if script is opened_as_it_was else third())
    return looks(snap_compare, path, size, script, ascii=ascii)


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_versions(snap_compare: Compare, tmp_path: Path, size: Size, script: Script) -> None:
    assert compare(snap_compare, tmp_path / "small.flowrig", size, script)


def test_the_difference_in_ascii(snap_compare: Compare, tmp_path: Path) -> None:
    assert compare(
        snap_compare, tmp_path / "small.flowrig", (120, 40), the_difference_on_the_canvas, ascii=True
    )
