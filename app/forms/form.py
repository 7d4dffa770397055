"""The forms for the settings of a block and of the flow itself (F-2 to F-14)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from app.editing.editor import Edited, FlowEditor
from app.forms.base import FormField, Path
from app.forms.filling import Filling
from app.forms.inputs import LineInput, LongInput
from app.forms.list_view import ListView, NamesView
from app.forms.marks import marks_of
from app.forms.messages import Asked, Chosen, Left, Typed
from app.forms.opened import Opened
from app.forms.rows import Press, Row
from app.forms.search import SearchInput
from app.forms.subjects import BlockSubject, FlowSubject, Subject
from app.forms.toggles import Toggles
from app.forms.tree import outline
from app.forms.tree_view import TreeView, turned
from app.forms.views import FieldView, Look, Note, Parts, RowView, Spec, field_spec
from app.text import visible

VIEWS: Final[Mapping[str, type[FieldView]]] = {"list": ListView, "names": NamesView, "tree": TreeView}


class Form(VerticalScroll, can_focus=False):
    """A form that edits as one types: what fits reaches the flow at once, what does not is told beside it.

    It fills whatever it is put into: a panel beside the canvas, or a page.
    """

    DEFAULT_CSS = """
    Form { width: 1fr; height: 1fr; padding: 0 1 0 0; scrollbar-size-vertical: 1; }
    Form > #heading { height: auto; padding-left: 1; margin-bottom: 1; text-style: bold; }
    Form > Note { padding-left: 1; margin-bottom: 1; }
    """

    class Changed(Message):
        """Something that was entered has reached the flow."""

        def __init__(self, form: "Form", path: Path) -> None:
            super().__init__()
            self.form = form
            self.path = path

        @property
        def control(self) -> "Form":
            return self.form

    def __init__(self, editor: FlowEditor, subject: Subject) -> None:
        super().__init__()
        self.filling = Filling(editor, subject)
        self._opened = Opened()
        self._entering = False
        self._stop_listening = editor.listen(self._edited)

    # Showing.

    def compose(self) -> ComposeResult:
        yield Static(Content(visible(self.filling.subject.heading())), id="heading")
        yield Note()
        yield Parts(self._specs())

    def on_mount(self) -> None:
        self._tell()

    def on_unmount(self) -> None:
        self._stop_listening()

    def _specs(self) -> list[Spec]:
        filling = self.filling
        if not filling.subject.exists():
            return []
        look = Look(filling.around, filling.errors, self._opened, marks_of(self.app), VIEWS)
        return [field_spec(field, look) for field in filling.fields()]

    async def _renew(self) -> None:
        """Show everything as it is now; the focus stays where it is, or on what stands in its place."""
        if not self.is_attached:
            return
        focused = _identity(self.screen.focused)
        with self.app.batch_update():
            await self.get_child_by_type(Parts).sync(self._specs())
        self._tell()
        if focused is not None and self.screen.focused is None:
            self._focus(focused)

    def _tell(self) -> None:
        """Say beside each field what is wrong with it; what belongs to none, at the top."""
        top = self.get_child_by_type(Note)
        if not self.filling.subject.exists():
            top.tell("this block has been deleted", (), marks_of(self.app))
            return
        places: dict[Path, Widget] = {(): self, **self._views()}
        problems: dict[Path, list[str]] = {}
        for problem in self.filling.problems():
            problems.setdefault(_nearest(problem.field, places), []).append(problem.sentence)
        errors = {_nearest(path, places): text for path, text in self.filling.errors.items()}
        for place, view in places.items():
            note = view.get_child_by_type(Note)
            note.tell(errors.get(place), problems.get(place, ()), marks_of(self.app))
            if place in errors and view.has_focus_within:
                self.call_after_refresh(note.scroll_visible, animate=False)

    def _views(self) -> dict[Path, Widget]:
        """Where in the form each place of the plain data is shown."""
        views = self.query("FieldView, RowView")
        return {view.place: view for view in views if isinstance(view, FieldView | RowView)}

    # Focus.

    def focus_first(self) -> None:
        """Put the focus on the first field."""
        self._focus_in(self.get_child_by_type(Parts))

    async def focus_field(self, path: Path) -> None:
        """Put the focus on the field at a place of the plain data, or nearest to it (F-16)."""
        self._opened |= {path[:size] for size in range(1, len(path))}
        await self._renew()
        views = self._views()
        if (place := _nearest(path, views)) in views:
            self._focus_in(views[place])
        else:
            self.focus_first()

    def _focus_in(self, within: Widget) -> bool:
        widgets: Iterable[Widget] = within.query("*")
        if isinstance(within, NamesView):
            # What is asked for is one to add; those that are there come before it.
            widgets = within.query(SearchInput)
        for widget in widgets:
            if widget.focusable:
                self.screen.set_focus(widget)
                return True
        return False

    def _focus(self, identity: "tuple[type[Widget], Path, str]") -> None:
        for widget in self.query("*"):
            if widget.focusable and _identity(widget) == identity:
                self.screen.set_focus(widget)
                return

    # Entering.

    def _edited(self, edited: Edited) -> None:
        """The flow has been edited; if not from here, everything is shown anew."""
        if not self._entering:
            self.filling.forget()
            self.call_later(self._renew)

    @contextmanager
    def _from_here(self) -> Iterator[None]:
        self._entering = True
        try:
            yield
        finally:
            self._entering = False

    async def _after(self, field: FormField, done: bool) -> None:
        await self._renew()
        if done:
            self.post_message(self.Changed(self, field.path))

    @on(Typed)
    async def _typed(self, typed: Typed) -> None:
        typed.stop()
        if typed.enter and typed.text is not None:
            await self._enter_text(typed.field, typed.text)
        else:
            self.filling.check_text(typed.field, typed.text)
            self._tell()
        if typed.go_on > 0:
            self.screen.focus_next()
        elif typed.go_on < 0:
            self.screen.focus_previous()

    async def _enter_text(self, field: FormField, text: str) -> None:
        with self._from_here():
            done = self.filling.enter_text(field, text)
        if field.kind not in ("line", "lines"):
            self.filling.editor.end_step()
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
        self.filling.editor.end_step()
        await self._after(field, done)

    @on(Left)
    async def _left(self, left: Left) -> None:
        left.stop()
        self.filling.editor.end_step()
        await self._renew()

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
            self._opened.toggle(asked.path)
            await self._renew()
        else:
            await self._change_list(asked)

    # Lists and conditions.

    async def _added(self, adding: FormField) -> None:
        """An item has been added at the end of a list: open it, and go to its first field."""
        self.filling.editor.end_step()
        items = _at(self.filling.data(), adding.path)
        path = (*adding.path, len(items) - 1)
        self._opened.add(path)
        await self._after(adding, True)
        self._go_into(path)

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
            self._opened.removed(field.path, at)
            to = min(at, count - 2)
        elif done:
            self._opened.exchanged(field.path, at, to)
        await self._after(field, done)
        if done:
            self._focus((Row, (*field.path, to), ""))

    async def _turn(self, asked: Asked) -> None:
        """Do something with a part of a condition."""
        field = asked.field
        at = asked.path[len(field.path) :]
        rows = {row.path: row for row in outline(field.value)}
        row = rows.get(at)
        place = None if row is None else (*field.path, *row.inner)
        if asked.what == "open" and row is not None and row.kind == "leaf" and place is not None:
            self._opened.only(field.path, None if place in self._opened else place)
            await self._renew()
            return
        tree, path = turned(field, at, asked.what)
        with self._from_here():
            done = self.filling.set(field.path, tree)
        if done:
            now = next((row for row in outline(tree) if row.path == path), None)
            there = None if now is None else (*field.path, *now.inner)
            begun = asked.what in ("add", "add_group")
            stays = begun or (place in self._opened and asked.what != "remove")
            self._opened.only(field.path, there if stays else None)
            await self._after(field, done)
            if begun and there is not None:
                self._go_into(there)
            else:
                self._focus((Row, (*field.path, *path), ""))
        else:
            await self._after(field, done)

    def _go_into(self, place: Path) -> None:
        """Put the focus on the first field of what has just been opened."""
        for view in self.query(RowView):
            if view.place == place and self._focus_in(view.get_child_by_type(Parts)):
                return


class BlockForm(Form):
    """The settings of one block."""

    def __init__(self, editor: FlowEditor, block: str) -> None:
        super().__init__(editor, BlockSubject(editor, block))


class FlowForm(Form):
    """The flow's own settings: its name, folder, brand, note, limit and schedule."""

    def __init__(self, editor: FlowEditor) -> None:
        super().__init__(editor, FlowSubject(editor))


def _identity(widget: Widget | None) -> tuple[type[Widget], Path, str] | None:
    """What a widget that can have the focus stands for; the same for the one that takes its place."""
    if isinstance(widget, SearchInput):
        return SearchInput, widget.owner.field.path, ""
    if isinstance(widget, Press):
        return Press, widget.path, widget.what
    if isinstance(widget, Row):
        return Row, widget.path, ""
    if isinstance(widget, LineInput | LongInput | Toggles):
        return type(widget), widget.field.path, ""
    return None


def _nearest(path: Path, places: Collection[Path]) -> Path:
    """The path itself or the longest beginning of it that is among the places; else the whole form."""
    return next((path[:size] for size in range(len(path), 0, -1) if path[:size] in places), ())


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data
