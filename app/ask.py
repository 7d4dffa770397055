"""Small questions: yes or no, one of several, a line of text."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from app.lines import Lines
from app.table import Column, Table
from app.text import visible

BOX_CSS = """
    {name} {{ align: center middle; background: $background 60%; }}
    {name} > Vertical {{
        width: 64; max-width: 94%; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 1 2;
        border-title-color: $foreground; border-subtitle-color: $foreground 70%;
    }}
    {name} Lines {{ background: $surface; }}
"""


class Choose(ModalScreen[str | None]):
    """One of several, with a line of explanation for each; the answer is its id, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", show=False)]
    DEFAULT_CSS = BOX_CSS.format(name="Choose") + "Choose > Vertical { width: 84; }"

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[str, str, str]],
        *,
        mark: str = "▸",
        escape: str = "leave it",
    ) -> None:
        """`options` are (id, name, explanation); `escape` says what esc does."""
        super().__init__()
        self._escape = escape
        self._title = title
        self._options = options
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(visible(self._title))
            box.border_subtitle = f"enter: choose    esc: {self._escape}"
            table = Table(
                (Column("", 8, 24, style="strong"), Column("", 8, 200, style="dim")),
                [(name, words) for _, name, words in self._options],
                [option for option, _, _ in self._options],
            )
            lines = Lines(table, mark=self._mark)
            lines.styles.height = min(len(self._options), 14)
            yield lines

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.dismiss(str(event.key))


class ChooseAfter(Choose):
    """One of several, under a text that is shown whole; it scrolls where there is little room."""

    DEFAULT_CSS = (
        BOX_CSS.format(name="ChooseAfter")
        + """
    ChooseAfter > Vertical { width: 92; }
    ChooseAfter VerticalScroll { height: auto; max-height: 14; margin-bottom: 1; }
    ChooseAfter .words { height: auto; color: $foreground 80%; }
    """
    )

    def __init__(
        self,
        title: str,
        text: str,
        options: Sequence[tuple[str, str, str]],
        *,
        mark: str = "▸",
        escape: str = "leave it",
    ) -> None:
        super().__init__(title, options, mark=mark, escape=escape)
        self._text = text

    def on_mount(self) -> None:
        words = Static(Content("\n".join(visible(row) for row in self._text.splitlines())), classes="words")
        self.query_one(Vertical).mount(VerticalScroll(words, can_focus=False), before=0)
        super().on_mount()


def confirm(title: str, yes: str, no: str) -> Choose:
    """A question of yes or no, "no" first; the answer is "yes" or nothing."""
    return Choose(title, (("no", "No", no), ("yes", "Yes", yes)))


class AskText(ModalScreen[str | None]):
    """A line of text, checked as it is typed; the answer is the text, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", show=False)]
    DEFAULT_CSS = (
        BOX_CSS.format(name="AskText")
        + """
    AskText Input { border: none; height: 1; padding: 0 1; margin: 0 1 1 1; background: $panel; }
    AskText Input:focus { border: none; background: $foreground 12%; }
    AskText .answer { height: 3; color: $foreground 75%; padding: 0 1; }
    AskText .answer.-wrong { color: $text-error; }
    AskText .words { padding: 0 1 1 1; color: $foreground 75%; }
    """
    )

    def __init__(self, title: str, words: str, value: str, check: Callable[[str], tuple[bool, str]]) -> None:
        """`check` says whether a text will do, and a sentence about it."""
        super().__init__()
        self._title = title
        self._words = words
        self._value = value
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(visible(self._title))
            box.border_subtitle = "enter: do it    esc: leave it"
            yield Static(visible(self._words), classes="words", markup=False)
            yield Input(visible(self._value), select_on_focus=True)
            yield Static("", classes="answer", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        fine, words = self._check(event.value)
        answer = self.query_one(".answer", Static)
        answer.set_class(not fine, "-wrong")
        answer.update(Content(("" if fine else "✗ ") + visible(words)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if self._check(event.value)[0]:
            # What was left as it is stays so, signs that cannot be shown included.
            self.dismiss(self._value if event.value == visible(self._value) else event.value)
