"""The canvas itself: shows a graph, is walked through by keys and mouse, and tells what was asked for.

It decides nothing: selecting, opening, connecting and moving are posted up as messages.
"""

from collections.abc import Callable
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType

from app.canvas import messages
from app.canvas.gestures import Connecting, Jumping
from app.canvas.hands import Hands
from app.canvas.jumping import jump_labels
from app.canvas.moves import Direction, neighbour
from app.canvas.picture import Graph
from app.canvas.route import Point

NUDGE = 4
"""Columns that a card moves at a key press."""
PAN = (8, 3)
"""Columns and lines by which a key press pans."""


class Canvas(Hands, can_focus=True):
    """A flow as cards and lines.

    Arrow keys select, shift+arrows move the chosen cards, ctrl+arrows pan, enter opens. The mouse selects
    by a click, opens by a double click, moves cards or draws a connection from an output by dragging, and
    pans by dragging empty ground or by the wheel. With shift, ctrl or the right button it chooses several.
    Zooming, fitting, centring, jumping and choosing have no keys here: the app binds them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go('up')", "Select the card above", show=False),
        Binding("down", "go('down')", "Select the card below", show=False),
        Binding("left", "go('left')", "Select the card on the left", show=False),
        Binding("right", "go('right')", "Select the card on the right", show=False),
        Binding("shift+up", "nudge('up')", "Move the cards a row up", show=False),
        Binding("shift+down", "nudge('down')", "Move the cards a row down", show=False),
        Binding("shift+left", "nudge('left')", "Move the cards to the left", show=False),
        Binding("shift+right", "nudge('right')", "Move the cards to the right", show=False),
        Binding("ctrl+up", "pan('up')", "Pan up", show=False),
        Binding("ctrl+down", "pan('down')", "Pan down", show=False),
        Binding("ctrl+left", "pan('left')", "Pan left", show=False),
        Binding("ctrl+right", "pan('right')", "Pan right", show=False),
        Binding("home", "first", "Select the first card", show=False),
        Binding("enter", "open", "Open the card", show=False),
        Binding("escape", "cancel", "Stop connecting, moving or choosing", show=False),
    ]

    Selected: TypeAlias = messages.Selected
    Opened: TypeAlias = messages.Opened
    ChosenChanged: TypeAlias = messages.ChosenChanged
    CardsMoved: TypeAlias = messages.CardsMoved
    Connected: TypeAlias = messages.Connected
    DroppedOnGround: TypeAlias = messages.DroppedOnGround

    def __init__(
        self,
        graph: Graph | None = None,
        *,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._seen = False
        if graph is not None:
            self.show(graph)

    # Connecting and jumping by keys

    def begin_connecting(self, output: str) -> bool:
        """Let the arrow keys choose where an output of the selected card leads; enter connects, escape ends.

        False where there is no such output or no other card.
        """
        source = self._selected
        port = self._scene.ports.get((source, output)) if source is not None else None
        if source is None or port is None:
            return False
        others = [card.id for card in self.graph.cards if card.id != source]
        target = neighbour(self.graph, self._scene.routes, source, "down") or next(iter(others), None)
        if target is None:
            return False
        self._gesture = Connecting(source, output, port, self._entrance(target), target)
        self._show_gesture()
        self.reveal(target)
        return True

    @property
    def connecting(self) -> tuple[str, str] | None:
        """Card and output of the connection that is being drawn by keys or mouse."""
        gesture = self._gesture
        return (gesture.source, gesture.output) if isinstance(gesture, Connecting) else None

    def aim(self, card_id: str) -> None:
        """Let the connection that is being drawn lead to this card, as the arrow keys would."""
        gesture = self._gesture
        if isinstance(gesture, Connecting) and card_id in self._scene.routes.boxes:
            gesture.target, gesture.at = card_id, self._entrance(card_id)
            self._show_gesture()
            self.reveal(card_id)

    def begin_jump(self, callback: Callable[[str], object]) -> bool:
        """Put letters on every card in sight; typing those of one calls back with its id, escape ends it.

        A connection that is being drawn goes on afterwards: `aim` or `action_open` in the callback. False
        where no card is in sight.
        """
        in_sight = self._in_sight()
        ids = sorted(in_sight, key=lambda card_id: (in_sight[card_id].y, in_sight[card_id].x))
        if not ids:
            return False
        before = self._gesture if isinstance(self._gesture, Connecting) else None
        self._gesture = Jumping(jump_labels(ids), callback, before)
        self._show_gesture()
        return True

    @property
    def jumping(self) -> bool:
        """Whether the cards show their letters."""
        return isinstance(self._gesture, Jumping)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """While cards show their letters, letters are no commands."""
        return self.jumping and character is not None and character.isalpha()

    def on_key(self, event: events.Key) -> None:
        """The letters of a jump; any other key ends it."""
        gesture = self._gesture
        if not isinstance(gesture, Jumping):
            return
        event.stop()
        event.prevent_default()
        typed = gesture.typed + (event.character or "").lower()
        if event.is_printable and any(letters.startswith(typed) for letters in gesture.labels):
            gesture.typed = typed
            found = gesture.labels.get(typed)
            if found is not None:
                self._gesture = gesture.connecting
                self._show_gesture()
                gesture.callback(found)
                return
        else:
            self._gesture = gesture.connecting
        self._show_gesture()

    # Keys

    def action_go(self, direction: Direction) -> None:
        """Select the next card that way, or choose the next target while connecting."""
        routes, gesture = self._scene.routes, self._gesture
        if isinstance(gesture, Connecting):
            found = neighbour(self.graph, routes, gesture.target or gesture.source, direction)
            if found == gesture.source:
                # It cannot lead to itself: on to what lies behind it.
                found = neighbour(self.graph, routes, found, direction)
            if found is not None:
                self.aim(found)
        elif self._selected is not None:
            found = neighbour(self.graph, routes, self._selected, direction, self._came_from)
            if found is not None:
                self.select(found)

    def action_nudge(self, direction: Direction) -> None:
        """Move the chosen cards by hand: some columns, or a row."""
        across, down = {"left": (-NUDGE, 0), "right": (NUDGE, 0), "up": (0, -1), "down": (0, 1)}[direction]
        self._shift([card.id for card in self.graph.cards if card.id in self.chosen], across, down)

    def action_pan(self, direction: Direction) -> None:
        """Show more that way, at once."""
        across, down = {"left": (-PAN[0], 0), "right": (PAN[0], 0), "up": (0, -PAN[1]), "down": (0, PAN[1])}[
            direction
        ]
        self.scroll_relative(across, down, animate=False, immediate=True)

    def action_first(self) -> None:
        """Select the first card."""
        if self.graph.cards:
            self.select(self.graph.cards[0].id)

    def action_open(self) -> None:
        """Open the selected card, or make the connection that is being drawn."""
        gesture = self._gesture
        if isinstance(gesture, Connecting):
            self._gesture = None
            self._show_gesture()
            self._connect(gesture)
        elif self._selected is not None:
            self.post_message(messages.Opened(self, self._selected))

    def action_cancel(self) -> None:
        """Leave connecting or moving without a change, or else go back to the one selected card."""
        self.release_mouse()
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            self.choose(())
        self._show_gesture()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape belongs to the screen while there is nothing to cancel."""
        return self._gesture is not None or bool(self._marks) if action == "cancel" else True

    # Focus and first sight

    def on_mount(self) -> None:
        """Say what is selected to begin with."""
        if self._selected is not None:
            self.post_message(messages.Selected(self, self._selected))

    def on_resize(self, event: events.Resize) -> None:
        """The first time there is room, show the selected card in it."""
        super().on_resize(event)
        if self._selected is not None:
            self.reveal(self._selected, centre=not self._seen)
            self._seen = True

    def watch_has_focus(self, has_focus: bool) -> None:
        """The border of the selected card shows where the keyboard is."""
        super().watch_has_focus(has_focus)
        self._frame_cards()

    def _entrance(self, card_id: str) -> Point:
        box = self._scene.routes.boxes[card_id]
        return (box.centre[0], box.y - 1)
