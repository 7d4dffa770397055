"""What a pressed mouse button, or the keyboard while connecting, is in the middle of."""

from dataclasses import dataclass

from app.canvas.route import Box, Point


@dataclass(slots=True)
class Panning:
    """Dragging empty ground: where the button went down, and what was in sight then."""

    pressed: Point
    scroll: Point


@dataclass(slots=True)
class MovingCard:
    """Dragging a card. `moved` says that it is more than a click."""

    card_id: str
    pressed: Point
    box: Box
    at: Point
    moved: bool = False

    @property
    def ghost(self) -> Box:
        """Where the card would be now."""
        (x, y), (from_x, from_y) = self.at, self.pressed
        return Box(self.box.x + x - from_x, self.box.y + y - from_y, self.box.width, self.box.height)


@dataclass(slots=True)
class Connecting:
    """Drawing a connection from an output; `target` is the card that it would lead to."""

    source: str
    output: str
    port: Point
    at: Point
    target: str | None = None
    dragged: bool = False
    """By the mouse; the arrow keys choose otherwise."""


Gesture = Panning | MovingCard | Connecting
