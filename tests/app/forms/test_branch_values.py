"""A branch for each value that a multi-branch condition has none for yet (F-5)."""

from typing import Any

import pytest

from app.forms.base import Choice
from app.forms.branch_values import branch_for_each, left_over
from tests.app.forms.projects import AROUND


def test_values_that_no_branch_has_are_left_over() -> None:
    one = {"field": "customer.field.size", "branches": [{"id": "a", "values": ["small"]}]}
    assert [choice.value for choice in left_over(one, AROUND)] == ["large"]
    assert left_over({"field": "", "branches": []}, AROUND) == ()


@pytest.mark.rule("F-5")
def test_branches_keep_their_ids_and_empty_ones_are_filled_first() -> None:
    before: list[dict[str, Any]] = [{"id": "a", "values": ["small"]}, {"id": "branch-2"}]
    values = (Choice("huge", "Huge"), Choice("other", "other"), Choice("a b", "a b"))
    after = branch_for_each(before, values)
    assert [branch["id"] for branch in after] == ["a", "branch-2", "other-2", "a-b"]
    assert [branch["values"] for branch in after] == [["small"], ["huge"], ["other"], ["a b"]]
    assert before[1] == {"id": "branch-2"}


def test_there_are_never_too_many() -> None:
    after = branch_for_each([], tuple(Choice(str(n), str(n)) for n in range(80)))
    assert len(after) == 50
