"""What differs between two versions of a flow, block by block (F-17, F-19).

Blocks are the same where their ids are, connections where they begin at the same output. A block that is
called otherwise has changed, and is not rewired; where it stands on the canvas makes no difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.blocks.base import Block
from engine.flow.model import Flow

Path = tuple[str | int, ...]

OF_NO_ACCOUNT = ("id", "kind", "at")
OF_THE_FLOW = ("name", "folder", "brand", "note", "limit", "schedule")


class FieldChange(NamedTuple):
    """A setting with its old and its new value, as plain data; None where it was not, or is not any more."""

    path: Path
    old: Any
    new: Any


class Rewired(NamedTuple):
    """An output that leads elsewhere; None: nowhere. Outputs of blocks that came or went are not told."""

    block: str
    output: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Nothing in any of its parts: the two are the same, but for where blocks stand."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, tuple[FieldChange, ...]] = field(default_factory=dict)
    """By block: its settings that changed."""
    rewired: tuple[Rewired, ...] = ()
    flow: tuple[FieldChange, ...] = ()
    """What changed of the flow itself: its name, limit, schedule …"""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.rewired or self.flow)


def difference(old: Flow, new: Flow) -> Difference:
    """From one version to another; blocks in the newer one's order, those removed in the older one's."""
    before = {block.id: block for block in old.blocks}
    after = {block.id: block for block in new.blocks}
    both = [block for block in after if block in before]
    # A block of another kind under the same id is another block.
    other = {block for block in both if before[block].kind != after[block].kind}
    kept = [block for block in both if block not in other]
    changes = {block: tuple(_changes(_plain(before[block]), _plain(after[block]))) for block in kept}
    return Difference(
        tuple(block for block in after if block not in before or block in other),
        tuple(block for block in before if block not in after or block in other),
        {block: found for block, found in changes.items() if found},
        tuple(_rewired(old, new, kept)),
        tuple(_changes(_of_flow(old), _of_flow(new))),
    )


def _rewired(old: Flow, new: Flow, kept: list[str]) -> Iterator[Rewired]:
    before, after = old.targets(), new.targets()
    for block in kept:
        outputs = [output for source, output in (*after, *before) if source == block]
        for output in dict.fromkeys(outputs):
            was, now = before.get((block, output)), after.get((block, output))
            if was != now:
                yield Rewired(block, output, was, now)


def _plain(block: Block) -> dict[str, Any]:
    data = block.model_dump(mode="json", by_alias=True)
    return {key: value for key, value in data.items() if key not in OF_NO_ACCOUNT}


def _of_flow(flow: Flow) -> dict[str, Any]:
    data = flow.model_dump(mode="json", by_alias=True)
    return {key: data.get(key) for key in OF_THE_FLOW}


def _changes(old: Any, new: Any, path: Path = ()) -> Iterator[FieldChange]:
    """The innermost differences; lists are compared as wholes where their lengths differ."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*new, *old)):
            yield from _changes(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for n, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from _changes(was, now, (*path, n))
    else:
        yield FieldChange(path, old, new)
