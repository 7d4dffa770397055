"""Trees: their model, their problems, their words."""

from typing import Any

import pytest
from pydantic import ValidationError

from engine.conditions.checking import check, check_filter
from engine.conditions.compiling import compile_tree
from engine.conditions.nodes import DEEPEST, MOST_LEAVES
from engine.conditions.wording import words
from tests.engine.conditions.shop import CONTEXT, TREE, Subject, settings, shop, tree

VALID = {"field": "customer.email.valid", "op": "is", "value": True}
NO_ORDERS = {"field": "customer.orders.count", "of": {"within": "3 days"}, "op": "is", "value": 0}
DEAR = {"field": "order.total", "op": "more_than", "value": 5000}
CHEAP = {"field": "order.total", "op": "less_than", "value": 5000}


def holds(data: Any, customer: str = "anna", **context: Any) -> bool:
    world = shop()
    return compile_tree(tree(data), world)(Subject(world.customers[customer], context))


@pytest.mark.rule("F-5")
@pytest.mark.parametrize(
    ("data", "anna", "ben"),
    [
        (VALID, True, False),
        ({"not": VALID}, False, True),
        ({"all": [VALID, NO_ORDERS]}, False, False),
        ({"any": [VALID, NO_ORDERS]}, True, True),
        ({"all": [{"not": VALID}, NO_ORDERS]}, False, True),
        ({"not": {"all": [VALID, NO_ORDERS]}}, True, True),
        ({"not": {"any": [VALID, NO_ORDERS]}}, False, False),
        ({"not": {"not": VALID}}, True, False),
    ],
)
def test_groups_of_and_or_not(data: Any, anna: bool, ben: bool) -> None:
    assert holds(data, "anna") is anna
    assert holds(data, "ben") is ben


@pytest.mark.rule("F-18")
@pytest.mark.parametrize(
    "data",
    [
        DEAR,
        {"not": DEAR},
        {"field": "order.status", "op": "is_empty"},
        {"field": "order.status", "op": "is_not", "value": "paid"},
        {"not": {"not": DEAR}},
        {"not": {"any": [DEAR, CHEAP]}},
        {"not": {"all": [DEAR, VALID]}},
    ],
)
def test_a_condition_on_an_entity_that_the_passage_lacks_is_no(data: Any) -> None:
    assert holds(data) is False
    assert holds(data, order="gone") is False


@pytest.mark.rule("F-18")
def test_what_does_not_hang_on_the_lacking_entity_still_decides() -> None:
    assert holds({"any": [DEAR, VALID]}) is True
    assert holds({"not": {"all": [DEAR, {"not": VALID}]}}) is True


def test_a_condition_on_the_entities_of_the_event() -> None:
    assert holds(DEAR, order="o-1") is True
    assert holds(DEAR, order="o-2") is False
    assert holds({"not": DEAR}, order="o-2") is True


def test_a_view_of_number_nought_is_a_view() -> None:
    assert holds({"field": "view.product", "op": "is", "value": "boots"}, view=0) is True


def test_plain_data_goes_in_and_comes_out_unchanged() -> None:
    data = {"all": [VALID, {"any": [NO_ORDERS, {"not": DEAR}]}, {"all": []}]}
    assert TREE.dump_python(tree(data), exclude_defaults=True) == data
    assert TREE.dump_python(tree(data), mode="json", exclude_defaults=True) == data
    assert TREE.validate_json(TREE.dump_json(tree(data))) == tree(data)


@pytest.mark.rule("F-25")
@pytest.mark.parametrize("data", [{}, {"field": "customer.email"}, {"all": []}, {"not": {"op": "is"}}])
def test_a_draft_may_be_unfinished_and_says_what_is_missing(data: Any) -> None:
    assert check(tree(data), settings(), ())


@pytest.mark.parametrize(
    "data",
    [
        {"field": "customer.email", "oper": "is"},
        {"all": [VALID], "any": [VALID]},
        {"not": [VALID]},
        {"all": VALID},
        {"field": "customer.email", "op": "is", "value": {"a": 1}},
        {"field": "customer.field.size", "op": "is", "value": float("nan")},
        {"field": "x" * 201},
        {"field": "customer.email", "op": "is", "value": "x" * 2001},
        "all",
        None,
        [VALID],
    ],
)
def test_what_is_no_condition_is_refused(data: Any) -> None:
    with pytest.raises(ValidationError):
        TREE.validate_python(data)


def nested(depth: int) -> Any:
    data: Any = VALID
    for _ in range(depth):
        data = {"not": data}
    return data


def test_depth_and_size_are_bounded() -> None:
    assert check(tree(nested(DEEPEST)), settings(), ()) == []
    for depth in (DEEPEST + 1, 100_000):
        with pytest.raises(ValidationError, match="at most 20 deep"):
            TREE.validate_python(nested(depth))
    assert tree({"all": [VALID] * MOST_LEAVES})
    with pytest.raises(ValidationError, match="at most 200 comparisons"):
        TREE.validate_python({"all": [VALID] * (MOST_LEAVES + 1)})
    with pytest.raises(ValidationError, match=r"at most 20 deep|at most 200"):
        TREE.validate_python({"all": [{"all": [{"any": []}] * 150}, {"all": [VALID] * 150}]})


@pytest.mark.rule("F-5")
@pytest.mark.parametrize(
    ("data", "path", "sentence"),
    [
        (DEAR, ("field",), "the trigger brings no order: it offers customer, action"),
        ({"all": [VALID, {"not": DEAR}]}, ("all", 1, "not", "field"), "the trigger brings no order"),
        ({"any": [{"field": "customer.mail"}]}, ("any", 0, "field"), "did you mean"),
        ({}, ("field",), "choose a field"),
        ({"all": []}, ("all",), "this group is empty"),
        ({"field": "customer.email"}, ("op",), "choose an operator: is, is_not"),
        (
            {"field": "customer.email", "op": "at_least", "value": "x"},
            ("op",),
            "cannot be compared by 'at_least'",
        ),
        ({"field": "customer.email", "op": "is"}, ("value",), "say what to compare it with"),
        ({"field": "customer.email", "op": "is", "value": ["a"]}, ("value",), "one value, not a list"),
        ({"field": "customer.email", "op": "in", "value": "a"}, ("value",), "asks for a list"),
        ({"field": "customer.email", "op": "in", "value": ["a", 3]}, ("value", 1), "write text (in quotes)"),
        ({"field": "customer.email", "op": "is_empty", "value": "a"}, ("value",), "leave it out"),
        ({"field": "customer.field.size", "op": "is", "value": "38"}, ("value",), "write a number"),
        ({"field": "customer.field.size", "op": "is", "value": True}, ("value",), "write a number"),
        (
            {"field": "customer.field.size", "op": "between", "value": [1]},
            ("value",),
            "the lowest and the highest",
        ),
        (
            {"field": "customer.field.size", "op": "between", "value": [3, 1]},
            ("value",),
            "lowest value comes first",
        ),
        (
            {"field": "customer.orders.sum", "op": "is", "value": 49.9},
            ("value",),
            "minor units: 100 for 1 EUR",
        ),
        ({"field": "customer.email.valid", "op": "is", "value": "yes"}, ("value",), "write true or false"),
        ({"field": "customer.created_at", "op": "before", "value": 7}, ("value",), "write a date"),
        ({"field": "customer.created_at", "op": "before", "value": "2026-02-30"}, ("value",), "that exists"),
        (
            {"field": "customer.created_at", "op": "between", "value": ["2026-02-03", "2026-02-01"]},
            ("value",),
            "lowest value comes first",
        ),
        ({"field": "customer.created_at", "op": "within_last", "value": 3}, ("value",), "write a duration"),
        (
            {"field": "customer.field.tier", "op": "is", "value": "bronze"},
            ("value",),
            "choose one of gold, silver",
        ),
        ({"field": "customer.zone", "op": "in", "value": ["north", "west"]}, ("value", 1), "no zone 'west'"),
        (
            {"field": "customer.in_segment", "of": {"segment": "x"}, "op": "is", "value": True},
            ("of", "segment"),
            "no segment 'x'",
        ),
    ],
)
def test_a_problem_leads_to_its_place(data: Any, path: tuple[str | int, ...], sentence: str) -> None:
    (problem,) = check(tree(data), settings(), ("customer", "action"))
    assert problem.path == path
    assert sentence in problem.text


def test_every_problem_of_a_tree_is_told() -> None:
    data = {"all": [{"field": "order.total", "op": "is", "value": "x"}, {"any": [{}, {}]}]}
    assert [problem.path for problem in check(tree(data), settings(), ())] == [
        ("all", 0, "field"),
        ("all", 0, "value"),
        ("all", 1, "any", 0, "field"),
        ("all", 1, "any", 1, "field"),
    ]


@pytest.mark.rule("F-14")
def test_a_customer_filter_uses_some_fields_of_the_customer_only() -> None:
    fine = {
        "all": [
            {"any": [VALID, {"field": "customer.phone.filled", "op": "is", "value": False}]},
            {"field": "customer.in_segment", "of": {"segment": "vip"}, "op": "is", "value": False},
            {"field": "customer.subscription", "of": {"channel": "sms"}, "op": "is", "value": "subscribed"},
            {"field": "customer.mobile_push", "op": "is", "value": True},
            {"field": "customer.web_push", "op": "is", "value": True},
        ]
    }
    assert check_filter(tree(fine), settings()) == []
    (problem,) = check_filter(tree({"all": [VALID, NO_ORDERS]}), settings())
    assert problem.path == ("all", 1, "field")
    assert "put this into a Condition block" in problem.text
    assert check_filter(tree(DEAR), settings())


@pytest.mark.rule("F-14")
def test_a_filter_for_an_invalid_address_wants_one_that_is_filled() -> None:
    invalid = {"field": "customer.email.valid", "op": "is", "value": False}
    assert holds(invalid, "ben") is False
    world = shop()
    contact = world.customers["anna"].email
    assert contact is not None
    contact.valid = False
    assert compile_tree(tree(invalid), world)(Subject(world.customers["anna"])) is True


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"all": [VALID, NO_ORDERS]}, "Email is valid and orders in the last 3 days = 0"),
        (
            {"all": [VALID, {"any": [NO_ORDERS, DEAR]}]},
            "Email is valid and (orders in the last 3 days = 0 or order total > 50.00 EUR)",
        ),
        ({"not": DEAR}, "not (order total > 50.00 EUR)"),
        ({"field": "customer.email.valid", "op": "is", "value": False}, "Email is invalid"),
        ({"field": "customer.field.agreed", "op": "is", "value": False}, "Agreed is no"),
        (
            {"field": "customer.in_segment", "of": {"segment": "vip"}, "op": "is", "value": False},
            "Not in the segment vip",
        ),
        (
            {"field": "customer.created_at", "op": "between", "value": ["2026-01-01", "2026-01-31"]},
            "Added to the database is between 2026-01-01 and 2026-01-31",
        ),
        ({"field": "customer.field.size", "op": "in", "value": [38, 39.5]}, "Shoe size is one of 38, 39.5"),
        (
            {"field": "customer.field.renewal", "op": "within_next", "value": "7 days"},
            "renewal is within the next 7 days",
        ),
        ({}, "no field chosen yet"),
        ({"field": "customer.email"}, "Email …"),
        ({"field": "customer.email", "op": "is"}, "Email is …"),
        ({"all": []}, "nothing yet"),
        ({"field": "customer.orders.sum", "op": "is", "value": "many"}, "Sum of orders = many"),
    ],
)
def test_a_condition_in_words(data: Any, said: str) -> None:
    assert words(tree(data), settings()) == said


def test_words_need_no_settings() -> None:
    assert words(tree({"field": "customer.field.size", "op": "is", "value": 3})) == "customer.field.size is"


def test_every_entity_of_the_shop_can_be_asked_about() -> None:
    parts = [
        {"field": f"{entity}.{field}", "op": "is_filled"}
        for entity, field in [
            ("order", "total"),
            ("order_item", "price"),
            ("product", "price"),
            ("list_item", "price"),
            ("view", "price"),
            ("action", "template"),
            ("balance_change", "amount"),
            ("promo_code", "code"),
        ]
    ]
    world = shop()
    assert compile_tree(tree({"all": parts}), world)(Subject(world.customers["anna"], CONTEXT)) is True
    assert check(tree({"all": parts}), settings(), tuple(CONTEXT)) == []
