"""Above a flow's own settings: what runs at this moment, which those settings are not."""

from textual import events
from textual.content import Content
from textual.widgets import Static

from app.flow.panels.base import Moment
from app.screens import CommandScreen
from app.words import moment_words


class RunningLine(Static):
    """The version that the run plays, from when and until when; a click moves that."""

    DEFAULT_CSS = """
    RunningLine {
        height: auto; margin: 0 1 1 1; padding: 0 1; display: none; pointer: pointer;
        background: $panel; color: $foreground-muted;
    }
    RunningLine.-said { display: block; }
    RunningLine:hover { background: $accent 20%; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._words = ""

    def tell(self, moment: Moment | None) -> None:
        """Say it of this moment; of none, nothing is said."""
        words = "" if moment is None else running_words(moment)
        self.set_class(bool(words), "-said")
        if words != self._words:
            self._words = words
            self.update(Content(words))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        if isinstance(self.screen, CommandScreen):
            self.screen.carry_out("move_end")


def running_words(moment: Moment) -> str:
    """Where no run plays the flow, nothing."""
    running = moment.shown.lives.get(moment.flow_id)
    if running is None or not running.version:
        return ""
    start = "" if running.start is None else f" from {moment_words(moment.zone, running.start)}"
    end = "without an end" if running.end is None else f"until {moment_words(moment.zone, running.end)}"
    return (
        f"Runs now: version {running.version},{start} {end}. What stands below comes with a launch. "
        "To move what runs: E on the canvas, or a click here."
    )
