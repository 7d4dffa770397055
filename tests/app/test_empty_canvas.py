"""A flow without blocks, or without its launch settings: the screen says what to do, and does it."""

from functools import partial
from pathlib import Path

import pytest

from app.command_bar import CommandBar
from app.flow.adding import HINT, AddingScreen
from app.home.screen import HomeScreen
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


async def emptied(driver: Driver) -> None:
    flow = await open_greeting(driver)
    assert flow.editor is not None
    for left in reversed(range(len(flow.editor.flow.blocks))):
        await driver.press("home", "x")
        await driver.until(partial(has_left, driver, left))


def has_left(driver: Driver, blocks: int) -> bool:
    return driver.flow.editor is not None and len(driver.flow.editor.flow.blocks) == blocks


def launches(driver: Driver) -> bool:
    """Whether the flow has its launch settings."""
    return driver.flow.editor is not None and driver.flow.editor.flow.launch is not None


@pytest.mark.rule("F-16")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_says_what_to_do(tmp_path: Path, size: tuple[int, int]) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig"), size) as driver:
        await emptied(driver)
        await driver.sees("The flow has no blocks: a adds its launch settings")
        await driver.press("x")
        assert driver.note == "delete: the flow has no blocks: a adds its launch settings"
        await driver.press("a", "enter")
        await driver.until(
            lambda: driver.flow.editor is not None and driver.flow.editor.flow.launch is not None
        )
        assert "The flow has no blocks" not in driver.text()


async def test_opened_again_the_footer_is_honest(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig"), (80, 24)) as driver:
        await emptied(driver)
        await driver.until(lambda: driver.flow.saved)
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))
        await open_greeting(driver)
        await driver.sees("The flow has no blocks")
        footer = str(driver.flow.query_one(CommandBar).render_line(0).text)
        assert "a add" in footer
        assert "(a add)" not in footer


@pytest.mark.rule("F-16")
async def test_from_the_problem_one_comes_to_adding(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        await open_greeting(driver)
        await driver.press("home", "x")
        await driver.until(lambda: not launches(driver))
        await driver.press("6")
        await driver.sees("add a launch settings block")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, AddingScreen))
        await driver.sees("Launch settings")
        await driver.press("enter")
        await driver.until(lambda: launches(driver))


async def test_the_examples_of_what_can_be_typed_have_the_room(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig"), (80, 24)) as driver:
        await open_greeting(driver)
        await driver.press("a")
        await driver.sees(HINT)
