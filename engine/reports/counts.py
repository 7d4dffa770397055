"""Counts per block and per flow (R-1), folded from how often each path was taken; R-4 as a check."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.flow.model import Flow
from engine.simulation.record import Path


@dataclass(slots=True)
class BlockCounts:
    kind: str
    entered: int = 0
    inside: int = 0
    left: dict[str, int] = field(default_factory=dict)
    """By output, those that lead nowhere included."""
    stopped: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class FlowCounts:
    version: int
    entered: int = 0
    inside: int = 0
    finished: int = 0
    launched: int = 0
    stopped: dict[str, int] = field(default_factory=dict)
    did_not_enter: dict[str, int] = field(default_factory=dict)
    blocks: dict[str, BlockCounts] = field(default_factory=dict)


GONE = "gone"
"""The kind of a block that stood in an earlier version only (F-18)."""


def fold(flow: Flow, version: int, taken: Iterable[tuple[Path, int]], launched: int) -> FlowCounts:
    """The counts of a flow, summed over its versions, from its paths and how often each was taken. Blocks
    that earlier versions had come last."""
    counts = FlowCounts(version, launched=launched, blocks={b.id: BlockCounts(b.kind) for b in flow.blocks})
    for block in flow.blocks:
        counts.blocks[block.id].left = {output.id: 0 for output in block.outputs()}
    for path, times in taken:
        if path.flow == flow.id and times:
            _add(counts, path, times)
    return counts


def _add(counts: FlowCounts, path: Path, times: int) -> None:
    if path.end == "did_not_enter":
        assert path.reason is not None
        counts.did_not_enter[path.reason] = counts.did_not_enter.get(path.reason, 0) + times
        return
    if path.entry:
        counts.entered += times
        counts.inside += times
    visited = False
    for block, output in path.moves:
        found = _block(counts, block)
        if path.entry or visited:
            found.entered += times
        else:
            found.inside -= times
        visited = True
        found.left[output] = found.left.get(output, 0) + times
    if path.last is not None:
        found = _block(counts, path.last)
        if path.entry or visited:
            found.entered += times
        else:
            found.inside -= times
        if path.end == "inside":
            found.inside += times
        else:
            assert path.reason is not None
            found.stopped[path.reason] = found.stopped.get(path.reason, 0) + times
            counts.stopped[path.reason] = counts.stopped.get(path.reason, 0) + times
    if path.end != "inside":
        counts.inside -= times
    if path.end == "finished":
        counts.finished += times


def _block(counts: FlowCounts, block: str) -> BlockCounts:
    found = counts.blocks.get(block)
    if found is None:
        found = counts.blocks[block] = BlockCounts(GONE)
    return found


def discrepancies(counts: FlowCounts) -> list[str]:
    """Where R-4 does not hold; nothing when all is well."""
    wrong = []
    for name, block in counts.blocks.items():
        out = sum(block.left.values()) + sum(block.stopped.values())
        if block.entered != block.inside + out or block.inside < 0:
            wrong.append(f"block {name}: {block.entered} entered, {block.inside} inside, {out} out")
    if counts.entered != counts.inside + counts.finished + sum(counts.stopped.values()):
        wrong.append(
            f"{counts.entered} entered, {counts.inside} inside, {counts.finished} finished, {counts.stopped}"
        )
    if counts.inside != sum(block.inside for block in counts.blocks.values()):
        wrong.append(
            f"{counts.inside} inside, but the blocks hold {[b.inside for b in counts.blocks.values()]}"
        )
    return wrong
