"""The problems panel: what is wrong with the flow; enter jumps to the block at fault."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.message import Message

from app.flow.panels.base import Moment, Panel
from app.lines import Line, Lines, Nothing
from app.text import visible, wrap
from engine.flow.validation import Problem


class ProblemLines:
    """Problems as lines: a title line that can be chosen, and its sentence below."""

    head: Line | None = None
    empty = "Nothing is wrong with this flow."

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._lines: list[tuple[Line, object | None]] = []

    def lay_out(self, width: int) -> None:
        self._lines = []
        for n, problem in enumerate(self._moment.editor.problems):
            error = problem.severity == "error"
            where = "The flow" if problem.block is None else self._moment.block_title(problem.block)
            field = ".".join(str(part) for part in problem.field)
            title: Line = [
                ("✗ " if error else "! ", "bad" if error else "warn"),
                (visible(where), "strong"),
                (f"  {visible(field)}" if field else "", "dim"),
            ]
            self._lines.append((title, (n, problem)))
            rows = wrap(visible(problem.sentence), max(width - 2, 8), 6)
            self._lines += [([("  " + row, "text")], None) for row in rows]
            self._lines.append(([], None))

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n][0]

    def key(self, n: int) -> object | None:
        return self._lines[n][1]


class ProblemsPanel(Panel):
    title: ClassVar[str] = "Problems"

    class Jump(Message):
        """A problem was chosen."""

        def __init__(self, problem: Problem) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self) -> None:
        super().__init__()
        self._drawn: object = None

    def compose(self) -> ComposeResult:
        yield Lines(Nothing(ProblemLines.empty))

    def draw(self, moment: Moment) -> None:
        if moment.editor.problems is not self._drawn:
            self._drawn = moment.editor.problems
            self.query_one(Lines).show(ProblemLines(moment))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        assert isinstance(event.key, tuple)
        self.post_message(self.Jump(event.key[1]))
