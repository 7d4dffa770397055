"""All kinds of event, by id. A kind is registered by standing in its family's `KINDS`."""

from collections.abc import Iterable

from engine.events.base import EventKind
from engine.events import actions

_FAMILIES: tuple[Iterable[EventKind], ...] = (actions.KINDS,)

CATALOGUE: dict[str, EventKind] = {kind.id: kind for family in _FAMILIES for kind in family}
