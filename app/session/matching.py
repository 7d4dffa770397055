"""Whom a condition fits: counted over a world's customers within bounded time, and told for one of them.

What is not complete yet is left out, so that a condition can be watched while it is being written.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from math import gcd
from time import monotonic
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from app.session.newest import Trial, in_words, trial
from app.session.trying_requests import Branched, Matches, PathTo, Someone, Tally, Verdict
from engine.conditions.base import ALWAYS
from engine.conditions.explaining import Explained
from engine.conditions.nodes import All, AnyOf, Leaf, Node, Not, Tree
from engine.conditions.tree import (
    Branching,
    check,
    check_branching,
    check_filter,
    compile_branching,
    compile_tree,
    explain,
    explain_branching,
    leaves,
)
from engine.world.entities import Customer
from engine.world.world import World

TREE: Final[TypeAdapter[Node]] = TypeAdapter(Tree)

BUDGET: Final = 0.1
"""Seconds that counting may take: playing goes on in the same thread."""
_AT_A_TIME: Final = 64


@dataclass(frozen=True, slots=True)
class Sound:
    """A part of a condition without what is not complete, and where it stood."""

    path: PathTo
    node: Node
    parts: "tuple[Sound, ...]" = ()


def sound(node: Node, fits: Callable[[Leaf], bool], path: PathTo = ()) -> Sound | None:
    """The condition without the comparisons that do not fit, and without groups that are empty then."""
    if isinstance(node, Leaf):
        return Sound(path, node) if fits(node) else None
    if isinstance(node, Not):
        inner = sound(node.inner, fits, (*path, "not"))
        return None if inner is None else Sound(path, Not.model_validate({"not": inner.node}), (inner,))
    key, below = ("all", node.all) if isinstance(node, All) else ("any", node.any)
    found = [sound(part, fits, (*path, key, n)) for n, part in enumerate(below)]
    parts = tuple(part for part in found if part is not None)
    if not parts:
        return None
    nodes = [part.node for part in parts]
    return Sound(path, All(all=nodes) if key == "all" else AnyOf(any=nodes), parts)


def matches(
    world: World,
    condition: Any,
    entities: Collection[str],
    customer: Customer | None,
    *,
    in_filter: bool,
    budget: float = BUDGET,
) -> Matches:
    """Whom the condition fits now, and what it comes to for one customer."""
    total, who = len(world.customers), _someone(customer)
    try:
        tree = TREE.validate_python(condition)
    except ValidationError:
        return Matches(Tally(0, total), None, who, now=world.now)

    def fits(leaf: Leaf) -> bool:
        if in_filter:
            return not check_filter(leaf, world.settings)
        return not check(leaf, world.settings, entities)

    kept = sound(tree, fits)
    left_out = sum(not fits(leaf) for leaf in leaves(tree))
    if kept is None:
        return Matches(Tally(0, total), None, who, left_out=left_out, now=world.now)
    asked = dict.fromkeys(leaf.field.partition(".")[0] for leaf in leaves(kept.node))
    needed = [entity for entity in asked if entity not in ALWAYS]
    holds = compile_tree(kept.node, world)
    looked = matching = 0
    for each in _in_time(world, needed, budget):
        looked += 1
        matching += holds(each)
    verdicts: dict[PathTo, Verdict] = {}
    if customer is not None:
        _tell(kept, explain(kept.node, world, trial(world, customer, needed)), verdicts)
    return Matches(Tally(looked, total), matching, who, verdicts, left_out, in_words(needed), world.now)


def branched(
    world: World,
    branching: Any,
    entities: Collection[str],
    customer: Customer | None,
    *,
    budget: float = BUDGET,
) -> Branched:
    """How the customers spread over the branches now, and into which one of them goes."""
    total, who = len(world.customers), _someone(customer)
    try:
        asked = Branching.model_validate(branching)
    except ValidationError:
        return Branched(Tally(0, total), None, who, now=world.now)
    # A branch without values is one that nobody goes into yet.
    filled = [n for n, branch in enumerate(asked.branches) if branch.values]
    kept = asked.model_copy(update={"branches": [asked.branches[n] for n in filled]})
    if not filled or check_branching(kept, world.settings, entities):
        return Branched(Tally(0, total), None, who, now=world.now)
    entity = kept.field.partition(".")[0]
    needed = [] if entity in ALWAYS else [entity]
    choose = compile_branching(kept, world)
    counts = [0] * (len(asked.branches) + 1)
    looked = 0
    for each in _in_time(world, needed, budget):
        looked += 1
        at = choose(each)
        counts[filled[at] if at >= 0 else -1] += 1
    chosen, seen = -1, ""
    if customer is not None:
        told = explain_branching(kept, world, trial(world, customer, needed))
        chosen, seen = (filled[told.chosen] if told.chosen >= 0 else -1), told.seen
    return Branched(Tally(looked, total), tuple(counts), who, chosen, seen, in_words(needed), world.now)


def _someone(customer: Customer | None) -> Someone | None:
    return None if customer is None else someone(customer)


def someone(customer: Customer) -> Someone:
    return Someone(customer.id, f"{customer.first_name} {customer.last_name}".strip() or customer.id)


def _in_time(world: World, needed: Collection[str], budget: float) -> Iterator[Trial]:
    """All customers, or as many as there is time for: those come from everywhere, not from the beginning."""
    customers = list(world.customers.values())
    until = monotonic() + budget
    for n, at in enumerate(spread(len(customers))):
        if n and not n % _AT_A_TIME and monotonic() > until:
            return
        one = customers[at]
        yield trial(world, one, needed) if needed else Trial(one)


def spread(count: int) -> Iterator[int]:
    """The numbers below `count`, each once, those that follow one another far apart."""
    step = max(1, round(count * 0.618))
    while gcd(step, count) > 1:
        step += 1
    at = 0
    for _ in range(count):
        yield at
        at = (at + step) % count


def _tell(kept: Sound, told: Explained, into: dict[PathTo, Verdict]) -> None:
    into[kept.path] = Verdict(told.ok, told.seen)
    for part, child in zip(kept.parts, told.children, strict=True):
        _tell(part, child, into)
