"""The forms for the settings of a block and of the flow itself (F-2 to F-14)."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from app.editing.editor import Edited, FlowEditor
from app.forms.base import FormField, Path
from app.forms.filling import TRIGGER, Filling
from app.forms.focusing import identity, nearest
from app.forms.form_focus import FormFocus
from app.forms.list_view import ListView, NamesView
from app.forms.marks import marks_of
from app.forms.matching_branches import BranchedView
from app.forms.mending import Mending
from app.forms.message_preview import PreviewView
from app.forms.message_text import TemplateInput, TemplateView
from app.forms.messages import Asked, Chosen, Finished, Left, Typed
from app.forms.more_view import MoreView
from app.forms.outcome_view import OutcomeView
from app.forms.outcomes import Seen
from app.forms.rows import Row
from app.forms.search import NameInput
from app.forms.subjects import BlockSubject, FlowSubject, Subject
from app.forms.tree import outline, part
from app.forms.tree_view import TreeView, turned
from app.forms.views import FieldView, Look, Note, Parts, Spec, field_spec
from app.forms.width_sign import WidthSign
from app.text import visible
from engine.flow.validation import Problem
from engine.time.civil import Zone

VIEWS: Final[Mapping[str, type[FieldView]]] = {
    "branched": BranchedView,
    "list": ListView,
    "more": MoreView,
    "names": NamesView,
    "preview": PreviewView,
    "template": TemplateView,
    "tree": TreeView,
}


BESIDE: Final = 72
"""Columns of a form in which a text and what comes of it stand side by side, on a screen that is
WIDE_SCREEN at least: on a small one the text needs all of it."""
WIDE_SCREEN: Final = 100

LOW: Final = 26
"""A form of fewer lines than this is low: long texts scroll, so that what comes of them stays in sight."""


class Form(FormFocus, can_focus=False):
    """A form that edits as one types: what fits reaches the flow at once, what does not is told beside it.

    It fills whatever it is put into: a panel beside the canvas, or a page.
    """

    DEFAULT_CSS = """
    Form { width: 1fr; height: 1fr; padding: 0 1 0 0; scrollbar-size-vertical: 1; }
    Form > #head { dock: top; height: auto; padding-bottom: 1; background: $background; }
    Form > #head > Horizontal { height: auto; }
    Form #heading { height: auto; width: 1fr; padding-left: 1; text-style: bold; }
    Form > Note { padding-left: 1; margin-bottom: 1; }
    Form.-beside FieldView.-previewed > Parts {
        layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto; grid-gutter: 0 1;
    }
    Form.-low TemplateInput { max-height: 5; }
    Form.-low TemplateInput.-one-line { max-height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+enter,ctrl+j", "close", "Done with the form", show=False)
    ]

    class Changed(Message):
        """Something that was entered has reached the flow."""

        def __init__(self, form: "Form", path: Path) -> None:
            super().__init__()
            self.form = form
            self.path = path

        @property
        def control(self) -> "Form":
            return self.form

    class Judged(Message):
        """Something else than before was entered that does not fit."""

    class Done(Message):
        """Nothing more is wanted of the form: it may be closed."""

    def __init__(self, editor: FlowEditor, subject: Subject, seen: Seen | None = None) -> None:
        """`seen` is what examples are taken from; without it, the present in the project's zone."""
        super().__init__(Filling(editor, subject))
        self._seen = seen or Seen(Zone(editor.settings.time_zone), int(time.time()))
        self._entering = False
        self._asked_about: Path | None = None
        """The field about which a question is open."""
        self._stop_listening = editor.listen(self._edited)
        self._unread: tuple[Problem, ...] = ()
        editor.entering = self.filling.unread

    # Showing.

    def compose(self) -> ComposeResult:
        with Vertical(id="head"):
            with Horizontal():
                yield Static(Content(visible(self.filling.subject.heading())), id="heading")
                yield WidthSign()
            yield OutcomeView()
        yield Note()
        yield Parts(self._specs())

    def on_mount(self) -> None:
        self._tell()

    def on_resize(self, event: events.Resize) -> None:
        """What comes of a text stands beside it where there is room for both, else beneath it."""
        room = event.size.width >= BESIDE and self.app.size.width >= WIDE_SCREEN
        self.set_class(room, "-beside")
        self.set_class(event.size.height < LOW and not room, "-low")

    def on_unmount(self) -> None:
        self.let_go()

    def let_go(self) -> tuple[Problem, ...]:
        """The form is about to go: what stands in it and does not fit goes with it."""
        self._stop_listening()
        editor, unread = self.filling.editor, self.filling.unread()
        if editor.entering == self.filling.unread:
            editor.entering = tuple
        return unread

    def tell_width(self, wide: bool | None) -> None:
        """Whether it has been given more of the screen than usual; None where that cannot be chosen."""
        if self.is_mounted:
            self.query_one(WidthSign).tell(wide)

    def look(self, seen: Seen) -> None:
        """Take examples from another moment."""
        if seen != self._seen:
            self._seen = seen
            if self.is_mounted and self.filling.subject.exists():
                self.query_one(OutcomeView).tell(self.filling.subject.outcome(seen))

    def _specs(self) -> list[Spec]:
        filling = self.filling
        if not filling.subject.exists():
            return []
        fields = filling.fields()
        for problem in filling.problems():
            self.unfold(fields, problem.field)
        look = Look(filling.around, filling.errors, self.opened, marks_of(self.app), VIEWS)
        return [field_spec(field, look) for field in fields]

    async def renew(self) -> None:
        """Show everything as it is now; the focus stays where it is, or on what stands in its place."""
        if self.gone:
            return
        focused = identity(self.screen.focused)
        with self.app.batch_update():
            await self.get_child_by_type(Parts).sync(self._specs())
        self._tell()
        if focused is not None and self.screen.focused is None:
            self.focus_on(focused)

    def _tell(self) -> None:
        """Say beside each field what is wrong with it; what belongs to none, at the top."""
        if self.gone:
            # It was taken away while it was being shown anew.
            return
        top = self.get_child_by_type(Note)
        if not self.filling.subject.exists():
            top.tell("this block has been deleted", (), marks_of(self.app))
            return
        self.query_one(OutcomeView).tell(self.filling.subject.outcome(self._seen))
        places: dict[Path, Widget] = {(): self, **self.views()}
        problems: dict[Path, list[str]] = {}
        for problem in self.filling.problems():
            problems.setdefault(nearest(problem.field, places), []).append(problem.sentence)
        errors = {nearest(path, places): text for path, text in self.filling.errors.items()}
        for place, view in places.items():
            note = view.get_child_by_type(Note)
            told = () if _being_written(view) else problems.get(place, ())
            note.tell(errors.get(place), told, marks_of(self.app))
            if place in errors and view.has_focus_within:
                self.call_after_refresh(note.scroll_visible, animate=False)
        if (unread := self.filling.unread()) != self._unread:
            self._unread = unread
            self.post_message(self.Judged())

    # Entering.

    def _edited(self, edited: Edited) -> None:
        """The flow has been edited; if not from here, everything is shown anew."""
        if not self._entering:
            self.filling.forget()
            self.call_later(self.renew)

    @contextmanager
    def _from_here(self) -> Iterator[None]:
        self._entering = True
        try:
            yield
        finally:
            self._entering = False

    async def _after(self, field: FormField, done: bool) -> None:
        await self.renew()
        if done:
            self.post_message(self.Changed(self, field.path))

    @on(Typed)
    async def _typed(self, typed: Typed) -> None:
        typed.stop()
        if typed.field.path == self._asked_about:
            return
        if typed.enter and typed.text is not None and not self.filling.is_set_to(typed.field, typed.text):
            if self._asks_first(typed.field, typed.text):
                return
            await self._enter_text(typed.field, typed.text)
        else:
            self.filling.check_text(typed.field, None if typed.enter else typed.text)
            self._tell()
        if typed.go_on > 0:
            self.screen.focus_next()
        elif typed.go_on < 0:
            self.screen.focus_previous()
        elif typed.finished and typed.field.path not in self.filling.errors:
            if any(field.kind == "tree" for field in self.around(typed.field)):
                # Each part of a comparison decides about the next one.
                self.focus_after(typed.field.path)
            else:
                self.focus_next(typed.field.path)

    def _asks_first(self, field: FormField, text: str) -> bool:
        """Ask before another trigger breaks other blocks; whether there is something to ask (F-16)."""
        if field.path not in TRIGGER:
            return False
        try:
            broken = self.filling.breaks(field, field.read(text))
        except ValueError:
            return False
        if not broken:
            return False

        async def answered(yes: bool | None) -> None:
            self._asked_about = None
            for entry in self.query(NameInput):
                if entry.field.path == field.path:
                    entry.restore()
                    entry.input.focus()
            if yes:
                await self._enter_text(field, text)

        self._asked_about = field.path
        self.app.push_screen(Mending(broken), answered)
        return True

    async def name_added(self, field: FormField, name: str) -> None:
        """A name that was wanted is there now: enter it."""
        if not self.gone and self.filling.subject.exists():
            await self._enter_text(field, name)
            self.focus_next(field.path)

    async def _enter_text(self, field: FormField, text: str) -> None:
        with self._from_here():
            done = self.filling.enter_text(field, text)
        if field.kind not in ("line", "lines", "template"):
            self.filling.left()
        if done and field.opens and text:
            await self._added(field)
        else:
            await self._after(field, done)

    @on(Chosen)
    async def _chosen(self, chosen: Chosen) -> None:
        chosen.stop()
        field, value = chosen.field, chosen.value
        if field.kind == "group":
            value = field.beginning if value else None
        with self._from_here():
            done = self.filling.enter(field, value)
        self.filling.left()
        await self._after(field, done)

    @on(Left)
    async def _left(self, left: Left) -> None:
        left.stop()
        self.filling.left()
        await self.renew()

    @on(Finished)
    async def _finished(self, finished: Finished) -> None:
        """Go on to what needs something next; where nothing does, there is nothing left to do here."""
        finished.stop()
        self.filling.left()
        await self.renew()
        focused = identity(self.screen.focused)
        at = None if focused is None else focused[1]
        if at not in self.filling.errors and not self.focus_next(at) and not self.needs(at):
            self.action_close()

    def action_close(self) -> None:
        """There is nothing left to do here."""
        self.filling.left()
        self.post_message(self.Done())

    @on(Asked)
    async def _asked(self, asked: Asked) -> None:
        asked.stop()
        if asked.field.kind == "tree":
            await self._turn(asked)
        elif asked.what == "add" and asked.field.adding is not None:
            adding = asked.field.adding
            with self._from_here():
                done = self.filling.enter(adding, 0)
            await (self._added(adding) if done else self._after(adding, done))
        elif asked.what == "open":
            self.opened.toggle(asked.path)
            await self.renew()
            if asked.field.kind == "more" and asked.path in self.opened:
                self.go_into(asked.path)
        else:
            await self._change_list(asked)

    # Lists and conditions.

    async def _added(self, adding: FormField) -> None:
        """An item has been added at the end of a list: open it, and go to its first field."""
        self.filling.left()
        items = _at(self.filling.data(), adding.path)
        path = (*adding.path, len(items) - 1)
        self.opened.add(path)
        await self._after(adding, True)
        self.go_into(path)

    async def _change_list(self, asked: Asked) -> None:
        field, at = asked.field, asked.path[-1]
        assert isinstance(at, int)
        to = at + {"up": -1, "down": 1}.get(asked.what, 0)
        count = len(field.value)
        if asked.what != "remove" and not 0 <= to < count:
            return
        with self._from_here():
            if asked.what == "remove":
                done = self.filling.remove(field, at)
            else:
                done = self.filling.move(field, at, to - at)
        if done and asked.what == "remove":
            self.opened.removed(field.path, at)
            to = min(at, count - 2)
        elif done:
            self.opened.exchanged(field.path, at, to)
        await self._after(field, done)
        if done:
            self.focus_on((Row, (*field.path, to), ""))

    async def _turn(self, asked: Asked) -> None:
        """Do something with a part of a condition."""
        field = asked.field
        at = asked.path[len(field.path) :]
        rows = {row.path: row for row in outline(field.value)}
        row = rows.get(at)
        place = None if row is None else (*field.path, *row.inner)
        if row is not None and row.kind == "leaf" and place is not None:
            # A comparison that has no field yet is the one to begin with.
            blank = not part(field.value, row.inner).get("field") and asked.what in ("open", "add")
            if blank or asked.what == "open":
                self.opened.only(field.path, None if place in self.opened and not blank else place)
                await self.renew()
                if blank:
                    self.go_into(place)
                return
        tree, path = turned(field, at, asked.what)
        with self._from_here():
            done = self.filling.set(field.path, tree)
        if done:
            now = next((row for row in outline(tree) if row.path == path), None)
            there = None if now is None else (*field.path, *now.inner)
            begun = asked.what in ("add", "add_group")
            stays = begun or (place in self.opened and asked.what != "remove")
            self.opened.only(field.path, there if stays else None)
            await self._after(field, done)
            if begun and there is not None:
                self.go_into(there)
            else:
                self.focus_on((Row, (*field.path, *path), ""))
        else:
            await self._after(field, done)


class BlockForm(Form):
    """The settings of one block."""

    def __init__(self, editor: FlowEditor, block: str, seen: Seen | None = None) -> None:
        super().__init__(editor, BlockSubject(editor, block), seen)


class FlowForm(Form):
    """The flow's own settings: its name, folder, brand, note, limit and schedule."""

    def __init__(self, editor: FlowEditor, seen: Seen | None = None) -> None:
        super().__init__(editor, FlowSubject(editor), seen)


def _being_written(view: Widget) -> bool:
    """Whether a parameter of a message's text is just being written there: it is not wrong yet."""
    return isinstance(view, TemplateView) and any(entry.unfinished for entry in view.query(TemplateInput))


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data
