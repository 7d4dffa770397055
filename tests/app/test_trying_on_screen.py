"""Conditions and messages tried on the world while they are being written, in the whole app."""

from pathlib import Path
from typing import Any

import pytest

from app.flow.screen import FlowScreen
from app.forms.live import ChooseCustomer, Whom
from app.forms.matching_branches import ForEach
from app.forms.matching_rows import ConditionRow
from app.forms.message_text import TemplateEntry, TemplateInput
from engine.blocks.actions.messages import SendEmail
from engine.blocks.condition import ConditionBlock
from engine.blocks.steps import StepsBlock
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import ESCAPE, make_small_shop
from tests.kit import flow, launch, mail

VALID = {"field": "customer.email.valid", "op": "is", "value": True}
SILVER = {"field": "customer.field.tier", "op": "is", "value": "silver"}
GOLD = {"field": "customer.field.tier", "op": "is", "value": "gold"}
TWO_GROUPS: dict[str, Any] = {"all": [VALID, {"any": [SILVER, GOLD]}]}


def checking(**settings: Any) -> Any:
    check = {"id": "check", "kind": "condition", **settings}
    return flow(launch(), check, wires="start.next>check", id="greeting", name="Greeting")


async def editing(driver: Driver, block: str) -> FlowScreen:
    """The form of a block, with the keyboard in it."""
    screen = await open_greeting(driver)
    screen.canvas.select(block)
    await driver.pilot.pause()
    await driver.press("enter")
    return screen


def condition(screen: FlowScreen) -> Any:
    assert screen.editor is not None
    block = screen.editor.flow.block("check")
    assert isinstance(block, ConditionBlock)
    assert block.condition is not None
    return block.condition.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@pytest.mark.rule("F-5")
async def test_a_condition_says_whom_it_fits_and_each_lines_value(tmp_path: Path) -> None:
    path = make_small_shop(tmp_path / "shop.flowrig", checking(condition=TWO_GROUPS))
    async with driving(path) as driver:
        screen = await editing(driver, "check")
        await driver.sees("2 of 4 customers match", "For Anna Berg: it fits")
        verdicts = [row.verdict.ok for row in screen.query(ConditionRow) if row.verdict is not None]
        assert verdicts == [True, True, True, True, False]
        screen.query_one(Whom).focus()
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, ChooseCustomer))
        await driver.sees("Dora")
        await driver.press(*"dora")
        await driver.pilot.pause(0.2)
        await driver.press("enter")
        await driver.sees("For Dora: it does not fit")
        assert ESCAPE not in driver.text()
        # Counted anew as soon as it is another condition.
        rows = list(screen.query(ConditionRow))
        rows[0].focus()
        await driver.press("enter")
        await driver.sees("3 of 4 customers match")


@pytest.mark.rule("F-5")
async def test_lines_are_dragged_with_the_mouse(tmp_path: Path) -> None:
    path = make_small_shop(tmp_path / "shop.flowrig", checking(condition=TWO_GROUPS))
    async with driving(path) as driver:
        screen = await editing(driver, "check")
        await driver.sees("2 of 4 customers match")

        async def drag(source: int, target: int, sideways: int = 0) -> None:
            rows = list(screen.query(ConditionRow))
            await driver.pilot.mouse_down(rows[source], offset=(6, 0))
            to = rows[target].region
            at = (to.x + 6 + sideways, to.y)
            await driver.pilot.hover(offset=at)
            await driver.pilot.mouse_up(offset=at)
            await driver.pilot.pause(0.2)

        await drag(4, 1)
        assert condition(screen) == {"all": [GOLD, VALID, {"any": [SILVER]}]}
        await drag(1, 3)
        assert condition(screen) == {"all": [VALID, {"any": [SILVER, GOLD]}]}
        focused = driver.app.focused
        assert isinstance(focused, ConditionRow)
        assert focused.row.text == "tier is gold"
        await drag(4, 4, sideways=-5)
        assert condition(screen) == {"all": [VALID, {"any": [SILVER]}, GOLD]}


@pytest.mark.rule("F-5")
async def test_branches_are_counted_and_made_for_each_value(tmp_path: Path) -> None:
    branching = {
        "field": "customer.field.tier",
        "branches": [{"id": "one", "values": ["silver"]}],
        "other": True,
    }
    path = make_small_shop(tmp_path / "shop.flowrig", checking(branching=branching))
    async with driving(path) as driver:
        screen = await editing(driver, "check")
        await driver.sees("Of 4 customers: one 1 / other 3", "A branch for each of gold, bronze")
        screen.query_one(ForEach).focus()
        await driver.press("enter")
        await driver.sees("one 1 / gold 1 / bronze 0", "other 2")


@pytest.mark.rule("F-6")
async def test_a_parameter_is_completed_and_the_message_shown_for_a_customer(tmp_path: Path) -> None:
    one = flow(launch(), mail("hello"), wires="start.next>hello", id="greeting", name="Greeting")
    async with driving(make_small_shop(tmp_path / "shop.flowrig", one), (80, 24)) as driver:
        screen = await editing(driver, "hello")
        await driver.sees("Actions")
        form = next(iter(screen.query("BlockForm")))
        await form.focus_field(("actions", 0, "subject"))  # type: ignore[attr-defined]
        await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))
        await driver.press("end", *", {{fir")
        await driver.sees("Customer.FirstName", "First name", "Anna")
        await driver.press("enter")
        await driver.sees("hello, {{ Customer.FirstName }}", "hello, Anna")
        assert screen.editor is not None
        block = screen.editor.flow.block("hello")
        assert isinstance(block, StepsBlock)
        sent = block.actions[0]
        assert isinstance(sent, SendEmail)
        assert sent.subject == "hello, {{ Customer.FirstName }}"
        await driver.press(*" {{Nope}}")
        await driver.sees("column 35: there is no parameter Nope")
        await driver.press("ctrl+space")
        assert screen.query_one(TemplateEntry).opened
        await driver.press("escape")
        assert not screen.query_one(TemplateEntry).opened
