"""What the operators admit."""

from typing import Any

import pytest

from engine.conditions.compiling import comparison
from engine.conditions.operators import OPERATORS
from engine.world.world import World
from tests.engine.conditions.shop import BERLIN, shop

FIELD_OF = {
    "text": "customer.field.city",
    "number": "customer.field.size",
    "money": "customer.field.spent",
    "date": "customer.field.renewal",
    "choice": "customer.field.tier",
    "yes_no": "customer.field.agreed",
    "names": "customer.segments",
}

CASES: list[tuple[str, str, Any, list[Any], list[Any]]] = [
    ("text", "is", "Berlin", ["Berlin", "berlin"], ["Berlin ", "", None]),
    ("text", "is_not", "Berlin", ["Bonn", None], ["BERLIN"]),
    ("text", "contains", "LIN", ["Berlin"], ["Bonn", None]),
    ("text", "starts_with", "ber", ["Berlin"], ["Oberlin", None]),
    ("text", "contains_not", "LIN", ["Bonn", None], ["Berlin"]),
    ("text", "ends_with", "LIN", ["Berlin", "lin"], ["Berliner", None]),
    ("text", "not_in", ["Bonn", "berlin"], ["Köln", None], ["Berlin", "bonn"]),
    ("text", "in", ["Bonn", "berlin"], ["Berlin", "bonn"], ["Köln", None]),
    ("text", "is_empty", None, [None], ["x"]),
    ("text", "is_filled", None, ["x"], [None]),
    ("number", "is", 0, [0, 0.0], [1, None]),
    ("number", "is_not", 0, [1, None], [0]),
    ("number", "at_least", 3, [3, 3.5], [2.99, None]),
    ("number", "at_most", 3, [3, -1], [3.01, None]),
    ("number", "more_than", 3, [4], [3, None]),
    ("number", "less_than", 3, [2], [3, None]),
    ("number", "between", [1, 3], [1, 2, 3], [0.5, 3.5, None]),
    ("number", "in", [1, 3], [1, 3.0], [2, None]),
    ("number", "not_in", [1, 3], [2, None], [1, 3.0]),
    ("money", "at_least", 4990, [4990], [4989, None]),
    ("money", "is_empty", None, [None], [0]),
    ("choice", "is", "gold", ["gold"], ["silver", None]),
    ("choice", "is_not", "gold", ["silver", None], ["gold"]),
    ("choice", "not_in", ["gold"], ["silver", None], ["gold"]),
    ("choice", "in", ["gold"], ["gold"], ["silver", None]),
    ("yes_no", "is", True, [True], [False, None]),
    ("yes_no", "is", False, [False], [True, None]),
    ("names", "contains_any", ["a", "b"], [{"b", "c"}, {"a": 1}], [(), ["c"]]),
    ("names", "contains_all", ["a", "b"], [["b", "a", "c"]], [["a"], ()]),
    ("names", "contains_none", ["a", "b"], [["c"], ()], [["a", "c"]]),
    ("names", "is_empty", None, [(), {}], [["a"]]),
    ("names", "is_filled", None, [["a"]], [()]),
    # A date without a time stands for its whole day, here one of 23 hours.
    (
        "date",
        "is",
        "2026-03-29",
        ["2026-03-29", "2026-03-29 23:59"],
        ["2026-03-28 23:59", "2026-03-30", None],
    ),
    ("date", "is_not", "2026-03-29", ["2026-03-30", None], ["2026-03-29 12:00"]),
    ("date", "before", "2026-03-29", ["2026-03-28 23:59"], ["2026-03-29", None]),
    ("date", "after", "2026-03-29", ["2026-03-30"], ["2026-03-29 23:59", None]),
    ("date", "on_or_before", "2026-03-29", ["2026-03-29 23:59"], ["2026-03-30", None]),
    ("date", "on_or_after", "2026-03-29", ["2026-03-29"], ["2026-03-28 23:59", None]),
    (
        "date",
        "between",
        ["2026-03-01", "2026-03-02"],
        ["2026-03-01", "2026-03-02 23:59"],
        ["2026-03-03", None],
    ),
    ("date", "is", "2026-03-29 12:00", ["2026-03-29 12:00"], ["2026-03-29 12:00:01", "2026-03-29"]),
    ("date", "after", "2026-03-29 12:00", ["2026-03-29 12:00:01"], ["2026-03-29 12:00"]),
    # Now is 2026-03-02 10:00.
    (
        "date",
        "within_last",
        "3 days",
        ["2026-02-27 10:00", "2026-03-02 10:00", "2026-02-27", "2026-03-02"],
        ["2026-02-27 09:59", "2026-03-03", "2026-02-26", None],
    ),
    (
        "date",
        "older_than",
        "3 days",
        ["2026-02-27 09:59", "2026-02-26"],
        ["2026-02-27 10:00", "2026-02-27", None],
    ),
    (
        "date",
        "within_next",
        "3 days",
        ["2026-03-02 10:00", "2026-03-05 10:00", "2026-03-02", "2026-03-05"],
        ["2026-03-05 10:01", "2026-03-02 09:59", "2026-03-01", "2026-03-06", None],
    ),
    (
        "date",
        "same_day_of_year",
        None,
        ["1990-03-02", "2026-03-02 23:59", "1950-03-02"],
        ["1990-03-03", None],
    ),
    ("date", "later_than", "3 days", ["2026-03-05 10:01", "2026-03-06"], ["2026-03-05", "2026-03-02", None]),
    ("date", "past", None, ["2026-03-02 09:59", "2026-03-01"], ["2026-03-02 10:00", "2026-03-02", None]),
    ("date", "future", None, ["2026-03-02 10:01", "2026-03-03"], ["2026-03-02 10:00", "2026-03-02", None]),
    (
        "date",
        "today",
        None,
        ["2026-03-02", "2026-03-02 23:59"],
        ["2026-03-01 23:59", "2026-03-03", "1990-03-02", None],
    ),
    (
        "date",
        "day_ago",
        "3 days",
        ["2026-02-27", "2026-02-27 23:59"],
        ["2026-02-28", "2026-02-26 23:59", "2026-03-05", None],
    ),
    ("date", "day_ahead", "3 days", ["2026-03-05", "2026-03-05 23:59"], ["2026-03-04 23:59", None]),
    ("date", "day_ahead", "15 hours", ["2026-03-03 23:00"], ["2026-03-02 23:00"]),
    (
        "date",
        "day_of_year",
        "2026-12-24",
        ["1990-12-24", "2026-12-24 23:59", "2031-12-24"],
        ["1990-12-25", None],
    ),
    ("date", "day_of_year", "2026-02-28", ["2000-02-29", "1999-02-28"], ["2000-03-01"]),
    ("date", "day_of_year", "2028-02-28", ["1999-02-28"], ["2000-02-29"]),
    (
        "date",
        "anniversary_within_next",
        "3 days",
        ["1990-03-02", "1990-03-05", "2026-03-05 23:59"],
        ["1990-03-06", "1990-03-01", None],
    ),
    ("date", "anniversary_within_next", "305 days", ["1990-01-01", "1991-12-31"], ["1991-01-02"]),
    ("date", "anniversary_within_next", "365 days", ["1990-03-01"], [None]),
    ("date", "is_empty", None, [None, "no date"], ["2026-03-02"]),
    ("date", "is_filled", None, ["2026-03-02"], [None]),
]


def verdict(world: World, kind: str, op: str, asked: Any, value: Any) -> bool:
    test = comparison(FIELD_OF[kind], {}, op, asked, world).test
    if kind == "names":
        return test(value)
    name = FIELD_OF[kind].rpartition(".")[2]
    world.customers["anna"].fields[name] = value
    read = comparison(FIELD_OF[kind], {}, op, asked, world).read

    class Asked:
        customer = world.customers["anna"]
        context: dict[str, Any] = {}

    return test(read(Asked()))


@pytest.mark.rule("F-5")
@pytest.mark.parametrize(("kind", "op", "asked", "yes", "no"), CASES)
def test_an_operator_admits(kind: str, op: str, asked: Any, yes: list[Any], no: list[Any]) -> None:
    world = shop()
    assert [verdict(world, kind, op, asked, value) for value in yes] == [True] * len(yes)
    assert [verdict(world, kind, op, asked, value) for value in no] == [False] * len(no)


def test_every_operator_has_a_case() -> None:
    told = {(kind, op) for kind, op, *_ in CASES}
    amounts = {("money", op) for op in OPERATORS["number"]}
    common = {(kind, op) for kind in OPERATORS for op in ("is_empty", "is_filled")}
    assert {(kind, op) for kind, ops in OPERATORS.items() for op in ops} <= told | amounts | common


@pytest.mark.parametrize(
    ("today", "born", "celebrates"),
    [
        ("2026-02-28", "2000-02-29", True),
        ("2028-02-28", "2000-02-29", False),
        ("2028-02-29", "2000-02-29", True),
        ("2026-03-01", "2000-02-29", False),
        ("2026-02-28", "2001-02-28", True),
    ],
)
def test_a_birthday_on_29_february_falls_on_the_28th_in_other_years(
    today: str, born: str, celebrates: bool
) -> None:
    world = shop()
    world.now = BERLIN.parse(f"{today} 12:00")
    assert verdict(world, "date", "same_day_of_year", None, born) is celebrates


def test_the_day_of_the_year_is_that_of_the_project() -> None:
    world = shop()
    world.now = BERLIN.parse("2026-03-01T23:30:00Z")  # 2 March in Berlin
    assert verdict(world, "date", "same_day_of_year", None, "1990-03-02") is True


@pytest.mark.rule("T-5")
def test_relative_days_keep_the_wall_clock() -> None:
    world = shop()
    world.now = BERLIN.parse("2026-03-29 12:00")
    assert verdict(world, "date", "within_last", "1 day", "2026-03-28 12:00") is True
    assert verdict(world, "date", "within_last", "1 day", "2026-03-28 11:59") is False
    assert verdict(world, "date", "within_last", "24 hours", "2026-03-28 11:00") is True


def test_an_instant_beyond_the_calendar_is_no_birthday() -> None:
    world = shop()
    assert comparison("customer.created_at", {}, "same_day_of_year", None, world).test(10**18) is False
