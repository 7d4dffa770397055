"""Problems that can be mended with a key: from a problem to the edit that takes it away (F-16).

Each idea is tried on the flow before it is offered: the problem is gone afterwards, and no new error came.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel

from app.editing.command import Command, EditRefused
from app.editing.drawing import Connect, DeleteBlock, Disconnect
from app.editing.graph import connection, free_id
from app.editing.reading import Path, plain
from app.editing.repairs import DropBlock, ExchangeConnection, RenameId
from app.editing.settings import SetField, SetFlow
from app.editing.shares import WHOLE, decimals_of, filled_up, with_another
from engine.blocks.base import Block
from engine.blocks.launch import EventTrigger
from engine.flow.model import Flow
from engine.flow.validation import Problem, validate
from engine.sentences import Circle, LooseEnd, Superfluous
from engine.world.settings import Settings
from engine.world.world import Misnamed

ALIKE: Final = 0.6
"""How alike a name must be to be taken for the one that was meant: 1 is the same."""

MOST_NAMES: Final = 12
"""Names that are tried where only one of them may fit."""

MOST_IDEAS: Final = 50
"""Ideas that are tried for one problem: each means to check the whole flow."""

_MOST_BRANCHES: Final = 5
_IN_TEMPLATE: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mend:
    """An edit that takes a problem away, and what it does in a few words: "share out to 100 %"."""

    words: str
    command: Command


def mend(problem: Problem, flow: Flow, settings: Settings) -> Mend | None:
    """The edit that mends a problem of this flow; None where only the person knows how."""
    before = {_key(known) for known in validate(flow, settings) if known.severity == "error"}
    for idea in islice(_ideas(problem, flow, settings), MOST_IDEAS):
        try:
            after = idea.command.apply(flow).flow
        except EditRefused:
            continue
        problems = validate(after, settings)
        if all(_key(known) != _key(problem) for known in problems) and all(
            _key(known) in before for known in problems if known.severity == "error"
        ):
            return idea
    return None


def _key(problem: Problem) -> tuple[Any, ...]:
    return (problem.block, problem.field, str(problem.sentence))


def _ideas(problem: Problem, flow: Flow, settings: Settings) -> Iterator[Mend]:
    """What might mend it, the best first."""
    if problem.path[:1] == ("connections",):
        yield from _of_connection(problem, flow)
        return
    if problem.block is None:
        yield from _of_setting(problem, settings, plain(flow), lambda path, value: SetFlow(path, value))
        return
    place = problem.path[1] if problem.path[:1] == ("blocks",) and len(problem.path) > 1 else None
    if not isinstance(place, int) or place >= len(flow.blocks):
        return
    block = flow.blocks[place]
    if problem.field == ("id",):
        new = free_id(block.kind, {known.id for known in flow.blocks})
        yield Mend(f"call this one {new}", RenameId(place, block.id, new))
    elif not problem.field and block.kind == "launch":
        yield Mend("remove it", DropBlock(place, block.id))
    elif not problem.field:
        yield from _reaching(block, flow, settings)
    elif problem.field == ("outputs",):
        yield from _leading(problem, block, flow)
    else:
        yield from _of_shares(problem.field, block)
        yield from _only_one(problem.field, block, flow, settings)
        yield from _of_setting(
            problem, settings, plain(block), lambda path, value: SetField(block.id, path, value)
        )
        if problem.field[0] == "actions" and flow.limit.mode == "every_time":
            yield Mend("let each customer in only once", SetFlow(("limit", "mode"), "once"))


# Connections.


def _of_connection(problem: Problem, flow: Flow) -> Iterator[Mend]:
    place = problem.path[1]
    assert isinstance(place, int)
    link = flow.connections[place]
    blocks = {block.id: block for block in flow.blocks}
    source = blocks.get(link.source)
    if link.target not in blocks and (meant := _close(link.target, blocks)) is not None:
        yield Mend(
            f"connect to {blocks[meant].name}",
            ExchangeConnection(place, link, connection(link.source, link.output, meant)),
        )
    if source is not None:
        outputs = {output.id: output for output in source.outputs()}
        meant = _close(link.output, outputs) if link.output not in outputs else None
        if meant is not None:
            yield Mend(
                f"take the output {meant}",
                ExchangeConnection(place, link, connection(link.source, meant, link.target)),
            )
    yield Mend("remove the connection", ExchangeConnection(place, link, None))


def _leading(problem: Problem, block: Block, flow: Flow) -> Iterator[Mend]:
    """Outputs that lead nowhere, or where they must not."""
    if isinstance(problem.sentence, Circle):
        yield from _opening(problem.sentence.blocks, flow)
        return
    targets = flow.targets()
    control = getattr(block, "control", None)
    if control is not None and (block.id, control) in targets:
        yield Mend("disconnect the control", Disconnect(block.id, control))
    names = {known.id: known.name for known in flow.blocks}
    place = {known.id: n for n, known in enumerate(flow.blocks)}
    reached = _reached(flow)
    free = [o for o in block.outputs() if (block.id, o.id) not in targets and o.id != control]
    if isinstance(problem.sentence, LooseEnd):
        free = [output for output in free if output.id == problem.sentence.output]
    into = {link.target for link in flow.connections}
    open_blocks = [known for known in flow.blocks if known.id not in reached and known.kind != "launch"]
    # A block that nothing leads to yet; it is nearest where it comes next in the flow's text.
    open_blocks.sort(key=lambda known: (known.id in into, _distance(place[block.id], place[known.id])))
    beside = [target for output in block.outputs() if (target := targets.get((block.id, output.id)))]
    for output in free:
        for target in [*(known.id for known in open_blocks), *beside]:
            by = f"{output.label} " if len(block.outputs()) > 1 and output.label else ""
            yield Mend(f"connect {by}to {names.get(target, target)}", Connect(block.id, output.id, target))


def _opening(circle: Sequence[str], flow: Flow) -> Iterator[Mend]:
    """Ways out of a circle: the connection that leads back up closes it."""
    names = {known.id: known.name for known in flow.blocks}
    place = {known.id: n for n, known in enumerate(flow.blocks)}
    ways = list(zip(circle, [*circle[1:], circle[0]], strict=True))
    ways.sort(key=lambda way: place[way[1]] > place[way[0]])
    for source, target in ways:
        for n, link in enumerate(flow.connections):
            if (link.source, link.target) == (source, target):
                words = f"remove the connection from {names[source]} to {names[target]}"
                yield Mend(words, ExchangeConnection(n, link, None))


def _reaching(block: Block, flow: Flow, settings: Settings) -> Iterator[Mend]:
    """A block that nobody can reach: let the nearest free output lead to it, or do without it."""
    if any(link.target == block.id for link in flow.connections):
        return
    yield from islice(_joining(block, flow, settings), MOST_IDEAS - 1)
    yield Mend("delete it", DeleteBlock(block.id))


def _joining(block: Block, flow: Flow, settings: Settings) -> Iterator[Mend]:
    reached, targets = _reached(flow), flow.targets()
    place = {known.id: n for n, known in enumerate(flow.blocks)}
    loose = {known.block for known in validate(flow, settings) if known.field == ("outputs",)}
    sources = [known for known in flow.blocks if known.id in reached]
    sources.sort(key=lambda k: (k.id not in loose, _distance(place[k.id], place[block.id])))
    for source in sources:
        for output in source.outputs():
            if (source.id, output.id) not in targets:
                by = f" · {output.label}" if len(source.outputs()) > 1 and output.label else ""
                yield Mend(f"connect {source.name}{by} to it", Connect(source.id, output.id, block.id))


def _distance(here: int, there: int) -> int:
    """How far on in the flow's text; what comes before counts as farther than all that follows."""
    return there - here if there > here else 100_000 + here - there


def _reached(flow: Flow) -> set[str]:
    launch = flow.launch
    if launch is None:
        return set()
    found, todo = {launch.id}, [launch.id]
    while todo:
        block = todo.pop()
        for link in flow.connections:
            if link.source == block and link.target not in found:
                found.add(link.target)
                todo.append(link.target)
    return found


# Settings.


def _of_shares(field: Path, block: Block) -> Iterator[Mend]:
    """Branches that must add up, be at least two, and have a share and a name each."""
    part = field[0]
    branches = plain(block).get(str(part))
    if part not in ("variants", "branches") or not isinstance(branches, list):
        return
    if len(field) == 3 and isinstance(field[1], int):
        if field[2] == "id":
            new = free_id(branches[field[1]]["id"], {branch["id"] for branch in branches})
            yield Mend(f"call it {new}", SetField(block.id, field, new))
        elif field[2] == "share":
            left = [branch for n, branch in enumerate(branches) if n != field[1]]
            yield Mend("remove it", SetField(block.id, (part,), left))
        return
    if not branches:
        halves = [{"id": "A", "share": 50}, {"id": "B", "share": 50}]
        yield Mend("make it two halves, A and B", SetField(block.id, (part,), halves))
    elif len(branches) == 1:
        taken = {branch["id"] for branch in branches}
        new = next(name for name in "ABC" if name not in taken)
        shares = with_another([WHOLE])
        made = [{**branches[0], "share": shares[0]}, {"id": new, "share": shares[1]}]
        yield Mend(f"add {new}, half and half", SetField(block.id, (part,), made))
    elif len(branches) <= _MOST_BRANCHES:
        shares = [branch["share"] for branch in branches]
        filled = filled_up(shares, Fraction(WHOLE), max(map(decimals_of, shares)))
        made = [{**branch, "share": share} for branch, share in zip(branches, filled, strict=True)]
        words = " / ".join(f"{share:g}" for share in filled)
        yield Mend(f"share out to 100 %: {words}", SetField(block.id, (part,), made))


def _only_one(field: Path, block: Block, flow: Flow, settings: Settings) -> Iterator[Mend]:
    """A name that is not chosen yet, where the project has only one that fits."""
    names, value = _names(field, block)
    known: Mapping[str, Any] = getattr(settings, names, {}) if names else {}
    if value or not known or len(known) > MOST_NAMES:
        return
    if names == "brands" and flow.brand in known:
        yield Mend(f"use the flow's brand, {flow.brand}", SetField(block.id, field, flow.brand))
    fitting = {
        name: command
        for name in known
        if (command := _fitting(field, block, flow, settings, name)) is not None
    }
    if len(fitting) == 1:
        ((name, command),) = fitting.items()
        what = names.rstrip("s").replace("_", " ")
        yield Mend(
            f"use {name}, the only {what} that fits"
            if len(known) > 1
            else f"use {name}, the only {what} there is",
            command,
        )


def _fitting(field: Path, block: Block, flow: Flow, settings: Settings, name: str) -> Command | None:
    """The command that sets this name, alone or as a list, where nothing is wrong with it there."""
    for value in (name, [name]):
        command = SetField(block.id, field, value)
        try:
            after = command.apply(flow).flow
        except EditRefused:
            continue
        if all((p.block, p.field) != (block.id, field) for p in validate(after, settings)):
            return command
    return None


def _names(field: Path, block: Block) -> tuple[str, Any]:
    """Which names of the project a field of a block chooses among, and its value; empty where none."""
    at: Any = block
    for n, part in enumerate(field[:-1]):
        if isinstance(at, EventTrigger) and part == "settings" and at.kind is not None:
            model, value = at.kind.Settings, at.settings
            return _source(model, field[n + 1]), value.get(str(field[n + 1]))
        try:
            at = at[part] if isinstance(part, int) else getattr(at, part)
        except (AttributeError, IndexError, TypeError):
            return "", None
    if not isinstance(at, BaseModel):
        return "", None
    return _source(type(at), field[-1]), getattr(at, str(field[-1]), None)


def _source(model: type[BaseModel], name: str | int) -> str:
    info = model.model_fields.get(str(name))
    extra = None if info is None else info.json_schema_extra
    return str(extra.get("names", "")) if isinstance(extra, dict) else ""


def _of_setting(
    problem: Problem, settings: Settings, data: Any, put: Callable[[Path, Any], Command]
) -> Iterator[Mend]:
    """A value that is misspelt, or that must not be there."""
    found, value = _at(data, problem.field)
    if not found:
        return
    sentence = problem.sentence
    if isinstance(sentence, Misnamed):
        meant = _close(sentence.name, sentence.names)
        if meant is not None:
            new = _exchanged(value, sentence.name, meant)
            yield Mend(f"make it {meant}", put(problem.field, new))
        elif len(sentence.names) == 1:
            only = sentence.names[0]
            yield Mend(
                f"use {only}, the only one there is",
                put(problem.field, _exchanged(value, sentence.name, only)),
            )
        yield from _other_key(problem, data, meant, put)
        return
    if isinstance(value, list) and not value:
        yield from _without_group(problem.field, data, put)
    if isinstance(sentence, Superfluous):
        last = problem.field[-2] if len(problem.field) > 1 else None
        if isinstance(last, int):
            yield from _without_entry(problem.field[:-1], data, put)
        yield Mend("remove it", put(problem.field, None))


def _other_key(
    problem: Problem, data: Any, meant: str | None, put: Callable[[Path, Any], Command]
) -> Iterator[Mend]:
    """Where the name is a key: the same value under another one, or not at all."""
    found, around = _at(data, problem.field[:-1])
    name = problem.field[-1]
    if not found or not isinstance(around, dict) or name != getattr(problem.sentence, "name", None):
        return
    if meant is not None:
        renamed = {meant if key == name else key: part for key, part in around.items()}
        yield Mend(f"make it {meant}", put(problem.field[:-1], renamed))
    else:
        left = {key: part for key, part in around.items() if key != name}
        yield Mend("remove it", put(problem.field[:-1], left))


def _without_group(field: Path, data: Any, put: Callable[[Path, Any], Command]) -> Iterator[Mend]:
    """An empty group of conditions is taken out of the group that it stands in."""
    above = field[:-1]
    if above and isinstance(above[-1], int):
        yield from _without_entry(above, data, put)
    elif len(above) == 1:
        yield Mend("remove it", put(above, None))


def _without_entry(field: Path, data: Any, put: Callable[[Path, Any], Command]) -> Iterator[Mend]:
    found, entries = _at(data, field[:-1])
    if found and isinstance(entries, list):
        yield Mend("remove it", put(field[:-1], [one for n, one in enumerate(entries) if n != field[-1]]))


def _at(data: Any, field: Path) -> tuple[bool, Any]:
    """Whether there is something at this place of plain data, and what."""
    for part in field:
        inside = part in data if isinstance(data, dict) else isinstance(part, int) and _has(data, part)
        if not inside:
            return False, None
        data = data[part]
    return True, data


def _has(data: Any, n: int) -> bool:
    return isinstance(data, list) and n < len(data)


def _exchanged(value: Any, name: str, meant: str) -> Any:
    """The value with another name: it is the name, or a list with it, or a text that prints it."""
    if isinstance(value, list):
        return list(dict.fromkeys(meant if part == name else part for part in value))
    if value == name or not isinstance(value, str):
        return meant
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return _IN_TEMPLATE.sub(lambda found: word.sub(lambda _: meant, found.group()), value)


def _close(name: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant."""
    by_letters = {known.casefold(): known for known in names}
    found = get_close_matches(name.casefold()[:200], by_letters, n=1, cutoff=ALIKE)
    return by_letters[found[0]] if found else None
