"""Decisions made again, slowly, with the values that they looked at (R-2): plain data for the story."""

from dataclasses import dataclass
from typing import Literal

from engine.conditions.base import LACKING, Subject
from engine.conditions.branching import Branching, default_operator
from engine.conditions.compiling import branch_tests, comparison
from engine.conditions.fields import find
from engine.conditions.nodes import All, Leaf, Node, Not
from engine.conditions.operators import OPERATORS
from engine.conditions.shown import shown
from engine.conditions.wording import asked_text, field_words, leaf_words
from engine.world.world import World

Kind = Literal["all", "any", "not", "leaf"]


@dataclass(frozen=True, slots=True)
class Explained:
    """A part of a condition, decided for one subject."""

    kind: Kind
    ok: bool
    text: str
    """The comparison in words; "all of", "any of", "not" for groups."""
    field: str = ""
    op: str = ""
    asked: str = ""
    seen: str = ""
    """The value it looked at, as people read it; "not there" where the passage lacks the entity."""
    children: tuple["Explained", ...] = ()


@dataclass(frozen=True, slots=True)
class BranchExplained:
    id: str
    title: str
    ok: bool
    """Whether it was the first that fits."""
    asked: str


@dataclass(frozen=True, slots=True)
class BranchingExplained:
    """A multi-branch condition, decided for one subject."""

    chosen: int
    """The index of the branch, or -1."""
    text: str
    """The field, with its parameters, in words."""
    field: str
    op: str
    seen: str
    branches: tuple[BranchExplained, ...]


def explain(tree: Node, world: World, subject: Subject) -> Explained:
    """Decide a condition slowly and say why. The tree must have passed `check`."""
    return _explain(tree, world, subject)[0]


def _explain(tree: Node, world: World, subject: Subject) -> tuple[Explained, bool | None]:
    """The part, and whether it is so: None where that hangs on an entity that the passage lacks (F-18)."""
    if isinstance(tree, Leaf):
        return _explain_leaf(tree, world, subject)
    if isinstance(tree, Not):
        child, inner = _explain(tree.inner, world, subject)
        outcome = None if inner is None else not inner
        return Explained("not", outcome is True, "not", children=(child,)), outcome
    every = isinstance(tree, All)
    decided = [_explain(part, world, subject) for part in (tree.all if isinstance(tree, All) else tree.any)]
    outcomes = [outcome for _, outcome in decided]
    outcome = not every if (not every) in outcomes else None if None in outcomes else every
    children = tuple(child for child, _ in decided)
    if every:
        return Explained("all", outcome is True, "all of", children=children), outcome
    return Explained("any", outcome is True, "any of", children=children), outcome


def _explain_leaf(leaf: Leaf, world: World, subject: Subject) -> tuple[Explained, bool | None]:
    settings = world.settings
    field, operator, read, test = comparison(leaf.field, leaf.of, leaf.op, leaf.value, world)
    value = read(subject)
    outcome = None if value is LACKING else test(value)
    explained = Explained(
        "leaf",
        outcome is True,
        leaf_words(leaf.field, leaf.of, leaf.op, leaf.value, settings, {field.id: field}),
        field=leaf.field,
        op=leaf.op,
        asked=asked_text(operator, leaf.value, field, settings),
        seen=shown(value, field, settings, world.zone),
    )
    return explained, outcome


def explain_branching(branching: Branching, world: World, subject: Subject) -> BranchingExplained:
    """Decide a multi-branch condition slowly and say why. It must have passed `check_branching`."""
    settings = world.settings
    field = find(branching.field, settings)
    op = branching.op or default_operator(field)
    operator = OPERATORS[field.type][op]
    read, tests = branch_tests(branching, world)
    value = read(subject)
    fits = [value is not LACKING and any(test(value) for test in each) for each in tests]
    chosen = fits.index(True) if True in fits else -1
    branches = tuple(
        BranchExplained(
            branch.id,
            branch.title,
            index == chosen,
            " or ".join(asked_text(operator, each, field, settings) for each in branch.values),
        )
        for index, branch in enumerate(branching.branches)
    )
    text = field_words(field.id, branching.of, {field.id: field})
    seen = shown(field.reader(world, branching.of)(subject), field, settings, world.zone)
    return BranchingExplained(chosen, text, field.id, op, seen, branches)
