"""Fields and operators of conditions are found by the words that people have for them."""

from typing import Any

import pytest

from app.forms.base import Around
from app.forms.leaves import leaf_fields
from app.forms.search import fitting
from tests.app.forms.projects import SETTINGS, flow_with

pytestmark = pytest.mark.rule("F-5")


def found(leaf: dict[str, Any], title: str, text: str) -> list[Any]:
    """What a list offers for a text, the best first."""
    around = Around.of(flow_with(), SETTINGS)
    fields = {field.title: field for field in leaf_fields(leaf, (), around, in_filter=False)}
    return [choice.value for choice in fitting(fields[title].choices, text)]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("open", "customer.actions.count"),
        ("opened", "customer.actions.count"),
        ("click", "customer.actions.count"),
        ("bought", "customer.orders.count"),
        ("purchase", "customer.orders.count"),
        ("subscribed", "customer.subscription"),
        ("cart", "customer.list.products"),
    ],
)
def test_a_field_is_found_by_what_people_call_it(text: str, field: str) -> None:
    assert found({}, "Field", text)[0] == field


def test_opens_and_clicks_are_said_to_come_as_actions() -> None:
    around = Around.of(flow_with(), SETTINGS)
    (field,) = leaf_fields({}, (), around, in_filter=False)
    (choice,) = (choice for choice in field.choices if choice.value == "customer.actions.count")
    assert "opens and clicks come as actions" in choice.hint


@pytest.mark.parametrize(
    ("text", "operator"),
    [
        (">=", "at_least"),
        (">", "more_than"),
        ("<", "less_than"),
        ("<=", "at_most"),
        ("=", "is"),
        ("at least", "at_least"),
        ("more than", "more_than"),
        ("less", "less_than"),
        ("not", "is_not"),
        ("equal", "is"),
    ],
)
def test_an_operator_is_found_by_words(text: str, operator: str) -> None:
    leaf = {"field": "customer.orders.count", "op": "is", "value": 1}
    assert found(leaf, "Operator", text)[0] == operator


def test_signs_have_words_beside_them() -> None:
    around = Around.of(flow_with(), SETTINGS)
    leaf = {"field": "customer.orders.count", "op": "at_least", "value": 1}
    fields = {field.title: field for field in leaf_fields(leaf, (), around, in_filter=False)}
    operator = fields["Operator"]
    assert operator.show(operator.value) == ">= at least"
    assert operator.read(">= at least") == "at_least"


def test_a_field_that_the_trigger_does_not_bring_keeps_its_title() -> None:
    around = Around.of(flow_with(), SETTINGS)
    (field, *_) = leaf_fields({"field": "product.price"}, (), around, in_filter=False)
    assert "product.price" not in field.show(field.value)
    assert field.read(field.show(field.value)) == "product.price"
