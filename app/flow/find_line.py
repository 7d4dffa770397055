"""The line in which one types what to find on the canvas, with the number of blocks found."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class FindInput(Input):
    """Enter and the arrow keys go through what was found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,ctrl+n", "step(1)", "Next", show=False),
        Binding("up,ctrl+p", "step(-1)", "Previous", show=False, priority=True),
        Binding("escape", "close", "End", show=False),
    ]

    def action_step(self, by: int) -> None:
        self.post_message(FindLine.Step(by))

    def action_close(self) -> None:
        self.post_message(FindLine.Closed())


class FindLine(Horizontal):
    """Hidden until something is to be found."""

    DEFAULT_CSS = """
    FindLine { dock: bottom; height: 1; display: none; background: $panel; padding: 0 1; }
    FindLine.-open { display: block; }
    FindLine .sign { width: auto; color: $text-accent; text-style: bold; }
    FindLine Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; }
    FindLine Input:focus { border: none; }
    FindLine .counted { width: auto; color: $foreground 75%; }
    FindLine .counted.-none { color: $text-warning; }
    """

    class Asked(Message):
        """Something else is looked for."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Step(Message):
        """The next found block is wanted, or the one before."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Closed(Message):
        """Finding is over; what was found last stays selected."""

    def compose(self) -> ComposeResult:
        yield Static("/ find ", classes="sign", markup=False)
        yield FindInput(placeholder="a name, a kind, a field or a value", compact=True)
        yield Static("", classes="counted", markup=False)

    def open(self) -> None:
        """Ask; what was asked before stands there, to be typed over."""
        self.add_class("-open")
        line = self.query_one(FindInput)
        line.focus()
        line.action_select_all()
        self.post_message(self.Asked(line.value))

    def close(self) -> None:
        self.remove_class("-open")

    def count(self, text: str, found: int, at: int) -> None:
        """Say how many blocks were found, and at which of them one is."""
        words = "" if not text.strip() else "nothing found" if not found else f"{at + 1} of {found}"
        ways = "  enter next · esc end" if found > 1 else "  esc end"
        counted = self.query_one(".counted", Static)
        counted.set_class(bool(text.strip()) and not found, "-none")
        counted.update(Content(words + ways))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("-open"):
            self.post_message(self.Asked(event.value))

    def on_click(self, event: events.Click) -> None:
        """A click on the count goes on to the next."""
        if isinstance(event.widget, Static) and event.widget.has_class("counted"):
            self.post_message(self.Step(1))
