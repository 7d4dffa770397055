"""How expectations compare: an exact value, or one operator."""

from typing import Any

import pytest

from engine.expectations.comparing import Count, Counts, TextTest


@pytest.mark.parametrize(
    ("wanted", "fits", "others"),
    [
        (2, [2], [1, 3]),
        ({"is_not": 2}, [1, 3], [2]),
        ({"at_least": 2}, [2, 3], [1]),
        ({"at_most": 2}, [0, 2], [3]),
        ({"more_than": 2}, [3], [2]),
        ({"less_than": 2}, [1], [2]),
        ({"between": [1, 3]}, [1, 2, 3], [0, 4]),
        ({"in": [1, 3]}, [1, 3], [2]),
    ],
)
def test_counts(wanted: Any, fits: list[int], others: list[int]) -> None:
    count = Count.read(wanted)
    assert all(count.holds(n) for n in fits)
    assert not any(count.holds(n) for n in others)


@pytest.mark.parametrize(
    "wanted",
    [
        -1,
        True,
        1.5,
        "2",
        None,
        [2],
        {},
        {"at_least": 1, "at_most": 2},
        {"atleast": 2},
        {"at_least": "2"},
        {"at_least": 0},
        {"between": [3, 1]},
        {"between": 3},
        {"is_empty": True},
        {"in": []},
    ],
)
def test_what_is_no_count_is_refused_with_one_sentence(wanted: Any) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        Count.read(wanted)


def test_a_comparison_that_is_always_so_is_refused() -> None:
    with pytest.raises(ValueError, match="always"):
        Count.read({"at_least": 0})


def test_the_one_that_was_meant_is_suggested() -> None:
    with pytest.raises(ValueError, match="did you mean 'at_least'"):
        Count.read({"at_leat": 1})


def test_texts_know_no_case() -> None:
    assert TextTest.read({"contains": "TEAPOT"}).holds("a teapot")
    assert TextTest.read("A teapot").holds("a TEAPOT")
    assert not TextTest.read({"starts_with": "teapot"}).holds("a teapot")
    with pytest.raises(ValueError, match="text"):
        TextTest.read({"contains": ""})


def test_counts_by_reason_and_altogether() -> None:
    assert Counts.read(3) == Counts(Count("is", 3), {})
    assert Counts.read({"at_least": 3}) == Counts(Count("at_least", 3), {})
    found = Counts.read({"limit_reached": 2, "no_date": {"at_least": 1}})
    assert found == Counts(None, {"limit_reached": Count("is", 2), "no_date": Count("at_least", 1)})
    with pytest.raises(ValueError, match="limit_reached: "):
        Counts.read({"limit_reached": "two"})


def test_it_reads_well() -> None:
    assert str(Count.read(2)) == "2"
    assert str(Count.read({"at_least": 2})) == ">= 2"
    assert str(Count.read({"between": [1, 3]})) == "between 1 and 3"
    assert str(TextTest.read({"contains": "x"})) == 'contains "x"'
