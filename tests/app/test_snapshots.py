"""What the screens look like, at three sizes; `pytest --snapshot-update` after a change that is meant."""

from pathlib import Path

import pytest

from tests.app.pictures import SIZES, Compare, Script, Size, looks, named
from tests.app.running import Driver, open_greeting
from tests.app.small_shop import make_small_shop

ALL_SIZES = [*SIZES, (200, 60)]


async def at_home(driver: Driver) -> None:
    await driver.sees("Greeting")


async def before_the_run(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.sees("Sleep on it", "Not begun")


async def in_the_run(driver: Driver) -> None:
    flow = await open_greeting(driver)
    await driver.press("d")
    await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
    flow.canvas.select("pause")
    await driver.press("1")
    await driver.sees("Tue 2026-03-03 00:00:00")


async def who_is_inside(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("2")
    await driver.sees("3 customers in Sleep on it", "Anna Berg")


async def a_story(driver: Driver) -> None:
    await who_is_inside(driver)
    await driver.press("d")
    await driver.until(lambda: driver.flow.shown.state == "paused")
    await driver.press("5")
    await driver.sees("Dora")
    await driver.press("2", "escape", "r")
    await driver.sees("Start again?")
    await driver.press("escape")
    driver.flow.query_one("#story").tell("c1")  # type: ignore[attr-defined]
    await driver.press("3", "end")
    await driver.sees("it was silver")


async def the_outbox(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("4")
    await driver.sees("3 messages", "Anna Berg")


async def the_help(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("question_mark")
    await driver.sees("Help", "you are here")


async def the_help_searched(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("question_mark", *"next")
    await driver.sees("Search  next")


async def the_first_step_of_the_tour(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("f3")
    await driver.sees("1 of 8")


async def the_second_step_of_the_tour(driver: Driver) -> None:
    await the_first_step_of_the_tour(driver)
    await driver.press("f3")
    await driver.sees("2 of 8")


async def the_problems(driver: Driver) -> None:
    await driver.press("down")
    await open_greeting(driver)
    await driver.press("6")
    await driver.sees("the flow cannot be played yet")


SCRIPTS: list[Script] = [
    the_help_searched,
    the_first_step_of_the_tour,
    the_second_step_of_the_tour,
    the_problems,
    at_home,
    before_the_run,
    in_the_run,
    who_is_inside,
    a_story,
    the_outbox,
    the_help,
]


@pytest.mark.parametrize("size", ALL_SIZES, ids=named)
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_screen(snap_compare: Compare, tmp_path: Path, size: Size, script: Script) -> None:
    assert looks(snap_compare, make_small_shop(tmp_path / "small.flowrig"), size, script)
