"""A message as a customer would get it, before it is ever sent: with what the world holds, and where that
lacks what the event would bring, with values that are made up."""

import json
from collections.abc import Collection, Iterable
from typing import Any, Final

from app.session.matching import someone
from app.session.newest import in_words, trial
from app.session.trying_requests import Tried, TriedText
from engine.conditions.base import Field, listed
from engine.conditions.shown import date_text, money_text
from engine.messages.parameters import ROOTS, Listed, Parameters, Path, Unprintable, written
from engine.messages.syntax import Use, read
from engine.messages.templates import CannotRender, prepare, render
from engine.world.entities import Customer
from engine.world.world import World

_LINES: Final = 2
"""How many lines a list has that is made up."""
_NUMBER: Final = 3
_MONEY: Final = 4_990


def tried(
    world: World,
    texts: Iterable[tuple[str, str]],
    entities: Collection[str],
    prints: Collection[str],
    customer: Customer | None,
) -> Tried:
    """The finished texts for one customer and the newest of what the event would bring."""
    if customer is None:
        return Tried(tuple(TriedText(name, "", "the world has no customer") for name, _ in texts))
    found = []
    used: dict[str, None] = {}
    made_up: dict[str, None] = {}
    subject = trial(world, customer, entities)
    for name, text in texts:
        made: set[str] = set()
        try:
            prepared = prepare((text,), world.settings, prints)
            try:
                values = prepared.values(world, subject)
            except CannotRender:
                if read(text).faults:
                    raise
                values, made = _with_made_up(world, text, prints, subject)
            found.append(TriedText(name, render(text, values)))
            used.update(dict.fromkeys(_entities(prepared.printed)))
        except CannotRender as problem:
            found.append(TriedText(name, "", str(problem)))
        made_up.update(dict.fromkeys(sorted(made)))
    missing = in_words(made_up)
    there = tuple(word for word in in_words(used) if word not in missing)
    return Tried(tuple(found), someone(customer), there, missing, world.now)


def _entities(printed: Iterable[str]) -> list[str]:
    roots = [name.partition(".")[0] for name in printed]
    return [ROOTS[root] for root in roots if root in ROOTS]


def _with_made_up(world: World, text: str, prints: Collection[str], subject: Any) -> tuple[str, set[str]]:
    """The values that can be had, and made-up ones for the rest; with the entities that are missing."""
    parameters = Parameters(world.settings, prints)
    uses = read(text).uses
    values: dict[str, Any] = {}
    missing: set[str] = set()
    for root in dict.fromkeys(str(use.path[0]) for use in uses if use.loop is None):
        own = [use for use in uses if use.path[0] == root and use.loop is None]
        loops = [use for use in uses if use.loop is not None and use.loop.path[0] == root]
        try:
            captured = prepare((_printing(own, loops),), world.settings, prints).values(world, subject)
            values.update(json.loads(captured or "{}"))
        except CannotRender:
            missing.add(ROOTS.get(root, root))
            for use in own:
                _make_up(values, use, [each for each in loops if each.loop is use], parameters, world)
    if not missing:
        raise CannotRender("it cannot be tried")
    return json.dumps(values), missing


def _printing(own: Iterable[Use], loops: Iterable[Use]) -> str:
    """A template that prints just these."""
    parts = []
    for use in own:
        name = _written(use.path)
        if use.role == "loop":
            lines = "".join(
                f"{{{{ one{_written(('', *each.path[1:]))} }}}}" for each in loops if each.loop is use
            )
            parts.append(f"{{% for one in {name} %}}{lines}{{% endfor %}}")
        elif use.role == "test":
            parts.append(f"{{% if {name} %}}{{% endif %}}")
        else:
            parts.append(f"{{{{ {name} }}}}")
    return "".join(parts)


def _written(path: tuple[str | int, ...]) -> str:
    return "".join(
        f"[{part}]" if isinstance(part, int) else written(("", part)) if n else part
        for n, part in enumerate(path)
    )


def _make_up(
    values: dict[str, Any], use: Use, lines: Iterable[Use], parameters: Parameters, world: World
) -> None:
    number = next((n for n, part in enumerate(use.path) if isinstance(part, int)), len(use.path))
    path = tuple(str(part) for part in use.path[:number])
    try:
        found = parameters.find(path)
        if not isinstance(found, Listed):
            _put(values, path, _example(found.field, world))
            return
        element = found.lists.element
        rest = [tuple(map(str, each.path[1:])) for each in lines]
        if number < len(use.path):
            rest.append(tuple(map(str, use.path[number + 1 :])))
        made = _at(values, path)
        for each in filter(None, rest):
            example = _example(parameters.of_entity(element, path[-1], each).field, world)
            for line in made:
                _put(line, each, example)
    except Unprintable as problem:
        raise CannotRender(str(problem)) from problem


def _at(values: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    """The made-up lines of a list, which are there once."""
    for part in path[:-1]:
        values = values.setdefault(part, {})
    lines = values.setdefault(path[-1], [{} for _ in range(_LINES)])
    assert isinstance(lines, list)
    return lines


def _put(values: dict[str, Any], path: Path, value: Any) -> None:
    for part in path[:-1]:
        values = values.setdefault(part, {})
    values[path[-1]] = value


def _example(field: Field, world: World) -> Any:
    """A made-up value; text is in brackets, so that nobody takes it for a real one."""
    match field.type:
        case "number":
            return _NUMBER
        case "yes_no":
            return True
        case "money":
            return money_text(_MONEY, world.settings.decimals)
        case "date":
            return date_text(world.now, world.zone)
    choices = field.choices(world.settings)
    if field.type == "names":
        return listed(choices[:_LINES])
    return choices[0] if choices else f"[{field.title.lower()}]"
