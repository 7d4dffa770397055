"""The commands that add: after the selected block, out of one of its outputs, or into a connection."""

from collections.abc import Sequence
from typing import Final

from app.canvas.widget import Canvas
from app.editing.graph import usual_output
from app.editing.offers import offers
from app.editing.placing import Placed
from app.flow.adding import Added, AddingScreen, Way
from app.flow.saving import Saving
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.base import Block

BUILDING: Final = frozenset({"add", "insert"})

ON_THE_CANVAS: Final = frozenset({"outputs", "blocks", "id"})
"""What is wrong there is mended on the canvas, all else in a form."""

NO_BLOCKS: Final = "the flow has no blocks: a adds its launch settings"


class Building(Saving):
    """Adds blocks and pieces from a palette, and opens the form of what still needs something."""

    _added = ""
    """What was added last, as long as nothing else was done: the esc after it does not leave the flow."""

    def carry_out(self, command: str) -> None:
        """Who has just added a block and presses esc, because there often is a form to leave, stays here."""
        added, self._added = self._added, ""
        block = self.selected_block() if added and command == "back" and self.canvas.has_focus else None
        if block is not None and block.id == added:
            self.say(f"{block.name} is added. esc once more goes back to the list of flows.")
            return
        super().carry_out(command)

    def selected_block(self) -> Block | None:
        selected = self.canvas.selected
        return None if self.seen is None or selected is None else self.seen.flow.block(selected)

    def chosen_blocks(self) -> tuple[str, ...]:
        """The blocks that a command is about, in the flow's order."""
        assert self.seen is not None
        chosen = self.canvas.chosen
        return tuple(dict.fromkeys(block.id for block in self.seen.flow.blocks if block.id in chosen))

    def connected_outputs(self, block: Block) -> list[str]:
        assert self.editor is not None
        targets = self.editor.flow.targets()
        return [output.id for output in block.outputs() if (block.id, output.id) in targets]

    def why_not_build(self, command: str) -> str | None:
        if command == "insert":
            block = self.selected_block()
            if block is None:
                return "no block is selected" if self.seen is None or self.seen.flow.blocks else NO_BLOCKS
            if not self.connected_outputs(block):
                return "none of the selected block's outputs leads anywhere: a adds after it"
        return None

    def do_add(self) -> None:
        block = self.selected_block()
        if block is None:
            self.add_by_itself()
            return
        assert self.editor is not None
        ways = self._ways(block)
        usual = usual_output(self.editor.flow, block)
        at = next((n for n, way in enumerate(ways) if way.output == usual), 0)
        launch = self.editor.flow.launch
        first = block is launch and launch is not None and launch.trigger is None
        title = "Add what starts the flow, or what comes after" if first else f"Add after {block.name}"
        self._offer(title, block, ways, at)

    def add_by_itself(self) -> None:
        """Offer what can be added without anything leading to it; the launch settings first, where there are
        none."""
        self._offer("Add to the flow", None, (), 0)

    def do_insert(self) -> None:
        block = self.selected_block()
        assert block is not None
        connected = self.connected_outputs(block)
        ways = [way for way in self._ways(block) if way.output in connected]
        self._offer(f"Insert after {block.name}", block, ways, 0)

    def on_canvas_dropped_on_ground(self, event: Canvas.DroppedOnGround) -> None:
        """A line was drawn from an output to where nothing is: something new is wanted there."""
        block = None if self.editor is None else self.editor.flow.block(event.source)
        if block is None or ((reason := self.reason_against("add")) is not None and self._refuse(reason)):
            return
        ways = self._ways(block)
        at = next((n for n, way in enumerate(ways) if way.output == event.output), 0)
        self._offer(f"Add after {block.name}", block, ways, at, (event.col, event.row))

    def _refuse(self, reason: str) -> bool:
        self.say(f"add: {reason}", warning=True)
        return True

    def _ways(self, block: Block) -> list[Way]:
        """The ways out of a block to which something can be added; the control of a test gets nothing."""
        assert self.editor is not None
        flow = self.editor.flow
        targets = flow.targets()
        control = block.control if isinstance(block, ABTestBlock) else None
        ways = []
        for output in block.outputs():
            if output.id == control:
                continue
            target = targets.get((block.id, output.id))
            found = None if target is None else flow.block(target)
            name = output.label or "on"
            words = name if found is None else f"{name} {self.flowrig.signs.arrow} {found.name}"
            ways.append(Way(output.id, words))
        return ways

    def _offer(
        self,
        title: str,
        block: Block | None,
        ways: Sequence[Way],
        at: int,
        spot: tuple[int, int] | None = None,
    ) -> None:
        """Let something be chosen, and add it; at `spot`, a column and a row, where that was pointed at."""
        assert self.editor is not None
        flow = self.editor.flow

        def add(added: Added | None) -> None:
            if added is None:
                return
            command = added.offer.make(None if block is None else block.id, added.output)
            if spot is not None and block is not None and added.output is not None:
                command = Placed(command, block.id, added.output, spot)
            found = self.edit(command)
            if found:
                self.canvas.choose(())
                self._ask_what_it_needs(found, bare=added.offer.group == "block")

        known = offers(flow, self.editor.settings)
        self.app.push_screen(AddingScreen(title, known, ways, at, mark=self.flowrig.signs.cursor), add)

    def _ask_what_it_needs(self, block: str, *, bare: bool) -> None:
        """Open the form of what was added, at the first field that must still be filled in.

        `bare`: only its kind was named, nothing that it should do. Then its settings are wanted next, also
        where none is missing: the shares of an A/B test.
        """
        assert self.editor is not None
        needed = next(
            (
                problem
                for problem in self.editor.problems
                if problem.block == block
                and problem.severity == "error"
                and problem.field
                and problem.field[0] not in ON_THE_CANVAS
            ),
            None,
        )
        if needed is not None:
            self.open_form(needed.field)
        elif bare:
            self.open_form()
        else:
            self._added = block
