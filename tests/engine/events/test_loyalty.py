"""Events of points: what starts each, and what does not. E-40 is in `test_profile`."""

from typing import Any

import pytest

from tests.engine.world.worlds import Trigger, shop


def points(do: str, **more: Any) -> dict[str, Any]:
    return {"do": f"balance.{do}", "customer": "anna", "account": "bonus", **more}


# E-38


@pytest.mark.rule("E-38")
def test_every_change_that_leaves_the_balance_below_zero_starts() -> None:
    trigger = Trigger(shop(points("award", amount=10)), "balance_went_negative")
    assert trigger.starts(points("deduct", amount=10)) == []
    [event] = trigger.on(points("deduct", amount=10, action="called"))
    assert event.context == {"balance_change": 2, "action": 0}
    assert trigger.starts(points("deduct", amount=1)) == ["anna"]
    assert trigger.starts(points("award", amount=1)) == ["anna"]
    assert trigger.starts(points("award", amount=10)) == []
    assert trigger.starts(points("deduct", amount=1)) == ["anna"]
    assert trigger.starts(points("zero")) == []


@pytest.mark.rule("E-38")
def test_only_the_chosen_account_starts() -> None:
    below = points("deduct", amount=1, account="stamps")
    assert Trigger(shop(), "balance_went_negative", account="bonus").starts(below) == []
    assert Trigger(shop(), "balance_went_negative", account="stamps").starts(below) == ["anna"]
    assert Trigger(shop(), "balance_went_negative").starts(below) == ["anna"]
