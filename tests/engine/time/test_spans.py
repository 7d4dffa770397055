"""Lengths of time of several parts (T-5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.time.civil import Zone
from engine.time.spans import Span

BERLIN = Zone("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "days", "seconds"),
    [
        ("30m", 0, 1800),
        ("2h30m", 0, 9000),
        ("1d", 1, 0),
        ("1 day", 1, 0),
        ("1 day 2 hours", 1, 7200),
        ("7d1s", 7, 1),
        ("2w", 14, 0),
        ("90 minutes", 0, 5400),
        ("0m", 0, 0),
    ],
)
def test_it_reads_what_people_write(text: str, days: int, seconds: int) -> None:
    assert Span.parse(text) == Span(days, seconds)


@pytest.mark.parametrize(
    "text", ["", "1", "d", "1x", "-1d", "1d,2h", "1.5h", "1d" * 60, "40000d", "9" * 30 + "d"]
)
def test_it_refuses_the_rest_with_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        Span.parse(text)


@pytest.mark.rule("T-5")
def test_days_keep_the_wall_clock_and_hours_are_exact() -> None:
    evening = BERLIN.parse("2026-03-28 10:00")
    assert Span.parse("1d").after(evening, BERLIN) == BERLIN.parse("2026-03-29 10:00")
    assert Span.parse("24h").after(evening, BERLIN) == BERLIN.parse("2026-03-29 11:00")
    # First the days, then the rest.
    assert Span.parse("1d 30m").after(BERLIN.parse("2026-03-28 02:15"), BERLIN) == BERLIN.parse(
        "2026-03-29 03:45"
    )
    assert Span.parse("1d").before(BERLIN.parse("2026-03-29 10:00"), BERLIN) == evening


@given(st.integers(0, 36_525), st.integers(0, 10**8))
def test_what_it_writes_it_reads(days: int, seconds: int) -> None:
    assert Span.parse(str(Span(days, seconds))) == Span(days, seconds)
