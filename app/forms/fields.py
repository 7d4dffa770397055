"""A form's fields, read off a model: one for each of its settings, with what is set now.

A new setting of a block, an action or an event is asked for without another line here; what needs more than
its annotation says is in `special`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel

from app.forms.annotations import element, is_model, is_optional, plain_default, possibilities
from app.forms.base import MORE, Around, Choice, FormField, Item, Path, Spot, Unit
from app.forms.lists import additions, grown, item_title, model_for, most_items, stays_open, tags
from app.forms.names import choices_of
from app.forms.readers import closed, one_of, or_empty
from app.forms.relevance import is_asked
from app.forms.simple import begun, simple_field
from app.forms.special import special
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.actions.messages import Message
from engine.blocks.base import Block
from engine.blocks.launch import EventTrigger, ScheduleTrigger
from engine.blocks.shares import Branch as ShareBranch
from engine.blocks.steps import StepsBlock
from engine.blocks.wait import WaitBlock
from engine.conditions.base import listed
from engine.conditions.branching import Branch, Branching
from engine.conditions.nodes import Leaf
from engine.flow.model import Flow
from engine.time.recurrence import Schedule
from engine.time.windows import Window

_LAST: Final[dict[type[BaseModel], tuple[str, ...]]] = {
    Branch: ("title", "id"),
    ShareBranch: ("title", "id"),
    StepsBlock: ("relevance",),
    WaitBlock: ("mode",),
}
"""What is asked for after the rest."""
_MORE: Final[dict[type[BaseModel], tuple[str, ...]]] = {
    ABTestBlock: ("secondary_metric", "confidence", "power", "expected_lift"),
    Block: ("title", "note", "at"),
    Flow: ("folder", "brand", "note"),
    Message: ("topic", "consent"),
}
"""What need not be set: it is folded away at the end."""
_NOT_ASKED: Final[dict[type[BaseModel], tuple[str, ...]]] = {
    Block: ("id",),
    Flow: ("id", "blocks", "connections"),
}
"""What is drawn, or stays as it is."""

_DAILY: Final = {"every": "day", "at": "09:00"}
_BEGIN: Final[dict[type[BaseModel], dict[str, Any]]] = {
    Branching: {"field": "", "branches": [{"id": "branch-1"}], "other": True},
    EventTrigger: {"event": "", "settings": {}},
    Schedule: _DAILY,
    ScheduleTrigger: {"schedule": _DAILY},
    Window: {"start": "08:00", "end": "20:00"},
}
"""With what settings begin once they are switched on; the others with their defaults."""

_CALLED: Final[dict[type[BaseModel], str]] = {EventTrigger: "an event", ScheduleTrigger: "a schedule"}


def fields_of(
    model: type[BaseModel],
    data: Mapping[str, Any],
    around: Around,
    path: Path = (),
    unit: Unit | None = None,
    above: Mapping[str, Any] | None = None,
) -> tuple[FormField, ...]:
    """The fields of a form for a model, with the data at this path; `above` holds the list it stands in."""
    fields = tuple(_fields(model, data, around, path, unit, above))
    folded = [name for owner, names in _MORE.items() if issubclass(model, owner) for name in names]
    more = tuple(field for field in fields if field.path[len(path)] in folded)
    if not more:
        return fields
    rest = tuple(field for field in fields if field.path[len(path)] not in folded)
    return (*rest, FormField(path=(*path, MORE), kind="more", title="", parts=more))


def _fields(
    model: type[BaseModel],
    data: Mapping[str, Any],
    around: Around,
    path: Path,
    unit: Unit | None,
    above: Mapping[str, Any] | None,
) -> Iterator[FormField]:
    if unit is None and model.__pydantic_decorators__.model_validators:
        unit = Unit(path, dict)
    hidden = {*tags(model), *_listed(_NOT_ASKED, model)}
    last = _listed(_LAST, model)
    names = [name for name in model.model_fields if name not in hidden]
    for name in sorted(names, key=lambda name: last.index(name) + 1 if name in last else 0):
        if not is_asked(model, name, data):
            continue
        value = data.get(name, plain_default(model.model_fields[name]))
        spot = Spot(model, name, (*path, name), data, value, around, unit, above)
        build = special(model, name)
        field = _by_annotation(spot) if build is None else build(spot, fields_of)
        if field is not None:
            yield field


def _listed(by_model: Mapping[type[BaseModel], tuple[str, ...]], model: type[BaseModel]) -> tuple[str, ...]:
    return next((names for owner, names in by_model.items() if issubclass(model, owner)), ())


def _by_annotation(spot: Spot) -> FormField:
    annotation = spot.model.model_fields[spot.name].annotation
    kinds = possibilities(annotation)
    if Leaf in kinds:
        return FormField(kind="tree", **begun(spot))
    models = tuple(kind for kind in kinds if is_model(kind))
    if models:
        return _form_within(spot, models, is_optional(annotation))
    inner = next((found for kind in kinds if (found := element(kind)) is not None), None)
    of_items = tuple(kind for kind in possibilities(inner) if is_model(kind)) if inner is not None else ()
    return _list(spot, of_items) if of_items else simple_field(spot)


def _form_within(spot: Spot, models: tuple[type[BaseModel], ...], optional: bool) -> FormField:
    parts: tuple[FormField, ...] = ()
    model = models[0]
    if isinstance(spot.value, Mapping):
        model = model_for(models, spot.value)
        parts = fields_of(model, spot.value, spot.around, spot.path, spot.unit)
    if len(models) == 1:
        start = _BEGIN.get(model, {})
        return FormField(kind="group", optional=optional, parts=parts, beginning=start, **begun(spot))
    labels = tuple(Choice(_CALLED[kind], _CALLED[kind]) for kind in models)
    chosen = _CALLED[model] if parts else ""
    begin: dict[str | None, Any] = {None: None} | {_CALLED[kind]: _BEGIN.get(kind, {}) for kind in models}
    if EventTrigger in models:
        # An event can be chosen by its name at once.
        events = choices_of("events", spot.around)
        labels += events
        begin |= {choice.value: {"event": choice.value} for choice in events}
    reading = closed(labels, optional=optional)["read"]
    return FormField(
        kind="variant",
        parts=parts,
        choices=labels,
        read=lambda text: begin[reading(text)],
        show=lambda value: chosen,
        **begun(spot),
    )


def _list(spot: Spot, models: tuple[type[BaseModel], ...]) -> FormField:
    there = list(spot.value or [])
    items = []
    for n, data in enumerate(there):
        model = model_for(models, data)
        path = (*spot.path, n)
        parts = fields_of(model, data, spot.around, path, spot.unit, above=spot.data)
        closes = not stays_open(model)
        if not closes:
            parts = tuple(replace(part, dense=True) for part in parts)
        # What a branch is chosen by says more than its id.
        values = [part.show(value) for part in parts if part.kind == "names" for value in part.value]
        title = ": ".join(filter(None, [item_title(model, data, spot.around.settings), listed(values)]))
        items.append(Item(path, title, parts, closes=closes))
    return FormField(kind="list", items=tuple(items), adding=_adding(spot, models, there), **begun(spot))


def _adding(spot: Spot, models: tuple[type[BaseModel], ...], values: list[Any]) -> FormField | None:
    """The choice of what can be added to a list; None where it is full."""
    most = most_items(models)
    if len(values) >= most:
        return None
    found = additions(models, values)
    if spot.name == "variants":
        found = tuple(replace(addition, label="a variant") for addition in found)
    choices = tuple(Choice(n, addition.label, addition.hint) for n, addition in enumerate(found))
    return FormField(
        path=spot.path,
        kind="names",
        title="",
        value=[],
        choices=choices,
        placeholder=f"add {found[0].label}" if len(found) == 1 else "add, type to search",
        read=or_empty(one_of(choices, free=False), None),
        store=lambda n: values if n is None else grown(values, found[n].value),
        unit=spot.unit,
        opens=True,
    )
