"""What moves over the picture: tokens on the links, and straight lines while something is dragged."""

from collections.abc import Iterable, Mapping

from app.canvas.glyphs import Frame, Glyphs
from app.canvas.picture import LinkKey, Token
from app.canvas.raster import Run
from app.canvas.route import Box, Point, Routes, path_cells

Cells = dict[int, dict[int, Run]]
"""y → x → one cell."""


def short_count(count: int) -> str:
    """A count in at most four cells: 950, 1.2k, 38k, 4.1M."""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if count >= size:
            whole = count // size
            tenth = count * 10 // size % 10
            return f"{whole}.{tenth}{unit}" if whole < 10 and tenth else f"{whole}{unit}"
    return str(count)


class Tracks:
    """The cells along each link, worked out once for a layout, and the tokens on them."""

    def __init__(self, routes: Routes, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._routes = routes
        self._tracks: dict[LinkKey, list[Point]] = {}

    def _track(self, key: LinkKey) -> list[Point]:
        if not self._tracks:
            for link, path in self._routes.paths.items():
                self._tracks.setdefault(link.key, path_cells(path))
        return self._tracks.get(key, [])

    def tokens(self, tokens: Iterable[Token], cards: Mapping[int, list[tuple[int, int]]]) -> Cells:
        """The cells that tokens take: ● for one customer, a number for several. They never cover a card.

        `cards` has for each y the columns, from and up to, that belong to cards.
        """
        counts: dict[Point, int] = {}
        for token in tokens:
            track = self._track(token.link_key)
            if track and token.count > 0:
                at = round(min(1.0, max(0.0, token.progress)) * (len(track) - 1))
                counts[track[at]] = counts.get(track[at], 0) + token.count
        found: Cells = {}
        for (x, y), count in counts.items():
            text, style = (self._glyphs.token, "token") if count == 1 else (short_count(count), "tokens")
            row = found.setdefault(y, {})
            for column, character in enumerate(text, x - len(text) // 2):
                if not any(low <= column < high for low, high in cards.get(y, ())):
                    row[column] = (character, style)
        return found


def straight(start: Point, end: Point, sign: str, style: str, into: Cells) -> None:
    """A straight line of single cells, both ends included."""
    (x1, y1), (x2, y2) = start, end
    steps = max(abs(x2 - x1), abs(y2 - y1), 1)
    for step in range(steps + 1):
        x, y = round(x1 + (x2 - x1) * step / steps), round(y1 + (y2 - y1) * step / steps)
        into.setdefault(y, {})[x] = (sign, style)


def ghost(box: Box, frame: Frame, style: str, into: Cells) -> None:
    """An empty border where a dragged card would be."""
    inner = frame.across * (box.width - 2)
    upper, lower = frame.corners[0] + inner + frame.corners[1], frame.corners[2] + inner + frame.corners[3]
    if box.height == 1:
        upper = frame.down + " " * (box.width - 2) + frame.down
    for y in range(box.y, box.bottom):
        row = into.setdefault(y, {})
        if y == box.y or y == box.bottom - 1:
            text = upper if y == box.y else lower
            row.update({box.x + at: (character, style) for at, character in enumerate(text)})
        else:
            row[box.x] = row[box.right - 1] = (frame.down, style)


def changed_spans(before: Cells, after: Cells) -> dict[int, tuple[int, int]]:
    """For each y that differs: the columns, from and up to, that hold the difference."""
    spans: dict[int, tuple[int, int]] = {}
    for y in before.keys() | after.keys():
        old, new = before.get(y, {}), after.get(y, {})
        if old != new:
            columns = [x for x in old.keys() | new.keys() if old.get(x) != new.get(x)]
            spans[y] = (min(columns), max(columns) + 1)
    return spans
