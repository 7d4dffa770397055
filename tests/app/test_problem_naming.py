"""A name that a flow uses and the project lacks is created from its problem."""

from pathlib import Path

import pytest

from tests.app.editing.test_mending import START, steps
from tests.app.running import driving, open_greeting
from tests.app.small_shop import make_small_shop
from tests.kit import flow


@pytest.mark.rule("F-16", "W-1")
async def test_m_creates_the_name_that_a_problem_lacks(tmp_path: Path) -> None:
    found = flow(
        START,
        steps({"do": "issue_action", "template": "x"}),
        wires="start.next>mail",
        id="lacking",
        name="Lacking",
    )
    async with driving(make_small_shop(tmp_path / "small.flowrig", found)) as driver:
        await open_greeting(driver)
        await driver.press("6")
        await driver.sees("there is no action template 'x'", "m: create the action template 'x'")
        await driver.press("m")
        await driver.said("Created the action template x in the world")
        editor = driver.flow.editor
        assert editor is not None
        assert "x" in editor.settings.action_templates
        await driver.until(lambda: "there is no action template" not in driver.text())
