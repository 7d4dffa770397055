"""Templates of messages (F-6): what is wrong with them, the values that they print, and the finished text.

Values are captured when a message is sent and rendered when it is read. A value that is not set prints as
nothing. What can go wrong is found before launch by `check_template`. What is left is an entity that the
passage lacks when the message is sent (F-18), or that is gone: then `values` raises CannotRender, and the
action fails.
"""

import json
from collections.abc import Callable, Collection
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from math import isfinite
from typing import Any, Final, NamedTuple

from jinja2 import Template

from engine.conditions.base import ENTITIES, LACKING, Field, Subject, listed
from engine.conditions.shown import date_text, money_text, number_text
from engine.messages.parameters import Listed, Parameters, Path, Printed, Unprintable, written
from engine.messages.syntax import ENVIRONMENT, Shown, Source, Use, read
from engine.world.entities import Customer
from engine.world.settings import Settings
from engine.world.world import World

LONGEST_RESULT: Final = 200_000


class TemplateProblem(NamedTuple):
    """Something to mend in a template."""

    place: str
    """Where, for the beginning of a sentence: "line 3, column 7: "."""
    text: str


class CannotRender(ValueError):
    """A message cannot be rendered: the text says why (F-6)."""


def check_template(text: str, settings: Settings, roots: Collection[str]) -> list[TemplateProblem]:
    """What keeps a template from being sent under a trigger whose event lets messages print these parameters
    besides the customer."""
    source = read(text)
    problems = [(fault.line, fault.near, fault.text) for fault in source.faults]
    _, wrong = _resolve(source, Parameters(settings, roots))
    problems += wrong
    lines = text.split("\n")
    known: dict[tuple[int, str], int] = {}
    placed = []
    for line, near, sentence in problems:
        # Where the same is wrong twice in a line, the second is the next one there.
        column = known[line, near] = _column(lines, line, near, known.get((line, near), 0))
        placed.append((line, column, sentence))
    return [
        TemplateProblem(f"line {line}, column {column}: ", sentence)
        for line, column, sentence in sorted(placed, key=lambda problem: problem[:2])
    ]


def _column(lines: list[str], line: int, near: str, behind: int) -> int:
    """The column of what is near, behind that column if it is there once more; or of the name with which it
    begins."""
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    for name in (near, near.partition(".")[0]):
        for begin in (behind, 0):
            if (at := here.find(name, begin)) >= 0:
                return at + 1
    return 1


class _Slots:
    """What a template prints of the customer and the event, or of each line of a list, as a tree of names."""

    def __init__(self) -> None:
        self.values: dict[Path, Printed] = {}
        self.lists: dict[Path, tuple[Listed, _Slots]] = {}


Wrong = tuple[int, str, str]


def _resolve(source: Source, parameters: Parameters) -> tuple[_Slots, list[Wrong]]:
    """The slots that a template fills, and what is wrong with the parameters that it names."""
    slots = _Slots()
    wrong: list[Wrong] = []
    looped: dict[int, _Slots] = {}
    elements: dict[int, str] = {}
    for use in source.uses:
        try:
            if use.loop is not None:
                # Where the list itself is wrong, its lines are not complained about as well.
                if id(use.loop) in looped:
                    _resolve_line(use, looped[id(use.loop)], elements[id(use.loop)], parameters)
                continue
            found = _resolve_whole(use, slots, parameters)
            if use.role == "loop" and found is not None:
                looped[id(use)], elements[id(use)] = found
        except Unprintable as problem:
            wrong.append((use.line, ".".join(map(str, use.path)), problem.args[0]))
    return slots, wrong


def _resolve_whole(use: Use, slots: _Slots, parameters: Parameters) -> tuple[_Slots, str] | None:
    """Resolve a parameter that stands by itself; gives a list's slots for its lines, and what they are."""
    number = next((n for n, part in enumerate(use.path) if isinstance(part, int)), len(use.path))
    path = tuple(str(part) for part in use.path[:number])
    found = parameters.find(path)
    name = written(path)
    if isinstance(found, Printed):
        if use.role == "loop":
            raise Unprintable(f"{name} is one value, not a list: print it as {{{{ {name} }}}}")
        if number < len(use.path):
            raise Unprintable(f"{name} is one value: it has no parts")
        slots.values[path] = found
        return None
    lines = slots.lists.setdefault(path, (found, _Slots()))[1]
    element = found.lists.element
    if number < len(use.path):
        rest = tuple(str(part) for part in use.path[number + 1 :])
        if not rest or use.role == "loop":
            raise Unprintable(f"say what to print of {name}[{use.path[number]}], such as its Name")
        lines.values[rest] = parameters.of_entity(element, f"{name}[{use.path[number]}]", rest)
    elif use.role == "value":
        raise Unprintable(f"{name} is a list: go through it by {{% for item in {name} %}}")
    return lines, element


def _resolve_line(use: Use, slots: _Slots, element: str, parameters: Parameters) -> None:
    root = str(use.path[0])
    path = tuple(str(part) for part in use.path[1:])
    if not path:
        raise Unprintable(f"say what to print of {root}, such as {root}.Quantity")
    if use.role == "loop":
        raise Unprintable(f"{root} is a line, not a list")
    slots.values[path] = parameters.of_entity(element, root, path)


def prepare(texts: Collection[str], settings: Settings, roots: Collection[str]) -> "Prepared":
    """Make the texts of one message ready to be sent, once per flow version."""
    slots = _Slots()
    parameters = Parameters(settings, roots)
    faults: list[str] = []
    for text in texts:
        source = read(text)
        found, wrong = _resolve(source, parameters)
        faults += [fault.text for fault in source.faults] + [sentence for _, _, sentence in wrong]
        slots.values |= found.values
        for path, (lists, lines) in found.lists.items():
            slots.lists.setdefault(path, (lists, _Slots()))[1].values.update(lines.values)
    return Prepared(slots, faults[0] if faults else None)


class Prepared:
    """The values that a message prints, ready to be captured."""

    __slots__ = ("_fault", "_slots", "printed")

    def __init__(self, slots: _Slots, fault: str | None) -> None:
        self.printed: tuple[str, ...] = tuple(map(written, (*slots.values, *slots.lists)))
        """The parameters, as templates write them."""
        self._slots = slots
        self._fault = fault

    def values(self, world: World, subject: Subject) -> str | None:
        """The values now, as JSON for `render`; None where the message prints none.

        Raises CannotRender where an entity that it prints is not there, and for a template with which
        `check_template` finds fault.
        """
        capture = self.bind(world)
        return None if capture is None else capture(subject)

    def bind(self, world: World) -> Callable[[Subject], str] | None:
        """`values` for one world, made once per run; None where the message prints nothing."""
        if self._fault is not None:
            return _cannot_render(self._fault)
        return _capture(self._slots, world) if self.printed else None


def _cannot_render(fault: str) -> Callable[[Subject], str]:
    def refuse(subject: Subject) -> str:
        raise CannotRender(fault)

    return refuse


Write = Callable[[Any], str]
"""Gives the JSON of one value."""


def _capture(slots: _Slots, world: World) -> Callable[[Subject], str]:
    writers: dict[Path, Callable[[Any], str]] = {
        path: _subject_writer(path, printed, world) for path, printed in slots.values.items()
    }
    for path, (lists, lines) in slots.lists.items():
        writers[path] = _list_writer(path, lists, lines, world)
    return _object(writers)


def _object(writers: dict[Path, Callable[[Any], str]]) -> Callable[[Any], str]:
    """A function that writes all the values as one JSON object, nested by their paths."""
    pieces: list[tuple[str, Callable[[Any], str]]] = []
    open_path: Path = ()
    before = "{"
    for path in sorted(writers):
        shared = 0
        while shared < min(len(open_path), len(path) - 1) and open_path[shared] == path[shared]:
            shared += 1
        closing = "}" * (len(open_path) - shared)
        opening = "".join(encode_basestring_ascii(name) + ":{" for name in path[shared:-1])
        comma = "," if pieces else ""
        before += closing + comma + opening + encode_basestring_ascii(path[-1]) + ":"
        pieces.append((before, writers[path]))
        before, open_path = "", path[:-1]
    tail = "}" * (len(open_path) + 1)

    def write(thing: Any) -> str:
        return "".join([text + writer(thing) for text, writer in pieces]) + tail

    return write


def _subject_writer(path: Path, printed: Printed, world: World) -> Callable[[Any], str]:
    field = printed.field
    reader = field.reader(world, printed.of, printed.find)
    write = _writer(field, world)
    if field.always:
        return lambda subject: write(reader(subject))
    missing = _missing(field.entity, path)

    def write_from(subject: Subject) -> str:
        value = reader(subject)
        if value is LACKING:
            raise CannotRender(missing)
        return write(value)

    return write_from


def _list_writer(path: Path, found: Listed, lines: _Slots, world: World) -> Callable[[Any], str]:
    find = found.lists.make(world, found.name)
    missing = _missing(found.lists.entity, path) if found.lists.entity else ""
    write_line = _object({p: _line_writer(printed, world) for p, printed in lines.values.items()})

    def write(subject: Subject) -> str:
        entities = find(subject)
        if entities is LACKING:
            raise CannotRender(missing)
        customer = subject.customer
        if not lines.values:
            return "[" + ",".join("{}" for _ in entities) + "]"
        return "[" + ",".join([write_line((entity, customer)) for entity in entities]) + "]"

    return write


def _line_writer(printed: Printed, world: World) -> Callable[[tuple[Any, Customer]], str]:
    get = printed.field.getter(world, printed.of)
    write = _writer(printed.field, world)
    return lambda line: write(get(*line))


def _missing(entity: str, path: Path) -> str:
    return f"there is no {ENTITIES[entity]} from which {written(path)} could be printed"


def _writer(field: Field, world: World) -> Write:
    """How values are captured: as they are printed, but numbers and yes or no as what they are."""
    if field.type == "number":
        return _number
    if field.type == "yes_no":
        return lambda value: "null" if value is None else "true" if value else "false"
    if field.type == "money":
        decimals = world.settings.decimals
        return lambda value: "null" if value is None else f'"{money_text(value, decimals)}"'
    if field.type == "date":
        return _date_writer(world)
    if field.type == "names":
        return lambda value: encode_basestring_ascii(listed(sorted(value), 100))
    return lambda value: "null" if value is None else encode_basestring_ascii(value)


def _number(value: int | float | None) -> str:
    return "null" if value is None or not (type(value) is int or isfinite(value)) else repr(value)


def _date_writer(world: World) -> Write:
    zone = world.zone
    known: dict[Any, str] = {}

    def write(value: Any) -> str:
        if value is None:
            return "null"
        text = known.get(value)
        if text is None:
            if len(known) >= 10_000:
                known.clear()
            text = known[value] = encode_basestring_ascii(date_text(value, zone))
        return text

    return write


def render(text: str, values: str | None) -> str:
    """The finished text of a message, from its template and the values captured when it was sent.

    A value that is missing prints as nothing; a result of more than 200,000 characters is cut. Raises
    CannotRender for a template that is none.
    """
    template = _template(text)
    context = {} if values is None else {name: _shown(value) for name, value in json.loads(values).items()}
    parts, length = [], 0
    for part in template.generate(context):
        parts.append(part)
        length += len(part)
        if length > LONGEST_RESULT:
            return "".join(parts)[:LONGEST_RESULT] + "…"
    return "".join(parts)


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    faults = read(text).faults
    if faults:
        raise CannotRender(faults[0].text)
    return ENVIRONMENT.from_string(text)


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shown(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shown(inner) for inner in value]
    if value is None:
        return Shown("")
    if isinstance(value, bool):
        return Shown("yes" if value else "no", value)
    if isinstance(value, int | float):
        return Shown(number_text(value), bool(value))
    return Shown(value)
