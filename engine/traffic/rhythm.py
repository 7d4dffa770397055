"""The rhythm of days and weeks, in the project's civil time (T-5)."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from engine.time.civil import DAY, HOUR, Zone, weekday_of
from engine.traffic.chance import SPAN

_SLOT = 900
_REMEMBERED = 64


class Rhythm:
    """When things happen on a day; days are numbers since 1970-01-01 (engine.time.civil).

    A day lasts from its first instant to the next day's: 23, 24 or 25 hours, or no time at all where the
    calendar skips it.
    """

    def __init__(self, zone: Zone, hours: Sequence[float], week: Sequence[float]) -> None:
        self.zone = zone
        self._hours = hours
        self._week = [weight * 7 / sum(week) for weight in week]
        self._so_far = [0.0, *accumulate(self._week)]
        self._begins: dict[int, int] = {}
        self._sums: dict[int, list[float]] = {}

    def begin(self, day: int) -> int:
        """A day's first instant."""
        found = self._begins.get(day)
        if found is None:
            _forget(self._begins)
            found = self._begins[day] = self.zone.reach(day * DAY)
        return found

    def day_of(self, at: int) -> int:
        """The day to which an instant belongs."""
        day = self.zone.local(at) // DAY
        # Where clocks go back over midnight, what comes after the first midnight is the new day.
        return day + 1 if at >= self.begin(day + 1) else day

    def weight(self, day: int) -> float:
        """How lively a day is; 1 on average."""
        return self._week[weekday_of(day)]

    def weight_until(self, first: int, day: int) -> float:
        """How lively the days from `first` on were together, `day` not included."""
        return self._since_monday(day) - self._since_monday(first)

    def _since_monday(self, day: int) -> float:
        """From a Monday long ago."""
        weeks, weekday = divmod(day + 3, 7)
        return weeks * 7 + self._so_far[weekday]

    def moment(self, day: int, number: int) -> int:
        """An instant of the day, by a number of chance; the lively hours have more of them. Where the
        calendar skips the day, the first of the next one."""
        sums = self._sums.get(day)
        if sums is None:
            _forget(self._sums)
            sums = self._sums[day] = self._shape(day)
        begin, end = self.begin(day), self.begin(day + 1)
        if begin >= end:
            return begin
        wanted = sums[-1] * number / SPAN
        slot = bisect_right(sums, wanted) - 1
        into = (wanted - sums[slot]) / (sums[slot + 1] - sums[slot])
        return begin + slot * _SLOT + int(into * min(_SLOT, end - begin - slot * _SLOT))

    def _shape(self, day: int) -> list[float]:
        """How much of the day has come by each of its quarters of an hour, as they really pass."""
        begin, end = self.begin(day), self.begin(day + 1)
        slots = range(begin, end, _SLOT)
        lengths = [min(_SLOT, end - slot) for slot in slots]
        weights = [
            self._hours[self.zone.local(slot) // HOUR % 24] * length
            for slot, length in zip(slots, lengths, strict=True)
        ]
        # A day that lacks its only lively hour is lively all through.
        return [0.0, *accumulate(weights if any(weights) else lengths)]

    def at_clock(self, day: int, second: int) -> int:
        """The instant at which the clock shows so many seconds after midnight."""
        return self.zone.resolve(day * DAY + second)


def _forget(remembered: dict[int, Any]) -> None:
    """Keep what is remembered of days small, however long the traffic goes on."""
    if len(remembered) >= _REMEMBERED:
        for day in list(remembered)[: _REMEMBERED // 2]:
            del remembered[day]
