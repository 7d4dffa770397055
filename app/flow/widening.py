"""How much of the screen a form has: a panel beside the canvas, or all but a strip of that."""

from typing import Final

from textual.widgets import ContentSwitcher

from app.flow.base import FlowScreenBase
from app.flow.panels.block import BlockPanel

WIDENING: Final = {"widen"}


class Widening(FlowScreenBase):
    """The width is the person's own choice for all forms, and is remembered."""

    @property
    def broad(self) -> bool:
        """Whether a form has most of the screen now."""
        return self.has_class("-broad")

    def why_not_widen(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        if self.query_one(BlockPanel).form is None:
            return "no form is open: enter opens that of the selected block"
        if self.has_class("-narrow"):
            return "the form has the whole screen here, as it is narrow"
        return None

    def do_widen(self) -> None:
        preferences = self.flowrig.preferences
        preferences.wide_forms = not preferences.wide_forms
        preferences.keep()
        self.fit_form()

    def fit_form(self) -> None:
        """Give the form that is in sight, if there is one, as much room as is wanted."""
        form = self.query_one(BlockPanel).form
        in_sight = form is not None and self.query_one(ContentSwitcher).current == "block"
        in_sight = in_sight and not self.has_class("-alone")
        narrow = self.has_class("-narrow")
        self.set_class(in_sight and self.flowrig.preferences.wide_forms and not narrow, "-broad")
        if form is not None:
            form.tell_width(None if narrow else self.broad)

    def on_block_panel_form_came(self) -> None:
        self.call_after_refresh(self.fit_form)
