"""What moves over the picture: tokens on the links, and straight lines while something is dragged."""

from collections.abc import Iterable, Mapping

from app.canvas.glyphs import DIFFERENCES, Frame, Glyphs
from app.canvas.picture import LinkKey, Token, Tone
from app.canvas.raster import Run
from app.canvas.route import Box, Point, Routes, path_cells
from app.text import cells, fit

Cells = dict[int, dict[int, Run]]
"""y → x → one cell."""
Covered = Mapping[int, list[tuple[int, int]]]
"""y → the columns, from and up to, that belong to cards."""


def is_covered(covered: Covered, x: int, y: int) -> bool:
    """Whether the cell belongs to a card."""
    return any(low <= x < high for low, high in covered.get(y, ()))


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

    def tokens(self, tokens: Iterable[Token], covered: Covered) -> Cells:
        """The cells that tokens take: ● for one customer, a number for several. They never cover a card."""
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
                if not is_covered(covered, column, y):
                    row[column] = (character, style)
        return found


def straight(start: Point, end: Point, sign: str, covered: Covered, into: Cells) -> None:
    """A straight line of single cells, both ends included, that passes behind the cards."""
    (x1, y1), (x2, y2) = start, end
    steps = max(abs(x2 - x1), abs(y2 - y1), 1)
    for step in range(steps + 1):
        x, y = round(x1 + (x2 - x1) * step / steps), round(y1 + (y2 - y1) * step / steps)
        if not is_covered(covered, x, y):
            into.setdefault(y, {})[x] = (sign, "ghost")


def ghost(box: Box, frame: Frame, title: str, into: Cells) -> None:
    """A border with a title where a dragged card would be."""
    width = box.width - 2
    inside = [*cells(" " + fit(title, width - 2) + " ")]
    if box.height == 1:
        texts = [inside]
    else:
        texts = [[frame.across] * width, inside, *[[" "] * width] * (box.height - 3), [frame.across] * width]
    for at, text in enumerate(texts):
        ends = frame.down * 2
        if box.height > 1 and at in (0, len(texts) - 1):
            ends = frame.corners[:2] if at == 0 else frame.corners[2:]
        row = into.setdefault(box.y + at, {})
        for x, character in enumerate([ends[0], *text, ends[1]], box.x):
            row[x] = (character, "ghost")


def band(box: Box, frame: Frame, into: Cells) -> None:
    """The outline of a rectangle."""
    for y in range(box.y, box.bottom):
        row = into.setdefault(y, {})
        edge = y in (box.y, box.bottom - 1)
        for x in range(box.x, box.right) if edge else {box.x, box.right - 1}:
            row[x] = (frame.across if edge else frame.down, "ghost")
    for (x, y), corner in zip(
        ((x, y) for y in (box.y, box.bottom - 1) for x in (box.x, box.right - 1)), frame.corners, strict=True
    ):
        into[y][x] = (corner, "ghost")


def tag(box: Box, letters: str, into: Cells) -> None:
    """The letters to be typed for a card, in brackets at its upper left."""
    at = box.x if box.width < len(letters) + 4 else box.x + 2
    row = into.setdefault(box.y, {})
    for x, character in enumerate(f"[{letters}]", at):
        row[x] = (character, "jump")


def changes(ports: Mapping[LinkKey, Point], links: Mapping[LinkKey, Tone], into: Cells) -> None:
    """A sign beside every output whose link is another one than elsewhere."""
    for key, tone in links.items():
        if key in ports:
            x, y = ports[key]
            into.setdefault(y, {})[x + 1] = (DIFFERENCES[tone.value], tone.value)


def changed_spans(before: Cells, after: Cells) -> dict[int, tuple[int, int]]:
    """For each y that differs: the columns, from and up to, that hold the difference."""
    spans: dict[int, tuple[int, int]] = {}
    for y in before.keys() | after.keys():
        old, new = before.get(y, {}), after.get(y, {})
        if old != new:
            columns = [x for x in old.keys() | new.keys() if old.get(x) != new.get(x)]
            spans[y] = (min(columns), max(columns) + 1)
    return spans
