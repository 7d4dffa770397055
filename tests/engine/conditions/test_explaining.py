"""Fast path and explanation come to the same verdict, for any tree and any world."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from engine.conditions.branching import Branching
from engine.conditions.checking import check, check_branching
from engine.conditions.compiling import compile_branching, compile_tree
from engine.conditions.explaining import Explained, explain, explain_branching
from engine.conditions.fields import all_fields
from engine.conditions.operators import OPERATORS
from engine.events.base import Ref
from engine.world.entities import Contact, Customer, RegionalData
from engine.world.world import World
from tests.engine.conditions.shop import CONTEXT, DAY, NOW, Subject, settings, shop, tree
from tests.laws import examples

SETTINGS = settings()
FIELDS = all_fields(SETTINGS)
ENTITIES = tuple(CONTEXT)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(["Anna", "berlin", "boots", "a", "o-1"]),
    "number": st.sampled_from([0, 1, 2, 38, 120, 0.5]),
    "money": st.sampled_from([0, 4990, 5490, 7490]),
    "date": st.sampled_from(["2026-03-02", "2026-02-27", "2026-03-10 18:30", "1990-03-02"]),
    "yes_no": st.booleans(),
    "names": st.sampled_from(["boots", "hat"]),
}

FREE = {
    "products": ["boots", "hat", "gone"],
    "product_category": ["shoes", "hats", "none"],
    "flow": ["hello", "bye"],
    "field": ["stars"],
}
"""What to try where a parameter may be anything."""

LEFT_OUT = ("topic", "campaign")
"""Parameters that go only with, or without, others."""


@st.composite
def leaves(draw: st.DrawFn) -> dict[str, Any]:
    field = FIELDS[draw(st.sampled_from(sorted(FIELDS)))]
    operator = draw(st.sampled_from(list(OPERATORS[field.type].values())))
    of: dict[str, Any] = {}
    for parameter in field.parameters:
        if parameter.required or (parameter.name not in LEFT_OUT and draw(st.booleans())):
            if parameter.duration:
                name = draw(st.sampled_from(["3 days", "1 hour", "60 days"]))
            else:
                name = draw(st.sampled_from(FREE.get(parameter.name) or parameter.choices(SETTINGS)))
            of[parameter.name] = [name] if parameter.several else name
    if "field" in of:
        of["field"] = "stars" if field.id == "customer.actions.sum" else "worth"
        of["templates"] = ["visit"]
    choices = field.choices(SETTINGS)
    one = st.sampled_from(choices) if choices else VALUES[field.type]
    leaf: dict[str, Any] = {"field": field.id, "op": operator.id}
    if of:
        leaf["of"] = of
    if operator.asks == "one":
        leaf["value"] = draw(one)
    elif operator.asks == "several":
        leaf["value"] = draw(st.lists(one, min_size=1, max_size=3))
    elif operator.asks == "two":
        leaf["value"] = sorted([draw(one), draw(one)])
    elif operator.asks == "duration":
        leaf["value"] = draw(st.sampled_from(["3 days", "1 hour", "60 days"]))
    return leaf


trees = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)


HISTORIES = (
    "actions",
    "views",
    "orders",
    "sessions",
    "balance_changes",
    "promo_codes",
    "discount_cards",
    "sendings",
    "calls",
    "messages",
    "merged",
    "devices",
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, Subject]:
    world = shop()
    anna = world.customers["anna"]
    anna.zone = draw(st.sampled_from(["north", "south", None]))
    anna.fields = {name: value for name, value in anna.fields.items() if draw(st.booleans())}
    anna.email = draw(st.sampled_from([None, Contact("anna@example.org"), Contact("b@example.org", False)]))
    for history in HISTORIES:
        # What the event brought may be gone meanwhile (F-18).
        entries = getattr(anna, history)
        setattr(anna, history, entries[: draw(st.integers(0, len(entries)))])
    if draw(st.booleans()):
        anna.lists = {}
    if draw(st.booleans()):
        world.products["hat"].regional = {"south": RegionalData(2500, True), "north": RegionalData()}
    if draw(st.booleans()):
        del world.products["boots"]
    if draw(st.booleans()):
        world.orders["o-1"].items[0].status = draw(st.sampled_from(["new", "gone", "", "unheard of"]))
    world.now = NOW + draw(st.sampled_from([0, DAY, -DAY, 40 * DAY]))
    context: dict[str, Ref] = {name: ref for name, ref in CONTEXT.items() if draw(st.booleans())}
    customer: Customer = draw(st.sampled_from([anna, world.customers["ben"]]))
    return world, Subject(customer, context)


@pytest.mark.rule("R-2", "F-5", "F-18")
@limits(max_examples=examples(400), deadline=None)
@given(trees, worlds())
def test_explanation_and_fast_path_agree(data: Any, given_world: tuple[World, Subject]) -> None:
    world, subject = given_world
    condition = tree(data)
    problems = [p for p in check(condition, world.settings, ENTITIES) if "lowest value" not in p.text]
    assert problems == []
    explained = explain(condition, world, subject)
    assert explained.ok is compile_tree(condition, world)(subject)
    assert counted(explained) == counted_in(data)


EXACTLY: dict[str, list[Any]] = {
    "text": ["anna", "boots", "S-2"],
    "number": [0, 2, 100],
    "money": [0, 5490, 7490],
    "date": ["2026-03-02", "2026-02-28 10:00"],
    "yes_no": [True, False],
    "names": ["boots", "cart"],
}
NEEDED: dict[str, str | list[str]] = {
    "segment": "vip",
    "list": "cart",
    "account": "points",
    "pool": "welcome",
    "templates": ["visit"],
    "field": "stars",
    "campaign": "letter",
    "type": "silver",
}


def comparisons(name: str) -> Iterator[dict[str, Any]]:
    """A field by each of its operators, with a few values, without and with a period."""
    field = FIELDS[name]
    of = {p.name: NEEDED[p.name] for p in field.parameters if p.required}
    if name == "customer.actions.money":
        of["field"] = "worth"
    ofs = [of, {**of, "within": "3 days"}] if any(p.name == "within" for p in field.parameters) else [of]
    some = field.choices(SETTINGS)[:3] or EXACTLY[field.type]
    for operator in OPERATORS[field.type].values():
        asked: list[Any] = {
            "nothing": [None],
            "one": some,
            "several": [some[:1], some],
            "two": [[some[0], some[-1]]],
            "duration": ["3 days", "12 hours"],
        }[operator.asks]
        for value in asked:
            if operator.asks == "two" and field.type == "date":
                value = value[::-1]
            leaf = {"field": name, "op": operator.id}
            for each in ofs:
                yield {**leaf, "of": each} if value is None else {**leaf, "of": each, "value": value}


def moments() -> list[tuple[World, Subject]]:
    """Anna with everything and with nothing of the event, Ben who has nothing, a day on which all is gone."""
    world, bare, later = shop(), shop(), shop()
    later.now += 100 * DAY
    later.customers["anna"].zone = "south"
    bare.customers["anna"].fields = {}
    bare.products.clear()
    return [
        (world, Subject(world.customers["anna"], CONTEXT)),
        (world, Subject(world.customers["anna"])),
        (world, Subject(world.customers["ben"], {"product": "hat", "order": "o-2"})),
        (bare, Subject(bare.customers["anna"], CONTEXT)),
        (later, Subject(later.customers["anna"], CONTEXT)),
    ]


@pytest.mark.rule("R-2", "F-5", "F-18")
@pytest.mark.parametrize("name", sorted(FIELDS))
def test_for_every_field_and_operator_explanation_and_fast_path_agree(name: str) -> None:
    seen = set()
    looked_at = moments()
    for data in comparisons(name):
        for condition in (tree(data), tree({"not": data})):
            assert check(condition, SETTINGS, ENTITIES) == []
            for world, subject in looked_at:
                explained = explain(condition, world, subject)
                assert explained.ok is compile_tree(condition, world)(subject)
                seen.add(explained.ok)
    assert seen == {True, False}


def counted(explained: Explained) -> int:
    return 1 if explained.kind == "leaf" else sum(map(counted, explained.children))


def counted_in(data: Any) -> int:
    parts = data.get("all") or data.get("any") or ([data["not"]] if "not" in data else None)
    return 1 if parts is None else sum(map(counted_in, parts))


@pytest.mark.rule("R-2")
@pytest.mark.parametrize(
    ("leaf", "text", "asked", "seen", "ok"),
    [
        (
            {"field": "order.total", "op": "more_than", "value": 5000},
            "Order total > 50.00 EUR",
            "50.00 EUR",
            "74.90 EUR",
            True,
        ),
        (
            {"field": "order.created_at", "op": "within_last", "value": "3 days"},
            "Order made is within the last 3 days",
            "3 days",
            "2026-02-20 10:00",
            False,
        ),
        (
            {"field": "customer.birth_date", "op": "same_day_of_year"},
            "Birth date has its anniversary today",
            "",
            "1990-03-02",
            True,
        ),
        ({"field": "customer.phone", "op": "is_filled"}, "Phone is set", "", "not set", False),
        (
            {"field": "order.statuses", "op": "contains_any", "value": ["new"]},
            "Statuses of its items has any of new",
            "new",
            "gone, paid",
            False,
        ),
        (
            {"field": "customer.email.valid", "op": "is", "value": False},
            "Email is invalid",
            "no",
            "yes",
            False,
        ),
        (
            {"field": "order.field.pickup", "op": "after", "value": "2026-03-10"},
            "pickup is after 2026-03-10",
            "2026-03-10",
            "2026-03-10 18:30",
            False,
        ),
        (
            {"field": "list_item.price", "op": "is", "value": 1},
            "Price when it was added = 0.01 EUR",
            "0.01 EUR",
            "not there",
            False,
        ),
    ],
)
def test_a_comparison_says_what_it_asked_and_what_it_saw(
    leaf: Any, text: str, asked: str, seen: str, ok: bool
) -> None:
    world = shop()
    explained = explain(tree(leaf), world, Subject(world.customers["anna"], {"order": "o-1"}))
    assert (explained.text, explained.asked, explained.seen, explained.ok) == (text, asked, seen, ok)
    assert (explained.kind, explained.field, explained.op) == ("leaf", leaf["field"], leaf["op"])


BRANCHES = {
    "field": "customer.zone",
    "branches": [
        {"id": "up", "title": "Up north", "values": ["north"]},
        {"id": "both", "values": ["north", "south"]},
    ],
}


def branching(data: Any) -> Branching:
    return Branching.model_validate(data)


@pytest.mark.rule("F-5")
@pytest.mark.parametrize(("zone", "index"), [("north", 0), ("south", 1), (None, -1), ("east", -1)])
def test_the_first_branch_that_fits_is_taken_and_values_are_joined_by_or(
    zone: str | None, index: int
) -> None:
    world = shop()
    anna = world.customers["anna"]
    anna.zone = zone
    assert compile_branching(branching(BRANCHES), world)(Subject(anna)) == index
    explained = explain_branching(branching(BRANCHES), world, Subject(anna))
    assert explained.chosen == index
    assert [branch.ok for branch in explained.branches] == [index == 0, index == 1]
    assert explained.seen == (zone or "not set")
    assert explained.text == "Zone"
    assert [branch.asked for branch in explained.branches] == ["north", "north or south"]


@pytest.mark.rule("F-5")
@pytest.mark.parametrize(
    ("data", "index"),
    [
        ({"field": "order.total", "op": "at_least", "branches": [[10_000], [5_000], [0]]}, 1),
        ({"field": "order.total", "op": "between", "branches": [[[0, 10]], [[20, 30], [7000, 8000]]]}, 1),
        ({"field": "customer.segments", "branches": [["asleep"], ["asleep", "vip"]]}, 1),
        ({"field": "order.created_at", "op": "within_last", "branches": [["3 days"], ["10 days"]]}, 1),
        ({"field": "customer.birth_date", "branches": [["1990-03-01"], ["1990-03-02"]]}, 1),
        ({"field": "customer.email.valid", "branches": [[False], [True]]}, 1),
        ({"field": "customer.field.city", "branches": [["BERLIN"]]}, 0),
        ({"field": "customer.orders.count", "of": {"within": "3 days"}, "branches": [[0], [1, 2]]}, 1),
        ({"field": "order_item.price", "op": "at_least", "branches": [[0]]}, -1),
    ],
)
def test_branches_over_every_kind_of_value(data: Any, index: int) -> None:
    world = shop()
    subject = Subject(world.customers["anna"], {"order": "o-1"})
    data["branches"] = [{"id": f"b{n}", "values": values} for n, values in enumerate(data["branches"])]
    ready = branching(data)
    assert check_branching(ready, world.settings, ("order", "order_item")) == []
    assert compile_branching(ready, world)(subject) == index
    assert explain_branching(ready, world, subject).chosen == index


@pytest.mark.rule("F-5")
@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        ({"field": ""}, ("field",), "choose a field"),
        ({"field": "order.status"}, ("field",), "the trigger brings no order"),
        ({"branches": []}, ("branches",), "add a branch"),
        ({"branches": [{"id": "other", "values": ["north"]}]}, ("branches", 0, "id"), "kept for the Other"),
        ({"branches": [{"id": "a", "values": ["north"]}] * 2}, ("branches", 1, "id"), "has the id 'a'"),
        ({"branches": [{"id": "a"}]}, ("branches", 0, "values"), "which values"),
        (
            {"branches": [{"id": "a", "values": ["north", "east"]}]},
            ("branches", 0, "values", 1),
            "no zone 'east'",
        ),
        ({"op": "at_least"}, ("op",), "cannot be compared"),
        ({"op": "is_empty"}, ("op",), "branches cannot differ"),
    ],
)
def test_the_problems_of_branches(change: Any, path: tuple[str | int, ...], sentence: str) -> None:
    problems = check_branching(branching({**BRANCHES, **change}), SETTINGS, ())
    assert problems[0].path == path
    assert sentence in problems[0].text


@pytest.mark.rule("F-5")
def test_there_are_at_most_50_branches() -> None:
    many = [{"id": f"b{n}", "values": ["north"]} for n in range(51)]
    assert branching({"field": "customer.zone", "branches": many[:50], "other": True})
    with pytest.raises(ValueError, match="at most 50"):
        branching({"field": "customer.zone", "branches": many})


def test_branches_in_words() -> None:
    assert branching({**BRANCHES, "other": True}).words() == "Zone: 2 branches and other"
    assert branching({}).words() == "…: 0 branches"
