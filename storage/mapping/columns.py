"""From a cell's text to its value: one plain function per column, made once."""

import re
from collections.abc import Callable
from datetime import datetime
from math import isfinite
from typing import Final

from engine.time.civil import FIRST_YEAR, LAST_YEAR, Zone, day_number
from storage.mapping.formats import UNIX
from storage.mapping.model import Column
from storage.problems import shown

CellValue = str | int | float | bool | None
Read = Callable[[str], CellValue]

MOST_DIGITS: Final = 30
_REMEMBERED: Final = 20_000

_FIRST: Final = day_number(FIRST_YEAR, 1, 1) * 86_400
_AFTER_LAST: Final = day_number(LAST_YEAR + 1, 1, 1) * 86_400

_ISO_FORMATS: Final = {"%Y-%m-%d %H:%M:%S": 19, "%Y-%m-%d %H:%M": 16, "%Y-%m-%d": 10}
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_EITHER_WAY = re.compile(r"[0-9]{1,2}[./ -][0-9]{1,2}[./ -][0-9]{2,4}.*")
_YES: Final = {"true", "yes", "y", "t", "1"}
_NO: Final = {"false", "no", "n", "f", "0"}


class CellProblem(ValueError):
    """Why a cell cannot be what its column says: one sentence."""


def quoted(text: str) -> str:
    """A cell's text within a message."""
    return f"'{shown(text, 40)}'"


def tidy(column: Column) -> Callable[[str], str]:
    """The text that counts: without spaces around it, in the column's case, "" where it means nothing."""
    empty = frozenset(column.empty)
    change = {"upper": str.upper, "lower": str.lower}.get(column.case)
    if not empty and change is None:
        return str.strip

    def tidied(text: str) -> str:
        text = text.strip()
        if text in empty:
            return ""
        return text if change is None else change(text)

    return tidied


def converter(column: Column, zone: Zone, decimals: int, *, as_text: bool = False) -> Read:
    """What reads the column's cells; an empty cell is None.

    Times are instants, or with `as_text` ISO 8601 for custom fields; dates are ISO text, money is minor
    units. The function raises CellProblem.
    """
    strip = tidy(column)
    convert = _by_type(column, Zone(column.zone) if column.zone else zone, decimals, as_text)
    values = column.values
    if values is not None:
        convert = _listed(values, column.others, convert)
    if column.required:

        def read_required(text: str) -> CellValue:
            text = strip(text)
            if not text:
                raise CellProblem("it is empty: it is needed")
            return convert(text)

        return read_required
    if convert is str and strip is str.strip:
        return lambda text: text.strip() or None
    return lambda text: convert(text) if (text := strip(text)) else None


def _by_type(column: Column, zone: Zone, decimals: int, as_text: bool) -> Read:
    if column.type == "text":
        return str
    if column.type == "yes_no":
        return _yes_no
    if column.type in ("time", "date"):
        return _remembering(_moment(column, zone, as_text))
    split = _splitter(column)
    if column.type == "integer":
        return _integer(split)
    if column.type == "number":
        return _number(split)
    return _money(split, decimals, column.round)


def _listed(values: dict[str, str | int | float | bool], others: str, convert: Read) -> Read:
    def read(text: str) -> CellValue:
        found = values.get(text)
        if found is not None:
            return found
        if others == "keep":
            return convert(text)
        if others == "empty":
            return None
        some = ", ".join(list(values)[:8]) + (" …" if len(values) > 8 else "")
        raise CellProblem(f"{quoted(text)} is none of the column's values: {some}")

    return read


def _yes_no(text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellProblem(f"{quoted(text)} is neither yes nor no: give the column `values`")


# Numbers.

Split = Callable[[str], tuple[str, str, str]]
"""From a text to its sign, its whole digits and its decimals. Raises CellProblem."""


def _splitter(column: Column) -> Split:
    point, thousands = re.escape(column.decimal), re.escape(column.thousands)
    whole = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    pattern = re.compile(rf"([+-]?)({whole})(?:{point}([0-9]*))?|([+-]?){point}([0-9]+)")

    def split(text: str) -> tuple[str, str, str]:
        found = pattern.fullmatch(text) if len(text) <= MOST_DIGITS else None
        if found is None:
            hint = f"write decimals after {column.decimal!r}"
            if re.fullmatch(r"[+-]?[0-9][0-9., ']*", text):
                hint += ", or give the column `decimal` and `thousands`"
            raise CellProblem(f"{quoted(text)} is not a number: {hint}")
        if found[2] is None:
            return found[4], "0", found[5]
        digits = found[2].replace(column.thousands, "") if column.thousands else found[2]
        return found[1], digits, found[3] or ""

    return split


def _integer(split: Split) -> Read:
    def read(text: str) -> CellValue:
        sign, whole, decimals = split(text)
        if decimals.strip("0"):
            raise CellProblem(f"{quoted(text)} is not a whole number")
        return int(sign + whole)

    return read


def _number(split: Split) -> Read:
    def read(text: str) -> CellValue:
        sign, whole, decimals = split(text)
        if not decimals.strip("0"):
            return int(sign + whole)
        value = float(f"{sign}{whole}.{decimals}")
        if not isfinite(value):
            raise CellProblem(f"{quoted(text)} is too large")
        return value

    return read


def _money(split: Split, places: int, rounding: bool) -> Read:
    def read(text: str) -> CellValue:
        sign, whole, decimals = split(text)
        minor, rest = decimals[:places].ljust(places, "0"), decimals[places:]
        amount = int(whole + minor)
        if rest.strip("0"):
            if not rounding:
                raise CellProblem(
                    f"{quoted(text)} has more than {places} decimals: `round: true` in the column rounds it"
                )
            # Half a minor unit and more counts as one, away from zero.
            amount += rest[0] >= "5"
        return -amount if sign == "-" else amount

    return read


# Dates and times.


def _remembering(read: Read) -> Read:
    """Files name one moment many times, and reading a date is slow."""
    known: dict[str, CellValue] = {}

    def read_once(text: str) -> CellValue:
        value = known.get(text)
        if value is None:
            value = read(text)
            if len(known) >= _REMEMBERED:
                known.clear()
            known[text] = value
        return value

    return read_once


def _moment(column: Column, zone: Zone, as_text: bool) -> Read:
    instant = _instant_reader(column, zone)
    if column.type == "date":
        return lambda text: zone.format(instant(text))[:10]
    if as_text:
        return lambda text: zone.format(instant(text))
    return instant


def _instant_reader(column: Column, zone: Zone) -> Callable[[str], int]:
    formats = column.format
    if formats is None:
        return lambda text: _iso(zone, text)
    readers = [_formatted(zone, one) for one in formats]
    if len(readers) == 1:
        return readers[0]

    def read_any(text: str) -> int:
        found: dict[int, None] = {}
        problem: CellProblem | None = None
        for read in readers:
            try:
                found[read(text)] = None
            except CellProblem as error:
                problem = problem or error
        if len(found) > 1:
            raise CellProblem(f"{quoted(text)} means another date by each of the column's formats: keep one")
        if not found:
            assert problem is not None
            raise problem
        return next(iter(found))

    return read_any


def _iso(zone: Zone, text: str) -> int:
    try:
        return zone.parse(text)
    except ValueError:
        if _EITHER_WAY.fullmatch(text):
            raise CellProblem(
                f"{quoted(text)} is ambiguous, day or month first: give the column a format, such as %d/%m/%Y"
            ) from None
        raise CellProblem(
            f"{quoted(text)} is not a date such as 2026-03-02 10:00: give the column a format"
        ) from None


def _formatted(zone: Zone, form: str) -> Callable[[str], int]:
    if form in UNIX:
        return lambda text: _unix(text, UNIX[form])
    length = _ISO_FORMATS.get(form, 0)

    def read(text: str) -> int:
        try:
            if len(text) == length and _PLAIN_DATE.fullmatch(text):
                at = datetime.fromisoformat(text)
            else:
                at = datetime.strptime(text, form)
        except ValueError:
            raise CellProblem(f"{quoted(text)} is not a date that exists, written as {form}") from None
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise CellProblem(f"{quoted(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
        wall = day_number(at.year, at.month, at.day) * 86_400 + at.hour * 3600 + at.minute * 60 + at.second
        ahead = at.utcoffset()
        # A clock's time that does not exist moves on, of one that exists twice the first counts (T-5).
        return zone.resolve(wall) if ahead is None else wall - ahead.days * 86_400 - ahead.seconds

    return read


def _unix(text: str, per_second: int) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise CellProblem(
            f"{quoted(text)} is not a whole number of {'milli' if per_second > 1 else ''}seconds"
        )
    instant = int(text) // per_second
    if not _FIRST <= instant < _AFTER_LAST:
        raise CellProblem(f"{quoted(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return instant
