"""What keeps a condition from being launched (F-5, F-14).

Unknown fields and names, entities that the trigger lacks, values of the wrong type: each problem leads to its
place inside the tree and says how to mend it.
"""

from collections.abc import Collection, Iterator
from typing import Any

from engine.conditions.base import ALWAYS, ENTITIES, Field, Of, PathTo, Problem, listed, one_of_these
from engine.conditions.branching import OTHER, Branching, branch_asked, default_operator
from engine.conditions.fields import UnknownField, check_of, find
from engine.conditions.nodes import All, Leaf, Node, Not
from engine.conditions.operators import OPERATORS, Operator
from engine.sentences import Superfluous
from engine.time.civil import Zone
from engine.time.durations import Duration
from engine.world.settings import Settings
from engine.world.world import unknown


def check(tree: Node, settings: Settings, entities: Collection[str]) -> list[Problem]:
    """The problems of a condition under a trigger that brings these entities besides the customer (F-5)."""
    return list(_check(tree, settings, entities, (), in_filter=False))


def check_filter(tree: Node, settings: Settings) -> list[Problem]:
    """The problems of a trigger's customer filter: it may use some fields of the customer only (F-14)."""
    return list(_check(tree, settings, (), (), in_filter=True))


def _check(
    tree: Node, settings: Settings, entities: Collection[str], path: PathTo, *, in_filter: bool
) -> Iterator[Problem]:
    if isinstance(tree, Leaf):
        field_problems, field = _check_field(
            tree.field, tree.of, settings, entities, path, in_filter=in_filter
        )
        yield from field_problems
        if field is not None:
            yield from _check_comparison(field, tree.op, tree.value, settings, path)
        return
    if isinstance(tree, Not):
        yield from _check(tree.inner, settings, entities, (*path, "not"), in_filter=in_filter)
        return
    key, parts = ("all", tree.all) if isinstance(tree, All) else ("any", tree.any)
    if not parts:
        yield Problem((*path, key), "this group is empty: add a condition to it, or remove it")
    for number, part in enumerate(parts):
        yield from _check(part, settings, entities, (*path, key, number), in_filter=in_filter)


def _check_field(
    field_id: str, of: Of, settings: Settings, entities: Collection[str], path: PathTo, *, in_filter: bool
) -> tuple[list[Problem], Field | None]:
    """The problems of a field and its parameters; and the field, where there is one."""
    where = (*path, "field")
    if not field_id:
        return [Problem(where, "choose a field")], None
    try:
        field = find(field_id, settings)
    except UnknownField as problem:
        return [Problem(where, problem.sentence)], None
    problems = list(check_of(field, of, settings, path))
    if in_filter and not field.in_filter:
        text = f"a customer filter cannot use {field_id!r}: put this into a Condition block"
        problems.insert(0, Problem(where, text))
    elif not in_filter and field.entity not in ALWAYS and field.entity not in entities:
        problems.insert(0, Problem(where, lacks(field.entity, entities)))
    return problems, field


def lacks(entity: str, entities: Collection[str]) -> str:
    """The sentence for an entity that the trigger does not bring (F-5)."""
    brought = listed(ENTITIES.get(name, name) for name in dict.fromkeys(("customer", *entities)))
    return f"the trigger brings no {ENTITIES.get(entity, entity)}: it offers {brought}"


def _check_comparison(
    field: Field, op: str, value: Any, settings: Settings, path: PathTo
) -> Iterator[Problem]:
    operator, problem = _find_operator(field, op)
    if operator is None:
        yield Problem((*path, "op"), problem)
        return
    yield from _check_asked(field, operator, value, settings, (*path, "value"))


def _find_operator(field: Field, op: str) -> tuple[Operator | None, str]:
    """The operator, or the sentence for one that the field's type does not know."""
    operators = OPERATORS[field.type]
    if not op:
        return None, f"choose an operator: {listed(operators, 20)}"
    if op not in operators:
        return None, f"{field.id!r} cannot be compared by {op!r}: choose one of {listed(operators, 20)}"
    return operators[op], ""


def _check_asked(
    field: Field, operator: Operator, value: Any, settings: Settings, path: PathTo
) -> Iterator[Problem]:
    """What is wrong with the value that an operator asks for."""
    if operator.asks == "nothing":
        if value is not None:
            yield Problem(path, Superfluous(f"{operator.id!r} asks for no value: leave it out"))
    elif value is None or value == [] or value == "":
        yield Problem(path, "say what to compare it with")
    elif operator.asks == "duration":
        try:
            Duration.parse(value if isinstance(value, str) else "")
        except ValueError as problem:
            yield Problem(path, str(problem))
    elif operator.asks == "one":
        if isinstance(value, list):
            yield Problem(path, f"{operator.id!r} asks for one value, not a list")
        elif (wrong := _wrong_value(field, value, settings)) is not None:
            yield Problem(path, wrong)
    elif not isinstance(value, list):
        yield Problem(path, f"{operator.id!r} asks for a list of values")
    elif operator.asks == "two" and len(value) != 2:
        yield Problem(path, f"{operator.id!r} asks for two values: the lowest and the highest")
    else:
        wrongs = [
            Problem((*path, number), wrong)
            for number, each in enumerate(value)
            if (wrong := _wrong_value(field, each, settings)) is not None
        ]
        yield from wrongs
        if operator.asks == "two" and not wrongs and _upside_down(field, value, settings):
            yield Problem(path, "the lowest value comes first, then the highest")


def _upside_down(field: Field, value: list[Any], settings: Settings) -> bool:
    if field.type == "date":
        zone = Zone(settings.time_zone)
        return zone.parse(value[0]) > zone.parse(value[1])
    return bool(value[0] > value[1])


def _wrong_value(field: Field, value: Any, settings: Settings) -> str | None:
    """What is wrong with a value that the field is to be compared with."""
    kind = field.type
    if kind == "number":
        return None if type(value) in (int, float) else "write a number"
    if kind == "money":
        return None if type(value) is int else f"write an amount in minor units: {_minor_units(settings)}"
    if kind == "yes_no":
        return None if type(value) is bool else "write true or false"
    if type(value) is not str:
        return "write a date, such as 2026-03-02" if kind == "date" else "write text (in quotes)"
    if kind == "date":
        try:
            Zone(settings.time_zone).parse(value)
        except ValueError as problem:
            return str(problem)
        return None
    choices = dict.fromkeys(field.choices(settings))
    if (choices or field.names) and value not in choices:
        return unknown(one_of_these(field.names) if field.names else field.title.lower(), value, choices)
    return None


def _minor_units(settings: Settings) -> str:
    return f"{10**settings.decimals} for 1 {settings.currency}"


def check_branching(branching: Branching, settings: Settings, entities: Collection[str]) -> list[Problem]:
    """The problems of a condition in multi-branch mode (F-5)."""
    return list(_check_branching(branching, settings, entities))


def _check_branching(
    branching: Branching, settings: Settings, entities: Collection[str]
) -> Iterator[Problem]:
    problems, field = _check_field(branching.field, branching.of, settings, entities, (), in_filter=False)
    yield from problems
    if not branching.branches:
        yield Problem(("branches",), "add a branch")
    ids: set[str] = set()
    for number, branch in enumerate(branching.branches):
        where: PathTo = ("branches", number)
        if branch.id == OTHER:
            yield Problem((*where, "id"), "the id 'other' is kept for the Other output: choose another")
        if branch.id in ids:
            yield Problem((*where, "id"), f"another branch has the id {branch.id!r}: choose another")
        ids.add(branch.id)
        if not branch.values:
            yield Problem((*where, "values"), "say which values lead into this branch")
    if field is None:
        return
    operator, problem = _find_operator(field, branching.op or default_operator(field))
    if operator is None:
        yield Problem(("op",), problem)
        return
    if operator.asks == "nothing":
        yield Problem(("op",), f"{operator.id!r} asks for no value, so branches cannot differ in it")
        return
    for number, branch in enumerate(branching.branches):
        for place, value in enumerate(branch.values):
            path: PathTo = ("branches", number, "values", place)
            yield from _check_asked(field, operator, branch_asked(operator, value), settings, path)
