"""Whether a value suits a custom field (W-1, W-6): one answer for changes and for world files."""

from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite

from engine.world.entities import UTC, Value
from engine.world.settings import CustomField
from engine.world.world import Refused, unknown

LONGEST_TEXT = 2000
LARGEST = 10**15


def value_fault(field: CustomField, value: Value) -> str | None:
    """Why a field cannot hold the value, as a sentence that says what it may be; None where it can.

    An empty field (None) is always possible.
    """
    if value is None:
        return None
    kind = field.type
    if kind == "yes_no":
        return None if type(value) is bool else f"{value!r} is neither true nor false"
    if kind in ("number", "money"):
        return _number_fault(kind == "money", value)
    if type(value) is not str:
        return f"{value!r} is not text: put it in quotes"
    if kind == "choice":
        return None if value in field.values else unknown("choice", value, dict.fromkeys(field.values))
    if kind == "date":
        return _date_fault(value)
    return None if len(value) <= LONGEST_TEXT else f"the text is longer than {LONGEST_TEXT} characters"


def _number_fault(whole: bool, value: Value) -> str | None:
    if type(value) is float and not whole:
        return None if isfinite(value) else f"{value!r} is no number that can be reckoned with"
    if type(value) is not int:
        return f"{value!r} is not {'a whole number of minor units, such as cents' if whole else 'a number'}"
    return None if abs(value) <= LARGEST else f"{value!r} is too large"


def _date_fault(value: str) -> str | None:
    try:
        UTC.parse(value)
    except ValueError as problem:
        return str(problem)
    return None


def birth_date_fault(text: str) -> str | None:
    """Why a text is no date of birth; None where it is one."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return None
    except ValueError:
        pass
    return f"{text[:40]!r} is not a date: write it as 1990-12-31"


def field_faults(
    known: Mapping[str, CustomField], what: str, values: Mapping[str, Value]
) -> Iterator[tuple[str, str]]:
    """(field, sentence) for every value that its field cannot hold, and every field that the project
    lacks."""
    for name, value in values.items():
        field = known.get(name)
        fault = unknown(what, name, known) if field is None else value_fault(field, value)
        if fault is not None:
            yield name, fault


def refuse_unfit(
    known: Mapping[str, CustomField], what: str, values: Mapping[str, Value], place: str
) -> None:
    """Raises Refused for the first value that its field cannot hold (W-6)."""
    if values:
        for name, fault in field_faults(known, what, values):
            raise Refused(f"{place}.{name}", fault)
        for name in values:
            if known[name].calculated is not None:
                raise Refused(
                    f"{place}.{name}", f"the field {name!r} is calculated: it follows the data by itself"
                )
