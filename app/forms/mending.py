"""The question before something is done that breaks other blocks: what will need mending."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.ask import BOX_CSS
from app.forms.breaking import Broken
from app.forms.marks import marks_of
from app.lines import Lines
from app.table import Column, Table
from app.text import visible
from app.words import count_of


class Mending(ModalScreen[bool]):
    """What will need mending, block by block; the answer is whether to do it all the same."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", show=False),
        Binding("pagedown", "scroll(1)", "Further down", show=False),
        Binding("pageup", "scroll(-1)", "Further up", show=False),
    ]
    DEFAULT_CSS = (
        BOX_CSS.format(name="Mending")
        + """
    Mending > Vertical { width: 92; }
    Mending VerticalScroll { height: auto; max-height: 14; margin-bottom: 1; }
    Mending VerticalScroll Static { height: auto; padding: 0 1; }
    Mending Lines { height: 2; }
    """
    )

    def __init__(self, broken: Sequence[Broken]) -> None:
        super().__init__()
        self._broken = broken

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = f"These will need mending: {count_of(len(self._broken), 'place')}"
            box.border_subtitle = "enter: choose    esc: leave it"
            with VerticalScroll(can_focus=False):
                for one in self._broken:
                    yield Static(self._said(one), markup=False)
            rows = [
                ("Leave it", "nothing changes"),
                ("Do it", "the problems say what to mend; ctrl+z takes it back"),
            ]
            columns = (Column("", 8, 10, style="strong"), Column("", 8, 200, style="dim"))
            yield Lines(Table(columns, rows, ["leave", "do"]), mark=marks_of(self.app).closed)

    def _said(self, one: Broken) -> Content:
        marks = marks_of(self.app)
        sign = marks.wrong if one.severity == "error" else marks.problem
        where = visible(f"{one.name}, {one.place}: " if one.place else f"{one.name}: ")
        return Content.assemble(
            Content.styled(f"{sign} ", "$text-error" if one.severity == "error" else "$text-warning"),
            Content.styled(where, "bold"),
            Content(visible(one.sentence)),
        )

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(event.key == "do")

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(False)

    def action_scroll(self, by: int) -> None:
        """Show more of the places."""
        self.query_one(VerticalScroll).scroll_relative(y=10 * by, animate=False)
