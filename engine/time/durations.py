"""Lengths of time as people write them: "30 minutes", "24h", "3 days" (F-10, T-5)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, SchemaSerializer, core_schema

from engine.time.civil import Zone

Unit = Literal["minutes", "hours", "days"]

_LONGEST: Final[dict[Unit, int]] = {"minutes": 36_525 * 1_440, "hours": 36_525 * 24, "days": 36_525}
_SECONDS: Final[dict[Unit, int]] = {"minutes": 60, "hours": 3_600}
_PATTERN: Final = r"^([0-9]{1,9}) ?(m|min|minutes?|h|hours?|d|days?|w|weeks?)$"
_TEXT: Final = re.compile(_PATTERN)
_UNITS: Final[dict[str, tuple[Unit, int]]] = {
    "m": ("minutes", 1),
    "h": ("hours", 1),
    "d": ("days", 1),
    "w": ("days", 7),
}
_WRITTEN: Final = core_schema.plain_serializer_function_ser_schema(
    str, return_schema=core_schema.str_schema()
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of minutes, hours or days, at most 100 years. ValueError outside that.

    Minutes and hours are exact; days keep the wall clock (T-5), so "24 hours" and "1 day" differ. In files
    and forms it is text, and `str()` gives the one way in which we write it; a week is read as seven days.
    """

    amount: int
    unit: Unit

    __pydantic_serializer__: ClassVar[SchemaSerializer]

    def __post_init__(self) -> None:
        if self.unit not in _LONGEST:
            raise ValueError("a duration is in minutes, hours or days")
        if type(self.amount) is not int or self.amount < 0:
            raise ValueError(f"a duration is a whole number of {self.unit}, 0 or more")
        if self.amount > _LONGEST[self.unit]:
            raise ValueError(f"a duration is at most 100 years, which is {_LONGEST[self.unit]} {self.unit}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """From text like "30 minutes", "24h", "1 day" or "2w"; ValueError, with one sentence, otherwise."""
        match = _TEXT.fullmatch(text.strip().lower()) if len(text) <= 40 else None
        if match is None:
            raise ValueError(
                'write a duration as a number and a unit, such as "30 minutes", "1 hour" or "3 days"'
            )
        unit, times = _UNITS[match[2][0]]
        return cls(int(match[1]) * times, unit)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit[:-1] if self.amount == 1 else self.unit}"

    def after(self, instant: int, zone: Zone) -> int:
        """The instant this long after another: minutes and hours exact, days by the wall clock (T-5)."""
        if self.unit == "days":
            return zone.add_days(instant, self.amount)
        return instant + self.amount * _SECONDS[self.unit]

    def before(self, instant: int, zone: Zone) -> int:
        """The instant this long before another: minutes and hours exact, days by the wall clock (T-5)."""
        if self.unit == "days":
            return zone.add_days(instant, -self.amount)
        return instant - self.amount * _SECONDS[self.unit]

    def compile(self, zone: Zone) -> Callable[[int], int]:
        """`after` for one zone, as a plain function for the hot path."""
        if self.unit == "days":
            return zone.day_adder(self.amount)
        seconds = self.amount * _SECONDS[self.unit]
        return lambda instant: instant + seconds

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validated, serialization=_WRITTEN)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": _PATTERN, "examples": ["30 minutes", "1 hour", "3 days"]}

    @classmethod
    def _validated(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError('write a duration as text, such as "30 minutes", "1 hour" or "3 days"')


# Pydantic asks for this where it has no field's schema at hand, as for a default in a JSON schema.
Duration.__pydantic_serializer__ = SchemaSerializer(core_schema.any_schema(serialization=_WRITTEN))
