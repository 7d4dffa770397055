"""What an edit changed: enough to make it again and to take it back, as values or as plain data to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from app.editing.reading import plain
from engine.blocks.base import Block
from engine.blocks.catalogue import AnyBlock
from engine.flow.model import Connection, Flow

T = TypeVar("T", bound=BaseModel)

_BLOCKS: TypeAdapter[tuple[Block, ...]] = TypeAdapter(tuple[AnyBlock, ...])
_CONNECTIONS: TypeAdapter[tuple[Connection, ...]] = TypeAdapter(tuple[Connection, ...])
_HEAD = tuple(name for name in Flow.model_fields if name not in ("blocks", "connections"))


class DoesNotFit(ValueError):
    """A patch of another flow, or one that cannot be read."""


@dataclass(frozen=True, slots=True)
class _Exchange(Generic[T]):
    """In a list: what stood from a place on, and what stands there instead."""

    at: int
    before: tuple[T, ...]
    after: tuple[T, ...]

    @classmethod
    def between(cls, before: Sequence[T], after: Sequence[T]) -> "_Exchange[T]":
        most = min(len(before), len(after))
        at = 0
        while at < most and before[at] == after[at]:
            at += 1
        end = 0
        while end < most - at and before[-1 - end] == after[-1 - end]:
            end += 1
        return cls(at, tuple(before[at : len(before) - end]), tuple(after[at : len(after) - end]))

    def apply(self, items: tuple[T, ...], *, back: bool) -> tuple[T, ...]:
        there, instead = (self.after, self.before) if back else (self.before, self.after)
        if self.at > len(items) or items[self.at : self.at + len(there)] != there:
            raise DoesNotFit("this step belongs to another state of the flow")
        return (*items[: self.at], *instead, *items[self.at + len(there) :])

    def data(self) -> list[Any]:
        return [self.at, list(map(plain, self.before)), list(map(plain, self.after))]


@dataclass(frozen=True, slots=True)
class Patch:
    """The difference between two values of one flow. Immutable; shares its parts with them."""

    head: Mapping[str, tuple[Any, Any]]
    """The flow's own fields that differ: before and after."""
    blocks: _Exchange[Block]
    connections: _Exchange[Connection]

    @classmethod
    def between(cls, before: Flow, after: Flow) -> "Patch":
        head = {
            name: (getattr(before, name), getattr(after, name))
            for name in _HEAD
            if getattr(before, name) != getattr(after, name)
        }
        return cls(
            head,
            _Exchange.between(before.blocks, after.blocks),
            _Exchange.between(before.connections, after.connections),
        )

    def forward(self, flow: Flow) -> Flow:
        """The flow after, from the one before. Raises DoesNotFit."""
        return self._apply(flow, back=False)

    def back(self, flow: Flow) -> Flow:
        """The flow before, from the one after. Raises DoesNotFit."""
        return self._apply(flow, back=True)

    def _apply(self, flow: Flow, *, back: bool) -> Flow:
        if any(getattr(flow, name) != pair[1 if back else 0] for name, pair in self.head.items()):
            raise DoesNotFit("this step belongs to another state of the flow")
        update: dict[str, Any] = {name: pair[0 if back else 1] for name, pair in self.head.items()}
        update["blocks"] = self.blocks.apply(flow.blocks, back=back)
        update["connections"] = self.connections.apply(flow.connections, back=back)
        return flow.model_copy(update=update)

    def data(self) -> dict[str, Any]:
        """Plain data to be kept as JSON."""
        head = {
            name: [value.model_dump(mode="json") if isinstance(value, BaseModel) else value for value in pair]
            for name, pair in self.head.items()
        }
        return {"head": head, "blocks": self.blocks.data(), "connections": self.connections.data()}

    @classmethod
    def read(cls, data: Any) -> "Patch":
        """From what `data` gave. Raises DoesNotFit."""
        try:
            head = {}
            for name, pair in data["head"].items():
                before, after = (
                    getattr(Flow.model_validate({"id": "x", name: value}), name) for value in pair
                )
                head[str(name)] = (before, after)
            at, before, after = data["blocks"]
            blocks = _Exchange(int(at), _BLOCKS.validate_python(before), _BLOCKS.validate_python(after))
            at, before, after = data["connections"]
            connections = _Exchange(
                int(at), _CONNECTIONS.validate_python(before), _CONNECTIONS.validate_python(after)
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DoesNotFit("this step cannot be read") from error
        return cls(head, blocks, connections)
