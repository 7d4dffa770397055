"""Where each card goes: rows from the layers, columns from a few sweeps of least squares.

Columns are cells, as in `Card.col`; rows are rows of cards, as in `Card.row` but for wide gaps. Cards placed
by hand stay exactly where they are; of two on the same spot the later one gives way. Parts of the graph
that nothing leads to stand beside the rest. Where there was a picture before, its cards keep their columns
and what is new takes the nearest room.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.canvas.keeping import keep
from app.canvas.layers import COL_LIMIT, Item, Layered, clamp, layered
from app.canvas.picture import Graph
from app.canvas.sizes import Size
from app.canvas.spacing import LANE_GAP, apart, gap, right_of, wish

ROUNDS = 4
ALIGN_WITHIN = 4


@dataclass(frozen=True, slots=True)
class Placement:
    """The answer of the layout, in columns and rows; routing turns rows into cells."""

    cards: Mapping[str, tuple[int, int]]
    """Left column and row of every card, as drawn."""
    lanes: Mapping[tuple[str, int], int]
    """(target, row) → the column in which links to that target pass that row downwards."""
    lifts: Mapping[str, int]
    """target → the column in which links to it pass rows upwards."""
    rows: Mapping[int, int]
    """Row as drawn → row as in `Card.row`; they differ below a wide gap, of which only few rows are drawn."""

    def spot(self, card_id: str) -> tuple[int, int]:
        """Column and row of a card as `Card.col` and `Card.row` have them."""
        col, row = self.cards[card_id]
        return (col, self.true_row(row))

    def true_row(self, row: int) -> int:
        """The `Card.row` for a row as drawn, whether it has cards or not."""
        known = row if row in self.rows else max((shown for shown in self.rows if shown <= row), default=None)
        if known is None:
            return row
        return self.rows[known] + row - known


def place(graph: Graph, sizes: Mapping[str, Size], before: Placement | None = None) -> Placement:
    """Lay the graph out, so that as little as possible moves from the picture before.

    The same graph and the same picture before always give the same placement.
    """
    known = (
        {}
        if before is None
        else {card.id: before.spot(card.id) for card in graph.cards if card.id in before.cards}
    )
    parts, shown_rows = layered(
        graph, sizes, {key: row for key, (_, row) in known.items()} if known else None
    )
    if before is not None and known:
        keep(parts, {key: col for key, (col, _) in known.items()}, before.lanes)
    else:
        for part in parts:
            _spread(part)
        _stand_side_by_side(parts)
    rows: dict[int, list[Item]] = {}
    for part in parts:
        for item in part.items():
            item.x = float(int(item.x + COORDINATE_BASE + 0.5) - COORDINATE_BASE)
            rows.setdefault(item.row, []).append(item)
    _place_by_hand(rows, lanes_follow=not known)
    _align(rows)
    _straighten(rows)
    cards = {
        item.card.id: (int(item.x) - item.anchor, item.row)
        for row in rows.values()
        for item in row
        if item.card is not None
    }
    lanes = {(item.target, item.row): int(item.x) for row in rows.values() for item in row if item.target}
    lifts = _lifts(graph, sizes, cards, rows)
    return Placement({card.id: cards[card.id] for card in graph.cards}, lanes, lifts, shown_rows)


COORDINATE_BASE = 1_000_000  # makes rounding go the same way left and right of zero


def _spread(part: Layered) -> None:
    """Columns for one part: neighbours pull, nobody overlaps."""
    rows = list(part.rows.values())
    for row in rows:
        row[0].x = 0.0
        for before, item in pairwise(row):
            item.x = before.x + gap(before, item)
    for _ in range(ROUNDS):
        for row in rows:
            _settle(row, [wish(item.ups, 1.0, item) for item in row])
        for row in reversed(rows):
            _settle(row, [wish(item.downs, -1.0, item) for item in row])


def _settle(row: list[Item], wishes: list[tuple[float, float]]) -> None:
    """Give everyone in the row the nearest to their wish that keeps order and distance (least squares)."""
    blocks: list[tuple[float, float, int]] = []  # weight, weighted position, members
    shifts: list[float] = []
    shift = 0.0
    for at, (item, (wanted, weight)) in enumerate(zip(row, wishes, strict=True)):
        if at:
            shift += gap(row[at - 1], item)
        shifts.append(shift)
        total, pull, members = weight, weight * (wanted - shift), 1
        while blocks and blocks[-1][1] * total > pull * blocks[-1][0]:
            before = blocks.pop()
            total, pull, members = total + before[0], pull + before[1], members + before[2]
        blocks.append((total, pull, members))
    at = 0
    for total, pull, members in blocks:
        for _ in range(members):
            row[at].x = pull / total + shifts[at]
            at += 1


def _squeeze(row: list[Item]) -> None:
    """Cards placed by hand stay, the others take the nearest free spot to where they are."""
    taken: list[Item] = []
    for item in sorted(row, key=_precedence):
        spots = [item.x]
        for other in taken:
            spots += [other.x - gap(item, other), other.x + gap(other, item)]
        free = [spot for spot in spots if all(apart(item, spot, other) for other in taken)]
        item.x = min(free, key=lambda spot: (abs(spot - item.x), -spot))
        taken.append(item)
    row.sort(key=lambda item: item.x)


def _precedence(item: Item) -> tuple[int, float]:
    """Who keeps their spot before whom: what was placed by hand, what stood there before, all others."""
    if item.fixed:
        return (0, item.number)
    return (1 if item.kept else 2, item.x)


def _overlapping(row: list[Item]) -> bool:
    row.sort(key=lambda item: item.x)
    return any(right.x - left.x < gap(left, right) for left, right in pairwise(row))


def _stand_side_by_side(parts: list[Layered]) -> None:
    """Parts follow each other to the right; single cards stand below one another."""
    settled: list[Item] = []
    singles: list[Item] = []
    for part in parts:
        items = list(part.items())
        if len(items) == 1 and settled:
            singles += items
        else:
            _move(items, right_of(settled))
            settled += items
    used = {item.row for item in settled}
    depth = max(3, len(used))
    top = 0 if 0 in used else min(used, default=0)
    for start in range(0, len(singles), depth):
        column = singles[start : start + depth]
        for row, item in enumerate(column, top):
            if not item.fixed:
                item.row = row
        _move(column, right_of(settled))
        settled += column


def _place_by_hand(rows: Mapping[int, list[Item]], lanes_follow: bool) -> None:
    """Cards placed by hand go to their columns, lanes follow them, and whoever is in the way makes room.

    All others stay where they would be without it: moving one card leaves the rest of the picture alone.
    """
    moved = False
    for item in (item for row in rows.values() for item in row):
        if item.fixed and item.card is not None:
            item.x = float(clamp(item.card.col or 0, COL_LIMIT) + item.anchor)
            moved = True
    if moved and lanes_follow:
        for _ in range(ROUNDS):
            for lane in (item for row in sorted(rows) for item in rows[row] if item.target):
                above, below = wish(lane.ups, 1.0, lane)[0], wish(lane.downs, -1.0, lane)[0]
                lane.x = float(int((above + below) / 2 + COORDINATE_BASE) - COORDINATE_BASE)
    for row in rows.values():
        if any(item.fixed or item.kept for item in row) or _overlapping(row):
            _squeeze(row)


def _move(items: list[Item], left: float) -> None:
    shift = left - min(item.x - item.anchor for item in items)
    for item in items:
        item.x += shift


def _free(row: Iterable[Item], x: float, but: Item | None = None) -> bool:
    """Whether a lane in this column would keep its distance from everything in the row."""
    return all(
        item is but or x < item.x - item.anchor - 1 or x > item.x - item.anchor + item.width for item in row
    )


def _align(rows: Mapping[int, list[Item]]) -> None:
    """Whoever stands a step beside the only line that leads to it moves under it, if there is room."""
    for row in sorted(rows):
        items = sorted(rows[row], key=lambda item: item.x)
        for at, item in enumerate(items):
            if item.fixed or item.kept or len(item.ups) != 1:
                continue
            upper, offset = item.ups[0]
            x = upper.x + offset
            room_left = at == 0 or x - items[at - 1].x >= gap(items[at - 1], item)
            room_right = at == len(items) - 1 or items[at + 1].x - x >= gap(item, items[at + 1])
            if abs(x - item.x) <= ALIGN_WITHIN and room_left and room_right:
                item.x = x


def _straighten(rows: Mapping[int, list[Item]]) -> None:
    """Lanes of one chain take one column where there is one."""
    chains: dict[str, list[Item]] = {}
    for row in sorted(rows):
        for item in rows[row]:
            if item.target:
                chains.setdefault(item.target, []).append(item)
    for chain in chains.values():
        wanted: Counter[float] = Counter(item.x for item in chain)
        wanted.update(upper.x + offset for item in chain for upper, offset in item.ups if not upper.target)
        wanted.update(lower.x for lower, _ in chain[-1].downs)
        for x, _ in sorted(wanted.items(), key=lambda entry: (-entry[1], entry[0])):
            if all(_free(rows[item.row], x, item) for item in chain):
                for item in chain:
                    item.x = x
                break


def _lifts(
    graph: Graph,
    sizes: Mapping[str, Size],
    cards: Mapping[str, tuple[int, int]],
    rows: Mapping[int, list[Item]],
) -> dict[str, int]:
    """Links that lead up, or to the same row, pass beside everything in one column for each target."""
    pulls: dict[str, list[int]] = {}
    lowest: dict[str, int] = {}
    for link in graph.valid_links():
        (source_x, source_row), (target_x, target_row) = cards[link.source], cards[link.target]
        if source_row >= target_row:
            wanted = pulls.setdefault(link.target, [target_x + sizes[link.target].entrance])
            wanted.append(source_x + sizes[link.source].entrance)
            lowest[link.target] = max(lowest.get(link.target, source_row), source_row)
    lifts: dict[str, int] = {}
    for target, pull in pulls.items():
        passed = [rows.get(row, []) for row in range(cards[target][1], lowest[target] + 1)]
        spots = {
            int(spot)
            for row in passed
            for item in row
            for spot in (item.x - item.anchor - LANE_GAP, item.x - item.anchor + item.width + LANE_GAP - 1)
        }
        free = [spot for spot in spots if all(_free(row, spot) for row in passed)]
        lifts[target] = min(free, key=lambda spot: (sum(abs(spot - x) for x in pull), spot))
        lane = Item(cards[target][1], 1, target, x=float(lifts[target]))
        for row in passed:
            row.append(lane)
    return lifts
