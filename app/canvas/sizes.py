"""How large each card is and where its outputs leave it: the one place that knows a card's inner
arrangement.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.canvas.picture import Card, Graph, Level
from app.text import cell_width, cut, visible, wrap

CARD_WIDTH = 27  # odd, so that lines come in at the true middle
BODY_ROWS = 2
PADDING = 2  # border and one blank cell, on either side
LABEL_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Port:
    """An output at the lower edge of a card; `offset` and `label_at` are in cells from its left edge."""

    output: str
    label: str
    offset: int
    label_at: int
    connected: bool


@dataclass(frozen=True, slots=True)
class Size:
    """A card's size in cells, its outputs, and its words wrapped to its width."""

    width: int
    height: int
    ports: tuple[Port, ...]
    body: tuple[str, ...]

    @property
    def entrance(self) -> int:
        """Where links come in at the upper edge, in cells from the left edge."""
        return self.width // 2


def measure(graph: Graph, level: Level) -> dict[str, Size]:
    """The size of every card at this level of zoom. Widths are the same at both, so that cards keep their
    columns.
    """
    connected = {link.key for link in graph.valid_links()}
    return {
        card.id: _size(card, level, tuple((card.id, output) in connected for output, _ in card.outputs))
        for card in graph.cards
    }


@lru_cache(maxsize=2_000)
def _size(card: Card, level: Level, connected: tuple[bool, ...]) -> Size:
    labels = [_short(visible(label)) for _, label in card.outputs]
    longest = max(map(cell_width, labels), default=0)
    width = CARD_WIDTH
    if len(labels) == 2:
        width = max(width, 3 * longest + 6)
    elif len(labels) > 2:
        width = max(width, len(labels) * (longest + 4))
    ports = tuple(
        Port(output, label, offset, label_at, joined)
        for (output, _), label, (offset, label_at), joined in zip(
            card.outputs, labels, _offsets(width, labels, connected), connected, strict=True
        )
    )
    if level is not Level.FULL:
        return Size(width, 1, ports, ())
    body: list[str] = []
    titled = bool(card.title or not card.lines)
    rows = BODY_ROWS if titled else BODY_ROWS + 1
    for line in card.lines:
        body += wrap(visible(line), width - 2 * PADDING, rows - len(body))
    return Size(width, 2 + titled + len(body) + (card.badge is not None), ports, tuple(body))


def _short(label: str) -> str:
    """A label as long as there is room for; of a name with a share, "A kind word 40 %", the share stays."""
    name, *share = label.rsplit(" ", 2)
    if len(share) != 2 or share[1] != "%":
        return cut(label, LABEL_LIMIT)
    ending = f" {share[0]} %"
    return cut(name, max(LABEL_LIMIT - cell_width(ending), 1)) + ending


def _offsets(width: int, labels: list[str], connected: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where each output leaves the card and where its label begins.

    Two outputs have their labels on the outer sides; where only one of them is connected it takes the
    middle, so that its line runs straight. Three and more share the width evenly, labels to the right.
    """
    middle = width // 2
    if len(labels) == 1:
        return [(middle, middle + 2)]
    if len(labels) == 2:
        left = middle if connected == (True, False) else middle - width // 6
        right = middle if connected == (False, True) else middle + width // 6
        return [(left, left - 1 - cell_width(labels[0])), (right, right + 2)]
    slot = width // max(1, len(labels))
    inset = max(1, (slot - 2 - max(map(cell_width, labels), default=0)) // 2)
    return [(place * slot + inset, place * slot + inset + 2) for place in range(len(labels))]
