"""Conditions in words, for cards, lists and stories."""

from collections.abc import Mapping

from engine.conditions.base import Field, Of, listed
from engine.conditions.fields import FIELDS, all_fields
from engine.conditions.nodes import All, Asked, Leaf, Node, Not, Scalar
from engine.conditions.operators import OPERATORS, Operator
from engine.conditions.shown import shown
from engine.time.civil import Zone
from engine.world.settings import Settings


def words(tree: Node, settings: Settings | None = None) -> str:
    """The tree in a few words: "Email is valid and orders in the last 3 days = 0".

    The settings give custom fields their labels and money its currency.
    """
    settings = settings or Settings()
    return _words(tree, settings, all_fields(settings), first=True, inside=False)


def _words(tree: Node, settings: Settings, fields: Mapping[str, Field], *, first: bool, inside: bool) -> str:
    if isinstance(tree, Leaf):
        text = leaf_words(tree.field, tree.of, tree.op, tree.value, settings, fields)
        return text if first or tree.field not in FIELDS else text[:1].lower() + text[1:]
    if isinstance(tree, Not):
        inner = _words(tree.inner, settings, fields, first=False, inside=False)
        return f"not ({inner})"
    parts = tree.all if isinstance(tree, All) else tree.any
    joined = (" and " if isinstance(tree, All) else " or ").join(
        _words(
            part,
            settings,
            fields,
            first=first and number == 0 and not inside,
            inside=len(parts) > 1,
        )
        for number, part in enumerate(parts)
    )
    if not parts:
        return "nothing yet"
    return f"({joined})" if inside and len(parts) > 1 else joined


def leaf_words(
    field_id: str,
    of: Of,
    op: str,
    value: Asked,
    settings: Settings,
    fields: Mapping[str, Field],
) -> str:
    """One comparison in words."""
    field = fields.get(field_id)
    if field is None:
        return f"{field_id} {op or '…'}" if field_id else "no field chosen yet"
    operator = OPERATORS[field.type].get(op)
    if (
        field.type == "yes_no"
        and op == "is"
        and isinstance(value, bool)
        and "." in field.id
        and field.negative
    ):
        return with_of(field.title if value else field.negative, field, of)
    subject = with_of(field.title, field, of)
    if operator is None:
        return f"{subject} {op or '…'}"
    return f"{subject} {operator_words(operator, value, field, settings)}"


def field_words(field_id: str, of: Of, fields: Mapping[str, Field]) -> str:
    """A field with its parameters: "Orders in the last 3 days"."""
    field = fields.get(field_id)
    return (field_id or "…") if field is None else with_of(field.title, field, of)


def operator_words(operator: Operator, value: Asked, field: Field, settings: Settings) -> str:
    """What an operator asks for: "is at least 49.90 EUR"."""
    return operator.words.format(asked_text(operator, value, field, settings))


def asked_text(operator: Operator, value: Asked, field: Field, settings: Settings) -> str:
    """The asked value as people read it; empty where the operator asks for none."""
    if operator.asks == "nothing":
        return ""
    if value is None:
        return "…"
    if operator.asks == "duration":
        return str(value)
    if isinstance(value, list):
        each = [_one_text(item, field, settings) for item in value]
        return " and ".join(each) if operator.asks == "two" else listed(each)
    return _one_text(value, field, settings)


def _one_text(value: Scalar, field: Field, settings: Settings) -> str:
    numeric = type(value) in ((int,) if field.type in ("money", "date") else (int, float))
    if field.type in ("money", "number") and not numeric:
        return str(value)
    return shown(value, field, settings, Zone(settings.time_zone))


def with_of(title: str, field: Field, of: Of) -> str:
    """A title with the field's parameters: "Orders in the last 3 days"."""
    said = []
    for parameter in field.parameters:
        value = of.get(parameter.name)
        if value:
            text = listed(value) if isinstance(value, list) else value
            said.append(parameter.words.format(text))
    return " ".join([title, *said])
