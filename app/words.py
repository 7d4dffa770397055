"""Times, counts and shares as people read them."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.time.civil import Zone

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

REASONS: dict[str, str] = {
    "relevance_expired": "relevance expired",
    "no_branch_matched": "no branch matched",
    "limit_reached": "limit reached",
    "no_date": "no date to wait for",
    "flow_stopped": "flow stopped",
    "block_deleted": "block deleted",
    "launch_limit": "launch limit",
    "loop": "flows start each other",
    "condition_cannot_be_applied": "did not meet the trigger's conditions",
    "too_old": "too old",
}

KINDS: dict[str, str] = {
    "launch": "Launch settings",
    "condition": "Condition",
    "steps": "Steps",
    "split": "Split",
    "wait": "Wait",
    "ab_test": "A/B test",
    "limit": "Limit",
}

CHANNELS: dict[str, str] = {
    "email": "email",
    "sms": "SMS",
    "mobile_push": "mobile push",
    "web_push": "web push",
    "webhook": "webhook",
}


def reason_words(reason: str) -> str:
    """A reason of the journal in words."""
    return REASONS.get(reason, reason.replace("_", " "))


def clock_words(zone: "Zone", instant: int) -> str:
    """A clock: `Mon 2026-03-02 10:00:05 CET`."""
    wall = zone.wall(instant)
    return f"{_WEEKDAYS[wall.weekday()]} {wall:%Y-%m-%d %H:%M:%S %Z}"


def moment_words(zone: "Zone", instant: int) -> str:
    """A moment in full: `Mon 2026-03-02 10:00`, with seconds only where there are any."""
    wall = zone.wall(instant)
    seconds = f":{wall:%S}" if wall.second else ""
    return f"{_WEEKDAYS[wall.weekday()]} {wall:%Y-%m-%d %H:%M}{seconds}"


def short_moment(zone: "Zone", instant: int, now: int) -> str:
    """A moment in a narrow list: `Mon 2 Mar 10:00`; with the year where it is another one than `now`'s."""
    wall = zone.wall(instant)
    year = "" if wall.year == zone.wall(now).year else f" {wall.year}"
    return f"{_WEEKDAYS[wall.weekday()]} {wall.day:2} {_MONTHS[wall.month - 1]}{year} {wall:%H:%M}"


def with_moments(text: str, zone: "Zone") -> str:
    """Text of the engine with its ISO instants as people read them."""
    return _ISO.sub(lambda found: moment_words(zone, zone.parse(found[0])), text)


def span_words(seconds: int) -> str:
    """How long, in its two largest units: `2 d 3 h`, `45 min`, `12 s`."""
    seconds = max(seconds, 0)
    for size, unit, smaller, small_unit in (
        (86_400, "d", 3_600, "h"),
        (3_600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if seconds >= size:
            rest = seconds % size // smaller
            return f"{seconds // size} {unit} {rest} {small_unit}" if rest else f"{seconds // size} {unit}"
    return f"{seconds} s"


def ago_words(seconds: int) -> str:
    """How long ago, roughly: `just now`, `5 min ago`, `3 days ago`."""
    if seconds < 60:
        return "just now"
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            n = seconds // size
            return f"{n} {unit}{'' if n == 1 else 's'} ago"
    return "just now"


def number(n: int) -> str:
    """A count with thin groups: 12,345."""
    return f"{n:,}"


def share(part: int, whole: int) -> str:
    """A percentage of a whole: `62 %`, `0.4 %`; a dash where there is no whole."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 1:
        return f"{percent:.1f} %"
    if 99 < percent < 100:
        return f"{percent:.1f} %"
    return f"{percent:.0f} %"


def count_of(n: int, one: str, many: str | None = None) -> str:
    """`1 customer`, `2 customers`."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"
