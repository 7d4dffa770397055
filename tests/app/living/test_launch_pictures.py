"""What the launch page looks like; `pytest --snapshot-update` after a change that is meant."""

from pathlib import Path

import pytest

from tests.app.living.hands import edit, launched_after_a_day, pause
from tests.app.pictures import SIZES, Compare, Script, Size, looks, named
from tests.app.running import Driver, open_greeting
from tests.app.small_shop import make_small_shop


async def what_it_will_do(driver: Driver) -> None:
    flow = await launched_after_a_day(driver)
    flow.canvas.select("pause")
    await driver.press("x")
    await driver.until(lambda: flow.saved)
    await driver.press("l")
    await driver.sees("3 are removed", "launch version 2")
    await driver.until(lambda: "Playing both" not in driver.text())


async def what_keeps_it_from_being_launched(driver: Driver) -> None:
    await driver.press("down")
    await open_greeting(driver)
    await driver.press("l")
    await driver.sees("Not ready")


async def a_draft_beside(driver: Driver) -> None:
    await launched_after_a_day(driver)
    await edit(driver)
    await pause(driver)
    await driver.said("paused")


async def flows_that_live(driver: Driver) -> None:
    flow = await launched_after_a_day(driver)
    await edit(driver)
    await driver.press("escape")
    await driver.until(lambda: driver.app.screen is not flow)
    await driver.sees("Active, draft beside: Ready")


SCRIPTS: list[Script] = [
    what_it_will_do,
    what_keeps_it_from_being_launched,
    a_draft_beside,
    flows_that_live,
]


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_screen(snap_compare: Compare, tmp_path: Path, size: Size, script: Script) -> None:
    assert looks(snap_compare, make_small_shop(tmp_path / "small.flowrig"), size, script)
