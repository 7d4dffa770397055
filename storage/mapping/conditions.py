"""Conditions on cells: which rows count, and which changes they make."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.time.civil import Zone
from storage.mapping.columns import CellProblem, converter
from storage.mapping.model import Column, Condition, Constant
from storage.mapping.scope import MappingFault, Scope
from storage.mapping.templates import Cell, Frame

Holds = Callable[[Frame], bool]
"""Whether a frame fulfils a condition. Raises CellFault where a cell cannot be what its column says."""

Path = tuple[str | int, ...]

_ORDER = ("greater", "at_least", "less", "at_most")


def all_of(
    conditions: Sequence[Condition], scope: Scope, zone: Zone, decimals: int, path: Path
) -> Holds | None:
    """A check of all conditions; None where there are none. Raises MappingFault."""
    return _together(
        [compile_one(one, scope, zone, decimals, (*path, n)) for n, one in enumerate(conditions)]
    )


def before_and_after_joins(
    conditions: Sequence[Condition], scope: Scope, rows: int, zone: Zone, decimals: int, path: Path
) -> tuple[Holds | None, Holds | None]:
    """Two checks: of the conditions that ask only the first `rows` rows of a frame, so that nothing need be
    joined to rows that are left out, and of the others."""
    before: list[Holds] = []
    after: list[Holds] = []
    for n, one in enumerate(conditions):
        check = compile_one(one, scope, zone, decimals, (*path, n))
        (before if _last_row(one, scope, (*path, n)) < rows else after).append(check)
    return _together(before), _together(after)


def _together(checks: Sequence[Holds]) -> Holds | None:
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]
    return lambda frame: all(check(frame) for check in checks)


def _last_row(condition: Condition, scope: Scope, path: Path) -> int:
    """The last row of a frame that a condition asks."""
    if condition.any is not None:
        return max(_last_row(one, scope, path) for one in condition.any)
    assert condition.column is not None
    return scope.find(condition.column, path)[0].source


def compile_one(condition: Condition, scope: Scope, zone: Zone, decimals: int, path: Path) -> Holds:
    """A check of one condition. Raises MappingFault."""
    if condition.any is not None:
        checks = [
            compile_one(one, scope, zone, decimals, (*path, "any", n)) for n, one in enumerate(condition.any)
        ]
        return lambda frame: any(check(frame) for check in checks)
    assert condition.column is not None
    ref, column = scope.find(condition.column, (*path, "column"))
    (asked,) = condition.asked()
    fill = Cell(ref, converter(column, zone, decimals)).fill
    test = _test(asked, getattr(condition, asked), column, zone, decimals, path)
    return lambda frame: test(fill(frame, ()))


def _test(
    asked: str, value: Any, column: Column, zone: Zone, decimals: int, path: Path
) -> Callable[[Any], bool]:
    if asked == "empty":
        return lambda cell: (cell is None) is value
    if asked in _ORDER:
        if column.values is not None or column.type in ("text", "yes_no"):
            raise MappingFault(
                (*path, asked), "only numbers, money, dates and times have an order: give the type"
            )
        bound = _constant(value, column, zone, decimals, (*path, asked))
        return _ordered(asked, bound)
    if asked in ("is", "is_", "is_not"):
        wanted = {_constant(one, column, zone, decimals, (*path, asked.rstrip("_"))) for one in value}
        return (lambda cell: cell not in wanted) if asked == "is_not" else (lambda cell: cell in wanted)
    if asked == "contains":
        return lambda cell: cell is not None and any(part in str(cell) for part in value)
    starts = tuple(value)
    if asked == "starts_with":
        return lambda cell: cell is not None and str(cell).startswith(starts)
    return lambda cell: cell is None or not str(cell).startswith(starts)


def _ordered(asked: str, bound: Any) -> Callable[[Any], bool]:
    if asked == "greater":
        return lambda cell: cell is not None and cell > bound
    if asked == "at_least":
        return lambda cell: cell is not None and cell >= bound
    if asked == "less":
        return lambda cell: cell is not None and cell < bound
    return lambda cell: cell is not None and cell <= bound


def _constant(value: Constant, column: Column, zone: Zone, decimals: int, path: Path) -> Any:
    """What a cell that says the same would be."""
    if column.values is not None:
        return value
    if column.type == "yes_no" and isinstance(value, bool):
        return value
    # A number in YAML is written in one way, whatever the way of the file.
    reads = (
        column if isinstance(value, str) else Column(type=column.type, format=column.format, case=column.case)
    )
    try:
        return converter(reads, zone, decimals)(str(value))
    except CellProblem as problem:
        raise MappingFault(path, str(problem)) from None
