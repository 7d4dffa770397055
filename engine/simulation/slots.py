"""When the scheduled flows of a run start (F-13)."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from engine.blocks.launch import ScheduleTrigger
from engine.simulation.flow_run import FlowRun
from engine.time.recurrence import firings


class Slots:
    """The next slot of every scheduled flow."""

    def __init__(self, until: int) -> None:
        self.until = until
        """Schedules fire up to this instant."""
        self.heap: list[tuple[int, int]] = []
        """(instant, place of the flow among the flows)."""
        self._schedules: dict[int, tuple[FlowRun, Iterator[int]]] = {}

    def plan(self, place: int, flow: FlowRun) -> None:
        """Find a flow's next slot: strictly after its launch, and after its last one (F-13). Slots missed
        while it was off are not made up (F-20)."""
        self.heap[:] = [slot for slot in self.heap if slot[1] != place]
        heapify(self.heap)
        self._schedules.pop(place, None)
        trigger = flow.trigger
        if not isinstance(trigger, ScheduleTrigger):
            return
        # A slot at the very start of the flow counts: it is on from then on (F-20).
        start = flow.presence.start - 1
        if flow.fired_at <= flow.launched_at:
            # Once there was a slot, weeks are counted from it, also where the start is moved.
            flow.counts_from = max(flow.launched_at, start)
        # One at this very instant is still to come, but for that which has come.
        after = max(flow.world.now - 1, flow.fired_at, flow.counts_from, start)
        slots = firings(trigger.schedule, flow.world.zone, after, flow.counts_from)
        self._schedules[place] = flow, slots
        self._next(place)

    def take(self) -> tuple[int, FlowRun]:
        """Take the next slot off, and find the one after it."""
        slot, place = heappop(self.heap)
        self._next(place)
        return slot, self._schedules[place][0]

    def _next(self, place: int) -> None:
        flow, slots = self._schedules[place]
        slot = next(slots, None)
        if slot is not None and slot < flow.presence.end and slot <= self.until:
            heappush(self.heap, (slot, place))
