"""The ways through a compiled flow version, as a tree that grows as passages first take them.

A node stands for *having arrived at this block by this path since the wake-up*. Walking it is one list
look-up per block, and the leaf at its end knows the path's number for the journal and how often it was
taken. Block counts are folded from these few numbers (R-1), never counted visit by visit.
"""

from engine.blocks.base import REASONS, Act
from engine.simulation.record import End, Path

CODES = 1 - min(REASONS)
"""How many negative answers an act may give; they index a node's ways from the end."""


class Node:
    """A block reached by one path, or (`act` None) the end of a path."""

    __slots__ = ("act", "block", "count", "number", "output", "parent", "resume", "since", "ways")

    def __init__(
        self, parent: "Node | None", output: str, block: str | None, act: Act | None, outputs: int
    ) -> None:
        self.parent = parent
        self.output = output
        """The parent's output that leads here; for the end of a path also a stop reason, or nothing inside a
        Wait."""
        self.block = block
        self.act = act
        self.ways: list[Node | None] = [None] * (outputs + CODES if act is not None else 0)
        """By an act's answer: outputs from the front, WAITING and stop codes from the end."""
        self.resume: Node | None = None
        """For the end of a path inside a Wait: where the passage goes on."""
        self.since: int | None = None
        """Where a passage goes on after a Wait: the version by which it had entered it, where that is another
        one (F-18)."""
        self.number = 0
        """The path's number in the journal; 0 until it first occurs."""
        self.count = 0


def path_of(leaf: Node, flow: str, version: int, entry: bool, end: End) -> Path:
    """The path that ends in this leaf."""
    moves: list[tuple[str, str]] = []
    node = leaf.parent
    last = None
    reason: str | None = None
    if end == "did_not_enter":
        reason = leaf.output
    elif end == "finished":
        assert node is not None
        assert node.block is not None
        moves.append((node.block, leaf.output))
    elif node is not None:
        last = node.block
        reason = leaf.output or None
    while node is not None and node.parent is not None:
        assert node.parent.block is not None
        moves.append((node.parent.block, node.output))
        node = node.parent
    since = leaf.since if node is None else node.since
    return Path(0, flow, version, entry, tuple(reversed(moves)), last, end, reason, since)
