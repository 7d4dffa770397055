"""What need not be set, folded away behind one row: "more: title, note, place"."""

from textual.app import ComposeResult

from app.forms.base import FormField
from app.forms.rows import RowText
from app.forms.views import FieldView, Parts, Spec, field_spec, row_spec
from app.text import cut


class MoreView(FieldView):
    """A row that opens and closes the fields behind it; closed, it says what is set among them."""

    def compose_within(self) -> ComposeResult:
        yield Parts(self.within())

    def within(self) -> list[Spec]:
        field, look = self.field, self.look
        opened = field.path in look.opened
        sign = look.marks.opened if opened else look.marks.closed
        text = RowText(f"more: {', '.join(map(_said, field.parts))}", sign)
        parts = [field_spec(part, look) for part in field.parts] if opened else []
        return [row_spec(field, field.path, text, (), field.path, parts)]


def _said(part: FormField) -> str:
    """What is behind the row: "topic", or, where it is set, "topic News"."""
    title = part.title[:1].lower() + part.title[1:] if not part.title[1:2].isupper() else part.title
    shown = part.show(part.value) if part.kind in ("line", "lines", "name") else ""
    return f"{title} {cut(' '.join(shown.split()), 24)}" if shown else title
