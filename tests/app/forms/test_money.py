"""Amounts of money show their currency, whatever is typed."""

from typing import Any

import pytest

from tests.app.forms.projects import flow_with
from tests.app.forms.screens import showing

TOTAL: dict[str, Any] = {"field": "order.total", "op": "at_least", "value": None}


@pytest.mark.parametrize("op", ["at_least", "between"])
async def test_an_amount_shows_its_currency_before_and_after_it_is_typed(op: str) -> None:
    leaf = {**TOTAL, "op": op}
    async with showing(flow_with({"kind": "condition", "condition": leaf}), size=(80, 40)) as screen:
        await screen.go_to("condition", "value")
        assert screen.row_of_focus().endswith("EUR")
        await screen.type("50")
        assert "50" in screen.row_of_focus()
        assert screen.row_of_focus().endswith("EUR")


async def test_a_list_of_amounts_shows_the_currency_of_each() -> None:
    branching = {"field": "order.total", "op": "at_least", "branches": [{"id": "big", "values": [5000]}]}
    async with showing(flow_with({"kind": "condition", "branching": branching}), size=(80, 60)) as screen:
        await screen.go_to("branching", "branches", 0, "values")
        assert screen.shows("50.00 EUR")
        assert screen.row_of_focus().rstrip().endswith("EUR")


@pytest.mark.rule("E-32")
async def test_a_fall_in_price_is_an_amount_in_the_currency() -> None:
    block = {"kind": "launch", "trigger": {"event": "list_price_dropped", "settings": {"list": "cart"}}}
    async with showing(flow_with(block), size=(80, 70)) as screen:
        await screen.go_to("trigger", "settings", "amount")
        assert screen.row_of_focus().endswith("EUR")
        await screen.type("12.50")
        assert screen.at("trigger", "settings", "amount") == 1250
