"""Arrow keys, landings, and what travels over the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.canvas.glyphs import BOX
from app.canvas.moves import Direction, landing, neighbour
from app.canvas.overlay import Cells, changed_spans, ghost, short_count, straight
from app.canvas.picture import Card, Graph, Level, Token
from app.canvas.route import Box
from app.canvas.scene import compose
from tests.app.canvas.graphs import abandoned_cart, random_flow

GRAPH = abandoned_cart()
SCENE = compose(GRAPH, Level.FULL, False)


@pytest.mark.parametrize(
    ("card_id", "direction", "found"),
    [
        ("launch", "down", "days"),
        ("days", "up", "launch"),
        ("test", "down", "promo"),
        ("mail", "right", "promo"),
        ("promo", "left", "mail"),
        ("mail", "down", "day"),
        ("launch", "up", None),
        ("sms", "down", None),
    ],
)
def test_arrow_keys_follow_connections(card_id: str, direction: Direction, found: str | None) -> None:
    assert neighbour(GRAPH, SCENE.routes, card_id, direction) == found


def test_going_back_prefers_where_one_came_from() -> None:
    assert neighbour(GRAPH, SCENE.routes, "day", "up", came_from="promo") == "promo"
    assert neighbour(GRAPH, SCENE.routes, "day", "up", came_from="mail") == "mail"


def test_every_card_can_be_reached_by_arrow_keys() -> None:
    graph = random_flow(60, 80)
    graph = Graph((*graph.cards, Card("island", "steps", "Island")), graph.links)
    routes = compose(graph, Level.FULL, False).routes
    reached, waiting = {"b0"}, ["b0"]
    directions: tuple[Direction, ...] = ("up", "down", "left", "right")
    while waiting:
        here = waiting.pop()
        for direction in directions:
            found = neighbour(graph, routes, here, direction)
            if found is not None and found not in reached:
                reached.add(found)
                waiting.append(found)
    missing = set(routes.boxes) - reached
    assert len(missing) <= len(routes.boxes) // 20, missing


@pytest.mark.parametrize("card_id", [card.id for card in GRAPH.cards])
def test_a_card_lands_where_it_was_let_go(card_id: str) -> None:
    box = SCENE.routes.boxes[card_id]
    col, row = SCENE.placement.cards[card_id]
    assert landing(SCENE.routes, box.x, box.y) == (col, row)
    assert landing(SCENE.routes, box.x - 5, box.y + 1) == (col - 5, row)


def test_a_card_can_land_above_and_below_everything() -> None:
    routes = SCENE.routes
    rows = [row for _, row in SCENE.placement.cards.values()]
    assert landing(routes, 0, -20)[1] == min(rows) - 1
    assert landing(routes, 0, routes.height + 20)[1] == max(rows) + 1


def test_tokens_stand_on_their_link_and_never_on_a_card() -> None:
    link = GRAPH.links[3]
    path = SCENE.routes.paths[link]
    cells = SCENE.tracks.tokens([Token(link.key, 0.0), Token(link.key, 1.0, 1_500)], SCENE.covered)
    (x, y), (to_x, to_y) = path[0], path[-1]
    assert cells[y][x] == ("●", "token")
    assert "".join(cells[to_y][at][0] for at in sorted(cells[to_y])) == "1.5k"
    assert to_x in cells[to_y]
    for y, row in cells.items():
        assert all(SCENE.raster.card_at(x, y) is None for x in row)


def test_tokens_on_one_cell_are_counted_together() -> None:
    key = GRAPH.links[0].key
    cells = SCENE.tracks.tokens(
        [Token(key, 0.5, 2), Token(key, 0.5), Token(("no", "such"), 0.1)], SCENE.covered
    )
    assert [run for row in cells.values() for run in row.values()] == [("3", "tokens")]


@given(st.integers(0, 10**9))
def test_short_counts_are_short(count: int) -> None:
    assert len(short_count(count)) <= (4 if count < 10**7 else 5)


@pytest.mark.parametrize(
    ("count", "text"),
    [(7, "7"), (999, "999"), (1_000, "1k"), (1_249, "1.2k"), (38_400, "38k"), (4_100_000, "4.1M")],
)
def test_short_count(count: int, text: str) -> None:
    assert short_count(count) == text


def test_only_differences_are_painted() -> None:
    before = {1: {3: ("●", "token"), 9: ("●", "token")}, 2: {0: ("●", "token")}}
    after = {1: {3: ("●", "token"), 8: ("●", "token")}, 2: {0: ("●", "token")}}
    assert changed_spans(before, after) == {1: (8, 10)}


def test_a_dragged_card_is_a_box_of_its_size_with_its_title() -> None:
    cells: Cells = {}
    ghost(Box(2, 1, 12, 4), BOX.focused, "漢字の長い題名", cells)
    text = ["".join(character for _, (character, _) in sorted(cells[y].items())) for y in sorted(cells)]
    assert text == ["╔══════════╗", "║ 漢字の…  ║", "║          ║", "╚══════════╝"]
    assert all(sorted(row) == list(range(2, 14)) for row in cells.values())


def test_straight_lines_pass_behind_cards() -> None:
    cells: Cells = {}
    straight((0, 0), (9, 0), ".", {0: [(3, 6)]}, cells)
    assert sorted(cells[0]) == [0, 1, 2, 6, 7, 8, 9]
