"""Edit commands for several blocks at once: moved, deleted, and added with the connections among them."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from app.editing.clips import Clip
from app.editing.command import Command, EditRefused, Outcome
from app.editing.drawing import MOST_BLOCKS, DeleteBlock
from app.editing.graph import check_output, connection, find_block, usual_output
from engine.flow.model import Flow


def blocks_words(flow: Flow, blocks: tuple[str, ...]) -> str:
    """Blocks in words: the name of the only one, or how many."""
    if len(blocks) != 1:
        return f"{len(blocks)} blocks"
    found = flow.block(blocks[0])
    return blocks[0] if found is None else found.name


@dataclass(frozen=True, slots=True)
class MoveBlocks(Command):
    """Put blocks at columns and rows by hand; None lets the layout place one again."""

    moves: tuple[tuple[str, tuple[int, int] | None], ...]

    @property
    def merges_with(self) -> Hashable:
        return ("move", frozenset(block for block, _ in self.moves))

    def apply(self, flow: Flow) -> Outcome:
        if not self.moves:
            raise EditRefused("no block is selected")
        places = dict(self.moves)
        for block in places:
            find_block(flow, block)
        blocks = tuple(
            block.model_copy(update={"at": places[block.id]}) if block.id in places else block
            for block in flow.blocks
        )
        moved = flow.model_copy(update={"blocks": blocks})
        return Outcome(moved, f"Move {blocks_words(flow, tuple(places))}", self.moves[0][0])


@dataclass(frozen=True, slots=True)
class DeleteBlocks(Command):
    """Delete blocks, each as DeleteBlock does: where exactly one way led out of it, the way is healed."""

    blocks: tuple[str, ...]
    verb: str = "Delete"

    def apply(self, flow: Flow) -> Outcome:
        if not self.blocks:
            raise EditRefused("no block is selected")
        label = f"{self.verb} {blocks_words(flow, self.blocks)}"
        select = None
        for block in self.blocks:
            outcome = DeleteBlock(block).apply(flow)
            flow = outcome.flow
            if outcome.block is not None and outcome.block not in self.blocks:
                select = outcome.block
        return Outcome(flow, label, select)


@dataclass(frozen=True, slots=True)
class AddBlocks(Command):
    """Add blocks with the connections among them, after another block or by themselves.

    Where `after` is given and exactly one of them is where they begin, the output leads to it; what the
    output led to before follows the blocks' own usual way. Their ids are renewed. Launch settings are left
    out where the flow has some.
    """

    clip: Clip
    label: str
    after: str | None = None
    output: str | None = None

    def apply(self, flow: Flow) -> Outcome:
        clip = self.clip if flow.launch is None else self.clip.without_launch()
        if sum(block.kind == "launch" for block in clip.blocks) > 1:
            clip = clip.without_launch()
        if not clip.blocks:
            raise EditRefused("there is nothing to add: a flow has exactly one launch settings block")
        if len(flow.blocks) + len(clip.blocks) > MOST_BLOCKS:
            raise EditRefused(f"a flow has at most {MOST_BLOCKS} blocks: make a second flow")
        clip = clip.renewed({block.id for block in flow.blocks})
        connections = (*flow.connections, *clip.connections)
        place = len(flow.blocks)
        on = clip.way_on()
        select = on[0] if on is not None else clip.blocks[0].id
        if self.after is not None and len(clip.entries) == 1:
            source = find_block(flow, self.after)
            output = self.output if self.output is not None else usual_output(flow, source)
            if output is None:
                raise EditRefused(f"{source.name} has no outputs yet: give it its branches first")
            check_output(source, output)
            led_to = flow.targets().get((source.id, output))
            connections = tuple(c for c in connections if (c.source, c.output) != (source.id, output))
            connections = (*connections, connection(source.id, output, clip.entries[0]))
            if led_to is not None:
                if on is None:
                    raise EditRefused("these blocks have no way on: disconnect the output first")
                connections = (*connections, connection(*on, led_to))
            place = flow.blocks.index(source) + 1
        blocks = (*flow.blocks[:place], *clip.blocks, *flow.blocks[place:])
        new = flow.model_copy(update={"blocks": blocks, "connections": connections})
        return Outcome(new, self.label, select)


@dataclass(frozen=True, slots=True)
class Together(Command):
    """Several edits as one: all of them, or none."""

    edits: tuple[Command, ...]
    label: str

    def apply(self, flow: Flow) -> Outcome:
        select = None
        for edit in self.edits:
            outcome = edit.apply(flow)
            flow = outcome.flow
            select = outcome.block or select
        return Outcome(flow, self.label, select)


def left_open(before: Flow, after: Flow) -> Iterator[tuple[str, str]]:
    """The outputs, as (block, output), that led somewhere and lead nowhere any more."""
    ids = {block.id for block in after.blocks}
    now = after.targets()
    for block, output in before.targets():
        if block in ids and (block, output) not in now:
            yield block, output
