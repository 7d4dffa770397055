"""What a few typed characters mean as a whole block: "4h 9-21" a Wait, "40/40/20" a test, "8" a Limit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any, Final

from app.words import KINDS
from engine.time.clockface import WEEKDAYS
from engine.time.durations import Duration


@dataclass(frozen=True, slots=True)
class Ready:
    """A block that can be added as it is: its kind and its settings as plain data, and how that reads."""

    kind: str
    label: str
    settings: dict[str, Any] = field(default_factory=dict)


_DURATION: Final = re.compile(r"[0-9]{1,9} ?(?:minutes?|min|m|hours?|h|days?|d|weeks?|w)\b", re.IGNORECASE)
_HOURS: Final = re.compile(r"\b([0-9]{1,2})(?::([0-5][0-9]))? ?[-–] ?([0-9]{1,2})(?::([0-5][0-9]))?\b")
_DAYS: Final = re.compile(r"\b([a-z]{3})[a-z]* ?[-–] ?([a-z]{3})[a-z]*\b", re.IGNORECASE)
_SHARES: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?(?:/[0-9]{1,3}(?:\.[0-9]{1,2})?){1,4}")
_CAP: Final = re.compile(
    r"([0-9]{1,9})(?: ?(?:an?|per|each|every|/)? ?(hour|day|week|h|d|w))?", re.IGNORECASE
)
_MESSAGES: Final = {
    "send_email": ("Email", "subject", ("mail", "email")),
    "send_sms": ("SMS", "text", ("sms",)),
    "send_mobile_push": ("Mobile push", "text", ("push",)),
}
_PERIODS: Final = {"h": "hour", "d": "day", "w": "week"}


def readings(text: str) -> tuple[Ready, ...]:
    """All blocks that the text may mean, the likeliest first; none where it is only a word to search for."""
    text = text.strip()
    return (*_wait(text), *_shares(text), *_limit(text), *_message(text))


def _without_name(text: str, *names: str) -> str | None:
    """The text without the name of a kind, or the beginning of one, before it; None: it begins otherwise."""
    word, _, rest = text.partition(" ")
    if word[:1].isdigit():
        return text
    if rest and any(name.startswith(word.casefold()) for name in names):
        return rest.strip()
    return None


def _wait(text: str) -> Iterator[Ready]:
    rest = _without_name(text, "wait", "until")
    if rest is None and _DAYS.match(text) is not None:
        rest = text
    if rest is None:
        return
    settings: dict[str, Any] = {}
    words = []
    found = _DURATION.match(rest)
    if found is not None:
        try:
            duration = str(Duration.parse(found[0]))
        except ValueError:
            return
        settings["duration"] = duration
        words.append(duration)
        rest = rest[found.end() :]
    window: dict[str, Any] = {}
    for pattern, part in ((_HOURS, _hours), (_DAYS, _weekdays)):
        matched = pattern.search(rest)
        if matched is not None:
            read = part(matched)
            if read is None:
                return
            window |= read
            rest = rest[: matched.start()] + rest[matched.end() :]
    if rest.casefold().strip(" ,") not in ("", "then", "until") or not (settings or window):
        return
    if window:
        settings["window"] = window
        settings.setdefault("mode", "fixed" if "duration" in settings else "timed")
        hours = f"{window['start']}–{window['end']}" if "start" in window else ""
        days = f"{window['days'][0]}–{window['days'][-1]}" if "days" in window else ""
        words.append(("then " if words else "until ") + " ".join(filter(None, (days, hours))))
    yield Ready("wait", f"{KINDS['wait']} {', '.join(words)}", settings)


def _hours(found: re.Match[str]) -> dict[str, Any] | None:
    start, end = (f"{int(found[n]):02}:{found[n + 1] or '00'}" for n in (1, 3))
    if start >= "24:00" or end > "24:00" or start == end:
        return None
    return {"start": start, "end": end}


def _weekdays(found: re.Match[str]) -> dict[str, Any] | None:
    first, last = found[1].casefold(), found[2].casefold()
    names = [day.casefold()[:3] for day in WEEKDAYS]
    if first not in names or last not in names:
        return None
    begin, count = names.index(first), (names.index(last) - names.index(first)) % 7 + 1
    return {"days": [WEEKDAYS[(begin + n) % 7] for n in range(count)]}


def _shares(text: str) -> Iterator[Ready]:
    for kind, names in (("ab_test", ("ab", "a/b", "a/b test", "test")), ("split", ("split",))):
        rest = _without_name(text, *names)
        if rest is None or not _SHARES.fullmatch(rest):
            continue
        shares = [float(share) for share in rest.split("/")]
        if sum(shares) != 100:
            continue
        branches = [{"id": ascii_uppercase[n], "share": share} for n, share in enumerate(shares)]
        if kind == "ab_test":
            control = branches[-1]["id"]
            settings = {"variants": branches, "control": control}
            if len(branches) > 2:
                yield Ready(kind, f"{KINDS[kind]} {rest}, {control} is the control", settings)
            yield Ready(kind, f"{KINDS[kind]} {rest}", {"variants": branches})
        else:
            yield Ready(kind, f"{KINDS[kind]} {rest}", {"branches": branches})


def _limit(text: str) -> Iterator[Ready]:
    rest = _without_name(text, "limit")
    found = None if rest is None else _CAP.fullmatch(rest)
    if found is None:
        return
    cap = int(found[1])
    if found[2] is None:
        yield Ready("limit", f"{KINDS['limit']} {cap:,}", {"cap": cap})
    else:
        # "8h" is rather a time to wait; this comes after it.
        period = _PERIODS[found[2][0].casefold()]
        settings = {"cap": cap, "mode": "calendar", "calendar": period}
        yield Ready("limit", f"{KINDS['limit']} {cap:,} each {period}", settings)


def _message(text: str) -> Iterator[Ready]:
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    for do, (label, part, names) in _MESSAGES.items():
        if rest and word.casefold() in names:
            action = {"do": do, part: rest}
            yield Ready("steps", f"{label}: {rest}", {"actions": [action]})
