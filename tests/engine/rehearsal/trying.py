"""What tests of rehearsals start from: a run that stands somewhere, and a draft that is tried on it."""

from collections.abc import Sequence
from typing import Any

from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, HandInput
from engine.rehearsal.rehearsing import Rehearsal, Restore, rehearse
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import NEVER, RunFlow
from engine.simulation.record import Journal
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.world import World
from tests.kit import Listed, MemoryJournal


class Standing:
    """A run, and how to take it up anew."""

    def __init__(
        self,
        flows: Sequence[Flow],
        changes: Sequence[Change],
        where: World,
        *,
        start: int | None = None,
        deeds: Sequence[FlowDeed] = (),
        by_hand: Sequence[HandInput] = (),
        slots_until: int = NEVER,
    ) -> None:
        self.flows = [RunFlow(one, 1) for one in flows]
        self.changes = changes
        self.deeds = deeds
        self.by_hand = by_hand
        self.slots_until = slots_until
        self.journal = MemoryJournal()
        self.simulation = Simulation(
            where,
            self.flows,
            Listed(changes),
            self.journal,
            seed=5,
            start=min(change.at for change in changes) if start is None else start,
            slots_until=slots_until,
            deeds=deeds,
            by_hand=by_hand,
        )

    def to(self, at: int) -> "Standing":
        """All that is due before this moment is played."""
        self.simulation.run(at - 1)
        self.simulation.world.now = at
        return self

    @property
    def restore(self) -> Restore:
        def again(state: bytes, journal: Journal) -> Simulation:
            return restore(
                state,
                self.flows,
                Listed(self.changes),
                journal,
                self.slots_until,
                deeds=self.deeds,
                by_hand=self.by_hand,
            )

        return again

    def rehearse(self, draft: Flow, **parts: Any) -> Rehearsal:
        return rehearse(dump(self.simulation), self.restore, draft, **parts)
