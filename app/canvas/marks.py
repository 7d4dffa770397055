"""Draws the overview: a mark for each card, links as fine lines of dots behind them."""

from collections.abc import Collection, Iterable, Mapping

from app.canvas.glyphs import KINDS
from app.canvas.overview import TITLED
from app.canvas.picture import Card, Graph, LinkKey
from app.canvas.raster import Raster, Run
from app.canvas.route import Point, Routes, path_cells
from app.canvas.sizes import Size
from app.text import cell_width, fit, visible

ACROSS, DOWN = 2, 4
"""Dots of a braille character."""
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot, by its line and column within the character."""
SPARSE = 3
"""Of links that are not followed every third dot is left."""
BRACKETS = {
    "focused": ("[", "]"),
    "selected": ("[", "]"),
    "target": ("<", ">"),
    "chosen": ("{", "}"),
    "lit": ("(", ")"),
}

Grid = dict[int, dict[int, int]]
"""y → x → the dots of the cell."""


class MarkRaster(Raster):
    """One laid out graph as marks."""

    def __init__(self, graph: Graph, sizes: Mapping[str, Size], routes: Routes, ascii: bool = False) -> None:
        super().__init__(graph, sizes, routes, ascii)
        self._dots: Grid = {}
        self._followed: Grid = {}
        self._dot_all()

    def set_trail(self, trail: Collection[LinkKey], lit: Collection[str] = ()) -> None:
        """Follow these links: the others are drawn with fewer dots."""
        self._followed = {}
        super().set_trail(trail, lit)
        self._dot_all()

    def _follow(self, path: tuple[Point, ...]) -> None:
        self._dot(path, self._followed, 1)

    def _dot_all(self) -> None:
        self._dots = {}
        every = SPARSE if self._trail_cards else 1
        for link, path in self.routes.paths.items():
            if link.key not in self._trail_keys:
                self._dot(path, self._dots, every)

    def _dot(self, path: tuple[Point, ...], into: Grid, every: int) -> None:
        if self._ascii:
            for x, y in path_cells(path)[every // 2 :: every]:
                into.setdefault(y, {})[x] = 1
            return
        fine = [(x * ACROSS + ACROSS // 2, y * DOWN + DOWN // 2) for x, y in path]
        for x, y in path_cells(fine)[every // 2 :: every]:
            row = into.setdefault(y // DOWN, {})
            row[x // ACROSS] = row.get(x // ACROSS, 0) | DOTS[y % DOWN][x % ACROSS]

    def _draw_lines(self, y: int, start: int, end: int, characters: list[str], styles: list[str]) -> None:
        others = "line-dim" if self._trail_cards else "line"
        for grid, style in ((self._dots, others), (self._followed, "trail")):
            for x, dots in grid.get(y, {}).items():
                if start <= x < end:
                    characters[x - start] = "." if self._ascii else chr(0x2800 + dots)
                    styles[x - start] = style

    def _draw(self, card: Card, size: Size) -> Iterable[list[Run]]:
        _, border, heading, dim = self._look(card)
        kind = KINDS.get(card.kind)
        icon = "?" if kind is None else kind.plain if self._ascii else kind.sign
        frame = self._frame_styles.get(card.id) or ("lit" if card.id in self._lit else "")
        opening, closing = BRACKETS.get(frame, (" ", " "))
        sign = self._sign(card)
        tail: Run = (sign[0], "card-" + sign[1]) if sign else (" ", "fill")
        runs: list[Run] = [(opening, border if frame else "fill"), (icon, heading)]
        if size.width >= TITLED:
            room = size.width - 4
            title = fit(self._text(" " + visible(card.heading), room), room)
            runs.append((title, "card-dim" if dim else "title"))
        else:
            runs.append((" " * (size.width - 3 - cell_width(tail[0])), "fill"))
        yield [*runs, tail, (closing, border if frame else "fill")]
