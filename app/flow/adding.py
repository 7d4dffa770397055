"""The palette of what can be added: typing filters it, enter adds, tab takes another way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from app.ask import BOX_CSS
from app.editing.offers import Offer, found
from app.lines import Lines
from app.table import Column, Table
from app.text import visible

GROUPS = {"ready": "", "block": "block", "action": "action", "piece": "piece", "start": "start"}

MOST_SHOWN = 200

HINT = "search, or: 4h 9-21 · 50/50 · limit 100 · once 7 days · mail Hello"


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a block that something may be added to."""

    output: str
    words: str
    """What it is called, and where it leads: "yes", "no → Mail"."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was chosen: an offer, and the way out to add it to, if any."""

    offer: Offer
    output: str | None


class WayOut(Static):
    """One of the ways out, to be clicked."""

    class Wanted(Message):
        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def __init__(self, way: Way, at: int) -> None:
        super().__init__("", markup=False)
        self._words = visible(way.words)
        self._at = at

    def show(self, mark: str) -> None:
        """Show it, with a mark before it where it is meant."""
        self.set_class(bool(mark.strip()), "-current")
        self.update(Content(f"{mark}{self._words} "))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Wanted(self._at))


class AddingScreen(ModalScreen[Added | None]):
    """What can be added. The answer is what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
        Binding("pagedown", "page(1)", "Next page", show=False),
        Binding("pageup", "page(-1)", "Previous page", show=False),
        Binding("tab", "way(1)", "Next way out", show=False, priority=True),
        Binding("shift+tab", "way(-1)", "Previous way out", show=False, priority=True),
    ]
    DEFAULT_CSS = (
        BOX_CSS.format(name="AddingScreen")
        + """
    AddingScreen > Vertical { width: 92; height: 26; }
    AddingScreen Input { border: none; height: 1; padding: 0 1; background: $panel; }
    AddingScreen Input:focus { border: none; background: $foreground 12%; }
    AddingScreen Lines { height: 1fr; margin-top: 1; }
    AddingScreen #ways { height: 1; margin-bottom: 1; }
    AddingScreen #ways > * { width: auto; color: $foreground-muted; }
    AddingScreen WayOut { pointer: pointer; }
    AddingScreen WayOut.-current { color: $foreground; text-style: bold reverse; }
    """
    )

    def __init__(
        self, title: str, offers: Sequence[Offer], ways: Sequence[Way] = (), at: int = 0, *, mark: str = "▸"
    ) -> None:
        """`at` is the way out that is meant to begin with."""
        super().__init__()
        self._title = title
        self._offers = offers
        self._found = list(offers)
        self._ways = ways
        self._at = at
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(visible(self._title))
            tab = "tab: another way out    " if len(self._ways) > 1 else ""
            box.border_subtitle = f"{tab}enter: add    esc: leave it"
            if self._ways:
                with Horizontal(id="ways"):
                    yield Static("way out: ", markup=False)
                    for n, way in enumerate(self._ways):
                        yield WayOut(way, n)
            yield Input(placeholder=HINT)
            yield Lines(mark=self._mark)

    def on_mount(self) -> None:
        self.query_one(Lines).can_focus = False
        self.query_one(Input).focus()
        self._show()
        self._show_way()

    def _show(self) -> None:
        shown = self._found[:MOST_SHOWN]
        rows = [(GROUPS[offer.group], offer.label, offer.about) for offer in shown]
        columns = (
            Column("", 6, 6, style="dim", drop=2),
            Column("", 8, 42, style="strong", whole=True),
            Column("", 8, 200, style="dim", drop=1),
        )
        empty = "Nothing is called so. A wait may be typed as 4h, a test as 50/50, a mail as: mail Subject."
        lines = self.query_one(Lines)
        lines.show(Table(columns, rows, list(range(len(rows))), empty), 0)
        lines.scroll_home(animate=False)

    def _show_way(self) -> None:
        for n, way in enumerate(self.query(WayOut)):
            way.show(self._mark if n == self._at else " ")
            if n == self._at:
                way.scroll_visible(animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        if (shown := visible(event.value)) != event.value:
            event.input.value = shown
            return
        self._found = found(self._offers, event.value)
        self._show()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self.query_one(Lines).cursor_key)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self._choose(event.key)

    def _choose(self, at: object) -> None:
        if isinstance(at, int) and at < len(self._found):
            output = self._ways[self._at].output if self._ways else None
            self.dismiss(Added(self._found[at], output))

    def on_way_out_wanted(self, event: WayOut.Wanted) -> None:
        self._at = event.at
        self._show_way()

    def action_way(self, by: int) -> None:
        """Another of the ways out."""
        if self._ways:
            self._at = (self._at + by) % len(self._ways)
            self._show_way()

    def action_step(self, by: int) -> None:
        """Another line of the list."""
        self.query_one(Lines).action_step(by)

    def action_page(self, by: int) -> None:
        """A page of the list."""
        self.query_one(Lines).action_page(by)
