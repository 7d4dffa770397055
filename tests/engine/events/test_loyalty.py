"""Events of points: what starts each, and what does not. E-40 is in `test_profile`."""

from typing import Any

import pytest

from engine.simulation.due import Dues
from tests.engine.world.worlds import DAY, HOUR, NOW, Trigger, shop
from tests.kit import change, flow, mail, play, world


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


# E-39


@pytest.mark.rule("E-39")
def test_points_that_are_active_at_once_start() -> None:
    [event] = Trigger(shop(), "points_available").on(points("award", amount=5, action="called"))
    assert event.context == {"balance_change": 0, "action": 0}
    assert (event.happened_at, event.on_at) == (NOW, NOW)


@pytest.mark.rule("E-39")
def test_blocked_points_do_not_start_as_they_are_awarded() -> None:
    trigger = Trigger(shop(), "points_available")
    assert trigger.starts(points("award", amount=5, available_at=NOW + DAY)) == []
    assert trigger.starts(points("deduct", amount=1)) == []


@pytest.mark.rule("E-39")
def test_only_points_of_the_chosen_account_start() -> None:
    award = points("award", amount=1, account="stamps")
    assert Trigger(shop(), "points_available", account="bonus").starts(award) == []
    assert Trigger(shop(), "points_available", account="stamps").starts(award) == ["anna"]


@pytest.mark.rule("E-39", "F-20")
@pytest.mark.parametrize("available", [NOW - HOUR, NOW + DAY])
def test_the_moment_of_a_backdated_award_is_when_it_happened(available: int) -> None:
    trigger = Trigger(shop(), "points_available")
    agenda = Dues(trigger.world, NOW, NOW + 9 * DAY)
    found = trigger.on(points("award", amount=5, happened_at=NOW - 2 * DAY, available_at=available))
    while not found:
        trigger.world.now = agenda.next()
        found = [*trigger.kind.recognise(trigger.world.apply(agenda.take()), trigger.world)]
    assert [(event.happened_at, event.on_at) for event in found] == [(available, NOW - 2 * DAY)]


@pytest.mark.rule("E-39", "T-3", "T-7")
@pytest.mark.parametrize(
    ("on", "sent"),
    [
        ({}, ["05-04 09:00"]),
        ({"start": "2026-05-01 10:00"}, ["05-04 09:00"]),
        ({"start": "2026-05-01 10:01"}, []),
        ({"start": "2026-05-01", "end": "2026-05-04 09:00"}, []),
        ({"start": "2026-05-01", "end": "2026-05-04 09:01"}, ["05-04 09:00"]),
    ],
)
def test_the_flow_must_be_on_at_the_award_and_when_they_become_available(
    on: dict[str, str], sent: list[str]
) -> None:
    trigger = {"event": "points_available", "settings": {"account": "points"}}
    known = {"field": "action.template", "op": "is", "value": "bonus"}
    drawn = flow(
        {"id": "start", "kind": "launch", "trigger": trigger},
        {"id": "check", "kind": "condition", "condition": known},
        mail(),
        wires="start.next>check check.yes>mail",
        schedule=on,
    )
    award = change(
        "2026-05-01 10:00",
        "balance.award",
        customer="c1",
        account="points",
        amount=5,
        available_at="2026-05-04 09:00",
        action="bonus",
    )
    played = play(drawn, [award], world(), until="2026-05-05")
    assert [at for _, at, _ in played.sent()] == sent
