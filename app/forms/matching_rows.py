"""The rows of a condition's outline: each says what it comes to for one customer, and can be dragged."""

from collections.abc import Iterable
from typing import Final

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from app.canvas.glyphs import plain
from app.forms.base import FormField, Path
from app.forms.marks import ASCII, marks_of
from app.forms.rows import Deed, Row, RowText
from app.forms.tree import Where
from app.session.trying_requests import Verdict
from app.text import cut, visible

LONGEST_SEEN: Final = 18
SIDEWAYS: Final = 3
"""Cells by which a row is dragged to the side before it is indented or outdented."""


class ConditionRow(Row):
    """One line of a condition."""

    DEFAULT_CSS = """
    ConditionRow.-dragged { color: $foreground-muted; text-style: italic; }
    ConditionRow.-into { background: $accent 40%; text-style: bold; }
    ConditionRow.-before { text-style: overline; background: $panel; }
    ConditionRow.-behind { text-style: underline; background: $panel; }
    """

    class Dropped(Message):
        """The row was dragged onto another one, or to its side."""

        def __init__(self, path: Path, to: Path, where: Where) -> None:
            super().__init__()
            self.path = path
            self.to = to
            self.where: Where = where

    def __init__(self, field: FormField, path: Path, row: RowText, deeds: tuple[Deed, ...]) -> None:
        super().__init__(field, path, row, deeds)
        self.verdict: Verdict | None = None
        self._grabbed: Offset | None = None
        self._dragged = False
        self._aim: tuple[ConditionRow, Where] | None = None

    def tell(self, verdict: Verdict | None) -> None:
        """What the line comes to for the customer who is looked at."""
        if verdict != self.verdict:
            self.verdict = verdict
            self.refresh()

    def beside(self) -> Content:
        verdict = self.verdict
        if verdict is None:
            return Content()
        marks = marks_of(self.app)
        seen = cut(visible(verdict.seen), LONGEST_SEEN)
        text = f" {marks.right if verdict.ok else marks.wrong} {'true' if verdict.ok else 'false'}"
        if seen and self.size.width >= 44:
            text += f": {seen}"
        text = plain(text) if marks is ASCII else text
        style = "" if self.has_focus else "$text-success" if verdict.ok else "$text-error"
        return Content.styled(f"{text} ", style) if style else Content(f"{text} ")

    # Dragging.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._dragged = False
        if event.button == 1 and self.path != self.field.path:
            self._grabbed = event.screen_offset
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._grabbed is None:
            return
        moved = event.screen_offset - self._grabbed
        if not self._dragged and not moved.y and abs(moved.x) < SIDEWAYS:
            return
        self._dragged = True
        self.add_class("-dragged")
        self._aim_at(self._under(event.screen_offset))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        grabbed, aim = self._grabbed, self._aim
        self._let_go()
        if grabbed is None or not self._dragged:
            return
        event.stop()
        # The end of a drag is no click.
        event.prevent_default()
        sideways = event.screen_offset.x - grabbed.x
        if aim is not None:
            self.post_message(self.Dropped(self.path, aim[0].path, aim[1]))
        elif event.screen_offset.y == grabbed.y and abs(sideways) >= SIDEWAYS:
            self.action_ask("indent" if sideways > 0 else "outdent")

    def on_mouse_release(self, event: events.MouseRelease) -> None:
        self._let_go()

    def _let_go(self) -> None:
        self._grabbed = None
        self._aim_at(None)
        self.remove_class("-dragged")
        self.release_mouse()

    def _aim_at(self, aim: "tuple[ConditionRow, Where] | None") -> None:
        if self._aim == aim:
            return
        if self._aim is not None:
            self._aim[0].remove_class("-into", "-before", "-behind")
        self._aim = aim
        if aim is not None:
            aim[0].add_class(f"-{aim[1]}")

    def _under(self, at: Offset) -> "tuple[ConditionRow, Where] | None":
        """The row of the same condition under the mouse, and what dropping there would do."""
        for other in self._others():
            if other.region.y == at.y:
                below = other.region.y > self.region.y
                if other.path[: len(self.path)] == self.path:
                    return None
                if other.row.strong:
                    return other, "into"
                return other, "behind" if below else "before"
        return None

    def _others(self) -> "Iterable[ConditionRow]":
        return (
            row
            for row in self.screen.query(ConditionRow)
            if row is not self and row.field.path == self.field.path and row.region
        )
