"""Playing a copy of a run on for a while, in memory."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.blocks.base import Passage
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, LaunchFlow, PauseFlow, ResumeFlow
from engine.simulation.record import Batch, Failure, Journal, Message, Wake
from engine.simulation.refusals import ChangeRefused
from engine.simulation.simulation import Simulation
from engine.world.world import Refused

SLICE = 500
"""Things played between two looks at whether to go on."""

Tick = Callable[[float], bool]
"""Is told how much is done, from 0 to 1, and says whether to go on."""


class GivenUp(Exception):
    """Whoever asked for it wants it no more."""


class Going:
    """Asks whether to go on, and tells how much is done."""

    def __init__(self, tick: Tick, begins: float = 0.0, ends: float = 1.0) -> None:
        self._tick = tick
        self._begins = begins
        self._ends = ends

    def part(self, begins: float, ends: float) -> "Going":
        """The same for a part of the whole."""
        return Going(self._tick, begins, ends)

    def at(self, share: float) -> None:
        """Raises GivenUp."""
        if not self._tick(self._begins + (self._ends - self._begins) * min(1.0, share)):
            raise GivenUp


class Record:
    """A copy's journal, for as long as it is looked at."""

    def __init__(self) -> None:
        self.wakes: list[Wake] = []
        self.messages: list[Message] = []
        self.failures: list[Failure] = []
        self.launched: dict[tuple[str, int], Flow] = {}
        """The versions that were launched meanwhile."""

    def write(self, batch: Batch) -> None:
        self.wakes += batch.wakes
        self.messages += batch.messages
        self.failures += batch.failures
        for one in batch.lived:
            if one.launched is not None and one.version is not None:
                self.launched[one.flow, one.version] = one.launched


@dataclass(frozen=True, slots=True)
class Halt:
    """Where a run cannot go on: a change, or something that is done to a flow, is refused."""

    at: int
    sentence: str


class Copy:
    """A run's copy, and what it has written since it was made."""

    def __init__(self, simulation: Simulation, record: Record) -> None:
        self.simulation = simulation
        self.record = record
        self.flows = {(run.flow, run.version): run.flow_version.flow for run in simulation.flows}
        """By flow and version."""
        self.inside = {one.id: (one.flow.flow, one.customer.id, one.node.block) for one in self._waiting()}
        """Who was inside as it was made, by passage: flow, customer, block."""
        self.launched_before = {
            run.flow: {
                who: count.launches for who, count in run.launches.by_customer.items() if count.launches
            }
            for run in simulation.flows
        }
        """How often each customer had been launched by then, by flow."""
        # What was done by hand is told by how much had been played before it, which in another version is
        # another moment: here it comes when its instant is over.
        self._by_hand = deque(one.deed for one in simulation.by_hand)
        simulation.by_hand.clear()

    @classmethod
    def of(cls, state: bytes, restore: Callable[[bytes, Journal], Simulation]) -> "Copy":
        """A copy of a run that stands as `dump` wrote it down."""
        record = Record()
        return cls(restore(state, record), record)

    def forget(self) -> None:
        """Nobody looks at it any more. A simulation refers to itself, and what collects such things may be
        put off for long: it is taken apart, so that its memory is free at once."""
        simulation, world = self.simulation, self.simulation.world
        for part in (world.customers, world.orders, world.products):
            part.clear()
        for run in simulation.flows:
            vars(run).clear()
        vars(simulation).clear()

    def _waiting(self) -> list[Passage]:
        return list(self.simulation.waiting.values())

    def flow(self, flow: str, version: int) -> Flow:
        """A version that this copy has played."""
        return self.flows.get((flow, version)) or self.record.launched[flow, version]

    def play(self, until: int, going: Going) -> Halt | None:
        """Play all that is due up to and including `until`, as far as it can be. Raises GivenUp."""
        simulation = self.simulation
        began = simulation.now
        length = max(1, until - began)
        try:
            while True:
                next_by_hand = self._by_hand[0] if self._by_hand else None
                goal = until if next_by_hand is None else min(until, next_by_hand.at)
                while not simulation.run(goal, SLICE):
                    going.at((simulation.now - began) / length)
                if next_by_hand is None or next_by_hand.at > until:
                    return None
                self._do(self._by_hand.popleft())
        except (ChangeRefused, Refused) as refused:
            return Halt(simulation.now, str(refused))

    def _do(self, deed: FlowDeed) -> None:
        """What was done by hand goes along in another version as far as there is something to do. Raises
        Refused."""
        status = self.simulation.lives.status(deed.flow)
        if status == {ResumeFlow: "active", PauseFlow: "paused"}.get(type(deed)):
            return
        # Its number may be taken by now.
        self.simulation.do(replace(deed, version=None) if isinstance(deed, LaunchFlow) else deed)
