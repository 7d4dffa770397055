"""A condition within a form: an outline of its groups; one comparison at a time is open to be edited."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from app.forms.base import FormField
from app.forms.leaves import leaf_fields
from app.forms.rows import Deed, Press, RowText
from app.forms.tree import (
    NEW_LEAF,
    Tree,
    Turned,
    add,
    indent,
    move,
    negate,
    outdent,
    outline,
    part,
    remove,
    switch,
)
from app.forms.views import FieldView, Look, Parts, Spec, field_spec, row_spec
from engine.conditions.fields import all_fields
from engine.conditions.wording import leaf_words

_GROUP_WORDS = {
    ("all", False): "all of these",
    ("any", False): "any of these",
    ("all", True): "not all of these",
    ("any", True): "none of these",
    ("not", False): "not",
}


class TreeView(FieldView):
    """The outline of a condition."""

    DEFAULT_CSS = """
    TreeView .adders { height: 1; }
    """

    def _deeds(self) -> tuple[Deed, ...]:
        marks = self.look.marks
        return (
            Deed("add", marks.add, ("a", "plus", "insert")),
            Deed("negate", marks.negate, ("n",)),
            Deed("outdent", marks.outdent, ("shift+left", "alt+left")),
            Deed("indent", marks.indent, ("shift+right", "alt+right")),
            Deed("up", marks.up, ("shift+up", "alt+up")),
            Deed("down", marks.down, ("shift+down", "alt+down")),
            Deed("remove", marks.remove, ("delete", "backspace")),
        )

    def compose_within(self) -> ComposeResult:
        yield Parts(self.within())
        yield Horizontal(
            Press(self.field, "add", f"{self.look.marks.add} Comparison"),
            Press(self.field, "add_group", f"{self.look.marks.add} Group"),
            classes="adders",
        )
        yield Static(Content(self._hint()), classes="hint")

    def _hint(self) -> str:
        dash = f" {self.look.marks.dash} "
        return dash.join(
            ("enter opens, or turns all into any", "a adds", "n negates", "del removes", "shift+arrows move")
        )

    async def renew(self, field: FormField, look: Look) -> None:
        await super().renew(field, look)
        for press in self.query(Press):
            press.renew(field)

    def within(self) -> list[Spec]:
        field, look = self.field, self.look
        fields = all_fields(look.around.settings)
        specs = []
        for row in outline(field.value):
            place = (*field.path, *row.inner)
            parts: list[Spec] = []
            if row.kind == "leaf":
                leaf = part(field.value, row.inner)
                words = leaf_words(
                    leaf.get("field") or "",
                    leaf.get("of") or {},
                    leaf.get("op") or "",
                    leaf.get("value"),
                    look.around.settings,
                    fields,
                )
                opened = place in look.opened
                sign = look.marks.opened if opened else look.marks.closed
                text = RowText(f"not: {words}" if row.negated else words, sign, row.depth)
                if opened:
                    found = leaf_fields(leaf, place, look.around, in_filter=field.in_filter)
                    parts = [field_spec(each, look, indent=2 * row.depth + 1) for each in found]
            else:
                text = RowText(_GROUP_WORDS[row.kind, row.negated], look.marks.leaf, row.depth, strong=True)
            path = (*field.path, *row.path)
            specs.append(row_spec(field, path, text, self._deeds(), place, parts, dense=True))
        return specs


def turned(field: FormField, at: tuple[str | int, ...], what: str) -> Turned:
    """What an action of the outline makes of a condition; `at` leads to the row within the tree."""
    tree: Tree | None = field.value
    if what == "add":
        return add(tree, at, NEW_LEAF)
    if what == "add_group":
        grown, path = add(tree, at, {"all": [NEW_LEAF]})
        return grown, (*path, "all", 0)
    assert tree is not None
    deeds = {"remove": remove, "indent": indent, "outdent": outdent, "negate": negate, "open": switch}
    if what in deeds:
        return deeds[what](tree, at)
    return move(tree, at, -1 if what == "up" else 1)
