"""Long connections: named at both ends, drawn in a way of their own."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.canvas.picture import Card, Graph, Level, Link
from app.canvas.scene import compose
from app.text import cell_width
from tests.app.canvas.graphs import NEXT, YES_NO, abandoned_cart, graphs
from tests.app.canvas.test_raster import drawn
from tests.laws import examples


def ladder(steps: int = 5) -> Graph:
    """A question whose "no" leads past all the steps to the last card."""
    cards = [Card("ask", "condition", "Ordered?", outputs=YES_NO)]
    cards += [Card(f"s{at}", "steps", f"Step {at}", ("something",), "", NEXT) for at in range(steps)]
    cards.append(Card("end", "steps", "The end"))
    links = [Link("ask", "yes", "s0"), Link("ask", "no", "end")]
    links += [Link(f"s{at}", "next", f"s{at + 1}") for at in range(steps - 1)]
    links.append(Link(f"s{steps - 1}", "next", "end"))
    return Graph(tuple(cards), tuple(links))


def test_a_long_connection_is_named_at_its_far_end() -> None:
    lines = drawn(compose(ladder(), Level.FULL, False).raster)
    arrow = next(line for line in lines if "▼ Ordered? · no" in line)
    assert "The end" in lines[lines.index(arrow) + 2]
    assert any("│ no" in line or "╎ no" in line for line in lines), "and at its near end"
    assert sum("╎" in line for line in lines) > 10, "dashed"


def test_it_is_dashed_in_ascii_too() -> None:
    lines = drawn(compose(ladder(), Level.FULL, True).raster)
    assert sum(":" in line for line in lines) > 10


def test_a_short_connection_is_named_at_one_end_only() -> None:
    lines = drawn(compose(ladder(1), Level.FULL, False).raster)
    assert not any("Ordered? · no" in line for line in lines)
    assert not compose(abandoned_cart(), Level.LINE, False).routes.far


def test_of_several_to_one_card_the_others_are_counted() -> None:
    graph = ladder()
    more = Card("other", "condition", "Asked again?", outputs=YES_NO, col=60, row=0)
    both = replace(graph, cards=(*graph.cards, more), links=(*graph.links, Link("other", "no", "end")))
    lines = drawn(compose(both, Level.FULL, False).raster)
    assert any("Ordered? · no +1" in line or "… +1" in line for line in lines)


def test_what_leads_there_shortly_keeps_its_plain_line() -> None:
    scene = compose(ladder(), Level.FULL, False)
    box = scene.routes.boxes["end"]
    middle = box.x + box.width // 2
    styles = {style for text, style in scene.raster.row(box.y - 1, middle, middle + 1)}
    assert styles == {"line"}, "the arrow belongs to the short connection as well"


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.sampled_from((Level.FULL, Level.LINE)))
def test_no_text_covers_another_or_a_line_or_a_card(graph: Graph, level: Level) -> None:
    routes = compose(graph, level, False).routes
    taken = {(x, y) for y, row in routes.masks.items() for x in row}
    for box in routes.boxes.values():
        taken |= {(x, y) for x in range(box.x, box.right) for y in range(box.y, box.bottom)}
    for label in routes.labels:
        cells = {(x, label.y) for x in range(label.x, label.x + cell_width(label.text))}
        assert not cells & taken
        assert all(0 <= x < routes.width for x, _ in cells)
        taken |= cells
