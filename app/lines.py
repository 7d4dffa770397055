"""A list of any length that draws only the lines in sight, with a cursor that keys and the mouse move.

What the lines are is a `Source`'s business: a table, a story, a list of problems. Text is drawn as text,
never read
as markup.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.text import cell_width, cut, visible

Run = tuple[str, str]
"""Text and the name of its style: one of STYLES."""
Line = Sequence[Run]

STYLES = ("text", "dim", "head", "strong", "good", "bad", "warn", "accent", "cursor", "cursor-blurred")


class Source(Protocol):
    """What a `Lines` shows."""

    head: Line | None
    """A line that stays on top."""
    empty: str
    """What to say when there are no lines."""

    def lay_out(self, width: int) -> None:
        """Prepare for lines of at most this many cells."""

    def __len__(self) -> int: ...

    def line(self, n: int) -> Line: ...

    def key(self, n: int) -> object | None:
        """What the line stands for; None where the cursor passes it by."""


class Nothing:
    """No lines, and a sentence instead."""

    head: Line | None = None

    def __init__(self, empty: str = "") -> None:
        self.empty = empty

    def lay_out(self, width: int) -> None:
        pass

    def __len__(self) -> int:
        return 0

    def line(self, n: int) -> Line:
        raise IndexError(n)

    def key(self, n: int) -> object | None:
        return None


class Lines(ScrollView, can_focus=True):
    """Shows a source. Enter or a second click on the cursor's line chooses it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in STYLES}
    DEFAULT_CSS = """
    Lines { background: $background; scrollbar-size-vertical: 1; overflow-x: hidden; }
    Lines > .lines--text { color: $foreground; }
    Lines > .lines--dim { color: $foreground-muted; }
    Lines > .lines--head { color: $foreground-muted; text-style: bold; }
    Lines > .lines--strong { color: $foreground; text-style: bold; }
    Lines > .lines--good { color: $text-success; }
    Lines > .lines--bad { color: $text-error; }
    Lines > .lines--warn { color: $text-warning; }
    Lines > .lines--accent { color: $text-accent; }
    Lines > .lines--cursor { background: $block-cursor-background; }
    Lines > .lines--cursor-blurred { background: $block-cursor-blurred-background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    class _About(Message):
        """A message about one line of one list."""

        def __init__(self, lines: "Lines", key: Any) -> None:
            super().__init__()
            self.lines = lines
            self.key = key

        @property
        def control(self) -> "Lines":
            return self.lines

    class Moved(_About):
        """The cursor stands on another line."""

    class Chosen(_About):
        """The cursor's line was chosen."""

    def __init__(self, source: Source | None = None, *, mark: str = "▸", id: str | None = None) -> None:
        super().__init__(id=id)
        self._source: Source = Nothing() if source is None else source
        self._mark = mark
        self._cursor: int | None = None
        self._laid = 0
        """The width for which the source is laid out."""
        self._style_cache: dict[tuple[str, bool, bool], Style] = {}

    # What the app asks for.

    @property
    def source(self) -> Source:
        return self._source

    @property
    def cursor_key(self) -> object | None:
        """What the cursor's line stands for."""
        at = self._cursor
        # Written for another width, there may be fewer lines.
        return self._source.key(at) if at is not None and at < len(self._source) else None

    def show(self, source: Source, key: object | None = None) -> None:
        """Show other lines. The cursor goes to `key`, or stays with what it stood on, or near where it
        was."""
        before = self.cursor_key
        at = self._cursor
        self._source = source
        self._measure()
        wanted = key if key is not None else before
        found = None
        if wanted is not None:
            found = next((n for n in range(len(source)) if source.key(n) == wanted), None)
        if found is None and at is not None and len(source):
            found = self._near(min(at, len(source) - 1))
        if found is None:
            found = self._near(0)
        self._cursor = found
        if self.cursor_key != before:
            self._tell()
            self._reveal()
        self.refresh()

    def put_cursor(self, key: object) -> bool:
        """Move the cursor to the line that stands for `key`; False where there is none."""
        for n in range(len(self._source)):
            if self._source.key(n) == key:
                self._go(n)
                return True
        return False

    # Drawing.

    def notify_style_update(self) -> None:
        self._style_cache.clear()
        super().notify_style_update()

    def _on_resize(self, event: events.Resize) -> None:
        key = self.cursor_key
        self._measure()
        if self._cursor is not None and self.cursor_key != key:
            # It stands in another line now.
            found = (n for n in range(len(self._source)) if self._source.key(n) == key)
            self._cursor = next(found, None)
        if self._cursor is None or self._cursor >= len(self._source):
            self._cursor = self._near(0)
        self._reveal()

    def on_mount(self) -> None:
        self._measure()
        self._cursor = self._near(0)
        if self._cursor is not None:
            self._tell()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    @property
    def _head(self) -> int:
        return 1 if self._source.head is not None else 0

    def _measure(self) -> None:
        # A cell for the cursor's mark, and one for the scrollbar, whether it is there or not.
        width = self._laid = max(self.content_region.width - 2, 1)
        self._source.lay_out(width)
        size = Size(width, len(self._source) + self._head)
        room = self.scrollable_content_region.height
        if self.virtual_size.width == width and max(size.height, self.virtual_size.height) <= room:
            # No scrollbar before and none now: no new layout of the whole screen.
            self.set_reactive(Lines.virtual_size, size)
        else:
            self.virtual_size = size

    def render_lines(self, crop: Region) -> list[Strip]:
        """A list that has just got its room may be drawn before it hears of it: never for another width."""
        width = max(self.content_region.width - 2, 1)
        if width != self._laid:
            self._laid = width
            self._source.lay_out(width)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        source = self._source
        if not len(source):
            return self._empty(y, width)
        if self._head and y == 0:
            assert source.head is not None
            return self._strip(source.head, width, " ", None)
        n = y - self._head + self.scroll_offset.y
        if n >= len(source):
            return Strip.blank(width, self._style("text", False, False))
        here = n == self._cursor
        return self._strip(source.line(n), width, self._mark if here else " ", "cursor" if here else None)

    def _empty(self, y: int, width: int) -> Strip:
        from app.text import wrap

        rows = wrap(visible(self._source.empty), max(width - 4, 1), 8)
        if 1 <= y <= len(rows):
            return self._strip([(" " + rows[y - 1], "dim")], width, " ", None)
        return Strip.blank(width, self._style("text", False, False))

    def _strip(self, line: Line, width: int, mark: str, cursor: str | None) -> Strip:
        focused = self.has_focus
        segments = [Segment(mark, self._style("accent" if focused else "dim", cursor is not None, focused))]
        left = width - 1
        for text, style in line:
            if left <= 0:
                break
            text = cut(visible(text), left)
            left -= cell_width(text)
            if text:
                segments.append(Segment(text, self._style(style, cursor is not None, focused)))
        if left > 0:
            segments.append(Segment(" " * left, self._style("text", cursor is not None, focused)))
        return Strip(segments, width)

    def _style(self, name: str, cursor: bool, focused: bool) -> Style:
        known = self._style_cache.get((name, cursor, focused))
        if known is None:
            known = self.get_component_rich_style(f"lines--{name}")
            if cursor:
                under = "lines--cursor" if focused else "lines--cursor-blurred"
                known += Style(bgcolor=self.get_component_rich_style(under).bgcolor, bold=focused or None)
            self._style_cache[name, cursor, focused] = known
        return known

    # Moving.

    def _near(self, n: int) -> int | None:
        """The selectable line nearest to this one."""
        source = self._source
        for distance in range(len(source)):
            for at in (n + distance, n - distance):
                if 0 <= at < len(source) and source.key(at) is not None:
                    return at
        return None

    def _go(self, n: int) -> None:
        if n != self._cursor:
            self._cursor = n
            self._tell()
            self.refresh()
        self._reveal()

    def _tell(self) -> None:
        if self.is_mounted:
            self.post_message(self.Moved(self, self.cursor_key))

    def _reveal(self) -> None:
        if self._cursor is not None and self.is_mounted:
            # What belongs to the cursor's line comes into sight with it: its heading above, details below.
            source, top, end = self._source, self._cursor, self._cursor + 1
            room = self.size.height - self._head
            while end < len(source) and source.key(end) is None and source.line(end) and end - top < room:
                end += 1
            while top > 0 and source.key(top - 1) is None and source.line(top - 1) and end - top < room:
                top -= 1
            height = end - top + self._head
            self.scroll_to_region(Region(0, top, 1, height), animate=False, immediate=True, force=True)

    def action_step(self, step: int) -> None:
        """To the next line that can be selected."""
        if self._cursor is None:
            self.scroll_relative(y=step, animate=False)
            return
        n = self._cursor + step
        while 0 <= n < len(self._source) and self._source.key(n) is None:
            n += step
        if 0 <= n < len(self._source):
            self._go(n)
        else:
            self.scroll_relative(y=step, animate=False)

    def action_page(self, pages: int) -> None:
        """A page up or down."""
        height = max(self.size.height - self._head - 1, 1)
        if self._cursor is None:
            self.scroll_relative(y=pages * height, animate=False)
            return
        at = self._near(min(max(self._cursor + pages * height, 0), len(self._source) - 1))
        if at is not None:
            self._go(at)

    def action_edge(self, edge: int) -> None:
        """To the first or the last line."""
        if self._cursor is None:
            self.scroll_to(y=0 if edge < 0 else self.max_scroll_y, animate=False)
            return
        at = self._near(0 if edge < 0 else len(self._source) - 1)
        if at is not None:
            self._go(at)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is the screen's own key where there is nothing to choose."""
        return self.cursor_key is not None if action == "choose" else True

    def action_choose(self) -> None:
        """Choose the cursor's line."""
        key = self.cursor_key
        if key is not None:
            self.post_message(self.Chosen(self, key))

    def on_click(self, event: events.Click) -> None:
        n = event.y - self._head + self.scroll_offset.y
        if event.y < self._head or not 0 <= n < len(self._source) or self._source.key(n) is None:
            return
        again = n == self._cursor
        self._go(n)
        if again or event.chain > 1:
            self.action_choose()
