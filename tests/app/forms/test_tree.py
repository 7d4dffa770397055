"""Turning conditions around: each deed, and what holds for any sequence of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.forms.base import Path
from app.forms.tree import (
    NEW_LEAF,
    Tree,
    Where,
    add,
    indent,
    kind_of,
    move,
    negate,
    outdent,
    outline,
    part,
    place,
    remove,
    switch,
)
from engine.conditions.nodes import Node


def leaf(name: str) -> Tree:
    return {"field": name, "of": {}, "op": "", "value": None}


A, B, C, D = map(leaf, "abcd")
TREE: Tree = {"all": [A, {"any": [B, C]}, {"not": D}]}


def text(tree: Tree | None) -> str:
    """A tree on one line: "(a & (b | c) & !d)"."""
    if tree is None:
        return "-"
    match kind_of(tree):
        case "leaf":
            return str(tree["field"]) or "?"
        case "not":
            return f"!{text(tree['not'])}"
        case "all":
            return f"({' & '.join(map(text, tree['all']))})"
        case "any":
            return f"({' | '.join(map(text, tree['any']))})"


def test_the_outline() -> None:
    rows = [(row.path, row.depth, row.kind, row.negated) for row in outline(TREE)]
    assert rows == [
        ((), 0, "all", False),
        (("all", 0), 1, "leaf", False),
        (("all", 1), 1, "any", False),
        (("all", 1, "any", 0), 2, "leaf", False),
        (("all", 1, "any", 1), 2, "leaf", False),
        (("all", 2), 1, "leaf", True),
    ]
    assert outline(None) == []
    assert [row.kind for row in outline({"not": {"not": A}})] == ["not", "leaf"]


@pytest.mark.parametrize(
    ("tree", "path", "grown", "there"),
    [
        (None, (), "?", ()),
        (A, (), "(a & ?)", ("all", 1)),
        ({"not": A}, (), "(!a & ?)", ("all", 1)),
        (TREE, (), "(a & (b | c) & !d & ?)", ("all", 3)),
        (TREE, ("all", 0), "(a & ? & (b | c) & !d)", ("all", 1)),
        (TREE, ("all", 1), "(a & (b | c | ?) & !d)", ("all", 1, "any", 2)),
        (TREE, ("all", 2), "(a & (b | c) & !d & ?)", ("all", 3)),
        ({"not": {"any": [A]}}, (), "!(a | ?)", ("not", "any", 1)),
    ],
)
def test_adding(tree: Tree | None, path: Any, grown: str, there: Any) -> None:
    new, place = add(tree, path, NEW_LEAF)
    assert (text(new), place) == (grown, there)
    assert new is not None
    assert part(new, place) == NEW_LEAF


@pytest.mark.parametrize(
    ("tree", "path", "left"),
    [
        (A, (), "-"),
        (TREE, ("all", 0), "((b | c) & !d)"),
        (TREE, ("all", 1), "(a & !d)"),
        (TREE, ("all", 2), "(a & (b | c))"),
        (TREE, ("all", 1, "any", 0), "(a & (c) & !d)"),
        ({"all": [A, {"any": [B]}]}, ("all", 1, "any", 0), "(a)"),
        ({"all": [A, {"not": {"any": [B]}}]}, ("all", 1, "not", "any", 0), "(a)"),
        ({"not": {"all": [A]}}, ("not", "all", 0), "-"),
        (TREE, (), "-"),
    ],
)
def test_removing_takes_empty_groups_with_it(tree: Tree, path: Any, left: str) -> None:
    assert text(remove(tree, path)[0]) == left


def test_moving() -> None:
    assert [text(move(TREE, ("all", 0), by)[0]) for by in (1, -1)] == ["((b | c) & a & !d)", text(TREE)]
    assert move(TREE, ("all", 2), -1)[1] == ("all", 1)
    assert move(TREE, ("all", 2), 1) == (TREE, ("all", 2))
    assert move(TREE, (), 1) == (TREE, ())


@pytest.mark.parametrize(
    ("path", "turned", "there"),
    [
        (("all", 2), "(a & (b | c | !d))", ("all", 1, "any", 2)),
        (("all", 0), "((a) & (b | c) & !d)", ("all", 0, "any", 0)),
        (("all", 1, "any", 1), "(a & (b | (c)) & !d)", ("all", 1, "any", 1, "all", 0)),
        ((), "((a & (b | c) & !d))", ("all", 0)),
    ],
)
def test_indenting(path: Any, turned: str, there: Any) -> None:
    new, place = indent(TREE, path)
    assert (text(new), place) == (turned, there)


@pytest.mark.parametrize(
    ("tree", "path", "turned", "there"),
    [
        (TREE, ("all", 1, "any", 0), "(a & (c) & b & !d)", ("all", 2)),
        ({"all": [A, {"any": [B]}]}, ("all", 1, "any", 0), "(a & b)", ("all", 1)),
        ({"all": [A, {"not": {"any": [B, C]}}]}, ("all", 1, "not", "any", 1), "(a & !(b) & c)", ("all", 2)),
        ({"all": [A]}, ("all", 0), "a", ()),
        (TREE, ("all", 0), text(TREE), ("all", 0)),
        (A, (), "a", ()),
    ],
)
def test_outdenting(tree: Tree, path: Any, turned: str, there: Any) -> None:
    new, place = outdent(tree, path)
    assert (text(new), place) == (turned, there)


def test_the_opposite_and_back() -> None:
    negated, path = negate(TREE, ("all", 1))
    assert negated is not None
    assert (text(negated), path) == ("(a & !(b | c) & !d)", ("all", 1))
    assert negate(negated, path) == (TREE, path)


def test_all_becomes_any() -> None:
    assert text(switch(TREE, ())[0]) == "(a | (b | c) | !d)"
    assert text(switch({"not": {"any": [A]}}, ())[0]) == "!(a)"
    assert switch(TREE, ("all", 0)) == (TREE, ("all", 0))


DEEDS = [
    lambda tree, path: add(tree, path, NEW_LEAF),
    lambda tree, path: add(tree, path, {"all": [NEW_LEAF]}),
    remove,
    lambda tree, path: move(tree, path, 1),
    lambda tree, path: move(tree, path, -1),
    indent,
    outdent,
    negate,
    switch,
]
LEAVES = st.sampled_from([A, B, C, D])
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda found: {"all": found}),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: {"any": found}),
        parts.map(lambda found: {"not": found}),
    ),
    max_leaves=8,
)
NODE: TypeAdapter[Any] = TypeAdapter(Node)


def leaves_of(tree: Tree | None) -> list[str]:
    return sorted(part(tree, row.inner)["field"] for row in outline(tree) if row.kind == "leaf" and tree)


def empty_groups(tree: Tree | None) -> int:
    return text(tree).count("()")


@given(tree=TREES, deeds=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 50)), max_size=12))
def test_any_sequence_of_deeds_leaves_a_tree(tree: Tree | None, deeds: list[tuple[int, int]]) -> None:
    for deed, at in deeds:
        if tree is None:
            break
        rows = outline(tree)
        before, kept = text(tree), leaves_of(tree)
        turned, there = DEEDS[deed](tree, rows[at % len(rows)].path)
        assert text(tree) == before
        if turned is not None:
            NODE.validate_python(turned)
            assert there in [row.path for row in outline(turned)]
            assert empty_groups(turned) == 0
        if deed in (0, 1):
            assert leaves_of(turned) == sorted([*kept, ""])
        elif deed != 2:
            assert leaves_of(turned) == kept
        tree = turned


def _everywhere(tree: Tree) -> list[tuple[Path, Path, Where]]:
    rows = outline(tree)
    found: list[tuple[Path, Path, Where]] = []
    for row in rows:
        for to in rows:
            found += [(row.path, to.path, where) for where in ("before", "behind")]
            if to.kind in ("all", "any"):
                found.append((row.path, to.path, "into"))
    return found


PLACED: Tree = {
    "all": [
        {"field": "a"},
        {"not": {"any": [{"field": "b"}, {"not": {"field": "c"}}]}},
        {"any": [{"field": "d"}]},
    ]
}


@pytest.mark.rule("F-5")
def test_a_part_is_moved_to_where_another_stands() -> None:
    moved, path = place(PLACED, ("all", 0), ("all", 1), "into")
    assert text(moved) == "(!(b | !c | a) & (d))"
    assert moved is not None
    assert part(moved, path) == {"field": "a"}
    moved, _ = place(PLACED, ("all", 2, "any", 0), ("all", 0), "before")
    assert text(moved) == "(d & a & !(b | !c))"
    moved, _ = place(PLACED, ("all", 0), ("all", 2, "any", 0), "behind")
    assert text(moved) == "(!(b | !c) & (d | a))"


def test_moving_loses_nothing_and_nothing_goes_into_itself() -> None:
    def fields(tree: Tree | None) -> list[str]:
        assert tree is not None
        return sorted(part(tree, row.inner)["field"] for row in outline(tree) if row.kind == "leaf")

    for path, to, where in _everywhere(PLACED):
        moved, there = place(PLACED, path, to, where)
        assert fields(moved) == fields(PLACED)
        assert moved is not None
        assert part(moved, there) == part(PLACED, path)
        if to[: len(path)] == path:
            assert moved == PLACED
