"""Columns that follow the picture before: what stood there stays, what is new goes beside its neighbours."""

from collections.abc import Iterable, Mapping

from app.canvas.layers import COL_LIMIT, Item, Layered, clamp
from app.canvas.spacing import PART_GAP, apart, right_of, wish

SINGLES_HIGH = 3
"""Single new cards stand below one another at least this deep before a further column of them begins."""


def keep(parts: list[Layered], columns: Mapping[str, int], lanes: Mapping[tuple[str, int], int]) -> None:
    """Give every item of every part its column.

    `columns` are the left columns of cards as they were, `lanes` those of (target, row).
    """
    items = [item for part in parts for item in part.items()]
    placed: set[Item] = set()
    stayed: set[str] = set()
    for item in items:
        if item.card is None:
            continue
        was = columns.get(item.card.id)
        wanted = item.card.col if item.fixed else was
        if wanted is not None:
            item.x = float(clamp(wanted, COL_LIMIT) + item.anchor)
            item.kept = was is not None
            placed.add(item)
        if was is not None and wanted == was:
            stayed.add(item.card.id)
    _keep_lanes(items, stayed, lanes, placed)
    strangers: list[Layered] = []
    for part in parts:
        if any(item in placed for item in part.items()):
            _beside_neighbours(part, placed)
        else:
            strangers.append(part)
    _beside_all(strangers, placed)


def _keep_lanes(
    items: list[Item], stayed: set[str], lanes: Mapping[tuple[str, int], int], placed: set[Item]
) -> None:
    """Lines to a card that stays pass the rows where they passed them before."""
    was: dict[str, int] = {}
    for (target, _), x in lanes.items():
        was.setdefault(target, x)
    for item in items:
        if item.target in stayed and item.target in was:
            item.x = float(lanes.get((item.target, item.row), was[item.target]))
            placed.add(item)


def _beside_neighbours(part: Layered, placed: set[Item]) -> None:
    """From the top and from the bottom, until every new item has followed a neighbour."""
    items = list(part.items())
    while waiting := [item for item in items if item not in placed]:
        known = len(placed)
        for item in waiting:
            _follow(item, placed, item.ups, 1.0)
        for item in reversed(waiting):
            _follow(item, placed, item.downs, -1.0)
        if len(placed) == known:
            # Joined to the rest by links that lead up only.
            waiting[0].x = right_of(placed) + waiting[0].anchor
            placed.add(waiting[0])


def _follow(item: Item, placed: set[Item], neighbours: Iterable[tuple[Item, float]], side: float) -> None:
    known = [(other, offset) for other, offset in neighbours if other in placed]
    if known and item not in placed:
        item.x = float(round(wish(known, side, item)[0]))
        placed.add(item)


def _beside_all(strangers: list[Layered], placed: set[Item]) -> None:
    """Parts that are wholly new stand to the right of everything; single cards below one another."""
    depth = max(SINGLES_HIGH, len({item.row for item in placed}))
    taken: dict[int, list[Item]] = {}
    for item in placed:
        taken.setdefault(item.row, []).append(item)
    joined = [item for item in placed if item.ups or item.downs]
    for part in strangers:
        items = list(part.items())
        if len(items) > 1 or items[0].fixed:
            left = right_of(placed)
            x = left
            for row in part.rows.values():
                for item in row:
                    item.x = x + item.anchor
                    x = right_of([item])
                x = left
        else:
            _stack(items[0], right_of(joined or placed), depth, taken)
        for item in items:
            taken.setdefault(item.row, []).append(item)
        placed.update(items)


def _stack(item: Item, left: float, depth: int, taken: Mapping[int, list[Item]]) -> None:
    """The first free place in a column of single cards, or in one further to the right."""
    while True:
        x = left + item.anchor
        for row in range(depth):
            if all(apart(item, x, other) for other in taken.get(row, ())):
                item.row, item.x = row, x
                return
        left += item.width + PART_GAP
