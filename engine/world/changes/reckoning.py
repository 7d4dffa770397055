"""What midnight does to calculated fields that look back over some days (W-2, T-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.world.calculated import calculated_fields, reckon
from engine.world.changes.base import Change
from engine.world.dues import RECKONING, Ref

if TYPE_CHECKING:
    from engine.world.world import World

FIELDS = "fields"
"""Where the world notes when it reckoned its calculated fields last."""


@dataclass(slots=True, kw_only=True)
class ReckonFields(Change):
    """Time moves the days on that calculated fields look back over."""

    def apply(self, world: "World") -> None:
        fields = [(name, asked) for name, asked in calculated_fields(world.settings) if asked.days]
        for customer in world.customers.values():
            if customer.views or customer.orders:
                reckon(world, customer, fields)
        world.put(world, "reckoned", FIELDS, self.happened)
        midnight = world.zone.add_days(world.zone.midnight(self.happened), 1)
        world.note_due(midnight, RECKONING, (FIELDS,))


class FieldsAreReckoned:
    """At each midnight, where a calculated field looks back over some days."""

    rank = RECKONING

    def pending(self, world: "World") -> Iterator[tuple[int, Ref]]:
        due = self.when(world, (FIELDS,))
        if due is not None:
            yield due, (FIELDS,)

    def when(self, world: "World", ref: Ref) -> int | None:
        if not any(asked.days for _, asked in calculated_fields(world.settings)):
            return None
        last = world.reckoned.get(FIELDS)
        return None if last is None else world.zone.add_days(world.zone.midnight(last), 1)

    def change(self, world: "World", ref: Ref) -> Change:
        return ReckonFields(at=world.now, happened_at=self.when(world, ref), source="time")


def begin(world: "World", start: int) -> None:
    """Fill the calculated fields of a world in which a run begins; no event comes of it."""
    if FIELDS in world.reckoned:
        return
    fields = calculated_fields(world.settings)
    if fields:
        for customer in world.customers.values():
            reckon(world, customer, fields, tell=False)
        world.put(world, "reckoned", FIELDS, start)
