"""Examples: placeholders and rows."""

from typing import Any

import pytest

from engine.expectations.examples import faults, filled, row_name, with_placeholders

ROW = {"n": 3, "yes": True, "nothing": None, "address": {"value": "a@b.de"}, "text": "x"}


def test_a_whole_placeholder_keeps_its_type() -> None:
    data = {"scenario": "s", "when": [{"a": "${n}", "b": "${nothing}", "c": "${address}", "d": ["${yes}"]}]}
    assert filled(data, ROW)["when"] == [{"a": 3, "b": None, "c": {"value": "a@b.de"}, "d": [True]}]


def test_within_a_text_it_is_text() -> None:
    assert filled({"title": "${n} of ${text}, ${yes}"}, ROW) == {"title": "3 of x, true"}


def test_names_of_the_scenario_and_its_rules_stay() -> None:
    data = {"scenario": "${n}", "rules": ["${n}"], "flowrig": "scenario/1"}
    assert filled(data, ROW) == data


@pytest.mark.parametrize(
    ("examples", "place", "words"),
    [
        ([{"price": 1}], ("when", 0, "price"), "did you mean '${price}'"),
        ([{"prices": 1}, {}], ("examples", 1), "'prices' is missing"),
        ([{"prices": 1, "other": 2}], ("examples", 0, "other"), "nothing takes this value"),
        ([{"prices": 1}, {"prices": 2, "name": "row 1"}], ("examples", 1), "another row"),
        ([], ("examples",), "add a row"),
        ([1], ("examples",), "a list of rows"),
        ({}, ("examples",), "a list of rows"),
        ([{"prices": 1, "name": [1]}], ("examples", 0, "name"), "a short text"),
    ],
)
def test_what_is_wrong_with_rows_is_said_at_its_place(
    examples: Any, place: tuple[str | int, ...], words: str
) -> None:
    data = {"scenario": "s", "when": [{"price": "${prices}"}], "examples": examples}
    found = list(faults(data))
    assert any(at == place and words in sentence for at, sentence in found), found


def test_good_rows_have_no_faults() -> None:
    data = {"when": [{"price": "${price}"}], "examples": [{"price": 1, "name": "one"}, {"price": None}]}
    assert list(faults(data)) == []


def test_rows_have_names() -> None:
    assert [row_name({"name": "a"}, 0), row_name({}, 1), row_name({"name": 7}, 2)] == ["a", "row 2", "7"]


def test_rows_cannot_grow_without_end() -> None:
    """A placeholder of a few characters may stand for many."""
    data = {"note": "${x}" * 1000, "examples": [{"x": "y" * 1000}, {"x": "y" * 3000}]}
    found = list(faults(data))
    assert [at for at, _ in found] == [("examples", 1)]
    assert "2,000,000" in found[0][1]


def test_the_schema_admits_placeholders_where_there_are_no_texts() -> None:
    number: dict[str, Any] = {"type": "integer", "minimum": 0}
    schema = {"properties": {"n": number, "do": {"const": "x", "type": "string"}, "type": {"enum": [1]}}}
    found = with_placeholders(schema)["properties"]
    assert found["n"]["anyOf"][0] == number
    assert found["do"] == {"const": "x", "type": "string"}
    assert found["type"]["anyOf"][0] == {"enum": [1]}
