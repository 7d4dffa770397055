"""Where the keyboard is within a form, and what is open there."""

from collections.abc import Collection, Iterator

from textual.containers import VerticalScroll
from textual.widget import Widget

from app.forms.base import FormField, Path, inside
from app.forms.filling import Filling
from app.forms.focusing import Identity, first_entry, identity, nearest, next_needing
from app.forms.message_text import TemplateInput
from app.forms.opened import Opened
from app.forms.views import FieldView, Parts, RowView


class FormFocus(VerticalScroll, can_focus=False):
    """The part of a form that knows its fields by their places."""

    def __init__(self, filling: Filling) -> None:
        super().__init__()
        self.filling = filling
        self.opened = Opened()

    @property
    def gone(self) -> bool:
        """Whether the form has been taken away, or is just being so: its parts may be gone before it."""
        return self._pruning or not self.is_attached

    async def renew(self) -> None:
        """Show everything as it is now."""
        raise NotImplementedError

    def views(self) -> dict[Path, Widget]:
        """Where in the form each place of the plain data is shown."""
        views = self.query("FieldView, RowView")
        return {view.place: view for view in views if isinstance(view, FieldView | RowView)}

    def focus_first(self) -> None:
        """Put the focus on the first field that needs something, else on the first of all."""
        if not self.focus_next(None):
            self.focus_in(self.get_child_by_type(Parts))

    def focus_next(self, at: Path | None) -> bool:
        """Put the focus on the next field that needs something; whether there is one."""
        views = self.views()
        place = next_needing(list(views), self._needing(views), at)
        return place is not None and self.focus_in(views[place])

    def needs(self, at: Path | None) -> bool:
        """Whether the field at this place itself still needs something."""
        return at in self._needing(self.views())

    def _needing(self, views: Collection[Path]) -> set[Path]:
        wrong = [problem.field for problem in self.filling.problems() if problem.severity == "error"]
        return {nearest(path, views) for path in (*self.filling.errors, *wrong)} - {()}

    async def focus_field(self, path: Path, sentence: str = "") -> None:
        """Put the focus on the field at a place of the plain data, or nearest to it (F-16).

        `sentence` says what is wrong there, and so where in a long text.
        """
        self.opened |= {path[:size] for size in range(1, len(path))}
        if self.filling.subject.exists():
            self.unfold(self.filling.fields(), path)
        await self.renew()
        if self.gone:
            return
        views = self.views()
        if (place := nearest(path, views)) in views:
            self.focus_in(views[place])
            for text in views[place].query(TemplateInput):
                text.go_to_wrong(sentence)
        else:
            self.focus_first()

    def focus_after(self, path: Path) -> None:
        """Put the focus on the field that comes next."""
        views = self.views()
        places = list(views)
        after = places[places.index(path) + 1 :] if path in views else []
        if after:
            self.focus_in(views[after[0]])

    def around(self, field: FormField) -> Iterator[FormField]:
        """The fields that this one stands in."""
        for other in inside(self.filling.fields()):
            if other.path != field.path and field.path[: len(other.path)] == other.path:
                yield other

    def focus_in(self, within: Widget) -> bool:
        entry = first_entry(within)
        if entry is not None:
            self._focus(entry)
        return entry is not None

    def _focus(self, widget: Widget) -> None:
        """Put the focus there, and bring it into sight once what is new has its place.

        The toolkit would look for it at once, while the scroll bar has just appeared and everything is still
        as wide as without it: then it takes for out of sight what stands at the very left.
        """
        self.screen.set_focus(widget, scroll_visible=False)
        self.call_after_refresh(self._bring_into_sight, widget)

    def _bring_into_sight(self, widget: Widget) -> None:
        if widget.is_attached and not self.screen.can_view_entire(widget):
            self.screen.scroll_to_center(widget, animate=False)

    def focus_on(self, wanted: Identity) -> None:
        for widget in self.query("*"):
            if widget.focusable and identity(widget) == wanted:
                self._focus(widget)
                return

    def go_into(self, place: Path) -> None:
        """Put the focus on the first field of what has just been opened."""
        for view in self.query(RowView):
            if view.place == place and self.focus_in(view.get_child_by_type(Parts)):
                return

    def unfold(self, fields: tuple[FormField, ...], path: Path) -> None:
        """Open what this place is folded away in."""
        for more in inside(fields):
            if more.kind == "more" and any(path[: len(part.path)] == part.path for part in more.parts):
                self.opened.add(more.path)
