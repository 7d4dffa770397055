"""What time will do to a world by itself (T-7): sessions end, points become available or expire, calculated
fields and segments follow the calendar.

What is due stands in the entities: a session's last activity, an award's dates. The world only keeps a heap
of when to look at which of them, so that a due that has moved or gone is found out when its time comes.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engine.world.changes.base import Change
    from engine.world.world import World

Ref = tuple[str | int, ...]
"""Whose due it is: a customer and the number of a session or award; of one rank all look alike."""

Due = tuple[int, int, Ref]
"""(instant, rank, ref): at one instant they are handled by rank, then by ref."""

SESSION_END, POINTS_AVAILABLE, POINTS_EXPIRY, RECKONING, SEGMENT = range(5)
"""The ranks, in the order in which things of one instant are handled."""


class DueKind(Protocol):
    """One kind of thing that time does."""

    rank: int

    def pending(self, world: "World") -> Iterable[tuple[int, Ref]]:
        """All that is pending in a world: when and whose."""

    def when(self, world: "World", ref: Ref) -> int | None:
        """When it is due by the world as it stands; None where it is not due any more."""

    def change(self, world: "World", ref: Ref) -> "Change":
        """The change that time makes; received now, happened when it was due."""
