"""What the tests of a flow's life do again and again."""

from pathlib import Path

from textual.geometry import Offset

from app.ask import Choose
from app.editing.settings import SetField
from app.flow.launch_page import LaunchScreen
from app.flow.screen import FlowScreen
from storage.flows import FlowEntry
from storage.workspace import Workspace
from tests.app.running import Driver, open_greeting

TUESDAY = "Tue 2026-03-03 00:00"
"""Where the run stands after a day; three wait until this morning."""


def kept(path: Path, flow: str = "greeting") -> FlowEntry:
    """How the workspace holds the flow."""
    with Workspace.open(path, write=False) as workspace:
        return workspace.flows.entry(flow)


async def after_a_day(driver: Driver) -> FlowScreen:
    """The greeting, played for a day: three wait in it."""
    flow = await open_greeting(driver)
    await driver.press("d")
    await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
    assert flow.shown.flows["greeting"].inside == 3
    return flow


async def launch(driver: Driver) -> None:
    """Launch by keys, whatever the page says."""
    await driver.press("l")
    await driver.until(lambda: isinstance(driver.app.screen, LaunchScreen))
    await driver.sees("launch version")
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, FlowScreen), "to be back on the canvas")
    await driver.said("is launched")


async def launched_after_a_day(driver: Driver) -> FlowScreen:
    """Version 1 runs, and three wait in it."""
    flow = await after_a_day(driver)
    await launch(driver)
    return flow


async def pause(driver: Driver) -> None:
    """Pause the flow: that is asked about."""
    await driver.press("o")
    await driver.until(lambda: isinstance(driver.app.screen, Choose), "to be asked")
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, FlowScreen), "to be back on the canvas")


async def edit(driver: Driver, duration: str = "2 days") -> None:
    """Change the Wait, and let that be saved."""
    flow = driver.flow
    flow.edit(SetField("pause", ("duration",), duration))
    await driver.until(lambda: flow.saved, "to be saved")


async def click(driver: Driver, text: str, times: int = 1) -> None:
    """Click where this text stands."""
    for y, line in enumerate(driver.text().splitlines()):
        x = line.find(text)
        if x >= 0:
            await driver.pilot.click(offset=Offset(x + 1, y), times=times)
            return
    raise AssertionError(f"{text!r} is not on the screen\n{driver.text()}")
