"""The commands that edit the flow on its canvas: taken away, joined, named, taken back, made again."""

from collections.abc import Callable
from typing import Final

from app.ask import Choose
from app.canvas.widget import Canvas
from app.editing.drawing import Connect, Disconnect
from app.editing.settings import SetField
from app.editing.several import DeleteBlocks, MoveBlocks, left_open
from app.editing.telling import step_words
from app.flow.base import LOADING
from app.flow.building import BUILDING, NO_BLOCKS
from app.flow.clipping import CLIPPING, Clipping
from app.flow.naming import ChooseBlock
from app.flow.renaming import RenameScreen
from app.flow.steps import StepsScreen
from engine.blocks.base import Block
from engine.flow.model import Flow

MOST_TOLD: Final = 300
"""The newest edits, which are listed with the values that they changed."""

DESIGNING: Final = (
    frozenset({"edit", "connect", "disconnect", "delete", "undo", "redo", "settings", "history", "rename"})
    | BUILDING
    | CLIPPING
)


class Designing(Clipping):
    """Connect, move, delete, rename, edit, undo, redo; and, by its bases, add and copy."""

    # What is possible.

    def why_not_design(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        editor, loaded = self.editor, self.loaded
        if editor is None or loaded is None:
            return LOADING
        if command == "copy":
            return self.why_not_clip(command)
        if loaded.read_only is not None:
            return loaded.read_only
        if command == "undo":
            return None if editor.undo_label else "there is nothing to take back"
        if command == "redo":
            return None if editor.redo_label else "there is nothing to make again"
        if command == "history":
            return None if editor.steps else "nothing was edited yet"
        if command == "settings":
            return None
        if command in BUILDING:
            return self.why_not_build(command)
        if command in CLIPPING:
            return self.why_not_clip(command)
        block = self.selected_block()
        if block is None:
            return "no block is selected" if editor.flow.blocks else NO_BLOCKS
        if command == "connect":
            if not block.outputs():
                return "the selected block has no outputs yet"
            if len(editor.flow.blocks) < 2:
                return "there is no other block to connect to: a adds one"
        if command == "disconnect" and not self.connected_outputs(block):
            return "none of the selected block's outputs leads anywhere"
        return None

    # Joining.

    def _with_output(
        self, block: Block, title: str, then: Callable[[str | None], object], *, connected: bool = False
    ) -> None:
        """Go on with one of the block's outputs: the only one, or the one that is chosen; free ones first."""
        assert self.editor is not None
        flow = self.editor.flow
        targets = flow.targets()
        outputs = [output for output in block.outputs() if not connected or (block.id, output.id) in targets]
        outputs.sort(key=lambda output: (block.id, output.id) in targets)
        if len(outputs) <= 1:
            then(outputs[0].id if outputs else None)
            return

        def leads(output: str) -> str:
            target = targets.get((block.id, output))
            found = None if target is None else flow.block(target)
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
                self.say(
                    "Arrow keys choose where it leads, / finds it by name, j by letters; enter connects."
                )

        self._with_output(block, f"Connect {block.name}", begin)

    def carry_out(self, command: str) -> None:
        """Where a connection is being drawn, finding a block means finding where it leads."""
        if command == "find" and self.canvas.connecting is not None:
            self._name_target(*self.canvas.connecting)
        else:
            super().carry_out(command)

    def _name_target(self, source: str, output: str) -> None:
        """Let an output lead to the block that is named."""
        assert self.editor is not None
        flow, editor = self.editor.flow, self.editor
        possible = [
            block for block in flow.blocks if editor.refusal(Connect(source, output, block.id)) is None
        ]
        found = flow.block(source)
        name = source if found is None else found.name

        def chosen(target: str | None) -> None:
            self.canvas.action_cancel()
            if target is not None:
                self._connect(source, output, target)

        options = [
            (block.id, block.name, block.words(editor.settings).replace("\n", ", ")) for block in possible
        ]
        self.app.push_screen(
            ChooseBlock(f"Connect {name} to", options, mark=self.flowrig.signs.cursor), chosen
        )

    def _connect(self, source: str, output: str, target: str) -> None:
        if self.edit(Connect(source, output, target)) is not None:
            self.say("Connected.")
        else:
            self.draw_flow()

    def on_canvas_connected(self, event: Canvas.Connected) -> None:
        self._connect(event.source, event.output, event.target)

    def do_disconnect(self) -> None:
        block = self.selected_block()
        assert block is not None

        def cut(output: str | None) -> None:
            if output is not None:
                self.edit(Disconnect(block.id, output))

        self._with_output(block, f"Disconnect {block.name}", cut, connected=True)

    # Moving, deleting, naming.

    def on_canvas_cards_moved(self, event: Canvas.CardsMoved) -> None:
        """Cards were placed by hand, several at once where several were chosen.

        `event.moves` are (block, column, row); the canvas shows them there already, and shows the flow again
        where the edit is refused.
        """
        selected = self.canvas.selected
        moves = sorted(event.moves, key=lambda move: move[0] != selected)
        if self.edit(MoveBlocks(tuple((block, (col, row)) for block, col, row in moves))) is None:
            self.draw_flow()

    def do_delete(self) -> None:
        assert self.editor is not None
        before = self.editor.flow
        blocks = self.chosen_blocks()
        if self.edit(DeleteBlocks(blocks)) is not None:
            what = (self.editor.undo_label or "").replace("Delete", "Deleted")
            self.say(f"{what}. {_open_words(before, self.editor.flow)}ctrl+z takes it back.")

    def do_rename(self) -> None:
        block = self.selected_block()
        assert block is not None

        def named(title: str | None) -> None:
            if title is not None:
                self.edit(SetField(block.id, ("title",), title))

        self.canvas.reveal(block.id)
        place = self.canvas.place_of(block.id) if self.canvas.is_on_screen else None
        self.app.push_screen(RenameScreen(block.title, block.label, place), named)

    # Back and forth.

    def do_undo(self) -> None:
        assert self.editor is not None
        self.say(f"Taken back: {self.editor.undo()}")

    def do_redo(self) -> None:
        assert self.editor is not None
        self.say(f"Made again: {self.editor.redo()}")

    def do_history(self) -> None:
        assert self.editor is not None
        editor = self.editor

        def chosen(position: int | None) -> None:
            if position is not None and position != editor.position:
                editor.go_to(position)
                self.say(f"Now after: {editor.undo_label}" if editor.undo_label else "Now before all steps.")

        signs = self.flowrig.signs
        old, new = editor.steps[:-MOST_TOLD], editor.history[-MOST_TOLD:]
        words = [*old, *(step_words(step, signs.arrow) for step in new)]
        self.app.push_screen(StepsScreen(words, editor.position, mark=signs.cursor), chosen)


def _open_words(before: Flow, after: Flow) -> str:
    """Which outputs led somewhere and lead nowhere now, in a sentence, or nothing."""
    found = []
    for block, output in left_open(before, after):
        named = after.block(block)
        label = next((o.label for o in named.outputs() if o.id == output), "") if named is not None else ""
        found.append(" · ".join(filter(None, [named.name if named is not None else block, label])))
    if not found:
        return ""
    more = f" and {len(found) - 2} more" if len(found) > 2 else ""
    return f"{', '.join(found[:2])}{more} {'leads' if len(found) == 1 else 'lead'} nowhere now. "
