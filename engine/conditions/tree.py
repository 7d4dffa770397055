"""Conditions in one place (F-5): the tree of and / or / not over fields, and the multi-branch mode."""

from engine.conditions.branching import Branch, Branching
from engine.conditions.checking import check, check_branching, check_filter
from engine.conditions.compiling import compile_branching, compile_tree
from engine.conditions.explaining import explain, explain_branching
from engine.conditions.nodes import All, AnyOf, Leaf, Node, Not, Tree, leaves
from engine.conditions.wording import words

__all__ = [
    "All",
    "AnyOf",
    "Branch",
    "Branching",
    "Leaf",
    "Node",
    "Not",
    "Tree",
    "check",
    "check_branching",
    "check_filter",
    "compile_branching",
    "compile_tree",
    "explain",
    "explain_branching",
    "leaves",
    "words",
]
