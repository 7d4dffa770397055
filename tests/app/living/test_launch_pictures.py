"""What the launch page looks like; `pytest --snapshot-update` after a change that is meant."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from app.app import FlowrigApp
from app.home.screen import HomeScreen
from app.session.session import Session
from app.start import opening
from tests.app.living.hands import edit, launched_after_a_day, pause
from tests.app.running import Driver, open_greeting
from tests.app.small_shop import make_small_shop

SIZES = [(80, 24), (120, 40)]
Compare = Callable[..., bool]
Script = Callable[[Driver], Awaitable[None]]


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


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_screen(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], script: Script) -> None:
    session = Session(lambda say: opening(make_small_shop(tmp_path / "small.flowrig"), say))
    app = FlowrigApp(session, animate=False)

    async def before(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.until(lambda: isinstance(app.screen, HomeScreen) and app.screen.shelf is not None)
        await script(driver)
        await pilot.pause(0.3)

    try:
        assert snap_compare(app, terminal_size=size, run_before=before)
    finally:
        session.close()
