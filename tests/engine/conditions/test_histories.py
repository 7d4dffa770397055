"""Counting within a period: as if each time the whole history were looked through, only faster."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from engine.conditions.fields import find
from engine.conditions.histories import SHORT, Period
from engine.world.entities import View
from engine.world.world import World
from tests.engine.conditions.shop import DAY, NOW, Subject, shop
from tests.laws import examples

moments = st.integers(NOW - 20 * DAY, NOW + 2 * DAY)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("view"), moments),
        st.tuples(st.just("take back"), st.integers(1, 5)),
        st.tuples(st.just("merge"), st.lists(moments, max_size=SHORT)),
        st.tuples(st.just("ask"), st.sampled_from(["3 days", "1 hour", "10 days"])),
    ),
    max_size=40,
)


def by_hand(world: World, views: list[View], within: str) -> list[View]:
    amount, unit = within.split()
    start = world.now - int(amount) * (DAY if unit.startswith("day") else 3600)
    return [view for view in views if start <= view.at <= world.now]


@pytest.mark.rule("T-1", "F-5")
@limits(max_examples=examples(150), deadline=None)
@given(st.lists(moments, min_size=SHORT - 3, max_size=SHORT + 20), steps)
def test_a_period_holds_what_happened_in_it_in_whatever_order_it_was_received(
    first: list[int], steps: list[tuple[str, Any]]
) -> None:
    world = shop()
    anna = world.customers["anna"]
    anna.views = [View(n, "boots", at) for n, at in enumerate(first)]
    periods = {
        within: Period(world, {"within": within}, lambda customer: customer.views, lambda view: view.at)
        for within in ("3 days", "1 hour", "10 days")
    }
    for what, value in [*steps, ("ask", "3 days"), ("ask", "10 days")]:
        if what == "view":
            anna.views.append(View(len(anna.views), "hat", value))
        elif what == "take back":
            del anna.views[-value:]
        elif what == "merge":
            # The histories of a merge are joined anew: those of the other profile stand first or last.
            others = [View(n, "boots", at) for n, at in enumerate(value)]
            anna.views = [*others, *anna.views] if len(value) % 2 else [*anna.views, *others]
        else:
            expected = by_hand(world, anna.views, value)
            found = list(periods[value].entries(anna))
            assert sorted(map(id, found)) == sorted(map(id, expected))
            assert periods[value].count(anna) == len(expected)


def test_a_view_that_took_the_place_of_another_is_counted() -> None:
    world = shop()
    anna = world.customers["anna"]
    anna.views = [View(n, "boots", NOW - n) for n in range(SHORT + 5)]
    read = find("customer.views.count", world.settings).reader(world, {"within": "3 days"})
    assert read(Subject(anna)) == SHORT + 5
    anna.views[-1] = View(SHORT + 4, "boots", NOW - 9 * DAY)
    assert read(Subject(anna)) == SHORT + 4


@pytest.mark.rule("T-5")
def test_counts_of_all_histories_agree_with_and_without_a_period_that_holds_everything() -> None:
    world = shop()
    anna = Subject(world.customers["anna"])
    for name, of in (
        ("customer.views.count", {}),
        ("customer.orders.count", {}),
        ("customer.orders.sum", {"category": "paid"}),
        ("customer.orders.quantity", {}),
        ("customer.actions.count", {"templates": ["visit", "call"]}),
        ("customer.sessions.count", {}),
        ("customer.messages.count", {}),
        ("customer.promo_codes.count", {}),
        ("customer.operations.count", {}),
        ("customer.list.lines", {"list": "cart"}),
        ("customer.balance.changes", {"account": "points"}),
    ):
        field = find(name, world.settings)
        everything = field.reader(world, {**of, "within": "1000 days"})(anna)
        assert everything == field.reader(world, of)(anna) != 0, name
