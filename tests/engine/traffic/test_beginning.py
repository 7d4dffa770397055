"""Where traffic begins, and where it goes on."""

from typing import Any

import pytest

from engine.time.civil import date_of, day_number
from engine.traffic.beginning import CannotBegin, begin, fresh_day, rest, settle
from engine.traffic.generator import TrafficTimeline
from engine.world.check import check_state
from engine.world.traffic import Habit, Traffic
from engine.world.world import STATE, World, WorldState
from tests.engine.traffic.shops import shop


def living(**traffic: Any) -> WorldState:
    state = shop()
    state.traffic = Traffic(customers=20, habits=[Habit(1, 2)], **traffic)
    return state


def play(state: WorldState, days: int, **options: Any) -> int:
    """Let so many days go by; the first of them."""
    generator, day = begin(state, **options)
    settle(state, generator)
    world = World(state)
    for change in TrafficTimeline(generator, day, days).changes(0):
        world.apply(change)
    rest(state, generator, day + days)
    return day


def test_an_empty_world_begins_with_the_year() -> None:
    state = living()
    _, day = begin(state)
    assert date_of(day).isoformat() == "2026-01-01"
    assert state.traffic is not None
    assert state.traffic.start == "2026-01-01"


def test_it_begins_on_the_day_after_the_newest_thing() -> None:
    for part in (
        {"customers": {"a": {"id": "a", "created_at": "2026-05-06 23:59"}}},
        {"orders": {"o": {"id": "o", "customer": "a", "created_at": 0, "changed_at": "2026-05-06 00:00"}}},
    ):
        zone = World(shop()).zone
        state = STATE.validate_python({"settings": {"time_zone": zone.name}, **part}, context={"zone": zone})
        assert date_of(fresh_day(state)).isoformat() == "2026-05-07"


def test_days_that_are_played_one_after_the_other_are_those_played_at_once() -> None:
    parts, whole = living(sale=0.1, sold_out=0.1), living(sale=0.1, sold_out=0.1)
    for days in (3, 9, 8):
        play(parts, days)
        assert parts.traffic is not None
        assert parts.traffic.usual
        parts = STATE.validate_json(STATE.dump_json(parts))
    play(whole, 20)
    assert STATE.dump_python(parts) == STATE.dump_python(whole)
    assert check_state(parts) == []


def test_a_day_is_not_lived_twice_and_none_before_the_first() -> None:
    state = living()
    first = play(state, 10, first=day_number(2026, 3, 2))
    with pytest.raises(CannotBegin, match="2026-03-05 already: go on with 2026-03-12"):
        begin(state, first=first + 3)
    with pytest.raises(CannotBegin, match="begins on 2026-03-02"):
        begin(state, first=first - 1)
    assert begin(state)[1] == first + 10
    assert begin(state, first=first + 30)[1] == first + 30


@pytest.mark.parametrize("day", [(1901, 12, 31), (2190, 1, 1)])
def test_traffic_keeps_away_from_the_ends_of_time(day: tuple[int, int, int]) -> None:
    with pytest.raises(CannotBegin, match="choose a day from 1902-01-01 to 2189-12-31"):
        begin(living(), first=day_number(*day))


def test_customers_who_are_there_already_stay_as_they_are() -> None:
    state = living()
    generator, _ = begin(state)
    assert settle(state, generator) == 20
    state.customers["shopper-000003"].first_name = "Somebody else"
    generator, _ = begin(state)
    assert settle(state, generator) == 0
    assert state.customers["shopper-000003"].first_name == "Somebody else"


def test_a_first_day_that_does_not_exist_is_told() -> None:
    assert list(Traffic(start="2026-02-30").faults()) == [(("start",), "there is no such day as 2026-02-30")]
    with pytest.raises(CannotBegin, match="2026-02-30"):
        begin(living(start="2026-02-30"))
