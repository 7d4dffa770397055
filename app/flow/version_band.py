"""A band above the canvas, while it shows a version as it was or is compared with another one."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from app.canvas.glyphs import DIFFERENCES
from app.canvas.picture import Tone
from app.flow.comparing import Comparison, legend, version_words
from app.flow.panels.base import Moment, Opened
from app.session.version_requests import RunSpan
from app.words import moment_words
from engine.time.civil import Zone

COLOURS = {Tone.ADDED: "$text-success", Tone.CHANGED: "$text-warning", Tone.REMOVED: "$text-error"}


class VersionBand(Static):
    """Says which version is shown, of when its counts are, and what the marks mean; a click leaves it."""

    DEFAULT_CSS = """
    VersionBand {
        height: auto; max-height: 6; padding: 0 1; display: none; pointer: pointer;
        background: $warning 20%; color: $foreground;
    }
    VersionBand.-said { display: block; }
    """

    class Left(Message):
        """It was clicked."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._said: Content | None = None

    def tell(self, moment: Moment) -> None:
        """Say it of this moment; where nothing is to be said, the band is hidden."""
        back = version_words(moment.own_version)
        rows = []
        if moment.opened is not None:
            leaves = f"esc: back to {back}. " if moment.compared is None else ""
            rows.append(opened_words(moment.opened, moment.zone, leaves, loaded=moment.shown.loaded))
        if moment.compared is not None:
            rows.append(compared_words(moment.compared))
        said = Content("\n").join(rows) if rows else None
        if said != self._said:
            self._said = said
            self.set_class(said is not None, "-said")
            self.update(Content("") if said is None else said)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Left())


def opened_words(opened: Opened, zone: Zone, leaves: str, *, loaded: bool) -> Content:
    """Which version is shown, since when it is what it is, how it is left, and of when its counts are."""
    row = opened.row
    launched = "" if row.launched_at is None else f" {zone.words(row.launched_at, seconds=True)}"
    was = f"as it was launched{launched}" if row.number else "as the run tries it out"
    return Content.assemble(
        Content.styled(version_words(row.number).capitalize(), "bold"),
        f", {was}: to be read only. ",
        Content.styled(leaves, "$text-accent"),
        f"Counts: {counts_words(row.run, zone, loaded=loaded)}.",
    )


def counts_words(span: RunSpan | None, zone: Zone, *, loaded: bool) -> str:
    """Of when the counts are that stand on a version's cards."""
    if span is None:
        return "none, the run has not played this version" if loaded else "none, no run is loaded"
    next, at = span.life.next, span.life.replaced
    if next is None or at is None:
        return "as they stand in the run now"
    return f"as they stood when version {next} was launched in the run ({moment_words(zone, at)})"


def compared_words(compared: Comparison) -> Content:
    """The legend of the marks."""
    parts = [
        Content.styled("Different ", "bold"),
        Content(f"{compared.words} ("),
        Content.styled("esc leaves it", "$text-accent"),
        Content("):  "),
    ]
    marks = list(legend(compared))
    for mark in marks:
        parts += [
            Content.styled(f"{DIFFERENCES[mark.tone.value]} ", f"{COLOURS[mark.tone]} bold"),
            Content(f"{mark.words}   "),
        ]
    if not marks:
        parts.append(Content("nothing, but perhaps where blocks stand"))
    return Content.assemble(*parts)
