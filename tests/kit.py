"""What tests of runs share: small worlds, small flows, a journal in memory, and the visits that it amounts
to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.reports.counts import discrepancies
from engine.reports.snapshot import Snapshot, snapshot
from engine.simulation.flow_run import RunFlow
from engine.simulation.record import Batch, Failure, Message, Path, Wake
from engine.simulation.simulation import Simulation
from engine.world.changes.actions import IssueAction
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.entities import Contact, Customer
from engine.world.settings import (
    ActionTemplate,
    CustomField,
    Labelled,
    OrderStatus,
    PoolSettings,
    SegmentSettings,
    Settings,
)
from engine.world.world import World, WorldState

ZONE = "Europe/Berlin"


def settings(zone: str = ZONE) -> Settings:
    """A project with one or two of everything."""
    return Settings(
        time_zone=zone,
        topics={"news": Labelled(), "tips": Labelled()},
        order_statuses={
            "new": OrderStatus("new"),
            "paid": OrderStatus("paid"),
            "delivered": OrderStatus("delivered"),
            "cancelled": OrderStatus("cancelled"),
        },
        action_templates={"visit": ActionTemplate(), "order": ActionTemplate(), "bonus": ActionTemplate()},
        customer_fields={
            "score": CustomField("number"),
            "loyal": CustomField("yes_no"),
            "renewal": CustomField("date"),
            "tier": CustomField("choice", values=["gold", "silver", "bronze"]),
        },
        lists={"cart": Labelled(), "wishes": Labelled()},
        segments={"vip": SegmentSettings(), "churn": SegmentSettings()},
        points_accounts={"points": Labelled()},
        promo_pools={"ten": PoolSettings()},
    )


def customer(number: int | str = 1, **data: Any) -> Customer:
    """A customer who can be reached and is subscribed, unless the test says otherwise."""
    data.setdefault("email", Contact(f"c{number}@example.com"))
    data.setdefault("subscriptions", {"main": "subscribed"})
    return Customer(f"c{number}", **data)


def world(*customers: Customer, zone: str = ZONE, **parts: Any) -> World:
    found = customers or (customer(),)
    return World(WorldState(settings(zone), customers={c.id: c for c in found}, **parts))


class Listed:
    """A timeline of changes at hand."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.all = sorted(changes, key=lambda change: change.at)

    def changes(self, skip: int) -> Iterator[Change]:
        return iter(self.all[skip:])


@dataclass
class MemoryJournal:
    paths: dict[int, Path] = field(default_factory=dict)
    wakes: list[Wake] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    batches: int = 0

    def write(self, batch: Batch) -> None:
        self.batches += 1
        self.paths.update({path.number: path for path in batch.paths})
        self.wakes += batch.wakes
        self.messages += batch.messages
        self.failures += batch.failures


class Visit(NamedTuple):
    """A passage at a block, in instants; it is inside where neither an output nor a stop reason is named."""

    block: str
    arrived: int
    left: int | None
    output: str | None
    stop: str | None


def visits_of(journal: MemoryJournal) -> dict[int, tuple[str, str, list[Visit]]]:
    """What a journal amounts to, by passage: the flow, the customer and the visits."""
    found: dict[int, tuple[str, str, list[Visit]]] = {}
    for seq, at, named, number in sorted(journal.wakes, key=lambda wake: wake[0]):
        path = journal.paths[number]
        if path.end == "did_not_enter":
            continue
        if isinstance(named, str):
            passage = seq
            found[passage] = (path.flow, named, [])
        else:
            passage = named
        visits = found[passage][2]
        moves = list(path.moves)
        if not path.entry:
            inside = visits.pop()
            if moves:
                visits.append(inside._replace(left=at, output=moves.pop(0)[1]))
            else:
                visits.append(inside._replace(stop=path.reason))
                continue
        visits += [Visit(block, at, at, output, None) for block, output in moves]
        if path.last is not None:
            visits.append(Visit(path.last, at, None, None, path.reason))
    return found


class Seen(NamedTuple):
    """A visit as tests compare it: where, when in and out, and how it ended."""

    block: str
    arrived: str
    left: str | None
    out: str | None
    """The output, or the stop reason."""


class Played:
    """A run that has been played, and questions about it."""

    def __init__(self, simulation: Simulation, journal: MemoryJournal) -> None:
        self.simulation = simulation
        self.journal = journal

    @property
    def snapshot(self) -> Snapshot:
        return snapshot(self.simulation)

    def time(self, instant: int) -> str:
        return f"{self.simulation.world.zone.wall(instant):%m-%d %H:%M}"

    def passages(self, flow: str | None = None) -> dict[int, tuple[str, list[Seen]]]:
        """By passage: the customer and the visits."""
        return {
            passage: (who, [self._seen(visit) for visit in visits])
            for passage, (of, who, visits) in visits_of(self.journal).items()
            if flow in (None, of)
        }

    def _seen(self, visit: Visit) -> Seen:
        left = None if visit.left is None else self.time(visit.left)
        return Seen(visit.block, self.time(visit.arrived), left, visit.output or visit.stop)

    def visits(self, who: str = "c1", flow: str | None = None) -> list[Seen]:
        """All visits of a customer's passages, one after the other."""
        return [seen for name, visits in self.passages(flow).values() if name == who for seen in visits]

    def turned_away(self) -> list[tuple[str, str, str | None]]:
        """(customer, when, reason) of the events that did not enter."""
        return [
            (str(who), self.time(at), self.journal.paths[number].reason)
            for _, at, who, number in self.journal.wakes
            if self.journal.paths[number].end == "did_not_enter"
        ]

    def sent(self) -> list[tuple[str, str, str | None]]:
        """(customer, when, why not sent) of the messages."""
        return [(m.customer, self.time(m.at), m.not_sent) for m in self.journal.messages]


def flow(*blocks: dict[str, Any], wires: str = "", **parts: Any) -> Flow:
    """A flow from its blocks; without wires each leads to the next by its first output.

    `wires`: "start.next>check check.yes>mail".
    """
    if wires:
        connections = [
            {"from": left.split(".")[0], "output": left.split(".")[1], "to": right}
            for left, right in (wire.split(">") for wire in wires.split())
        ]
    else:
        connections = []
        bare = Flow.model_validate({"id": "bare", "blocks": blocks})
        for block, following in zip(bare.blocks, bare.blocks[1:], strict=False):
            connections.append({"from": block.id, "output": block.outputs()[0].id, "to": following.id})
    return Flow.model_validate({"id": "f", **parts, "blocks": blocks, "connections": connections})


def launch(template: str = "visit", **parts: Any) -> dict[str, Any]:
    trigger = {"event": "action_issued", "settings": {"templates": [template]}}
    return {"id": "start", "kind": "launch", "trigger": trigger, **parts}


def mail(name: str = "mail", **parts: Any) -> dict[str, Any]:
    action = {"do": "send_email", "subject": name, "body": "Hello."}
    return {"id": name, "kind": "steps", "actions": [action], **parts}


def steps(name: str, *actions: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"id": name, "kind": "steps", "actions": list(actions), **parts}


def wait(duration: str | None = None, name: str = "wait", **parts: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"id": name, "kind": "wait", **parts}
    if duration is not None:
        found["duration"] = duration
    elif "mode" not in found:
        found["mode"] = "timed"
    return found


def visit(
    at: str, who: str = "c1", zone: World | None = None, template: str = "visit", **parts: Any
) -> Change:
    """An action of a customer; `at` is local time, `happened_at` too."""
    here = (zone or world()).zone
    if "happened_at" in parts:
        parts["happened_at"] = here.parse(parts["happened_at"])
    return IssueAction(at=here.parse(at), customer=who, template=template, **parts)


def change(at: str, do: str, **parts: Any) -> Change:
    """Any change, as a scenario would say it."""
    return CHANGE.validate_python({"at": at, "do": do, **parts}, context={"zone": world().zone})


def begin(
    flows: Flow | Sequence[Flow],
    changes: Iterable[Change] = (),
    where: World | None = None,
    *,
    start: str | None = None,
    seed: int = 1,
) -> tuple[Simulation, MemoryJournal]:
    """A simulation at its start. The flows must have no errors."""
    where = where or world()
    several = [flows] if isinstance(flows, Flow) else list(flows)
    for one in several:
        assert not [p for p in validate(one, where.settings) if p.severity == "error"], validate(
            one, where.settings
        )
    timeline = Listed(changes)
    first = timeline.all[0].at if timeline.all else 0
    journal = MemoryJournal()
    at = where.zone.parse(start) if start is not None else first
    return Simulation(
        where, [RunFlow(one, 1) for one in several], timeline, journal, seed=seed, start=at
    ), journal


def play(
    flows: Flow | Sequence[Flow],
    changes: Iterable[Change] = (),
    where: World | None = None,
    *,
    until: str | None = None,
    start: str | None = None,
    seed: int = 1,
) -> Played:
    """Play to the end, or up to and including `until`, with R-4 checked after every due thing."""
    simulation, journal = begin(flows, changes, where, start=start, seed=seed)
    end = simulation.world.zone.parse(until) if until is not None else None
    played = Played(simulation, journal)
    while (due := simulation.next_due()) is not None and (end is None or due <= end):
        simulation.step()
        for counts in played.snapshot.flows.values():
            assert not discrepancies(counts)
    if end is not None:
        simulation.run(end)
    return played
