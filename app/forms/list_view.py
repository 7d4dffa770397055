"""Lists within a form: items with fields of their own, and lists of single values."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from app.forms.base import Path
from app.forms.rows import Deed, Press, RowText
from app.forms.search import NameInput
from app.forms.views import FieldView, Parts, Spec, field_spec, row_spec
from app.text import visible


class ListView(FieldView):
    """Items that can be opened, moved and removed; at the end, what can be added."""

    DEFAULT_CSS = """
    ListView { padding-left: 0; }
    ListView > .title, ListView > .help, ListView > Note { padding-left: 1; }
    ListView > Parts > RowView, ListView > Parts > Press, ListView > Parts > .hint { padding-left: 1; }
    ListView > Parts > NameInput { border-left: blank; }
    ListView > Parts > NameInput:focus-within { border-left: outer $accent; }
    ListView.-ascii > Parts > NameInput:focus-within { border-left: ascii $accent; }
    """

    def _deeds(self) -> tuple[Deed, ...]:
        marks = self.look.marks
        return (
            Deed("up", marks.up, ("shift+up", "alt+up")),
            Deed("down", marks.down, ("shift+down", "alt+down")),
            Deed("remove", marks.remove, ("delete", "backspace")),
        )

    def compose_within(self) -> ComposeResult:
        yield Parts(self.within())

    def within(self) -> list[Spec]:
        field, look = self.field, self.look
        specs = []
        for n, item in enumerate(field.items, 1):
            opened = not item.closes or item.path in look.opened
            sign = look.marks.opened if opened else look.marks.closed
            parts = [field_spec(part, look) for part in item.parts] if opened else []
            text = RowText(f"{n}  {item.title}", sign if item.closes else "", strong=True)
            dense = not item.closes
            specs.append(row_spec(field, item.path, text, self._deeds(), item.path, parts, dense=dense))
        specs += self._adder()
        if field.items:
            dash = f" {look.marks.dash} "
            can = ("enter opens", "del removes", "shift+up/down moves")
            text_of_hint = dash.join(can if field.items[0].closes else can[1:])
            hint = Static(Content(visible(text_of_hint)), classes="hint")
            specs.append(Spec("hint", lambda: hint, lambda hint: None))
        return specs

    def _adder(self) -> list[Spec]:
        adding = self.field.adding
        if adding is None:
            return []
        if len(adding.choices) > 1:
            wrong = adding.path in self.look.errors
            return [Spec("add", lambda: NameInput(adding), lambda entry: entry.renew(adding, wrong))]
        label = f"{self.look.marks.add} Add {adding.choices[0].label}"
        return [Spec("add", lambda: Press(self.field, "add", label), lambda press: press.renew(self.field))]


class NamesView(FieldView):
    """Single values, each of which can be removed; at the end, the field for one to add."""

    def _deeds(self) -> tuple[Deed, ...]:
        return (Deed("remove", self.look.marks.remove, ("delete", "backspace")),)

    def compose_within(self) -> ComposeResult:
        yield Parts(self.within())

    def within(self) -> list[Spec]:
        field = self.field
        specs = []
        for n, value in enumerate(field.value):
            path: Path = (*field.path, n)
            text = RowText(f"{field.show(value)} {field.suffix}".rstrip(), self.look.marks.leaf)
            specs.append(row_spec(field, path, text, self._deeds(), path, []))
        wrong = field.path in self.look.errors
        specs.append(Spec("add", lambda: NameInput(field), lambda entry: entry.renew(field, wrong)))
        return specs
