"""The block panel: the selected block in words and numbers, or, while it is edited, its form."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult

from app.flow.panels.base import Moment, Panel
from app.flow.panels.numbers import BlockNumbers
from app.lines import Lines, Nothing

if TYPE_CHECKING:
    from app.forms import Form


class BlockPanel(Panel):
    """Shows numbers; `edit` puts a form in their place until `stop_editing`."""

    title: ClassVar[str] = "Block"

    def __init__(self) -> None:
        super().__init__()
        self.editing = False
        self._form: Form | None = None
        self._form_of: tuple[str, str | None] | None = None
        self._awaits_form = False
        self._place: tuple[str | int, ...] = ()
        self._typed_ahead: list[events.Key] = []

    def compose(self) -> ComposeResult:
        yield Lines(Nothing("Select a block on the canvas."))

    def draw(self, moment: Moment) -> None:
        if self.editing:
            self._show_form(moment)
        else:
            self._drop_form()
            self.query_one(Lines).show(BlockNumbers(moment))

    def _show_form(self, moment: Moment) -> None:
        wanted = ("block", moment.block)
        if moment.block is None or moment.editor.flow.block(moment.block) is None:
            self._drop_form()
            self.query_one(Lines).show(Nothing("Select a block on the canvas."))
            return
        if self._form_of == wanted:
            return
        from app.forms import BlockForm

        self._drop_form()
        self._form = BlockForm(moment.editor, moment.block)
        self._form_of = wanted
        self.query_one(Lines).display = False
        self.mount(self._form)

    def show_flow_form(self, moment: Moment) -> None:
        """Edit the flow's own settings here, until another block is selected."""
        from app.forms import FlowForm

        self._drop_form()
        self.editing = True
        self._form = FlowForm(moment.editor)
        self._form_of = ("block", moment.block)
        self.query_one(Lines).display = False
        self.mount(self._form)

    def stop_editing(self) -> None:
        """Back to words and numbers."""
        self.editing = False
        self._drop_form()
        if self.moment is not None:
            self.draw(self.moment)

    def _drop_form(self) -> None:
        if self._form is not None:
            self._form.remove()
        self._form = None
        self._form_of = None
        self.query_one(Lines).display = True

    def take_focus(self) -> None:
        if self._form is None:
            self.query_one(Lines).focus()
        else:
            place, self._place = self._place, ()
            if place:
                self._form.call_after_refresh(self._form.focus_field, place)
            else:
                self._form.call_after_refresh(self._form.focus_first)

    # Until the form is there, the panel itself has the keyboard: what is typed is meant for the form.

    def await_form(self, place: "tuple[str | int, ...]" = ()) -> None:
        """Hold the keyboard for a form that is about to appear, and for this field of it."""
        self._awaits_form = True
        self._place = place
        self._typed_ahead.clear()
        self.screen.set_focus(self, scroll_visible=False)

    def allow_focus(self) -> bool:
        return self._awaits_form

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return self.has_focus and key != "escape"

    async def _on_key(self, event: events.Key) -> None:
        if self.has_focus and event.key != "escape":
            event.stop()
            event.prevent_default()
            self._typed_ahead.append(event)

    def on_blur(self) -> None:
        self._awaits_form = False
        typed, self._typed_ahead = self._typed_ahead, []
        if self._form is not None:
            self.flowrig.type_ahead(typed)
