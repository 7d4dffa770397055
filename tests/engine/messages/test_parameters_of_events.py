"""What messages may print under each event of the catalogue (F-6, E): that and nothing else."""

import pytest

from engine.conditions.fields import wait_dates
from engine.events.catalogue import CATALOGUE
from engine.flow.model import Flow
from engine.flow.validation import Problem, validate
from engine.messages.parameters import ROOTS, Parameters
from tests.engine.conditions.shop import settings

SETTINGS = settings()

LISTED = {
    "E-1": "CustomerAction",
    "E-2": "CustomerActionProduct CustomerAction Product",
    "E-3": "Session",
    "E-4": "ProductListItem Product",
    "E-5": "ProductListItem Product",
    "E-6": "CustomerAction",
    "E-7": "Order CustomerAction",
    "E-10": "Order CustomerAction",
    "E-11": "Order CustomerAction",
    "E-12": "OrderItem Product",
    "E-13": "OrderItem Product",
    "E-17": "CustomerAction",
    **{f"E-{number}": "ProductListItem Product" for number in range(30, 35)},
    **{f"E-35{letter}": "ProductView Product CustomerAction" for letter in "abcde"},
    "E-36": "ProductView Product CustomerAction",
    "E-37": "Product",
    **{f"E-{number}": "CustomerBalanceChange CustomerAction" for number in range(38, 41)},
    **{f"E-{number}": "PromoCode" for number in range(41, 44)},
    "E-44": "CustomerAction",
    "E-45": "CustomerAction",
    "E-48": "CustomParameters",
}
"""By rule; the events that are not here let messages print the customer alone."""

WAITS = {
    "E-1": "action",
    "E-2": "action product product_expiry",
    "E-4": "product product_expiry",
    "E-5": "product product_expiry",
    "E-6": "action",
    "E-7": "order action",
    "E-10": "order action",
    "E-11": "order action",
    "E-12": "order_item product product_expiry",
    "E-13": "order_item product product_expiry",
    "E-17": "action",
    **{f"E-{number}": "product product_expiry" for number in range(30, 35)},
    **{f"E-35{letter}": "product product_expiry action" for letter in "abcde"},
    "E-36": "product product_expiry action",
    "E-37": "product product_expiry",
    **{f"E-{number}": "points_expiry action" for number in range(38, 41)},
    "E-44": "discount_card action",
    "E-45": "action",
    "E-48": "operation",
}


def problems(event: str, text: str) -> list[Problem]:
    """What is wrong with an email of this text in a flow on the event; other faults are left out."""
    flow = Flow.model_validate(
        {
            "id": "f",
            "blocks": [
                {"id": "start", "kind": "launch", "trigger": {"event": event}},
                {
                    "id": "mail",
                    "kind": "steps",
                    "actions": [{"do": "send_email", "subject": "Hello", "body": text}],
                },
            ],
            "connections": [{"from": "start", "output": "next", "to": "mail"}],
        }
    )
    return [problem for problem in validate(flow, SETTINGS) if problem.block == "mail"]


def some(root: str) -> str:
    """A template that prints something of it."""
    names = [name for name, _ in Parameters(SETTINGS, (root,)).offers()]
    return next(f"{{{{ {name} }}}}" for name in names if name.startswith(root + ".") and ".Items" not in name)


@pytest.mark.rule("F-6", *LISTED)
@pytest.mark.parametrize("event", CATALOGUE)
def test_messages_print_what_the_source_lists_for_the_event_and_nothing_else(event: str) -> None:
    kind = CATALOGUE[event]
    listed = LISTED.get(kind.rule, "").split()
    assert sorted(kind.parameters) == sorted(listed)
    for root in ROOTS:
        found = problems(event, some(root))
        if root == "Customer" or root in listed:
            assert found == []
        else:
            (problem,) = found
            assert problem.field == ("actions", 0, "body")
            assert problem.sentence.startswith("line 1, column 4: the trigger brings no ")


@pytest.mark.rule("F-11", *WAITS)
@pytest.mark.parametrize("event", CATALOGUE)
def test_dynamic_waits_are_those_that_the_source_lists(event: str) -> None:
    kind = CATALOGUE[event]
    listed = WAITS.get(kind.rule, "").split()
    assert sorted(kind.waits) == sorted(listed)
    entities = {offer.field.entity for offer in wait_dates(SETTINGS, kind.waits)} - {"customer"}
    expected = {name for name in listed if "expiry" not in name}
    if "product_expiry" in listed:
        expected.add("product")
    if "points_expiry" in listed:
        expected.add("balance_change")
    assert entities == expected


@pytest.mark.rule("F-6", "F-16")
def test_a_parameter_that_the_trigger_lacks_is_named_with_its_place() -> None:
    text = "Dear {{ Customer.FirstName }},\n\n your order: {{ Order.Total }}\n{{ Orders.Total }}"
    lacking, unknown = problems("product_viewed", text)
    assert str(lacking) == (
        "block 'mail', actions.0.body: line 3, column 17: the trigger brings no order: "
        "it offers customer, viewed product, product, action"
    )
    assert "line 4, column 4: there is no parameter Orders: did you mean Order?" in unknown.sentence
    assert problems("order_created", text) == [unknown]


@pytest.mark.rule("F-6")
def test_a_schedule_lets_messages_print_the_customer_and_products_of_segments() -> None:
    text = "{{ Customer.Id }}{% for p in ProductSegments.summer %}{{ p.Name }}{% endfor %}{{ Product.Name }}"
    block = {"id": "mail", "kind": "steps", "actions": [{"do": "send_sms", "text": text}]}
    start = {"id": "start", "kind": "launch", "trigger": {"schedule": {"every": "day", "at": "09:00"}}}
    flow = Flow.model_validate({"id": "f", "blocks": [start, block]})
    (problem,) = [p for p in validate(flow, SETTINGS) if p.field[-1:] == ("text",)]
    assert "the trigger brings no product: it offers customer" in problem.sentence
