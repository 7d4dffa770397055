"""The values by which a multi-branch condition can still branch (F-5)."""

import re
from collections.abc import Mapping
from typing import Any

from app.forms.base import Around, Choice, FormField, Spot
from app.forms.leaves import offer_of, value_choices
from engine.conditions.branching import MOST_BRANCHES, OTHER, default_operator
from engine.conditions.operators import OPERATORS


def branched_field(spot: Spot) -> FormField:
    """What shows how customers spread; its choices are the values that no branch has yet."""
    path = (*spot.path[:-1], "branched")
    choices = left_over(spot.data, spot.around)
    return FormField(path=path, kind="branched", title="", value=dict(spot.data), choices=choices)


def left_over(branching: Mapping[str, Any], around: Around) -> tuple[Choice, ...]:
    """The values that the field can have and no branch has."""
    offer = offer_of(branching.get("field"), around)
    if offer is None:
        return ()
    operator = OPERATORS[offer.field.type].get(branching.get("op") or default_operator(offer.field))
    if operator is None or operator.id not in ("is", "contains_any", "any_of"):
        return ()
    taken: set[Any] = set()
    for branch in branching.get("branches") or ():
        for value in branch.get("values") or ():
            taken.update(value if isinstance(value, list) else (value,))
    return tuple(choice for choice in value_choices(offer) if choice.value not in taken)


def branch_for_each(branches: list[dict[str, Any]], values: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """The branches with one more for each value; those that have none yet are filled first, and keep what
    they are connected to."""
    found = [dict(branch) for branch in branches]
    left = list(values)
    for branch in found:
        if left and not branch.get("values"):
            choice = left.pop(0)
            branch["values"] = [choice.value]
            branch["title"] = branch.get("title") or choice.label
    for choice in left[: MOST_BRANCHES - len(found)]:
        name = _free([branch["id"] for branch in found], str(choice.value))
        title = "" if choice.label == name else choice.label
        found.append({"id": name, "title": title, "values": [choice.value]})
    return found


def _free(taken: list[str], text: str) -> str:
    """An id for a branch, made of what it is for."""
    begin = re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-_.")[:50] or "branch"
    name, n = begin, 2
    while name in taken or name == OTHER:
        name, n = f"{begin}-{n}", n + 1
    return name
