"""Parts of a form that are pressed: by the mouse, and by a few keys.

What is pressed with the mouse stays pressed, whatever moves on the screen meanwhile. Pressing takes the
keyboard from the field that had it, which may show or hide lines above: where a click is looked for when the
button is let go, something else would stand there by then.
"""

from textual import events
from textual.geometry import Offset
from textual.widget import Widget


class Pressed(Widget):
    """Takes a click where the button went down on it; `pressed` says what it does."""

    _went_down: tuple[Offset, Offset] | None = None
    """Where: on the screen, and in the widget."""

    def pressed(self, at: Offset) -> None:
        """It was clicked, at this place within it."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1:
            self._went_down = event.screen_offset, event.offset
            self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        down, self._went_down = self._went_down, None
        self.release_mouse()
        if down is not None and self.is_attached and event.screen_offset == down[0]:
            event.stop()
            self.pressed(down[1])

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Who types letters in a form means something there: not that the flow be launched, or undone."""
        return character is not None and character.isalpha()

    async def _on_key(self, event: events.Key) -> None:
        if event.character is not None and event.character.isalpha():
            event.stop()
            event.prevent_default()
            self.letter(event.character)

    def letter(self, letter: str) -> None:
        """A letter was typed that is no key of it."""

    def on_mouse_release(self, event: events.MouseRelease) -> None:
        self._went_down = None
