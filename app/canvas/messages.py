"""What the canvas posts up. Handlers are named `on_canvas_…`; `@on(Canvas.Selected)` works as for any
widget.
"""

from textual.message import Message
from textual.widget import Widget


class CanvasMessage(Message, namespace="canvas"):
    """A message of one canvas."""

    def __init__(self, canvas: Widget) -> None:
        super().__init__()
        self.canvas = canvas

    @property
    def control(self) -> Widget:
        """The canvas, for `@on` with a selector."""
        return self.canvas


class CardMessage(CanvasMessage, namespace="canvas"):
    """A message about one card of one canvas."""

    def __init__(self, canvas: Widget, card_id: str) -> None:
        super().__init__(canvas)
        self.card_id = card_id


class Selected(CardMessage, namespace="canvas"):
    """Another card was selected, by whichever way."""


class Opened(CardMessage, namespace="canvas"):
    """Enter or a double click on a card."""


class ChosenChanged(CanvasMessage, namespace="canvas"):
    """Other cards are chosen than before: `Canvas.chosen`."""


class CardsMoved(CanvasMessage, namespace="canvas"):
    """Cards were placed by hand, all of them in one go; the canvas shows them there already.

    `moves` are (card, column, row), columns and rows as `Card.col` and `Card.row` have them.
    """

    def __init__(self, canvas: Widget, moves: tuple[tuple[str, int, int], ...]) -> None:
        super().__init__(canvas)
        self.moves = moves


class Connected(CardMessage, namespace="canvas"):
    """A connection from an output to a card was asked for; the canvas shows it once the graph has it."""

    def __init__(self, canvas: Widget, source: str, output: str, target: str) -> None:
        super().__init__(canvas, source)
        self.source = source
        self.output = output
        self.target = target


class DroppedOnGround(CardMessage, namespace="canvas"):
    """A line was drawn from an output and let go on empty ground: something new is wanted there.

    `col` and `row` are where a card would have to be put for its entrance to lie under the pointer.
    """

    def __init__(self, canvas: Widget, source: str, output: str, col: int, row: int) -> None:
        super().__init__(canvas, source)
        self.source = source
        self.output = output
        self.col = col
        self.row = row
