"""A row that stands for what can be opened, moved and removed: an item of a list, a part of a condition."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset

from app.canvas.glyphs import plain
from app.forms.base import FormField, Path
from app.forms.marks import ASCII, marks_of
from app.forms.messages import Asked
from app.forms.pressed import Pressed
from app.text import cell_width, cut, visible


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done with a row: its name, its sign, its keys."""

    what: str
    sign: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowText:
    """How a row reads."""

    text: str
    sign: str = ""
    depth: int = 0
    wrong: bool = False
    strong: bool = False


class Row(Pressed, can_focus=True):
    """One line. What can be done with it stands at its end while it has the focus or the mouse is on it."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "ask('open')", "Open or close", show=False),
        Binding("up", "go(-1)", "Row above", show=False),
        Binding("down", "go(1)", "Row below", show=False),
    ]
    DEFAULT_CSS = """
    Row { height: 1; width: 1fr; background: $surface; pointer: pointer; }
    Row:hover { background: $panel; }
    Row:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
    """

    def __init__(self, field: FormField, path: Path, row: RowText, deeds: tuple[Deed, ...]) -> None:
        super().__init__()
        self.field = field
        self.path = path
        self.row = row
        self.deeds = deeds

    def show(self, field: FormField, row: RowText) -> None:
        self.field = field
        if row != self.row:
            self.row = row
            self.refresh()

    def _signs(self) -> list[tuple[int, Deed]]:
        """The signs at the end of the row, with the cells that they begin at."""
        if not (self.has_focus or self.mouse_hover):
            return []
        begin = self.size.width - 2 * len(self.deeds)
        return [(begin + 2 * n, deed) for n, deed in enumerate(self.deeds)]

    def beside(self) -> Content:
        """What stands at the end of the row, before what can be done with it."""
        return Content()

    def render(self) -> Content:
        row, signs, beside = self.row, self._signs(), self.beside()
        width = max(self.size.width - 2 * len(signs) - beside.cell_length, 1)
        begin = "  " * row.depth + (f"{row.sign} " if row.sign else "")
        text = cut(begin + visible(row.text), width - 1)
        if marks_of(self.app) is ASCII:
            text = plain(text)
        style = " ".join(filter(None, ["bold" if row.strong else "", "$text-error" if row.wrong else ""]))
        drawn = Content.styled(text, style) if style else Content(text)
        drawn += " " * (width - cell_width(text))
        drawn += beside
        for _, deed in signs:
            drawn += Content(f"{deed.sign} ")
        return drawn

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """The keys of what can be done with the row are its own."""
        return any(key in deed.keys for deed in self.deeds) or super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        for deed in self.deeds:
            if event.key in deed.keys:
                event.stop()
                event.prevent_default()
                self.action_ask(deed.what)

    def action_ask(self, what: str) -> None:
        self.post_message(Asked(self.field, self.path, what))

    def action_go(self, by: int) -> None:
        """Put the focus on the row above or below, among those of this form."""
        rows = [row for row in self.screen.query(Row) if row.display and row.region]
        at = rows.index(self) + by
        if 0 <= at < len(rows):
            rows[at].focus()

    def pressed(self, at: Offset) -> None:
        for begin, deed in self._signs():
            if begin <= at.x < begin + 2:
                self.action_ask(deed.what)
                return
        self.action_ask("open")

    def on_enter(self) -> None:
        self.refresh()

    def on_leave(self) -> None:
        self.refresh()


class Press(Row):
    """A row that does one thing: "+ Add a variant"."""

    DEFAULT_CSS = """
    Press { width: auto; color: $text-accent; background: transparent; }
    """

    def __init__(self, field: FormField, what: str, text: str) -> None:
        super().__init__(field, field.path, RowText(text), ())
        self.what = what

    def get_content_width(self, container: object, viewport: object) -> int:
        return cell_width(self.row.text) + 2

    def beside(self) -> Content:
        """With the focus, a sign: not only its colours tell it."""
        return Content(marks_of(self.app).wide if self.has_focus else "")

    def action_ask(self, what: str) -> None:
        super().action_ask(self.what)

    def renew(self, field: FormField) -> None:
        self.field = field
