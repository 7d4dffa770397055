"""The picture after an edit: as little as possible moves, and every law of a picture holds still."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.canvas.layout import Placement, place
from app.canvas.picture import Card, Graph, Level, Link
from app.canvas.route import route
from app.canvas.sizes import measure
from tests.app.canvas.graphs import NEXT, abandoned_cart, graphs, random_flow
from tests.app.canvas.test_layout_laws import check, hand_placed_stay
from tests.laws import examples

laws = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
Edit = Callable[[Graph, int], Graph]
NEW = Card("new", "wait", "New", ("1 day",), None, NEXT)


def placed(graph: Graph, before: Placement | None = None) -> Placement:
    return place(graph, measure(graph, Level.FULL), before)


def behind(graph: Graph, at: int) -> Graph:
    """A new card at an output that led nowhere."""
    led = {link.key for link in graph.links}
    ends = [(card.id, output) for card in graph.cards for output, _ in card.outputs]
    ends = [end for end in ends if end not in led]
    source, output = ends[at % len(ends)]
    return Graph((*graph.cards, NEW), (*graph.links, Link(source, output, NEW.id)))


def between(graph: Graph, at: int) -> Graph:
    """A new card in a connection."""
    link = graph.links[at % len(graph.links)]
    others = tuple(other for other in graph.links if other != link)
    joined = (Link(link.source, link.output, NEW.id), Link(NEW.id, "next", link.target))
    return Graph((*graph.cards, NEW), (*others, *joined))


def without(graph: Graph, at: int) -> Graph:
    """One card less, with its connections."""
    gone = graph.cards[at % len(graph.cards)].id
    return Graph(
        tuple(card for card in graph.cards if card.id != gone),
        tuple(link for link in graph.links if gone not in (link.source, link.target)),
    )


def cut(graph: Graph, at: int) -> Graph:
    """One connection less."""
    return Graph(graph.cards, tuple(link for n, link in enumerate(graph.links) if n != at % len(graph.links)))


def moved_aside(before: Placement, after: Placement) -> list[str]:
    """The cards that are in another column than before."""
    return [
        card_id
        for card_id, (col, _) in after.cards.items()
        if card_id in before.cards and before.cards[card_id][0] != col
    ]


FLOWS = {
    "abandoned cart": abandoned_cart(),
    "40 blocks": random_flow(40, 52, 3),
    "150 blocks": random_flow(150, 207),
}


@pytest.mark.parametrize("name", FLOWS)
@pytest.mark.parametrize("edit", [behind, between, without, cut])
def test_hardly_any_card_moves_aside(name: str, edit: Edit) -> None:
    graph = FLOWS[name]
    before = placed(graph)
    moved = [len(moved_aside(before, placed(edit(graph, at), before))) for at in range(0, 40, 7)]
    assert sum(moved) / len(moved) <= 3
    assert max(moved) <= len(graph.cards) / 3


@pytest.mark.parametrize("name", FLOWS)
@pytest.mark.parametrize("at", [0, 3, 8])
def test_a_card_added_at_the_end_moves_nobody(name: str, at: int) -> None:
    graph = FLOWS[name]
    before = placed(graph)
    after = placed(behind(graph, at), before)
    assert {key: spot for key, spot in after.cards.items() if key != NEW.id} == dict(before.cards)


@pytest.mark.parametrize("name", FLOWS)
def test_without_an_edit_nothing_moves(name: str) -> None:
    before = placed(FLOWS[name])
    assert placed(FLOWS[name], before).cards == before.cards


def test_other_words_move_nobody() -> None:
    graph = abandoned_cart()
    before = placed(graph)
    renamed = replace(
        graph, cards=tuple(replace(card, title=card.title * 3, lines=()) for card in graph.cards)
    )
    assert renamed.shape() == graph.shape()
    assert placed(renamed, before).cards == before.cards


def test_a_part_that_is_cut_off_stays_where_it_is() -> None:
    graph = abandoned_cart()
    before = placed(graph)
    links = tuple(link for link in graph.links if link.key != ("days", "next"))
    assert placed(Graph(graph.cards, links), before).cards == before.cards


@laws
@given(graphs(), graphs(), st.sampled_from((Level.FULL, Level.LINE)))
def test_laws_of_any_picture_after_any_other(first: Graph, second: Graph, level: Level) -> None:
    before = placed(first)
    sizes = measure(second, level)
    placement = place(second, sizes, before)
    assert placement == place(second, sizes, before)
    check(second, route(second, sizes, placement, level))
    hand_placed_stay(second, placement)


@laws
@given(graphs(), st.sampled_from((behind, between, without, cut)), st.integers(0, 100))
def test_laws_of_any_picture_after_an_edit(graph: Graph, edit: Edit, at: int) -> None:
    led = {link.key for link in graph.links}
    if not graph.links or all((card.id, out) in led for card in graph.cards for out, _ in card.outputs):
        return
    edited = edit(graph, at)
    sizes = measure(edited, Level.FULL)
    placement = place(edited, sizes, placed(graph))
    check(edited, route(edited, sizes, placement, Level.FULL))
    hand_placed_stay(edited, placement)
