"""Looking on while a run is played."""

from typing import TYPE_CHECKING

from engine.blocks.base import Act, Block, Passage, StopReason
from engine.blocks.play import Play
from engine.simulation.flow_run import Entry, FlowRun, SlotEntry
from engine.simulation.record import Lived
from engine.world.world import Applied

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation


class Observer:
    """Looks on while a run is played again, for stories and explanations (R-2, R-3). By itself it sees
    nothing."""

    def watch(self, block: Block, act: Act, play: Play) -> Act:
        """Wrap a block's act."""
        return act

    def changed(self, simulation: "Simulation", applied: Applied) -> None:
        """A change was applied; no event of it is handled yet."""

    def offered(self, flow: FlowRun, entry: Entry) -> None:
        """A trigger is about to check an event or a slot for a customer."""

    def passed_over(self, flow: FlowRun, slot: SlotEntry) -> None:
        """A schedule's slot leaves out a customer who is not in its segment."""

    def entered(self, passage: Passage, answer: int) -> None:
        """A passage begins; `answer` is the launch settings' (F-23: they may stop it)."""

    def refused(self, flow: FlowRun, entry: Entry, reason: str) -> None:
        """An event or a slot did not let the customer in."""

    def woke(self, passage: Passage, stop: StopReason | None) -> None:
        """A passage leaves its Wait, or stops in it."""

    def lived(self, lived: Lived) -> None:
        """Something was done to a flow; a new version plays already."""
