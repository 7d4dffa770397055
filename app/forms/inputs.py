"""Fields that are typed into: one line, several lines. What is typed is entered letter by letter."""

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from app.forms.base import FormField
from app.forms.messages import Finished, Left, Typed
from app.text import visible


def harmless(text: str) -> str:
    """Text of several lines with nothing in it that a terminal obeys; tabs stay."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


class LineInput(Input):
    """One line of text."""

    def __init__(self, field: FormField) -> None:
        self._known = visible(field.show(field.value))
        super().__init__(self._known, placeholder=visible(field.placeholder), compact=True)
        self.field = field

    def renew(self, field: FormField, wrong: bool) -> None:
        """Show the field's value, unless it is being typed or what was typed does not fit."""
        self.field = field
        # What is being typed, or mended, is never selected: the next key would wipe it.
        self.select_on_focus = not wrong and not self.has_focus
        if self.select_on_focus:
            self._known = self.value = visible(field.show(field.value))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if (shown := visible(self.value)) != self.value:
            self.value = shown
        elif self.value != self._known:
            self._known = self.value
            self.select_on_focus = False
            self.post_message(Typed(self.field, self.value))

    @on(Input.Submitted)
    def _finished(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Finished())

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        event.stop()
        self.post_message(Left())


class SuffixedInput(Horizontal):
    """A line with a word behind it that is always there: an amount and its currency."""

    DEFAULT_CSS = """
    SuffixedInput { height: 1; background: $surface; }
    SuffixedInput:focus-within { background: $panel; }
    SuffixedInput .suffix { width: auto; padding: 0 1; color: $foreground-muted; }
    """

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self._field = field

    def compose(self) -> ComposeResult:
        yield LineInput(self._field)
        yield Static(Content(visible(self._field.suffix)), classes="suffix")

    def renew(self, field: FormField, wrong: bool) -> None:
        self.query_one(LineInput).renew(field, wrong)


class LongInput(TextArea):
    """Several lines of text."""

    def __init__(self, field: FormField) -> None:
        self._known = harmless(field.show(field.value))
        super().__init__(self._known, compact=True, highlight_cursor_line=False)
        self.field = field

    def renew(self, field: FormField, wrong: bool) -> None:
        """Show the field's value, unless it is being typed or what was typed does not fit."""
        self.field = field
        text = harmless(field.show(field.value))
        if not wrong and not self.has_focus and self.text != text:
            self._known = text
            self.load_text(text)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if (shown := harmless(self.text)) != self.text:
            self.load_text(shown)
        elif self.text != self._known:
            self._known = self.text
            self.post_message(Typed(self.field, self.text))

    def on_blur(self, event: events.Blur) -> None:
        self.post_message(Left())
