"""Adding something at a place that was pointed at."""

from dataclasses import dataclass

from app.editing.command import Command, Outcome
from app.editing.several import MoveBlocks
from engine.flow.model import Flow


@dataclass(frozen=True, slots=True)
class Placed(Command):
    """An edit after which whatever this output leads to stands where the line was let go."""

    edit: Command
    source: str
    output: str
    at: tuple[int, int]
    """Column and row, as those of a block placed by hand."""

    def apply(self, flow: Flow) -> Outcome:
        done = self.edit.apply(flow)
        target = done.flow.targets().get((self.source, self.output))
        known = {block.id for block in flow.blocks}
        if target is None or target in known:
            return done
        moved = MoveBlocks(((target, self.at),)).apply(done.flow)
        return Outcome(moved.flow, done.label, done.block)
