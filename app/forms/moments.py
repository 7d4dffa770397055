"""Moments and lengths of time as examples write them: `Fri 19:40`, `Mon 9 Mar 8:00`, `2 d 12 h 20 min`."""

from engine.time.civil import WEEK, Zone

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def near_moment(zone: Zone, instant: int, beside: int, *, with_date: bool = False) -> str:
    """A moment as it reads beside another: within a week of it the weekday will do, in its year no year.

    The second of two times that the clock shows alike says so.
    """
    wall = zone.wall(instant)
    parts = [_WEEKDAYS[wall.weekday()]]
    if with_date or abs(instant - beside) >= WEEK:
        parts += [str(wall.day), _MONTHS[wall.month - 1]]
        if wall.year != zone.wall(beside).year:
            parts.append(str(wall.year))
    parts.append(f"{wall.hour}:{wall:%M}" + (f":{wall:%S}" if wall.second else ""))
    if zone.resolve(zone.local(instant)) != instant:
        parts.append("(the second time)")
    return " ".join(parts)


def exact_span(seconds: int) -> str:
    """How long, with every unit that it has: `2 d 12 h 20 min`, `23 h`."""
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        amount, seconds = divmod(seconds, size)
        if amount:
            parts.append(f"{amount} {unit}")
    return " ".join(parts) or "0 s"
