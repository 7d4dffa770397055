"""Lists of forms within a form: what can be added, how items are called, how they change places."""

from collections.abc import Callable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from app.editing.graph import free_id
from app.editing.shares import with_another, without
from app.forms.annotations import literals, possibilities
from app.forms.base import Choice
from engine.blocks.actions.base import Action
from engine.blocks.shares import Branch as ShareBranch
from engine.conditions.branching import MOST_BRANCHES
from engine.conditions.branching import Branch as ValueBranch
from engine.world.settings import Settings

Items = Sequence[Mapping[str, Any]]


def _share_branch(items: Items) -> dict[str, Any]:
    """The next letter; its share comes from those of the others."""
    taken = {str(item.get("id")) for item in items}
    letter = next((letter for letter in ascii_uppercase if letter not in taken), None)
    return {"id": letter or free_id("A", taken), "title": "", "share": 0}


def _value_branch(items: Items) -> dict[str, Any]:
    taken = {str(item.get("id")) for item in items}
    number = next(n for n in range(1, len(taken) + 2) if f"branch-{n}" not in taken)
    return {"id": f"branch-{number}", "title": "", "values": []}


_NEW: Final[dict[type[BaseModel], tuple[Callable[[Items], dict[str, Any]], str]]] = {
    ShareBranch: (_share_branch, "a branch"),
    ValueBranch: (_value_branch, "a branch"),
}
"""How items begin that cannot begin with their defaults, and what adding them is called."""
_MOST: Final[dict[type[BaseModel], int]] = {ShareBranch: 5, ValueBranch: MOST_BRANCHES}


def tags(model: type[BaseModel]) -> dict[str, Any]:
    """The fields by which a model of a union is told from the others, with their only value."""
    found = {name: literals(possibilities(info.annotation)) for name, info in model.model_fields.items()}
    return {
        name: values[0]
        for name, values in found.items()
        if len(values) == 1 and model.model_fields[name].default == values[0]
    }


def model_for(models: Sequence[type[BaseModel]], data: Mapping[str, Any]) -> type[BaseModel]:
    """The one of these models that the data is of."""
    for model in models:
        required = {name for name, info in model.model_fields.items() if info.is_required()}
        told = all(data.get(name) == value for name, value in tags(model).items())
        if told and required <= data.keys() <= model.model_fields.keys():
            return model
    return models[0]


def additions(models: Sequence[type[BaseModel]], items: Items) -> tuple[Choice, ...]:
    """What can be added to a list: its data, and what it is called."""
    found = []
    for model in models:
        if model in _NEW:
            begin, label = _NEW[model]
            found.append(Choice(begin(items), label))
        else:
            # An action is also found by its name in files.
            told = tags(model)
            found.append(Choice(told, getattr(model, "label", "an item"), str(told.get("do", ""))))
    return tuple(found)


def most_items(models: Sequence[type[BaseModel]]) -> int:
    return min(_MOST.get(model, 1_000) for model in models)


def stays_open(model: type[BaseModel]) -> bool:
    """Whether the items' fields are always in sight: shares are balanced against one another."""
    return model is ShareBranch


def item_title(model: type[BaseModel], data: Mapping[str, Any], settings: Settings) -> str:
    """An item in a few words."""
    if issubclass(model, Action):
        try:
            return model.model_validate(data).words(settings).replace("\n", " ")
        except ValidationError:
            return model.label
    name = str(data.get("title") or data.get("id") or "")
    if model is ShareBranch:
        return f"{name} · {data.get('share') or 0:g} %"
    return name


def grown(items: Items, new: Mapping[str, Any]) -> list[Any]:
    """With one more at the end; shares are balanced anew."""
    then = [*items, new]
    return _sharing(then, with_another(_shares(items))) if "share" in new else then


def removed(items: Sequence[Any], at: int) -> list[Any]:
    """Without the item; shares are balanced anew."""
    left = [item for n, item in enumerate(items) if n != at]
    if left and all(isinstance(item, Mapping) and "share" in item for item in items):
        return _sharing(left, without(_shares(items), at))
    return left


def _shares(items: Items) -> list[float]:
    return [item.get("share") or 0 for item in items]


def _sharing(items: Items, shares: Sequence[float]) -> list[dict[str, Any]]:
    return [{**item, "share": share} for item, share in zip(items, shares, strict=True)]


def moved(items: Sequence[Any], at: int, by: int) -> list[Any]:
    """With the item so many places further down, at most at an end."""
    left = removed(items, at)
    return [*left[: (to := min(max(at + by, 0), len(left)))], items[at], *left[to:]]
