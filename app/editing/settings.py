"""Edit commands that set: fields of blocks and of the flow itself (F-16)."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from app.editing.command import Command, EditRefused, Outcome
from app.editing.graph import connection, find_block
from app.editing.reading import Path, plain, read_block, refusal, with_value
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.base import Block
from engine.flow.model import Connection, Flow

OF_FLOW: Final = ("name", "folder", "brand", "note", "limit", "schedule")
"""What SetFlow may set; blocks and connections have commands of their own."""


@dataclass(frozen=True, slots=True)
class SetField(Command):
    """Set one value of a block: `path` leads to it within the block's plain data, `value` is plain data.

    `also` are further paths and values, set with it: what loses its meaning by that.
    """

    block: str
    path: Path
    value: Any
    also: tuple[tuple[Path, Any], ...] = ()

    @property
    def merges_with(self) -> Hashable:
        return ("set", self.block, self.path)

    def apply(self, flow: Flow) -> Outcome:
        block = find_block(flow, self.block)
        data = plain(block)
        for path, value in ((self.path, self.value), *self.also):
            if not path or path[0] in ("id", "kind"):
                raise EditRefused("the id and the kind of a block stay as they are", path)
            data = with_value(data, path, value)
        new = read_block(data)
        return Outcome(_exchanged(flow, block, new), f"{new.name}: {_said(block, self.path)}", block.id)


@dataclass(frozen=True, slots=True)
class ReplaceSettings(Command):
    """Give a block other settings, all at once; it keeps its id, its kind and its place."""

    block: str
    settings: Mapping[str, Any]

    def apply(self, flow: Flow) -> Outcome:
        block = find_block(flow, self.block)
        keep = {"id": block.id, "kind": block.kind, "at": block.at}
        new = read_block({**self.settings, **keep})
        return Outcome(_exchanged(flow, block, new), f"{new.name}: settings", block.id)


@dataclass(frozen=True, slots=True)
class SetFlow(Command):
    """Set one value of the flow itself: name, folder, brand, note, limit, schedule; `also` as in SetField."""

    path: Path
    value: Any
    also: tuple[tuple[Path, Any], ...] = ()

    @property
    def merges_with(self) -> Hashable:
        return ("set", None, self.path)

    def apply(self, flow: Flow) -> Outcome:
        data = flow.model_dump(mode="json", by_alias=True, exclude={"blocks", "connections"})
        for path, value in ((self.path, self.value), *self.also):
            if not path or path[0] not in OF_FLOW:
                raise EditRefused(f"a flow lets you set {', '.join(OF_FLOW)}", path)
            data = with_value(data, path, value)
        try:
            read = Flow.model_validate(data)
        except ValidationError as error:
            raise refusal(error, data) from None
        new = flow.model_copy(update={name: getattr(read, name) for name in OF_FLOW})
        return Outcome(new, f"Flow: {_said(flow, self.path)}")


def _said(model: BaseModel, path: Path) -> str:
    """A setting in words: the title of its field, and what within it."""
    field = type(model).model_fields.get(str(path[0]))
    title = (field.title if field is not None else None) or str(path[0]).replace("_", " ")
    inner = [str(part).replace("_", " ") for part in path[1:] if isinstance(part, str)]
    return ", ".join([title.lower(), *inner[-1:]])


def _exchanged(flow: Flow, old: Block, new: Block) -> Flow:
    """The flow with other settings for a block; its connections follow renamed outputs and drop lost ones."""
    before = [output.id for output in old.outputs()]
    after = [output.id for output in new.outputs()]
    doubled = next((output for output in after if after.count(output) > max(1, before.count(output))), None)
    if doubled is not None:
        raise EditRefused(f"another branch is called {doubled!r}: choose another id")
    renamed = _renamed(plain(old), plain(new))
    if isinstance(new, ABTestBlock) and new.control not in after:
        # The control follows its variant, and goes with it.
        follow = renamed.get(new.control or "")
        if follow is not None or new.control in before:
            new = new.model_copy(update={"control": follow})
    blocks = tuple(new if block is old else block for block in flow.blocks)
    connections = tuple(_following(flow.connections, old.id, set(before), set(after), renamed))
    return flow.model_copy(update={"blocks": blocks, "connections": connections})


def _following(
    connections: tuple[Connection, ...],
    block: str,
    before: set[str],
    after: set[str],
    renamed: Mapping[str, str],
) -> Iterator[Connection]:
    for joined in connections:
        if joined.source != block or joined.output in after or joined.output not in before:
            yield joined
        elif renamed.get(joined.output) in after:
            yield connection(block, renamed[joined.output], joined.target)


def _renamed(old: Any, new: Any) -> dict[str, str]:
    """Ids of branches that were exchanged for others, by old id: lists of equal length, compared by place."""
    found: dict[str, str] = {}
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() & new.keys():
            found |= _renamed(old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        befores, afters = [_id(part) for part in old], [_id(part) for part in new]
        for before, after in zip(befores, afters, strict=True):
            if before is not None and after is not None and before not in afters and after not in befores:
                found[before] = after
    return found


def _id(part: Any) -> str | None:
    found = part.get("id") if isinstance(part, dict) else None
    return found if isinstance(found, str) else None
