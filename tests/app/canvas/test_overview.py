"""Laws of the overview: all marks in sight, none on another, the same graph the same picture."""

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.canvas.picture import Graph, Level
from app.canvas.route import path_cells
from app.canvas.scene import Scene, compose
from app.text import cell_width
from tests.app.canvas.graphs import abandoned_cart, graphs, random_flow
from tests.app.canvas.test_raster import drawn
from tests.laws import examples

laws = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROOMS = st.sampled_from([(40, 10), (80, 22), (120, 40), (200, 60)])


def overview(graph: Graph, room: tuple[int, int], ascii: bool = False) -> Scene:
    return compose(graph, Level.OVERVIEW, ascii, None, room)


def check(scene: Scene, room: tuple[int, int]) -> None:
    boxes = scene.routes.boxes
    for one, other in combinations(boxes.values(), 2):
        assert one.y != other.y or one.right <= other.x or other.right <= one.x, "marks overlap"
    assert scene.routes.width <= room[0]
    assert scene.routes.height <= room[1]


@laws
@given(graphs(), ROOMS)
def test_every_mark_is_in_sight_and_on_its_own(graph: Graph, room: tuple[int, int]) -> None:
    scene = overview(graph, room)
    assert set(scene.routes.boxes) == {card.id for card in graph.cards}
    assert set(scene.routes.paths) == set(graph.valid_links())
    check(scene, room)
    assert scene.routes == overview(graph, room).routes


@laws
@given(graphs(), ROOMS)
def test_links_run_from_mark_to_mark(graph: Graph, room: tuple[int, int]) -> None:
    routes = overview(graph, room).routes
    for link, path in routes.paths.items():
        assert path[0] == routes.boxes[link.source].centre
        assert path[-1] == routes.boxes[link.target].centre
        cells = path_cells(path)
        assert all(abs(x1 - x2) <= 1 and abs(y1 - y2) <= 1 for (x1, y1), (x2, y2) in pairwise(cells))


@laws
@given(graphs(), st.booleans(), st.integers(-5, 60), st.integers(1, 60))
def test_every_line_has_its_width(graph: Graph, ascii: bool, start: int, width: int) -> None:
    scene = overview(graph, (80, 22), ascii)
    for y in range(scene.routes.height):
        runs = scene.raster.row(y, start, start + width)
        assert sum(cell_width(text) for text, _ in runs) == width


@pytest.mark.parametrize("room", [(80, 22), (120, 40), (200, 60)])
def test_a_large_flow_is_in_sight(room: tuple[int, int]) -> None:
    check(overview(random_flow(150, 207), room), room)


def test_where_there_is_room_marks_have_titles() -> None:
    lines = drawn(overview(abandoned_cart(), (80, 22)).raster)
    assert any("◆ Cart still full?" in line for line in lines)
    assert any("≡ Reminder + promo" in line for line in lines)


def test_in_ascii_lines_are_dots() -> None:
    text = "\n".join(drawn(overview(abandoned_cart(), (80, 22), True).raster))
    assert text.isascii()
    assert "....." in text


def test_far_more_blocks_than_cells_run_on_below() -> None:
    graph = random_flow(300, 310)
    scene = overview(graph, (20, 10))
    assert len(scene.routes.boxes) == 300
    for one, other in combinations(scene.routes.boxes.values(), 2):
        assert one.y != other.y or one.right <= other.x or other.right <= one.x
