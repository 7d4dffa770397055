"""Conditions as predicates, made once per flow version (F-5).

A comparison on an entity that the passage lacks is no, and so is its negation (F-18):
`not: {field: order.total …}` is no for a passage that brings no order. Negations are therefore pushed down to
the leaves.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.conditions.base import LACKING, Field, Of, Reader, Subject, instants
from engine.conditions.branching import Branching, branch_asked, default_operator
from engine.conditions.fields import find
from engine.conditions.nodes import All, Leaf, Node, Not
from engine.conditions.operators import OPERATORS, Operator, Test, equals
from engine.world.world import World

Predicate = Callable[[Subject], bool]


class Comparison(NamedTuple):
    """A leaf made ready: reads the value as it is, and tests it."""

    field: Field
    operator: Operator
    read: Reader
    test: Test


def comparison(field_id: str, of: Of, op: str, asked: Any, world: World) -> Comparison:
    """Make a leaf ready. Raises ValueError where `check` would have found a problem."""
    field = find(field_id, world.settings)
    operator = OPERATORS[field.type].get(op)
    if operator is None:
        raise ValueError(f"{field_id!r} cannot be compared by {op!r}")
    test = operator.make(asked, world)
    if field.type == "date":
        instant, test_instant = instants(world, whole_days=True), test

        def test(value: Any) -> bool:
            return test_instant(instant(value))

    return Comparison(field, operator, field.reader(world, of), test)


def compile_tree(tree: Node, world: World) -> Predicate:
    """A function that says whether a subject meets the condition. The tree must have passed `check`."""
    return _compile(tree, world, False)


def _compile(tree: Node, world: World, negated: bool) -> Predicate:
    if isinstance(tree, Leaf):
        return _leaf(tree, world, negated)
    if isinstance(tree, Not):
        return _compile(tree.inner, world, not negated)
    parts = tree.all if isinstance(tree, All) else tree.any
    checks = tuple(_compile(part, world, negated) for part in parts)
    if len(checks) == 1:
        return checks[0]
    return _every(checks) if isinstance(tree, All) is not negated else _some(checks)


def _every(checks: tuple[Predicate, ...]) -> Predicate:
    def every(subject: Subject) -> bool:
        for check in checks:  # noqa: SIM110 (all() over a generator takes twice the time)
            if not check(subject):
                return False
        return True

    return every


def _some(checks: tuple[Predicate, ...]) -> Predicate:
    def some(subject: Subject) -> bool:
        for check in checks:  # noqa: SIM110
            if check(subject):
                return True
        return False

    return some


def _leaf(leaf: Leaf, world: World, negated: bool) -> Predicate:
    field, operator, read, test = comparison(leaf.field, leaf.of, leaf.op, leaf.value, world)
    if field.entity == "customer":
        # Most leaves are of this kind: the fewer calls, the better.
        get = field.make(world, leaf.of)
        if operator.make is equals and not negated:
            asked = leaf.value
            return lambda subject: get(subject.customer) == asked
        if negated:
            return lambda subject: not test(get(subject.customer))
        return lambda subject: test(get(subject.customer))
    if field.always:
        if negated:
            return lambda subject: not test(read(subject))
        return lambda subject: test(read(subject))

    def check(subject: Subject) -> bool:
        value = read(subject)
        return value is not LACKING and test(value) is not negated

    return check


def compile_branching(branching: Branching, world: World) -> Callable[[Subject], int]:
    """A function that gives the index of the first branch that fits, or -1.

    Where the passage lacks the entity, none fits (F-18). The branching must have passed `check_branching`.
    """
    read, tests = branch_tests(branching, world)
    field = find(branching.field, world.settings)
    if field.type == "choice" and (branching.op or "is") == "is":
        return _by_value(branching, read)

    def branch(subject: Subject) -> int:
        value = read(subject)
        if value is not LACKING:
            for index, tests_of_branch in enumerate(tests):
                for test in tests_of_branch:
                    if test(value):
                        return index
        return -1

    return branch


def _by_value(branching: Branching, read: Reader) -> Callable[[Subject], int]:
    """For choices, one look instead of fifty comparisons."""
    index_of: dict[Any, int] = {}
    for index, branch in enumerate(branching.branches):
        for value in branch.values:
            index_of.setdefault(value, index)
    return lambda subject: index_of.get(read(subject), -1)


def branch_tests(branching: Branching, world: World) -> tuple[Reader, list[list[Test]]]:
    """The reader of the field, and for each branch the tests that its values make, joined by or."""
    field = find(branching.field, world.settings)
    operator = OPERATORS[field.type][branching.op or default_operator(field)]
    read = field.reader(world, branching.of)
    tests = [
        [operator.make(branch_asked(operator, value), world) for value in branch.values]
        for branch in branching.branches
    ]
    return (_date_reader(read, world) if field.type == "date" else read), tests


def _date_reader(read: Reader, world: World) -> Reader:
    instant = instants(world, whole_days=True)

    def read_instant(subject: Subject) -> Any:
        value = read(subject)
        return value if value is LACKING else instant(value)

    return read_instant
