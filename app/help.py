"""The help screen (?): the keys of where you are first, then all others; typing searches in them."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.commands import PLACES, Place, commands_of
from app.lines import Line, Lines
from app.other_keys import OTHER_KEYS
from app.screens import CommandScreen
from app.text import visible, wrap

KEYS_WIDTH = 16
LONGEST_SEARCH = 40


class HelpText:
    """The registry as lines, by places; only what has all words of the search in it."""

    head: Line | None = None

    def __init__(self, about: CommandScreen, searched: str = "") -> None:
        self._about = about
        self._words = searched.casefold().split()
        self._lines: list[Line] = []
        self._commands: dict[int, str] = {}
        self.empty = f"Nothing has “{searched}” in it. esc shows all keys."

    def lay_out(self, width: int) -> None:
        self._lines = []
        self._commands = {}
        here = self._about.places()
        others = [place for place in PLACES if place not in (*here, "anywhere")]
        for place in (*here, "anywhere", *others):
            rows = self._rows(place, width)
            if rows:
                title: Line = [
                    (PLACES[place], "strong"),
                    ("   you are here" if place in here else "", "accent"),
                ]
                self._lines.append(title)
                for command, row in rows:
                    if command:
                        self._commands[len(self._lines)] = command
                    self._lines.append(row)
                self._lines.append([])

    def _rows(self, place: Place, width: int) -> list[tuple[str, Line]]:
        """The lines of a place, each with its command where that can be given here, else ""."""
        possible = {command.id for command in self._about.palette_commands()}
        rows: list[tuple[str, Line]] = []
        for command in commands_of(place):
            if self._fits(command.all_keys, command.label, command.help):
                here = command.id in possible or place in self._about.places()
                reason = self._about.reason_against(command.id) if here else None
                meant = command.id if command.id in possible else ""
                rows += [(meant, row) for row in _entry(command.all_keys, command.help, reason, width)]
        for keys, label, words in OTHER_KEYS.get(place, ()):
            if self._fits(keys, label, words):
                rows += [("", row) for row in _entry(keys, words, None, width)]
        return rows

    def _fits(self, *texts: str) -> bool:
        whole = " ".join(texts).casefold()
        return all(word in whole for word in self._words)

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n]

    def key(self, n: int) -> object | None:
        return None

    def command(self, n: int) -> str | None:
        """The command of a line, if it is one that can be carried out from where the help was asked for."""
        return self._commands.get(n)


def _entry(keys: str, words: str, reason: str | None, width: int) -> list[Line]:
    """A key and what it does; what cannot be done now says why."""
    room = max(width - KEYS_WIDTH - 4, 8)
    said = [(row, "dim" if reason else "text") for row in wrap(words, room, 4)]
    if reason:
        said += [(row, "warn") for row in wrap(f"not now: {visible(reason)}", room, 3)]
    shown = [("  " + keys.ljust(KEYS_WIDTH), "accent")]
    if len(keys) > KEYS_WIDTH - 1:
        # Many keys have a line of their own.
        return [shown, *([(" " * (KEYS_WIDTH + 2), "text"), row] for row in said)]
    empty = [(" " * (KEYS_WIDTH + 2), "text")]
    return [[*(shown if n == 0 else empty), row] for n, row in enumerate(said)]


class HelpScreen(ModalScreen[None]):
    """All keys; scrolls where the screen is small. A click on a line carries its command out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1,enter", "dismiss", "Close", show=False),
        Binding("escape", "leave", "All keys, or close", show=False),
    ]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen > Vertical {
        width: 84; max-width: 94%; height: 90%; max-height: 56;
        border: round $accent; background: $surface; padding: 0 1 0 2;
        border-title-color: $foreground; border-subtitle-color: $foreground 80%;
    }
    HelpScreen Static { height: 1; margin-bottom: 1; color: $foreground 75%; }
    HelpScreen Lines { background: $surface; }
    """

    def __init__(self, about: CommandScreen) -> None:
        super().__init__()
        self._about = about
        self.searched = ""

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Help"
            box.border_subtitle = "up, down: scroll    esc: close"
            yield Static("", markup=False)
            yield Lines(HelpText(self._about))

    def on_mount(self) -> None:
        self._draw()
        self.query_one(Lines).focus()

    def _draw(self) -> None:
        words = (
            Content.assemble("Search  ", Content.styled(visible(self.searched) + "▏", "bold $foreground"))
            if self.searched
            else Content("Type to search. A click on a line does what it says.")
        )
        self.query_one(Static).update(words)

    def on_key(self, event: events.Key) -> None:
        typed = event.character if event.is_printable and event.key != "question_mark" else None
        if event.key == "backspace" and self.searched:
            self._search(self.searched[:-1])
        elif typed is not None and (typed != " " or self.searched):
            self._search(self.searched + typed)
        else:
            return
        event.stop()

    def on_click(self, event: events.Click) -> None:
        lines = self.query_one(Lines)
        source, at = lines.source, event.get_content_offset(lines)
        command = None
        if isinstance(source, HelpText) and at is not None:
            command = source.command(at.y + lines.scroll_offset.y)
        if command is not None:
            self.dismiss()
            self.app.call_later(self._about.carry_out, command)

    def _search(self, text: str) -> None:
        self.searched = text[:LONGEST_SEARCH]
        self._draw()
        lines = self.query_one(Lines)
        lines.show(HelpText(self._about, self.searched))
        lines.scroll_home(animate=False)

    def action_leave(self) -> None:
        if self.searched:
            self._search("")
        else:
            self.dismiss()
