"""The launch page can be read in every theme."""

from pathlib import Path

import pytest

from app.themes import CONTRAST, THEMES
from tests.app.living.hands import edit, launched_after_a_day, pause
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop
from tests.app.test_contrast import unreadable


async def what_it_will_do(driver: Driver) -> None:
    flow = await launched_after_a_day(driver)
    flow.canvas.select("pause")
    await driver.press("x", "l")
    await driver.sees("3 are removed", "3 customers fare")


async def not_ready(driver: Driver) -> None:
    await driver.press("down")
    await open_greeting(driver)
    await driver.press("l")
    await driver.sees("Not ready")


async def paused_beside_a_draft(driver: Driver) -> None:
    await launched_after_a_day(driver)
    await edit(driver)
    await pause(driver)
    await driver.said("paused")
    await driver.press("s")
    await driver.sees("Runs now")


@pytest.mark.parametrize("script", [what_it_will_do, not_ready, paused_beside_a_draft])
async def test_all_text_can_be_read(tmp_path: Path, script: object) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        assert callable(script)
        await script(driver)
        for theme in THEMES:
            driver.app.theme = theme.name
            await driver.pilot.pause(0.2)
            found = list(unreadable(driver, 7 if theme is CONTRAST else 4.5))
            assert not found, f"{theme.name}:\n" + "\n".join(found)


async def test_the_page_is_written_in_ascii(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig"), (80, 24), ascii=True) as driver:
        await what_it_will_do(driver)
        assert driver.text().isascii()
        await driver.press("escape")
        await driver.until(lambda: "draft beside: Ready" in driver.text())
        assert driver.text().isascii()
