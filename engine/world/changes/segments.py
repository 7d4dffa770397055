"""Changes of static segments of customers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.world.changes.base import CustomerChange
from engine.world.deltas import SegmentEntered, SegmentExited
from engine.world.entities import Customer
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World


@dataclass(slots=True, kw_only=True)
class AddToSegment(CustomerChange):
    """Add to a static segment; who is in it already stays since when they were."""

    summary: ClassVar[str] = "Add a customer to a static segment"

    do: Literal["segment.add"] = "segment.add"
    segment: Name

    def apply_to(self, world: "World", customer: Customer) -> None:
        refuse_recalculated(world, self.segment, "segment")
        if self.segment not in customer.segments:
            world.put(customer, "segments", self.segment, self.happened)
            world.tell(SegmentEntered(customer, self.segment))


@dataclass(slots=True, kw_only=True)
class RemoveFromSegment(CustomerChange):
    """Remove from a static segment; for who is not in it nothing changes."""

    summary: ClassVar[str] = "Remove a customer from a static segment"

    do: Literal["segment.remove"] = "segment.remove"
    segment: Name

    def apply_to(self, world: "World", customer: Customer) -> None:
        refuse_recalculated(world, self.segment, "segment")
        if self.segment in customer.segments:
            world.drop(customer, "segments", self.segment)
            world.tell(SegmentExited(customer, self.segment))


def refuse_recalculated(world: "World", segment: str, place: str) -> None:
    """Raises Refused for a segment that the project lacks, and for one that is filled by its own
    conditions."""
    if world.named(world.settings.segments, "segment", segment, place).kind == "recalculated":
        raise Refused(place, f"the segment {segment!r} is recalculated: nobody is added or removed by hand")


CHANGES = (AddToSegment, RemoveFromSegment)
