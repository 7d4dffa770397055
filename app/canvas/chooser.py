"""The part of the canvas that knows which cards are selected and chosen, and shows it."""

from collections.abc import Iterable

from textual.geometry import Offset, Region

from app.canvas import messages
from app.canvas.picture import Graph
from app.canvas.view import CanvasView


class Chooser(CanvasView):
    """One card is selected: where the keys are. Any number may be chosen beside it, to be moved or copied
    together.
    """

    def __init__(self, *, ascii: bool = False, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(ascii=ascii, id=id, classes=classes)
        self._selected: str | None = None
        self._came_from: str | None = None
        self._marks: frozenset[str] = frozenset()

    @property
    def selected(self) -> str | None:
        """The id of the selected card."""
        return self._selected

    @property
    def chosen(self) -> frozenset[str]:
        """The cards that moving, copying and deleting are about: those chosen, or else the selected one."""
        if self._marks:
            return self._marks
        return frozenset() if self._selected is None else frozenset({self._selected})

    @property
    def marked(self) -> frozenset[str]:
        """The cards that were chosen; empty where only the selected one counts."""
        return self._marks

    @property
    def ids(self) -> frozenset[str]:
        """All cards."""
        return frozenset(self._scene.routes.boxes)

    def show(self, graph: Graph) -> None:
        """Show another graph. Selection, choice, counts, trail, tokens and what is in sight stay as far as
        they exist.
        """
        if self._badges:
            graph = graph.with_badges(self._badges)
        if graph != self.graph:
            self._leave_gesture()
            self._marks &= {card.id for card in graph.cards}
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

    def choose(self, card_ids: Iterable[str]) -> None:
        """Choose exactly these cards; the selected one becomes one of them. No cards: only the selected one
        counts again.
        """
        wanted = set(card_ids)
        marks = [card.id for card in self.graph.cards if card.id in wanted]
        self._set_marks(frozenset(marks))
        if marks and self._selected not in self._marks:
            self.select(marks[0], reveal=False)

    def toggle_choice(self, card_id: str) -> None:
        """Take a card among the chosen ones, or out again, and select it."""
        marks = self._marks
        if not marks and self._selected is not None:
            marks = frozenset({self._selected} - {card_id})
        self.select(card_id, reveal=False)
        self._set_marks(marks ^ {card_id})

    def centre(self, card_id: str | None = None) -> None:
        """Bring a card, or the selected one, to the middle of what is in sight."""
        card_id = card_id or self._selected
        if card_id is not None:
            self.reveal(card_id, centre=True)

    def place_of(self, card_id: str) -> Region | None:
        """Where a card is on the screen just now, its border included; None where there is no such card."""
        box = self._scene.routes.boxes.get(card_id)
        if box is None:
            return None
        at = self.content_region.offset + Offset(box.x, box.y) + self._pad - self.scroll_offset
        return Region(at.x, at.y, box.width, box.height)

    def _set_marks(self, marks: frozenset[str]) -> None:
        """Another choice, whichever card is selected."""
        if marks != self._marks:
            self._marks = marks
            self._frame_cards()
            if self.is_running:
                self.post_message(messages.ChosenChanged(self))

    def _leave_gesture(self) -> None:
        """The picture changes: what was being dragged over it is over."""

    def _target(self) -> str | None:
        """The card that a connection is being drawn to."""
        return None

    def _held_card(self) -> str | None:
        return self._selected

    def _frames(self) -> dict[str, str]:
        frames = dict.fromkeys(self._marks, "chosen")
        if self._selected is not None:
            # Among cards that stand out, the selected one has to differ by more than its colour.
            frames[self._selected] = "focused" if self.has_focus or self._lit else "selected"
        target = self._target()
        if target is not None:
            frames[target] = "target"
        return frames

    def _frame_cards(self) -> None:
        self._repaint(self._scene.raster.set_frames(self._frames()))
