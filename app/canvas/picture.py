"""What the canvas draws, as plain data: cards, the links between them, and the tokens on their way.

The rest of the app makes a `Graph` from a flow; nothing here knows what a flow is.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

LinkKey = tuple[str, str]
"""A link by its source card and the output it leaves from."""


class Level(Enum):
    """How much of each card is drawn."""

    FULL = "full"
    """Kind, title, words and counts."""
    LINE = "line"
    """One line a card: icon, title, the first of the counts."""
    OVERVIEW = "overview"
    """The whole flow in sight: a small mark for each card."""


class Tone(Enum):
    """How a card stands out, beside its kind. Each has a sign of its own, never colour alone."""

    PLAIN = "plain"
    DIM = "dim"
    WARNING = "warning"
    PROBLEM = "problem"
    ADDED = "added"
    """Of two flows, only the one that is looked at has it."""
    CHANGED = "changed"
    REMOVED = "removed"
    """Only the other one has it: the card is a ghost."""


DIFFERENT = frozenset({Tone.ADDED, Tone.CHANGED, Tone.REMOVED})
"""How two flows that are compared differ: cards, and the links between them."""


@dataclass(frozen=True, slots=True)
class Card:
    """One block as it is drawn.

    A card without a title shows more of its words instead. `outputs` are (id, label) from left to right; an
    empty label draws none. `badge` is the line of counts; None keeps no line for it. `col` and `row` are set
    together for a card placed by hand: `col` is the cell of its left edge, `row` the row of cards that it
    stands in (rows are as high as their highest card, so cards of other rows never move it). Both may be
    negative.
    """

    id: str
    kind: str
    title: str
    lines: tuple[str, ...] = ()
    badge: str | None = None
    outputs: tuple[tuple[str, str], ...] = ()
    col: int | None = None
    row: int | None = None
    tone: Tone = Tone.PLAIN

    @property
    def heading(self) -> str:
        """What stands for the card where there is one line for it: its title, or else its words."""
        return self.title or next(iter(self.lines), self.kind)


@dataclass(frozen=True, slots=True)
class Link:
    """A connection from an output of one card to another card."""

    source: str
    output: str
    target: str

    @property
    def key(self) -> LinkKey:
        return (self.source, self.output)


@dataclass(frozen=True, slots=True)
class Graph:
    """Cards and links. Links from or to what does not exist are left out of the picture, drafts may hold
    some.
    """

    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()

    def valid_links(self) -> tuple[Link, ...]:
        """The links whose output and target exist, each once, in order."""
        outputs = {(card.id, output) for card in self.cards for output, _ in card.outputs}
        ids = {card.id for card in self.cards}
        return tuple(dict.fromkeys(link for link in self.links if link.key in outputs and link.target in ids))

    def shape(self) -> Hashable:
        """Everything that decides where cards go; words and counts do not."""
        return (tuple((card.id, card.outputs, card.col, card.row) for card in self.cards), self.links)

    def with_badges(self, badges: Mapping[str, str]) -> "Graph":
        """The same graph in which every card keeps a line for counts, with those given."""
        return replace(
            self,
            cards=tuple(replace(card, badge=badges.get(card.id, card.badge or "")) for card in self.cards),
        )

    def moved(self, moves: Mapping[str, tuple[int, int]]) -> "Graph":
        """The same graph with some cards placed by hand: card → column and row."""
        return replace(
            self,
            cards=tuple(
                replace(card, col=moves[card.id][0], row=moves[card.id][1]) if card.id in moves else card
                for card in self.cards
            ),
        )


@dataclass(frozen=True, slots=True)
class Token:
    """Customers on their way along a link: how far (0 to 1) and how many."""

    link_key: LinkKey
    progress: float
    count: int = 1
