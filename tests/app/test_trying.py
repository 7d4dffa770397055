"""Trying out conditions and messages on a world: the counts, one customer's verdicts, made-up values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.matching import branched, matches, spread
from app.session.trying import newest_moment
from app.session.trying_messages import tried
from app.session.trying_requests import Verdict
from engine.conditions.tree import compile_tree
from engine.world.entities import Order, OrderItem, Product
from engine.world.world import World
from tests.kit import customer, world

SILVER = {"field": "customer.field.tier", "op": "is", "value": "silver"}
VALID = {"field": "customer.email.valid", "op": "is", "value": True}
DEAR = {"field": "order.total", "op": "more_than", "value": 5_000}
UNFINISHED: dict[str, Any] = {"field": "", "of": {}, "op": "", "value": None}


def shop() -> World:
    found = world(
        customer(1, first_name="Anna", fields={"tier": "silver"}, orders=["o1", "o2"]),
        customer(2, fields={"tier": "gold"}, orders=["o3"]),
        customer(3, first_name="Cleo", fields={"tier": "silver"}),
        products={"tea": Product("tea", "Green tea")},
        orders={
            "o1": Order("o1", "c1", 100, total=9_000),
            "o2": Order("o2", "c1", 200, total=4_000, items=[OrderItem(1, "tea", price=4_000)]),
            "o3": Order("o3", "c2", 300, total=6_000),
        },
    )
    found.now = 1_000
    return found


@pytest.mark.rule("F-5")
def test_a_condition_is_counted_over_the_world() -> None:
    found = matches(shop(), {"all": [SILVER, VALID]}, (), None, in_filter=False)
    assert (found.matching, found.tally.looked, found.tally.total) == (2, 3, 3)
    assert found.tally.whole
    assert found.newest == ()


@pytest.mark.rule("F-5", "F-18")
def test_what_the_event_would_bring_is_the_customers_newest() -> None:
    where = shop()
    found = matches(where, {"not": DEAR}, ("order",), where.customers["c1"], in_filter=False)
    # c1's newest order is a small one, c2's is not, c3 has none: that is no, and so is its negation.
    assert found.matching == 1
    assert found.newest == ("order",)
    assert found.verdicts == {(): Verdict(True), ("not",): Verdict(False, "40.00 EUR")}


def test_what_is_not_complete_is_left_out() -> None:
    tree = {"all": [UNFINISHED, SILVER, {"any": [UNFINISHED]}]}
    where = shop()
    found = matches(where, tree, (), where.customers["c2"], in_filter=False)
    assert (found.matching, found.left_out) == (2, 2)
    assert found.verdicts == {(): Verdict(False), ("all", 1): Verdict(False, "gold")}
    nothing = matches(where, UNFINISHED, (), None, in_filter=False)
    assert (nothing.matching, nothing.left_out) == (None, 1)
    foreign = matches(where, DEAR, (), None, in_filter=False)
    assert (foreign.matching, foreign.left_out) == (None, 1), "the trigger brings no order"


def test_in_a_filter_only_its_own_fields_count() -> None:
    counted = {"field": "customer.orders.count", "op": "more_than", "value": 0}
    assert matches(shop(), counted, (), None, in_filter=False).matching == 2
    assert matches(shop(), counted, (), None, in_filter=True).left_out == 1


def test_where_there_is_no_time_a_sample_is_counted() -> None:
    where = world(*(customer(n, fields={"tier": "silver"}) for n in range(1_000)))
    found = matches(where, SILVER, (), None, in_filter=False, budget=0)
    assert 0 < found.tally.looked < 1_000
    assert not found.tally.whole
    assert found.matching == found.tally.looked


@given(st.integers(0, 2_000))
def test_a_sample_comes_from_everywhere_and_takes_each_once(count: int) -> None:
    assert sorted(spread(count)) == list(range(count))


@given(
    st.recursive(
        st.sampled_from([SILVER, VALID, DEAR]),
        lambda parts: (
            st.builds(lambda p: {"not": p}, parts)
            | st.builds(lambda p: {"all": p}, st.lists(parts, min_size=1, max_size=3))
            | st.builds(lambda p: {"any": p}, st.lists(parts, min_size=1, max_size=3))
        ),
        max_leaves=8,
    )
)
def test_the_whole_is_what_the_engine_says(tree: Any) -> None:
    from app.session.matching import TREE
    from app.session.newest import trial

    where = shop()
    holds = compile_tree(TREE.validate_python(tree), where)
    everyone = [holds(trial(where, one, ("order",))) for one in where.customers.values()]
    for one, ok in zip(where.customers.values(), everyone, strict=True):
        found = matches(where, tree, ("order",), one, in_filter=False)
        assert found.matching == sum(everyone)
        assert found.verdicts[()].ok is ok


@pytest.mark.rule("F-5")
def test_branches_are_counted() -> None:
    branching = {
        "field": "customer.field.tier",
        "branches": [{"id": "a", "values": ["gold"]}, {"id": "new"}, {"id": "b", "values": ["silver"]}],
    }
    where = shop()
    found = branched(where, branching, (), where.customers["c1"])
    assert found.counts == (1, 0, 2, 0)
    assert (found.chosen, found.seen) == (2, "silver")
    assert branched(where, {"field": "", "branches": []}, (), None).counts is None


@pytest.mark.rule("F-6")
def test_a_message_is_finished_with_the_newest() -> None:
    where = shop()
    texts = (("subject", "Hello {{ Customer.FirstName }}"), ("body", "{{ Order.Total }}"))
    found = tried(where, texts, ("customer", "order"), ("Order",), where.customers["c1"])
    assert [one.text for one in found.texts] == ["Hello Anna", "40.00"]
    assert (found.newest, found.missing) == (("order",), ())


@pytest.mark.rule("F-6")
def test_what_the_world_lacks_is_made_up_and_named() -> None:
    where = shop()
    body = (
        "{{ Customer.FirstName }}: {{ Order.Total }}{% for i in Order.Items %} {{ i.Quantity }}x{% endfor %}"
    )
    found = tried(where, (("body", body),), ("customer", "order"), ("Order",), where.customers["c3"])
    assert found.texts[0].text == "Cleo: 49.90 3x 3x"
    assert found.missing == ("order",)


def test_what_is_wrong_with_one_text_does_not_keep_back_the_others() -> None:
    where = shop()
    texts = (("subject", "{{ Customer.Nope }}"), ("body", "Hi"))
    found = tried(where, texts, (), (), where.customers["c1"])
    assert found.texts[0].trouble.startswith("Customer has no Nope")
    assert found.texts[1].text == "Hi"
    assert tried(World(), texts, (), (), None).texts[0].trouble == "the world has no customer"


def test_a_world_without_a_run_stands_at_its_newest_moment() -> None:
    assert newest_moment(shop()) == 300
