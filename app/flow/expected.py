"""The expectations of a scenario with what came of them."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from app.ask import BOX_CSS
from app.lines import Line, Lines
from app.session.requests import Expected
from app.signs import Signs
from app.text import visible, wrap

MOST_ROWS = 6
"""Of one sentence."""

_WORDS = 9


class _Report:
    """Each expectation with its sign and word, and all that must hold; where something does not, what
    there is instead, and why."""

    head: Line | None = None
    empty = "The scenario expects nothing."

    def __init__(self, found: Sequence[Expected], signs: Signs) -> None:
        self._found = found
        self._signs = signs
        self._lines: list[Line] = []

    def lay_out(self, width: int) -> None:
        self._lines = []
        for one in self._found:
            sign, word, style = (
                (self._signs.yes, "holds", "good") if one.ok else (self._signs.no, "differs", "bad")
            )
            lead = f"{sign} {word}".ljust(_WORDS + 1)
            wanted = ", ".join(f"{thing.thing} {thing.expected}" for thing in one.things)
            self._tell(f" {lead}", style, f"{one.about}: {wanted}", "text", width)
            margin = " " * (len(lead) + 1)
            for thing in one.things:
                if not thing.ok:
                    self._tell(margin, style, f"but {thing.thing}: {thing.actual}", style, width)
            for n, why in enumerate(one.why):
                self._tell(f"{margin}{'    ' if n else 'why '}", "dim", why, "dim", width)

    def _tell(self, margin: str, edge: str, text: str, style: str, width: int) -> None:
        for row in wrap(visible(text), width - len(margin) - 1, MOST_ROWS):
            self._lines.append([(margin, edge), (row, style)])
            margin = " " * len(margin)

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n]

    def key(self, n: int) -> object | None:
        return None


class ExpectedScreen(ModalScreen[None]):
    """What the scenario expects, at the end."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,t,q,enter", "dismiss", "Close", show=False),
    ]
    DEFAULT_CSS = BOX_CSS.format(name="ExpectedScreen") + "ExpectedScreen > Vertical { width: 110; }"

    def __init__(self, found: Sequence[Expected], signs: Signs) -> None:
        super().__init__()
        self._found = found
        self._signs = signs

    def compose(self) -> ComposeResult:
        held = sum(one.ok for one in self._found)
        with Vertical() as box:
            box.border_title = Content(f"Expected: {held} of {len(self._found)} hold")
            box.border_subtitle = "esc: close"
            lines = Lines(_Report(self._found, self._signs))
            told = sum(2 + 2 * len(one.why) for one in self._found)
            lines.styles.height = min(max(told, 4), 18)
            yield lines

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
