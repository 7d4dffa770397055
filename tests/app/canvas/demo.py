"""A canvas in an app of its own, that keeps what the canvas posts up."""

from textual.app import App, ComposeResult
from textual.message import Message

from app.canvas.picture import Graph
from app.canvas.widget import Canvas


class Demo(App[None]):
    """Shows one graph."""

    def __init__(self, graph: Graph, ascii: bool = False) -> None:
        super().__init__()
        self.graph = graph
        self.plain = ascii
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Canvas(self.graph, ascii=self.plain)

    @property
    def canvas(self) -> Canvas:
        """The one canvas."""
        return self.query_one(Canvas)

    def on_canvas_selected(self, message: Canvas.Selected) -> None:
        self.posted.append(message)

    def on_canvas_opened(self, message: Canvas.Opened) -> None:
        self.posted.append(message)

    def on_canvas_cards_moved(self, message: Canvas.CardsMoved) -> None:
        self.posted.append(message)

    def on_canvas_connected(self, message: Canvas.Connected) -> None:
        self.posted.append(message)

    def on_canvas_dropped_on_ground(self, message: Canvas.DroppedOnGround) -> None:
        self.posted.append(message)

    def on_canvas_chosen_changed(self, message: Canvas.ChosenChanged) -> None:
        self.posted.append(message)
