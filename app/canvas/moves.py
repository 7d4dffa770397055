"""Which card the arrow keys go to, and where a card that is let go lands."""

from collections.abc import Iterable
from typing import Literal

from app.canvas.picture import Graph
from app.canvas.route import Box, Routes

Direction = Literal["up", "down", "left", "right"]

ASIDE = 3
"""How much further away a card counts for each step it lies beside the way, cells being twice as high as
wide.
"""


def neighbour(
    graph: Graph, routes: Routes, card_id: str, direction: Direction, came_from: str | None = None
) -> str | None:
    """The card that an arrow key leads to, or None at the edge.

    Up and down follow connections where there are any that way (going back prefers the card one came from);
    otherwise, and to the left and right, it is the nearest card on that side.
    """
    linked: list[str] = []
    if direction == "down":
        linked = [link.target for link in graph.valid_links() if link.source == card_id]
    elif direction == "up":
        linked = [link.source for link in graph.valid_links() if link.target == card_id]
    linked = _beyond(routes, card_id, direction, linked)
    if came_from in linked:
        return came_from
    return _nearest(routes, card_id, direction, linked) or _nearest(
        routes, card_id, direction, _beyond(routes, card_id, direction, routes.boxes)
    )


def _beyond(routes: Routes, card_id: str, direction: Direction, found: Iterable[str]) -> list[str]:
    here = routes.boxes[card_id]

    def beyond(box: Box) -> bool:
        match direction:
            case "up":
                return box.bottom <= here.y
            case "down":
                return box.y >= here.bottom
            case "left":
                return box.centre[0] < here.centre[0]
            case "right":
                return box.centre[0] > here.centre[0]

    return [other for other in dict.fromkeys(found) if other != card_id and beyond(routes.boxes[other])]


def _nearest(routes: Routes, card_id: str, direction: Direction, found: Iterable[str]) -> str | None:
    x, y = routes.boxes[card_id].centre
    upright = direction in ("up", "down")

    def far(other: str) -> int:
        to_x, to_y = routes.boxes[other].centre
        across, down = abs(to_x - x), 2 * abs(to_y - y)
        return down + ASIDE * across if upright else across + ASIDE * down

    return min(found, key=far, default=None)


def landing(routes: Routes, x: int, y: int) -> tuple[int, int]:
    """The column and row (as drawn) for a card whose upper left corner is let go at
    this cell.
    """
    tops = routes.row_tops
    nearest = min(range(len(tops)), key=lambda row: (abs(tops[row] - y), row))
    pitch = tops[1] - tops[0] if len(tops) > 1 else 1
    if y < tops[0] - pitch // 2:
        nearest = -1
    column, row = routes.origin
    return column + x, row + nearest
