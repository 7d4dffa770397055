"""Every edit is saved by itself, soon after it was made and also while one goes on typing (F-16)."""

import asyncio
from concurrent.futures import Future
from typing import Final

from textual.timer import Timer

from app.editing.command import Command, EditRefused
from app.editing.editor import Edited, FlowEditor
from app.editing.history import Unkept
from app.flow.base import FlowScreenBase
from app.flow.panels.block import BlockPanel
from app.flow.picture import graph_of
from app.problems import left_words
from app.session.requests import SaveFlow, Standing
from app.session.session import Trouble

SAVE_AFTER: Final = 0.4
"""Seconds of wall time from an edit until it is sent off, with all that came in between."""

DRAW_AFTER: Final = 0.15
"""Seconds of wall time without a further letter typed in a form until the canvas shows it."""

TRY_AGAIN_AFTER: Final = 5.0
"""Seconds of wall time after which what could not be saved is sent off again."""


class Saving(FlowScreenBase):
    """Follows an editor: draws the flow after every edit, and saves it."""

    _told_unkept = False
    _unsaved = False
    _due = False
    """Whether a timer is set that will send off what is unsaved."""
    _in_flight = 0
    _drawing: Timer | None = None
    """Runs while the canvas has yet to follow what is typed in a form."""

    def begin_editing(self, editor: FlowEditor) -> None:
        """Follow this editor."""
        self.editor = editor
        editor.selection = lambda: self.canvas.selected
        editor.listen(self._edited)
        self.draw_flow()

    def draw_flow(self) -> None:
        """The flow as it is, on the canvas."""
        editor = self.seen
        if editor is not None:
            self.canvas.show(graph_of(editor.flow, editor.settings, editor.problems))

    def edit(self, command: Command) -> str | None:
        """Make an edit, or say why it cannot be made.

        The block to go on with is selected; it is given back, "" where there is none, None where the edit was
        refused.
        """
        assert self.editor is not None
        if self.fixed is not None:
            self.say(self.fixed, warning=True)
            return None
        try:
            block = self.editor.do(command)
        except EditRefused as refused:
            self.say(str(refused), warning=True)
            return None
        if block is not None:
            self.canvas.select(block)
        return block or ""

    def _edited(self, edited: Edited) -> None:
        self._unsaved = True
        self.creates_draft = not self.standing.is_draft
        self._save_after(SAVE_AFTER)
        # What was said before may not be true any more.
        self.say("")
        self.flowrig.unkept = bool(self.flowrig.scenario)
        if self._typed(edited):
            self._stop_drawing()
            self._drawing = self.set_timer(DRAW_AFTER, self._draw_all)
            return
        self.draw_flow()
        if edited.block is not None:
            self.canvas.select(edited.block)
        self._look_again()

    def _typed(self, edited: Edited) -> bool:
        """Whether a setting of the selected block was edited in its form: what is typed comes first, and
        the canvas follows at the next rest."""
        before, after = edited.before, edited.flow
        return (
            not self.canvas.has_focus
            and edited.block in (None, self.canvas.selected)
            and before.connections == after.connections
            and [block.id for block in before.blocks] == [block.id for block in after.blocks]
        )

    def on_form_judged(self) -> None:
        """What stands in a field and does not fit is counted as long as it stands there."""
        self._stop_drawing()
        self._drawing = self.set_timer(DRAW_AFTER, self._draw_all)

    def on_block_panel_forgot(self, event: BlockPanel.Forgot) -> None:
        """What did not fit is gone with its form: say so, for it is nowhere now."""
        self._draw_all()
        assert self.editor is not None
        first, *more = event.problems
        beside = f" (and {len(more)} more)" if more else ""
        self.say(f"{left_words(self.editor.flow, first)}{beside}", warning=True)

    def _draw_all(self) -> None:
        self.draw_flow()
        self._look_again()

    def _look_again(self) -> None:
        self._stop_drawing()
        self.look()
        self.refresh_commands()

    def _stop_drawing(self) -> None:
        if self._drawing is not None:
            self._drawing.stop()
            self._drawing = None

    def _save_after(self, seconds: float) -> None:
        # One timer at a time, never put off: who goes on typing is saved meanwhile, too.
        if not self._due:
            self._due = True
            self.set_timer(seconds, self._save)

    def _save(self) -> None:
        self._due = False
        sent = self._send()
        if sent is not None:
            self._in_flight += 1
            self.run_worker(self._saved(*sent), group="saving")

    def _send(self) -> "tuple[Future[Standing], Unkept] | None":
        if self.editor is None or not self._unsaved:
            return None
        self._unsaved = False
        unkept = self.editor.take_unkept()
        return self.flowrig.session.ask(SaveFlow(self.editor.flow, unkept)), unkept

    def before_leaving(self) -> "Future[Standing] | None":
        """Send off what is not saved yet; None where there is nothing."""
        sent = self._send()
        return None if sent is None else sent[0]

    async def _saved(self, saving: "Future[Standing]", unkept: Unkept) -> None:
        try:
            self.stands(await asyncio.wrap_future(saving))
            self.saves += 1
        except Trouble as trouble:
            assert self.editor is not None
            self.editor.not_kept(unkept)
            self._unsaved = True
            self._save_after(TRY_AGAIN_AFTER)
            self.say(f"The flow could not be saved: {trouble}", warning=True)
        finally:
            self._in_flight -= 1
        if self.is_attached and self.is_running:
            self.look()

    def stands(self, standing: Standing) -> None:
        """How the flow stands in the workspace from now on."""
        self.standing = standing
        self.creates_draft = False
        self.flowrig.unkept = bool(self.flowrig.scenario)
        if self.flowrig.unkept and not self._told_unkept:
            self._told_unkept = True
            self.say(
                "A scenario is here for the time being: edits go when you leave. ctrl+e writes the flow out, "
                "flowrig take keeps a scenario in a workspace."
            )

    def save_now(self) -> None:
        """Send off what is not saved yet: what is asked of the session afterwards knows of it."""
        self._save()

    @property
    def saved(self) -> bool:
        """Whether the workspace holds the flow as it stands here."""
        return not self._unsaved and not self._in_flight

    @property
    def kept(self) -> str:
        """The same in words; of a scenario's workspace for the time being nothing is kept."""
        if not self.saved:
            return "saving …"
        return "not kept" if self.flowrig.scenario else "saved"
