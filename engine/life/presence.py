"""When a flow is on: by its schedule, and by having been launched, paused and resumed (F-20, F-21)."""

from typing import Any

from engine.flow.model import FlowSchedule
from engine.time.civil import Zone

NEVER = 1 << 62


class Presence:
    """When one flow is on, now and at every moment before: what comes later does not change what was.

    It is on in [start, end) while it is not paused. Instants are whole seconds since 1970.
    """

    __slots__ = ("end", "past", "paused_at", "since", "start")

    def __init__(self, since: int, start: int = -NEVER, end: int = NEVER) -> None:
        """`since`: when it was launched; what was before its launch it was not on."""
        self.since = since
        """Since when start, end and `paused` are as they are now."""
        self.start = start
        self.end = end
        self.paused_at: int | None = None
        """When it was paused by hand; None while it is not."""
        self.past: list[tuple[int, int]] = []
        """The stretches before `since` in which it was on, in order."""

    @property
    def paused(self) -> bool:
        """Whether it is paused by hand."""
        return self.paused_at is not None

    @property
    def always(self) -> bool:
        """Whether it is and was on at every instant."""
        return self.since == -NEVER and self.start == -NEVER and self.end == NEVER and not self.paused

    def is_on(self, now: int) -> bool:
        """Whether it is on at this moment, which is not before the last thing done to it."""
        return not self.paused and self.start <= now < self.end

    def was_on(self, at: int) -> bool:
        """Whether it was on at a moment up to now."""
        if at >= self.since:
            return self.is_on(at)
        return any(first <= at < last for first, last in self.past)

    def off(self, first: int, now: int) -> list[tuple[int, int | None]]:
        """When it was off, from the first moment up to now: from when to when; None where it is off now."""
        now_on = [] if self.paused else [(max(self.since, self.start), self.end)]
        found: list[tuple[int, int | None]] = []
        for begin, end in (*self.past, *now_on):
            if not begin < end or begin > now:
                continue
            if begin > first:
                found.append((first, begin))
            first = max(first, end)
        return found if first > now else [*found, (first, None)]

    def has_ended(self, now: int) -> bool:
        """Whether its schedule's end has passed (F-20)."""
        return now >= self.end

    def pause(self, now: int) -> None:
        self._settle(now)
        if self.paused_at is None:
            self.paused_at = now

    def resume(self, now: int) -> None:
        self._settle(now)
        self.paused_at = None

    def move(self, now: int, start: int, end: int) -> None:
        """From now on it has this start and this end."""
        self._settle(now)
        self.start, self.end = start, end

    def _settle(self, now: int) -> None:
        """Keep how it was up to now."""
        if not self.paused:
            first, last = max(self.since, self.start), min(now, self.end)
            if first < last:
                self.past.append((first, last))
        self.since = now

    def dump(self) -> dict[str, Any]:
        """As plain data, for checkpoints."""
        return {
            "since": self.since,
            "start": self.start,
            "end": self.end,
            "paused_at": self.paused_at,
            "past": self.past,
        }

    @classmethod
    def load(cls, data: dict[str, Any]) -> "Presence":
        presence = cls(data["since"], data["start"], data["end"])
        presence.paused_at = data["paused_at"]
        presence.past = [(first, last) for first, last in data["past"]]
        return presence


def stretch(schedule: FlowSchedule, zone: Zone) -> tuple[int, int]:
    """A schedule's start and end as instants. Raises ValueError for what is no time."""
    return (
        -NEVER if schedule.start is None else zone.parse(schedule.start),
        NEVER if schedule.end is None else zone.parse(schedule.end),
    )
