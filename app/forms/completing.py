"""What can be put in at a place of a template: the parameters of the trigger, found by a few characters."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from engine.messages.parameters import LISTS, PRINTABLE, Listed, Parameters, Printed, Unprintable, written
from engine.messages.templates import check_template
from engine.world.settings import Settings

MOST: Final = 60

_IN_NO_PARAMETER: Final = re.compile(r"[{}|%]")
_CHOOSING: Final = re.compile(r"\{%-?\s*(?:if|elif)\s")
_PART: Final = re.compile(r"[\w.]*")
_GOING_THROUGH: Final = re.compile(r"\{%-?\s*for\s+\w+\s+in\s+(?P<typed>[\w.]*)$")
_LOOP: Final = re.compile(r"\{%-?\s*(?:for\s+(?P<name>\w+)\s+in\s+(?P<list>[^%\s]+)|(?P<end>endfor))\s*-?%\}")
_PLACE: Final = re.compile(r"line (\d+), column (\d+)")
_NAME: Final = re.compile(r"[\w.]+|\S")


@dataclass(frozen=True, slots=True)
class Offer:
    """A parameter that can be put in."""

    name: str
    """As templates write it."""
    title: str
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """Where in a line a parameter is being written, and what was typed of it."""

    start: int
    """The column at which it begins."""
    typed: str
    kind: str
    """`print`, `if` or `for`."""


def hole(before: str) -> Hole | None:
    """What is being written at the end of a line's beginning; None where that is plain text."""
    for kind, typed_at_end in (("for", _going_through), ("if", _choosing), ("print", _printing)):
        typed = typed_at_end(before)
        if typed is not None:
            return Hole(len(before) - len(typed), typed, kind)
    return None


def _going_through(before: str) -> str | None:
    found = _GOING_THROUGH.search(before)
    return None if found is None else found["typed"]


def _choosing(before: str) -> str | None:
    """In an `if`: the last word. Looked for from the end, so that long lines cost no more than their length
    (a template may be one line of thousands of spaces)."""
    if _CHOOSING.search(before) is None:
        return None
    typed = "" if before[-1].isspace() else before.split()[-1]
    return typed if _PART.fullmatch(typed) else None


def _printing(before: str) -> str | None:
    opened = before.rfind("{{")
    if opened < 0:
        return None
    typed = before[opened + 2 :].removeprefix("-").lstrip()
    return None if _IN_NO_PARAMETER.search(typed) else typed


def offers(settings: Settings, prints: Collection[str], before: str = "") -> list[Offer]:
    """All that can be put in, what the event brings first; within a loop, its lines' parts before all."""
    parameters = Parameters(settings, prints)
    found = [Offer(name, title, _is_list(name)) for name, title in parameters.offers()]
    # The event's own is what a message is about; every message has the customer.
    found.sort(key=lambda offer: offer.name.startswith(("Customer.", "ProductSegments")))
    return [*_of_lines(parameters, before), *found]


def fitting(all_offers: list[Offer], hole: Hole) -> list[Offer]:
    """Those in which all that was typed occurs; those whose name begins with it come first."""
    typed = hole.typed.strip().casefold()
    words = typed.split()
    ranked = [
        (_rank(offer, typed), n, offer)
        for n, offer in enumerate(all_offers)
        if all(word in f"{offer.name} {offer.title}".casefold() for word in words)
        and (offer.is_list or hole.kind != "for")
    ]
    return [offer for _, _, offer in sorted(ranked, key=lambda entry: entry[:2])][:MOST]


def _rank(offer: Offer, typed: str) -> int:
    name = offer.name.casefold()
    if name.startswith(typed):
        return 0
    return 1 if any(part.startswith(typed) for part in name.split(".")) else 2


def put_in(line: str, column: int, hole: Hole | None, offer: Offer) -> tuple[int, int, str, int]:
    """What to write for an offer: from which column of the line, up to which, the text, and how far into
    that the cursor goes."""
    after = line[column:]
    if hole is not None and hole.kind != "print":
        close = "" if "%}" in after else " %}"
        return hole.start, column, offer.name + close, len(offer.name + close)
    start, end = column, column
    if hole is not None:
        start = line.rindex("{{", 0, column)
        closing = re.match(r"\s*-?\}\}", after)
        end = column + (closing.end() if closing is not None else 0)
    if offer.is_list:
        text = f"{{% for item in {offer.name} %}}{{{{ item.{_first_part(offer.name)} }}}}{{% endfor %}}"
    else:
        text = f"{{{{ {offer.name} }}}}"
    return start, end, text, len(text)


def place_in(sentence: str) -> tuple[int, int] | None:
    """The line and the column, from 0, that a problem of a template names; None where it names none."""
    place = _PLACE.match(sentence)
    return None if place is None else (int(place[1]) - 1, int(place[2]) - 1)


def marks(text: str, settings: Settings, prints: Collection[str]) -> list[tuple[int, int, int]]:
    """What is wrong in a template, as (line, first column, column behind it), from 0."""
    lines = text.split("\n")
    found = []
    for problem in check_template(text, settings, prints):
        place = place_in(problem.place)
        if place is not None:
            line, column = place
            name = _NAME.match(lines[line], column) if line < len(lines) else None
            found.append((line, column, column + 1 if name is None else name.end()))
    return found


def _is_list(name: str) -> bool:
    return any(name == written(each.path) or name.startswith(f"{written(each.path)}.") for each in LISTS)


def _first_part(name: str) -> str:
    """What is printed of a list's lines to begin with."""
    element = next(each.element for each in LISTS if name.startswith(written(each.path)))
    names = list(PRINTABLE[element])
    return next((each for each in names if each.endswith("Name")), names[0])


def _of_lines(parameters: Parameters, before: str) -> list[Offer]:
    """The parts of the lines of the loop that stands open before this place."""
    open_loop: re.Match[str] | None = None
    for loop in _LOOP.finditer(before):
        open_loop = None if loop["end"] else loop
    if open_loop is None:
        return []
    try:
        found: Printed | Listed = parameters.find(tuple(open_loop["list"].split(".")))
    except Unprintable:
        return []
    if not isinstance(found, Listed):
        return []
    fields = PRINTABLE[found.lists.element]
    return [
        Offer(f"{open_loop['name']}.{name}", field.title)
        for name, field in fields.items()
        if not any(parameter.required for parameter in field.parameters)
    ]
