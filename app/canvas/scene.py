"""A graph ready to be drawn at one level: sizes → layout → routes → raster, in one call."""

from dataclasses import dataclass

from app.canvas.far import with_far
from app.canvas.glyphs import ASCII, BOX
from app.canvas.layout import Placement, place
from app.canvas.marks import MarkRaster
from app.canvas.overlay import Tracks
from app.canvas.overview import chart
from app.canvas.picture import Graph, Level, LinkKey
from app.canvas.raster import Raster
from app.canvas.route import Point, Routes, route
from app.canvas.sizes import measure

USUAL_ROOM = (120, 40)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything about a graph that only changes with the graph or the level."""

    graph: Graph
    placement: Placement
    routes: Routes
    raster: Raster
    tracks: Tracks
    covered: dict[int, list[tuple[int, int]]]
    """For each y the columns, from and up to, that belong to cards."""
    ports: dict[LinkKey, Point]
    """The cell below each output."""

    def port_at(self, x: int, y: int) -> LinkKey | None:
        """The output that can be taken hold of at this cell: its mark on the card's edge, or its open end.

        The overview has none.
        """
        if self.routes.level is Level.OVERVIEW:
            return None
        for key, (port_x, port_y) in self.ports.items():
            if x == port_x and y in (port_y - 1, port_y):
                return key
        return None


def compose(
    graph: Graph,
    level: Level,
    ascii: bool,
    placement: Placement | None = None,
    room: Point = USUAL_ROOM,
) -> Scene:
    """Lay out, route and prepare to draw. A placement serves all levels and may be passed on; `room` is what
    the overview is to fit into, in cells.
    """
    sizes = measure(graph, level)
    placement = placement or place(graph, sizes)
    if level is Level.OVERVIEW:
        routes, sizes = chart(graph, sizes, placement, room)
    else:
        routes = with_far(graph, route(graph, sizes, placement, level))
    covered: dict[int, list[tuple[int, int]]] = {}
    for box in routes.boxes.values():
        for y in range(box.y, box.bottom):
            covered.setdefault(y, []).append((box.x, box.right))
    return Scene(
        graph,
        placement,
        routes,
        (MarkRaster if level is Level.OVERVIEW else Raster)(graph, sizes, routes, ascii),
        Tracks(routes, ASCII if ascii else BOX),
        covered,
        {
            (card_id, port.output): (routes.boxes[card_id].x + port.offset, routes.boxes[card_id].bottom)
            for card_id, size in sizes.items()
            for port in size.ports
        },
    )
