"""What is wrong with a flow (F-1, F-3, F-4, F-16): each problem with its block, its field and how to mend
it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.blocks.base import Known
from engine.blocks.launch import EventTrigger
from engine.events.catalogue import CATALOGUE
from engine.flow.lints import lints
from engine.flow.model import Flow
from engine.sentences import Circle, Superfluous
from engine.time.civil import Zone
from engine.world.settings import Settings
from engine.world.world import unknown

MANY_BLOCKS = 150


@dataclass(frozen=True, slots=True)
class Problem:
    """`block` is None for what concerns the flow; `path` leads to the place within the flow's plain data."""

    block: str | None
    field: tuple[str | int, ...]
    sentence: str
    severity: Literal["error", "warning"]
    path: tuple[str | int, ...]

    def __str__(self) -> str:
        place = ".".join(str(part) for part in self.field)
        where = f"block {self.block!r}" if self.block is not None else "flow"
        return f"{where}{', ' + place if place else ''}: {self.sentence}"


def validate(flow: Flow, settings: Settings) -> list[Problem]:
    """All problems, in the order of the flow's text. Errors forbid launching and running; warnings do not."""
    found = [*_of_flow(flow, settings), *_of_blocks(flow, settings), *_of_connections(flow), *_of_graph(flow)]
    return found + _advice(flow, settings)


def _advice(flow: Flow, settings: Settings) -> list[Problem]:
    places = {block.id: n for n, block in enumerate(flow.blocks)}
    return [
        Problem(
            lint.block,
            lint.field,
            lint.sentence,
            "warning",
            lint.field if lint.block is None else ("blocks", places[lint.block], *lint.field),
        )
        for lint in lints(flow, settings)
    ]


def errors(flow: Flow, settings: Settings) -> list[Problem]:
    return [problem for problem in validate(flow, settings) if problem.severity == "error"]


def _of_flow(flow: Flow, settings: Settings) -> Iterator[Problem]:
    if flow.brand is not None and flow.brand not in settings.brands:
        yield Problem(None, ("brand",), unknown("brand", flow.brand, settings.brands), "error", ("brand",))
    if flow.limit.mode == "periodically" and (flow.limit.period is None or flow.limit.period.amount == 0):
        yield Problem(None, ("limit", "period"), "give the period, such as 7 days", "error", ("limit",))
    if flow.limit.mode != "periodically" and flow.limit.period is not None:
        words = Superfluous("only a periodical limit has a period: remove it or choose periodically")
        yield Problem(None, ("limit", "period"), words, "error", ("limit", "period"))
    if flow.limit.mode == "once" and flow.limit.total is not None:
        words = Superfluous("once has no total: remove it")
        yield Problem(None, ("limit", "total"), words, "error", ("limit", "total"))
    zone = Zone(settings.time_zone)
    moments: dict[str, int] = {}
    for name, text in (("start", flow.schedule.start), ("end", flow.schedule.end)):
        if text is not None:
            try:
                moments[name] = zone.parse(text)
            except ValueError as problem:
                yield Problem(None, ("schedule", name), str(problem), "error", ("schedule", name))
    if len(moments) == 2 and moments["end"] <= moments["start"]:
        yield Problem(
            None, ("schedule", "end"), "the end must be after the start", "error", ("schedule", "end")
        )
    if len(flow.blocks) > MANY_BLOCKS:
        sentence = f"{len(flow.blocks)} blocks: the designer is made for {MANY_BLOCKS} and may become slow"
        yield Problem(None, ("blocks",), sentence, "warning", ("blocks",))


def _of_blocks(flow: Flow, settings: Settings) -> Iterator[Problem]:
    launches = [block.id for block in flow.blocks if block.kind == "launch"]
    if not launches:
        yield Problem(
            None, ("blocks",), "add a launch settings block: a flow has exactly one", "error", ("blocks",)
        )
    known = _known(flow, settings)
    seen: set[str] = set()
    for n, block in enumerate(flow.blocks):
        path = ("blocks", n)
        if block.id in seen:
            yield Problem(
                block.id, ("id",), f"two blocks have the id {block.id!r}: rename one", "error", (*path, "id")
            )
        seen.add(block.id)
        if block.kind == "launch" and block.id != launches[0]:
            sentence = "a flow has exactly one launch settings block: remove this one"
            yield Problem(block.id, (), sentence, "error", path)
        for fault in block.faults(known):
            yield Problem(block.id, fault.field, fault.sentence, fault.severity, (*path, *fault.field))


def _known(flow: Flow, settings: Settings) -> Known:
    trigger = flow.launch.trigger if flow.launch is not None else None
    if isinstance(trigger, EventTrigger) and trigger.event and trigger.kind is None:
        # Nobody knows what a misspelt event would bring: that it is misspelt is said, and is enough.
        kinds = CATALOGUE.values()
        entities = ("customer", *(name for kind in kinds for name in kind.context))
        waits = tuple(name for kind in kinds for name in kind.waits)
        prints = tuple(name for kind in kinds for name in kind.parameters)
        return Known(settings, entities, waits, prints, flow.brand)
    return Known(settings, *flow.entities(), flow.prints(), flow.brand)


def _of_connections(flow: Flow) -> Iterator[Problem]:
    blocks = {block.id: block for block in flow.blocks}
    taken: set[tuple[str, str]] = set()
    for n, connection in enumerate(flow.connections):
        path = ("connections", n)
        source = blocks.get(connection.source)
        if source is None:
            sentence = f"there is no block {connection.source!r}: connect an existing one"
            yield Problem(connection.source, (), sentence, "error", (*path, "from"))
        elif all(output.id != connection.output for output in source.outputs()):
            names = ", ".join(output.id for output in source.outputs()) or "none yet"
            sentence = f"it has no output {connection.output!r}: its outputs are {names}"
            yield Problem(source.id, ("outputs",), sentence, "error", (*path, "output"))
        if connection.target not in blocks:
            sentence = f"output {connection.output!r} leads to {connection.target!r}: there is no such block"
            yield Problem(connection.source, ("outputs",), sentence, "error", (*path, "to"))
        elif blocks[connection.target].kind == "launch":
            sentence = "nothing leads into the launch settings: connect another block"
            yield Problem(connection.source, ("outputs",), sentence, "error", (*path, "to"))
        if (connection.source, connection.output) in taken:
            sentence = (
                f"output {connection.output!r} is connected twice: an output leads to one block at most"
            )
            yield Problem(connection.source, ("outputs",), sentence, "error", path)
        taken.add((connection.source, connection.output))


def _of_graph(flow: Flow) -> Iterator[Problem]:
    place = {block.id: n for n, block in enumerate(flow.blocks)}
    following: dict[str, list[str]] = {block: [] for block in place}
    connected: dict[str, set[str]] = {}
    for connection in flow.connections:
        connected.setdefault(connection.source, set()).add(connection.output)
        if connection.source in place and connection.target in place:
            following[connection.source].append(connection.target)
    cycle = find_cycle(following)
    if cycle:
        words = f"the blocks {' → '.join([*cycle, cycle[0]])} form a circle: remove one of these connections"
        yield Problem(cycle[0], ("outputs",), Circle(words, cycle), "error", ("blocks", place[cycle[0]]))
    launch = flow.launch
    if launch is None:
        return
    reached = {launch.id}
    todo = [launch.id]
    while todo:
        for target in following[todo.pop()]:
            if target not in reached:
                reached.add(target)
                todo.append(target)
    for block in flow.blocks:
        if block.id not in reached and block.kind != "launch":
            sentence = "no customer can reach it: connect it or delete it"
            yield Problem(block.id, (), sentence, "warning", ("blocks", place[block.id]))
        elif block.id in reached:
            for fault in block.loose_ends(frozenset(connected.get(block.id, ()))):
                path = ("blocks", place[block.id])
                yield Problem(block.id, fault.field, fault.sentence, fault.severity, path)


def find_cycle(following: dict[str, list[str]]) -> list[str]:
    """The blocks of one circle, in order, or nothing. Iterative, since drafts may be long chains."""
    done: set[str] = set()
    for start in following:
        if start in done:
            continue
        trail: list[str] = []
        on_trail: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            block, leaving = stack.pop()
            if leaving:
                on_trail.discard(trail.pop())
                done.add(block)
                continue
            if block in on_trail:
                return trail[trail.index(block) :]
            if block in done:
                continue
            trail.append(block)
            on_trail.add(block)
            stack.append((block, True))
            stack.extend((target, False) for target in reversed(following[block]))
    return []
