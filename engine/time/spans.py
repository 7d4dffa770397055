"""Lengths of time of several parts, as scenarios write them: "1 day 2 hours", "2h30m", "7d1s"."""

import re
from dataclasses import dataclass
from typing import Any, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.time.civil import Zone

_PART: Final = r"([0-9]{1,9}) ?(weeks?|w|days?|d|hours?|h|minutes?|min|m|seconds?|sec|s)"
_PATTERN: Final = rf"^{_PART}(?: ?{_PART})*$"
_PARTS: Final = re.compile(_PART)
_TEXT: Final = re.compile(_PATTERN)
_SECONDS: Final = {"h": 3600, "m": 60, "s": 1}
_MOST_DAYS: Final = 36_525


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, at most 100 years: first its days, which keep the wall clock, then its hours, minutes
    and seconds, which are exact (T-5)."""

    days: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """From text like "30m", "2h30m", "1 day" or "1 day 2 hours"; ValueError, with one sentence,
        otherwise."""
        text = text.strip().lower()
        if len(text) > 80 or _TEXT.fullmatch(text) is None:
            raise ValueError('write a length of time as numbers and units, such as "30m", "2h30m" or "1 day"')
        days = seconds = 0
        for amount, unit in _PARTS.findall(text):
            if unit[0] in "wd":
                days += int(amount) * (7 if unit[0] == "w" else 1)
            else:
                seconds += int(amount) * _SECONDS[unit[0]]
        if days > _MOST_DAYS or seconds > _MOST_DAYS * 86_400:
            raise ValueError("a length of time is at most 100 years")
        return cls(days, seconds)

    def after(self, instant: int, zone: Zone) -> int:
        """The instant this long after another."""
        return (zone.add_days(instant, self.days) if self.days else instant) + self.seconds

    def before(self, instant: int, zone: Zone) -> int:
        """The instant this long before another."""
        return (zone.add_days(instant, -self.days) if self.days else instant) - self.seconds

    def __str__(self) -> str:
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((self.days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
        return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n) or "0 seconds"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validated, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": _PATTERN, "examples": ["30m", "2h30m", "1 day"]}

    @classmethod
    def _validated(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError('write a length of time as text, such as "30m", "2h30m" or "1 day"')
