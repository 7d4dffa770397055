"""Civil time in one project zone: instants (whole seconds since 1970 UTC) and what its clocks show (T-5).

What a clock shows is, in the fast forms, a *wall* time: whole seconds since 1970-01-01 00:00 on that clock.
A wall time that does not exist moves forward by the gap; one that exists twice is the first of the two.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 86_400
HOUR: Final = 3_600
WEEK: Final = 7 * DAY
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200

_HALF_DAY = DAY // 2
_BLOCK = 256
_MARGIN = 2
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
# Names that mean another zone on another machine, or clocks that count leap seconds.
_NOT_PORTABLE = re.compile(r"(localtime|posixrules|Factory)|(posix|right)/.*")
_TEXT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?"
    r" ?(?:([Zz])|([+-])([01][0-9]|2[0-3])(?::?([0-5][0-9])(?::?([0-5][0-9]))?)?)?)?"
)


class UnknownZone(ValueError):
    """No time zone has this name."""


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to this date; ValueError where the calendar has no such date."""
    return date(year, month, day).toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The calendar date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


def weekday_of(day: int) -> int:
    """The weekday of a day number: 0 is Monday, 6 is Sunday."""
    return (day + 3) % 7


class Zone:
    """A project's time zone by its IANA name (T-5). Raises UnknownZone where there is no such zone.

    Two zones of the same name are equal. Offsets are remembered for every *calm* day, one with no change of
    the clocks within two days of it; only the few days around a change are worked out afresh.
    """

    __slots__ = ("_calm", "_dates", "_info", "_loaded", "_tails", "_zero", "name")

    def __init__(self, name: str) -> None:
        try:
            if len(name) > 64 or not _NAME.fullmatch(name) or _NOT_PORTABLE.fullmatch(name):
                raise ValueError(name)
            info = ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise UnknownZone(
                f"There is no time zone called {_shown(name)}: give an IANA name such as Europe/Berlin."
            ) from error
        self.name = name
        self._info = info
        self._zero = datetime(1970, 1, 1, tzinfo=info)
        self._calm: dict[int, int] = {}
        self._loaded: set[int] = set()
        self._dates: dict[int, str] = {}
        self._tails: dict[int, str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def offset(self, instant: int) -> int:
        """Seconds by which the zone's clocks are ahead of UTC at this instant."""
        known = self._calm.get(instant // DAY)
        if known is not None:
            return known
        self._load(instant // DAY)
        return self._offset_at(instant)

    def local(self, instant: int) -> int:
        """The wall time, in whole seconds since 1970-01-01 00:00 on the zone's own clock."""
        known = self._calm.get(instant // DAY)
        return instant + (known if known is not None else self.offset(instant))

    def resolve(self, wall: int) -> int:
        """The instant of a wall time: moved forward by the gap where there is none, else the first (T-5)."""
        day = wall // DAY
        known = self._calm.get(day)
        if known is not None:
            return wall - known
        self._load(day)
        return wall - _seconds(self._clock(wall).utcoffset())

    def reach(self, wall: int) -> int:
        """The first instant at which the clock shows this wall time or, across a gap, has passed it."""
        instant = self.resolve(wall)
        if self.local(instant) == wall:
            return instant
        after_the_gap = _seconds(self._clock(wall).replace(fold=1).utcoffset())
        change = self.next_change(wall - after_the_gap, instant)
        return instant if change is None else change

    def next_change(self, after: int, until: int) -> int | None:
        """The first instant in (after, until] with another offset than just before; None without one."""
        offset = self.offset(after)
        low = after
        while low < until:
            high = min(low + _HALF_DAY, until)
            if self.offset(high) != offset:
                while high - low > 1:
                    middle = (low + high) // 2
                    if self.offset(middle) == offset:
                        low = middle
                    else:
                        high = middle
                return high
            low = high
        return None

    def is_calm(self, first: int, last: int) -> bool:
        """Whether the offset surely stays the same between these instants (False: it may, too)."""
        calm = self._calm
        day, end = first // DAY, last // DAY
        offset = calm.get(day)
        if offset is None or calm.get(end) != offset:
            return False
        # A calm day vouches for its two neighbours on either side.
        day += 2 * _MARGIN
        while day < end:
            if calm.get(day) != offset:
                return False
            day += 2 * _MARGIN
        return True

    def instant(
        self, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
    ) -> int:
        """The instant at which the clock shows this (T-5). ValueError where the calendar has no such date."""
        at = datetime(year, month, day, hour, minute, second)
        return self.resolve((at.toordinal() - _EPOCH_ORDINAL) * DAY + hour * HOUR + minute * 60 + second)

    def wall(self, instant: int) -> datetime:
        """What the clock and the calendar show, for display: an aware datetime."""
        return self._info.fromutc(self._zero + timedelta(seconds=instant))

    def add_days(self, instant: int, n: int) -> int:
        """The instant `n` calendar days on (or back, where negative) with the same wall clock (T-5)."""
        target = instant + n * DAY
        calm = self._calm
        here = calm.get(instant // DAY)
        there = calm.get(target // DAY)
        if here is not None and there is not None:
            return target + here - there
        if n == 0:
            return instant
        return self.resolve(self.local(instant) + n * DAY)

    def day_adder(self, n: int) -> Callable[[int], int]:
        """`add_days` for one number of days, as a plain function for the hot path."""
        calm, span, add_days = self._calm, n * DAY, self.add_days

        def add(instant: int) -> int:
            target = instant + span
            here = calm.get(instant // DAY)
            if here is not None and here == calm.get(target // DAY):
                return target
            return add_days(instant, n)

        return add

    def midnight(self, instant: int) -> int:
        """The first instant of its calendar day (1:00 where the clock skips midnight), never later."""
        wall = self.local(instant)
        return self.reach(wall - wall % DAY)

    def start_of_week(self, instant: int) -> int:
        """The first instant of the Monday of its week."""
        day = self.local(instant) // DAY
        return self.reach((day - weekday_of(day)) * DAY)

    def start_of_hour(self, instant: int) -> int:
        """When the hour that the clock shows began. The second of a doubled hour is an hour of its own."""
        start = instant - self.local(instant) % HOUR
        if self.is_calm(start, instant):
            return start
        while (change := self.next_change(start, instant)) is not None:
            start = change
        return start

    def parse(self, text: str) -> int:
        """An instant from ISO 8601 text; without an offset it is this zone's time, a date alone its midnight.

        Fractions of a second are dropped. Raises ValueError, with one sentence, for anything else, for dates
        that do not exist and for years outside 1900 to 2200.
        """
        match = _TEXT.fullmatch(text.strip()) if len(text) <= 80 else None
        if match is None:
            raise ValueError(
                f"{_shown(text)} is not a date or time: write 2026-03-02, 2026-03-02 10:00 or"
                " 2026-03-02T10:00:00+01:00."
            )
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"{_shown(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
        try:
            if match[7]:
                return _exact(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
            if match[8]:
                ahead = timedelta(
                    hours=int(match[9]), minutes=int(match[10] or 0), seconds=int(match[11] or 0)
                )
                away = timezone(-ahead if match[8] == "-" else ahead)
                return _exact(datetime(year, month, day, hour, minute, second, tzinfo=away))
            return self.instant(year, month, day, hour, minute, second)
        except ValueError as error:
            raise ValueError(f"{_shown(text)} is not a date or time that exists ({error}).") from error

    def format(self, instant: int) -> str:
        """ISO 8601 with the offset, e.g. `2026-03-02T10:00:00+01:00`."""
        offset = self.offset(instant)
        day, second = divmod(instant + offset, DAY)
        text = self._dates.get(day)
        if text is None:
            text = self._dates[day] = date_of(day).isoformat()
        tail = self._tails.get(offset)
        if tail is None:
            tail = self._tails[offset] = self.wall(instant).isoformat()[19:]
        return f"{text}T{second // HOUR:02d}:{second // 60 % 60:02d}:{second % 60:02d}{tail}"

    def words(self, instant: int, *, seconds: bool = False) -> str:
        """For people: `Sat 2026-03-28 19:00`, with seconds where there are any, or always: moments that stand
        beside each other are told alike. In the hour that the clock shows twice, the second time says so."""
        wall = self.local(instant)
        text = f"{self._clock(wall):%a %Y-%m-%d %H:%M}"
        if seconds or wall % 60:
            text += f":{wall % 60:02}"
        return text if self.resolve(wall) == instant else f"{text} (the second time)"

    def _clock(self, wall: int) -> datetime:
        """The clock's face with fold 0: the offset before the change in a gap, the first of two."""
        return self._zero + timedelta(seconds=wall)

    def _offset_at(self, instant: int) -> int:
        try:
            return _seconds(self.wall(instant).utcoffset())
        except OverflowError as error:
            raise ValueError("The time lies beyond the years that a calendar can show.") from error

    def _load(self, day: int) -> None:
        """Remember the calm days of the block of days around this one, from samples twelve hours apart."""
        block = day // _BLOCK
        if block in self._loaded:
            return
        first = block * _BLOCK
        samples = [
            self._offset_at(half * _HALF_DAY)
            for half in range((first - _MARGIN) * 2, (first + _BLOCK + _MARGIN) * 2 + 1)
        ]
        span = (2 * _MARGIN + 1) * 2
        same_since = 0
        for position, offset in enumerate(samples):
            if offset != samples[same_since]:
                same_since = position
            around = position - span
            if around >= same_since and around % 2 == 0:
                self._calm[first + around // 2] = offset
        self._loaded.add(block)


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else offset.days * DAY + offset.seconds


def _exact(at: datetime) -> int:
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * DAY + since.seconds


def _shown(text: str) -> str:
    """Text from outside, safe and short enough for one line of an error."""
    return ascii(text if len(text) <= 40 else text[:40] + "...")
