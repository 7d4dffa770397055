"""How a field of a form is shown: its title, what it is entered by, a line of help, what is wrong."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from app.forms.base import Around, Choice, FormField, Path
from app.forms.inputs import LineInput, LongInput, SuffixedInput, harmless
from app.forms.marks import ASCII, Marks
from app.forms.rows import Deed, Row, RowText
from app.forms.search import NameInput
from app.forms.toggles import Toggles
from app.text import visible


@dataclass(frozen=True, slots=True)
class Look:
    """What views need to know besides their field."""

    around: Around
    errors: dict[Path, str]
    opened: set[Path]
    """Items and comparisons whose fields are shown."""
    marks: Marks
    views: "Mapping[str, type[FieldView]]"
    """The views of kinds of field that need more than FieldView."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A part that is to be there: made anew, or, where one of this key is there, given what is new."""

    key: Hashable
    make: Callable[[], Widget]
    renew: Callable[[Any], Any]
    """Called with the widget that is there already; may be a coroutine function."""


class Parts(Vertical):
    """Parts one beneath the other, of which only what has changed is exchanged."""

    DEFAULT_CSS = "Parts { height: auto; }"

    def __init__(self, specs: Sequence[Spec], classes: str = "") -> None:
        self._specs = specs
        super().__init__(classes=classes)

    def compose(self) -> ComposeResult:
        for spec in self._specs:
            yield _keyed(spec)

    async def sync(self, specs: Sequence[Spec]) -> None:
        """Have these parts, in this order."""
        wanted = {spec.key for spec in specs}
        there: dict[Hashable, Widget] = {}
        gone = []
        for child in self.children:
            key = getattr(child, "part_key", None)
            if key in wanted and key not in there:
                there[key] = child
            else:
                gone.append(child)
        if gone:
            await self.remove_children(gone)
        before: Widget | None = None
        for spec in specs:
            old = there.get(spec.key)
            if old is not None:
                renewed = spec.renew(old)
                if renewed is not None:
                    await renewed
                before = old
                continue
            new = _keyed(spec)
            if before is not None:
                await self.mount(new, after=before)
            else:
                await self.mount(new, before=0 if self.children else None)
            before = new


def _keyed(spec: Spec) -> Widget:
    widget = spec.make()
    widget.part_key = spec.key  # type: ignore[attr-defined]
    return widget


class Note(Static):
    """What is wrong: a sentence with a sign before it, never told by colour alone."""

    DEFAULT_CSS = """
    Note { display: none; height: auto; }
    Note.-error { display: block; color: $text-error; }
    Note.-problem { display: block; color: $text-warning; }
    """

    _told = ""

    def tell(self, error: str | None, problems: Sequence[str], marks: Marks) -> None:
        """Show why what was entered does not fit, else what is wrong with what stands in the flow."""
        lines = [f"{marks.problem} {problem}" for problem in problems]
        if error is not None:
            lines = [f"{marks.wrong} {error}"]
        text = "\n".join(map(visible, lines))
        if text != self._told:
            self._told = text
            self.set_class(error is not None, "-error")
            self.set_class(error is None and bool(problems), "-problem")
            self.update(Content(text))


class FieldView(Vertical):
    """One field of a form, with the fields within it."""

    DEFAULT_CSS = """
    FieldView { height: auto; padding-left: 1; margin-bottom: 1; }
    FieldView.-single { border-left: blank; padding-left: 0; }
    FieldView.-single:focus-within { border-left: outer $accent; }
    FieldView.-single.-ascii:focus-within { border-left: ascii $accent; }
    FieldView.-around { padding-left: 0; }
    FieldView.-around > .title, FieldView.-around > .help { padding-left: 1; }
    FieldView.-around > Note, FieldView.-around > Parts { padding-left: 1; }
    FieldView.-around > NameInput, FieldView.-around > Toggles { border-left: blank; }
    FieldView.-around > NameInput:focus-within, FieldView.-around > Toggles:focus {
        border-left: outer $accent;
    }
    FieldView.-around.-ascii > NameInput:focus-within, FieldView.-around.-ascii > Toggles:focus {
        border-left: ascii $accent;
    }
    FieldView.-bare { padding-left: 0; margin-bottom: 0; }
    FieldView > .title { height: auto; width: 1fr; color: $foreground; }
    FieldView.-single:focus-within > .title { text-style: bold; }
    FieldView > .section { text-style: bold; color: $text-primary; }
    FieldView > .help { height: auto; color: $foreground-muted; }
    FieldView > .within { margin-top: 1; }
    FieldView .hint { height: auto; color: $foreground-muted; }
    FieldView LineInput, FieldView SearchInput { background: $surface; height: 1; width: 1fr; }
    FieldView LineInput:focus, FieldView SearchInput:focus { background: $panel; }
    FieldView LongInput {
        background: $surface; height: auto; min-height: 3; max-height: 12; padding: 0; width: 1fr;
    }
    FieldView LongInput:focus { background: $panel; }
    FieldView.-dense { layout: grid; grid-size: 2; grid-columns: 12 1fr; grid-rows: auto; margin-bottom: 0; }
    FieldView.-dense > Note { column-span: 2; }
    """

    def __init__(self, field: FormField, look: Look) -> None:
        super().__init__()
        self.field = field
        self.look = look
        self.set_class(_is_single(field) or field.kind == "names", "-single")
        self.set_class(field.kind == "variant" or (field.kind == "group" and field.optional), "-around")
        self.set_class(field.dense, "-dense")
        self.set_class(any(part.kind == "preview" for part in field.parts), "-previewed")
        self.set_class(not field.title, "-bare")
        self.set_class(look.marks is ASCII, "-ascii")

    @property
    def place(self) -> Path:
        """The place in the plain data whose problems are told here."""
        return self.field.path

    def compose(self) -> ComposeResult:
        field = self.field
        switched = field.kind == "group" and field.optional
        if field.title and not switched:
            style = "title" if _is_single(field) else "title section"
            yield Static(Content(visible(field.title)), classes=style)
        if switched:
            yield Toggles(field, (Choice(True, field.title),), _ticked(field))
        if _is_single(field) or field.kind == "variant":
            yield entry_of(field)
        if field.help and not field.dense:
            yield Static(Content(harmless(field.help)), classes="help")
        yield from self.compose_within()
        yield Note()

    def compose_within(self) -> ComposeResult:
        """The fields within this one."""
        if self.field.kind in ("group", "variant"):
            yield Parts(self.within(), classes="within" if self.field.parts and self.field.title else "")

    def within(self) -> list[Spec]:
        return [field_spec(part, self.look) for part in self.field.parts]

    async def renew(self, field: FormField, look: Look) -> None:
        """Show the field as it is now."""
        before, self.field, self.look = self.field, field, look
        for widget in self.children:
            if isinstance(widget, LineInput | SuffixedInput | LongInput | NameInput):
                widget.renew(field, field.path in look.errors)
            elif isinstance(widget, Toggles):
                widget.show(field, _ticked(field))
            elif widget.has_class("help") and isinstance(widget, Static) and field.help != before.help:
                widget.update(Content(harmless(field.help)))
            elif isinstance(widget, Parts):
                widget.set_class(bool(field.parts and field.title), "within")
                await widget.sync(self.within())


class RowView(Vertical):
    """A row, and beneath it, while it is open, the fields of what it stands for."""

    DEFAULT_CSS = """
    RowView { height: auto; }
    RowView > .opened { margin: 1 0 0 1; }
    RowView > .dense { margin: 0 0 1 1; }
    RowView > Note { padding-left: 2; }
    """

    def __init__(self, row: Row, place: Path, specs: list[Spec], *, dense: bool) -> None:
        super().__init__()
        self.row = row
        self.place = place
        self._specs = specs
        self._opened = "dense" if dense else "opened"

    @property
    def field(self) -> FormField:
        return self.row.field

    def compose(self) -> ComposeResult:
        yield self.row
        yield Note()
        yield Parts(self._specs, classes=self._opened if self._specs else "")

    async def renew(self, field: FormField, text: RowText, specs: list[Spec]) -> None:
        self.row.show(field, text)
        parts = self.get_child_by_type(Parts)
        parts.set_class(bool(specs), self._opened)
        await parts.sync(specs)


def _is_single(field: FormField) -> bool:
    """Whether it is entered by one widget."""
    return field.kind in ("line", "lines", "yes_no", "choice", "name", "toggles")


def entry_of(field: FormField) -> Widget:
    """The widget by which a single value is entered."""
    match field.kind:
        case "lines":
            return LongInput(field)
        case "yes_no":
            return Toggles(field, (Choice(True, "yes"),), _ticked(field))
        case "toggles":
            return Toggles(field, field.choices, _ticked(field))
        case "choice" | "name" | "variant":
            return NameInput(field)
        case _:
            return SuffixedInput(field) if field.suffix else LineInput(field)


def _ticked(field: FormField) -> list[Any]:
    if field.kind == "toggles":
        return list(field.value or [])
    return [True] if field.value not in (None, False) else []


def field_spec(field: FormField, look: Look, indent: int = 0) -> Spec:
    """The part that shows a field."""
    view_of = look.views.get(field.kind, FieldView)
    boxes = tuple(choice.label for choice in field.choices) if field.kind == "toggles" else ()
    key = (field.path, field.kind, field.title, field.optional, field.dense, bool(field.help), boxes)

    def make() -> FieldView:
        view = view_of(field, look)
        if indent:
            view.styles.margin = (0, 0, 0, indent)
        return view

    async def renew(view: FieldView) -> None:
        await view.renew(field, look)

    return Spec(key, make, renew)


def row_spec(
    field: FormField,
    path: Path,
    text: RowText,
    deeds: tuple[Deed, ...],
    place: Path,
    parts: list[Spec],
    *,
    dense: bool = False,
) -> Spec:
    """The part that shows a row with what is open beneath it."""

    def make() -> RowView:
        return RowView(Row(field, path, text, deeds), place, parts, dense=dense)

    async def renew(view: RowView) -> None:
        await view.renew(field, text, parts)

    return Spec(("row", path, dense), make, renew)
