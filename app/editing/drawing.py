"""Edit commands that draw: blocks are added, joined, moved, copied and deleted (F-2, F-3, F-16)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.editing.command import Command, EditRefused, Outcome
from app.editing.graph import (
    check_output,
    connection,
    find_block,
    free_id,
    leads_to,
    usual_output,
    without_block,
)
from app.editing.reading import read_block
from engine.blocks.base import Block
from engine.blocks.catalogue import BLOCK_KINDS
from engine.flow.model import Connection, Flow

MOST_BLOCKS: Final = 2000
"""What a flow file may hold."""

_HALVES: Final = [{"id": "A", "share": 50}, {"id": "B", "share": 50}]
_BEGIN_WITH: Final[Mapping[str, Mapping[str, Any]]] = {
    "ab_test": {"variants": _HALVES},
    "split": {"branches": _HALVES},
}
"""Kinds whose outputs come from their settings begin with some, so that they can be connected at once."""


def _with(flow: Flow, blocks: tuple[Block, ...], connections: tuple[Connection, ...]) -> Flow:
    return flow.model_copy(update={"blocks": blocks, "connections": connections})


def _check_room(flow: Flow) -> None:
    if len(flow.blocks) >= MOST_BLOCKS:
        raise EditRefused(f"a flow has at most {MOST_BLOCKS} blocks: make a second flow")


@dataclass(frozen=True, slots=True)
class AddBlock(Command):
    """Add a block of a kind, after another one or by itself.

    `output` says by which way out of `after`; left out, it is the first one that leads nowhere yet. Where the
    output led somewhere, the new block is put in between. `settings` are those that it begins with.
    """

    kind: str
    after: str | None = None
    output: str | None = None
    at: tuple[int, int] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, flow: Flow) -> Outcome:
        if self.kind not in BLOCK_KINDS:
            raise EditRefused(
                f"there is no kind of block {self.kind!r}: choose one of {', '.join(BLOCK_KINDS)}"
            )
        if self.kind == "launch":
            if flow.launch is not None:
                raise EditRefused("a flow has exactly one launch settings block, and this one has it")
            if self.after is not None:
                raise EditRefused("nothing leads into the launch settings: add it by itself")
        _check_room(flow)
        new = self._new(flow)
        if self.after is None:
            blocks = (new, *flow.blocks) if self.kind == "launch" else (*flow.blocks, new)
            return Outcome(_with(flow, blocks, flow.connections), f"Add {new.label}", new.id)
        source = find_block(flow, self.after)
        output = self.output if self.output is not None else usual_output(flow, source)
        if output is None:
            raise EditRefused(f"{source.name} has no outputs yet: give it its branches first")
        check_output(source, output)
        connections = tuple(c for c in flow.connections if (c.source, c.output) != (source.id, output))
        led_to = flow.targets().get((source.id, output))
        connections = (*connections, connection(source.id, output, new.id))
        if led_to is not None:
            onward = usual_output(flow, new)
            if onward is None:
                raise EditRefused(
                    f"{new.label} would have no outputs to go on by: give it its branches first"
                )
            connections = (*connections, connection(new.id, onward, led_to))
        place = flow.blocks.index(source) + 1
        blocks = (*flow.blocks[:place], new, *flow.blocks[place:])
        return Outcome(_with(flow, blocks, connections), f"Add {new.label}", new.id)

    def _new(self, flow: Flow) -> Block:
        taken = {block.id for block in flow.blocks}
        base = "start" if self.kind == "launch" else self.kind
        begin = {**_BEGIN_WITH.get(self.kind, {}), **self.settings}
        return read_block({**begin, "id": free_id(base, taken), "kind": self.kind, "at": self.at})


@dataclass(frozen=True, slots=True)
class Connect(Command):
    """Let an output lead to a block, instead of where it led before (F-3)."""

    source: str
    output: str
    target: str

    def apply(self, flow: Flow) -> Outcome:
        source, target = find_block(flow, self.source), find_block(flow, self.target)
        check_output(source, self.output)
        if target.kind == "launch":
            raise EditRefused("nothing leads into the launch settings: connect another block")
        if getattr(source, "control", None) == self.output:
            raise EditRefused(f"the control {self.output!r} gets nothing: connect another output")
        if leads_to(flow.connections, self.target, self.source):
            raise EditRefused(f"{target.name} leads to {source.name} already: this would close a circle")
        others = tuple(c for c in flow.connections if (c.source, c.output) != (self.source, self.output))
        connections = (*others, connection(self.source, self.output, self.target))
        if flow.targets().get((self.source, self.output)) == self.target:
            connections = flow.connections
        return Outcome(
            _with(flow, flow.blocks, connections), f"Connect {source.name} to {target.name}", source.id
        )


@dataclass(frozen=True, slots=True)
class Disconnect(Command):
    """Let an output lead nowhere."""

    source: str
    output: str

    def apply(self, flow: Flow) -> Outcome:
        others = tuple(c for c in flow.connections if (c.source, c.output) != (self.source, self.output))
        if len(others) == len(flow.connections):
            raise EditRefused(f"output {self.output!r} of {self.source!r} leads nowhere already")
        block = flow.block(self.source)
        flow = _with(flow, flow.blocks, others)
        if block is None:
            return Outcome(flow, f"Disconnect {self.source}")
        return Outcome(flow, f"Disconnect {block.name}", block.id)


@dataclass(frozen=True, slots=True)
class MoveBlock(Command):
    """Put a block at a column and row by hand; None lets the layout place it again."""

    block: str
    at: tuple[int, int] | None

    @property
    def merges_with(self) -> Hashable:
        return ("move", self.block)

    def apply(self, flow: Flow) -> Outcome:
        block = find_block(flow, self.block)
        moved = block.model_copy(update={"at": self.at})
        blocks = tuple(moved if other is block else other for other in flow.blocks)
        label = f"Move {block.name}" if self.at is not None else f"Let the layout place {block.name}"
        return Outcome(_with(flow, blocks, flow.connections), label, block.id)


@dataclass(frozen=True, slots=True)
class Tidy(Command):
    """Let the layout place every block: none stays where it was put by hand."""

    def apply(self, flow: Flow) -> Outcome:
        if all(block.at is None for block in flow.blocks):
            raise EditRefused("no block was placed by hand: the layout has placed them all")
        blocks = tuple(
            block if block.at is None else block.model_copy(update={"at": None}) for block in flow.blocks
        )
        return Outcome(_with(flow, blocks, flow.connections), "Tidy up")


@dataclass(frozen=True, slots=True)
class DuplicateBlock(Command):
    """Add a copy of a block: the same settings, connected to nothing."""

    block: str

    def apply(self, flow: Flow) -> Outcome:
        block = find_block(flow, self.block)
        if block.kind == "launch":
            raise EditRefused("a flow has exactly one launch settings block: it cannot be duplicated")
        _check_room(flow)
        copy = block.model_copy(
            update={"id": free_id(block.kind, {known.id for known in flow.blocks}), "at": None}
        )
        return Outcome(
            _with(flow, (*flow.blocks, copy), flow.connections), f"Duplicate {block.name}", copy.id
        )


@dataclass(frozen=True, slots=True)
class DeleteBlock(Command):
    """Delete a block with its connections.

    Where exactly one way led out of it, what came before is joined to what came after.
    """

    block: str

    def apply(self, flow: Flow) -> Outcome:
        block = find_block(flow, self.block)
        blocks = tuple(other for other in flow.blocks if other is not block)
        before = next((c.source for c in flow.connections if c.target == block.id), None)
        connections = flow.connections
        # In a draft in which two blocks share an id, the other one keeps the connections.
        if all(other.id != block.id for other in blocks):
            connections = without_block(connections, block.id)
        return Outcome(_with(flow, blocks, connections), f"Delete {block.name}", before)
