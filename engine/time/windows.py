"""Opening hours: when a wait lets customers go (F-12)."""

from bisect import bisect_right
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from engine.time.civil import DAY, WEEK, Zone
from engine.time.clockface import (
    WEEKDAYS,
    EndTime,
    TimeOfDay,
    Weekday,
    days_words,
    in_order,
    minute_of_day,
    time_words,
)

# The wall clock's 1970-01-01 was a Thursday: so many seconds after the start of its Monday-week.
_EPOCH_IN_WEEK = 3 * DAY


class Window(BaseModel):
    """Hours and days on which a wait is open (F-12): the start belongs to it, the end does not.

    Without a start it opens at 00:00, without an end it closes at 24:00, without days it opens every day. One
    whose end is earlier than its start runs over midnight and belongs to the weekday on which it starts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: TimeOfDay | None = Field(default=None, description="Opens at this local time; it is included.")
    end: EndTime | None = Field(default=None, description="Closes at this local time; it is excluded.")
    days: tuple[Weekday, ...] | None = Field(
        default=None, description="Weekdays on which it opens; none ticked: every day."
    )

    @field_validator("days")
    @classmethod
    def _some_days(cls, days: tuple[Weekday, ...] | None) -> tuple[Weekday, ...] | None:
        if days is not None and not days:
            raise ValueError("choose at least one day, or leave days out to open every day")
        return None if days is None else in_order(days)

    @model_validator(mode="after")
    def _some_minutes(self) -> Self:
        if self._start_minute == self._end_minute:
            raise ValueError(
                "a window that starts and ends at the same time is never open: change one of the two, or"
                " leave both out for the whole day"
            )
        return self

    @property
    def _start_minute(self) -> int:
        return 0 if self.start is None else minute_of_day(self.start)

    @property
    def _end_minute(self) -> int:
        return 1440 if self.end is None else minute_of_day(self.end)

    def compile(self, zone: Zone) -> "CompiledWindow":
        """The window in one zone, ready for the hot path."""
        length = (self._end_minute - self._start_minute) * 60
        if length < 0:
            length += DAY
        starts = [
            WEEKDAYS.index(day) * DAY + self._start_minute * 60
            for day in (WEEKDAYS if self.days is None else self.days)
        ]
        return CompiledWindow(zone, starts, length)


class CompiledWindow:
    """A window in one zone: whether it is open, when it opens, when it closes (F-12). Times are instants.

    It is open whenever the wall clock shows a time inside it, so in both of a doubled hour, and from the end
    of a gap where the clocks jump over its start.
    """

    __slots__ = ("_always", "_edges", "_zone")

    def __init__(self, zone: Zone, starts: list[int], length: int) -> None:
        """`starts` are seconds from Monday 00:00 in order, `length` seconds of the wall clock."""
        edges: list[int] = []
        # A week to either side, so that every opening and closing seen from inside a week is a true one.
        for start in (week * WEEK + start for week in (-1, 0, 1, 2) for start in starts):
            if edges and edges[-1] >= start:
                edges[-1] = start + length
            else:
                edges += [start, start + length]
        self._zone = zone
        self._edges = edges
        self._always = len(edges) == 2

    def is_open(self, t: int) -> bool:
        """Whether the window is open at this instant."""
        return bisect_right(self._edges, (self._zone.local(t) + _EPOCH_IN_WEEK) % WEEK) % 2 == 1

    def next_open(self, t: int) -> int:
        """`t` itself where the window is open then, else the first instant after it at which it is."""
        if self._always:
            return t
        zone = self._zone
        position = (zone.local(t) + _EPOCH_IN_WEEK) % WEEK
        at = bisect_right(self._edges, position)
        if at % 2:
            return t
        edge = t + self._edges[at] - position
        return edge if zone.is_calm(t, edge) else self._next(t, 1)

    def closes(self, t: int) -> int | None:
        """`t` where the window is closed then, else the first instant at which it is. None: never."""
        return None if self._always else self._next(t, 0)

    def _next(self, t: int, wanted: int) -> int:
        """The first instant from `t` on at which it is open (1) or closed (0).

        Between two changes of the clocks the wall clock runs evenly; at each change it is looked at anew. An
        edge is at most a week away, so this ends.
        """
        zone = self._zone
        edges = self._edges
        while True:
            position = (zone.local(t) + _EPOCH_IN_WEEK) % WEEK
            at = bisect_right(edges, position)
            if at % 2 == wanted:
                return t
            edge = t + edges[at] - position
            if zone.is_calm(t, edge):
                return edge
            change = zone.next_change(t, edge)
            if change is None:
                return edge
            t = change


def describe(window: Window) -> str:
    """The window in words: "Mon–Fri 8:00–20:00", "22:00–6:00", "Sat, Sun", "at any time"."""
    words = [] if window.days is None else [days_words(window.days)]
    if window.start is not None or window.end is not None:
        words.append(f"{time_words(window.start or '00:00')}–{time_words(window.end or '24:00')}")
    return " ".join(words) or "at any time"
