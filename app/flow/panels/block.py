"""The block panel: the selected block in words and numbers, or, while it is edited, its form."""

from time import time
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from app.commands import bindings
from app.flow.panels.base import Moment, Panel, progress_of
from app.flow.panels.numbers import BlockNumbers
from app.flow.panels.running import RunningLine
from app.lines import Lines, Nothing
from app.screens import CommandScreen
from app.session.form_requests import AddName, Named, ReadSample, Sample
from app.session.session import Trouble
from app.text import visible
from engine.flow.validation import Problem
from engine.world.naming import called

if TYPE_CHECKING:
    from app.forms import Form
    from app.forms.messages import Wanted
    from app.forms.outcomes import Seen


class BlockPanel(Panel):
    """Shows numbers; `edit` puts a form in their place until `stop_editing`."""

    title: ClassVar[str] = "Block"
    BINDINGS: ClassVar[list[BindingType]] = bindings("form")

    class FormCame(Message):
        """A form has come into the panel."""

    class Forgot(Message):
        """A form was closed, and with it went what did not fit."""

        def __init__(self, problems: tuple[Problem, ...]) -> None:
            super().__init__()
            self.problems = problems

    def __init__(self) -> None:
        super().__init__()
        self.editing = False
        self._form: Form | None = None
        self._form_of: tuple[str, str | None] | None = None
        self._of_the_flow = False
        """Whether the form is that of the flow itself."""
        self.awaits_form = False
        """Whether it only keeps the keyboard for a form that is about to appear."""
        self._place: tuple[str | int, ...] = ()
        self._sentence = ""
        self._typed_ahead: list[events.Key] = []
        self._sample = Sample()

    def compose(self) -> ComposeResult:
        yield RunningLine()
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
            self.query_one(RunningLine).tell(moment if self._of_the_flow else None)
            if self._form is not None:
                self._form.look(self._seen(moment))
            return
        from app.forms import BlockForm

        self._drop_form()
        self._form = BlockForm(moment.editor, moment.block, self._seen(moment))
        self._form_of = wanted
        self._put_in(self._form)

    def show_flow_form(self, moment: Moment) -> None:
        """Edit the flow's own settings here, until another block is selected."""
        from app.forms import FlowForm

        self._drop_form()
        self.editing = True
        self._form = FlowForm(moment.editor, self._seen(moment))
        self._form_of = ("block", moment.block)
        self._of_the_flow = True
        self.query_one(RunningLine).tell(moment)
        self._put_in(self._form)

    def _put_in(self, form: "Form") -> None:
        self.query_one(Lines).display = False
        self.mount(form)
        self.post_message(self.FormCame())

    @property
    def form(self) -> "Form | None":
        return self._form

    def _seen(self, moment: Moment) -> "Seen":
        """What the form takes its examples from: the run that is loaded, or else the scenario, or today."""
        from app.forms.outcomes import Seen

        shown, sample = moment.shown, self._sample
        if not shown.loaded:
            return Seen(moment.zone, int(time()) if moment.begins is None else moment.begins)
        return Seen(
            moment.zone,
            shown.now,
            shown.started,
            moment.counts,
            sample.customers,
            sample.seed,
            sample.used,
        )

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        if not self.editing or not moment.shown.loaded:
            return None
        return (moment.flow_id, moment.shown.started), progress_of(moment.shown)

    async def fetch(self, moment: Moment) -> None:
        self._sample = await self.ask(ReadSample(moment.flow_id))
        if self._form is not None:
            self._form.look(self._seen(moment))

    def on_form_done(self) -> None:
        """Nothing more is wanted of the form: back to the canvas."""
        self.action_command("back")

    def on_form_wanted_width(self) -> None:
        self.action_command("widen")

    def action_command(self, command: str) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.carry_out(command)

    def on_form_wanted(self, event: "Wanted") -> None:
        """A name that the project does not have yet is to be created."""
        event.stop()
        self.run_worker(self._add_name(event), group="names")

    async def _add_name(self, wanted: "Wanted") -> None:
        screen, moment = self.screen, self.moment
        if moment is None or not isinstance(screen, CommandScreen):
            return
        what, name = wanted.field.creates, wanted.name
        try:
            named: Named = await self.ask(AddName(what, name))
        except Trouble as trouble:
            screen.say(str(trouble), warning=True)
            return
        moment.editor.know(named.settings)
        if self._form is not None:
            await self._form.name_added(wanted.field, name)
        keeps = "; the run that is loaded keeps its world as it is" if moment.shown.loaded else ""
        screen.say(f"Created the {called(what)} {visible(name)} in the world {visible(named.world)}{keeps}.")

    def stop_editing(self) -> None:
        """Back to words and numbers."""
        self.editing = False
        self._drop_form()
        if self.moment is not None:
            self.draw(self.moment)

    def _drop_form(self) -> None:
        if self._form is not None:
            if forgotten := self._form.let_go():
                self.post_message(self.Forgot(forgotten))
            self._form.remove()
        self._form = None
        self._form_of = None
        self._of_the_flow = False
        self.query_one(RunningLine).tell(None)
        self.query_one(Lines).display = True

    def take_focus(self) -> None:
        if self._form is None:
            self.query_one(Lines).focus()
        else:
            place, self._place = self._place, ()
            if place:
                self._form.call_after_refresh(self._form.focus_field, place, self._sentence)
            else:
                self._form.call_after_refresh(self._form.focus_first)

    # Until the form is there, the panel itself has the keyboard: what is typed is meant for the form.

    def await_form(self, place: "tuple[str | int, ...]" = (), sentence: str = "") -> None:
        """Hold the keyboard for a form that is about to appear, and for this field of it; `sentence` says
        what is wrong there."""
        self.awaits_form = True
        self._place, self._sentence = place, sentence
        self._typed_ahead.clear()
        self.screen.set_focus(self, scroll_visible=False)

    def allow_focus(self) -> bool:
        return self.awaits_form

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return self.has_focus and key != "escape"

    async def _on_key(self, event: events.Key) -> None:
        if self.has_focus and event.key != "escape":
            event.stop()
            event.prevent_default()
            self._typed_ahead.append(event)

    def on_blur(self) -> None:
        self.awaits_form = False
        typed, self._typed_ahead = self._typed_ahead, []
        if self._form is not None:
            self.flowrig.type_ahead(typed)
