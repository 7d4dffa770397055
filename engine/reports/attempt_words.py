"""The checks of an attempt in plain words (R-3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.conditions.explaining import Explained
from engine.events.base import Event
from engine.events.explaining import Asked
from engine.time.civil import Zone
from engine.world.wording import listed_names
from engine.world.world import World


def recognised_words(event: Event, values: Mapping[str, Any], world: World) -> str:
    """What was seen, and in what."""
    what = "; ".join(values.get("told", ()))
    return f"{event.kind.name}, at {world.zone.words(event.happened_at)}" + (f": {what}" if what else "")


def settings_words(ok: bool, asked: Sequence[Asked], trigger: str) -> str:
    """The settings that the event did not meet; all of them where it met them."""
    told = [one for one in asked if one.ok is False]
    if ok or not told:
        told = [one for one in asked if one.seen] if ok else [one for one in asked if one.ok is None]
    if not told:
        return (
            "nothing more is asked of the event" if ok else f"it is not what the trigger asks for: {trigger}"
        )
    return "; ".join(_asked(one) for one in told)


def _asked(one: Asked) -> str:
    seen = f", it was {one.seen}" if one.seen else ""
    return f"{one.title}: asked for {one.wanted}{seen}"


def slot_words(segment: str | None, segments: Sequence[str]) -> str:
    """Which segment the schedule starts for, and which the customer was in."""
    if segment is None:
        return "it starts for all customers"
    inside = listed_names(list(segments)) or "no segment"
    return f"it starts for the segment {segment}; the customer was in {inside}"


def on_words(
    ok: bool, start: int | None, end: int | None, now: int, happened: int, also: int | None, zone: Zone
) -> str:
    """When the flow is on, and which moment fell outside."""
    if start is None and end is None:
        if ok:
            return "the flow was on"
        # Launched later, or paused then and resumed since (E-39).
        when = zone.words(now) if also is None else f"{zone.words(also)}, when it had to be on too"
        return f"the flow was off at {when}"
    since = "" if start is None else f" from {zone.words(start)}"
    until = "" if end is None else f" until {zone.words(end)}"
    on = f"the flow is on{since}{until}"
    if ok:
        return on
    if end is not None and now >= end:
        return f"{on}; it was over at {zone.words(now)}"
    if start is not None and now < start:
        return f"{on}; it had not begun at {zone.words(now)}"
    if start is not None and happened < start:
        return f"{on}; this happened before, at {zone.words(happened)}"
    if also is None:
        return f"{on}; it was off at {zone.words(now)}"
    return f"{on}; it was off at {zone.words(also)}, when it had to be on too"


def history_words(late: int, happened: int, received: int, zone: Zone) -> str:
    """How long after it happened it was received (T-2)."""
    if not late:
        return "it was received as it happened"
    days, hours, minutes = late // 86_400, late % 86_400 // 3_600, late % 3_600 // 60
    parts = [
        f"{n} {unit}" + ("" if n == 1 else "s")
        for n, unit in ((days, "day"), (hours, "hour"), (minutes, "minute"))
        if n
    ]
    span = listed_names(parts) or f"{late} seconds"
    return (
        f"it happened on {zone.words(happened)} and was received {span} later, on {zone.words(received)}; "
        "7 days are the most"
    )


def filter_words(tree: Explained) -> str:
    """The conditions in brief: how many were met, and which were not."""
    if tree.ok:
        return "the customer met the conditions"
    return f"the customer did not meet the conditions: {'; '.join(_lacking(tree)) or tree.text}"


def _lacking(part: Explained) -> list[str]:
    if part.kind == "leaf":
        return [] if part.ok else [f"{part.text} (it was {part.seen})"]
    if part.kind == "not":
        return [] if part.ok else [f"not {part.children[0].text}"]
    return [text for child in part.children if not child.ok for text in _lacking(child)]
