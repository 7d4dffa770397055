"""What the canvas shows, compared with another version of the flow: the marks on it (F-17, F-19)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.canvas.picture import Card, Graph, Link, LinkKey, Tone
from app.words import count_of
from engine.flow.difference import Difference, difference
from engine.flow.model import Flow


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different in what is shown from another version."""

    number: int
    """Of the other version; 0 is the draft."""
    flow: Flow
    """The other version."""
    shown: int
    """The number of what is shown."""
    seen: Flow
    """What is shown."""
    found: Difference
    """From the other version to what is shown."""

    @classmethod
    def of(cls, number: int, flow: Flow, shown: int, seen: Flow) -> "Comparison":
        """Compares them."""
        return cls(number, flow, shown, seen, difference(flow, seen))

    @property
    def words(self) -> str:
        return f"from {version_words(self.number)} to {version_words(self.shown)}"

    @property
    def gone(self) -> tuple[str, ...]:
        """The blocks that only the other version has."""
        added = set(self.found.added)
        return tuple(block for block in self.found.removed if block not in added)


def version_words(number: int) -> str:
    return f"version {number}" if number else "the draft"


def tones(compared: Comparison) -> dict[str, Tone]:
    """How each card that differs is marked. A block that only leads elsewhere has not changed."""
    found = compared.found
    return {
        **dict.fromkeys(found.changed, Tone.CHANGED),
        **dict.fromkeys(compared.gone, Tone.REMOVED),
        **dict.fromkeys(found.added, Tone.ADDED),
    }


def links(compared: Comparison) -> dict[LinkKey, Tone]:
    """How each connection that differs is marked, those of blocks that came or went among them."""
    found = compared.found
    came, gone = set(found.added), set(compared.gone)
    marks = {
        **{(one.source, one.output): Tone.ADDED for one in compared.seen.connections if one.source in came},
        **{(one.source, one.output): Tone.REMOVED for one in compared.flow.connections if one.source in gone},
    }
    for one in found.rewired:
        tone = Tone.ADDED if one.old is None else Tone.REMOVED if one.new is None else Tone.CHANGED
        marks[one.block, one.output] = tone
    return marks


def with_ghosts(graph: Graph, before: Graph, compared: Comparison) -> Graph:
    """The graph with the cards that went, as ghosts, and with their connections as far as both ends are
    there. `before` is the other version's."""
    gone = set(compared.gone)
    if not gone:
        return graph
    ghosts: list[Card] = [
        replace(card, col=None, row=None, tone=Tone.REMOVED) for card in before.cards if card.id in gone
    ]
    there = gone | {card.id for card in graph.cards}
    loose = {(one.block, one.output) for one in compared.found.rewired if one.new is None}
    back: list[Link] = [
        link
        for link in before.links
        if link.target in there and (link.source in gone or (link.key in loose and link.target in gone))
    ]
    return Graph((*graph.cards, *ghosts), (*graph.links, *back))


class Mark(NamedTuple):
    """A kind of difference, for the legend: its tone and what it stands for here."""

    tone: Tone
    words: str


def legend(compared: Comparison) -> Iterator[Mark]:
    """What the marks stand for, with how many there are."""
    found = compared.found
    counted: Mapping[Tone, int] = {
        Tone.ADDED: len(found.added),
        Tone.CHANGED: len(found.changed),
        Tone.REMOVED: len(found.removed),
    }
    for tone, n in counted.items():
        if n:
            yield Mark(tone, f"{count_of(n, 'block')} {tone.value}")
    if found.rewired:
        leads = "leads" if len(found.rewired) == 1 else "lead"
        yield Mark(Tone.CHANGED, f"{count_of(len(found.rewired), 'output')} {leads} elsewhere")
    if found.flow:
        yield Mark(Tone.CHANGED, "the flow's settings")
