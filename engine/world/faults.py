"""What the checks of a world file share: faults, with the way through the file's plain data (W-6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.world.entities import Value
from engine.world.settings import CustomField
from engine.world.values import field_faults
from engine.world.world import unknown

Place = tuple[str | int, ...]
Fault = tuple[Place, str]
"""Where, and a sentence that says how to mend it."""


def same(place: Place, key: str, said: str, field: str = "id") -> Iterator[Fault]:
    """An entity says the name under which it stands."""
    if key != said:
        yield (*place, field), f"it stands under {key!r} and says {said!r}: make both the same"


def known(place: Place, what: str, name: str, names: Mapping[str, Any]) -> Iterator[Fault]:
    """A name is among those that there are."""
    if name not in names:
        yield place, unknown(what, name, names)


def values(
    place: Place, fields: Mapping[str, CustomField], of: str, given: Mapping[str, Value]
) -> Iterable[Fault]:
    """Custom fields exist and hold what suits them."""
    if not given:
        return ()
    return [
        ((*place, "fields", name), sentence)
        for name, sentence in field_faults(fields, f"custom field of {of}", given)
    ]


def numbered(place: Place, items: Sequence[Any]) -> Iterator[Fault]:
    """Entries of a history say their places in it."""
    for n, item in enumerate(items):
        if item.number != n:
            yield (*place, n, "number"), f"number them from 0 upwards: this is {n}"
