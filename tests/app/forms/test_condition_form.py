"""The condition editor on the screen: by keys and by mouse (F-5, F-14)."""

from typing import Any

import pytest

from app.forms.rows import Press, Row
from tests.app.forms.projects import flow_with
from tests.app.forms.screens import Screen, showing
from tests.app.forms.test_form import TALL, click_sign
from tests.app.forms.test_tree import text


def condition(tree: Any) -> Any:
    return flow_with({"kind": "condition", "condition": tree})


def leaf(field: str) -> dict[str, Any]:
    return {"field": field, "op": "is", "value": 1}


TWO = {"all": [leaf("order.total"), leaf("customer.orders.count")]}


def seen(screen: Screen) -> str:
    return text(screen.at("condition"))


@pytest.mark.rule("F-5")
async def test_a_condition_is_made_by_keys() -> None:
    async with showing(condition(None), size=TALL) as screen:
        await screen.go_to("condition")
        await screen.press("enter")
        await screen.pilot.pause()
        await screen.press(*"email is valid", "enter")
        await screen.pilot.pause()
        assert screen.at("condition") == {
            "field": "customer.email.valid",
            "of": {},
            "op": "is",
            "value": True,
        }
        assert screen.shows("Email is valid")
        await screen.go_to("condition")
        await screen.press("a")
        await screen.pilot.pause()
        await screen.press(*"orders", "enter")
        await screen.press(*"3d", "tab", *"most", "enter", "2")
        await screen.pilot.pause()
        assert screen.at("condition", "all", 1) == {
            "field": "customer.orders.count",
            "of": {"within": "3 days"},
            "op": "at_most",
            "value": 2,
        }


@pytest.mark.rule("F-5")
@pytest.mark.parametrize("key", ["a", "enter"])
@pytest.mark.parametrize("tree", [None, {"field": "", "op": ""}])
async def test_an_empty_condition_is_begun_with_either_key(tree: Any, key: str) -> None:
    async with showing(condition(tree), size=TALL) as screen:
        await screen.go_to("condition")
        if tree is None:
            assert "+ Comparison ◂" in screen.row_of_focus()
        await screen.press(key)
        await screen.pilot.pause()
        assert screen.at("condition", "field") == ""
        assert not screen.shows("… …")
        await screen.press(*"email is valid", "enter")
        await screen.pilot.pause()
        assert screen.at("condition", "field") == "customer.email.valid"


@pytest.mark.rule("F-5")
async def test_a_condition_is_turned_around_by_keys() -> None:
    async with showing(condition(TWO), size=TALL) as screen:
        await screen.go_to("condition")
        await screen.press("enter")
        await screen.pilot.pause()
        assert seen(screen) == "(order.total | customer.orders.count)"
        assert screen.shows("any of these")
        await screen.press("down", "n")
        await screen.pilot.pause()
        assert seen(screen) == "(!order.total | customer.orders.count)"
        await screen.press("shift+down")
        await screen.pilot.pause()
        assert seen(screen) == "(customer.orders.count | !order.total)"
        await screen.press("shift+right")
        await screen.pilot.pause()
        assert seen(screen) == "(customer.orders.count | (!order.total))"
        await screen.press("shift+left")
        await screen.pilot.pause()
        assert seen(screen) == "(customer.orders.count | !order.total)"
        await screen.press("delete")
        await screen.pilot.pause()
        assert seen(screen) == "(customer.orders.count)"
        await screen.press("delete")
        await screen.pilot.pause()
        assert screen.at("condition") is None
        for _ in range(7):
            screen.editor.undo()
        assert seen(screen) == "(order.total & customer.orders.count)"


@pytest.mark.rule("F-5")
async def test_a_condition_is_turned_around_by_mouse() -> None:
    async with showing(condition(TWO), size=TALL) as screen:
        await click_sign(screen, 1, "¬")
        assert seen(screen) == "(!order.total & customer.orders.count)"
        await click_sign(screen, 1, "↓")
        assert seen(screen) == "(customer.orders.count & !order.total)"
        await click_sign(screen, 1, "⇥")
        assert seen(screen) == "((customer.orders.count) & !order.total)"
        await click_sign(screen, 2, "⇤")
        assert seen(screen) == "(customer.orders.count & !order.total)"
        await click_sign(screen, 2, "✕")
        assert seen(screen) == "(customer.orders.count)"
        group = next(press for press in screen.app.query(Press) if press.what == "add_group")
        await screen.pilot.click(group)
        await screen.pilot.pause()
        assert seen(screen) == "(customer.orders.count & (?))"


async def test_one_comparison_is_open_at_a_time() -> None:
    async with showing(condition(TWO), size=TALL) as screen:
        rows = list(screen.app.query(Row))
        await screen.pilot.click(rows[1])
        await screen.pilot.pause()
        assert screen.shows("Operator")
        await screen.pilot.click(rows[2])
        await screen.pilot.pause()
        assert sum("Operator" in line for line in screen.lines()) == 1
        await screen.press("enter")
        await screen.pilot.pause()
        assert not screen.shows("Operator")


async def test_a_bad_value_of_a_comparison() -> None:
    async with showing(condition(TWO), size=TALL) as screen:
        flow = screen.editor.flow
        await screen.go_to("condition", "all", 1, "value")
        await screen.type("few")
        await screen.pilot.pause()
        assert screen.shows("✗ write a number")
        assert screen.editor.flow is flow
        await screen.go_to("condition", "all", 0, "value")
        await screen.type("49.90")
        assert screen.at("condition", "all", 0, "value") == 4990


@pytest.mark.rule("F-14")
async def test_a_filter_offers_what_it_may_use() -> None:
    block = {"kind": "launch", "filter": leaf("")}
    async with showing(flow_with(block), size=TALL) as screen:
        await screen.go_to("filter", "field")
        await screen.press("down")
        await screen.pilot.pause()
        assert screen.shows("Email is filled")
        assert not screen.shows("Birth date")
        await screen.press(*"birth", "tab")
        await screen.pilot.pause()
        assert screen.shows("✗ no match for")
        assert screen.at("filter", "field") == ""


async def test_too_large_a_condition_is_refused() -> None:
    many = {"all": [leaf("order.total")] * 200}
    async with showing(condition(many), size=TALL) as screen:
        flow = screen.editor.flow
        await screen.go_to("condition")
        await screen.press("a")
        await screen.pilot.pause()
        assert screen.editor.flow is flow
        assert "at most 200 comparisons" in screen.form.filling.errors["condition",]
