"""What time does in a run: the agenda of sessions, points, calculated fields and segments (T-7)."""

from heapq import heapify, heappop, heappush

from engine.conditions.segments import SegmentsAreRecalculated
from engine.simulation.flow_run import NEVER
from engine.world.changes import reckoning
from engine.world.changes.balances import PointsBecomeAvailable, PointsExpire
from engine.world.changes.base import Change
from engine.world.changes.sessions import SessionEnds
from engine.world.dues import RECKONING, SEGMENT, DueKind
from engine.world.world import World

RECURRING = (RECKONING, SEGMENT)


class Dues:
    """What is due by time alone. The world's heap says when to look; the entities say whether it still is."""

    def __init__(self, world: World, start: int, cadence_until: int) -> None:
        """What recurs for ever does so up to `cadence_until`, as schedules do."""
        self.world = world
        self._cadence_until = cadence_until
        reckoning.begin(world, start)
        kinds: tuple[DueKind, ...] = (
            SessionEnds(),
            PointsBecomeAvailable(),
            PointsExpire(),
            reckoning.FieldsAreReckoned(),
            SegmentsAreRecalculated(world, start),
        )
        self._kinds = {kind.rank: kind for kind in kinds}
        self.heap = world.dues
        self.heap[:] = [(at, kind.rank, ref) for kind in kinds for at, ref in kind.pending(world)]
        heapify(self.heap)

    def next(self) -> int:
        """When the next thing is due, or NEVER; what is overdue is due now."""
        heap, world = self.heap, self.world
        while heap:
            at, rank, ref = heap[0]
            due = self._kinds[rank].when(world, ref)
            if due is not None and rank in RECURRING and due > self._cadence_until:
                due = None
            if due == at:
                return max(at, world.now)
            heappop(heap)
            if due is not None:
                # It has moved: a session went on.
                heappush(heap, (due, rank, ref))
        return NEVER

    def take(self) -> Change:
        """Take the next one off the agenda: the change that time makes now."""
        _, rank, ref = heappop(self.heap)
        return self._kinds[rank].change(self.world, ref)
