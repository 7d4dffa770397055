"""The part of the canvas that the mouse takes hold of, and what a gesture shows over the picture."""

from textual import events
from textual.geometry import Offset

from app.canvas import messages
from app.canvas.chooser import Chooser
from app.canvas.gestures import Banding, Connecting, Gesture, Jumping, MovingCards, Panning
from app.canvas.glyphs import ASCII, BOX
from app.canvas.moves import landing
from app.canvas.overlay import Cells, band, ghost, straight, tag
from app.canvas.picture import Graph, Level
from app.canvas.route import Point
from app.canvas.sizes import CARD_WIDTH
from app.text import visible


class Hands(Chooser):
    """Cards are moved, chosen and connected by dragging."""

    def __init__(self, *, ascii: bool = False, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._glyphs = ASCII if ascii else BOX
        self._gesture: Gesture | None = None
        self._clicked: str | None = None
        """The card on which the last click fell."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin whatever the place under the pointer is for.

        Terminals keep shift+drag for themselves now and then: ctrl and the right button draw a rectangle too.
        """
        adding = event.shift or event.ctrl or event.button == 3
        if event.button not in (1, 3):
            return
        at = self._cell(event.offset)
        port = self._scene.port_at(*at)
        card_id = self._scene.raster.card_at(*at)
        if card_id is not None and adding:
            self.toggle_choice(card_id)
            return
        if adding:
            self._gesture = Banding(at, at, self._marks)
        elif port is not None:
            source, output = port
            self.select(source, reveal=False)
            self._gesture = Connecting(source, output, self._scene.ports[port], at, dragged=True)
        elif card_id is not None:
            if card_id not in self._marks:
                self.choose(())
            self.select(card_id, reveal=False)
            if self._level is Level.OVERVIEW:
                return
            boxes = self._scene.routes.boxes
            self._gesture = MovingCards(card_id, at, {held: boxes[held] for held in self.chosen}, at)
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
            case Banding() as banding:
                banding.at = at
                self._set_marks(banding.before | self._within(banding))
                self._show_gesture()
            case MovingCards() as moving:
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
        if isinstance(gesture, Jumping) or (isinstance(gesture, Connecting) and event.button != 1):
            return
        self._gesture = None
        self._show_gesture()
        match gesture:
            case Connecting():
                self._connect(gesture)
            case Banding():
                self.choose(self._marks)
            case MovingCards(moved=True):
                self._drop(gesture)
            case MovingCards():
                self.choose(())

    def on_click(self, event: events.Click) -> None:
        """A double click opens. One whose first click fell on the list before is a single one here."""
        card_id = self._scene.raster.card_at(*self._cell(event.offset))
        before, self._clicked = self._clicked, card_id
        if event.chain == 2 and card_id is not None and card_id == before:
            self.post_message(messages.Opened(self, card_id))

    def card_under(self, x: int, y: int) -> str | None:
        """The card at an offset from the widget's corner, as mouse events have it."""
        return self._scene.raster.card_at(*self._cell(Offset(x, y)))

    def _within(self, banding: Banding) -> frozenset[str]:
        box = banding.box
        return frozenset(
            card_id
            for card_id, card in self._scene.routes.boxes.items()
            if card.x < box.right and box.x < card.right and card.y < box.bottom and box.y < card.bottom
        )

    def _drop(self, moving: MovingCards) -> None:
        """The card under the pointer lands where it is let go; the others keep their distance to it."""
        ghost_box = moving.ghost(moving.card_id)
        col, row = landing(self._scene.routes, ghost_box.x, ghost_box.y)
        was_col, was_row = self._scene.placement.spot(moving.card_id)
        self._shift(list(moving.boxes), col - was_col, self._scene.placement.true_row(row) - was_row)

    def _shift(self, card_ids: list[str], across: int, down: int) -> None:
        """Move cards by hand by so many columns and rows."""
        if not (across or down) or not card_ids:
            return
        spots = {card_id: self._scene.placement.spot(card_id) for card_id in card_ids}
        moves = {card_id: (col + across, row + down) for card_id, (col, row) in spots.items()}
        self._picture(self.graph.moved(moves))
        if self._selected is not None:
            self.reveal(self._selected)
        self.post_message(
            messages.CardsMoved(self, tuple((card_id, col, row) for card_id, (col, row) in moves.items()))
        )

    def _connect(self, gesture: Connecting) -> None:
        """Ask for the connection; let go on empty ground, ask for something new there."""
        if gesture.target is not None and gesture.target != gesture.source:
            self.post_message(messages.Connected(self, gesture.source, gesture.output, gesture.target))
        elif gesture.dragged and gesture.target is None and gesture.at != gesture.port:
            x, y = gesture.at
            col, row = landing(self._scene.routes, x - CARD_WIDTH // 2, y)
            row = self._scene.placement.true_row(row)
            self.post_message(messages.DroppedOnGround(self, gesture.source, gesture.output, col, row))

    # What a gesture shows

    def show(self, graph: Graph) -> None:
        super().show(graph)
        self._draw_overlay()

    def _leave_gesture(self) -> None:
        self._gesture = None

    def _target(self) -> str | None:
        gesture = self._gesture.connecting if isinstance(self._gesture, Jumping) else self._gesture
        return gesture.target if isinstance(gesture, Connecting) else None

    def _show_gesture(self) -> None:
        self._frame_cards()
        self._draw_overlay()

    def _draw_gesture(self, into: Cells) -> None:
        match self._gesture:
            case Banding() as banding:
                band(banding.box, self._glyphs.plain, into)
            case MovingCards(moved=True) as moving:
                self._draw_moving(moving, into)
            case Connecting(port=port, at=at):
                straight(port, at, self._glyphs.stroke, self._scene.covered, into)
            case Jumping(labels=labels, typed=typed):
                for letters, card_id in labels.items():
                    if letters.startswith(typed):
                        tag(self._scene.routes.boxes[card_id], letters[len(typed) :], into)

    def _draw_moving(self, moving: MovingCards, into: Cells) -> None:
        covered, boxes = self._scene.covered, self._scene.routes.boxes

        def middle(card_id: str) -> Point:
            moves = card_id in moving.boxes
            return moving.ghost(card_id).centre if moves else boxes[card_id].centre

        for link in self.graph.valid_links():
            if link.source in moving.boxes or link.target in moving.boxes:
                straight(middle(link.source), middle(link.target), self._glyphs.stroke, covered, into)
        titles = {card.id: card.heading for card in self.graph.cards}
        for card_id in moving.boxes:
            ghost(moving.ghost(card_id), self._glyphs.focused, visible(titles[card_id]), into)
