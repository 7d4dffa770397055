"""The tour's box: it stands beside what a step is about, and goes on when that was done."""

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.geometry import Offset, Region
from textual.widgets import Static

from app.signs import Signs
from app.tour.steps import PointsAt, Progress, Seen

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH: Final = 42
LOOKS: Final = 5
"""Looks a second at what the person does."""
REST: Final = 4
"""Looks for which a step that was done stays, with its tick."""

_PLACES: Final[dict[PointsAt, str]] = {
    "canvas": "#canvas-place",
    "transport": "TransportBar",
    "side": "#side",
    "footer": "CommandBar",
}


class TourBox(Static):
    """One step at a time; it never takes the keyboard."""

    ALLOW_SELECT = False
    DEFAULT_CSS = f"""
    TourBox {{
        overlay: screen; position: absolute; constrain: inside inside;
        width: {WIDTH}; height: auto; padding: 0 1; background: $surface; color: $foreground;
        border: round $accent; border-title-color: $text-accent; border-title-style: bold;
        border-subtitle-color: $foreground 80%;
    }}
    """

    def __init__(self, look: "Callable[[], Seen | None]", end: "Callable[[], None]", signs: Signs) -> None:
        """`look` says what the person has in front of them, None as long as that is nothing; `end` is called
        once all is over."""
        super().__init__("", markup=False)
        self.progress = Progress()
        self._look = look
        self._end = end
        self._signs = signs
        self._rest = 0
        """Looks for which the present step, which was done, still stays."""
        self._stands: Offset | None = None

    def on_mount(self) -> None:
        self._done()
        self.set_interval(1 / LOOKS, self._watch)
        self._draw()

    def next(self) -> None:
        """On to the next step, done or not; after the last one it is over."""
        self._rest = 0
        self.progress.next()
        if self.progress.step is None:
            self._end()
            return
        self._done()
        self._draw()

    @property
    def ticked(self) -> bool:
        """Whether the present step was done."""
        return self._rest > 0

    def on_click(self) -> None:
        self.next()

    def _watch(self) -> None:
        if self.progress.step is None:
            return
        if not self._rest and self._done():
            self._rest = REST
            self._draw()
        elif self._rest and self.screen is self.app.screen:
            # Under a dialog nobody sees the tick, and nothing is drawn.
            self._draw()
            self._rest -= 1
            if not self._rest:
                self.next()
        self._put()

    def _done(self) -> bool:
        """Whether the present step is done; the first time, what it begins with is noted."""
        now = self._look()
        return now is not None and self.progress.look(now)

    def _draw(self) -> None:
        step = self.progress.step
        assert step is not None
        tick = f"{self._signs.yes} " if self._rest else ""
        self.border_title = Content(f"{tick}{step.title}")
        last = self.progress.at == len(self.progress.steps) - 1
        count = f"{self.progress.at + 1} of {len(self.progress.steps)}"
        keys = "F3" if self.progress.at else "enter, F3"
        self.border_subtitle = Content(f"{count}   {keys}: {'close' if last else 'next'}   esc: end")
        self.update(Content(step.words))
        self.call_after_refresh(self._put)

    def _put(self) -> None:
        """Stand beside what the step is about, and cover as little of it as can be."""
        step = self.progress.step
        if step is None or not self.is_attached:
            return
        wanted = place_for(
            step.points_at, self._region(step.points_at), self.outer_size.height, self.screen.size
        )
        if self._stands != wanted:
            self._stands = wanted
            self.styles.offset = wanted

    def _region(self, points_at: PointsAt) -> Region:
        for widget in self.screen.query(_PLACES.get(points_at, "#canvas-place")):
            if widget.display and widget.region.area:
                return widget.region
        return self.screen.region


def place_for(points_at: PointsAt, region: Region, height: int, screen: "tuple[int, int]") -> Offset:
    """Where the box's corner goes: under, above or beside what it points at; inside the screen."""
    width, whole = screen
    match points_at:
        case "transport":
            x, y = 2, region.bottom
        case "footer":
            x, y = width - WIDTH - 2, region.y - height
        case "side" if region.x > WIDTH:
            x, y = region.x - WIDTH - 1, region.y + 2
        case _:
            x, y = region.right - WIDTH - 2, region.bottom - height - 1
    return Offset(max(0, min(x, width - WIDTH)), max(0, min(y, whole - height)))
