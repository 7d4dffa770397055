"""Times of day and weekdays as they stand in files and on screens."""

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, WithJsonSchema

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def minute_of_day(text: str) -> int:
    """Minutes from midnight for "HH:MM", 0 to 1440. ValueError, with one sentence, for other text."""
    match = _TIME.fullmatch(text)
    minute = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else -1
    if not 0 <= minute <= 1440:
        raise ValueError("write a time of day as HH:MM, such as 08:00 or 17:30")
    return minute


def _start(text: str) -> str:
    minute = minute_of_day(text)
    if minute == 1440:
        raise ValueError("24:00 is the end of a day; write 00:00 for its start")
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _end(text: str) -> str:
    minute = minute_of_day(text)
    return f"{minute // 60:02d}:{minute % 60:02d}"


TimeOfDay = Annotated[
    str,
    AfterValidator(_start),
    WithJsonSchema({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$", "examples": ["08:00"]}),
]
"""A time of day, 00:00 to 23:59, kept as "HH:MM"; "8:00" is read as "08:00"."""

EndTime = Annotated[
    str,
    AfterValidator(_end),
    WithJsonSchema(
        {"type": "string", "pattern": "^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$", "examples": ["20:00"]}
    ),
]
"""A time at which something ends: as TimeOfDay, and 24:00 for the end of the day."""


def in_order(days: Sequence[Weekday]) -> tuple[Weekday, ...]:
    """Each day once, from Monday on."""
    return tuple(day for day in WEEKDAYS if day in days)


def time_words(text: str) -> str:
    """ "08:00" as people read it: "8:00"."""
    return text[1:] if text.startswith("0") else text


def days_words(days: Sequence[Weekday]) -> str:
    """Days as people read them: "Mon–Fri", "Mon–Wed, Sat", "Sat, Sun"."""
    runs: list[list[int]] = []
    for number in (WEEKDAYS.index(day) for day in in_order(days)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [day.capitalize() for day in WEEKDAYS]
    return ", ".join(
        f"{names[run[0]]}–{names[run[-1]]}" if len(run) > 2 else ", ".join(names[day] for day in run)
        for run in runs
    )
