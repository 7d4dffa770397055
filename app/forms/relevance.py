"""Which settings have a meaning only beside others: the length of a wait, once it is a fixed one.

One without a meaning is not asked for, unless it is set: then it has to be seen to be taken out.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel

from app.forms.annotations import plain_default
from app.forms.base import Path
from engine.blocks.condition import ConditionBlock
from engine.blocks.launches import LaunchLimit
from engine.blocks.limit import LimitBlock
from engine.blocks.wait import Until, WaitBlock
from engine.time.recurrence import Schedule

Beside = Callable[[Mapping[str, Any]], bool]


def _is(name: str, *values: str) -> Beside:
    return lambda data: data.get(name) in values


_WEEK, _MONTH = _is("every", "week"), _is("every", "month")

_MEANINGFUL: Final[dict[tuple[type[BaseModel], str], Beside]] = {
    (WaitBlock, "duration"): _is("mode", "fixed"),
    (WaitBlock, "until"): _is("mode", "dynamic"),
    (Until, "offset"): _is("direction", "before", "after"),
    (LimitBlock, "period"): _is("mode", "rolling"),
    (LimitBlock, "calendar"): _is("mode", "calendar"),
    (LaunchLimit, "period"): _is("mode", "periodically"),
    (LaunchLimit, "total"): _is("mode", "every_time", "periodically"),
    (ConditionBlock, "condition"): lambda data: data.get("branching") is None,
    (ConditionBlock, "branching"): lambda data: data.get("condition") is None,
    (Schedule, "days"): _WEEK,
    (Schedule, "weeks"): _WEEK,
    (Schedule, "months"): _MONTH,
    (Schedule, "dates"): _MONTH,
    (Schedule, "last_day"): _MONTH,
    (Schedule, "weekday"): _MONTH,
    (Schedule, "which"): _MONTH,
}

_ONE_OF: Final[dict[type[BaseModel], tuple[tuple[str, ...], ...]]] = {
    Schedule: (("dates",), ("last_day",), ("weekday", "which")),
}
"""Ways of saying the same of which there is one: another one takes its place."""


def is_set(model: type[BaseModel], name: str, data: Mapping[str, Any]) -> bool:
    """Whether the value is another than the default."""
    default = plain_default(model.model_fields[name])
    return bool(data.get(name, default) != default)


def is_asked(model: type[BaseModel], name: str, data: Mapping[str, Any]) -> bool:
    """Whether a form asks for this field, beside this data."""
    beside = _MEANINGFUL.get((model, name))
    return beside is None or beside(data) or is_set(model, name, data)


def resets(
    model: type[BaseModel], name: str, data: Mapping[str, Any], path: Path
) -> Callable[[Any], tuple[tuple[Path, Any], ...]]:
    """What goes back to its default when a field becomes a value: what loses its meaning by that, and what it
    takes the place of."""

    def also(value: Any) -> tuple[tuple[Path, Any], ...]:
        then = {**data, name: value}
        return tuple(
            ((*path[:-1], other), plain_default(model.model_fields[other]))
            for owner, other in _MEANINGFUL
            if owner is model
            and other != name
            and _MEANINGFUL[model, other](data)
            and not _MEANINGFUL[model, other](then)
            and is_set(model, other, data)
        ) + tuple(
            ((*path[:-1], other), plain_default(model.model_fields[other]))
            for owner, ways in _ONE_OF.items()
            if owner is model and value and any(name in way for way in ways)
            for way in ways
            if name not in way
            for other in way
            if is_set(model, other, data)
        )

    return also
