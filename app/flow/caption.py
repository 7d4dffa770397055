"""What the scenario says at this moment, under the transport bar; hidden where it says nothing."""

from textual.content import Content
from textual.widgets import Static

from app.session.requests import Shown
from app.signs import Signs
from app.text import visible


class CaptionBar(Static):
    """The scenario's title before anything was said, then its captions."""

    DEFAULT_CSS = """
    CaptionBar {
        height: auto; max-height: 4; padding: 0 1; display: none;
        background: $accent 20%; color: $foreground;
    }
    CaptionBar.-said { display: block; }
    """

    def __init__(self, signs: Signs) -> None:
        super().__init__("", markup=False)
        self._signs = signs
        self._words = ("", "", False)

    def show(self, shown: Shown) -> None:
        """Another moment of the run."""
        over = shown.state == "finished" and bool(shown.expects)
        words = (shown.title, shown.caption, over)
        if words == self._words:
            return
        self._words = words
        self.set_class(bool(shown.title), "-said")
        parts = [Content.styled(f"{self._signs.caption} ", "$text-accent bold")]
        if shown.caption:
            parts.append(Content(visible(shown.caption)))
        else:
            parts.append(Content.styled(visible(shown.title), "bold"))
        if over:
            parts.append(Content.styled("   t: what was expected, and what came of it", "$text-accent"))
        self.update(Content.assemble(*parts))
