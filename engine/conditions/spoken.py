"""Conditions as people would say them, without signs of arithmetic: on cards, and in what a client signs."""

from collections.abc import Mapping
from typing import Final

from engine.conditions.base import Field
from engine.conditions.fields import FIELDS, all_fields
from engine.conditions.nodes import All, Leaf, Node, Not, leaves
from engine.conditions.operators import OPERATORS
from engine.conditions.wording import asked_text, leaf_words, with_of
from engine.world.settings import Settings

_SAID: Final = {
    "= {}": "is {}",
    ">= {}": "is at least {}",
    "<= {}": "is at most {}",
    "> {}": "is more than {}",
    "< {}": "is less than {}",
    "between {}": "is between {}",
}
"""Operators that read as signs."""

_COUNTED: Final = {
    "is": "exactly {}",
    "at_least": "at least {}",
    "at_most": "at most {}",
    "more_than": "more than {}",
    "less_than": "fewer than {}",
    "between": "between {}",
}
"""How many of something there are, said before what is counted: "at least 2 orders"."""

_OTHERWISE: Final = (
    ("is ", "is not "),
    ("has its ", "does not have its "),
    ("contains ", "does not contain "),
    ("starts with ", "does not start with "),
    ("ends with ", "does not end with "),
)
"""How a comparison begins, and the same when it is not so."""

_LEAVE_OUT_THE_CUSTOMER: Final = ("has ", "is ")
"""Titles that begin so say something of the customer, whom they leave out."""


def spoken(tree: Node, settings: Settings, *, begins: bool = True) -> str:
    """The tree as a sentence: "Email is valid and no orders in the last 3 days".

    `begins` says whether the sentence begins with it. The settings give custom fields their labels and money
    its currency.
    """
    fields = all_fields(settings)
    text = _said(tree, settings, fields, inside=False)
    own = next((leaf.field not in FIELDS for leaf in leaves(tree)), False)
    # What the project calls its own is written as it writes it.
    return text if own or not begins else text[:1].upper() + text[1:]


def _said(tree: Node, settings: Settings, fields: Mapping[str, Field], *, inside: bool) -> str:
    if isinstance(tree, Leaf):
        return _leaf(tree, settings, fields)
    if isinstance(tree, Not):
        inner = tree.inner
        otherwise = _otherwise(inner, settings, fields) if isinstance(inner, Leaf) else None
        return otherwise or f"not ({_said(inner, settings, fields, inside=False)})"
    parts = tree.all if isinstance(tree, All) else tree.any
    if not parts:
        return "nothing yet"
    several = len(parts) > 1
    joined = (" and " if isinstance(tree, All) else " or ").join(
        _said(part, settings, fields, inside=several) for part in parts
    )
    return f"({joined})" if inside and several else joined


def _leaf(leaf: Leaf, settings: Settings, fields: Mapping[str, Field]) -> str:
    field = fields.get(leaf.field)
    operator = None if field is None else OPERATORS[field.type].get(leaf.op)
    if field is None or operator is None:
        return leaf_words(leaf.field, leaf.of, leaf.op, leaf.value, settings, fields)
    asked = asked_text(operator, leaf.value, field, settings)
    if field.one and leaf.op in _COUNTED:
        how_many = "no" if (leaf.op, asked) == ("is", "0") else _COUNTED[leaf.op].format(asked)
        what = field.one if asked == "1" else field.title
        return f"{how_many} {_subject(what, field, leaf)}"
    if _tells_itself(leaf, field):
        return _subject(field.title if leaf.value else field.negative, field, leaf)
    return f"{_subject(field.title, field, leaf)} {_SAID.get(operator.words, operator.words).format(asked)}"


def _otherwise(leaf: Leaf, settings: Settings, fields: Mapping[str, Field]) -> str | None:
    """That a comparison is not so, in a few words; None where there are none."""
    field = fields.get(leaf.field)
    if field is None:
        return None
    if _tells_itself(leaf, field):
        return _leaf(leaf.model_copy(update={"value": not leaf.value}), settings, fields)
    if field.one and leaf.op in _COUNTED:
        none = leaf.op == "at_least" and leaf.value == 1
        return f"no {_subject(field.title, field, leaf)}" if none else None
    subject = _subject(field.title, field, leaf)
    said = _leaf(leaf, settings, fields).removeprefix(f"{subject} ")
    if said.startswith(("is not ", "is none ")):
        return None
    return next(
        (f"{subject} {no}{said[len(yes) :]}" for yes, no in _OTHERWISE if said.startswith(yes)),
        None,
    )


def _tells_itself(leaf: Leaf, field: Field) -> bool:
    """Whether its title says what is so: "Email is valid"; and another one what is so when it is not."""
    return bool(field.negative) and leaf.op == "is" and isinstance(leaf.value, bool)


def _subject(title: str, field: Field, leaf: Leaf) -> str:
    if field.id in FIELDS:
        title = title[:1].lower() + title[1:]
        title = f"the customer {title}" if title.startswith(_LEAVE_OUT_THE_CUSTOMER) else title
    return with_of(title, field, leaf.of)
