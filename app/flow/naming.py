"""A block of many, found by typing its name."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from app.ask import BOX_CSS
from app.lines import Lines
from app.table import Column, Table
from app.text import visible


class ChooseBlock(ModalScreen[str | None]):
    """A line to type into, and the blocks that it finds; the answer is a block's id, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]
    DEFAULT_CSS = (
        BOX_CSS.format(name="ChooseBlock")
        + """
    ChooseBlock > Vertical { width: 84; }
    ChooseBlock Input { border: none; height: 1; padding: 0 1; background: $panel; }
    ChooseBlock Input:focus { border: none; background: $foreground 12%; }
    ChooseBlock Lines { height: 12; margin-top: 1; }
    """
    )

    def __init__(self, title: str, options: Sequence[tuple[str, str, str]], *, mark: str = "▸") -> None:
        """`options` are (id, name, what it does in words)."""
        super().__init__()
        self._title = title
        self._options = options
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(visible(self._title))
            box.border_subtitle = "enter: choose    esc: leave it"
            yield Input(placeholder="type a name")
            yield Lines(mark=self._mark)

    def on_mount(self) -> None:
        self.query_one(Lines).can_focus = False
        self.query_one(Input).focus()
        self._show("")

    def _show(self, text: str) -> None:
        words = text.casefold().split()
        found = [
            option
            for option in self._options
            if all(word in " ".join(option[1:]).casefold() for word in words)
        ]
        found.sort(key=lambda option: not option[1].casefold().startswith(text.casefold().strip()))
        columns = (Column("", 8, 30, style="strong"), Column("", 8, 200, style="dim"))
        table = Table(
            columns,
            [option[1:] for option in found],
            [option[0] for option in found],
            "No block is called so.",
        )
        self.query_one(Lines).show(table, found[0][0] if found else None)

    def on_input_changed(self, event: Input.Changed) -> None:
        if (shown := visible(event.value)) != event.value:
            event.input.value = shown
        else:
            self._show(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        key = self.query_one(Lines).cursor_key
        if isinstance(key, str):
            self.dismiss(key)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(str(event.key))

    def action_step(self, by: int) -> None:
        """Another line of the list."""
        self.query_one(Lines).action_step(by)
