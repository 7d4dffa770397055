"""What the condition builder and the message editor look like, at two sizes and in ASCII."""

from pathlib import Path
from typing import Any

import pytest

from app.forms.matching_rows import ConditionRow
from app.forms.message_text import TemplateInput
from tests.app.pictures import SIZES, Compare, Script, Size, looks, named
from tests.app.running import Driver, open_greeting
from tests.app.small_shop import make_small_shop
from tests.kit import flow, launch, mail

CHECK: dict[str, Any] = {
    "id": "check",
    "kind": "condition",
    "condition": {
        "all": [
            {"field": "customer.email.valid", "op": "is", "value": True},
            {
                "any": [
                    {"field": "customer.field.tier", "op": "is", "value": "silver"},
                    {"not": {"field": "customer.field.tier", "op": "is", "value": "gold"}},
                ]
            },
        ]
    },
}
BRANCHES: dict[str, Any] = {
    "id": "branches",
    "kind": "condition",
    "branching": {
        "field": "customer.field.tier",
        "branches": [{"id": "one", "values": ["silver"]}],
        "other": True,
    },
}


async def _form(driver: Driver, block: str) -> None:
    screen = await open_greeting(driver)
    screen.canvas.select(block)
    await driver.pilot.pause()
    await driver.press("enter")


async def a_condition(driver: Driver) -> None:
    await _form(driver, "check")
    await driver.sees("2 of 4 customers match", "For Anna Berg")
    list(driver.flow.query(ConditionRow))[3].focus()


async def branches(driver: Driver) -> None:
    await _form(driver, "branches")
    await driver.sees("Field", "tier")
    await driver.pilot.pause(0.5)


async def _message(driver: Driver) -> None:
    await _form(driver, "hello")
    await driver.sees("Actions")
    form = next(iter(driver.flow.query("BlockForm")))
    await form.focus_field(("actions", 0, "subject"))  # type: ignore[attr-defined]
    await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))


async def a_message(driver: Driver) -> None:
    await _message(driver)
    await driver.press("end", *", {{fir", "enter")
    await driver.sees("hello, Anna")
    await driver.press(*" {{Nope}}", "tab", *"Hi")
    await driver.sees("mend what is underlined", "For Anna Berg")


async def a_wide_message(driver: Driver) -> None:
    await _message(driver)
    await driver.press("f4", "end", *", {{fir", "enter", "tab", *"Hi")
    await driver.sees("hello, Anna", "F4 narrow")


async def parameters(driver: Driver) -> None:
    await _message(driver)
    await driver.press("end", *", {{last")
    await driver.sees("Customer.LastName", "Berg")


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize(
    "script", [a_condition, branches, a_message, parameters], ids=lambda script: script.__name__
)
def test_form(snap_compare: Compare, tmp_path: Path, size: Size, script: Script) -> None:
    _compare(snap_compare, tmp_path, size, script)


def test_wide_form(snap_compare: Compare, tmp_path: Path) -> None:
    _compare(snap_compare, tmp_path, (120, 40), a_wide_message)


def test_form_in_ascii(snap_compare: Compare, tmp_path: Path) -> None:
    _compare(snap_compare, tmp_path, (80, 24), a_condition, ascii=True)


def _compare(
    snap_compare: Compare, tmp_path: Path, size: Size, script: Script, *, ascii: bool = False
) -> None:
    one = flow(
        launch(),
        mail("hello"),
        CHECK,
        BRANCHES,
        wires="start.next>hello hello.next>check check.yes>branches",
        id="greeting",
        name="Greeting",
    )
    path = make_small_shop(tmp_path / "small.flowrig", one)
    assert looks(snap_compare, path, size, script, ascii=ascii)
