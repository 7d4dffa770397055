"""Fields that need more than their annotation: they depend on other settings or on the trigger."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, ValidationError

from app.editing.command import EditRefused
from app.editing.reading import place_of, sentence
from app.forms.base import Choice, FormField, Spot, Unit
from app.forms.branch_values import branched_field
from app.forms.leaves import (
    field_field,
    held_of,
    offer_of,
    operator_choices,
    parameter_fields,
    value_asks,
    value_choices,
    without_empty,
)
from app.forms.readers import closed, moment, one_of, or_empty, pair
from app.forms.simple import begun, simple_field
from app.forms.trigger import about
from app.forms.typed import names_field, reading, suffix_of, typed_field, typed_list
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.actions.data import EditField, Issue
from engine.blocks.actions.messages import Message
from engine.blocks.launch import EventTrigger, LaunchBlock
from engine.blocks.shares import Branch as ShareBranch
from engine.blocks.wait import Until
from engine.conditions.branching import Branch, Branching, default_operator
from engine.conditions.operators import OPERATORS
from engine.events.base import EventSettings
from engine.events.catalogue import CATALOGUE
from engine.events.product_settings import PriceFell
from engine.flow.model import Flow, FlowSchedule
from engine.world.settings import CustomField
from engine.world.values import value_fault

Walk: TypeAlias = Callable[..., tuple[FormField, ...]]
"""`fields_of`, which these builders are called by and call again."""

Build: TypeAlias = Callable[[Spot, Walk], FormField | None]

_ONE_LINE: Final = ("subject", "heading", "url")


def _control(spot: Spot, walk: Walk) -> FormField:
    variants = spot.data.get("variants") or []
    choices = tuple(Choice(v["id"], v.get("title") or v["id"]) for v in variants)
    return FormField(kind="choice", choices=choices, **closed(choices, optional=True), **begun(spot))


def _wait_date(spot: Spot, walk: Walk) -> FormField:
    of_path = (*spot.path[:-1], "of")

    def also(field: Any) -> tuple[tuple[tuple[str | int, ...], Any], ...]:
        return () if field == spot.value else ((of_path, {}),)

    return replace(simple_field(spot), also=also)


def _parameters(spot: Spot, walk: Walk) -> FormField | None:
    offer = offer_of(spot.data.get("field"), spot.around)
    if offer is None or not offer.parameters:
        return None
    parts = parameter_fields(offer, spot.path, spot.value or {}, spot.around.settings)
    return FormField(path=spot.path, kind="group", title="", value=spot.value, parts=tuple(parts))


def _branching_field(spot: Spot, walk: Walk) -> FormField:
    return replace(field_field(spot.data, spot.path[:-1], spot.around, branching=True), dense=False)


def _branching_operator(spot: Spot, walk: Walk) -> FormField | None:
    offer = offer_of(spot.data.get("field"), spot.around)
    if offer is None:
        return None
    choices = operator_choices(tuple(each for each in offer.operators if each.asks != "nothing"))
    shown = {**begun(spot), "value": spot.value or default_operator(offer.field)}
    return FormField(kind="choice", choices=choices, **closed(choices, optional=False), **shown)


def _branch_values(spot: Spot, walk: Walk) -> FormField:
    above = spot.above or {}
    settings = spot.around.settings
    common: dict[str, Any] = {"title": "Values", "help": "Any one of them leads into this branch."}
    offer = offer_of(above.get("field"), spot.around)
    values = spot.value or []
    if offer is None:
        return typed_list("text", spot.path, values, settings, **common)
    operator = OPERATORS[offer.field.type].get(above.get("op") or default_operator(offer.field))
    kind = "duration" if operator is not None and operator.asks == "duration" else offer.field.type
    choices = value_choices(offer)
    common |= value_asks(offer, above.get("of") or {})
    if operator is not None and operator.asks == "two":
        read, show = pair(*reading(kind, choices, settings)[:2])
        common |= {"placeholder": "lowest .. highest", "suffix": suffix_of(kind, settings)}
        return names_field(spot.path, values, (), read, show, **common)
    return typed_list(kind, spot.path, values, settings, choices=choices, **common)


def _other(spot: Spot, walk: Walk) -> FormField:
    """The output for the rest; after it, how customers spread over the branches."""
    parts = (simple_field(spot), branched_field(spot))
    return FormField(path=spot.path, kind="group", title="", value=spot.value, parts=parts)


def _event(spot: Spot, walk: Walk) -> FormField:
    field = simple_field(spot)
    kind = CATALOGUE.get(spot.value)
    path = (*spot.path[:-1], "settings")
    return replace(
        field,
        read=_known_event(field.choices),
        help="" if kind is None else about(kind, spot.around),
        also=lambda event: () if event == spot.value else ((path, {}),),
    )


def _known_event(choices: tuple[Choice, ...]) -> Callable[[str], Any]:
    """Only events of the catalogue are taken; empty is none yet."""
    known = one_of(choices, free=False)

    def read(text: str) -> Any:
        try:
            return known(text) if text.strip() else ""
        except ValueError:
            raise ValueError("there is no such event: choose one from the list") from None

    return read


def _event_settings(spot: Spot, walk: Walk) -> FormField | None:
    kind = CATALOGUE.get(spot.data.get("event", ""))
    if kind is None or not kind.Settings.model_fields:
        return None
    unit = Unit(spot.path, _fitting(kind.Settings))
    value = spot.value or {}
    parts = walk(kind.Settings, value, spot.around, spot.path, unit)
    return FormField(path=spot.path, kind="group", title="", value=value, parts=parts)


def _fitting(model: type[EventSettings]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Event settings are plain data in the flow; here they are held against the event's own model."""

    def finish(data: dict[str, Any]) -> dict[str, Any]:
        given = without_empty(data)
        try:
            model.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise EditRefused(sentence(first), place_of(first, given)) from None
        return given

    return finish


def _custom(
    id: str, field: CustomField | None, path: tuple[str | int, ...], value: Any, spot: Spot, **rest: Any
) -> FormField:
    """A custom field of the project; one that it does not know takes text. Text is completed from what the
    world holds in the field of this id."""
    settings = spot.around.settings
    if field is None or field.type == "text":
        rest["held"] = held_of(id)
    if field is None:
        return typed_field("text", path, value, settings, **rest)
    choices = tuple(Choice(each, each) for each in field.values)
    return typed_field(
        field.type,
        path,
        value,
        settings,
        choices=choices,
        wrong=lambda entered: value_fault(field, entered),
        **rest,
    )


def _edited_field(spot: Spot, walk: Walk) -> FormField:
    path = (*spot.path[:-1], "value")
    known = spot.around.settings.customer_fields

    def also(field: Any) -> tuple[tuple[tuple[str | int, ...], Any], ...]:
        value = spot.data.get("value")
        fits = field in known and value_fault(known[field], value) is None
        return () if value is None or fits else ((path, None),)

    return replace(simple_field(spot), also=also)


def _edited_value(spot: Spot, walk: Walk) -> FormField:
    name = spot.data.get("field") or ""
    field = spot.around.settings.customer_fields.get(name)
    rest = begun(spot)
    path, value = rest.pop("path"), rest.pop("value")
    return _custom(f"customer.field.{name}", field, path, value, spot, **rest)


def _template(spot: Spot, walk: Walk) -> FormField:
    path = (*spot.path[:-1], "fields")
    return replace(simple_field(spot), also=lambda template: () if template == spot.value else ((path, {}),))


def _template_fields(spot: Spot, walk: Walk) -> FormField | None:
    template = spot.around.settings.action_templates.get(spot.data.get("template") or "")
    value: Mapping[str, Any] = spot.value or {}
    known = template.fields if template is not None else {}
    unit = Unit(spot.path, without_empty)
    parts = tuple(
        _custom(
            f"action.field.{name}",
            known.get(name),
            (*spot.path, name),
            value.get(name),
            spot,
            title=(known[name].label if name in known else "") or name,
            unit=unit,
        )
        for name in dict.fromkeys([*known, *value])
    )
    if not parts:
        return None
    return FormField(path=spot.path, kind="group", title="", value=value, parts=parts)


def _moment(spot: Spot, walk: Walk) -> FormField:
    read = or_empty(moment(spot.around.settings), None)
    return FormField(kind="line", read=read, placeholder="2026-03-02 10:00", **begun(spot))


def _filter(spot: Spot, walk: Walk) -> FormField:
    return FormField(kind="tree", in_filter=True, **begun(spot))


def _brand(spot: Spot, walk: Walk) -> FormField | None:
    only_one = len(spot.around.settings.brands) == 1
    if only_one and (spot.value is None or spot.value in spot.around.settings.brands):
        return None
    return simple_field(spot)


def _message_text(spot: Spot, walk: Walk) -> FormField:
    """A template; after a message's last one, what a customer gets."""
    field = replace(simple_field(spot), kind="template", one_line=spot.name in _ONE_LINE)
    assert issubclass(spot.model, Message)
    if spot.name != spot.model.texts[-1]:
        return field
    preview = FormField(path=(*spot.path[:-1], "preview"), kind="preview", title="", value=dict(spot.data))
    return FormField(path=spot.path, kind="group", title="", value=spot.value, parts=(field, preview))


def _price_change(spot: Spot, walk: Walk) -> FormField:
    """An amount of money, which the flow holds in minor units."""
    begin = begun(spot, help="At least so much; or else percent.")
    path, value = begin.pop("path"), begin.pop("value")
    return typed_field("money", path, value, spot.around.settings, **begin)


def _share(spot: Spot, walk: Walk) -> FormField:
    return replace(simple_field(spot), share=True)


SPECIAL: Final[dict[tuple[type[BaseModel], str], Build]] = {
    (ABTestBlock, "control"): _control,
    (Branch, "values"): _branch_values,
    (Branching, "field"): _branching_field,
    (Branching, "of"): _parameters,
    (Branching, "op"): _branching_operator,
    (Branching, "other"): _other,
    (EditField, "field"): _edited_field,
    (EditField, "value"): _edited_value,
    (EventTrigger, "event"): _event,
    (EventTrigger, "settings"): _event_settings,
    (Flow, "brand"): _brand,
    (FlowSchedule, "start"): _moment,
    (FlowSchedule, "end"): _moment,
    (Issue, "template"): _template,
    (Issue, "fields"): _template_fields,
    (LaunchBlock, "filter"): _filter,
    (PriceFell, "amount"): _price_change,
    (ShareBranch, "share"): _share,
    (Until, "field"): _wait_date,
    (Until, "of"): _parameters,
}


def special(model: type[BaseModel], name: str) -> Build | None:
    """The builder for a field, where its annotation does not say enough."""
    if issubclass(model, Message) and name in model.texts:
        return _message_text
    return next((SPECIAL[owner, name] for owner in model.__mro__ if (owner, name) in SPECIAL), None)
