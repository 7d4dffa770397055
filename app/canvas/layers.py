"""Which row each card stands in and in what order the rows are filled.

Cycles are broken, rows are the longest paths, links over several rows become chains of lanes (dummy nodes),
and barycentre sweeps order the rows so that few links cross. Everything follows the order of the cards and
outputs given, never a hash or a chance, so that the same graph gives the same picture.
"""

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.canvas.picture import Card, Graph
from app.canvas.sizes import Size

ROW_LIMIT = 1_000
EMPTY_ROWS = 3
COL_LIMIT = 20_000
SWEEPS = 12
PATIENCE = 4


@dataclass(eq=False, slots=True)
class Item:
    """What takes room in a row: a card, or a lane in which all links to one target pass the row."""

    row: int
    width: int
    target: str = ""
    """For a lane: the card that its links lead to."""
    card: Card | None = None
    fixed: bool = False
    kept: bool = False
    """Whether it stands where it stood in the picture before."""
    number: int = 0
    """The place of its card among the cards of the graph."""
    x: float = 0.0
    """Its anchor: the entrance of a card, the column of a lane."""
    place: int = 0
    """Its place in its row, from the left."""
    ups: list[tuple["Item", float]] = field(default_factory=list)
    """Who leads here from the row above, and from how far beside their anchor."""
    downs: list[tuple["Item", float]] = field(default_factory=list)
    """Who is led to in the row below, and from how far beside our own anchor."""

    @property
    def anchor(self) -> int:
        return self.width // 2


@dataclass(slots=True)
class Layered:
    """The items of one connected part of the graph, row by row from the top, ordered within each row."""

    rows: dict[int, list[Item]]

    def items(self) -> Iterator[Item]:
        """Every item, from the top and from the left."""
        for row in self.rows.values():
            yield from row


def layered(
    graph: Graph, sizes: Mapping[str, Size], before: Mapping[str, int] | None = None
) -> tuple[list[Layered], dict[int, int]]:
    """Every connected part of the graph in rows; the part of the first card comes first.

    The rows are in order, unless there is a picture `before` (card → row) which they follow anyway.

    Also, for each row that has cards, the row as `Card.row` has it: where many rows are empty few of them
    are drawn.
    """
    targets = _targets(graph)
    order = _topological(graph, targets)
    rows = _rows(graph, order, targets, before or {})
    drawn = _without_wide_gaps(set(rows.values()))
    rows = {card_id: drawn[row] for card_id, row in rows.items()}
    items = {
        card.id: Item(rows[card.id], sizes[card.id].width, card=card, fixed=is_fixed(card), number=number)
        for number, card in enumerate(graph.cards)
    }
    _connect(graph, sizes, items)
    parts = _parts(graph, targets)
    found: dict[str, Layered] = {card.id: Layered({}) for card in graph.cards if parts[card.id] == card.id}
    seen: set[Item] = set()
    for card_id in _roots_first(graph, targets):
        _collect(items[card_id], found[parts[card_id]].rows, seen)
    for item in items.values():
        if item.card is not None:
            _collect(item, found[parts[item.card.id]].rows, seen)
    for part in found.values():
        part.rows = dict(sorted(part.rows.items()))
        if before is None:
            _order(list(part.rows.values()))
    return list(found.values()), {shown: row for row, shown in drawn.items()}


def _collect(root: Item, rows: dict[int, list[Item]], seen: set[Item]) -> None:
    """Depth first, outputs from left to right: a tree filled into its rows in this order has no crossings."""
    stack = [root]
    while stack:
        item = stack.pop()
        if item not in seen:
            seen.add(item)
            rows.setdefault(item.row, []).append(item)
            stack.extend(lower for lower, _ in sorted(item.downs, key=_leaving, reverse=True))


def is_fixed(card: Card) -> bool:
    """Whether the card was placed by hand."""
    return card.col is not None and card.row is not None


def clamp(value: int, limit: int) -> int:
    """Keep a number from a file within ±limit."""
    return max(-limit, min(limit, value))


def _targets(graph: Graph) -> dict[str, list[str]]:
    targets: dict[str, list[str]] = {card.id: [] for card in graph.cards}
    for link in graph.valid_links():
        if link.target not in targets[link.source]:
            targets[link.source].append(link.target)
    return targets


def _without_wide_gaps(rows: set[int]) -> dict[int, int]:
    """A number for each row such that no more than a few rows in a row are empty."""
    drawn: dict[int, int] = {}
    before = shown = 0
    for row in sorted(rows):
        shown = min(row, shown + min(row - before, EMPTY_ROWS + 1)) if drawn else row
        drawn[row] = shown
        before = row
    return drawn


def _roots_first(graph: Graph, targets: Mapping[str, list[str]]) -> list[str]:
    led_to = {target for found in targets.values() for target in found}
    return [card.id for card in graph.cards if card.id not in led_to] + [
        card.id for card in graph.cards if card.id in led_to
    ]


def _topological(graph: Graph, targets: Mapping[str, list[str]]) -> list[str]:
    """The cards so that links lead onwards, but for those that close a cycle."""
    finished: list[str] = []
    state: dict[str, int] = {}
    for root in _roots_first(graph, targets):
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(list(targets[root])))]
        while stack:
            card_id, following = stack[-1]
            for target in following:
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(list(targets[target]))))
                    break
            else:
                state[card_id] = 2
                finished.append(card_id)
                stack.pop()
    return finished[::-1]


def _rows(
    graph: Graph, order: list[str], targets: Mapping[str, list[str]], before: Mapping[str, int]
) -> dict[str, int]:
    """Longest paths; cards placed by hand keep their row and what follows them goes below.

    What nothing leads to stays in the row that it had `before`: cut off, a part of the flow stays there.
    """
    place = {card_id: at for at, card_id in enumerate(order)}
    rows = {card.id: clamp(card.row or 0, ROW_LIMIT) for card in graph.cards if is_fixed(card)}
    fixed = set(rows)
    led_to = {target for found in targets.values() for target in found}
    for card in graph.cards:
        if card.id in before and card.id not in led_to:
            rows.setdefault(card.id, before[card.id])
    for card_id in order:
        row = rows.setdefault(card_id, 0)
        for target in targets[card_id]:
            if target not in fixed and place[target] > place[card_id]:
                rows[target] = max(rows.get(target, row + 1), row + 1)
    return rows


def _parts(graph: Graph, targets: Mapping[str, list[str]]) -> dict[str, str]:
    """For each card the first card of its connected part."""
    leader = {card.id: card.id for card in graph.cards}

    def find(card_id: str) -> str:
        while leader[card_id] != card_id:
            leader[card_id] = leader[leader[card_id]]
            card_id = leader[card_id]
        return card_id

    place = {card.id: at for at, card in enumerate(graph.cards)}
    for source, found in targets.items():
        for target in found:
            one, other = sorted((find(source), find(target)), key=place.__getitem__)
            leader[other] = one
    return {card.id: find(card.id) for card in graph.cards}


def _connect(graph: Graph, sizes: Mapping[str, Size], items: Mapping[str, Item]) -> None:
    """Join items of neighbouring rows; links over more than one row get a lane in each row between.

    Links to the same target share their lanes. Links upwards get none here: they go around the cards at the
    end.
    """
    lanes: dict[tuple[str, int], Item] = {}
    offsets = {
        (card_id, port.output): port.offset - size.entrance
        for card_id, size in sizes.items()
        for port in size.ports
    }
    for link in graph.valid_links():
        source, target = items[link.source], items[link.target]
        below: Item = target
        for row in range(target.row - 1, source.row, -1):
            lane = lanes.get((link.target, row))
            if lane is None:
                lane = lanes[link.target, row] = Item(row, 1, link.target)
                lane.downs.append((below, 0.0))
                below.ups.append((lane, 0.0))
            below = lane
        if target.row > source.row:
            offset = offsets[link.key]
            source.downs.append((below, offset))
            below.ups.append((source, offset))


def _order(rows: list[list[Item]]) -> None:
    """Barycentre sweeps down and up, keeping the best order met."""
    for row in rows:
        _number(row)
    best = _crossings(rows)
    kept = [list(row) for row in rows]
    idle = 0
    for sweep in range(SWEEPS):
        if best == 0 or idle == PATIENCE:
            break
        downwards = sweep % 2 == 0
        for row in rows if downwards else reversed(rows):
            row.sort(key=_above if downwards else _below)
            _number(row)
        crossings = _crossings(rows)
        idle += 1
        if crossings < best:
            best, kept, idle = crossings, [list(row) for row in rows], 0
    for row, order in zip(rows, kept, strict=True):
        row[:] = order
        _number(row)


def _number(row: list[Item]) -> None:
    for place, item in enumerate(row):
        item.place = place


def _above(item: Item) -> float:
    if not item.ups:
        return float(item.place)
    return sum(upper.place + offset / upper.width for upper, offset in item.ups) / len(item.ups)


def _below(item: Item) -> float:
    if not item.downs:
        return float(item.place)
    return sum(lower.place - offset / item.width for lower, offset in item.downs) / len(item.downs)


def _crossings(rows: list[list[Item]]) -> int:
    count = 0
    for row in rows:
        seen: list[int] = []
        for item in row:
            for place in [lower.place for lower, _ in sorted(item.downs, key=_leaving)]:
                count += len(seen) - bisect_right(seen, place)
                insort(seen, place)
    return count


def _leaving(down: tuple[Item, float]) -> tuple[float, int]:
    lower, offset = down
    return (offset, lower.place)
