"""Which cards and links lie on the ways on from a card, or on the ways that lead to it."""

from typing import Literal

from app.canvas.picture import Graph, Link, LinkKey

Way = Literal["downstream", "upstream"]


def reach(graph: Graph, card_id: str, way: Way) -> tuple[frozenset[str], frozenset[LinkKey]]:
    """The card itself with all cards that way, and the links between them."""
    onward: dict[str, list[Link]] = {}
    for link in graph.valid_links():
        onward.setdefault(link.source if way == "downstream" else link.target, []).append(link)
    cards = {card_id}
    links: set[LinkKey] = set()
    waiting = [card_id]
    while waiting:
        for link in onward.get(waiting.pop(), ()):
            links.add(link.key)
            other = link.target if way == "downstream" else link.source
            if other not in cards:
                cards.add(other)
                waiting.append(other)
    return frozenset(cards), frozenset(links)
