"""Laws of every picture, over any graph that a draft may hold."""

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.canvas.layout import Placement, place
from app.canvas.picture import Card, Graph, Level, Link
from app.canvas.route import CROSSING, Point, Routes, path_cells, route
from app.canvas.sizes import measure
from app.text import cell_width
from tests.app.canvas.graphs import abandoned_cart, graphs, random_flow
from tests.laws import examples

LEVELS = st.sampled_from((Level.FULL, Level.LINE))
laws = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def routes_of(graph: Graph, level: Level = Level.FULL) -> Routes:
    sizes = measure(graph, level)
    return route(graph, sizes, place(graph, sizes), level)


def steps(path: tuple[Point, ...]) -> set[frozenset[Point]]:
    return {frozenset(pair) for pair in pairwise(path_cells(path))}


def share_an_end(one: Link, other: Link) -> bool:
    return one.target == other.target or one.key == other.key


def check(graph: Graph, routes: Routes) -> None:
    boxes = routes.boxes
    for box, next_box in combinations(boxes.values(), 2):
        beside = box.right <= next_box.x or next_box.right <= box.x
        assert beside or box.bottom <= next_box.y or next_box.bottom <= box.y, "cards overlap"
    cells = {link: path_cells(path) for link, path in routes.paths.items()}
    inside = {
        (x, y) for box in boxes.values() for x in range(box.x, box.right) for y in range(box.y, box.bottom)
    }
    drawn = {(x, y) for y, row in routes.masks.items() for x in row}
    for label in routes.labels:
        for x in range(label.x, label.x + cell_width(label.text)):
            assert (x, label.y) not in inside | drawn, "a label covers a card or a line"
            assert 0 <= x < routes.width
    for link, path in cells.items():
        assert not inside & set(path), "a link runs through a card"
        assert all(0 <= x < routes.width and 0 <= y < routes.height for x, y in path), "outside the picture"
        source, target = boxes[link.source], boxes[link.target]
        assert path[0][1] == source.bottom
        assert source.x < path[0][0] < source.right - 1
        assert path[-1] == (target.x + target.width // 2, target.y - 1)
    keys = [link.key for link in routes.paths]
    twice = {key for key in keys if keys.count(key) > 1}
    segments = {link: steps(path) for link, path in routes.paths.items()}
    for one, other in combinations(routes.paths, 2):
        if not share_an_end(one, other):
            assert not segments[one] & segments[other], f"{one} and {other} share a segment"
            if one.key in twice or other.key in twice:
                continue
            for x, y in set(cells[one]) & set(cells[other]):
                assert routes.masks[y][x] == 15 | CROSSING, "lines of different links touch without crossing"


@laws
@given(graphs(), LEVELS)
def test_laws_of_any_picture(graph: Graph, level: Level) -> None:
    routes = routes_of(graph, level)
    assert set(routes.boxes) == {card.id for card in graph.cards}
    assert set(routes.paths) == set(graph.valid_links())
    check(graph, routes)


@laws
@given(graphs())
def test_the_same_graph_gives_the_same_picture(graph: Graph) -> None:
    again = Graph(tuple(graph.cards), tuple(graph.links))
    assert routes_of(graph) == routes_of(again)


def hand_placed_stay(graph: Graph, placement: Placement) -> None:
    """Cards placed by hand are in their row and column, but for those on the spot of an earlier one."""
    placed = placement.cards
    sizes = measure(graph, Level.FULL)
    taken: list[tuple[int, int, int]] = []
    for card in graph.cards:
        if card.col is None or card.row is None:
            continue
        left, right = card.col, card.col + sizes[card.id].width
        assert placement.true_row(placed[card.id][1]) == card.row
        if all(row != card.row or right <= low or high <= left for low, high, row in taken):
            assert placed[card.id][0] == card.col
            taken.append((left, right, card.row))
        else:
            taken.append((placed[card.id][0], placed[card.id][0] + sizes[card.id].width, card.row))


@laws
@given(graphs())
def test_cards_placed_by_hand_stay(graph: Graph) -> None:
    hand_placed_stay(graph, place(graph, measure(graph, Level.FULL)))


@laws
@given(graphs())
def test_gutters_stretch_around_cards_placed_by_hand(graph: Graph) -> None:
    """Whatever stands between them: cards of one row are level, and a lower row lies lower."""
    placement = place(graph, measure(graph, Level.FULL))
    boxes = routes_of(graph).boxes
    origin = min((boxes[key].x - col for key, (col, _) in placement.cards.items()), default=0)
    for key, (col, row) in placement.cards.items():
        assert boxes[key].x == col + origin
        for other, (_, other_row) in placement.cards.items():
            assert (boxes[key].y < boxes[other].y) == (row < other_row)


@laws
@given(graphs(by_hand=False))
def test_links_lead_down_unless_they_close_a_cycle(graph: Graph) -> None:
    rows = {card_id: row for card_id, (_, row) in place(graph, measure(graph, Level.FULL)).cards.items()}
    reached: dict[str, set[str]] = {card.id: {card.id} for card in graph.cards}
    links = graph.valid_links()
    for _ in graph.cards:
        for link in links:
            reached[link.source] |= reached[link.target]
    for link in links:
        if link.source not in reached[link.target]:
            assert rows[link.target] > rows[link.source]


@pytest.mark.parametrize("seed", range(8))
def test_laws_of_large_flows(seed: int) -> None:
    graph = random_flow(150, 207, seed)
    check(graph, routes_of(graph))


def test_rings_of_constraints_are_cut() -> None:
    """Two cards side by side whose outputs swap places: each line would have to lie above the other."""
    cards = (
        Card("a", "wait", "a", outputs=(("o", ""),), col=0, row=0),
        Card("b", "wait", "b", outputs=(("o", ""),), col=40, row=0),
        Card("c", "wait", "c", col=0, row=1),
        Card("d", "wait", "d", col=40, row=1),
    )
    graph = Graph(cards, (Link("a", "o", "d"), Link("b", "o", "c")))
    routes = routes_of(graph)
    check(graph, routes)
    assert any(mask & CROSSING for row in routes.masks.values() for mask in row.values())


def test_links_to_nowhere_are_left_out() -> None:
    cards = (Card("a", "wait", "a", outputs=(("o", ""),)), Card("b", "wait", "b"))
    links = (Link("a", "o", "b"), Link("a", "gone", "b"), Link("a", "o", "gone"), Link("a", "o", "b"))
    assert Graph(cards, links).valid_links() == (Link("a", "o", "b"),)
    assert len(routes_of(Graph(cards, links)).paths) == 1


def test_an_empty_graph_is_a_picture() -> None:
    assert routes_of(Graph()).boxes == {}


def test_a_straight_flow_is_straight() -> None:
    graph = abandoned_cart()
    routes = routes_of(graph)
    for source in ("launch", "days", "full", "day", "ordered", "limit"):
        path = next(path for link, path in routes.paths.items() if link.source == source)
        assert len(path) == 2, f"the line from {source} bends"


def test_what_nothing_leads_to_stands_beside() -> None:
    graph = abandoned_cart()
    more = Graph(
        (*graph.cards, Card("island", "steps", "Island"), Card("other", "steps", "Other")), graph.links
    )
    boxes = routes_of(more).boxes
    rest = max(box.right for card_id, box in boxes.items() if card_id not in ("island", "other"))
    assert boxes["island"].x > rest
    assert boxes["other"].x == boxes["island"].x
    assert boxes["other"].y > boxes["island"].y


def test_far_away_cards_from_a_strange_file_stay_drawable() -> None:
    cards = (
        Card("a", "wait", "a", outputs=(("o", ""),)),
        Card("b", "wait", "b", col=10**9, row=10**9),
        Card("c", "wait", "c", col=-(10**9), row=-(10**9)),
    )
    graph = Graph(cards, (Link("a", "o", "b"), Link("a", "o", "c")))
    check(graph, routes_of(graph))


def test_of_a_wide_gap_few_rows_are_drawn_and_the_rows_are_kept() -> None:
    cards = (
        Card("a", "wait", "a", col=0, row=-50),
        Card("b", "wait", "b", col=0, row=400),
        Card("c", "wait", "c"),
    )
    graph = Graph(cards)
    placement = place(graph, measure(graph, Level.FULL))
    assert placement.spot("a") == (0, -50)
    assert placement.spot("b") == (0, 400)
    assert routes_of(graph).height < 60
