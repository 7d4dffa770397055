"""Zones and moments that clocks trip over, for the tests of civil time."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.time.civil import DAY, Zone
from tests.engine.time.vectors import EPOCH

NAMES = (
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "Africa/Casablanca",
    "Africa/Cairo",
    "UTC",
)


@cache
def zone_called(name: str) -> Zone:
    return Zone(name)


def plain_wall(instant: int, name: str) -> datetime:
    """The wall clock by the standard library alone."""
    return (EPOCH + timedelta(seconds=instant)).astimezone(ZoneInfo(name))


def plain_instant(naive: datetime, name: str) -> int:
    """A naive wall time as an instant by the standard library alone: fold 0 is T-5's reading."""
    return round((naive.replace(tzinfo=ZoneInfo(name), fold=0).astimezone(UTC) - EPOCH).total_seconds())


@cache
def changes(name: str, first_year: int = 1900, last_year: int = 2060) -> tuple[int, ...]:
    """Instants at which the zone's offset changes, found by a scan of the standard library's answers."""
    found = []
    start = round((datetime(first_year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
    end = round((datetime(last_year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
    step = DAY // 4
    before = plain_wall(start, name).utcoffset()
    for high in range(start + step, end, step):
        offset = plain_wall(high, name).utcoffset()
        if offset != before:
            low, top = high - step, high
            while top - low > 1:
                middle = (low + top) // 2
                if plain_wall(middle, name).utcoffset() == before:
                    low = middle
                else:
                    top = middle
            found.append(top)
            before = offset
    return tuple(found)


@st.composite
def zones_and_instants(draw: Any, since: int = 1900) -> tuple[str, int]:
    """A zone's name and an instant in it, one time in two within three days of a change of its clocks."""
    name = draw(st.sampled_from(NAMES))
    start = round((datetime(since, 1, 5, tzinfo=UTC) - EPOCH).total_seconds())
    near = [change for change in changes(name) if change > start]
    if near and draw(st.booleans()):
        return name, draw(st.sampled_from(near)) + draw(st.integers(-3 * DAY, 3 * DAY))
    end = round((datetime(2198, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
    return name, draw(st.integers(start, end))
