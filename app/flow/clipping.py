"""The commands that cut, copy, paste and duplicate blocks, also between flows and windows."""

from typing import Final

from textual import events

from app.editing.clips import Clip
from app.editing.several import AddBlocks, DeleteBlocks, blocks_words
from app.flow.building import Building

CLIPPING: Final = frozenset({"cut", "copy", "paste", "duplicate"})


class Clipping(Building):
    """The clipboard holds blocks as a flow file: the app's own and, if it can be reached, the system's."""

    def why_not_clip(self, command: str) -> str | None:
        if command == "paste":
            return None if self.app.clipboard else "nothing was cut or copied yet"
        assert self.editor is not None
        blocks = self.chosen_blocks()
        if not blocks:
            return "no block is selected"
        if command == "duplicate" and not Clip.of(self.editor.flow, blocks).without_launch().blocks:
            return "a flow has exactly one launch settings block: it cannot be duplicated"
        return None

    def _put_on_clipboard(self) -> str:
        """Put the chosen blocks on the clipboard; which ones, in words."""
        assert self.seen is not None
        flow, blocks = self.seen.flow, self.chosen_blocks()
        self.app.copy_to_clipboard(Clip.of(flow, blocks).text())
        return blocks_words(flow, blocks)

    def do_copy(self) -> None:
        self.say(f"Copied {self._put_on_clipboard()}. ctrl+v pastes, also into another flow.")

    def do_cut(self) -> None:
        words = self._put_on_clipboard()
        assert self.editor is not None
        launch, blocks = self.editor.flow.launch, self.chosen_blocks()
        if launch is not None and launch.id in blocks and len(blocks) > 1:
            words += ", the launch settings among them"
        if self.edit(DeleteBlocks(blocks, verb="Cut")) is not None:
            self.say(f"Cut {words}. ctrl+v pastes, also into another flow.")

    def do_paste(self) -> None:
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        assert self.editor is not None
        clip = Clip.read(text)
        if clip is None:
            self.say("paste: there are no blocks on the clipboard: ctrl+c copies some", warning=True)
            return
        without = clip.without_launch()
        already = self.editor.flow.launch is not None and 0 < len(without.blocks) < len(clip.blocks)
        if already:
            clip = without
        words = f"{len(clip.blocks)} blocks" if len(clip.blocks) > 1 else clip.blocks[0].name
        after, output = self._free_output()
        added = self.edit(AddBlocks(clip, f"Paste {words}", after, output))
        if added is not None:
            self.canvas.choose(())
            kept = "; the flow has its launch settings already" if already else ""
            self.say(f"Pasted {words}{kept}." + ("" if after else " c connects a block to it."))

    def _free_output(self) -> tuple[str | None, str | None]:
        """The selected block and its first output that leads nowhere; nothing where all of them lead on."""
        block = self.selected_block()
        if block is None:
            return None, None
        taken = self.connected_outputs(block)
        free = [way.output for way in self._ways(block) if way.output not in taken]
        return (block.id, free[0]) if free else (None, None)

    def on_paste(self, event: events.Paste) -> None:
        """What the terminal pastes while the canvas has the keyboard: blocks from another window."""
        if self.canvas.has_focus and self.reason_against("add") is None:
            event.stop()
            self._paste(event.text)

    def do_duplicate(self) -> None:
        assert self.editor is not None
        flow, blocks = self.editor.flow, self.chosen_blocks()
        clip = Clip.of(flow, blocks).without_launch()
        words = blocks_words(flow, tuple(block.id for block in clip.blocks))
        if self.edit(AddBlocks(clip, f"Duplicate {words}")) is not None:
            self.canvas.choose(())
