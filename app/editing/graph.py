"""Connections of a flow as the edit commands look at them."""

from collections.abc import Collection, Iterable

from app.editing.command import EditRefused
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.base import Block
from engine.flow.model import Connection, Flow


def connection(source: str, output: str, target: str) -> Connection:
    return Connection.model_validate({"from": source, "output": output, "to": target})


def find_block(flow: Flow, block: str) -> Block:
    """The block of that id. Raises EditRefused."""
    found = flow.block(block)
    if found is None:
        raise EditRefused(f"there is no block {block!r} any more: choose another")
    return found


def check_output(block: Block, output: str) -> None:
    """EditRefused unless the block has this output."""
    outputs = [known.id for known in block.outputs()]
    if output not in outputs:
        names = ", ".join(outputs) or "none yet"
        raise EditRefused(f"{block.name} has no output {output!r}: its outputs are {names}")


def usual_output(flow: Flow, block: Block) -> str | None:
    """Where a block that is added after this one goes: the first output that leads nowhere, else the first.

    The control of an A/B test gets nothing (F-8). None: it has no outputs yet.
    """
    control = block.control if isinstance(block, ABTestBlock) else None
    outputs = [output.id for output in block.outputs() if output.id != control]
    taken = {c.output for c in flow.connections if c.source == block.id}
    return next((output for output in outputs if output not in taken), outputs[0] if outputs else None)


def leads_to(connections: Iterable[Connection], start: str, goal: str) -> bool:
    """Whether a way along the connections leads from one block to another, or they are the same."""
    following: dict[str, list[str]] = {}
    for joined in connections:
        following.setdefault(joined.source, []).append(joined.target)
    seen = {start}
    todo = [start]
    while todo:
        block = todo.pop()
        if block == goal:
            return True
        for target in following.get(block, ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return False


def without_block(connections: Collection[Connection], block: str) -> tuple[Connection, ...]:
    """The connections once a block is gone. Where exactly one way led through it, it is healed."""
    onward = [c.target for c in connections if c.source == block and c.target != block]
    target = onward[0] if len(onward) == 1 else None
    left = []
    for joined in connections:
        if joined.source == block:
            continue
        if joined.target != block:
            left.append(joined)
        # In a draft with a circle, healing could join a block to itself.
        elif target is not None and joined.source != target:
            left.append(connection(joined.source, joined.output, target))
    return tuple(left)


def free_id(base: str, taken: Collection[str]) -> str:
    """`base`, or `base-2` and so on: the first that is not taken."""
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
