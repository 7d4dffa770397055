"""What a Limit has counted, and how often customers went through, when a flow is edited."""

import json

import pytest

from engine.blocks.counting import Calendar, LimitCount
from engine.blocks.launches import Launches, LaunchLimit
from engine.time.civil import Zone
from engine.time.durations import Duration

BERLIN = Zone("Europe/Berlin")
AT = BERLIN.parse


@pytest.mark.rule("F-9")
def test_a_changed_mode_or_period_starts_the_count_afresh_and_the_same_one_keeps_it() -> None:
    count = LimitCount(BERLIN)
    day = Duration(1, "days")
    count.set_period(day)
    now = AT("2026-05-01 10:00")
    for _ in range(3):
        count.used(now)
        count.add(now)
    count.set_period(Duration(1, "days"))
    assert count.used(now) == 3
    count.set_period(Duration(24, "hours"))
    assert count.used(now) == 0
    count.add(now)
    count.set_period("day")
    assert count.used(now) == 0
    count.add(now)
    count.set_period(None)
    assert count.used(now) == 0


@pytest.mark.rule("F-9", "T-5")
@pytest.mark.parametrize(
    ("calendar", "passed", "asked", "used"),
    [
        # The night of 25 October: 2:00 to 3:00 comes twice, and each is an hour of its own.
        ("hour", "2026-10-25T02:10:00+02:00", "2026-10-25T02:59:59+02:00", 1),
        ("hour", "2026-10-25T02:10:00+02:00", "2026-10-25T02:10:00+01:00", 0),
        ("day", "2026-10-25 00:00", "2026-10-25 23:59:59", 1),
        ("day", "2026-03-29 00:00", "2026-03-30 00:00", 0),
        ("week", "2026-03-23 00:00", "2026-03-29 23:59:59", 1),
        ("week", "2026-03-29 23:59:59", "2026-03-30 00:00", 0),
        ("week", "2026-10-25T02:30:00+01:00", "2026-10-26 00:00", 0),
    ],
)
def test_calendar_periods_in_the_nights_when_the_clocks_change(
    calendar: str, passed: str, asked: str, used: int
) -> None:
    count = LimitCount(BERLIN)
    count.set_period(calendar)  # type: ignore[arg-type]
    count.used(AT(passed))
    count.add(AT(passed))
    assert count.used(AT(asked)) == used


@pytest.mark.rule("F-9", "T-5")
@pytest.mark.parametrize(
    ("period", "gone_at"),
    [("1 day", "2026-03-29 03:30"), ("24 hours", "2026-03-29 03:30"), ("2 days", "2026-03-30 02:30")],
)
def test_rolling_periods_over_the_night_of_spring(period: str, gone_at: str) -> None:
    count = LimitCount(BERLIN)
    count.set_period(Duration.parse(period))
    count.used(AT("2026-03-28 02:30"))
    count.add(AT("2026-03-28 02:30"))
    assert count.used(AT(gone_at) - 1) == 1
    assert count.used(AT(gone_at)) == 0


@pytest.mark.rule("L-4", "T-5")
@pytest.mark.parametrize(
    ("period", "allowed_at"), [("1 day", "2026-03-29 10:00"), ("24 hours", "2026-03-29 11:00")]
)
def test_launch_periods_over_the_night_of_spring(period: str, allowed_at: str) -> None:
    launches = Launches(LaunchLimit(mode="periodically", period=Duration.parse(period)), BERLIN)
    count = launches.by_customer["c1"]
    launches.carried_out(count, AT("2026-03-28 10:00"), first=True)
    assert not launches.allows(count, AT(allowed_at) - 1)
    assert launches.allows(count, AT(allowed_at))


@pytest.mark.parametrize("period", [None, "day", "week", Duration(90, "minutes"), Duration(2, "days")])
@pytest.mark.rule("F-9", "F-18")
def test_what_a_checkpoint_holds_is_the_same_count(period: Duration | Calendar | None) -> None:
    """Also where no version that plays has the Limit just now, so that nothing else tells its period."""
    now = AT("2026-05-01 10:00")
    count = LimitCount(BERLIN)
    count.set_period(period)
    count.used(now)
    count.add(now)
    loaded = LimitCount(BERLIN)
    loaded.load(json.loads(json.dumps(count.dump())))
    loaded.set_period(period)
    assert loaded.used(now) == 1
    loaded.set_period("hour")
    assert loaded.used(now) == 0
