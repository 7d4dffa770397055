"""From columns and rows to cells: how high each channel is, where each card lies, and the way of every link.

Links run at right angles. They leave a card at its lower edge, enter one at its upper edge, turn only in
the channels between rows, and pass rows in columns that the layout kept free. So none runs through a card,
and two share a cell only where they lead to the same card, come from the same output, or cross at a right
angle.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.canvas.channels import Channel, Net, assign
from app.canvas.layout import Placement
from app.canvas.picture import Graph, Level, Link, LinkKey
from app.canvas.sizes import Size
from app.text import cell_width

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
CROSSING = 16
"""Set beside a cell's mask where lines of different links cross without meeting."""

MARGIN = 1
EMPTY_ROW_HEIGHT = {Level.FULL: 3, Level.LINE: 1}
SHORTEST_CHANNEL = {Level.FULL: 2, Level.LINE: 1}

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """The cells of a card."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return (self.x + self.width // 2, self.y + self.height // 2)

    def contains(self, x: int, y: int) -> bool:
        """Whether the cell belongs to the card."""
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an output beside where it leaves its card; `open_end` where nothing is connected to it."""

    x: int
    y: int
    text: str
    port: Point
    link_key: LinkKey
    open_end: bool
    far: bool = False
    """At the other end: where a long connection comes from, beside the arrow of the card it leads to."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Everything in cells, with the upper left corner at (0, 0)."""

    level: Level
    width: int
    height: int
    boxes: Mapping[str, Box]
    paths: Mapping[Link, tuple[Point, ...]]
    """The corners of every link, from the cell below its output to the arrow above its target."""
    masks: Mapping[int, Mapping[int, int]]
    """y → x → the directions in which lines leave the cell, and CROSSING."""
    arrows: frozenset[Point]
    labels: tuple[Label, ...]
    origin: Point
    """Column and row (as in the placement) of the first column of cells and the first row of
    cards.
    """
    row_tops: tuple[int, ...]
    """The y of every row of cards; one more for the row that would come next."""
    far: frozenset[Link] = frozenset()
    """The connections that are so long that they are drawn in a way of their own."""


def route(graph: Graph, sizes: Mapping[str, Size], placement: Placement, level: Level) -> Routes:
    """Route every link and give every card its cells."""
    return _Router(graph, sizes, placement, level).routes()


class _Router:
    def __init__(self, graph: Graph, sizes: Mapping[str, Size], placement: Placement, level: Level) -> None:
        self.graph, self.sizes, self.placement, self.level = graph, sizes, placement, level
        self.links = graph.valid_links()
        rows = [row for _, row in placement.cards.values()]
        self.first, self.last = min(rows, default=0), max(rows, default=0)
        self.nets: dict[int, dict[str, Net]] = {row: {} for row in range(self.first - 1, self.last + 1)}
        self.ports = {
            (card_id, port.output): placement.cards[card_id][0] + port.offset
            for card_id, size in sizes.items()
            for port in size.ports
        }
        for link in self.links:
            self._join_nets(link)
        self.channels: dict[int, Channel] = {
            row: assign(list(nets.values())) for row, nets in self.nets.items()
        }
        self.heights = self._row_heights()
        self.extras = self._label_rows()
        self.tops: dict[int, int] = {}
        self.channel_tops: dict[int, int] = {}
        self._stack()

    def routes(self) -> Routes:
        left = min(self._columns(), default=0) - MARGIN
        boxes = {
            card_id: Box(x - left, self.tops[row], self.sizes[card_id].width, self.sizes[card_id].height)
            for card_id, (x, row) in self.placement.cards.items()
        }
        paths = {
            link: tuple((x - left, y) for x, y in _corners(self._path(link, boxes[link.source])))
            for link in self.links
        }
        labels = tuple(self._labels(boxes))
        masks = _masks(paths)
        edges = [box.right for box in boxes.values()]
        edges += [label.x + cell_width(label.text) for label in labels]
        edges += [x + 1 for path in paths.values() for x, _ in path]
        tops = (*(self.tops[row] for row in range(self.first, self.last + 1)), self._bottom())
        return Routes(
            self.level,
            max(edges, default=0) + MARGIN,
            self._bottom(),
            boxes,
            paths,
            masks,
            frozenset(path[-1] for path in paths.values()),
            labels,
            (left, self.first),
            tops,
        )

    def _columns(self) -> Iterable[int]:
        yield from (x for x, _ in self.placement.cards.values())
        for nets in self.nets.values():
            for net in nets.values():
                yield from net.tops
                yield from net.bottoms
                if net.joint is not None:
                    yield net.joint

    def _net(self, row: int, target: str) -> Net:
        return self.nets[row].setdefault(target, Net(target))

    def _passage(self, link: Link) -> list[tuple[int, int, int]]:
        """The channels that a link passes: (row above the channel, column where it comes in, column where
        it goes).
        """
        (_, source), (target_x, target) = self.placement.cards[link.source], self.placement.cards[link.target]
        entrance = target_x + self.sizes[link.target].entrance
        came = self.ports[link.key]
        found = []
        if target > source:
            for row in range(source, target):
                goes = entrance if row == target - 1 else self.placement.lanes[link.target, row + 1]
                found.append((row, came, goes))
                came = goes
        else:
            lift = self.placement.lifts[link.target]
            found.append((source, came, lift))
            found += [(row, lift, lift) for row in range(source - 1, target - 1, -1)]
            found.append((target - 1, lift, entrance))
        return found

    def _join_nets(self, link: Link) -> None:
        (_, source), (_, target) = self.placement.cards[link.source], self.placement.cards[link.target]
        for row, came, goes in self._passage(link):
            net = self._net(row, link.target)
            if target > source:
                net.tops.add(came)
                net.bottoms.add(goes)
            else:
                (net.tops if row == source else net.bottoms).add(came)
                (net.bottoms if row == target - 1 else net.tops).add(goes)

    def _row_heights(self) -> dict[int, int]:
        heights = dict.fromkeys(range(self.first, self.last + 1), 0)
        for card_id, (_, row) in self.placement.cards.items():
            heights[row] = max(heights[row], self.sizes[card_id].height)
        return {row: height or EMPTY_ROW_HEIGHT[self.level] for row, height in heights.items()}

    def _label_rows(self) -> dict[int, int]:
        """How many rows at the top of each channel belong to labels and open ends: 0 or 1."""
        extras = dict.fromkeys(self.nets, 0)
        for card_id, (_, row) in self.placement.cards.items():
            size = self.sizes[card_id]
            if size.height == self.heights[row] and any(p.label or not p.connected for p in size.ports):
                extras[row] = 1
        return extras

    def _stack(self) -> None:
        """Give every channel and every row its first y, from the top."""
        y = MARGIN
        for row in range(self.first - 1, self.last + 1):
            if row >= self.first:
                self.tops[row] = y
                y += self.heights[row]
            self.channel_tops[row] = y
            arrows = any(net.bottoms for net in self.nets[row].values())
            needed = self.extras[row] + self.channels[row].tracks + arrows
            if self.first <= row < self.last:
                needed = max(needed, SHORTEST_CHANNEL[self.level])
            y += needed
        self.end = y

    def _bottom(self) -> int:
        return self.end + MARGIN

    def _track(self, row: int, track: int) -> int:
        return self.channel_tops[row] + self.extras[row] + track

    def _path(self, link: Link, source: Box) -> list[Point]:
        (_, from_row), (_, to_row) = self.placement.cards[link.source], self.placement.cards[link.target]
        port = self.ports[link.key]
        points: list[Point] = [(port, source.bottom)]
        for row, came, goes in self._passage(link):
            if came == goes:
                continue
            channel = self.channels[row]
            upper, lower = channel.upper[link.target], channel.lower[link.target]
            comes_from_top = to_row > from_row or row == from_row
            goes_to_top = to_row <= from_row and row != to_row - 1
            first = upper if comes_from_top else lower
            second = upper if goes_to_top else lower
            points.append((came, self._track(row, first.track)))
            joint = upper.net.joint
            if first is not second and joint is not None:
                points.append((joint, self._track(row, first.track)))
                points.append((joint, self._track(row, second.track)))
            points.append((goes, self._track(row, second.track)))
        points.append((points[-1][0], self.tops[to_row] - 1))
        return points

    def _labels(self, boxes: Mapping[str, Box]) -> Iterable[Label]:
        for card in self.graph.cards:
            box = boxes[card.id]
            for port in self.sizes[card.id].ports:
                if port.label or not port.connected:
                    at = (box.x + port.offset, box.bottom)
                    key = (card.id, port.output)
                    yield Label(box.x + port.label_at, box.bottom, port.label, at, key, not port.connected)


def _corners(points: list[Point]) -> list[Point]:
    """Drop points on the way between their neighbours; keep both ends."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1:
            (x1, y1), (x2, y2) = found[-2:]
            upright = x1 == x2 == point[0] and (y2 - y1) * (point[1] - y2) > 0
            sideways = y1 == y2 == point[1] and (x2 - x1) * (point[0] - x2) > 0
            if upright or sideways:
                found.pop()
        found.append(point)
    return found


def path_cells(path: Iterable[Point]) -> list[Point]:
    """Every cell of a path, from its start; the overview's paths run aslant."""
    found: list[Point] = []
    for x, y in path:
        if not found:
            found.append((x, y))
            continue
        from_x, from_y = found[-1]
        steps = max(abs(x - from_x), abs(y - from_y))
        for step in range(1, steps + 1):
            found.append(
                (
                    from_x + (2 * (x - from_x) * step + steps) // (2 * steps),
                    from_y + (2 * (y - from_y) * step + steps) // (2 * steps),
                )
            )
    return found


def path_masks(path: Iterable[Point], rows: dict[int, dict[int, int]]) -> None:
    """Add the cells of one path, from the edge of its card to its arrow, to the masks in `rows`."""
    points = list(path)
    x, y = points[0]
    _add(rows, x, y, NORTH)
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 == x2:
            low, high = min(y1, y2), max(y1, y2)
            for y in range(low, high + 1):
                _add(rows, x1, y, (NORTH if y > low else 0) | (SOUTH if y < high else 0))
        else:
            low, high = min(x1, x2), max(x1, x2)
            row = rows.setdefault(y1, {})
            row[low] = row.get(low, 0) | EAST
            row[high] = row.get(high, 0) | WEST
            for x in range(low + 1, high):
                row[x] = row.get(x, 0) | EAST | WEST
    _add(rows, *points[-1], SOUTH)


def _add(rows: dict[int, dict[int, int]], x: int, y: int, mask: int) -> None:
    row = rows.setdefault(y, {})
    row[x] = row.get(x, 0) | mask


def _masks(paths: Mapping[Link, tuple[Point, ...]]) -> dict[int, dict[int, int]]:
    """All lines in one grid; where lines of different targets cross at a right angle the cell is a
    crossing.
    """
    by_target: dict[str, dict[int, dict[int, int]]] = {}
    for link, path in paths.items():
        path_masks(path, by_target.setdefault(link.target, {}))
    grid: dict[int, dict[int, int]] = {}
    for rows in by_target.values():
        for y, row in rows.items():
            into = grid.setdefault(y, {})
            for x, mask in row.items():
                had = into.get(x, 0)
                if {had, mask} == {NORTH | SOUTH, EAST | WEST}:
                    into[x] = had | mask | CROSSING
                else:
                    into[x] = had | mask
    return grid
