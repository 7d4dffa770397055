"""Every field of conditions with every operator has a form, and what is typed into it passes the check."""

from typing import Any

import pytest

from app.forms.base import Around, FormField
from app.forms.leaves import leaf_fields
from engine.conditions.base import Field
from engine.conditions.checking import check
from engine.conditions.fields import all_fields
from engine.conditions.operators import OPERATORS
from tests.engine.conditions.shop import CONTEXT, settings, tree

SETTINGS = settings()
ENTITIES = ("customer", *CONTEXT)
AROUND = Around(SETTINGS, ENTITIES, ENTITIES)

TYPED = {
    "text": "Anna",
    "number": "12.5",
    "money": "49.90",
    "date": "2026-03-02",
    "duration": "3d",
    "yes_no": "yes",
    "names": "boots",
}
FREE = {"products": "boots", "product_category": "shoes", "flow": "hello"}


def asked(form: FormField, text: str) -> Any:
    """What the form makes of a typed text."""
    return form.store(form.read(text))


def form_of(leaf: dict[str, Any]) -> dict[str, FormField]:
    return {".".join(map(str, form.path)): form for form in leaf_fields(leaf, (), AROUND, in_filter=False)}


def filled(field: Field, op: str) -> dict[str, Any]:
    """A comparison as it is made by typing, one setting after the other."""
    leaf: dict[str, Any] = {"field": field.id, "op": op, "of": {}}
    for parameter in field.parameters:
        if parameter.name == "campaign" and "flow" in leaf["of"]:
            continue
        form = form_of(leaf)[f"of.{parameter.name}"]
        if parameter.duration:
            text = "3 days"
        elif parameter.name == "field":
            text = "worth" if field.id == "customer.actions.money" else "stars"
        elif parameter.free:
            text = FREE[parameter.name]
        else:
            text = parameter.choices(SETTINGS)[0]
        leaf["of"][parameter.name] = asked(form, text)
    if OPERATORS[field.type][op].asks != "nothing":
        leaf["value"] = typed_value(field, op, form_of(leaf)["value"])
    return leaf


def typed_value(field: Field, op: str, form: FormField) -> Any:
    asks = OPERATORS[field.type][op].asks
    text = TYPED["duration" if asks == "duration" else field.type] if field.type in TYPED else ""
    if asks != "duration" and (choices := field.choices(SETTINGS)):
        text = choices[0]
    return asked(form, f"{text} .. {text}" if asks == "two" else text)


@pytest.mark.rule("F-5")
@pytest.mark.parametrize("name", all_fields(SETTINGS))
def test_what_is_typed_into_the_form_of_a_field_passes_the_check(name: str) -> None:
    field = all_fields(SETTINGS)[name]
    for op in OPERATORS[field.type]:
        leaf = filled(field, op)
        assert check(tree(leaf), SETTINGS, ENTITIES) == []
        forms = form_of(leaf)
        assert {f"of.{parameter.name}" for parameter in field.parameters} <= forms.keys()
        assert ("value" in forms) == (OPERATORS[field.type][op].asks != "nothing")


def test_what_only_narrows_down_a_count_is_asked_for_last() -> None:
    names = list(form_of({"field": "customer.orders.count", "op": "is"}))
    assert names[:4] == ["field", "of.within", "op", "value"]
    assert "of.products" in names[4:]
