"""The problems panel: grouped and counted, kept up to date while typing, mended with a key."""

from pathlib import Path

import pytest
from textual.widgets import Input

from app.flow.panels.problems import ProblemsPanel
from app.forms.message_text import TemplateInput
from app.problems import field_words
from engine.flow.validation import errors
from engine.world.settings import Settings
from tests.app.editing.test_mending import START, split, steps, wait
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop
from tests.kit import flow

pytestmark = pytest.mark.rule("F-16")


def muddle(tmp_path: Path) -> Path:
    """A flow with errors and warnings, most of which can be mended."""
    found = flow(
        START,
        split(40, 40),
        steps({"do": "send_sms", "text": "Hello", "topic": "New"}),
        wait("pause", duration=None),
        steps(id="lost", title="Lost"),
        wires="start.next>split split.A>mail split.B>mail mail.next>pause",
        id="muddle",
        name="Muddle",
    )
    return make_small_shop(tmp_path / "small.flowrig", found)


async def shown(driver: Driver) -> list[str]:
    await open_greeting(driver)
    await driver.press("6")
    await driver.sees("share out")
    return driver.lines()


async def test_errors_come_before_warnings_with_words_and_counts(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        lines = await shown(driver)
        heads = [line for line in lines if line and line[0].isdigit()]
        assert heads == [
            "3 errors: the flow cannot be played yet",
            "3 warnings: it can be played all the same",
        ]
        assert "✗ Split  Branches" in lines
        assert "  m: share out to 100 %: 50 / 50" in lines
        assert "✗ Wait  How long" in lines
        assert "! Lost" in lines


async def test_m_mends_and_one_step_takes_it_back(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await shown(driver)
        await driver.press("m")
        await driver.said("Mended: share out to 100 %")
        editor = driver.flow.editor
        assert editor is not None
        assert [branch.share for branch in editor.flow.blocks[1].branches] == [50, 50]  # type: ignore[union-attr]
        await driver.until(lambda: driver.lines()[0].startswith("2 errors"))
        assert len(editor.steps) == 1
        await driver.press("m")
        await driver.until(lambda: driver.lines()[0].startswith("1 error"))
        await driver.press("ctrl+z", "ctrl+z")
        await driver.until(lambda: driver.lines()[0].startswith("3 errors"))


async def test_what_only_the_person_knows_is_not_mended(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await shown(driver)
        await driver.press("down", "down")
        panel = driver.flow.query_one(ProblemsPanel)
        assert panel.chosen is not None
        assert panel.chosen[1].block == "pause"
        assert driver.flow.why_not("mend") is not None
        await driver.press("m")
        await driver.said("only you know how")


async def test_enter_goes_to_the_field(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await shown(driver)
        await driver.press("down", "down", "enter")
        await driver.until(lambda: driver.flow.canvas.selected == "pause")
        await driver.sees("How long")
        await driver.until(lambda: "form" in driver.flow.places())


async def test_the_count_follows_what_is_typed(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await shown(driver)
        await driver.sees("Problems ✗3 !3")
        await driver.press("down", "down", "enter")
        await driver.sees("How long")
        await driver.until(lambda: isinstance(driver.app.focused, Input))
        await driver.press(*"2 days")
        await driver.sees("Problems ✗2")


async def type_what_does_not_fit(driver: Driver) -> None:
    """Type "abc" where the Wait wants a duration."""
    await shown(driver)
    await driver.press("down", "down", "enter")
    await driver.sees("How long")
    await driver.until(lambda: isinstance(driver.app.focused, Input))
    await driver.press(*"2 days")
    await driver.sees("Problems ✗2 !3")
    await driver.press(*"abc")


async def test_text_that_does_not_fit_counts_while_it_stands_in_its_field(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await type_what_does_not_fit(driver)
        await driver.sees("Problems ✗3 !3")
        editor = driver.flow.editor
        assert editor is not None
        assert [problem.field for problem in editor.unread] == [("duration",)]
        # It takes the place of what was wrong with the field before: one problem, not two.
        assert sum(problem.field == ("duration",) for problem in editor.problems) == 1
        await driver.press(*["backspace"] * 3)
        await driver.sees("Problems ✗2 !3")
        assert editor.unread == ()


async def test_text_that_does_not_fit_is_among_the_problems_and_enter_goes_back_to_it(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await type_what_does_not_fit(driver)
        await driver.sees("Problems ✗3 !3")
        row, line = next(
            (n, line) for n, line in enumerate(driver.text().split("\n")) if "Problems ✗3" in line
        )
        await driver.pilot.click(offset=(line.index("Problems ✗3"), row))
        await driver.until(lambda: "problems" in driver.flow.places())
        at = driver.lines().index("✗ Wait  How long")
        panel = driver.flow.query_one(ProblemsPanel)
        await driver.press("home", "down", "down")
        await driver.until(lambda: panel.chosen is not None and panel.chosen[1].field == ("duration",))
        assert "write a duration" in driver.lines()[at + 1]
        # What stands in the field is the person's own to mend.
        assert driver.flow.why_not("mend") is not None
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.focused, Input))
        assert isinstance(driver.app.focused, Input)
        assert driver.app.focused.value == "2 daysabc"


async def test_leaving_the_form_says_what_was_not_taken(tmp_path: Path) -> None:
    async with driving(muddle(tmp_path)) as driver:
        await type_what_does_not_fit(driver)
        await driver.sees("Problems ✗3 !3")
        await driver.press("escape")
        await driver.said("Wait, How long: left as it was")
        # The text went with the form: the Wait has no duration again.
        editor = driver.flow.editor
        assert editor is not None
        assert editor.unread == ()


async def test_each_problem_of_a_text_leads_to_its_own_place(tmp_path: Path) -> None:
    text = "Hi {{ Nope }}\nand {{ Nor }}"
    wrong = flow(
        START, steps({"do": "send_sms", "text": text}), wires="start.next>mail", id="wrong", name="Wrong"
    )
    async with driving(make_small_shop(tmp_path / "small.flowrig", wrong)) as driver:
        await open_greeting(driver)
        await driver.press("6")
        await driver.sees("line 2, column 8")
        await driver.press("home", "down", "enter")
        await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))
        focused = driver.app.focused
        assert isinstance(focused, TemplateInput)
        assert focused.cursor_location == (1, 7)


def test_a_field_is_called_as_in_its_form() -> None:
    condition = {"any": [{"field": "order.total", "op": "at_least"}]}
    found = flow(
        START,
        steps({"do": "send_sms", "text": "{{ Nope }}"}),
        {"id": "asked", "kind": "condition", "condition": condition},
        wait("pause", duration=None),
        wires="start.next>mail mail.next>asked asked.yes>pause",
    )
    problems = {problem.block: problem for problem in errors(found, Settings())}
    assert {block: field_words(found, problem) for block, problem in problems.items()} == {
        "mail": "Actions · 1 · Text",
        "asked": "Condition · any · 1 · Value",
        "pause": "How long",
        "start": "Starts on · Settings · templates",
    }
