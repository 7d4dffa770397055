"""Fields whose annotation says all: text, numbers, yes or no, durations, choices, names, lists of these."""

from dataclasses import replace
from typing import Any, Final

from app.forms.annotations import (
    checker,
    element,
    example,
    is_optional,
    literals,
    longest,
    plain_default,
    possibilities,
    title_of,
)
from app.forms.base import Choice, FormField, Spot
from app.forms.names import choices_of, creates
from app.forms.readers import (
    Read,
    checked,
    closed,
    duration,
    number,
    one_of,
    or_empty,
    place,
    show_choice,
    show_number,
    show_numbers,
    whole_number,
    whole_numbers,
)
from app.forms.relevance import resets
from app.forms.typed import names_field
from engine.time.clockface import WEEKDAYS
from engine.time.durations import Duration

LONG: Final = 2001
"""From so many characters on, text is asked for in several lines."""


def begun(spot: Spot, **rest: Any) -> dict[str, Any]:
    """What every field of a model takes over from it."""
    info = spot.model.model_fields[spot.name]
    return {
        "path": spot.path,
        "title": title_of(spot.name, info),
        "help": info.description or "",
        "value": spot.value,
        "also": resets(spot.model, spot.name, spot.data, spot.path),
        "unit": spot.unit,
        **rest,
    }


def names_of(spot: Spot) -> str:
    """The dictionary from which the field's names come; empty where it is no name."""
    extra = spot.model.model_fields[spot.name].json_schema_extra
    return str(extra.get("names", "")) if isinstance(extra, dict) else ""


def simple_field(spot: Spot) -> FormField:
    """The field for a value, or a list of values, that is no form of its own."""
    info = spot.model.model_fields[spot.name]
    kinds = possibilities(info.annotation)
    optional = is_optional(info.annotation)
    if kinds == (bool,):
        return FormField(kind="yes_no", **begun(spot))
    inner = next((found for kind in kinds if (found := element(kind)) is not None), None)
    if inner is not None:
        return _several(spot, inner, optional)
    fixed = literals(kinds)
    if fixed and len(fixed) == len({*fixed}) and Duration not in kinds:
        choices = worded(fixed)
        return FormField(kind="choice", choices=choices, **closed(choices, optional=optional), **begun(spot))
    if names := names_of(spot):
        choices = choices_of(names, spot.around)
        read = checked(one_of(choices, free=True), checker(spot.model, spot.name))
        field = FormField(kind="name", choices=choices, show=show_choice(choices), **begun(spot))
        read = or_empty(read, None if optional else "")
        return replace(field, read=read, placeholder="type to search", creates=creates(names))
    return _line(spot, kinds, optional)


def worded(values: tuple[Any, ...]) -> tuple[Choice, ...]:
    """Fixed values as people read them."""
    return tuple(
        Choice(value, str(value).capitalize() if value in WEEKDAYS else str(value).replace("_", " "))
        for value in values
    )


def _line(spot: Spot, kinds: tuple[Any, ...], optional: bool) -> FormField:
    model, name = spot.model, spot.name
    wrong = checker(model, name)
    hint = example(model, name)
    if Duration in kinds:
        read: Read = duration(tuple(map(str, literals(kinds))))
        return _typed(spot, checked(read, wrong), optional, placeholder=hint or "3 days")
    if float in kinds:
        return _typed(spot, checked(number, wrong), optional, show=show_number)
    if int in kinds:
        return _typed(spot, checked(whole_number, wrong), optional)
    if any(str(kind).startswith("tuple[int, int]") for kind in kinds):
        return _typed(spot, checked(place, wrong), optional, show=show_numbers, placeholder="column, row")
    text = checked(str, wrong)
    if longest(model, name) >= LONG:
        return FormField(kind="lines", read=or_empty(text, None if optional else ""), **begun(spot))
    must_not_be_empty = wrong("") is not None
    empty = None if optional or must_not_be_empty else ""
    return _typed(spot, text, optional or not must_not_be_empty, placeholder=hint, empty=empty)


def _typed(spot: Spot, read: Read, optional: bool, *, empty: Any = None, **rest: Any) -> FormField:
    if optional:
        read = or_empty(read, empty)
    return FormField(kind="line", read=read, **begun(spot), **rest)


def _several(spot: Spot, inner: Any, optional: bool) -> FormField:
    """A list of single values."""
    kinds = possibilities(inner)
    empty = plain_default(spot.model.model_fields[spot.name])

    def store(chosen: Any) -> Any:
        return chosen or empty

    if fixed := literals(kinds):
        return FormField(kind="toggles", choices=worded(fixed), store=store, **begun(spot))
    if int in kinds:
        read = or_empty(checked(whole_numbers, checker(spot.model, spot.name)), empty)
        months = checker(spot.model, spot.name, inner=True)(15) is not None
        hint = "3, 9" if months else "1, 15"
        return FormField(kind="line", read=read, show=show_numbers, placeholder=hint, **begun(spot))
    names = names_of(spot)
    choices = choices_of(names, spot.around) if names else ()
    read = checked(one_of(choices, free=True), checker(spot.model, spot.name, inner=True))
    begin = begun(spot)
    path, value = begin.pop("path"), begin.pop("value") or []
    return names_field(
        path,
        value,
        choices,
        read,
        show_choice(choices),
        placeholder="type to search",
        creates=creates(names),
        **begin,
    )
