"""Writing a run's whole state down and taking it up again: plain JSON, never pickle (design: going back)."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pydantic_core import from_json

from engine.blocks.base import Passage
from engine.events.base import Ref, TriggerMemory
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, HandInput
from engine.life.presence import Presence
from engine.simulation.flow_run import NEVER, FlowRun, RunFlow
from engine.simulation.observer import Observer
from engine.simulation.paths import Node
from engine.simulation.record import CountedTimeline, Journal, Letter, Path, Timeline
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.world import STATE, World


def dump(simulation: Simulation) -> bytes:
    """The state between two due things, all that was written flushed: a line for the play and one for the
    world."""
    simulation.flush()
    play = {
        "now": simulation.now,
        "started": simulation.started,
        "seed": simulation.seed,
        "seq": simulation.seq,
        "consumed": simulation.consumed,
        "played": simulation.played,
        "done": simulation.done,
        "lived": simulation.lived,
        "drafts": {flow: _dump_draft(draft) for flow, draft in simulation.lives.drafts.items()},
        "reacted": simulation.reacted,
        "reacting": [[number, _dump_change(change)] for _, number, change in sorted(simulation.reacting)],
        "paths": simulation.paths,
        "taken": [leaf.count for leaf in simulation.leaves],
        "letters": simulation.letters,
        "messages": [[letter, reason, n] for (letter, reason), n in simulation.messages.items()],
        "flows": {flow.flow: _dump_flow(flow) for flow in simulation.flows},
        "passages": [_dump_passage(passage) for passage in simulation.waiting.values()],
    }
    if isinstance(simulation.timeline, CountedTimeline):
        play["counts"] = simulation.timeline.counts
    text = json.dumps(play, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return text + b"\n" + STATE.dump_json(simulation.world.state(), exclude_defaults=True)


def restore(
    state: bytes,
    flows: Sequence[RunFlow],
    timeline: Timeline,
    journal: Journal,
    slots_until: int = NEVER,
    observer: Observer | None = None,
    *,
    deeds: Sequence[FlowDeed] = (),
    by_hand: Sequence[HandInput] = (),
) -> Simulation:
    """Take a run up from what `dump` wrote, with the flow versions and the timeline that it began with, and
    all that is done to its flows."""
    head, _, tail = state.partition(b"\n")
    play = json.loads(head)
    world = World(STATE.validate_python(from_json(tail)))
    if isinstance(timeline, CountedTimeline):
        timeline.counts = play.get("counts", [])
    simulation = Simulation(
        world,
        flows,
        _Skipping(timeline, play["consumed"]),
        journal,
        seed=play["seed"],
        start=play["started"],
        slots_until=slots_until,
        observer=observer,
        deeds=deeds,
    )
    simulation.batch.letters.clear()
    simulation.timeline = timeline
    world.now = play["now"]
    simulation.seq = play["seq"]
    simulation.consumed = play["consumed"]
    simulation.letters = [Letter(*letter) for letter in play["letters"]]
    simulation.messages = Counter({(letter, reason): n for letter, reason, n in play["messages"]})
    # Checkpoints of earlier versions know of no reactions.
    simulation.reacted = play.get("reacted", 0)
    simulation.reacting[:] = [_load_reaction(*reaction) for reaction in play.get("reacting", ())]
    simulation.played = play["played"]
    simulation.done = play["done"]
    simulation.lived = play["lived"]
    simulation.by_hand.extend(by_hand[simulation.lived - simulation.done :])
    simulation.lives.drafts = {flow: _load_draft(draft) for flow, draft in play["drafts"].items()}
    by_id = {flow.flow: flow for flow in simulation.flows}
    for name, data in play["flows"].items():
        if name not in by_id:
            version = RunFlow(_load_draft(data["launched"]), data["version"])
            by_id[name] = FlowRun(simulation, version, data["launched_at"])
            simulation.flows.append(by_id[name])
        _load_flow(by_id[name], data)
    simulation.listen()
    for flow in simulation.flows:
        simulation.schedule(flow)
    for fields, taken in zip(play["paths"], play["taken"], strict=True):
        path = Path(*fields)._replace(moves=tuple((block, output) for block, output in fields[4]))
        run = by_id[path.flow]
        # Nobody goes the ways of an earlier version any more; they are only counted.
        leaf = run.program.follow(path) if path.version == run.version else Node(None, "", None, None, 0)
        leaf.number, leaf.count = path.number, taken
        simulation.paths.append(path)
        simulation.leaves.append(leaf)
    for data in play["passages"]:
        simulation.wait(_load_passage(simulation, by_id, data))
    return simulation


def _dump_change(change: Change) -> dict[str, Any]:
    do: str = change.do  # type: ignore[attr-defined]  # every kind has one, each its own literal
    return {"do": do, **CHANGE.dump_python(change, mode="json", exclude_defaults=True)}


def _load_reaction(number: int, data: dict[str, Any]) -> tuple[int, int, Change]:
    change = CHANGE.validate_python(data)
    return change.at, number, change


class _Skipping:
    """A timeline that begins after the changes that have been played."""

    def __init__(self, timeline: Timeline, skip: int) -> None:
        self.timeline = timeline
        self.skip = skip

    def changes(self, skip: int) -> Any:
        return self.timeline.changes(self.skip + skip)


def _dump_flow(flow: FlowRun) -> dict[str, Any]:
    return {
        "version": flow.version,
        "launched": None if flow.began_with is flow.flow_version else _dump_draft(flow.flow_version.flow),
        "launched_at": flow.launched_at,
        "counts_from": flow.counts_from,
        "fired_at": flow.fired_at,
        "presence": flow.presence.dump(),
        "entered": flow.entered,
        "launches": flow.launches.dump(),
        "memory": asdict(flow.memory),
        # By block, whichever was compiled first: one state has one text.
        "limits": {block: flow.limits[block].dump() for block in sorted(flow.limits)},
        "variants": {block: flow.variants[block] for block in sorted(flow.variants)},
    }


def _load_flow(flow: FlowRun, data: dict[str, Any]) -> None:
    if flow.version != data["version"]:
        flow.take(RunFlow(_load_draft(data["launched"]), data["version"]))
    flow.launched_at, flow.counts_from, flow.fired_at = (
        data["launched_at"],
        data["counts_from"],
        data["fired_at"],
    )
    flow.presence = Presence.load(data["presence"])
    flow.always = flow.presence.always
    flow.entered = data["entered"]
    flow.launches.load(data["launches"])
    for name, value in asdict(TriggerMemory(**data["memory"])).items():
        setattr(flow.memory, name, value)
    for block, count in data["limits"].items():
        flow.limit_count(block).load(count)
    for block, variants in data["variants"].items():
        flow.assignments(block).update(variants)


def _dump_draft(draft: Flow) -> dict[str, Any]:
    return draft.model_dump(mode="json", by_alias=True)


def _load_draft(data: dict[str, Any]) -> Flow:
    return Flow.model_validate(data)


def _dump_passage(passage: Passage) -> list[Any]:
    return [
        passage.id,
        passage.flow.flow,
        passage.node.block,
        passage.node.since,
        passage.customer.id,
        dict(passage.context),
        passage.planned,
        passage.due,
        passage.entry,
        passage.launched,
    ]


def _load_passage(simulation: Simulation, flows: dict[str, FlowRun], data: list[Any]) -> Passage:
    number, flow_id, block, since, customer, context, planned, due, entry, launched = data
    flow = flows[flow_id]
    refs: dict[str, Ref] = {
        name: tuple(ref) if isinstance(ref, list) else ref for name, ref in context.items()
    }
    count = flow.launches.by_customer[customer]
    passage = Passage(number, flow, simulation.world.customers[customer], refs, planned, count, entry)
    passage.due = due
    passage.launched = launched
    passage.node = flow.program.resume(block, since)
    return passage
