"""What the canvas posts up. Handlers are named `on_canvas_…`; `@on(Canvas.Selected)` works as for any
widget.
"""

from textual.message import Message
from textual.widget import Widget


class CardMessage(Message, namespace="canvas"):
    """A message about one card of one canvas."""

    def __init__(self, canvas: Widget, card_id: str) -> None:
        super().__init__()
        self.canvas = canvas
        self.card_id = card_id

    @property
    def control(self) -> Widget:
        """The canvas, for `@on` with a selector."""
        return self.canvas


class Selected(CardMessage, namespace="canvas"):
    """Another card was selected, by whichever way."""


class Opened(CardMessage, namespace="canvas"):
    """Enter or a double click on a card."""


class CardMoved(CardMessage, namespace="canvas"):
    """A card was placed by hand; the canvas shows it there already. `col` and `row` are for its `Card`."""

    def __init__(self, canvas: Widget, card_id: str, col: int, row: int) -> None:
        super().__init__(canvas, card_id)
        self.col = col
        self.row = row


class Connected(CardMessage, namespace="canvas"):
    """A connection from an output to a card was asked for; the canvas shows it once the graph has it."""

    def __init__(self, canvas: Widget, source: str, output: str, target: str) -> None:
        super().__init__(canvas, source)
        self.source = source
        self.output = output
        self.target = target
