"""Turning a condition around as plain data: the outline of its groups, and what can be done to each part.

Paths lead through the tree's plain data: `("all", 0, "not")`. A part that is negated is one row of the
outline; its path is that of the `not`.
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from app.forms.base import Path

Tree: TypeAlias = dict[str, Any]
"""A condition, or a part of one, as it stands in files."""

Turned: TypeAlias = tuple[Tree | None, Path]
"""What became of the tree, and the part to look at afterwards."""

NEW_LEAF: Final[Tree] = {"field": "", "of": {}, "op": "", "value": None}
_GROUPS: Final = ("all", "any")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the outline."""

    path: Path
    inner: Path
    """Where the leaf or group itself stands: behind the `not`, where there is one."""
    depth: int
    kind: Literal["leaf", "all", "any", "not"]
    """`not` only where nots stand in one another."""
    negated: bool


def part(tree: Tree, path: Path) -> Any:
    """What stands at a path."""
    found: Any = tree
    for key in path:
        found = found[key]
    return found


def kind_of(node: Tree) -> Literal["leaf", "all", "any", "not"]:
    if "all" in node:
        return "all"
    if "any" in node:
        return "any"
    return "not" if "not" in node else "leaf"


def outline(tree: Tree | None, path: Path = (), depth: int = 0) -> list[Row]:
    """The rows of a tree, from top to bottom."""
    if tree is None:
        return []
    kind = kind_of(tree)
    node, inner, negated = tree, path, False
    if kind == "not":
        below = tree["not"]
        if kind_of(below) == "not":
            return [Row(path, path, depth, "not", False), *outline(below, (*path, "not"), depth + 1)]
        node, inner, negated, kind = below, (*path, "not"), True, kind_of(below)
    rows = [Row(path, inner, depth, kind, negated)]
    if kind in _GROUPS:
        for n, each in enumerate(node[kind]):
            rows += outline(each, (*inner, kind, n), depth + 1)
    return rows


def add(tree: Tree | None, path: Path, node: Tree) -> Turned:
    """Add a part: at the end of the group at the path, or behind the leaf there."""
    if tree is None:
        return deepcopy(node), ()
    inner = _inner(tree, path)
    group = part(tree, inner)
    kind = kind_of(group)
    if kind in _GROUPS:
        return _put(tree, inner, {kind: [*group[kind], node]}), (*inner, kind, len(group[kind]))
    if not path or path[-1] == "not":
        return _put(tree, path, {"all": [part(tree, path), node]}), (*path, "all", 1)
    parts = part(tree, path[:-1])
    at = int(path[-1]) + 1
    return _put(tree, path[:-1], [*parts[:at], node, *parts[at:]]), (*path[:-1], at)


def remove(tree: Tree, path: Path) -> Turned:
    """Remove a part; groups that are left empty go with it."""
    while path and (path[-1] == "not" or len(part(tree, path[:-1])) == 1):
        path = path[:-1] if path[-1] == "not" else path[:-2]
    if not path:
        return None, ()
    at = int(path[-1])
    parts = part(tree, path[:-1])
    left = [each for n, each in enumerate(parts) if n != at]
    return _put(tree, path[:-1], left), (*path[:-1], min(at, len(left) - 1))


def move(tree: Tree, path: Path, by: int) -> Turned:
    """Let a part change places with its neighbour above (-1) or below (1), within its group."""
    if not path or path[-1] == "not":
        return tree, path
    parts = list(part(tree, path[:-1]))
    at = int(path[-1])
    to = at + by
    if not 0 <= to < len(parts):
        return tree, path
    parts[at], parts[to] = parts[to], parts[at]
    return _put(tree, path[:-1], parts), (*path[:-1], to)


Where: TypeAlias = Literal["into", "before", "behind"]
"""Into a group, at its end; or before or behind another part, in the group of that one."""


def place(tree: Tree, path: Path, to: Path, where: Where) -> Turned:
    """Move a part to where another one stands; nothing can be moved into itself. Groups that are left empty
    go."""
    if to[: len(path)] == path:
        return tree, path
    node = part(tree, path)
    gone, here = {"field": "", "op": "gone"}, {"field": "", "op": "here"}
    marked = _put(tree, path, gone)
    if where == "into" or not to or to[-1] == "not":
        marked = add(marked, to, here)[0]
    else:
        parts, at = part(marked, to[:-1]), int(to[-1]) + (where == "behind")
        marked = _put(marked, to[:-1], [*parts[:at], here, *parts[at:]])
    left = remove(marked, _find(marked, gone))[0]
    assert left is not None
    at_last = _find(left, here)
    return _put(left, at_last, node), at_last


def _find(tree: Tree, node: Tree) -> Path:
    """Where a part stands that occurs just once."""
    return next(row.inner for row in outline(tree) if part(tree, row.inner) == node)


def indent(tree: Tree, path: Path) -> Turned:
    """Move a part into the group above it; where there is none, put it into a group of its own."""
    node = part(tree, path)
    at = int(path[-1]) if path and path[-1] != "not" else 0
    if at > 0:
        above = _inner(tree, (*path[:-1], at - 1))
        group = part(tree, above)
        kind = kind_of(group)
        if kind in _GROUPS:
            filled = _put(tree, above, {kind: [*group[kind], node]})
            return remove(filled, path)[0], (*above, kind, len(group[kind]))
    kind = "any" if len(path) >= 2 and path[-2] == "all" else "all"
    return _put(tree, path, {kind: [node]}), (*path, kind, 0)


def outdent(tree: Tree, path: Path) -> Turned:
    """Move a part out of its group, to stand behind it; the only part of a group takes the group's place."""
    if not path or path[-1] == "not":
        return tree, path
    group = path[:-2]
    while group and group[-1] == "not":
        group = group[:-1]
    node, parts = part(tree, path), part(tree, path[:-1])
    if len(parts) == 1:
        return _put(tree, group, node), group
    if not group:
        return tree, path
    left = [each for n, each in enumerate(parts) if n != path[-1]]
    taken = _put(tree, path[:-1], left)
    at = int(group[-1]) + 1
    outer = part(taken, group[:-1])
    return _put(taken, group[:-1], [*outer[:at], node, *outer[at:]]), (*group[:-1], at)


def negate(tree: Tree, path: Path) -> Turned:
    """Ask for the opposite, or take that back."""
    node = part(tree, path)
    # Of two nots in one another one is left, which is one row with what it is about.
    row = path[:-1] if path[-1:] == ("not",) else path
    return _put(tree, path, node.get("not", {"not": node})), row


def switch(tree: Tree, path: Path) -> Turned:
    """Let a group ask for any of its parts instead of all, or the other way round; leaves stay."""
    inner = _inner(tree, path)
    group = part(tree, inner)
    kind = kind_of(group)
    if kind not in _GROUPS:
        return tree, path
    return _put(tree, inner, {"any" if kind == "all" else "all": group[kind]}), path


def _inner(tree: Tree, path: Path) -> Path:
    """The path to what a `not` is about."""
    node = part(tree, path)
    while kind_of(node) == "not":
        node = node["not"]
        path = (*path, "not")
    return path


def _put(tree: Any, path: Path, value: Any) -> Any:
    """A copy of the tree with something else at the path."""
    if not path:
        return deepcopy(value)
    copy = deepcopy(tree)
    part(copy, path[:-1])[path[-1]] = deepcopy(value)
    return copy
