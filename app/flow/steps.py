"""The list of all edits of a flow: what each did, and which of them hold now; choosing one goes there."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from app.ask import BOX_CSS
from app.lines import Lines
from app.table import Column, Table


class StepsScreen(ModalScreen[int | None]):
    """The steps, newest first. The answer is how many of them are to hold, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,h", "dismiss", "Close", show=False),
    ]
    DEFAULT_CSS = BOX_CSS.format(name="StepsScreen") + "StepsScreen Lines { height: 16; }"

    def __init__(self, steps: Sequence[str], position: int, *, mark: str = "▸") -> None:
        """`position` steps hold now, the later ones are taken back."""
        super().__init__()
        self._steps = steps
        self._position = position
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Edits of this flow"
            box.border_subtitle = "enter: go back or forth to it    esc: leave it"
            yield Lines(mark=self._mark)

    def on_mount(self) -> None:
        rows = [self._row(n) for n in range(len(self._steps), -1, -1)]
        keys = list(range(len(self._steps), -1, -1))
        columns = (
            Column("", 4, 8, right=True, style="dim"),
            Column("", 8, 200),
            Column("", 10, 10, style="dim"),
        )
        lines = self.query_one(Lines)
        lines.show(Table(columns, rows, keys), self._position)
        lines.focus()

    def _row(self, n: int) -> tuple[str, str, str]:
        label = self._steps[n - 1] if n else "before the first of these edits"
        state = "now" if n == self._position else "taken back" if n > self._position else ""
        return (str(n) if n else "", label, state)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        assert isinstance(event.key, int)
        self.dismiss(event.key)
