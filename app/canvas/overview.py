"""The overview: where the marks of all cards go so that the whole flow is in sight, and how links run.

The picture is the placement made small. Where several rows share a line, marks give way to each other;
links run straight from mark to mark, by way of the columns that the layout kept free for them.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from app.canvas.layout import Placement
from app.canvas.picture import Graph, Level, Link
from app.canvas.route import Box, Point, Routes
from app.canvas.sizes import Port, Size

At = Callable[[float, float], Point]
"""From a column and a row of the layout to a cell."""

NARROWEST, WIDEST = 4, 22
"""Cells of a mark: its sign alone, or with as much of the title as there is room for."""
TITLED = 9
"""Marks narrower than this have no title."""
GAP = 2
"""Cells between marks that have titles."""
ROW_PITCH = 3
"""Lines that a row takes where there is room enough."""
COLUMNS_A_CELL = 1.25
"""Columns of the layout in a cell, at the largest."""
EDGE = 1


def chart(
    graph: Graph, sizes: Mapping[str, Size], placement: Placement, room: Point
) -> tuple[Routes, dict[str, Size]]:
    """The whole flow within `room` (cells across and down), as far as there are cells for all marks."""
    middles = {key: col + sizes[key].entrance for key, (col, _) in placement.cards.items()}
    rows = {key: row for key, (_, row) in placement.cards.items()}
    columns = [*middles.values(), *placement.lanes.values(), *placement.lifts.values()]
    left, right = min(columns, default=0), max(columns, default=0)
    top, bottom = min(rows.values(), default=0), max(rows.values(), default=0)
    down = max(1, room[1] - 2 * EDGE - 1)
    crowded = bottom - top > down
    width = NARROWEST if crowded else _mark_width(middles, rows, right - left, room[0])
    across = max(1, room[0] - 2 * EDGE - width)
    scale_x = min(1 / COLUMNS_A_CELL, across / max(1, right - left))
    scale_y = min(float(ROW_PITCH), down / max(1, bottom - top))

    def at(column: float, row: float) -> Point:
        return (
            EDGE + width // 2 + round((column - left) * scale_x),
            EDGE + round((row - top) * scale_y),
        )

    boxes = _apart({key: at(middles[key], rows[key]) for key in placement.cards}, width, room)
    paths = {link: tuple(_way(link, boxes, placement, at)) for link in graph.valid_links()}
    marks = {key: _mark(sizes[key], width) for key in boxes}
    return (
        Routes(
            Level.OVERVIEW,
            max((box.right for box in boxes.values()), default=0) + EDGE,
            max((box.bottom for box in boxes.values()), default=0) + EDGE,
            boxes,
            paths,
            {},
            frozenset(),
            (),
            (left, top),
            (EDGE,),
        ),
        marks,
    )


def _mark(size: Size, width: int) -> Size:
    middle = width // 2
    ports = tuple(Port(port.output, port.label, middle, middle, port.connected) for port in size.ports)
    return Size(width, 1, ports, ())


def _mark_width(middles: Mapping[str, int], rows: Mapping[str, int], span: int, across: int) -> int:
    """As wide as the nearest neighbours of a row allow."""
    by_row: dict[int, list[int]] = {}
    for key, middle in middles.items():
        by_row.setdefault(rows[key], []).append(middle)
    nearest = min(
        (after - before for row in by_row.values() for before, after in pairwise(sorted(row))),
        default=WIDEST * 2,
    )
    for width in range(WIDEST, TITLED - 1, -1):
        scale = min(1 / COLUMNS_A_CELL, (across - 2 * EDGE - width) / max(1, span))
        if nearest * scale >= width + GAP:
            return width
    return NARROWEST


def _apart(wanted: Mapping[str, Point], width: int, room: Point) -> dict[str, Box]:
    """Every mark at the free place that is nearest to where it should be."""
    taken: dict[int, set[int]] = {}
    found: dict[str, Box] = {}
    for key, (x, y) in sorted(wanted.items(), key=lambda entry: (entry[1][1], entry[1][0])):
        spot = next(
            (to_x, to_y)
            for to_x, to_y in _around(max(0, x - width // 2), y, width, room)
            if all(abs(to_x - other) >= width for other in taken.get(to_y, ()))
        )
        taken.setdefault(spot[1], set()).add(spot[0])
        found[key] = Box(*spot, width, 1)
    return {key: found[key] for key in wanted}


def _around(x: int, y: int, width: int, room: Point) -> Iterator[Point]:
    """Places nearer and nearer to the edge of the room; below it there is always one."""
    rightmost, lowest = max(0, room[0] - width - EDGE), max(0, room[1] - 1 - EDGE)
    yield (min(x, rightmost), min(y, lowest))
    for far in range(1, room[0] + room[1]):
        for down in range(min(far, room[1]) // 2 + 1):
            across = far - 2 * down
            for to_y in dict.fromkeys((y + down, y - down)):
                for to_x in dict.fromkeys((x + across, x - across)):
                    if 0 <= to_x <= rightmost and 0 <= to_y <= lowest:
                        yield (to_x, to_y)
    below = max(lowest + 1, y)
    while True:
        yield from ((to_x, below) for to_x in range(0, rightmost + 1, width))
        below += 1


def _way(link: Link, boxes: Mapping[str, Box], placement: Placement, at: At) -> Iterator[Point]:
    (_, source), (_, target) = placement.cards[link.source], placement.cards[link.target]
    yield boxes[link.source].centre
    if target > source:
        for row in range(source + 1, target):
            yield at(placement.lanes[link.target, row], row)
    else:
        lift = placement.lifts[link.target]
        yield at(lift, source)
        yield at(lift, target)
    yield boxes[link.target].centre
