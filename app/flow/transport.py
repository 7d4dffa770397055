"""The transport bar: what the run does, its clock, its speed, and how far along the timeline it is."""

from typing import Protocol

from textual import events
from textual.content import Content
from textual.widget import Widget

from app.screens import CommandScreen
from app.session.pace import SPEED_WORDS
from app.session.requests import RunState, Shown
from app.signs import Signs
from app.text import cell_width
from app.words import clock_words, share
from engine.time.civil import Zone

STATES: dict[RunState, str] = {
    "none": "Not begun",
    "starting": "Starting",
    "paused": "Paused",
    "playing": "Playing",
    "hurrying": "Playing",
    "finished": "All played",
    "failed": "Failed",
}
_GAP = "   "
_LEAST_BAR = 8


class Put(Protocol):
    """Puts a piece of the line down, with its style and the command that a click on it carries out."""

    def __call__(self, text: str, style: str, command: str | None = None) -> None: ...


class TransportBar(Widget):
    """One line. Its state, speed signs and progress can be clicked."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TransportBar { height: 1; background: $surface; color: $foreground; }
    """

    def __init__(self, signs: Signs) -> None:
        super().__init__()
        self._signs = signs
        self._shown = Shown()
        self._zone = Zone("UTC")
        self._spots: list[tuple[int, int, str]] = []

    def show(self, shown: Shown) -> None:
        """Another moment of the run."""
        if shown.zone != self._zone.name:
            self._zone = Zone(shown.zone)
        self._shown = shown
        self.refresh()

    def _sign(self) -> str:
        shown = self._shown
        signs = self._signs
        match shown.state:
            case "playing" | "hurrying":
                return signs.play
            case "failed":
                return signs.no
            case "finished":
                return signs.yes
            case _:
                return signs.paused

    def render(self) -> Content:
        shown = self._shown
        width = self.size.width - 2
        spots: list[tuple[int, int, str]] = []
        parts: list[tuple[str, str]] = []
        x = 1

        def put(text: str, style: str, command: str | None = None) -> None:
            nonlocal x
            parts.append((text, style))
            if command is not None:
                spots.append((x, x + cell_width(text), command))
            x += cell_width(text)

        tint = {"playing": "$text-success", "hurrying": "$text-success", "failed": "$text-error"}.get(
            shown.state, "$text-accent"
        )
        put(f"{self._sign()} {STATES[shown.state]:<10}", f"bold {tint}", "play")
        if not shown.loaded:
            if shown.left_behind:
                put(f" {_GAP}{shown.left_behind}", "$text-warning", "play")
            else:
                put(f" {_GAP}space plays simulated time", "$foreground-muted", "play")
        else:
            put(" ", "")
            put(clock_words(self._zone, shown.now), "bold")
            if width > 130:
                put(f"  {self._zone.name}", "$foreground-muted")
            put(_GAP, "")
            put("- ", "$text-accent bold", "slower")
            put(f"{SPEED_WORDS[shown.speed]:^8}", "")
            put(" +", "$text-accent bold", "faster")
            put(_GAP, "")
            self._put_progress(put, width - x)
        self._spots = spots
        return Content.assemble(
            " ", *((Content.styled(text, style) if style else text) for text, style in parts)
        )

    def _put_progress(self, put: Put, room: int) -> None:
        shown = self._shown
        whole = max(shown.ends - shown.started, 1)
        done = min(max(shown.now - shown.started, 0), whole)
        beyond = shown.now > shown.ends
        percent = "timeline over" if beyond else share(done, whole)
        bar = room - cell_width(percent) - 1
        if bar < _LEAST_BAR:
            put(percent[: max(room, 0)], "$foreground 70%")
            return
        bar = min(bar, 60)
        full = round(bar * done / whole)
        put(self._signs.full * full, "$text-accent", "go_to")
        put(self._signs.empty * (bar - full), "$foreground 30%", "go_to")
        put(f" {percent}", "$foreground 70%")

    def on_click(self, event: events.Click) -> None:
        screen = self.screen
        command = next((name for first, end, name in self._spots if first <= event.x < end), None)
        if command is not None and isinstance(screen, CommandScreen):
            screen.carry_out(command)
