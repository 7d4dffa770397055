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
        """For each row: (from, up to, panel, key)."""
        rows: list[list[tuple[int, int, str, str]]] = [[]]
        x = 0
        gap = self._gap(width)
        for name, key, _ in self._tabs:
            wide = self._wide(name, key)
            if x and x + wide > width:
                rows.append([])
                x = 0
            rows[-1].append((x, x + wide, name, key))
            x += wide + gap
        return rows

    def _wide(self, name: str, key: str) -> int:
        return cell_width(self._labels[name]) + len(key) + 3

    def _gap(self, width: int) -> int:
        """Cells between two tabs: none where that keeps them in one row."""
        closest = sum(self._wide(name, key) for name, key, _ in self._tabs)
        return 0 if closest <= width < closest + _GAP * (len(self._tabs) - 1) else _GAP

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        lines = []
        gap = " " * self._gap(self.content_size.width)
        for row in self._rows(self.content_size.width):
            parts = []
            for _, _, name, key in row:
                if name == self._active:
                    parts.append(Content.styled(f" {key} {self._labels[name]} ", _ACTIVE))
                else:
                    parts.append(Content.styled(f" {key}", _KEY))
                    parts.append(Content.styled(f" {self._labels[name]} ", _TAB))
                parts.append(Content(gap))
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
