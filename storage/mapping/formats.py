"""The names of encodings and the formats of dates that a mapping may give."""

import codecs
import re
from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

UNIX: Final = {"unix": 1, "unix_ms": 1000}
"""Instants as numbers since 1970 UTC, and how many of them make a second."""

_NOT_TEXT_FILES = {
    "unicode_escape",
    "raw_unicode_escape",
    "idna",
    "punycode",
    "utf-7",
    "undefined",
    "mbcs",
    "oem",
}

_YEAR, _MONTH, _DAY, _DAY_OF_YEAR = {"Y", "y"}, {"m", "b", "B"}, {"d"}, {"j"}
_KNOWN = _YEAR | _MONTH | _DAY | _DAY_OF_YEAR | set("HIMSfpzaA%")
_SAMPLE = datetime(2011, 12, 9, 9, 8, 7)


def _encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        "a".encode(name)
    except (LookupError, ValueError):
        found = ""
    if not found or found in _NOT_TEXT_FILES:
        raise ValueError(
            f"there is no encoding {name[:40]!r}: utf-8, utf-16, cp1252 and latin-1 are the usual ones"
        )
    return name


EncodingName = Annotated[str, StringConstraints(max_length=40), AfterValidator(_encoding)]
"""The name of a text encoding, as Python knows it."""


def _time_format(text: str) -> str:
    if text in UNIX:
        return text
    letters = re.findall(r"%(.?)", text)
    unknown = [letter for letter in letters if letter not in _KNOWN]
    if unknown:
        raise ValueError(f"%{unknown[0]} cannot be used: write formats with %Y %m %d %H %M %S and the like")
    given = set(letters)
    if not given & _YEAR or not ((given & _MONTH and given & _DAY) or given & _DAY_OF_YEAR):
        raise ValueError(f"{text!r} lacks the year, the month or the day: write such as %Y-%m-%d %H:%M:%S")
    try:
        datetime.strptime(_SAMPLE.strftime(text.replace("%z", "")), text.replace("%z", ""))
    except (ValueError, re.error) as error:
        raise ValueError(f"{text!r} is no format for dates: {error}") from None
    return text


TimeFormat = Annotated[str, StringConstraints(min_length=2, max_length=60), AfterValidator(_time_format)]
"""A strptime format that names year, month and day, or one of UNIX."""
