"""What a Limit counts (F-9): passages over all time, within a rolling period, or within a calendar period."""

from collections import deque
from typing import Literal

from engine.time.civil import Zone
from engine.time.durations import Duration

Calendar = Literal["hour", "day", "week"]


class LimitCount:
    """The count of one Limit block. `period` decides what still counts: None, a Duration back from now, or a
    calendar period in the project's zone, weeks from Monday."""

    __slots__ = ("count", "passes", "period", "started", "zone")

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.period: Duration | Calendar | None = None
        self.count = 0
        self.passes: deque[int] = deque()
        """Rolling: when each pass happened, oldest first."""
        self.started: int | None = None
        """Calendar: when the period that `count` counts began."""

    def set_period(self, period: Duration | Calendar | None) -> None:
        """A changed mode or period starts the count afresh; the same one keeps it (F-9)."""
        if period != self.period:
            self.period = period
            self.count = 0
            self.passes.clear()
            self.started = None

    def used(self, now: int) -> int:
        """How many passes count at this instant."""
        period = self.period
        if period is None:
            return self.count
        if isinstance(period, Duration):
            passes = self.passes
            while passes and period.after(passes[0], self.zone) <= now:
                passes.popleft()
            return len(passes)
        started = self._start(period, now)
        if started != self.started:
            self.started = started
            self.count = 0
        return self.count

    def add(self, now: int) -> None:
        """Count a pass; `used` has been asked at this instant."""
        if isinstance(self.period, Duration):
            self.passes.append(now)
        else:
            self.count += 1

    def _start(self, period: Calendar, now: int) -> int:
        if period == "hour":
            return self.zone.start_of_hour(now)
        return self.zone.midnight(now) if period == "day" else self.zone.start_of_week(now)

    def dump(self) -> list[object]:
        return [
            self.count,
            list(self.passes),
            self.started,
            None if self.period is None else str(self.period),
        ]

    def load(self, data: list[object]) -> None:
        count, passes, started, *period = data
        assert isinstance(count, int)
        assert isinstance(passes, list)
        assert started is None or isinstance(started, int)
        self.count, self.passes, self.started = count, deque(passes), started
        # Checkpoints of earlier versions do not have it: there the Limit is in the version that plays.
        if period:
            self.period = _read(period[0])


def _read(period: object) -> Duration | Calendar | None:
    if period is None or period == "hour" or period == "day" or period == "week":
        return period
    return Duration.parse(str(period))
