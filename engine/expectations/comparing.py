"""How an expectation compares what there is: an exact value, or one operator of conditions and its value.

passages: 2
inside: {at_least: 1}
text: {contains: "45.00"}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.conditions.base import Type
from engine.conditions.operators import OPERATORS, Operator
from engine.world.world import World

MOST: Final = 10**12

_WORLD: Final = World()
"""Operators of numbers and text look at no world."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One operator and what it asks for."""

    op: str
    value: Any

    type: ClassVar[Type]
    asks: ClassVar[str]
    """What a bare value is, in a sentence."""

    @property
    def operator(self) -> Operator:
        return OPERATORS[self.type][self.op]

    def holds(self, actual: Any) -> bool:
        """Whether what there is fits."""
        return self.operator.make(self.value, _WORLD)(actual)

    def __str__(self) -> str:
        value = self.value
        if isinstance(value, list):
            text = (" and " if self.op == "between" else ", ").join(map(_quoted, value))
        else:
            text = _quoted(value)
        return text if self.op == "is" else self.operator.words.format(text)

    @classmethod
    def read(cls, data: object) -> Self:
        """From plain data. Raises ValueError, with one sentence."""
        if not isinstance(data, Mapping):
            op, value = "is", data
        else:
            known = cls.operators()
            if len(data) != 1:
                raise ValueError(f"give one comparison, such as {{{next(iter(known))}: …}}")
            ((op, value),) = data.items()
            if op not in known:
                close = get_close_matches(str(op)[:60], known, 1, 0.5)
                hint = f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}"
                raise ValueError(f"there is no comparison {str(op)[:60]!r} here: {hint}")
        asks = OPERATORS[cls.type][op].asks
        if asks == "one":
            cls.check(value)
        elif not isinstance(value, list) or not value or len(value) > 1000:
            raise ValueError(f"{op!r} asks for a list of values")
        else:
            for each in value:
                cls.check(each)
            if asks == "two" and (len(value) != 2 or value[0] > value[1]):
                raise ValueError(f"{op!r} asks for two values: the lowest and the highest")
        found = cls(op, value)
        found.refuse()
        return found

    @classmethod
    def operators(cls) -> list[str]:
        """The operators on offer; those that ask for nothing have no place here."""
        return [name for name, operator in OPERATORS[cls.type].items() if operator.asks != "nothing"]

    @classmethod
    def check(cls, value: object) -> None:
        """Raises ValueError where a value of this type is asked for and this is none."""
        raise NotImplementedError

    def refuse(self) -> None:
        """Raises ValueError where the comparison would prove nothing."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validated)

    @classmethod
    def _validated(cls, value: object) -> Self:
        return value if isinstance(value, cls) else cls.read(value)

    @classmethod
    def _schema(cls, one: dict[str, Any]) -> JsonSchemaValue:
        properties = {
            name: one if OPERATORS[cls.type][name].asks == "one" else {"type": "array", "items": one}
            for name in cls.operators()
        }
        compared = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }
        return {"anyOf": [one, compared]}


@dataclass(frozen=True, slots=True)
class Count(Comparison):
    """How many: a whole number, 0 or more, or a comparison with one."""

    type: ClassVar[Type] = "number"

    @classmethod
    def check(cls, value: object) -> None:
        if type(value) is not int or not 0 <= value <= MOST:
            raise ValueError("a whole number is asked for here, 0 or more")

    def refuse(self) -> None:
        if self.op == "at_least" and self.value == 0:
            raise ValueError("it is always at least 0: ask for something that can fail")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return cls._schema({"type": "integer", "minimum": 0})


@dataclass(frozen=True, slots=True)
class TextTest(Comparison):
    """What a text is like; upper and lower case are the same, as in conditions."""

    type: ClassVar[Type] = "text"

    @classmethod
    def check(cls, value: object) -> None:
        if not isinstance(value, str) or not value or len(value) > 20_000:
            raise ValueError("text is asked for here, and not an empty one")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return cls._schema({"type": "string", "minLength": 1})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many altogether, or how many by reason or output."""

    total: Count | None
    by: Mapping[str, Count]

    @classmethod
    def read(cls, data: object) -> Self:
        """From plain data. Raises ValueError, with one sentence."""
        if not isinstance(data, Mapping) or (len(data) == 1 and next(iter(data)) in Count.operators()):
            return cls(Count.read(data), {})
        if not data:
            raise ValueError("say how many, or how many of which")
        by = {}
        for name, value in data.items():
            try:
                by[str(name)] = Count.read(value)
            except ValueError as problem:
                raise ValueError(f"{str(name)[:60]}: {problem}") from None
        return cls(None, by)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validated)

    @classmethod
    def _validated(cls, value: object) -> Self:
        return value if isinstance(value, cls) else cls.read(value)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        one = Count._schema({"type": "integer", "minimum": 0})
        return {"anyOf": [*one["anyOf"], {"type": "object", "additionalProperties": one, "minProperties": 1}]}


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
