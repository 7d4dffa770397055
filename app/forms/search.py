"""A field for one of many: what is typed finds it, arrow keys and the mouse choose among what was found."""

import asyncio
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from app.forms.base import Choice, FormField
from app.forms.live import session_of
from app.forms.marks import marks_of
from app.forms.messages import Finished, Left, Typed, Wanted
from app.forms.pressed import Pressed
from app.forms.readers import no_match
from app.screens import footer_anew
from app.session.session import Session, Trouble
from app.session.trying_requests import FindHeld
from app.text import visible
from engine.world.naming import called, name_fault

MOST_SHOWN: Final = 100
PAUSE: Final = 0.1
"""Seconds after the last key before it is asked what the world holds."""


class SearchInput(Input):
    """The line of a NameInput: some keys are for the suggestions beneath it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "suggest(1)", "Next suggestion", show=False),
        Binding("up", "suggest(-1)", "Previous suggestion", show=False),
        Binding("enter", "pick", "Choose", show=False),
        Binding("tab", "leave(1)", "Next field", show=False),
        Binding("shift+tab", "leave(-1)", "Previous field", show=False),
        Binding("escape", "close", "Close the suggestions", show=False),
    ]

    _went_down: Offset | None = None
    """Where on the screen the mouse button was pressed on it."""

    @property
    def owner(self) -> "NameInput":
        return next(above for above in self.ancestors if isinstance(above, NameInput))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._went_down = event.screen_offset if event.button == 1 else None

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """A press shows the suggestions, whatever has moved since the button went down."""
        down, self._went_down = self._went_down, None
        if down == event.screen_offset:
            self.owner.clicked()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With the suggestions closed, escape belongs to whoever shows the form."""
        return self.owner.opened if action == "close" else True

    def action_suggest(self, by: int) -> None:
        self.owner.suggest(by)

    def action_pick(self) -> None:
        self.owner.pick()

    def action_leave(self, go_on: int) -> None:
        self.owner.leave(go_on)

    def action_close(self) -> None:
        self.owner.close()


class Opener(Pressed):
    """The sign at the end of the line; it shows the suggestions, or takes them away again."""

    ALLOW_SELECT = False

    def render(self) -> Content:
        return Content(marks_of(self.app).opened)

    def pressed(self, at: Offset) -> None:
        owner = next(above for above in self.ancestors if isinstance(above, NameInput))
        if owner.opened:
            owner.close()
        else:
            owner.clicked()


class Suggestions(OptionList, can_focus=False):
    """What the typed text may mean."""


class NameInput(Vertical):
    """One of many. Enter takes the suggestion that is marked; leaving the field takes what was typed."""

    DEFAULT_CSS = """
    NameInput { height: auto; }
    NameInput Horizontal { height: 1; background: $surface; }
    NameInput:focus-within Horizontal { background: $panel; }
    NameInput .suffix { width: auto; padding: 0 1; color: $foreground-muted; }
    NameInput Opener { width: 2; height: 1; color: $foreground-muted; pointer: pointer; }
    NameInput Suggestions {
        display: none; height: auto; max-height: 8; width: 1fr; padding: 0; border: none;
        overlay: screen; constrain: inside inflect; background: $panel;
        margin-top: 1; offset-y: -1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    NameInput.-opened Suggestions { display: block; }
    NameInput Suggestions > .option-list--option-highlighted {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """

    def __init__(self, field: FormField) -> None:
        super().__init__()
        self.field = field
        self._known = self._shown()
        self._found: list[Choice | None] = []
        """What is suggested, line by line; None for headings and for what is only said."""
        self._new = ""
        """The name that can be created, as the last line."""
        self._held: tuple[Choice, ...] = ()
        """What the world holds, as it was found last."""
        self._asked: str | None = None
        """The text for which that was asked."""
        self._listed: str | None = None
        """The text for which suggestions are wanted; None while they are closed."""

    @property
    def _at_once(self) -> bool:
        """Whether what is typed is entered letter by letter: it may be anything."""
        return self.field.held is not None and self.field.kind == "name"

    def _shown(self) -> str:
        # A list is not shown here: what is asked for is one to add.
        return "" if self.field.kind == "names" else visible(self.field.show(self.field.value))

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield SearchInput(self._known, placeholder=visible(self.field.placeholder), compact=True)
            if self.field.suffix:
                yield Static(Content(self.field.suffix), classes="suffix")
            if self.field.choices or self.field.held:
                yield Opener()
        yield Suggestions(compact=True, markup=False)

    @property
    def input(self) -> SearchInput:
        return self.query_one(SearchInput)

    @property
    def opened(self) -> bool:
        return self.has_class("-opened")

    def renew(self, field: FormField, wrong: bool) -> None:
        """Show the field's value, unless what was typed does not fit."""
        before, self.field = self.field.value, field
        self.input.select_on_focus = not wrong
        if self._at_once and self.input.has_focus and self.input.value.strip() == self._shown().strip():
            return
        if not wrong and (not self.input.has_focus or field.value != before):
            self._known = self.input.value = self._shown()
            self.input.cursor_position = len(self._known)
            self.close()

    def restore(self) -> None:
        """Show the value again, whatever was typed."""
        self.close()
        with self.prevent(Input.Changed):
            self.input.value = self._known = self._shown()

    # Suggestions.

    def _open(self, text: str) -> None:
        found = fitting((*self.field.choices, *self._held), text)
        self._found = []
        self._listed = text
        lines: list[Content | Option] = []
        group = ""
        for choice in found:
            # Under headings as long as all are shown; what was searched for is in an order of its own.
            if not text and choice.group != group:
                group = choice.group
                self._found.append(None)
                lines.append(_told(group))
            self._found.append(choice)
            lines.append(_drawn(choice, grouped=not text))
        if said := self._said(text, found):
            self._found.append(None)
            lines.append(_told(said))
        self._new = self._creatable(text)
        if self._new:
            lines.append(
                Content.styled(f" + create the {called(self.field.creates)} ", "$text-accent")
                + Content.styled(f"'{visible(self._new)}' ", "bold $text-accent")
            )
        suggestions = self.query_one(Suggestions)
        suggestions.clear_options()
        suggestions.add_options(lines)
        # Once they are there: the toolkit measures what is in sight while the list is being filled.
        self._set_opened(bool(lines))
        # What would be created is marked only where nothing else is offered.
        choosable = [n for n, choice in enumerate(self._found) if choice is not None]
        current = None if text else self._shown()
        at = [n for n in choosable if (one := self._found[n]) and visible(one.label) == current]
        # Nor is another value than what was typed, where that may be anything.
        new = [len(self._found)] if self._new and not choosable else []
        suggestions.highlighted = next(iter(at or ([] if self._at_once else choosable) or new), None)
        self._look_up(text)

    # What the world holds.

    def _look_up(self, text: str) -> None:
        """Ask what the world holds with this in it, once nothing has been typed for a moment."""
        session = session_of(self)
        if self.field.held is not None and session is not None and text != self._asked:
            self._asked = text
            self.run_worker(self._find_held(session, text), group="held", exclusive=True)

    async def _find_held(self, session: Session, text: str) -> None:
        asked = self.field.held
        assert asked is not None
        await asyncio.sleep(PAUSE)
        try:
            found = await asyncio.wrap_future(session.ask(FindHeld(asked.what, text, asked.of)))
        except Trouble:
            return
        known = {choice.value for choice in self.field.choices}
        if self.field.kind == "names":
            known.update(self.field.value)
        held = tuple(Choice(one.value, one.value, one.words) for one in found if one.value not in known)
        if held != self._held and self.is_attached:
            self._held = held
            if self.input.has_focus and self._listed == text:
                self._open(text)

    def _creatable(self, text: str) -> str:
        """The name that the text would be, where it can be added to the project's."""
        field, name = self.field, text.strip()
        known = {str(choice.value) for choice in field.choices} | {choice.label for choice in field.choices}
        if field.kind == "names":
            known.update(map(str, field.value))
        if not field.creates or not name or visible(name) != name:
            return ""
        return name if name_fault(known, field.creates, name) is None else ""

    def _said(self, text: str, found: list[Choice]) -> str:
        """What stands in place of suggestions; what cannot be entered is told beside the field instead."""
        if found or not self._fits(text):
            return ""
        if not self.field.choices:
            nothing = not text.strip() and self.field.held is None
            return "there is nothing to choose from yet" if nothing else ""
        return no_match(text)

    def _fits(self, text: str) -> bool:
        try:
            self.field.read(text)
        except ValueError:
            return False
        return True

    def close(self) -> None:
        self._listed = None
        self._set_opened(False)

    def _set_opened(self, opened: bool) -> None:
        if opened != self.opened:
            self.set_class(opened, "-opened")
            footer_anew(self)

    def suggest(self, by: int) -> None:
        """Mark the next suggestion; the first key shows them all."""
        suggestions = self.query_one(Suggestions)
        stops = [n for n, choice in enumerate(self._found) if choice is not None]
        if self._new:
            stops.append(len(self._found))
        if not self.opened or not stops:
            self._open("")
        elif suggestions.highlighted not in stops:
            suggestions.highlighted = stops[0 if by > 0 else -1]
        else:
            suggestions.highlighted = stops[(stops.index(suggestions.highlighted) + by) % len(stops)]

    def pick(self) -> None:
        """Take the marked suggestion; where none is shown, what was typed, or show them."""
        marked = self.query_one(Suggestions).highlighted
        if self.opened and marked is not None:
            self._take(marked)
        elif self._at_once:
            self.close()
            self.post_message(Finished())
        elif self.input.value.strip() != self._shown():
            self._enter(self._meant(self.input.value), finished=True)
        else:
            self._open("")

    def _take(self, line: int) -> None:
        """Take one of the suggestions."""
        if line < len(self._found):
            if (choice := self._found[line]) is not None:
                held = choice in self._held
                self._enter(str(choice.value) if held else choice.label, finished=True)
        elif self._new:
            name = self._new
            self.restore()
            self.post_message(Wanted(self.field, name))

    def leave(self, go_on: int) -> None:
        """Take what was typed, and go on to another field."""
        text = self.input.value
        if text.strip() == self._shown():
            self.close()
            self.post_message(Typed(self.field, None, enter=False, go_on=go_on))
            return
        self._enter(self._meant(text), go_on)

    def _meant(self, text: str) -> str:
        """What was typed; the only suggestion, where the text alone cannot be entered."""
        found = fitting(self.field.choices, text)
        return found[0].label if len(found) == 1 and not self._fits(text) else text

    def _enter(self, text: str, go_on: int = 0, *, finished: bool = False) -> None:
        self.close()
        with self.prevent(Input.Changed):
            self.input.value = self._known = visible(text)
        # To a list more may be added.
        finished = finished and self.field.kind != "names"
        self.post_message(Typed(self.field, text, go_on=go_on, finished=finished))
        # What does not fit stays, to be mended.
        if self.field.kind == "names" and self._fits(text):
            with self.prevent(Input.Changed):
                self.input.value = self._known = ""

    # Events.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        text = self.input.value
        if (shown := visible(text)) != text:
            self.input.value = shown
        elif text != self._known:
            self._known = text
            self._open(text)
            # What may still become a choice is not wrong yet.
            may_become = any(choice is not None for choice in self._found)
            if self._at_once:
                self.post_message(Typed(self.field, text))
            else:
                self.post_message(Typed(self.field, None if may_become else text, enter=False))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()

    @on(Input.Blurred)
    def _blurred(self, event: Input.Blurred) -> None:
        event.stop()
        self.close()
        self._asked = None
        if self.is_attached and self.input.value.strip() != self._shown():
            self._enter(self._meant(self.input.value))
        self.post_message(Left())

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def clicked(self) -> None:
        """The line was clicked: show all that can be chosen."""
        if not self.opened and (self.field.choices or self.field.held):
            self.input.focus()
            self._open("")


def fitting(choices: tuple[Choice, ...], text: str) -> list[Choice]:
    """The choices in which all words of the text occur: first what is called just so, then those that begin
    with it; those found only by what is not shown come last."""
    words, whole = text.casefold().split(), text.strip().casefold()
    found = []
    for n, choice in enumerate(choices):
        label, value = choice.label.casefold(), str(choice.value).casefold()
        shown = f"{label} {value} {choice.hint} {choice.group}".casefold()
        if all(word in shown or word in choice.words.casefold() for word in words):
            unseen = not all(word in shown for word in words)
            # A sign is the whole name of an operator: ">" is not the beginning of ">= at least".
            sign = not whole.isalnum() and label.startswith(f"{whole} ")
            called = whole in (label, value) or sign
            rank = (unseen, not called, not label.startswith(whole), n)
            found.append((rank, choice))
    return [choice for _, choice in sorted(found, key=lambda entry: entry[0])[:MOST_SHOWN]]


def _drawn(choice: Choice, *, grouped: bool) -> Content:
    label = Content(f" {visible(choice.label)} ")
    beside = " · ".join(filter(None, ["" if grouped else choice.group, choice.hint]))
    return label + Content.styled(visible(beside), "$foreground-muted") if beside else label


def _told(text: str) -> Option:
    """A line that cannot be chosen."""
    return Option(Content.styled(f" {visible(text)} ", "$foreground-muted"), disabled=True)
