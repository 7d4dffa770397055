"""The sign at a form's head by which it takes more of the screen, or less again."""

from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from app.forms.marks import marks_of
from app.forms.pressed import Pressed


class WidthSign(Pressed):
    """Told whether the form is wide; hidden until then, and where there is nothing to choose."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    WidthSign { display: none; height: 1; width: auto; color: $text-accent; pointer: pointer; }
    WidthSign.-told { display: block; }
    WidthSign:hover { background: $panel; }
    """

    class WantedWidth(Message, namespace="form"):
        """It was clicked: the other width is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._wide: bool | None = None

    def tell(self, wide: bool | None) -> None:
        """Whether the form is wide; None where it cannot be anything else than it is."""
        if wide != self._wide:
            self._wide = wide
            self.set_class(wide is not None, "-told")
            self.tooltip = Content("F4: " + ("beside the canvas again" if wide else "more room for the form"))
            self.refresh(layout=True)

    def render(self) -> Content:
        marks = marks_of(self.app)
        return Content(f"narrow {marks.narrow}" if self._wide else f"{marks.wide} wide")

    def get_content_width(self, container: object, viewport: object) -> int:
        return 8 if self._wide else 6

    def pressed(self, at: Offset) -> None:
        self.post_message(self.WantedWidth())
