"""The problems panel: what is wrong with the flow, and what a key can mend; enter jumps to the block at
fault."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from app.commands import bindings
from app.editing.mending import Mend, mend
from app.editing.naming import Naming, naming
from app.flow.panels.base import Moment, Panel
from app.lines import Line, Lines, Nothing
from app.problems import field_words
from app.screens import CommandScreen
from app.text import visible, wrap
from app.words import count_of
from engine.flow.validation import Problem

MOST_TRIED = 300
"""Blocks looked at to find what can be mended before anybody asks: each try looks at all of them."""


class Mends:
    """What can be mended in one state of the flow; worked out once, some of it only when it is asked for."""

    def __init__(self, moment: Moment) -> None:
        self._flow = moment.editor.flow
        self._settings = moment.editor.settings
        self._room = MOST_TRIED // max(len(self._flow.blocks), 1)
        self._known: dict[int, Mend | Naming | None] = {}
        self.problems = moment.editor.problems
        self._unread = moment.editor.unread
        """What only stands in a form: it is for the person to mend."""

    def offered(self, n: int) -> Mend | Naming | None:
        """The mend that stands with a problem; None also where it has not been looked for."""
        return self.find(n) if n <= self._room else self._known.get(n)

    def find(self, n: int) -> Mend | Naming | None:
        """What mends this problem."""
        if n not in self._known:
            problem = self.problems[n]
            if problem in self._unread:
                return None
            self._known[n] = mend(problem, self._flow, self._settings) or naming(problem, self._settings)
        return self._known[n]


class ProblemLines:
    """Problems as lines: errors, then warnings; of each a title line that can be chosen, its sentence below,
    and what a key would do about it."""

    head: Line | None = None
    empty = "Nothing is wrong with this flow."

    def __init__(self, moment: Moment, mends: Mends) -> None:
        self._moment = moment
        self._mends = mends
        self._lines: list[tuple[Line, object | None]] = []

    def lay_out(self, width: int) -> None:
        self._lines = []
        problems = list(enumerate(self._moment.editor.problems))
        errors = [(n, problem) for n, problem in problems if problem.severity == "error"]
        warnings = [(n, problem) for n, problem in problems if problem.severity == "warning"]
        self._group(errors, "error", "the flow cannot be played yet", "bad", width)
        self._group(warnings, "warning", "it can be played all the same", "warn", width)

    def _group(
        self, problems: Sequence[tuple[int, Problem]], word: str, meaning: str, style: str, width: int
    ) -> None:
        if not problems:
            return
        sign = "✗" if word == "error" else "!"
        self._lines.append(([(f"{count_of(len(problems), word)}", style), (f": {meaning}", "dim")], None))
        self._lines.append(([], None))
        for n, problem in problems:
            where = "The flow" if problem.block is None else self._moment.block_title(problem.block)
            field = field_words(self._moment.editor.flow, problem)
            title: Line = [
                (f"{sign} ", style),
                (visible(where), "strong"),
                (f"  {visible(field)}" if field else "", "dim"),
            ]
            self._lines.append((title, (n, problem)))
            for row in wrap(visible(problem.sentence), max(width - 2, 8), 6):
                self._lines.append(([("  " + row, "text")], None))
            found = self._mends.offered(n)
            if found is not None:
                rows = wrap(visible(found.words), max(width - 5, 8), 3)
                for at, row in enumerate(rows):
                    self._lines.append(([("  m: " if at == 0 else "     ", "accent"), (row, "accent")], None))
            self._lines.append(([], None))

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n][0]

    def key(self, n: int) -> object | None:
        return self._lines[n][1]


class ProblemsPanel(Panel):
    title: ClassVar[str] = "Problems"
    BINDINGS: ClassVar[list[BindingType]] = bindings("problems")

    class Jump(Message):
        """A problem was chosen."""

        def __init__(self, problem: Problem) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self) -> None:
        super().__init__()
        self._mends: Mends | None = None

    def compose(self) -> ComposeResult:
        yield Lines(Nothing(ProblemLines.empty))

    def draw(self, moment: Moment) -> None:
        if self._mends is None or moment.editor.problems is not self._mends.problems:
            self._mends = Mends(moment)
            self.query_one(Lines).show(ProblemLines(moment, self._mends))

    def action_command(self, command: str) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.carry_out(command)

    @property
    def chosen(self) -> tuple[int, Problem] | None:
        """The problem that the cursor stands on, and its number."""
        key = self.query_one(Lines).cursor_key
        return key if isinstance(key, tuple) else None

    def mend(self) -> Mend | Naming | None:
        """What mends the chosen problem; None where it is for the person to do."""
        chosen = self.chosen
        return None if chosen is None or self._mends is None else self._mends.find(chosen[0])

    def on_lines_moved(self) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.refresh_commands()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        assert isinstance(event.key, tuple)
        self.post_message(self.Jump(event.key[1]))
