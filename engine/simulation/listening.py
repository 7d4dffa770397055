"""Which kinds of event to look for in a change, and which flows to tell of them (W-4).

A flow costs nothing where it does not listen: a kind is looked for only where a flow starts on it, among the
deltas that it hears, and where one of those flows may want what a delta tells (`EventKind.wants`).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.events.base import EventKind, Wants
from engine.events.catalogue import CATALOGUE
from engine.world.deltas import Delta

if TYPE_CHECKING:
    from engine.simulation.flow_run import FlowRun


class Listener(NamedTuple):
    """A kind of event, and the flows that start on it."""

    place: int
    """The kind's in the catalogue: events are recognised in its order."""
    kind: EventKind
    flows: "list[FlowRun]"
    wants: Wants | None
    """Whether any of the flows may want what a delta tells; None: each delta is looked at."""


NOBODY: Sequence[Listener] = ()


class Listening:
    """The listeners of a run, by what they hear."""

    def __init__(self, flows: "Iterable[FlowRun]", everything: bool) -> None:
        """With `everything`, also what no flow wants is recognised: for those who look on and explain."""
        self._hears: dict[type[Delta], list[Listener]] = {}
        by_kind: dict[str, list[FlowRun]] = {}
        for flow in flows:
            if flow.kind is not None:
                by_kind.setdefault(flow.kind.id, []).append(flow)
        for place, kind in enumerate(CATALOGUE.values()):
            of_kind = by_kind.get(kind.id)
            if of_kind is not None:
                wants = None if everything else _any_wants([flow.wants for flow in of_kind])
                for delta in kind.hears:
                    self._hears.setdefault(delta, []).append(Listener(place, kind, of_kind, wants))

    def to(self, deltas: list[Delta]) -> Sequence[Listener]:
        """Who listens to a change, in the order of the catalogue."""
        hears = self._hears
        if len(deltas) == 1:
            delta = deltas[0]
            listeners = hears.get(type(delta), NOBODY)
            if len(listeners) < 2:
                # To recognise a single fact is hardly dearer than to ask first whether it is wanted.
                return listeners
            return [each for each in listeners if each.wants is None or each.wants(delta)]
        found: dict[int, Listener] = {}
        for delta in deltas:
            for each in hears.get(type(delta), ()):
                if each.place not in found and (each.wants is None or each.wants(delta)):
                    found[each.place] = each
        if len(found) < 2:
            return list(found.values())
        return [found[place] for place in sorted(found)]


def _any_wants(wants: list[Wants | None]) -> Wants | None:
    if len(wants) == 1:
        return wants[0]
    looks = [each for each in wants if each is not None]
    if len(looks) < len(wants):
        return None
    return lambda delta: any(look(delta) for look in looks)
