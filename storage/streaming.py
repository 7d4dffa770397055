"""Files that are too long to be held whole: worlds and scenarios as lines, each made when it is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import chain
from typing import Any

from pydantic import TypeAdapter

from engine.time.civil import Zone
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.entities import Customer, Order, Product
from engine.world.world import STATE, WorldState
from storage.yaml_writing import lines

_CUSTOMER, _ORDER, _PRODUCT = TypeAdapter(Customer), TypeAdapter(Order), TypeAdapter(Product)


class _Entries(Mapping[str, Any]):
    """A mapping that is made anew each time somebody goes through it."""

    def __init__(self, entries: Callable[[], Iterator[tuple[str, Any]]]) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._entries())

    def items(self) -> Any:
        return self._entries()

    def values(self) -> Any:
        return (value for _, value in self._entries())

    def __getitem__(self, key: str) -> Any:
        return dict(self._entries())[key]

    def __len__(self) -> int:
        return sum(1 for _ in self._entries())

    def __bool__(self) -> bool:
        return any(True for _ in self._entries())


class _Items(list[Any]):
    """A list that is made anew each time somebody goes through it."""

    def __init__(self, items: Callable[[], Iterator[Any]]) -> None:
        super().__init__()
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        return self._items()

    def __bool__(self) -> bool:
        return any(True for _ in self._items())


def world_lines(
    state: WorldState, newcomers: Callable[[], Iterable[Customer]] = tuple[Customer, ...]
) -> Iterator[str]:
    """The lines of a world's canonical text, with instants in its time zone. `newcomers` makes the customers
    who are to stand in the file beside those of the world."""
    context = {"zone": Zone(state.settings.time_zone)}
    small = replace(state, customers={}, orders={}, products={})
    data = STATE.dump_python(small, mode="json", exclude_defaults=True, context=context)

    def of(adapter: TypeAdapter[Any], entities: Callable[[], Iterable[Any]]) -> _Entries:
        def entries() -> Iterator[tuple[str, Any]]:
            for entity in entities():
                plain = adapter.dump_python(entity, mode="json", exclude_defaults=True, context=context)
                yield plain.pop("id"), plain

        return _Entries(entries)

    long = {
        "products": of(_PRODUCT, state.products.values),
        "customers": of(_CUSTOMER, lambda: chain(state.customers.values(), newcomers())),
        "orders": of(_ORDER, state.orders.values),
    }
    for part in fields(WorldState):
        if part.name in long:
            if long[part.name]:
                data[part.name] = long[part.name]
        elif part.name in data:
            # The parts keep the order in which the world has them.
            data[part.name] = data.pop(part.name)
    return lines({"flowrig": "world/1", **data})


def scenario_lines(
    head: Mapping[str, Any], zone: Zone, timeline: Callable[[], Iterator[Change]]
) -> Iterator[str]:
    """The lines of a scenario file: what it says of itself, and a timeline."""
    context = {"zone": zone}

    def items() -> Iterator[dict[str, Any]]:
        for change in timeline():
            plain = CHANGE.dump_python(change, mode="json", exclude_defaults=True, context=context)
            do: str = change.do  # type: ignore[attr-defined]  # every kind has one, each its own literal
            yield {"at": plain.pop("at"), "do": do, **plain}

    return lines({"flowrig": "scenario/1", **head, "timeline": _Items(items)})
