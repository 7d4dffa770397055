"""The fields of one comparison of a condition: field, parameters, operator, value (F-5)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from app.forms.base import Around, Choice, FormField, Held, Path, Unit
from app.forms.names import creates, labelled, of_fields
from app.forms.readers import closed, one_of, or_empty, pair, show_choice
from app.forms.simple import worded
from app.forms.typed import names_field, reading, suffix_of, typed_field, typed_list
from engine.conditions.base import Parameter
from engine.conditions.fields import FieldOffer, all_fields, offered
from engine.conditions.operators import OPERATORS, Operator
from engine.world.settings import Settings

SEARCH: Final = "type to search"
_FREE: Final = {"products": "products", "product_category": "product_categories", "flow": "flows"}
"""What parameters that may be anything are completed from."""
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def offer_of(field: Any, around: Around) -> FieldOffer | None:
    """What is known of a field, also of one that this trigger does not bring."""
    known = all_fields(around.settings).get(field) if isinstance(field, str) else None
    if known is None:
        return None
    return next(
        offer
        for offer in offered(around.settings, (known.entity, *around.entities))
        if offer.field.id == field
    )


def leaf_fields(
    leaf: Mapping[str, Any], path: Path, around: Around, *, in_filter: bool
) -> tuple[FormField, ...]:
    """What is asked for one comparison; each choice decides what is asked next. What only narrows down what
    is counted comes last."""
    offer = offer_of(leaf.get("field"), around)
    found = [field_field(leaf, path, around, in_filter=in_filter)]
    if offer is None:
        return tuple(found)
    asked = parameter_fields(offer, (*path, "of"), leaf.get("of") or {}, around.settings)
    narrows = [parameter.narrows for parameter in offer.field.parameters]
    found += [field for field, last in zip(asked, narrows, strict=True) if not last]
    found.append(_operator_field(offer, leaf, path))
    operator = OPERATORS[offer.field.type].get(leaf.get("op") or "")
    if operator is not None and operator.asks != "nothing":
        asks = value_asks(offer, leaf.get("of") or {})
        value = leaf.get("value")
        found.append(_value_field(offer, operator, value, (*path, "value"), around.settings, asks))
    return (*found, *(field for field, last in zip(asked, narrows, strict=True) if last))


def field_field(
    data: Mapping[str, Any], path: Path, around: Around, *, in_filter: bool = False, branching: bool = False
) -> FormField:
    """Which field is compared; with another one, the rest begins anew."""
    choices = of_fields(offered(around.settings, around.entities, in_filter=in_filter))
    known = all_fields(around.settings)
    if data.get("field") in known and all(choice.value != data["field"] for choice in choices):
        title = known[data["field"]].title
        label = data["field"] if any(choice.label == title for choice in choices) else title
        choices = (*choices, Choice(data["field"], label, "not on offer here"))

    def also(field: Any) -> tuple[tuple[Path, Any], ...]:
        if field == data.get("field"):
            return ()
        if branching:
            return ((*path, "of"), {}), ((*path, "op"), "")
        offer = offer_of(field, around)
        operator = None if offer is None else offer.operators[0]
        value = True if offer is not None and offer.field.type == "yes_no" else None
        return (
            ((*path, "of"), {}),
            ((*path, "op"), operator.id if operator else ""),
            ((*path, "value"), value),
        )

    return FormField(
        path=(*path, "field"),
        kind="name",
        title="Field",
        value=data.get("field"),
        choices=choices,
        read=or_empty(one_of(choices, free=False), ""),
        show=show_choice(choices),
        placeholder=SEARCH,
        also=also,
        dense=True,
    )


def parameter_fields(
    offer: FieldOffer, path: Path, of: Mapping[str, Any], settings: Settings
) -> list[FormField]:
    """What the field must be told besides: which segment, within which time."""
    unit = Unit(path, without_empty)
    return [
        _parameter_field(parameter, (*path, parameter.name), of, settings, unit)
        for parameter, _ in offer.parameters
    ]


def without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """What is not set is left out."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _parameter_field(
    parameter: Parameter, path: Path, of: Mapping[str, Any], settings: Settings, unit: Unit
) -> FormField:
    title = parameter.title[:1].upper() + parameter.title[1:]
    common: dict[str, Any] = {"title": title, "unit": unit, "dense": True}
    value = of.get(parameter.name)
    if parameter.duration:
        return typed_field("duration", path, value, settings, **common)
    if parameter.names:
        choices = labelled(getattr(settings, parameter.names))
        common["creates"] = creates(parameter.names)
    elif parameter.name == "field":
        choices = labelled(_passed_along(settings))
    else:
        choices = worded(parameter.values)
    if parameter.name in _FREE:
        common["held"] = Held(_FREE[parameter.name])
    read, show = one_of(choices, free=True), show_choice(choices)
    placeholder = SEARCH
    if parameter.several:
        values = value if isinstance(value, list) else [] if value is None else [value]
        return names_field(path, values, choices, read, show, placeholder=placeholder, **common)
    return FormField(
        path=path,
        kind="name",
        value=value,
        choices=choices,
        read=or_empty(read, None),
        show=show,
        placeholder=placeholder,
        **common,
    )


def _passed_along(settings: Settings) -> dict[str, Any]:
    """The fields that actions pass along, by name."""
    return {name: field for each in settings.action_templates.values() for name, field in each.fields.items()}


_SIGNS: Final = {
    "is": "equal to",
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}
"""How operators that read as signs are called in forms."""
_ALSO: Final = {
    "is": "equals same exactly",
    "is_not": "not equal different unequal other",
    "at_least": "minimum from greater or equal",
    "at_most": "maximum up to less or equal",
    "more_than": "greater above over",
    "less_than": "below under fewer smaller",
    "between": "range from to",
    "in": "any of",
    "not_in": "not except",
    "contains": "includes has",
    "contains_none": "not without except",
    "is_empty": "empty missing unknown not filled",
    "is_filled": "filled known exists",
}
"""By what else operators are looked for."""


def operator_choices(operators: tuple[Operator, ...]) -> tuple[Choice, ...]:
    """Operators as they read; those that are signs, with words as well."""
    return tuple(
        Choice(
            operator.id,
            f"{operator.words.format('').strip()} {said}"
            if (said := _SIGNS.get(operator.id)) is not None and not operator.words[:1].isalpha()
            else operator.words.format("..."),
            words=_ALSO.get(operator.id, ""),
        )
        for operator in operators
    )


def _operator_field(offer: FieldOffer, leaf: Mapping[str, Any], path: Path) -> FormField:
    operators = OPERATORS[offer.field.type]
    before = operators.get(leaf.get("op") or "")

    def also(op: Any) -> tuple[tuple[Path, Any], ...]:
        after = operators.get(op)
        if before is not None and after is not None and before.asks == after.asks:
            return ()
        return (((*path, "value"), None),)

    choices = operator_choices(offer.operators)
    return FormField(
        path=(*path, "op"),
        kind="choice",
        title="Operator",
        value=leaf.get("op") or None,
        choices=choices,
        also=also,
        dense=True,
        **closed(choices, optional=False),
    )


def value_asks(offer: FieldOffer, of: Mapping[str, Any]) -> dict[str, Any]:
    """How values of a field are completed, where its choices do not say: names that can be created, and what
    the world holds."""
    field = offer.field
    asks: dict[str, Any] = {"creates": creates(field.names)}
    if not offer.choices and field.type in ("text", "names", "choice"):
        asks["held"] = held_of(field.id, of)
    return asks


def held_of(field: str, of: Mapping[str, Any] = _NOTHING) -> Held:
    """What a field's values are completed from: products and their categories by name, else what the world
    holds in it."""
    name = field.rpartition(".")[-1]
    if name in ("product", "products", "product_id") or field == "product.id":
        return Held("products")
    if name in ("categories", "product_categories"):
        return Held("product_categories")
    return Held(field, dict(of))


def value_choices(offer: FieldOffer) -> tuple[Choice, ...]:
    return tuple(
        Choice(choice, choice.replace("_", " ") if offer.field.values else choice) for choice in offer.choices
    )


def _value_field(
    offer: FieldOffer,
    operator: Operator,
    value: Any,
    path: Path,
    settings: Settings,
    asks: dict[str, Any],
) -> FormField:
    kind = "duration" if operator.asks == "duration" else offer.field.type
    choices = value_choices(offer)
    common: dict[str, Any] = {"title": "Value", "dense": True, **asks}
    if operator.asks == "several":
        values = value if isinstance(value, list) else [] if value is None else [value]
        return typed_list(kind, path, values, settings, choices=choices, **common)
    if operator.asks == "two":
        read, show = pair(*reading(kind, choices, settings)[:2])
        return FormField(
            path=path,
            kind="line",
            value=value,
            read=or_empty(read, None),
            show=show,
            placeholder="lowest .. highest",
            suffix=suffix_of(kind, settings),
            **common,
        )
    return typed_field(kind, path, value, settings, choices=choices, **common)
