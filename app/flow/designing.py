"""The commands that edit the flow; every edit is saved by itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from app.ask import Choose
from app.canvas.widget import Canvas
from app.editing.command import Command as EditCommand
from app.editing.command import EditRefused
from app.editing.drawing import AddBlock, Connect, DeleteBlock, Disconnect, DuplicateBlock, MoveBlock
from app.editing.editor import Edited, FlowEditor
from app.flow.base import LOADING, FlowScreenBase
from app.flow.picture import graph_of
from app.session.requests import SaveFlow
from app.session.session import Trouble
from app.words import KINDS
from engine.blocks.base import Block
from engine.flow.model import Flow

DESIGNING = {
    "edit", "add", "connect", "disconnect", "delete", "duplicate", "undo", "redo", "settings",
}  # fmt: skip

ABOUT_KINDS = {
    "condition": "yes or no, or one of several branches, by what is known",
    "steps": "send messages, issue codes, award points, edit data",
    "wait": "for a time, until a date, or for opening hours",
    "split": "send parts of the customers different ways, by chance",
    "ab_test": "like a split, with a report that compares the variants",
    "limit": "let only so many customers through",
    "launch": "what starts the flow, and who may enter",
}

SAVE_AFTER = 0.4
"""Seconds of wall time without a further edit."""


class Designing(FlowScreenBase):
    """Add, connect, move, delete, duplicate, edit, undo, redo."""

    _unsaved = False
    _last_edit: Flow | None = None

    def begin_editing(self, editor: FlowEditor) -> None:
        """Follow this editor."""
        self.editor = editor
        editor.listen(self._edited)
        self.draw_flow()

    def draw_flow(self) -> None:
        """The flow as it is, on the canvas."""
        editor = self.editor
        if editor is not None:
            self.canvas.show(graph_of(editor.flow, editor.settings, editor.problems))

    def _edited(self, edited: Edited) -> None:
        self.draw_flow()
        if edited.block is not None:
            self.canvas.select(edited.block)
        self._unsaved = True
        self.set_timer(SAVE_AFTER, self._save_if_still)
        self._last_edit = edited.flow
        # What was said before may not be true any more.
        self.say("")
        self.look()
        self.refresh_commands()

    def _save_if_still(self) -> None:
        if self.editor is not None and self.editor.flow is self._last_edit:
            saving = self.send_off()
            if saving is not None:
                self.run_worker(self._saved(saving), group="saving")

    def send_off(self) -> "Future[str] | None":
        """Send the draft off to the workspace; None where there is nothing to save."""
        if self.editor is None or not self._unsaved:
            return None
        self._unsaved = False
        return self.flowrig.session.ask(SaveFlow(self.editor.flow))

    async def _saved(self, saving: "Future[str]") -> None:
        try:
            self.status = await asyncio.wrap_future(saving)
        except Trouble as trouble:
            self._unsaved = True
            self.say(f"The flow could not be saved: {trouble}", warning=True)
        self.look()

    @property
    def saved(self) -> bool:
        return not self._unsaved

    def edit(self, command: EditCommand) -> bool:
        """Make an edit, or say why it cannot be made."""
        assert self.editor is not None
        try:
            block = self.editor.do(command)
        except EditRefused as refused:
            self.say(str(refused), warning=True)
            return False
        if block is not None:
            self.canvas.select(block)
        return True

    # What is possible.

    def why_not_design(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        editor, loaded = self.editor, self.loaded
        if editor is None or loaded is None:
            return LOADING
        if loaded.read_only is not None:
            return loaded.read_only
        if command == "undo":
            return None if editor.undo_label else "there is nothing to take back"
        if command == "redo":
            return None if editor.redo_label else "there is nothing to make again"
        if command in ("settings", "add"):
            return None
        block = self.selected_block()
        if block is None:
            return "no block is selected"
        match command:
            case "connect":
                if not block.outputs():
                    return "the selected block has no outputs yet"
                if len(editor.flow.blocks) < 2:
                    return "there is no other block to connect to: a adds one"
            case "disconnect":
                if not self._connected(block):
                    return "none of the selected block's outputs leads anywhere"
            case "duplicate":
                return editor.refusal(DuplicateBlock(block.id))
        return None

    def selected_block(self) -> Block | None:
        selected = self.canvas.selected
        return None if self.editor is None or selected is None else self.editor.flow.block(selected)

    def _connected(self, block: Block) -> list[str]:
        assert self.editor is not None
        targets = self.editor.flow.targets()
        return [output.id for output in block.outputs() if (block.id, output.id) in targets]

    # Doing it.

    def do_add(self) -> None:
        assert self.editor is not None
        flow = self.editor.flow
        block = self.selected_block()
        kinds = [kind for kind in ABOUT_KINDS if kind != "launch" or flow.launch is None]
        where = f"after {block.name}" if block is not None else "to the flow"
        title = f"Add a block {where}"

        def add(kind: str | None) -> None:
            if kind is None:
                return
            if block is None or kind == "launch":
                self.edit(AddBlock(kind))
            else:
                self._with_output(
                    block, "Which way out?", lambda output: self.edit(AddBlock(kind, block.id, output))
                )

        options = [(kind, KINDS[kind], ABOUT_KINDS[kind]) for kind in kinds]
        self.app.push_screen(Choose(title, options, mark=self.flowrig.signs.cursor), add)

    def _with_output(
        self, block: Block, title: str, then: Callable[[str | None], object], *, connected: bool = False
    ) -> None:
        """Go on with one of the block's outputs: the only one, or the one that is chosen."""
        assert self.editor is not None
        targets = self.editor.flow.targets()
        outputs = [output for output in block.outputs() if not connected or (block.id, output.id) in targets]
        if len(outputs) <= 1:
            then(outputs[0].id if outputs else None)
            return

        def leads(output: str) -> str:
            target = targets.get((block.id, output))
            found = self.editor.flow.block(target) if self.editor is not None and target is not None else None
            return "leads nowhere yet" if found is None else f"leads to {found.name}"

        options = [(output.id, output.label or output.id, leads(output.id)) for output in outputs]

        def chosen(output: str | None) -> None:
            if output is not None:
                then(output)

        self.app.push_screen(Choose(title, options, mark=self.flowrig.signs.cursor), chosen)

    def do_connect(self) -> None:
        block = self.selected_block()
        assert block is not None

        def begin(output: str | None) -> None:
            self.canvas.focus()
            if output is not None and self.canvas.begin_connecting(output):
                self.say("Arrow keys choose where it leads; enter connects, esc leaves it.")

        self._with_output(block, f"Connect {block.name}", begin)

    def do_disconnect(self) -> None:
        block = self.selected_block()
        assert block is not None

        def cut(output: str | None) -> None:
            if output is not None:
                self.edit(Disconnect(block.id, output))

        self._with_output(block, f"Disconnect {block.name}", cut, connected=True)

    def do_delete(self) -> None:
        block = self.selected_block()
        assert block is not None
        if self.edit(DeleteBlock(block.id)):
            self.say(f"Deleted {block.name}. ctrl+z takes it back.")

    def do_duplicate(self) -> None:
        block = self.selected_block()
        assert block is not None
        self.edit(DuplicateBlock(block.id))

    def do_undo(self) -> None:
        assert self.editor is not None
        self.say(f"Taken back: {self.editor.undo()}")

    def do_redo(self) -> None:
        assert self.editor is not None
        self.say(f"Made again: {self.editor.redo()}")

    def on_canvas_connected(self, event: Canvas.Connected) -> None:
        if self.edit(Connect(event.source, event.output, event.target)):
            self.say("Connected.")
        else:
            self.draw_flow()

    def on_canvas_cards_moved(self, event: Canvas.CardsMoved) -> None:
        """Cards were placed by hand, several at once where several were chosen.

        `event.moves` are (block, column, row); the canvas shows them there already, and shows the flow again
        where an edit is refused.
        """
        for block, col, row in event.moves:
            if not self.edit(MoveBlock(block, (col, row))):
                self.draw_flow()
                return
