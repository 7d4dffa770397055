"""From routes to rows of (text, style) runs: cards, lines, labels, and what travels on top of them.

A style is a name ("line", "title", "kind-wait" …) that the widget turns into colours. Each name that
carries a meaning also has a shape: a selected card has another border, a trail thicker lines, a problem its
sign.
"""

from collections.abc import Collection, Iterable, Mapping

from app.canvas.far import far_cells
from app.canvas.glyphs import ASCII, BOX, KINDS, Frame, plain
from app.canvas.picture import DIFFERENT, Card, Graph, Level, LinkKey, Tone
from app.canvas.route import CROSSING, Box, Point, Routes, path_masks
from app.canvas.sizes import PADDING, Size
from app.text import cell_width, cells, cut, fit, visible

Run = tuple[str, str]
"""Text and the name of its style."""
Overlay = Mapping[int, Mapping[int, Run]]
"""y → x → one cell drawn over the picture."""
FAR_STYLES = 3
"""Colours that long connections take in turn."""
CardRow = tuple[list[str], list[str]]
"""The characters of a row of a card, one a cell, and the styles of each."""


class Raster:
    """Draws one laid out graph. What is selected, counted or followed changes without a new layout."""

    def __init__(self, graph: Graph, sizes: Mapping[str, Size], routes: Routes, ascii: bool = False) -> None:
        self.routes = routes
        self._cards = {card.id: card for card in graph.cards}
        self._sizes = sizes
        self._ascii = ascii
        self._glyphs = ASCII if ascii else BOX
        self._badges: dict[str, str] = {card.id: card.badge or "" for card in graph.cards}
        self._tones: Mapping[str, Tone] = {}
        self._different: dict[int, dict[int, Tone]] = {}
        self._different_links: Mapping[LinkKey, Tone] = {}
        self._frames: dict[str, Frame] = {}
        self._frame_styles: dict[str, str] = {}
        self._trail: dict[int, dict[int, int]] = {}
        self._trail_cards: frozenset[str] = frozenset()
        self._lit: frozenset[str] = frozenset()
        self._trail_keys: frozenset[LinkKey] = frozenset()
        self._drawn: dict[str, list[CardRow]] = {}
        self._cards_at: dict[int, list[tuple[Box, str]]] = {}
        for card_id, box in sorted(routes.boxes.items(), key=lambda entry: entry[1].x):
            for y in range(box.y, box.bottom):
                self._cards_at.setdefault(y, []).append((box, card_id))
        self._labels_at: dict[int, list[tuple[int, str, str, LinkKey]]] = {}
        for label in routes.labels:
            at = self._labels_at.setdefault(label.y, [])
            if label.open_end:
                at.append((label.port[0], self._glyphs.open_end, "open-end", label.link_key))
            text = plain(label.text) if ascii else label.text
            at.append((label.x, text, "far-label" if label.far else "label", label.link_key))
        self._far = far_cells(routes.paths, routes.far)
        targets = dict.fromkeys(link.target for link in routes.paths if link in routes.far)
        self._far_styles = {target: f"far-{n % FAR_STYLES}" for n, target in enumerate(targets)}

    def card_at(self, x: int, y: int) -> str | None:
        """The card that the cell belongs to."""
        for box, card_id in self._cards_at.get(y, ()):
            if box.x <= x < box.right:
                return card_id
        return None

    def set_badges(self, badges: Mapping[str, str]) -> list[Box]:
        """New counts for some cards; the boxes of those that look different now."""
        changed = [card_id for card_id, badge in badges.items() if self._badges.get(card_id, badge) != badge]
        for card_id in changed:
            self._badges[card_id] = badges[card_id]
        return self._redraw(changed)

    def set_tones(self, tones: Mapping[str, Tone]) -> list[Box]:
        """Tones that come before the cards' own."""
        changed = [card_id for card_id in self._cards if self._tones.get(card_id) != tones.get(card_id)]
        self._tones = dict(tones)
        return self._redraw(changed)

    def set_different(self, links: Mapping[LinkKey, Tone]) -> None:
        """Which links differ from those of another flow, and how; cells that they share with others do not
        tell."""
        self._different_links = dict(links)
        self._different = {}
        for tone in sorted(set(links.values()), key=lambda tone: tone.value):
            found = frozenset(link for link in self.routes.paths if links.get(link.key) is tone)
            for y, row in far_cells(self.routes.paths, found).items():
                self._different.setdefault(y, {}).update(dict.fromkeys(row, tone))

    def set_frames(self, frames: Mapping[str, str]) -> list[Box]:
        """Which cards stand out: "focused", "selected", "chosen" or "target" by card."""
        changed = [
            card_id for card_id in self._cards if self._frame_styles.get(card_id) != frames.get(card_id)
        ]
        self._frame_styles = dict(frames)
        self._frames = {
            card_id: self._glyphs.focused if style == "focused" else self._glyphs.selected
            for card_id, style in frames.items()
        }
        return self._redraw(changed)

    def set_trail(self, trail: Collection[LinkKey], lit: Collection[str] = ()) -> None:
        """Follow these links: they are drawn thick, cards beside the way and other lines go dim.

        Cards that are `lit` have a thick border and are never dim.
        """
        self._trail = {}
        self._lit = frozenset(lit) & self._cards.keys()
        cards = set(self._lit)
        for link, path in self.routes.paths.items():
            if link.key in trail:
                self._follow(path)
                cards |= {link.source, link.target}
        self._trail_cards = frozenset(cards)
        self._trail_keys = frozenset(link.key for link in self.routes.paths if link.key in trail)
        self._drawn.clear()

    def _follow(self, path: tuple[Point, ...]) -> None:
        path_masks(path, self._trail)

    def row(self, y: int, start: int, end: int, overlay: Overlay | None = None) -> list[Run]:
        """The cells from `start` up to `end` of row `y`, in runs of one style."""
        width = end - start
        characters, styles = [" "] * width, [""] * width
        self._draw_lines(y, start, end, characters, styles)
        for x, text, style, link_key in self._labels_at.get(y, ()):
            if self._trail_cards and link_key not in self._trail_keys:
                style = "open-end"
            elif link_key in self._different_links:
                style = self._different_links[link_key].value
            _write(characters, styles, x - start, cells(text), style)
        for box, card_id in self._cards_at.get(y, ()):
            if box.x < end and box.right > start:
                card_characters, card_styles = self._card(card_id)[y - box.y]
                low, high = max(box.x, start), min(box.right, end)
                characters[low - start : high - start] = card_characters[low - box.x : high - box.x]
                styles[low - start : high - start] = card_styles[low - box.x : high - box.x]
        if overlay is not None:
            for x, (character, style) in sorted(overlay.get(y, {}).items()):
                if start <= x < end:
                    _write(characters, styles, x - start, [character], style)
        _mend_edges(characters)
        return _runs(characters, styles)

    def _draw_lines(self, y: int, start: int, end: int, characters: list[str], styles: list[str]) -> None:
        masks = self.routes.masks.get(y)
        if not masks:
            return
        trail = self._trail.get(y, {})
        far = self._far.get(y, {})
        different = self._different.get(y, {})
        glyphs, arrows = self._glyphs, self.routes.arrows
        usual = "line-dim" if self._trail_cards else "line"
        for x in range(start, end):
            mask = masks.get(x)
            if mask is None:
                continue
            followed, style = trail.get(x), usual
            if x in far and mask < CROSSING and not self._trail_cards:
                style = self._far_styles[far[x]]
            if x in different and mask < CROSSING and not self._trail_cards:
                style = different[x].value
            if (x, y) in arrows:
                characters[x - start] = glyphs.arrow
            elif followed is not None:
                characters[x - start] = glyphs.trail[followed]
            else:
                characters[x - start] = (glyphs.far if x in far else glyphs.lines)[mask]
            styles[x - start] = style if followed is None else "trail"

    def _redraw(self, card_ids: Iterable[str]) -> list[Box]:
        boxes = []
        for card_id in card_ids:
            if card_id in self._cards:
                self._drawn.pop(card_id, None)
                boxes.append(self.routes.boxes[card_id])
        return boxes

    def _card(self, card_id: str) -> list[CardRow]:
        rows = self._drawn.get(card_id)
        if rows is None:
            card = self._cards[card_id]
            drawn = self._draw(card, self._sizes[card_id])
            rows = self._drawn[card_id] = [_cell_row(runs) for runs in drawn]
        return rows

    def _draw(self, card: Card, size: Size) -> Iterable[list[Run]]:
        return self._full(card, size) if self.routes.level is Level.FULL else self._line(card, size)

    def _text(self, text: str, width: int) -> str:
        return plain(cut(text, width)) if self._ascii else cut(text, width)

    def _look(self, card: Card) -> tuple[Frame, str, str, bool]:
        """Border, its style, the style of the heading, and whether the card is dim."""
        tone = self._tones.get(card.id, card.tone)
        beside = bool(self._trail_cards) and card.id not in self._trail_cards
        dim = beside or tone in (Tone.DIM, Tone.REMOVED)
        kind = f"kind-{card.kind}" if card.kind in KINDS else "kind-other"
        heading = "card-dim" if dim else kind
        border = "border-dim" if dim else f"border-{card.kind}" if card.kind in KINDS else "border-other"
        if card.id in self._frames:
            return self._frames[card.id], self._frame_styles[card.id], heading, dim
        if tone in DIFFERENT and not beside:
            frame = self._glyphs.gone if tone is Tone.REMOVED else self._glyphs.plain
            return frame, tone.value, heading, dim
        if card.id in self._lit:
            return self._glyphs.selected, "lit", heading, dim
        return self._glyphs.plain, border, heading, dim

    def _sign(self, card: Card) -> Run | None:
        tone = self._tones.get(card.id, card.tone)
        sign = self._glyphs.signs.get(tone.value)
        return (sign, tone.value) if sign is not None else None

    def _full(self, card: Card, size: Size) -> Iterable[list[Run]]:
        frame, border, _, dim = self._look(card)
        inner = size.width - 2 * PADDING
        yield self._top(card, size, frame, border)
        texts = []
        if card.title or not size.body:
            texts.append((visible(card.title), "card-dim" if dim else "title"))
        texts += [(line, "card-dim" if dim else "text") for line in size.body]
        if card.badge is not None:
            texts.append((visible(self._badges[card.id]), "card-dim" if dim else "badge"))
        for text, style in texts:
            yield [
                (frame.down, border),
                (" ", "fill"),
                (fit(self._text(text, inner), inner), style),
                (" ", "fill"),
                (frame.down, border),
            ]
        lower = [frame.across] * (size.width - 2)
        for port in size.ports:
            lower[port.offset - 1] = frame.port
        yield [(frame.corners[2] + "".join(lower) + frame.corners[3], border)]

    def _top(self, card: Card, size: Size, frame: Frame, border: str) -> list[Run]:
        _, _, heading, dim = self._look(card)
        heading = "border-dim" if dim else heading.replace("kind", "head")
        kind = KINDS.get(card.kind)
        if kind is None:
            word = visible(card.kind)
        else:
            word = f"{kind.plain if self._ascii else kind.sign} {kind.word}"
        sign = self._sign(card)
        room = size.width - 6 - (3 if sign else 0)
        word = self._text(word, room)
        runs = [
            (frame.corners[0] + frame.across, border),
            (f" {word} ", heading),
        ]
        rest = size.width - 5 - cell_width(word)
        if sign:
            runs.append((frame.across * (rest - 4), border))
            runs.append((f" {sign[0]} ", sign[1]))
            rest = 1
        runs.append((frame.across * rest + frame.corners[1], border))
        return runs

    def _line(self, card: Card, size: Size) -> Iterable[list[Run]]:
        frame, border, heading, dim = self._look(card)
        kind = KINDS.get(card.kind)
        icon = (kind.plain if self._ascii else kind.sign) if kind else " "
        badge = self._text(_first_count(visible(self._badges[card.id])), size.width // 2 - 1)
        sign = self._sign(card)
        tail: list[Run] = []
        if badge:
            tail.append((" " + badge, "card-dim" if dim else "badge"))
        if sign:
            tail.append((" " + sign[0], "card-" + sign[1]))
        room = size.width - 4 - sum(cell_width(text) for text, _ in tail)
        title = fit(self._text(visible(card.heading), room), room)
        yield [
            (frame.down, border),
            (icon + " ", heading),
            (title, "card-dim" if dim else "title"),
            *tail,
            (frame.down, border),
        ]


def _first_count(badge: str) -> str:
    """The first of the counts, with the word that says what is counted: of "12 inside · 340 in" it is
    "12 inside".
    """
    return badge.partition(" · ")[0]


def _cell_row(runs: Iterable[Run]) -> CardRow:
    characters: list[str] = []
    styles: list[str] = []
    for text, style in runs:
        found = cells(text)
        characters += found
        styles += [style] * len(found)
    return characters, styles


def _write(characters: list[str], styles: list[str], at: int, found: list[str], style: str) -> None:
    """Write cells over others; half a wide character that is left becomes a blank."""
    for offset, character in enumerate(found):
        x = at + offset
        if 0 <= x < len(characters):
            if characters[x] == "" and x > 0 and (offset == 0 or character != ""):
                characters[x - 1] = " "
            if x + 1 < len(characters) and characters[x + 1] == "":
                characters[x + 1] = " "
            characters[x], styles[x] = character, style


def _mend_edges(characters: list[str]) -> None:
    """A wide character cut by the edge of the window becomes a blank."""
    if characters and characters[0] == "":
        characters[0] = " "
    if characters and not characters[-1].isascii() and cell_width(characters[-1]) == 2:
        characters[-1] = " "


def _runs(characters: list[str], styles: list[str]) -> list[Run]:
    runs: list[Run] = []
    start = 0
    for at in range(1, len(styles) + 1):
        if at == len(styles) or styles[at] != styles[start]:
            runs.append(("".join(characters[start:at]), styles[start]))
            start = at
    return runs
