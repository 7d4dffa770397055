"""What a pressed mouse button, or the keyboard while connecting or jumping, is in the middle of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.canvas.route import Box, Point


@dataclass(slots=True)
class Panning:
    """Dragging empty ground: where the button went down, and what was in sight then."""

    pressed: Point
    scroll: Point


@dataclass(slots=True)
class Banding:
    """Drawing a rectangle around cards that are to be chosen; `before` are those chosen already."""

    pressed: Point
    at: Point
    before: frozenset[str]

    @property
    def box(self) -> Box:
        """The rectangle, both corners included."""
        (x1, y1), (x2, y2) = self.pressed, self.at
        return Box(min(x1, x2), min(y1, y2), abs(x2 - x1) + 1, abs(y2 - y1) + 1)


@dataclass(slots=True)
class MovingCards:
    """Dragging a card, and with it all that are chosen. `moved` says that it is more than a click."""

    card_id: str
    pressed: Point
    boxes: Mapping[str, Box]
    """Where the cards that move are, the one under the pointer among them."""
    at: Point
    moved: bool = False

    def ghost(self, card_id: str) -> Box:
        """Where a card would be now."""
        (x, y), (from_x, from_y), box = self.at, self.pressed, self.boxes[card_id]
        return Box(box.x + x - from_x, box.y + y - from_y, box.width, box.height)


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


@dataclass(slots=True)
class Jumping:
    """Letters stand on the cards in sight; typing those of one calls back with it."""

    labels: Mapping[str, str]
    """Letters → card."""
    callback: Callable[[str], object]
    connecting: Connecting | None = None
    """What goes on once the jump is left without an answer."""
    typed: str = ""


Gesture = Panning | Banding | MovingCards | Connecting | Jumping
