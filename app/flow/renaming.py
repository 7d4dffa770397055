"""Renaming a block where it stands: a line to type into, over its card."""

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Input

from app.text import visible

LEAST_WIDTH: Final = 34
HEIGHT: Final = 3
LONGEST: Final = 200
"""Characters in the title of a block."""


class RenameScreen(ModalScreen[str | None]):
    """A line over the card; the answer is the title, or None. Empty, the block is called by its kind."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", show=False)]
    DEFAULT_CSS = """
    RenameScreen { background: transparent; }
    RenameScreen Input {
        position: absolute; height: 3; border: round $accent; background: $surface; padding: 0 1;
        border-title-color: $foreground; border-subtitle-color: $foreground 70%;
    }
    RenameScreen Input:focus { border: round $accent; }
    """

    def __init__(self, title: str, kind: str, card: Region | None) -> None:
        """`card` is where the card is on the screen."""
        super().__init__()
        self._title_now = visible(title)
        self._kind = kind
        self._card = card

    def compose(self) -> ComposeResult:
        line = Input(self._title_now, placeholder=visible(self._kind), max_length=LONGEST)
        line.border_title = Content("Rename")
        line.border_subtitle = "enter: do it"
        yield line

    def on_mount(self) -> None:
        self._put()
        self.query_one(Input).focus()

    def on_resize(self) -> None:
        self._put()

    def _put(self) -> None:
        """Over the card, as far as it is in sight; in the middle where it is not."""
        width, height = self.size
        line = self.query_one(Input)
        card = self._card or Region(width // 2 - LEAST_WIDTH // 2, height // 2, LEAST_WIDTH, HEIGHT)
        wide = min(max(card.width, LEAST_WIDTH), width)
        line.styles.width = wide
        x = min(max(card.x - (wide - card.width) // 2, 0), max(width - wide, 0))
        line.styles.offset = (x, min(max(card.y, 0), max(height - HEIGHT, 0)))

    def on_input_changed(self, event: Input.Changed) -> None:
        if (shown := visible(event.value)) != event.value:
            event.input.value = shown

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def on_click(self, event: events.Click) -> None:
        """A click beside it takes what was typed; esc leaves it."""
        if event.widget is self:
            self.dismiss(self.query_one(Input).value.strip())
