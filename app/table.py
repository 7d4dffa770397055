"""Tables for `Lines`: columns that share the width there is, and drop out one by one where it is short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.lines import Line
from app.text import cell_width, fit, visible

GAP = 2
_SAMPLE = 400
"""How many rows are measured; a table may have any number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: as wide as its content, between `least` and `most` cells."""

    title: str
    least: int = 4
    most: int = 30
    right: bool = False
    style: str = "text"
    drop: int = 0
    """Columns with the highest number go first where there is no room; 0 stays."""
    whole: bool = False
    """Given what it wants before the others share what is left."""


class Table:
    """Rows of plain text under columns; row n stands for keys[n]."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        keys: Sequence[object],
        empty: str = "",
        styles: Sequence[str | None] = (),
        cell_styles: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        self.head: Line | None = None
        self.empty = empty
        self._columns = columns
        self._rows = rows
        self._keys = keys
        self._styles = styles
        """For each row, a style that comes before those of the columns."""
        self._cell_styles = cell_styles or {}
        """By column: the style of each row's cell, where that is its own."""
        self._shown: list[tuple[int, int]] = []

    def lay_out(self, width: int) -> None:
        wide = [self._natural(n, column) for n, column in enumerate(self._columns)]
        least = [
            min(wide[n], max(column.least, cell_width(column.title)))
            for n, column in enumerate(self._columns)
        ]
        kept = list(range(len(self._columns)))
        while kept and sum(least[n] for n in kept) + GAP * (len(kept) - 1) > width:
            worst = max(kept, key=lambda n: self._columns[n].drop)
            if self._columns[worst].drop == 0:
                break
            kept.remove(worst)
        sizes = {n: least[n] for n in kept}
        room = width - sum(sizes.values()) - GAP * (len(kept) - 1)
        while room > 0:
            wanting = [n for n in kept if sizes[n] < wide[n]]
            if not wanting:
                break
            wanting = [n for n in wanting if self._columns[n].whole] or wanting
            for n in wanting[:room]:
                sizes[n] += 1
                room -= 1
        self._shown = [(n, max(sizes[n], 1)) for n in kept]
        if any(column.title for column in self._columns):
            self.head = self._put([column.title for column in self._columns], "head")

    def _natural(self, n: int, column: Column) -> int:
        content = max((cell_width(visible(row[n])) for row in self._rows[:_SAMPLE]), default=0)
        return max(cell_width(column.title), min(column.most, content), 1)

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, n: int) -> Line:
        style = self._styles[n] if self._styles else None
        own = {column: styles[n] for column, styles in self._cell_styles.items()}
        return self._put(self._rows[n], style, own)

    def key(self, n: int) -> object | None:
        return self._keys[n]

    def _put(self, cells: Sequence[str], style: str | None, own: Mapping[int, str] | None = None) -> Line:
        line = []
        for place, (n, width) in enumerate(self._shown):
            column = self._columns[n]
            text = visible(cells[n])
            if column.right:
                text = " " * max(width - cell_width(text), 0) + text
            chosen = style or (own or {}).get(n, column.style)
            line.append(((" " * GAP if place else "") + fit(text, width), chosen))
        return line
