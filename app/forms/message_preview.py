"""A message as the chosen customer would get it now, and what counts of it in its channel."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from app.canvas.glyphs import plain
from app.forms.base import FormField
from app.forms.inputs import harmless
from app.forms.live import Live, Whom
from app.forms.marks import ASCII, marks_of
from app.forms.matching import say
from app.forms.message_lengths import length_words
from app.forms.message_text import TemplateView
from app.forms.views import FieldView, Look, Parts, RowView
from app.session.requests import Request
from app.session.trying_requests import Someone, Tried, TriedText, TryMessage
from engine.blocks.actions.catalogue import ACTIONS
from engine.blocks.actions.messages import Message
from engine.messages.templates import check_template

MOST_LINES: Final = 12
MOST_CHARACTERS: Final = 2_000
"""Of a finished text, as much is shown."""


class Preview(Live):
    """The finished texts."""

    DEFAULT_CSS = """
    Preview > .texts { height: auto; padding: 0 1; background: $surface; display: none; }
    Preview > .texts.-told { display: block; }
    """

    def __init__(self, field: FormField, look: Look) -> None:
        super().__init__()
        self._field = field
        self._look = look
        self._last: dict[str, str] = {}
        """The texts as they were when they could be finished last."""
        self._of: Someone | None = None
        """Whose they are."""

    def compose(self) -> ComposeResult:
        yield Whom(self.choose_customer)
        yield Static(classes="texts", markup=False)
        yield Static(classes="aside", markup=False)

    def renew(self, field: FormField, look: Look) -> None:
        """Render anew where the message, or what it can print, is another."""
        before, self._field = (self._field.value, self._look.around), field
        self._look = look
        if before != (field.value, look.around):
            self.ask_soon()

    def _kind(self) -> type[Message] | None:
        kind = ACTIONS.get(self._field.value.get("do"))
        return kind if kind is not None and issubclass(kind, Message) else None

    def request(self) -> Request[Tried] | None:
        kind = self._kind()
        if kind is None:
            return None
        texts = tuple((name, self._field.value.get(name) or "") for name in kind.texts)
        if not any(text.strip() for _, text in texts):
            return None
        around = self._look.around
        return TryMessage(texts, around.entities, around.prints, self.customer)

    def show_answer(self, answer: Tried | str | None) -> None:
        kind = self._kind()
        if not isinstance(answer, Tried) or kind is None:
            self.query_one(Whom).tell(None, "")
            self._show_texts("")
            say(self, ".aside", answer if isinstance(answer, str) else "")
            return
        newest = f", with the newest {' and '.join(answer.newest)}" if answer.newest else ""
        self.query_one(Whom).tell(answer.customer, newest)
        mark = marks_of(self.app)
        if answer.customer != self._of:
            self._of = answer.customer
            self._last.clear()
        shown = []
        for one in answer.texts:
            if not one.trouble:
                self._last[one.name] = visible_lines(one.text)
            shown.append(self._last.get(one.name, ""))
            if one.trouble:
                shown.append(f"{mark.wrong} {kind.model_fields[one.name].title}: {self._why_not(one)}")
        self._show_texts("\n".join(filter(None, shown)))
        counted = [length_words(kind.channel, one.name, one.text) for one in answer.texts if one.text]
        made_up = [
            f"no {name} of this customer is in the world: made-up values stand in for it"
            for name in answer.missing
        ]
        say(self, ".aside", " · ".join(filter(None, [*counted, *made_up])))

    def _why_not(self, one: TriedText) -> str:
        """Why a text cannot be finished; what is wrong with the template stands beside that already."""
        template, around = self._field.value.get(one.name) or "", self._look.around
        if check_template(template, around.settings, around.prints):
            return "mend what is underlined first"
        return visible_lines(one.trouble)

    def _show_texts(self, text: str) -> None:
        texts = self.query_one(".texts", Static)
        texts.set_class(bool(text), "-told")
        texts.update(Content(plain(text) if marks_of(self.app) is ASCII else text))


def visible_lines(text: str) -> str:
    """The beginning of a text, its lines kept and nothing in it that a terminal obeys."""
    cut = text[:MOST_CHARACTERS]
    lines = harmless(cut).split("\n")
    more = len(lines) > MOST_LINES or len(cut) < len(text)
    return "\n".join(lines[:MOST_LINES]).rstrip() + ("\n…" if more else "")


class PreviewView(FieldView):
    """The preview within a form. While one of the texts has the keyboard, it stays in sight with that."""

    def compose_within(self) -> ComposeResult:
        yield Preview(self.field, self.look)

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._keyboard_went_to, init=False)

    def _keyboard_went_to(self, focused: Widget | None) -> None:
        self.come_into_sight()

    def on_resize(self) -> None:
        self.come_into_sight()

    def come_into_sight(self) -> None:
        """Come into sight once everything has its place, if a text of this message is being edited."""
        self.call_after_refresh(self._come_into_sight)

    def _come_into_sight(self) -> None:
        focused = self.screen.focused if self.is_attached else None
        if focused is None:
            return
        text = next((above for above in focused.ancestors_with_self if isinstance(above, TemplateView)), None)
        message = next((above for above in self.ancestors if isinstance(above, RowView)), None)
        if text is None or message is None or message not in text.ancestors:
            return
        form = next(above for above in self.ancestors if isinstance(above, VerticalScroll))
        head = form.get_child_by_type(Parts).dock_gutter.top
        above = _top_in(form, text) - head
        below = _top_in(form, self) + self.size.height - form.scrollable_content_region.height
        # Where both have no room, the beginning of the text comes first.
        wanted = min(max(form.scroll_target_y, below), above)
        if wanted != form.scroll_target_y:
            form.scroll_to(y=wanted, animate=False)

    async def renew(self, field: FormField, look: Look) -> None:
        await super().renew(field, look)
        self.query_one(Preview).renew(field, look)


def _top_in(form: Widget, widget: Widget) -> int:
    """The line of a form at which a widget begins, wherever that is scrolled to."""
    above = (one for one in widget.ancestors_with_self if isinstance(one, Widget) and form in one.ancestors)
    return sum(one.virtual_region.y for one in above)
