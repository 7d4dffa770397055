"""Blocks with the connections among them, taken out of a flow to stand elsewhere: as text, a flow file."""

from collections.abc import Collection
from dataclasses import dataclass

from app.editing.graph import connection, free_id, usual_output
from engine.blocks.base import Block
from engine.flow.model import Connection, Flow
from storage.files import dump_flow, read_flow
from storage.problems import BadFile

_NAME = "clipboard"


@dataclass(frozen=True, slots=True)
class Clip:
    """Blocks and the connections among them, with the ids that they had where they come from."""

    blocks: tuple[Block, ...]
    connections: tuple[Connection, ...] = ()
    on: tuple[str, str] | None = None
    """The block and output at which what follows goes on; left out, it is found along the usual outputs."""

    @classmethod
    def of(cls, flow: Flow, blocks: Collection[str]) -> "Clip":
        """These blocks of a flow, in its order."""
        return cls(
            tuple(block for block in flow.blocks if block.id in blocks),
            tuple(c for c in flow.connections if c.source in blocks and c.target in blocks),
        )

    def _flow(self) -> Flow:
        update = {"blocks": self.blocks, "connections": self.connections}
        return Flow(id=_NAME).model_copy(update=update)

    def text(self) -> str:
        """As a flow file, for other programs and other windows."""
        return dump_flow(self._flow())

    @classmethod
    def read(cls, text: str) -> "Clip | None":
        """From the text of a flow file; None where it is no such text or holds no block."""
        try:
            flow = read_flow(text, _NAME)
        except BadFile:
            return None
        return cls.of(flow, {block.id for block in flow.blocks}) if flow.blocks else None

    def renewed(self, taken: Collection[str]) -> "Clip":
        """With ids that are not taken, and placed by the layout."""
        used = set(taken)
        new: dict[str, str] = {}
        blocks = []
        for block in self.blocks:
            found = free_id("start" if block.kind == "launch" else block.kind, used)
            used.add(found)
            new.setdefault(block.id, found)
            blocks.append(block.model_copy(update={"id": found, "at": None}))
        joined = (
            connection(new[c.source], c.output, new[c.target])
            for c in self.connections
            if c.source in new and c.target in new
        )
        on = (new[self.on[0]], self.on[1]) if self.on is not None and self.on[0] in new else None
        return Clip(tuple(blocks), tuple(joined), on)

    def without_launch(self) -> "Clip":
        """Without launch settings: a flow has exactly one."""
        ids = {block.id for block in self.blocks if block.kind != "launch"}
        return Clip(
            tuple(block for block in self.blocks if block.kind != "launch"),
            tuple(c for c in self.connections if c.source in ids and c.target in ids),
            self.on,
        )

    @property
    def entries(self) -> tuple[str, ...]:
        """The blocks into which none of the others leads; nothing leads into launch settings at all."""
        led_to = {c.target for c in self.connections}
        return tuple(block.id for block in self.blocks if block.id not in led_to and block.kind != "launch")

    def way_on(self) -> tuple[str, str] | None:
        """The block and output at which what follows goes on, from the only entry along the usual outputs."""
        if self.on is not None or len(self.entries) != 1:
            return self.on
        flow = self._flow()
        targets = flow.targets()
        at: str | None = self.entries[0]
        seen: set[str] = set()
        while at is not None and at not in seen:
            seen.add(at)
            block = flow.block(at)
            output = None if block is None else usual_output(flow, block)
            if output is None:
                return None
            if (at, output) not in targets:
                return at, output
            at = targets[at, output]
        return None
