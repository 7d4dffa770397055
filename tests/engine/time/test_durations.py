"""F-10 and T-5: minutes and hours are exact, days keep the wall clock; one way of writing each duration."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from engine.time.civil import DAY, HOUR
from engine.time.durations import Duration, Unit
from engine.time.recurrence import Schedule
from engine.time.windows import Window
from tests.engine.time.vectors import cases
from tests.engine.time.zones import zone_called, zones_and_instants

BERLIN = zone_called("Europe/Berlin")
UTC = zone_called("UTC")
UNITS: tuple[Unit, ...] = ("minutes", "hours", "days")
DURATIONS = st.builds(Duration, st.integers(0, 1000), st.sampled_from(UNITS))


class Holder(BaseModel):
    delay: Duration = Duration(1, "days")


@pytest.mark.rule("F-10")
@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("30 minutes", "30 minutes"),
        ("30m", "30 minutes"),
        ("1 min", "1 minute"),
        ("1 hour", "1 hour"),
        ("24h", "24 hours"),
        ("1d", "1 day"),
        ("1 day", "1 day"),
        ("3 days", "3 days"),
        ("1 week", "7 days"),
        ("2w", "14 days"),
        ("0 minutes", "0 minutes"),
        ("007 Days", "7 days"),
        (" 3 days ", "3 days"),
        ("36525 days", "36525 days"),
    ],
)
def test_forms_of_a_duration(text: str, canonical: str) -> None:
    duration = Duration.parse(text)
    assert str(duration) == canonical
    assert Duration.parse(canonical) == duration


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "days",
        "-1 days",
        "1.5 hours",
        "3 months",
        "3  days",
        "10 z",
        "36526 days",
        "99999 weeks",
        "53000000 minutes",
        "1 day 2 hours",
        "P1D",
        "٣ days",
        "9" * 100 + " days",
    ],
)
def test_other_text_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="duration") as caught:
        Duration.parse(text)
    assert "\n" not in str(caught.value)


def test_impossible_durations_cannot_be_made() -> None:
    for amount, unit in ((-1, "days"), (1.5, "hours"), (True, "days"), (1, "weeks"), (10**9, "minutes")):
        with pytest.raises(ValueError, match="duration"):
            Duration(amount, unit)  # type: ignore[arg-type]


@given(DURATIONS)
def test_a_duration_is_text_in_models(duration: Duration) -> None:
    holder = Holder(delay=duration)
    assert holder.model_dump() == {"delay": str(duration)}
    assert json.loads(holder.model_dump_json()) == {"delay": str(duration)}
    assert Holder.model_validate(holder.model_dump()) == holder
    field = Holder.model_json_schema()["properties"]["delay"]
    assert field["type"] == "string"
    assert field["default"] == "1 day"
    assert re.search(field["pattern"], str(duration))


def test_a_model_says_what_is_wrong_with_a_duration() -> None:
    for value in ("soon", 3, None):
        with pytest.raises(ValidationError, match="write a duration as"):
            Holder.model_validate({"delay": value})


@pytest.mark.rule("T-5", "F-10")
def test_a_day_is_not_24_hours_when_the_clocks_change() -> None:
    before = BERLIN.parse("2026-03-28 10:00")
    assert BERLIN.format(Duration(1, "days").after(before, BERLIN)) == "2026-03-29T10:00:00+02:00"
    assert BERLIN.format(Duration(24, "hours").after(before, BERLIN)) == "2026-03-29T11:00:00+02:00"
    after = BERLIN.parse("2026-10-25 10:00")
    assert BERLIN.format(Duration(1, "days").before(after, BERLIN)) == "2026-10-24T10:00:00+02:00"
    assert BERLIN.format(Duration(24, "hours").before(after, BERLIN)) == "2026-10-24T11:00:00+02:00"


@pytest.mark.rule("T-5")
@given(DURATIONS, zones_and_instants())
@settings(deadline=None)
def test_the_compiled_form_is_the_plain_one(duration: Duration, where: tuple[str, int]) -> None:
    zone, instant = zone_called(where[0]), where[1]
    after = duration.after(instant, zone)
    assert duration.compile(zone)(instant) == after
    assert after >= instant
    assert duration.before(instant, zone) <= instant
    if duration.unit == "days":
        assert abs(after - instant - duration.amount * DAY) <= 26 * HOUR
    else:
        assert duration.before(after, zone) == instant


@pytest.mark.rule("F-10", "F-12")
@pytest.mark.parametrize("case", cases("waits_lunogram"))
def test_waits_from_elsewhere(case: dict[str, Any]) -> None:
    given_, expected = case["input"], case["expected"]
    if "user_timezone" in given_:
        pytest.skip("T-5: a project has one zone; customers' own zones play no part in waits")
    if given_.get("format") == "duration":
        resume = Duration(given_["minutes"], "minutes").after(UTC.parse(given_["now"]), UTC)
        assert resume == UTC.parse(expected["resume_at"])
    elif given_.get("format") == "date":
        shown = UTC.wall(UTC.parse(given_["date"]))
        assert {part: getattr(shown, part) for part in expected} == expected
    elif given_.get("format") == "time":
        with pytest.raises(ValidationError, match="Field required"):
            Schedule.model_validate({"every": "day"})
    else:
        sun0 = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
        days = [day for number, day in enumerate(sun0) if number not in given_["exclusion_weekdays_sun0"]]
        opens = UTC.wall(
            Window.model_validate({"days": days}).compile(UTC).next_open(UTC.parse(given_["start"]))
        )
        assert opens.isoweekday() % 7 == expected.get("weekday_sun0", opens.isoweekday() % 7)
        assert opens.date().isoformat() == expected.get("date", opens.date().isoformat())


@pytest.mark.rule("F-11")
@pytest.mark.parametrize("case", cases("dynamic_wait_dittofeed"))
def test_dynamic_waits_from_elsewhere(case: dict[str, Any]) -> None:
    """Only the arithmetic: what happens without a date (no_date) is the Wait block's business."""
    given_, expected = case["input"]["now"], case["expected"]["delay_ms"]
    value = case["input"]["value"]
    if value is None:
        pytest.skip("F-11: without a date our passage stops with no_date; theirs goes on")
    now = UTC.parse(given_)
    if isinstance(value, str):
        date = UTC.parse(value)
    else:
        date = value // 1000 if value > 10**11 else value
    offset = Duration(case["input"].get("offset_seconds", 0) // 60, "minutes")
    before = case["input"].get("offset_direction") == "before"
    target = offset.before(date, UTC) if before else offset.after(date, UTC)
    # A target in the past lets the passage straight through (F-11): no wait.
    assert max(0, target - now) * 1000 == (expected or 0)


def test_an_unknown_unit_is_an_error_never_a_wait_of_nothing() -> None:
    with pytest.raises(ValueError, match="duration"):
        Duration.parse("10 z")
