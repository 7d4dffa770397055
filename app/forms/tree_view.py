"""A condition within a form: an outline of its groups; one comparison at a time is open to be edited."""

from dataclasses import replace
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from app.forms.base import FormField, Path
from app.forms.leaves import leaf_fields
from app.forms.matching import Matching
from app.forms.matching_rows import ConditionRow
from app.forms.messages import Asked, Chosen
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
    place,
    remove,
    switch,
)
from app.forms.views import FieldView, Look, Parts, RowView, Spec, field_spec
from app.session.trying_requests import Matches
from engine.conditions.fields import all_fields
from engine.conditions.wording import leaf_words

ADD_KEYS: Final = ("a", "plus", "insert")
_GROUP_WORDS = {
    ("all", False): "all of these",
    ("any", False): "any of these",
    ("all", True): "not all of these",
    ("any", True): "none of these",
    ("not", False): "not",
}


class Adder(Press):
    """What adds to a condition; the keys that add to a line of it do so here too."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key in ADD_KEYS or super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ADD_KEYS:
            event.stop()
            event.prevent_default()
            self.post_message(Asked(self.field, self.path, "add"))


class TreeView(FieldView):
    """The outline of a condition."""

    DEFAULT_CSS = """
    TreeView .adders { height: 1; }
    """

    _dropped: Path | None = None
    """The line that was dropped just now: it has the focus once it is shown."""

    def _deeds(self) -> tuple[Deed, ...]:
        marks = self.look.marks
        return (
            Deed("add", marks.add, ADD_KEYS),
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
            Adder(self.field, "add", f"{self.look.marks.add} Comparison"),
            Adder(self.field, "add_group", f"{self.look.marks.add} Group"),
            classes="adders",
        )
        yield Static(Content(self._hint()), classes="hint")
        yield Matching(self.field, self.look, self._tell_rows)

    def _hint(self) -> str:
        dash = f" {self.look.marks.dash} "
        words = "enter opens, or turns all into any", "a adds", "n negates", "del removes"
        return dash.join((*words, "shift+arrows or the mouse move"))

    async def renew(self, field: FormField, look: Look) -> None:
        before = self.field.value
        await super().renew(field, look)
        for press in self.query(Press):
            press.renew(field)
        shape = [row.path for row in outline(field.value)]
        if shape != [row.path for row in outline(before)]:
            self._tell_rows(None)
        self.query_one(Matching).renew(field, look)
        if self._dropped is not None:
            self._focus_row((*field.path, *self._dropped))
            self._dropped = None

    def _tell_rows(self, matches: Matches | None) -> None:
        """Show beside each line what it comes to for the customer who is looked at."""
        verdicts = {} if matches is None else matches.verdicts
        inner = {(*self.field.path, *row.path): row.inner for row in outline(self.field.value)}
        size = len(self.field.path)
        for row in self.query(ConditionRow):
            verdict = verdicts.get(row.path[size:])
            if verdict is not None and not verdict.seen:
                # Of a line that is negated, the comparison within it has seen something.
                within = verdicts.get(inner.get(row.path, ()))
                verdict = verdict if within is None else replace(verdict, seen=within.seen)
            row.tell(verdict)

    def _focus_row(self, path: Path) -> None:
        for row in self.query(ConditionRow):
            if row.path == path:
                self.screen.set_focus(row)

    @on(ConditionRow.Dropped)
    def _drop(self, dropped: ConditionRow.Dropped) -> None:
        """Move a line to where it was dropped."""
        dropped.stop()
        size = len(self.field.path)
        tree, path = place(self.field.value, dropped.path[size:], dropped.to[size:], dropped.where)
        if tree == self.field.value:
            return
        # What is open would be another line afterwards.
        self.look.opened.difference_update(
            [opened for opened in self.look.opened if opened[:size] == self.field.path]
        )
        self._dropped = path
        self.post_message(Chosen(self.field, tree))

    def within(self) -> list[Spec]:
        field, look = self.field, self.look
        fields = all_fields(look.around.settings)
        specs = []
        for row in outline(field.value):
            stands = (*field.path, *row.inner)
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
                opened = stands in look.opened
                sign = look.marks.opened if opened else look.marks.closed
                text = RowText(f"not: {words}" if row.negated else words, sign, row.depth)
                if opened:
                    found = leaf_fields(leaf, stands, look.around, in_filter=field.in_filter)
                    parts = [field_spec(each, look, indent=2 * row.depth + 1) for each in found]
            else:
                text = RowText(_GROUP_WORDS[row.kind, row.negated], look.marks.leaf, row.depth, strong=True)
            path = (*field.path, *row.path)
            specs.append(_row_spec(field, path, text, self._deeds(), stands, parts))
        return specs


def _row_spec(
    field: FormField, path: Path, text: RowText, deeds: tuple[Deed, ...], stands: Path, parts: list[Spec]
) -> Spec:
    """The part that shows a line with the comparison that is open beneath it."""

    def make() -> RowView:
        return RowView(ConditionRow(field, path, text, deeds), stands, parts, dense=True)

    async def renew(view: RowView) -> None:
        await view.renew(field, text, parts)

    return Spec(("row", path), make, renew)


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
