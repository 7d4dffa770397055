"""What is typed into a prompt, and what stands in it, neither ends the app nor is sent to the terminal."""

from pathlib import Path

import pytest

from storage.workspace import Workspace
from tests.app.running import Driver, driving
from tests.app.small_shop import greeting, make_small_shop

SENT = "\x1b[31mX\u202e"
NO_PLACES = ["~nobody-is-called-so", "x" * 300, "a/../" + "y" * 300 + "/z"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_small_shop(tmp_path / "small.flowrig")


@pytest.mark.parametrize("text", NO_PLACES, ids=lambda text: text[:6])
async def test_what_names_no_place_to_import_from_is_said(shop: Path, text: str) -> None:
    async with driving(shop) as driver:
        await driver.press("ctrl+o")
        await _refused(driver, text, "A flow file (YAML):")


@pytest.mark.parametrize("text", NO_PLACES, ids=lambda text: text[:6])
async def test_what_names_no_place_to_export_to_is_said(shop: Path, text: str) -> None:
    async with driving(shop) as driver:
        await driver.press("ctrl+e")
        await driver.sees("Export the flow")
        await driver.press("enter")
        await _refused(driver, text, "Write it to:")


async def _refused(driver: Driver, text: str, prompt: str) -> None:
    await driver.sees(prompt)
    await driver.press("ctrl+a", "delete", *text)
    await driver.sees("✗")
    await driver.press("enter")
    await driver.sees(prompt, "✗")


async def test_names_and_folders_in_prompts_are_never_sent(tmp_path: Path) -> None:
    nasty = greeting().model_copy(update={"name": f"N{SENT}", "folder": f"F{SENT}"})
    path = make_small_shop(tmp_path / "small.flowrig", nasty)
    async with driving(path) as driver:
        for key, prompt in (("f2", "Rename the flow"), ("f6", "Move the flow")):
            await driver.press(key)
            await driver.sees(prompt)
            shown = driver.text()
            assert not any(sign in shown for sign in ("\x1b", "\u202e"))
            # What is only confirmed stays as it is.
            await driver.press("enter")
            await driver.until(lambda prompt=prompt: prompt not in driver.text())  # type: ignore[misc]
        await driver.said("Moved")
    with Workspace.open(path, write=False) as workspace:
        entry = workspace.flows.entry("greeting")
        assert (entry.name, entry.folder) == (nasty.name, nasty.folder)
