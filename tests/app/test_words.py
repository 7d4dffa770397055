"""Times, counts and shares as people read them."""

import pytest

from app.words import (
    ago_words,
    clock_words,
    count_of,
    moment_words,
    share,
    short_moment,
    span_words,
    with_moments,
)
from engine.time.civil import Zone

BERLIN = Zone("Europe/Berlin")
AT = BERLIN.parse("2026-03-02 10:00:05")


def test_clock_shows_weekday_date_time_and_zone() -> None:
    assert clock_words(BERLIN, AT) == "Mon 2026-03-02 10:00:05 CET"
    assert clock_words(BERLIN, BERLIN.parse("2026-03-29 03:00")) == "Sun 2026-03-29 03:00:00 CEST"


def test_moments() -> None:
    assert moment_words(BERLIN, AT) == "Mon 2026-03-02 10:00:05"
    assert moment_words(BERLIN, AT - 5) == "Mon 2026-03-02 10:00"
    assert short_moment(BERLIN, AT, AT) == "Mon  2 Mar 10:00"
    assert short_moment(BERLIN, AT, BERLIN.parse("2027-01-01")) == "Mon  2 Mar 2026 10:00"


def test_instants_within_text_are_made_readable() -> None:
    text = "planned 2026-03-01T09:14:00+01:00; waits until 2026-03-02T08:00:00+01:00"
    assert with_moments(text, BERLIN) == "planned Sun 2026-03-01 09:14; waits until Mon 2026-03-02 08:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_660, "1 h 1 min"),
        (90_000, "1 d 1 h"),
        (86_400, "1 d"),
        (-5, "0 s"),
    ],
)
def test_spans(seconds: int, words: str) -> None:
    assert span_words(seconds) == words


def test_ago_counts_and_shares() -> None:
    assert ago_words(10) == "just now"
    assert ago_words(7_300) == "2 hours ago"
    assert count_of(1, "customer") == "1 customer"
    assert count_of(1200, "customer") == "1,200 customers"
    assert share(1, 3) == "33 %"
    assert share(1, 400) == "0.2 %"
    assert share(999, 1000) == "99.9 %"
    assert share(0, 0) == "–"
