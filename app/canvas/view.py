"""The part of the canvas that draws: a graph on scrolled lines, with what moves over it.

Lines are drawn one by one as they come into sight and kept until something on them changes; counts, tokens
and frames repaint only the cells that differ.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region, Size, Spacing
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.canvas.layout import Placement, place
from app.canvas.overlay import Cells, changed_spans, changes
from app.canvas.picture import Graph, Level, LinkKey, Token, Tone
from app.canvas.route import Box
from app.canvas.scene import USUAL_ROOM, Scene, compose
from app.canvas.sizes import measure
from app.canvas.styles import component_class, component_classes, default_css

AROUND = Spacing(2, 4, 2, 4)
"""What is kept in sight around a card."""
REMEMBERED = 50
"""Pictures whose places are remembered, so that undoing brings back what was seen."""


class CanvasView(ScrollView):
    """A graph on the screen, without hands: what can be pushed down to a canvas."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = component_classes()
    DEFAULT_CSS = default_css()

    def __init__(self, *, ascii: bool = False, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ascii = ascii
        self._level = Level.FULL
        self._scene: Scene = compose(Graph(), Level.FULL, ascii)
        self._badges: dict[str, str] = {}
        self._tones: dict[str, Tone] = {}
        self._different: dict[LinkKey, Tone] = {}
        self._trail: frozenset[LinkKey] = frozenset()
        self._lit: frozenset[str] = frozenset()
        self._tokens: tuple[Token, ...] = ()
        self._overlay: Cells = {}
        self._strips: dict[int, Strip] = {}
        self._window = (0, 0)
        self._colours: dict[str, Style] = {}
        self._pad = Offset(0, 0)
        self._remembered: dict[Hashable, Placement] = {}
        self.invitation = ""
        """What is said where there are no cards."""

    @property
    def level(self) -> Level:
        """The level of zoom."""
        return self._level

    @property
    def graph(self) -> Graph:
        """The graph as it is shown."""
        return self._scene.graph

    def positions(self) -> dict[str, tuple[int, int]]:
        """Column and row of every card as it is shown now, for whoever wants to pin them all."""
        placement = self._scene.placement
        return {card_id: placement.spot(card_id) for card_id in placement.cards}

    def set_badges(self, badges: Mapping[str, str]) -> None:
        """New counts by card. Cheap, but for the first time on cards that keep no line for counts."""
        self._badges.update(badges)
        if badges and any(card.badge is None for card in self.graph.cards):
            self._picture(self.graph.with_badges(self._badges))
        else:
            self._repaint(self._scene.raster.set_badges(badges))

    def clear_badges(self) -> None:
        """Forget the counts of a run: from the next `show` on, the graph's own badges count again."""
        self._badges.clear()

    def set_tones(self, tones: Mapping[str, Tone]) -> None:
        """Tones that come before those of the graph's cards, by card."""
        self._tones = dict(tones)
        self._repaint(self._scene.raster.set_tones(self._tones))

    def set_different(self, links: Mapping[LinkKey, Tone]) -> None:
        """The links that differ from those of another flow, and how: each has a sign beside its output."""
        if links != self._different:
            self._different = dict(links)
            self._scene.raster.set_different(self._different)
            self._draw_overlay()
            self.repaint_all()

    def set_trail(self, trail: Iterable[LinkKey], lit: Iterable[str] = ()) -> None:
        """Let these links stand out thick, with the cards at their ends and those that are `lit`; all else is
        dim. Nothing to stand out: nothing is dim.
        """
        followed, cards = frozenset(trail), frozenset(lit)
        if (followed, cards) != (self._trail, self._lit):
            self._trail, self._lit = followed, cards
            self._scene.raster.set_frames(self._frames())
            self._scene.raster.set_trail(followed, cards)
            self.repaint_all()

    def set_tokens(self, tokens: Iterable[Token]) -> None:
        """The customers on their way, all of them; only cells that differ from before are painted."""
        self._tokens = tuple(tokens)
        self._draw_overlay()

    def zoom(self, level: Level) -> None:
        """Show whole cards, one line each, or the whole flow."""
        if level is not self._level:
            self._level = level
            self._picture(self.graph)

    def cycle_zoom(self) -> None:
        """The next level of zoom: whole cards, one line each, the whole flow, and whole cards again."""
        levels = list(Level)
        self.zoom(levels[(levels.index(self._level) + 1) % len(levels)])

    def tidy(self) -> None:
        """Lay the graph out afresh, whatever stood where before."""
        self.forget_places()
        self._picture(self.graph)

    def forget_places(self) -> None:
        """The next picture does not follow the present one."""
        self._remembered.clear()

    def fit(self) -> None:
        """The largest level at which everything is in sight."""
        for level in Level:
            self.zoom(level)
            routes, viewport = self._scene.routes, self.scrollable_content_region.size
            if routes.width <= viewport.width and routes.height <= viewport.height:
                break
        held = self._held_card()
        self._centre_narrow()
        self.scroll_to(0, 0, animate=False, immediate=True)
        if held is not None:
            self.reveal(held)

    def reveal(self, card_id: str, centre: bool = False) -> None:
        """Scroll as little as needed to have a card in sight, or have it in the middle."""
        box = self._scene.routes.boxes.get(card_id)
        if box is not None:
            region = Region(box.x, box.y, box.width, box.height).translate(self._pad)
            self.scroll_to_region(
                region, spacing=Spacing() if centre else AROUND, animate=False, center=centre, immediate=True
            )

    # What the canvas with hands adds

    def _held_card(self) -> str | None:
        """The card that keeps its place on the screen while the picture changes."""
        return None

    def _frames(self) -> Mapping[str, str]:
        """Cards that stand out, and how."""
        return {}

    def _draw_gesture(self, into: Cells) -> None:
        """Add what a gesture shows over the picture."""

    # From pictures to strips

    def _picture(self, graph: Graph) -> None:
        """Compose another picture; what is in sight stays in its place on the screen as far as it can."""
        before, seen = self._scene, self._in_sight()
        room = self.scrollable_content_region.size if self._level is Level.OVERVIEW else USUAL_ROOM
        self._scene = compose(graph, self._level, self._ascii, self._places(graph), (room[0], room[1]))
        raster = self._scene.raster
        raster.set_badges(self._badges)
        raster.set_tones(self._tones)
        raster.set_different(self._different)
        raster.set_frames(self._frames())
        if self._trail or self._lit:
            raster.set_trail(self._trail, self._lit)
        self.virtual_size = Size(self._scene.routes.width, self._scene.routes.height)
        old, new = before.placement.cards, self._scene.placement.cards
        held = next((key for key in seen if old[key] == new.get(key)), None)
        self._centre_narrow()
        if held is not None:
            box = self._scene.routes.boxes[held]
            wanted = Offset(box.x, box.y) - seen[held]
            slack = max(0, self.scrollable_content_region.width - self._scene.routes.width)
            if slack:
                self._pad = Offset(min(slack, max(0, -wanted.x)), 0)
            self.scroll_to(wanted.x + self._pad.x, wanted.y, animate=False, immediate=True)
        self._overlay = {}
        self._draw_overlay()
        self.repaint_all()

    def _places(self, graph: Graph) -> Placement:
        """Where the cards go: as before, as far as that is possible.

        A graph that was shown already, as after an undo, gets back the places that it had.
        """
        shape = graph.shape()
        found = self._remembered.get(shape)
        if found is None:
            before = self._scene.placement if self._remembered else None
            found = self._remembered[shape] = place(graph, measure(graph, Level.FULL), before)
            if len(self._remembered) > REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        return found

    def _in_sight(self) -> dict[str, Offset]:
        """Where on the screen the cards are, beginning with the one that should stay in its place."""
        viewport = Region(0, 0, *self.scrollable_content_region.size)
        held = self._held_card()
        found: dict[str, Offset] = {}
        for card_id, box in sorted(self._scene.routes.boxes.items(), key=lambda entry: entry[0] != held):
            region = Region(box.x, box.y, box.width, box.height).translate(self._pad - self.scroll_offset)
            if region.overlaps(viewport):
                found[card_id] = region.offset
        return found

    def _centre_narrow(self) -> None:
        """A picture narrower than the viewport stands in the middle."""
        slack = self.scrollable_content_region.width - self._scene.routes.width
        self._pad = Offset(max(0, slack // 2), 0)

    def _cell(self, offset: Offset) -> tuple[int, int]:
        """The cell of the picture at an offset from the widget's corner, as mouse events have it."""
        at = offset - self.gutter.top_left + self.scroll_offset - self._pad
        return (at.x, at.y)

    def _draw_overlay(self) -> None:
        overlay: Cells = {}
        if self._different and self._level is not Level.OVERVIEW:
            changes(self._scene.ports, self._different, overlay)
        for y, row in self._scene.tracks.tokens(self._tokens, self._scene.covered).items():
            overlay.setdefault(y, {}).update(row)
        self._draw_gesture(overlay)
        spans = changed_spans(self._overlay, overlay)
        self._overlay = overlay
        shift = self._pad - self.scroll_offset
        for y in spans:
            self._strips.pop(y, None)
        self._refresh(Region(low + shift.x, y + shift.y, high - low, 1) for y, (low, high) in spans.items())

    def _repaint(self, boxes: Iterable[Box]) -> None:
        shift = self._pad - self.scroll_offset
        regions = []
        for box in boxes:
            for y in range(box.y, box.bottom):
                self._strips.pop(y, None)
            regions.append(Region(box.x + shift.x, box.y + shift.y, box.width, box.height))
        self._refresh(regions)

    def _refresh(self, regions: Iterable[Region]) -> None:
        viewport = Region(0, 0, *self.scrollable_content_region.size)
        seen = [region for region in (region.intersection(viewport) for region in regions) if region]
        if seen:
            self.refresh(*seen)

    def repaint_all(self) -> None:
        """Draw everything in sight anew."""
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed: forget every colour."""
        self._colours.clear()
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are drawn for one width only, the overview for one size."""
        if self._level is Level.OVERVIEW:
            self._picture(self.graph)
        self._centre_narrow()
        self.repaint_all()

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        if not self.graph.cards and y == self.scrollable_content_region.height // 3:
            width = self.scrollable_content_region.width
            return Strip([Segment(self.invitation[:width].center(width), self._colour("label"))], width)
        pad = self._pad
        start = self.scroll_offset.x - pad.x
        window = (start, self.scrollable_content_region.width)
        if window != self._window:
            self._window = window
            self._strips.clear()
        line = y + self.scroll_offset.y - pad.y
        strip = self._strips.get(line)
        if strip is None:
            runs = self._scene.raster.row(line, start, start + window[1], self._overlay)
            segments = [Segment(text, self._colour(style)) for text, style in runs]
            strip = self._strips[line] = Strip(segments, window[1])
        return strip

    def _colour(self, style: str) -> Style:
        found = self._colours.get(style)
        if found is None:
            found = self._colours[style] = self.get_component_rich_style(component_class(style))
        return found
