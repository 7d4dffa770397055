"""The lines at the top of a form that say what will happen; they stay in sight while one types."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from app.canvas.glyphs import plain
from app.forms.marks import ASCII, marks_of
from app.forms.outcomes import NOTHING, Outcome
from app.text import cell_width, fit, visible, wrap

MOST_LINES = 4
GAP = 2


class OutcomeView(Widget):
    """Lines, wrapped to the width; then the entries, as many side by side as fit."""

    DEFAULT_CSS = """
    OutcomeView { height: auto; padding: 0 1; color: $text-success; display: none; }
    OutcomeView.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._outcome = NOTHING

    def tell(self, outcome: Outcome) -> None:
        """Show another outcome."""
        if outcome != self._outcome:
            self._outcome = outcome
            self.set_class(outcome != NOTHING, "-told")
            self.refresh(layout=True)

    def lines(self, width: int) -> list[str]:
        """What is shown in so many cells."""
        said = plain if marks_of(self.app) is ASCII else str
        found = [
            row
            for line in self._outcome.lines
            for part in _parts(visible(line), width)
            for row in wrap(said(part), max(width, 2), MOST_LINES)
        ]
        entries = [said(visible(entry)) for entry in self._outcome.entries]
        if entries:
            widest = max(map(cell_width, entries))
            across = max(1, (width + GAP) // (widest + GAP))
            found += [
                (" " * GAP).join(fit(entry, widest) for entry in entries[n : n + across]).rstrip()
                for n in range(0, len(entries), across)
            ]
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))

    def render(self) -> Content:
        return Content("\n".join(self.lines(self.content_size.width)))


def _parts(line: str, width: int) -> list[str]:
    """The line; where it is too long, what follows from the example in a line of its own."""
    example, arrow, follows = line.partition(" → ")
    return [line] if not arrow or cell_width(line) <= width else [example, f"→ {follows}"]
