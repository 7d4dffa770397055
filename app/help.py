"""The help screen (?): every command with its keys, from the registry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from app.commands import PLACES, commands_of
from app.lines import Line, Lines
from app.screens import CommandScreen
from app.text import wrap


class HelpText:
    """The registry as lines."""

    head: Line | None = None
    empty = ""

    def __init__(self, about: CommandScreen) -> None:
        self._about = about
        self._lines: list[Line] = []

    def lay_out(self, width: int) -> None:
        lines: list[Line] = []
        keys_width = 16
        possible = {command.id for command in self._about.palette_commands()}
        for place, title in PLACES.items():
            lines.append([(title, "strong")])
            for command in commands_of(place):
                reason = self._about.reason_against(command.id) if command.id in possible else None
                rows = wrap(command.help, width - keys_width - 4, 4)
                style = "dim" if reason else "text"
                for n, row in enumerate(rows):
                    lines.append(
                        [
                            ("  " + (command.all_keys if n == 0 else "").ljust(keys_width), "accent"),
                            (row, style),
                        ]
                    )
                if reason:
                    lines += [
                        [(" " * (keys_width + 2), "text"), (row, "warn")]
                        for row in wrap(f"not now: {reason}", width - keys_width - 4, 3)
                    ]
            if place == "canvas":
                lines += [
                    [("  " + keys.ljust(keys_width), "accent"), (words, "text")]
                    for keys, words in (
                        ("arrows", "Select a block."),
                        ("shift+arrows", "Move the selected block; dragging does it too."),
                        ("ctrl+arrows", "Look elsewhere; dragging empty ground does it too."),
                    )
                ]
            lines.append([])
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n]

    def key(self, n: int) -> object | None:
        return None


class HelpScreen(ModalScreen[None]):
    """All commands; scrolls where the screen is small."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "Close", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: 84; max-width: 94%; height: 90%; max-height: 56;
        border: round $accent; background: $surface; padding: 1 1 0 2;
        border-title-color: $foreground; border-subtitle-color: $foreground 70%;
    }
    HelpScreen Lines { background: $surface; }
    """

    def __init__(self, about: CommandScreen) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Help"
            box.border_subtitle = "up, down: scroll    esc: close"
            yield Lines(HelpText(self._about))

    def on_mount(self) -> None:
        self.query_one(Lines).focus()
