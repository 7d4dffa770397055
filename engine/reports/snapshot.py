"""What the screen is shown of a run under way: plain data, made on request."""

from dataclasses import dataclass

from engine.blocks.base import Passage
from engine.reports.counts import FlowCounts, fold
from engine.simulation.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Waiting:
    """A passage inside a Wait, and until when (R-5). Instants."""

    passage: int
    customer: str
    block: str
    planned: int
    due: int
    version: int
    """Of the flow, by which it came into the Wait (F-18)."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A run at one moment."""

    now: int
    next_due: int | None
    flows: dict[str, FlowCounts]
    outbox: dict[str, dict[str | None, int]]
    """Messages by channel, then by the reason for not being sent (None: sent)."""


def snapshot(simulation: Simulation) -> Snapshot:
    """The run as it stands between two due things."""
    taken = [(path, leaf.count) for path, leaf in zip(simulation.paths, simulation.leaves, strict=True)]
    channels: dict[str, dict[str | None, int]] = {}
    for (letter, reason), n in simulation.messages.items():
        by_reason = channels.setdefault(simulation.letters[letter - 1].channel, {})
        by_reason[reason] = by_reason.get(reason, 0) + n
    flows = {
        run.flow: fold(run.program.flow, run.version, taken, run.launches.launched)
        for run in simulation.flows
    }
    return Snapshot(simulation.now, simulation.next_due(), flows, channels)


def waiting_in(simulation: Simulation, flow: str, block: str | None = None) -> list[Waiting]:
    """Who is inside a flow, or inside one of its blocks, those due first first."""
    found = [
        Waiting(p.id, p.customer.id, p.node.block, p.planned, p.due, _version(p))
        for p in simulation.waiting.values()
        if p.flow.flow == flow and (block is None or p.node.block == block)
    ]
    return sorted(found, key=lambda waiting: (waiting.due, waiting.passage))


def _version(passage: Passage) -> int:
    since: int | None = passage.node.since
    version: int = passage.flow.version
    return version if since is None else since
