"""The names of the panels, with their keys: in as many rows as they need."""

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from app.text import cell_width

_GAP = 1
_ACTIVE = "bold $background on $accent"
_KEY = "bold $footer-key-foreground"
_TAB = "$foreground 75%"


class PanelTabs(Widget):
    """One of the panels is in sight; a click brings another."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "PanelTabs { height: auto; padding: 0 1; }"

    class Wanted(Message):
        """A tab was clicked."""

        def __init__(self, panel: str) -> None:
            super().__init__()
            self.panel = panel

    def __init__(self, tabs: Sequence[tuple[str, str, str]]) -> None:
        """`tabs` are (id, key, label)."""
        super().__init__()
        self._tabs = tabs
        self._labels = {name: label for name, _, label in tabs}
        self._active = tabs[0][0]

    def activate(self, panel: str) -> None:
        """Mark the panel that is in sight."""
        self._active = panel
        self.refresh()

    def label(self, panel: str, label: str) -> None:
        """Give a tab another label."""
        if self._labels[panel] != label:
            self._labels[panel] = label
            self.refresh(layout=True)

    def _rows(self, width: int) -> list[list[tuple[int, int, str, str]]]:
        """For each row: (from, up to, panel, key). Tabs stand closer where that takes fewer rows; the last
        one of a row needs no blank behind it."""
        usual, closest = self._laid(width, _GAP), self._laid(width, 0)
        return closest if len(closest) < len(usual) else usual

    def _laid(self, width: int, gap: int) -> list[list[tuple[int, int, str, str]]]:
        rows: list[list[tuple[int, int, str, str]]] = [[]]
        x = 0
        for name, key, _ in self._tabs:
            wide = cell_width(self._labels[name]) + len(key) + 3
            if x and x + wide - 1 > width:
                rows.append([])
                x = 0
            rows[-1].append((x, min(x + wide, width), name, key))
            x += wide + gap
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        lines = []
        for row in self._rows(self.content_size.width):
            parts = []
            x = 0
            for first, end, name, key in row:
                parts.append(Content(" " * (first - x)))
                label = f" {self._labels[name]} "[: end - first - len(key) - 1]
                if name == self._active:
                    parts.append(Content.styled(f" {key}{label}", _ACTIVE))
                else:
                    parts.append(Content.styled(f" {key}", _KEY))
                    parts.append(Content.styled(label, _TAB))
                x = end
            lines.append(Content.assemble(*parts))
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        rows = self._rows(self.content_size.width)
        if 0 <= offset.y < len(rows):
            for first, end, name, _ in rows[offset.y]:
                if first <= offset.x < end:
                    self.post_message(self.Wanted(name))
