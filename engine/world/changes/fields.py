"""Writing custom fields: what every entity that has some shares."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.world.entities import Value

if TYPE_CHECKING:
    from engine.world.world import World


def write_fields(world: "World", owner: Any, values: dict[str, Value]) -> Iterator[tuple[str, Value, Value]]:
    """Write checked values into the owner's `fields`, None wiping; yields (name, old, new) of those that
    differ."""
    for name, new in values.items():
        old = owner.fields.get(name)
        if type(old) is type(new) and old == new:
            continue
        if new is None:
            world.drop(owner, "fields", name)
        else:
            world.put(owner, "fields", name, new)
        yield name, old, new
