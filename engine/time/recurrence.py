"""Schedules that start flows: daily, on weekdays every N weeks, on days of the month (F-13)."""

from calendar import monthrange
from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from engine.time.civil import DAY, LAST_YEAR, Zone, date_of, day_number, weekday_of
from engine.time.clockface import (
    WEEKDAYS,
    TimeOfDay,
    Weekday,
    days_words,
    in_order,
    minute_of_day,
    time_words,
)

Which = Literal["first", "second", "third", "fourth", "last"]

_NTH: Final[dict[Which, int]] = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_NAMES: Final[dict[Weekday, str]] = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


class Schedule(BaseModel):
    """When a flow on a schedule fires (F-13), in the project's zone.

    `every: day` needs only `at`; `week` needs `days` and may say `weeks`; `month` may say `months` and
    needs one of `dates`, `last_day`, or `weekday` with `which`. A date that a month lacks does not fire in
    it. A schedule that could never fire is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: Literal["day", "week", "month"] = Field(description="How often.")
    at: TimeOfDay = Field(description="Local time of each firing.")
    days: tuple[Weekday, ...] | None = Field(default=None, description="Week: on these weekdays.")
    weeks: int = Field(default=1, ge=1, le=52, description="Week: every so many weeks.")
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] | None = Field(
        default=None, description="Month: in these months; all of them if left out."
    )
    dates: tuple[Annotated[int, Field(ge=1, le=31)], ...] | None = Field(
        default=None, description="Month: on these dates."
    )
    last_day: bool = Field(default=False, description="Month: on its last day.")
    weekday: Weekday | None = Field(default=None, description="Month: on such a weekday, see which.")
    which: Which | None = Field(default=None, description="Month: which such weekday of the month.")

    @field_validator("days")
    @classmethod
    def _days_in_order(cls, days: tuple[Weekday, ...] | None) -> tuple[Weekday, ...] | None:
        return None if days is None else in_order(days)

    @field_validator("months", "dates")
    @classmethod
    def _numbers_in_order(cls, numbers: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if numbers is not None and not numbers:
            raise ValueError("an empty list never fires: choose at least one, or leave it out")
        return None if numbers is None else tuple(sorted(set(numbers)))

    @model_validator(mode="after")
    def _fires(self) -> Self:
        misplaced = [
            name
            for name, value, place in (
                ("days", self.days is not None, "week"),
                ("weeks", self.weeks != 1, "week"),
                ("months", self.months is not None, "month"),
                ("dates", self.dates is not None, "month"),
                ("last_day", self.last_day, "month"),
                ("weekday", self.weekday is not None, "month"),
                ("which", self.which is not None, "month"),
            )
            if value and place != self.every
        ]
        if misplaced:
            raise ValueError(f"{misplaced[0]} has no meaning with every: {self.every}; take it out")
        if self.every == "week" and not self.days:
            raise ValueError("choose at least one weekday in days, such as [mon]")
        if self.every == "month":
            self._fires_monthly()
        return self

    def _fires_monthly(self) -> None:
        if (self.weekday is None) != (self.which is None):
            raise ValueError("weekday and which belong together, such as weekday: mon and which: first")
        if (self.dates is not None) + self.last_day + (self.weekday is not None) != 1:
            raise ValueError("choose exactly one of dates, last_day, or weekday with which")
        if self.dates is not None:
            longest = max(_LONGEST_MONTHS[month - 1] for month in self.months or range(1, 13))
            if self.dates[0] > longest:
                raise ValueError(
                    "none of these months has such a date, so it never fires: change dates or months"
                )


def firings(schedule: Schedule, zone: Zone, after: int, anchor: int | None = None) -> Iterator[int]:
    """The instants strictly after `after` at which the schedule fires, in order, to the end of 2200 (F-13).

    A slot at exactly `after` does not count: the first firing is the next slot after the launch. `anchor` is
    the launch (`after` where left out): nothing fires up to it, and "every N weeks" counts from the
    Monday-week of the first slot after it. Each slot fires once: moved forward by the gap where the clock
    skips it, at the first of the two where the clock shows it twice (T-5). Slots that a gap of a whole day
    moves onto one another fire once.
    """
    launch = after if anchor is None else anchor
    first_week: int | None = None
    last = max(after, launch)
    if schedule.every == "week" and schedule.weeks > 1:
        first_day = next((day for day, _ in _slots(schedule, zone, launch)), None)
        first_week = None if first_day is None else _week(first_day)
    for day, instant in _slots(schedule, zone, last):
        if instant > last and (first_week is None or (_week(day) - first_week) % schedule.weeks == 0):
            yield instant
            last = instant


def next_firing(schedule: Schedule, zone: Zone, after: int, anchor: int | None = None) -> int | None:
    """The first of `firings`; None where there is none up to the end of the year 2200."""
    return next(firings(schedule, zone, after, anchor), None)


def _week(day: int) -> int:
    return (day - weekday_of(day)) // 7


def _slots(schedule: Schedule, zone: Zone, after: int) -> Iterator[tuple[int, int]]:
    """Day number and instant of each slot after an instant, as if every week counted."""
    at = minute_of_day(schedule.at) * 60
    # A slot may be moved forward by up to a day (Samoa, 2011): begin before it.
    first = zone.local(after) // DAY - 2
    for day in _days(schedule, first):
        instant = zone.resolve(day * DAY + at)
        if instant > after:
            yield day, instant


def _days(schedule: Schedule, first: int) -> Iterator[int]:
    """Day numbers on which the schedule has slots, from the first given one on."""
    end = day_number(LAST_YEAR + 1, 1, 1)
    if schedule.every == "day":
        yield from range(first, end)
    elif schedule.every == "week":
        weekdays = {WEEKDAYS.index(day) for day in schedule.days or ()}
        yield from (day for day in range(first, end) if weekday_of(day) in weekdays)
    else:
        yield from (day for day in _month_days(schedule, first) if day >= first)


def _month_days(schedule: Schedule, first: int) -> Iterator[int]:
    months = schedule.months or tuple(range(1, 13))
    for year in range(date_of(first).year, LAST_YEAR + 1):
        for month in months:
            start = day_number(year, month, 1)
            length = monthrange(year, month)[1]
            if schedule.last_day:
                yield start + length - 1
            elif schedule.weekday is not None and schedule.which is not None:
                offset = (WEEKDAYS.index(schedule.weekday) - weekday_of(start)) % 7
                yield start + range(offset, length, 7)[_NTH[schedule.which]]
            else:
                yield from (start + date - 1 for date in schedule.dates or () if date <= length)


def describe(schedule: Schedule) -> str:
    """In words: "every day at 9:00", "every Friday at 9:00", "every 2 weeks on Mon, Wed at 9:00"."""
    at = f"at {time_words(schedule.at)}"
    if schedule.every == "day":
        return f"every day {at}"
    if schedule.every == "week":
        days = schedule.days or ()
        on = _DAY_NAMES[days[0]] if len(days) == 1 else days_words(days)
        return f"every {on} {at}" if schedule.weeks == 1 else f"every {schedule.weeks} weeks on {on} {at}"
    if schedule.months is None or len(schedule.months) == 12:
        months = "every month"
    else:
        months = ", ".join(_MONTHS[month - 1] for month in schedule.months)
    if schedule.last_day:
        what = "the last day"
    elif schedule.weekday is not None:
        what = f"the {schedule.which} {_DAY_NAMES[schedule.weekday]}"
    else:
        what = f"the {', '.join(_ordinal(date) for date in schedule.dates or ())}"
    return f"{what} of {months} {at}"


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
