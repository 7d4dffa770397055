"""From typed text to values and back. Readers raise ValueError with a sentence that says how to write it."""

import re
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any, TypeAlias

from app.forms.base import Choice
from app.text import cut
from engine.conditions.shown import money_text, number_text
from engine.time.civil import Zone
from engine.time.durations import Duration
from engine.world.settings import Settings

Read: TypeAlias = Callable[[str], Any]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def whole_number(text: str) -> int:
    """ "1,000" is written 1000."""
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError("write a whole number, such as 100")
    return int(text)


def number(text: str) -> int | float:
    """A whole number where it is one, so that 50 stays 50."""
    if _WHOLE.fullmatch(text.strip()):
        return int(text)
    try:
        found = float(text.strip()) if "_" not in text else float("nan")
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise ValueError("write a number, such as 12 or 12.5")
    return found


def show_number(value: Any) -> str:
    return number_text(value) if isinstance(value, int | float) else "" if value is None else str(value)


def money(settings: Settings) -> tuple[Read, Callable[[Any], str]]:
    """Reads and shows amounts of the project's currency: "49.90" is 4990 minor units."""
    decimals = settings.decimals
    example = money_text(4990, decimals)
    form = re.compile(
        rf"([+-]?)([0-9]{{1,16}})(?:[.]([0-9]{{1,{decimals}}}))?" if decimals else r"([+-]?)([0-9]{1,16})()"
    )

    def read(text: str) -> int:
        match = form.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"write an amount in {settings.currency}, such as {example}")
        amount = int(match[2] + (match[3] or "").ljust(decimals, "0"))
        return -amount if match[1] == "-" else amount

    def show(value: Any) -> str:
        return money_text(value, decimals) if type(value) is int else "" if value is None else str(value)

    return read, show


def duration(words: Sequence[str] = ()) -> Read:
    """A length of time in the one way in which we write it, or one of these words."""

    def read(text: str) -> str:
        if text.strip().lower() in words:
            return text.strip().lower()
        try:
            return str(Duration.parse(text))
        except ValueError as problem:
            other = "".join(f", or {word}" for word in words)
            raise ValueError(f"{problem}{other}") from None

    return read


def moment(settings: Settings) -> Read:
    """A date, or a date and time, kept as it was written."""
    zone = Zone(settings.time_zone)

    def read(text: str) -> str:
        try:
            zone.parse(text)
        except ValueError as problem:
            raise ValueError(str(problem).removesuffix(".")) from None
        return text.strip()

    return read


def pair(read: Read, show: Callable[[Any], str]) -> tuple[Read, Callable[[Any], str]]:
    """Reads and shows two values: "10 .. 20"."""

    def read_two(text: str) -> list[Any]:
        low, dots, high = text.partition("..")
        if not dots or not low.strip() or not high.strip():
            raise ValueError("write the lowest and the highest value, such as 10 .. 20")
        return [read(low.strip()), read(high.strip())]

    def show_two(value: Any) -> str:
        return " .. ".join(map(show, value)) if isinstance(value, list) else show(value)

    return read_two, show_two


def place(text: str) -> list[int]:
    """A column and a row: "4, 2"."""
    parts = text.replace(",", " ").split()
    if len(parts) != 2 or not all(_WHOLE.fullmatch(part) for part in parts):
        raise ValueError("write the column and the row, such as 4, 2")
    return [int(part) for part in parts]


def whole_numbers(text: str) -> list[int]:
    """Whole numbers with commas between them."""
    parts = [part for part in text.replace(",", " ").split() if part]
    if not all(_WHOLE.fullmatch(part) for part in parts):
        raise ValueError("write whole numbers with commas between them, such as 1, 15")
    return [int(part) for part in parts]


def show_numbers(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else ""


def one_of(choices: Sequence[Choice], free: bool) -> Read:
    """A choice by its label or its value; other text only where that is free."""
    by_text = {str(choice.value).casefold(): choice.value for choice in reversed(choices)}
    by_text |= {choice.label.casefold(): choice.value for choice in reversed(choices)}

    def read(text: str) -> Any:
        found = by_text.get(text.strip().casefold())
        if found is not None:
            return found
        if free:
            return text.strip()
        start = f"{no_match(text)}: " if text.strip() else ""
        raise ValueError(f"{start}choose one from the list")

    return read


def no_match(text: str) -> str:
    """That nothing to choose from is meant by this text."""
    return f"no match for '{cut(text.strip(), 30)}'"


def show_choice(choices: Sequence[Choice]) -> Callable[[Any], str]:
    labels = {choice.value: choice.label for choice in choices}
    return lambda value: "" if value is None else labels.get(value, str(value))


def closed(choices: Sequence[Choice], *, optional: bool) -> dict[str, Any]:
    """How one of a few is read and shown; empty is None where that is possible."""
    read = one_of(choices, free=False)
    return {"read": or_empty(read, None) if optional else read, "show": show_choice(choices)}


def checked(read: Read, wrong: Callable[[Any], str | None]) -> Read:
    """A reader that also asks what is wrong with the value."""

    def read_checked(text: str) -> Any:
        value = read(text)
        if (problem := wrong(value)) is not None:
            raise ValueError(problem)
        return value

    return read_checked


def or_empty(read: Read, empty: Any) -> Read:
    """A reader for which no text is a value as well."""
    return lambda text: read(text) if text.strip() else empty
