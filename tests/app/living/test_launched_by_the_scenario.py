"""A flow that the scenario launches in the run: one truth about it, and a launch that would be refused."""

from pathlib import Path

import pytest

from app.home.screen import HomeScreen
from app.session.living import held_words
from engine.flow.model import Flow
from engine.world.settings import OperationSettings, Settings
from tests.app.running import open_greeting
from tests.app.test_scenarios import telling
from tests.kit import flow, launch

STORY = (
    Path(__file__).parents[3] / "sample_data" / "scenarios" / "life" / "e-48-one-flow-for-one-operation.yaml"
)


@pytest.mark.rule("E-48", "F-15", "F-17")
async def test_it_is_told_as_the_run_has_it_and_who_refuses_a_launch() -> None:
    async with telling(STORY) as driver:
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, HomeScreen))
        await driver.press(*"We call")
        screen = await open_greeting(driver)
        assert "Ready for launch" in driver.header
        await driver.press("l")
        await driver.sees(
            "The workspace refuses it: the operation 'Call me back' starts the flow 'Call me back'"
        )
        assert "Playing both versions" not in driver.text()
        await driver.press("enter")
        await driver.sees("✗ The workspace refuses it")
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is screen)
        await driver.press("d")
        await driver.until(lambda: screen.shown.now > screen.shown.started and screen.shown.state == "paused")
        assert "We call back draft   Active (version 1 of the run)" in driver.header
        await driver.press("o")
        assert "only the run has launched it, by its scenario" in driver.note
        await driver.press("escape")
        await driver.sees("Active (version 1 of the run)", "Paused since Mon 2 Mar 10:00")


@pytest.mark.rule("E-48")
def test_the_one_that_holds_the_operation_is_named() -> None:
    def starts(name: str, operation: str) -> Flow:
        trigger = {"event": "operation_called", "settings": {"operation": operation}}
        return flow(launch(trigger=trigger), id=name.lower(), name=name)

    settings = Settings(operations={"ring": OperationSettings("Ring me"), "bare": OperationSettings()})
    found = held_words(starts("B", "ring"), [starts("C", "bare"), starts("A", "ring")], settings)
    assert found.startswith("the operation 'Ring me' starts the flow 'A' already")
    assert not held_words(starts("B", "ring"), [starts("C", "bare")], settings)
    assert "the operation 'bare'" in held_words(starts("B", "bare"), [starts("C", "bare")], settings)
