"""A message's subject or text: parameters are completed as one types, and what is wrong is underlined."""

import asyncio
import re
from typing import ClassVar, Final

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, TextArea

from app.forms.base import Around, FormField
from app.forms.completing import Hole, Offer, fitting, hole, marks, offers, place_in, put_in
from app.forms.inputs import LongInput
from app.forms.live import session_of
from app.forms.messages import Finished, Typed
from app.forms.views import FieldView, Look
from app.screens import footer_anew
from app.session.session import Trouble
from app.session.trying_requests import TryMessage
from app.text import cut, visible

_IN_BRACES: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
HELD: Final = 12
"""For how many of the parameters on offer it is asked what they hold."""
LONGEST_HELD: Final = 24


class TemplateInput(LongInput):
    """The text itself. While parameters are listed beneath it, some keys choose among them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"template--wrong", "template--parameter"}
    DEFAULT_CSS = """
    TemplateInput .template--parameter { color: $text-accent; }
    TemplateInput .template--wrong { color: $text-error; text-style: underline; }
    TemplateInput.-one-line { min-height: 1; max-height: 3; }
    """

    def __init__(self, field: FormField, around: Around, *, one_line: bool) -> None:
        self._around = around
        self._one_line = one_line
        self._wrong: list[tuple[int, int, int]] = []
        super().__init__(field)
        self.set_class(one_line, "-one-line")
        self._mark()

    @property
    def owner(self) -> "TemplateEntry":
        return next(above for above in self.ancestors if isinstance(above, TemplateEntry))

    def renew_around(self, around: Around) -> None:
        """Another trigger brings other parameters."""
        if around != self._around:
            self._around = around
            self._mark()

    def _mark(self) -> None:
        self._wrong = marks(self.text, self._around.settings, self._around.prints)
        self._line_cache.clear()
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for found in _IN_BRACES.finditer(line.plain):
            line.stylize(self.get_component_rich_style("template--parameter", partial=True), *found.span())
        for at, start, end in self._wrong:
            if at == line_index:
                line.stylize(self.get_component_rich_style("template--wrong", partial=True), start, end)
        return line

    @property
    def unfinished(self) -> bool:
        """Whether a parameter is just being written where the cursor stands: it is not wrong yet."""
        row, column = self.cursor_location
        after = str(self.document.get_line(row))[column:]
        closed = after.find("}}")
        opened = after.find("{{")
        open_still = closed < 0 or 0 <= opened < closed
        return self.has_focus and open_still and hole(self.before) is not None

    def go_to_wrong(self, sentence: str = "") -> None:
        """Put the cursor where this problem's sentence says, else on the first thing that is wrong."""
        places = [(row, column) for row, column, _ in self._wrong]
        if places:
            meant = place_in(sentence)
            self.move_cursor(meant if meant in places else places[0])

    @property
    def before(self) -> str:
        """The line up to the cursor."""
        row, column = self.cursor_location
        return str(self.document.get_line(row))[:column]

    def put(self, offer: Offer) -> None:
        """Write a parameter where the cursor stands, in place of what was typed of it."""
        row, column = self.cursor_location
        line = str(self.document.get_line(row))
        start, end, text, cursor = put_in(line, column, hole(line[:column]), offer)
        self.replace(text, (row, start), (row, end))
        self.move_cursor((row, start + cursor))

    def entered(self) -> None:
        """A parameter has been put in: that is entered like what is typed."""
        self._known = self.text
        self._mark()
        self.post_message(Typed(self.field, self.text))

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        event.prevent_default()
        if self._one_line and "\n" in self.text:
            self.load_text(self.text.replace("\n", " "))
            return
        before = self._known
        super()._typed(event)
        if self._known != before:
            self._mark()
            self.owner.typed()

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """While parameters are listed, escape closes the list."""
        return (key == "escape" and self.owner.opened) or super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        taken = self.owner.take_key(event.key)
        if not taken and self._one_line and event.key == "enter":
            self.post_message(Finished())
            taken = True
        if taken:
            event.stop()
            event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        self.owner.close()

    def on_focus(self, event: events.Focus) -> None:
        self.owner.forget()

    def on_blur(self, event: events.Blur) -> None:
        self.owner.close()


class ParameterList(OptionList, can_focus=False):
    """What can be put in."""


class PutIn(Widget):
    """The line that lists the parameters when it is clicked."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PutIn { height: 1; width: auto; color: $foreground-muted; pointer: pointer; }
    PutIn:hover { color: $text-accent; }
    """

    def render(self) -> Content:
        return Content("{{ or ctrl+space: parameters")

    def get_content_width(self, container: object, viewport: object) -> int:
        return 28

    def on_click(self, event: events.Click) -> None:
        event.stop()
        entry = next(above for above in self.ancestors if isinstance(above, TemplateEntry))
        self.screen.set_focus(entry.input)
        entry.open()


class TemplateEntry(Vertical):
    """The text with the list of parameters."""

    DEFAULT_CSS = """
    TemplateEntry { height: auto; }
    TemplateEntry PutIn { visibility: hidden; }
    TemplateEntry:focus-within PutIn { visibility: visible; }
    TemplateEntry ParameterList {
        display: none; height: auto; max-height: 9; width: 1fr; padding: 0; border: none;
        overlay: screen; constrain: inside inside; background: $panel;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    TemplateEntry.-opened ParameterList { display: block; }
    TemplateEntry ParameterList > .option-list--option-highlighted {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """

    def __init__(self, field: FormField, around: Around, *, one_line: bool) -> None:
        super().__init__()
        self._field = field
        self._around = around
        self._one_line = one_line
        self._found: list[Offer] = []
        self._held: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield TemplateInput(self._field, self._around, one_line=self._one_line)
        yield ParameterList(compact=True, markup=False)
        yield PutIn()

    @property
    def input(self) -> TemplateInput:
        return self.query_one(TemplateInput)

    @property
    def opened(self) -> bool:
        return self.has_class("-opened")

    def renew(self, field: FormField, around: Around, wrong: bool) -> None:
        self._field, self._around = field, around
        self.input.renew(field, wrong)
        self.input.renew_around(around)

    # The list.

    def typed(self) -> None:
        """Something was typed: list what fits where a parameter is being written."""
        here = hole(self.input.before)
        if here is None:
            self.close()
        else:
            self._list(here)

    def open(self) -> None:
        """List everything, or what fits what was typed of a parameter."""
        self._list(hole(self.input.before) or Hole(0, "", "print"))

    def forget(self) -> None:
        """Forget what parameters hold: another customer may be looked at, and the run may have gone on."""
        self._held.clear()

    def close(self) -> None:
        self._set_opened(False)

    def _set_opened(self, opened: bool) -> None:
        if opened != self.opened:
            self.set_class(opened, "-opened")
            footer_anew(self)

    def _list(self, here: Hole) -> None:
        row = self.input.cursor_location[0]
        before = "\n".join([*self.input.text.split("\n")[:row], self.input.before])
        found = fitting(offers(self._around.settings, self._around.prints, before), here)
        shown = self.query_one(ParameterList)
        if [offer.name for offer in found] != [offer.name for offer in self._found] or not self.opened:
            self._found = found
            self._fill()
            shown.highlighted = 0 if found else None
        self._set_opened(bool(found))
        if found:
            self.run_worker(self._look_up(found[:HELD]), group="held", exclusive=True)

    def _fill(self) -> None:
        shown = self.query_one(ParameterList)
        at = shown.highlighted
        shown.clear_options()
        shown.add_options([self._drawn(offer) for offer in self._found])
        shown.highlighted = at if at is not None and at < len(self._found) else None

    def _drawn(self, offer: Offer) -> Content:
        drawn = Content(f" {visible(offer.name)}  ") + Content.styled(
            visible(offer.title), "$foreground-muted"
        )
        held = self._held.get(offer.name)
        if held is not None:
            text = cut(visible(held), LONGEST_HELD) or "not set"
            drawn += Content.styled(f"  {text}", "$text-success")
        return drawn

    async def _look_up(self, found: list[Offer]) -> None:
        """See what these hold for the customer who is looked at."""
        session = session_of(self)
        asked = tuple(
            (offer.name, f"{{{{ {offer.name} }}}}")
            for offer in found
            if not offer.is_list and offer.name not in self._held
        )
        if session is None or not asked:
            return
        await asyncio.sleep(0.1)
        try:
            around = self._around
            tried = await asyncio.wrap_future(session.ask(TryMessage(asked, around.entities, around.prints)))
        except Trouble:
            return
        self._held |= {one.name: one.text for one in tried.texts if not one.trouble}
        if self.is_attached and self.opened:
            self._fill()

    def take_key(self, key: str) -> bool:
        """Whether a key was for the list."""
        if key in ("ctrl+space", "ctrl+@"):
            self.open()
            return True
        if not self.opened:
            return False
        shown = self.query_one(ParameterList)
        if key in ("down", "up", "pagedown", "pageup"):
            by = {"down": 1, "up": -1, "pagedown": 8, "pageup": -8}[key]
            at = (shown.highlighted or 0) + by
            shown.highlighted = (
                at % len(self._found) if abs(by) == 1 else min(max(at, 0), len(self._found) - 1)
            )
            return True
        if key in ("enter", "tab"):
            self._take(shown.highlighted or 0)
            return True
        if key == "escape":
            self.close()
            return True
        return False

    def _take(self, at: int) -> None:
        offer = self._found[at]
        self.close()
        with self.prevent(TextArea.Changed):
            self.input.put(offer)
        self.input.entered()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)


class TemplateView(FieldView):
    """One text of a message."""

    DEFAULT_CSS = """
    TemplateView { margin-bottom: 0; }
    TemplateView > .section { text-style: none; color: $foreground; }
    """

    def __init__(self, field: FormField, look: Look) -> None:
        super().__init__(field, look)
        self.add_class("-single")

    def compose_within(self) -> ComposeResult:
        yield TemplateEntry(self.field, self.look.around, one_line=self.field.one_line)

    async def renew(self, field: FormField, look: Look) -> None:
        await super().renew(field, look)
        self.query_one(TemplateEntry).renew(field, look.around, field.path in look.errors)
