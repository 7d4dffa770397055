"""Several of a few, or yes or no: `[x] Mon [ ] Tue`. One stop of the tab key; arrow keys go along it."""

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size

from app.forms.base import Choice, FormField
from app.forms.messages import Chosen, Left
from app.forms.pressed import Pressed
from app.text import cell_width, visible


class Toggles(Pressed, can_focus=True):
    """Boxes to tick. With a single one the value is True or False, otherwise the list of those ticked."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "go(-1)", "Previous box", show=False),
        Binding("right,down", "go(1)", "Next box", show=False),
        Binding("space,enter", "tick", "Tick", show=False),
    ]
    DEFAULT_CSS = """
    Toggles { height: auto; width: 1fr; }
    """

    def __init__(self, field: FormField, boxes: tuple[Choice, ...], ticked: list[Any]) -> None:
        super().__init__()
        self.field = field
        self._boxes = boxes
        self._ticked = ticked
        self._at = 0
        self._typed = ""
        """The letters by which the box was found."""

    def show(self, field: FormField, ticked: list[Any]) -> None:
        """Show these boxes ticked."""
        self.field = field
        self._ticked = ticked
        self.refresh()

    def _lines(self, width: int) -> list[list[int]]:
        """The boxes in as many lines as they need."""
        lines: list[list[int]] = [[]]
        used = 0
        for n, box in enumerate(self._boxes):
            needed = self._width(box)
            if lines[-1] and used + needed > width:
                lines.append([])
                used = 0
            lines[-1].append(n)
            used += needed
        return lines

    @staticmethod
    def _width(box: Choice) -> int:
        return cell_width(visible(box.label)) + 6

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n").join(
            Content("").join(self._drawn(n) for n in line) for line in self._lines(self.size.width)
        )

    def _drawn(self, n: int) -> Content:
        box = self._boxes[n]
        text = f"[{'x' if box.value in self._ticked else ' '}] {visible(box.label)}"
        here = self.has_focus and n == self._at
        return (
            Content.styled(text, "bold $block-cursor-foreground on $block-cursor-background" if here else "")
            + "  "
        )

    def action_go(self, by: int) -> None:
        self._at = (self._at + by) % len(self._boxes)
        self._typed = ""
        self.refresh()

    def letter(self, letter: str) -> None:
        """Go to the box that begins with what was typed, or to the next that begins with this letter."""
        count = len(self._boxes)
        for typed, first in ((self._typed + letter.casefold(), 0), (letter.casefold(), 1)):
            for at in ((self._at + n) % count for n in range(first, count + first)):
                if self._boxes[at].label.casefold().startswith(typed):
                    self._at, self._typed = at, typed
                    self.refresh()
                    return

    def action_tick(self) -> None:
        self._typed = ""
        value = self._boxes[self._at].value
        if len(self._boxes) == 1:
            self.post_message(Chosen(self.field, value not in self._ticked))
            return
        ticked = {*self._ticked} ^ {value}
        self.post_message(Chosen(self.field, [box.value for box in self._boxes if box.value in ticked]))

    def pressed(self, at: Offset) -> None:
        offset = at - self.gutter.top_left
        lines = self._lines(self.size.width)
        if offset.x < 0 or not 0 <= offset.y < len(lines):
            return
        x = 0
        for n in lines[offset.y]:
            if x <= offset.x < x + self._width(self._boxes[n]):
                self._at = n
                self.action_tick()
            x += self._width(self._boxes[n])

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
        self.post_message(Left())
