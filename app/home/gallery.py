"""The gallery: what a new flow may begin with, each with a line and a picture."""

import asyncio
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from app.lines import Lines
from app.session.requests import Request
from app.session.session import Session, Trouble
from app.session.shelf_requests import Gallery, Pattern
from app.signs import Signs
from app.table import Column, Table
from app.text import visible

LONGEST_NAME = 200
"""Characters in the name of a flow."""

KEYS = "up, down: choose    enter: begin with it    esc: leave it"

BLANK = Pattern("", "Blank", "An empty canvas with nothing but launch settings.", "")


class GalleryScreen(ModalScreen[tuple[str, str] | None]):
    """What is typed is the flow's name, the arrow keys choose what it begins with.

    The answer is a pattern's name ("" for a blank flow) and the flow's (empty: as it comes); or None.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False),
        Binding("up", "step(-1)", "Choose the one above", show=False, priority=True),
        Binding("down", "step(1)", "Choose the one below", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    GalleryScreen { align: center middle; background: $background 60%; }
    GalleryScreen > Vertical {
        width: 110; max-width: 96%; height: 36; max-height: 94%;
        border: round $accent; background: $surface; padding: 1 2;
        border-title-color: $foreground; border-subtitle-color: $foreground 70%;
    }
    GalleryScreen Input {
        border: none; height: 1; padding: 0 1; margin: 0 0 1 0; background: $panel;
    }
    GalleryScreen Input:focus { border: none; background: $foreground 12%; }
    GalleryScreen Lines { width: 34; height: 1fr; background: $surface; }
    GalleryScreen #keys { dock: bottom; height: 1; background: $surface; color: $foreground 80%; }
    GalleryScreen #about { width: 1fr; padding-left: 2; }
    GalleryScreen #words { height: auto; color: $foreground 80%; margin-bottom: 1; }
    GalleryScreen #picture { width: auto; color: $foreground 70%; text-wrap: nowrap; }
    """

    def __init__(self, signs: Signs) -> None:
        super().__init__()
        self._signs = signs
        self._patterns: tuple[Pattern, ...] = (BLANK,)
        self._loading = "Loading the flows that it may begin like …"
        """What is said as long as the patterns are not there."""

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "A new flow"
            box.border_subtitle = KEYS
            yield Input(placeholder="type its name, or leave it empty", max_length=LONGEST_NAME)
            with Horizontal():
                yield Lines(self._table(), mark=self._signs.cursor)
                with VerticalScroll(id="about", can_focus=False):
                    yield Static("", id="words", markup=False)
                    yield Static("", id="picture", markup=False)
        # Over the footer of the list behind it, whose keys do nothing here.
        yield Static(f" {KEYS}", id="keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._show("")
        self.run_worker(self._fetch())

    def _table(self) -> Table:
        return Table(
            (Column("", 8, 32, style="strong"),),
            [(pattern.title,) for pattern in self._patterns],
            [pattern.name for pattern in self._patterns],
        )

    async def _fetch(self) -> None:
        session = cast(Session, getattr(self.app, "session"))  # noqa: B009
        request: Request[tuple[Pattern, ...]] = Gallery()
        try:
            patterns = await asyncio.wrap_future(session.ask(request))
        except Trouble as trouble:
            self._loading = str(trouble)
            self._show("")
            return
        self._loading = ""
        self._patterns = (BLANK, *patterns)
        lines = self.query_one(Lines)
        lines.show(self._table())
        self._show("" if lines.cursor_key is None else str(lines.cursor_key))

    def _show(self, name: str) -> None:
        pattern = next((one for one in self._patterns if one.name == name), BLANK)
        words = "\n\n".join(visible(part) for part in (pattern.words, self._loading) if part)
        self.query_one("#words", Static).update(Content(words))
        rows = pattern.picture.splitlines()
        self.query_one("#picture", Static).update(Content("\n".join(visible(row) for row in rows)))

    def on_lines_moved(self, event: Lines.Moved) -> None:
        self._show(str(event.key))

    def action_step(self, step: int) -> None:
        """Choose another one."""
        self.query_one(Lines).action_step(step)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self._begin(str(event.key))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        key = self.query_one(Lines).cursor_key
        self._begin("" if key is None else str(key))

    def _begin(self, pattern: str) -> None:
        self.dismiss((pattern, self.query_one(Input).value.strip()))
