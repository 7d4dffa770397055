"""The canvas itself: shows a graph, is walked through by keys and mouse, and tells what was asked for.

It decides nothing: selecting, opening, connecting and moving are posted up as messages.
"""

from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset

from app.canvas import messages
from app.canvas.gestures import Connecting, Gesture, MovingCard, Panning
from app.canvas.glyphs import ASCII, BOX
from app.canvas.moves import Direction, landing, neighbour
from app.canvas.overlay import Cells, ghost, straight
from app.canvas.picture import Graph
from app.canvas.route import Point
from app.canvas.view import CanvasView
from app.text import visible

NUDGE = 4
"""Columns that a card moves at a key press."""


class Canvas(CanvasView, can_focus=True):
    """A flow as cards and lines.

    Arrow keys select, shift+arrows move the selected card, ctrl+arrows pan, enter opens. The mouse selects
    by a click, opens by a double click, moves a card or draws a connection from an output by dragging, and
    pans by dragging empty ground or by the wheel. Zooming, fitting and centring have no keys here: the app
    binds them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go('up')", "Select the card above", show=False),
        Binding("down", "go('down')", "Select the card below", show=False),
        Binding("left", "go('left')", "Select the card on the left", show=False),
        Binding("right", "go('right')", "Select the card on the right", show=False),
        Binding("shift+up", "nudge('up')", "Move the card a row up", show=False),
        Binding("shift+down", "nudge('down')", "Move the card a row down", show=False),
        Binding("shift+left", "nudge('left')", "Move the card to the left", show=False),
        Binding("shift+right", "nudge('right')", "Move the card to the right", show=False),
        Binding("ctrl+up", "scroll_up", "Pan up", show=False),
        Binding("ctrl+down", "scroll_down", "Pan down", show=False),
        Binding("ctrl+left", "scroll_left", "Pan left", show=False),
        Binding("ctrl+right", "scroll_right", "Pan right", show=False),
        Binding("home", "first", "Select the first card", show=False),
        Binding("enter", "open", "Open the card", show=False),
        Binding("escape", "cancel", "Stop connecting or moving", show=False),
    ]

    Selected: TypeAlias = messages.Selected
    Opened: TypeAlias = messages.Opened
    CardMoved: TypeAlias = messages.CardMoved
    Connected: TypeAlias = messages.Connected

    def __init__(
        self,
        graph: Graph | None = None,
        *,
        ascii: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._glyphs = ASCII if ascii else BOX
        self._selected: str | None = None
        self._came_from: str | None = None
        self._gesture: Gesture | None = None
        self._seen = False
        if graph is not None:
            self.show(graph)

    @property
    def selected(self) -> str | None:
        """The id of the selected card."""
        return self._selected

    def show(self, graph: Graph) -> None:
        """Show another graph. Selection, counts, trail, tokens and what is in sight stay as far as they
        exist.
        """
        if self._badges:
            graph = graph.with_badges(self._badges)
        if graph != self.graph:
            self._gesture = None
            self._picture(graph)
        if self._selected not in self._scene.routes.boxes:
            self._selected = self._came_from = None
            if graph.cards:
                self.select(graph.cards[0].id)

    def select(self, card_id: str, reveal: bool = True) -> None:
        """Select a card and bring it into sight. An unknown id is left alone."""
        if card_id not in self._scene.routes.boxes:
            return
        if card_id != self._selected:
            self._came_from, self._selected = self._selected, card_id
            self._frame_cards()
            if self.is_running:
                self.post_message(messages.Selected(self, card_id))
        if reveal:
            self.reveal(card_id)

    def centre(self, card_id: str | None = None) -> None:
        """Bring a card, or the selected one, to the middle of what is in sight."""
        card_id = card_id or self._selected
        if card_id is not None:
            self.reveal(card_id, centre=True)

    def card_under(self, x: int, y: int) -> str | None:
        """The card at an offset from the widget's corner, as mouse events have it."""
        return self._scene.raster.card_at(*self._cell(Offset(x, y)))

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

    # Keys

    def action_go(self, direction: Direction) -> None:
        """Select the next card that way, or choose the next target while connecting."""
        routes, gesture = self._scene.routes, self._gesture
        if isinstance(gesture, Connecting):
            found = neighbour(self.graph, routes, gesture.target or gesture.source, direction)
            if found is not None:
                gesture.target, gesture.at = found, self._entrance(found)
                self._show_gesture()
                self.reveal(found)
        elif self._selected is not None:
            found = neighbour(self.graph, routes, self._selected, direction, self._came_from)
            if found is not None:
                self.select(found)

    def action_nudge(self, direction: Direction) -> None:
        """Move the selected card by hand: some columns, or a row."""
        if self._selected is not None:
            col, row = self._scene.placement.spot(self._selected)
            step = {"left": (-NUDGE, 0), "right": (NUDGE, 0), "up": (0, -1), "down": (0, 1)}[direction]
            self._put(self._selected, col + step[0], row + step[1])

    def action_first(self) -> None:
        """Select the first card."""
        if self.graph.cards:
            self.select(self.graph.cards[0].id)

    def action_open(self) -> None:
        """Open the selected card, or make the connection that is being drawn."""
        gesture = self._gesture
        if isinstance(gesture, Connecting):
            self._connect(gesture)
        elif self._selected is not None:
            self.post_message(messages.Opened(self, self._selected))

    def action_cancel(self) -> None:
        """Leave connecting or moving without a change."""
        self.release_mouse()
        self._gesture = None
        self._show_gesture()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape belongs to the screen while there is nothing to cancel."""
        return self._gesture is not None if action == "cancel" else True

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin whatever the place under the pointer is for."""
        if event.button != 1:
            return
        at = self._cell(event.offset)
        port = self._scene.port_at(*at)
        card_id = self._scene.raster.card_at(*at)
        if port is not None:
            source, output = port
            self.select(source, reveal=False)
            self._gesture = Connecting(source, output, self._scene.ports[port], at, dragged=True)
        elif card_id is not None:
            self.select(card_id, reveal=False)
            self._gesture = MovingCard(card_id, at, self._scene.routes.boxes[card_id], at)
        else:
            self._gesture = Panning(event.screen_offset, self.scroll_offset)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go on with it."""
        at = self._cell(event.offset)
        match self._gesture:
            case Panning(pressed, scroll):
                moved = event.screen_offset - pressed
                self.scroll_to(scroll[0] - moved.x, scroll[1] - moved.y, animate=False, immediate=True)
            case MovingCard() as moving:
                moving.moved = moving.moved or at != moving.pressed
                moving.at = at
                self._show_gesture()
            case Connecting(dragged=True) as connecting:
                connecting.at, connecting.target = at, self._scene.raster.card_at(*at)
                self._show_gesture()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Finish it."""
        self.release_mouse()
        gesture = self._gesture
        if isinstance(gesture, Connecting) and event.button == 1:
            self._connect(gesture)
            return
        self._gesture = None
        self._show_gesture()
        if isinstance(gesture, MovingCard) and gesture.moved:
            col, row = landing(self._scene.routes, gesture.ghost.x, gesture.ghost.y)
            self._put(gesture.card_id, col, self._scene.placement.true_row(row))

    def on_click(self, event: events.Click) -> None:
        """A double click opens."""
        card_id = self._scene.raster.card_at(*self._cell(event.offset))
        if event.chain == 2 and card_id is not None:
            self.post_message(messages.Opened(self, card_id))

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

    # Hands

    def _held_card(self) -> str | None:
        return self._selected

    def _frames(self) -> dict[str, str]:
        frames = {}
        if self._selected is not None:
            frames[self._selected] = "focused" if self.has_focus else "selected"
        if isinstance(self._gesture, Connecting) and self._gesture.target is not None:
            frames[self._gesture.target] = "target"
        return frames

    def _frame_cards(self) -> None:
        self._repaint(self._scene.raster.set_frames(self._frames()))

    def _draw_gesture(self, into: Cells) -> None:
        match self._gesture:
            case MovingCard(moved=True) as moving:
                box, covered = moving.ghost, self._scene.covered
                for link in self.graph.valid_links():
                    if moving.card_id in (link.source, link.target):
                        other = link.target if link.source == moving.card_id else link.source
                        end = self._scene.routes.boxes[other].centre
                        straight(box.centre, end, self._glyphs.stroke, covered, into)
                title = next(card.title for card in self.graph.cards if card.id == moving.card_id)
                ghost(box, self._glyphs.focused, visible(title), into)
            case Connecting(port=port, at=at):
                straight(port, at, self._glyphs.stroke, self._scene.covered, into)

    def _show_gesture(self) -> None:
        self._frame_cards()
        self._draw_overlay()

    def _connect(self, gesture: Connecting) -> None:
        self._gesture = None
        self._show_gesture()
        if gesture.target is not None and gesture.target != gesture.source:
            self.post_message(messages.Connected(self, gesture.source, gesture.output, gesture.target))

    def _put(self, card_id: str, col: int, row: int) -> None:
        if (col, row) != self._scene.placement.spot(card_id):
            self._picture(self.graph.moved(card_id, col, row))
            self.reveal(card_id)
            self.post_message(messages.CardMoved(self, card_id, col, row))

    def _entrance(self, card_id: str) -> Point:
        box = self._scene.routes.boxes[card_id]
        return (box.centre[0], box.y - 1)
