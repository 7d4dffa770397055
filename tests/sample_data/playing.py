"""The sample shop, played to the end of its month with everything kept in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from engine.flow.model import Flow
from engine.reports.counts import FlowCounts
from engine.reports.snapshot import snapshot
from engine.scenario import Scenario
from engine.simulation.flow_run import RunFlow
from engine.simulation.record import Batch, Failure, Letter, Message, Path
from engine.simulation.simulation import Simulation
from engine.time.civil import Zone
from engine.world.changes.base import Change
from engine.world.world import World, WorldState
from sample_data import shop
from storage.files import read_flow, read_scenario, read_world

ZONE = Zone("Europe/Berlin")
START, END = ZONE.parse("2026-03-01"), ZONE.parse("2026-04-01")


@dataclass
class Journal:
    """What a run wrote, in order."""

    batch: Batch = field(default_factory=Batch)

    def write(self, batch: Batch) -> None:
        self.batch.wakes += batch.wakes
        self.batch.messages += batch.messages
        self.batch.failures += batch.failures


@dataclass
class Step:
    """One wake-up of one customer, in words."""

    at: str
    flow: str
    blocks: list[str]
    """Those that were left, then the one in which it ended."""
    end: str
    reason: str | None


@dataclass
class Played:
    simulation: Simulation
    journal: Journal

    @property
    def counts(self) -> dict[str, FlowCounts]:
        return snapshot(self.simulation).flows

    @property
    def messages(self) -> list[tuple[Letter, Message]]:
        return [(self.simulation.letters[each.letter - 1], each) for each in self.journal.batch.messages]

    @property
    def failures(self) -> list[Failure]:
        return self.journal.batch.failures

    def story(self, customer: str, flow: str) -> list[Step]:
        """What a customer went through in a flow."""
        paths: dict[int, Path] = {path.number: path for path in self.simulation.paths}
        wakes = self.journal.batch.wakes
        mine = {seq for seq, _, who, _ in wakes if who == customer}
        found = []
        for _, at, who, number in wakes:
            path = paths[number]
            if path.flow == flow and (who == customer or who in mine):
                blocks = [block for block, _ in path.moves] + ([path.last] if path.last else [])
                found.append(Step(ZONE.format(at), flow, blocks, path.end, path.reason))
        return found


class Timeline:
    """The month's changes."""

    def changes(self, skip: int) -> Iterator[Change]:
        return iter(month().changes(skip))


def world() -> WorldState:
    return read_world(shop().world, "world.yaml")


@cache
def month() -> Scenario:
    return read_scenario(shop().month, "month.yaml").read(ZONE).scenario


@cache
def flows() -> dict[str, Flow]:
    return {name: read_flow(text, f"{name}.yaml") for name, text in shop().flows.items()}


def begin(seed: int) -> Played:
    journal = Journal()
    versions = [RunFlow(flow, 1) for flow in flows().values()]
    return Played(Simulation(World(world()), versions, Timeline(), journal, seed=seed, start=START), journal)


@cache
def played(seed: int) -> Played:
    """The whole month. Only to be looked at."""
    found = begin(seed)
    found.simulation.run(END)
    return found
