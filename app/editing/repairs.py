"""Edit commands for what only a draft from elsewhere holds: ids that are taken twice, connections to nowhere.

They name what they mend by its place in the flow, for its id does not tell it apart.
"""

from dataclasses import dataclass

from app.editing.command import Command, EditRefused, Outcome
from engine.blocks.base import Block
from engine.flow.model import Connection, Flow


def _block(flow: Flow, place: int, block: str) -> Block:
    if place >= len(flow.blocks) or flow.blocks[place].id != block:
        raise EditRefused(f"the block {block!r} is not there any more: look again")
    return flow.blocks[place]


@dataclass(frozen=True, slots=True)
class RenameId(Command):
    """Give the block at this place another id; connections stay with the other block of the old one."""

    place: int
    block: str
    new: str

    def apply(self, flow: Flow) -> Outcome:
        block = _block(flow, self.place, self.block)
        if flow.block(self.new) is not None:
            raise EditRefused(f"another block is called {self.new!r}: choose another id")
        renamed = block.model_copy(update={"id": self.new})
        blocks = tuple(renamed if n == self.place else known for n, known in enumerate(flow.blocks))
        new = flow.model_copy(update={"blocks": blocks})
        return Outcome(new, f"{block.name}: id", self.new)


@dataclass(frozen=True, slots=True)
class DropBlock(Command):
    """Take the block at this place out, and its connections unless another block has its id."""

    place: int
    block: str

    def apply(self, flow: Flow) -> Outcome:
        block = _block(flow, self.place, self.block)
        blocks = tuple(known for n, known in enumerate(flow.blocks) if n != self.place)
        connections = flow.connections
        if all(known.id != block.id for known in blocks):
            connections = tuple(c for c in connections if block.id not in (c.source, c.target))
        new = flow.model_copy(update={"blocks": blocks, "connections": connections})
        return Outcome(new, f"Delete {block.name}")


@dataclass(frozen=True, slots=True)
class ExchangeConnection(Command):
    """Put another connection in the place of one, or none."""

    place: int
    old: Connection
    new: Connection | None

    def apply(self, flow: Flow) -> Outcome:
        if self.place >= len(flow.connections) or flow.connections[self.place] != self.old:
            raise EditRefused("the connection is not there any more: look again")
        instead = () if self.new is None else (self.new,)
        connections = (*flow.connections[: self.place], *instead, *flow.connections[self.place + 1 :])
        label = "Mend a connection" if self.new is not None else "Remove a connection"
        source = flow.block(self.old.source)
        changed = flow.model_copy(update={"connections": connections})
        return Outcome(changed, label, None if source is None else source.id)
