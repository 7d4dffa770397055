"""Conditions as people would say them, for cards and for `describe`: no signs of arithmetic."""

import re
from typing import Any

import pytest

from engine.conditions.fields import all_fields
from engine.conditions.operators import OPERATORS
from engine.conditions.spoken import spoken
from tests.engine.conditions.shop import settings, tree

VALID = {"field": "customer.email.valid", "op": "is", "value": True}
DEAR = {"field": "order.total", "op": "more_than", "value": 5000}


def orders(op: str, value: Any) -> dict[str, Any]:
    return {"field": "customer.orders.count", "of": {"within": "3 days"}, "op": op, "value": value}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (orders("is", 0), "No orders in the last 3 days"),
        (orders("is", 1), "Exactly 1 order in the last 3 days"),
        (orders("at_least", 1), "At least 1 order in the last 3 days"),
        (orders("less_than", 3), "Fewer than 3 orders in the last 3 days"),
        (orders("between", [1, 3]), "Between 1 and 3 orders in the last 3 days"),
        (orders("is_filled", None), "Orders in the last 3 days is set"),
        ({"not": orders("at_least", 1)}, "No orders in the last 3 days"),
        ({"not": orders("at_least", 2)}, "Not (at least 2 orders in the last 3 days)"),
        ({"all": [VALID, orders("is", 0)]}, "Email is valid and no orders in the last 3 days"),
        (
            {"all": [VALID, {"any": [orders("is", 0), DEAR]}]},
            "Email is valid and (no orders in the last 3 days or order total is more than 50.00 EUR)",
        ),
        ({"not": VALID}, "Email is invalid"),
        ({"not": DEAR}, "Order total is not more than 50.00 EUR"),
        ({"not": {"any": [VALID, DEAR]}}, "Not (email is valid or order total is more than 50.00 EUR)"),
        ({"not": {"field": "customer.email", "op": "contains", "value": "@"}}, "Email does not contain @"),
        ({"not": {"field": "customer.email", "op": "is_not", "value": "a"}}, "Not (email is not a)"),
        ({"field": "customer.mobile_app", "op": "is", "value": True}, "The customer has an app"),
        # The project's own fields are written as the project writes them.
        (
            {"field": "customer.field.renewal", "op": "within_next", "value": "7 days"},
            "renewal is within the next 7 days",
        ),
        ({"field": "customer.field.size", "op": "at_least", "value": 38}, "Shoe size is at least 38"),
        ({}, "no field chosen yet"),
        ({"all": []}, "Nothing yet"),
    ],
)
def test_a_condition_as_a_sentence(data: Any, said: str) -> None:
    assert spoken(tree(data), settings()) == said


def test_within_a_sentence_it_begins_small() -> None:
    assert spoken(tree(VALID), settings(), begins=False) == "email is valid"


@pytest.mark.parametrize("negated", [False, True])
def test_no_field_and_no_operator_is_told_by_signs(negated: bool) -> None:
    for field in all_fields(settings()).values():
        for operator in OPERATORS[field.type].values():
            leaf = {"field": field.id, "op": operator.id}
            said = spoken(tree({"not": leaf} if negated else leaf), settings())
            assert re.search(r"[=<>]", said) is None, said
