"""How far items of a row stay apart, and where their neighbours would like them to be."""

from collections.abc import Iterable

from app.canvas.layers import Item

CARD_GAP = 3
LANE_GAP = 2
PART_GAP = 4
LANE_WEIGHT = 6.0


def gap(left: Item, right: Item) -> int:
    """The least distance between the anchors of two neighbours."""
    between = CARD_GAP if left.card is not None and right.card is not None else LANE_GAP
    return left.width - left.anchor + between + right.anchor


def wish(neighbours: Iterable[tuple[Item, float]], side: float, item: Item) -> tuple[float, float]:
    """Where the neighbours would like the item, and how strongly."""
    total = pull = 0.0
    for neighbour, offset in neighbours:
        weight = LANE_WEIGHT if neighbour.target and item.target else 1.0
        pull += weight * (neighbour.x + side * offset)
        total += weight
    return (pull / total, total) if total else (item.x, 0.1)


def apart(item: Item, spot: float, other: Item) -> bool:
    """Whether the item at this spot keeps its distance; cards placed by hand may touch each other."""
    if item.fixed and other.fixed:
        left = spot - item.anchor
        return left >= other.x - other.anchor + other.width or left + item.width <= other.x - other.anchor
    if spot < other.x:
        return other.x - spot >= gap(item, other)
    return spot - other.x >= gap(other, item)


def right_of(items: Iterable[Item]) -> float:
    """The first column to the right of all these where another part may begin."""
    return max((item.x - item.anchor + item.width + PART_GAP for item in items), default=0.0)
