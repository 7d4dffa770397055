"""What is wrong with a template that cannot be read (F-6), in the words of whoever writes it: a tag that was
opened and is never closed, one that closes nothing, braces left open."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, NamedTuple

ONLY: Final = "templates print, choose by {% if %} and go through lists by {% for %} only"
CLOSED: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
"""By what opens braces: what closes them."""

_OPENED: Final = re.compile(r"\{\{|\{%|\{#")
_WORD: Final = re.compile(r"\w*")
_ENDS: Final = {"if": "endif", "for": "endfor"}
_KNOWN: Final = ("if", "elif", "else", "endif", "for", "endfor")
_EXAMPLES: Final = {
    "if": "{% if Customer.FirstName %}",
    "elif": "{% elif Customer.LastName %}",
    "for": "{% for item in Order.Items %}",
}
_LONGEST_QUOTE: Final = 40


class Fault(NamedTuple):
    """Something wrong in a template."""

    line: int
    near: str
    """A text on that line at which it is found, for the column."""
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between braces, with them."""

    at: int
    text: str

    @property
    def name(self) -> str:
        """Of a tag: its first word."""
        found = _WORD.match(self._inner)
        return "" if found is None else found[0]

    @property
    def rest(self) -> str:
        """Of a tag: what follows the first word."""
        return self._inner[len(self.name) :].strip()

    @property
    def _inner(self) -> str:
        """What stands within the braces of a tag; spaces and signs that eat the space around it left out. An
        expression over all of it would look at long runs of spaces again and again."""
        if not self.text.startswith("{%"):
            return ""
        inner = self.text[2:-2]
        inner = inner[1:] if inner[:1] in ("-", "+") else inner
        return (inner[:-1] if inner[-1:] in ("-", "+") else inner).strip()

    def __str__(self) -> str:
        said = " ".join(self.text.split())
        return said if len(said) <= _LONGEST_QUOTE else f"{said[: _LONGEST_QUOTE - 4].rstrip()} …{said[-2:]}"


@dataclass(slots=True)
class _Open:
    """A tag that is open, and whether its else has come."""

    piece: _Piece
    otherwise: bool = False


def unreadable(text: str, line: int, message: str, reads: Callable[[str], bool]) -> list[Fault]:
    """Why a template cannot be read. `line` and `message` are what the template library says; `reads` tells
    whether it can read a text by itself."""
    pieces: list[_Piece] = []
    for piece in _pieces(text):
        if isinstance(piece, Fault):
            return [piece]
        pieces.append(piece)
    wrong = (
        _misplaced(text, pieces)
        or [
            _fault(text, piece.at, _not_understood(piece, message))
            for piece in pieces
            if not reads(_by_itself(piece))
        ][:1]
    )
    return wrong or [Fault(line, "{", "this cannot be read: look at the braces and quotes from here on")]


def _pieces(text: str) -> Iterator[_Piece | Fault]:
    """What stands between braces, comments left out; a fault where braces are not closed before others are
    opened."""
    at = 0
    while (found := _OPENED.search(text, at)) is not None:
        begin, opened = found.start(), found.group()
        end = text.find(CLOSED[opened], found.end())
        after = _OPENED.search(text, found.end()) if opened != "{#" else None
        if end < 0 or (after is not None and after.start() < end):
            what = "comment" if opened == "{#" else "braces"
            yield _fault(text, begin, f"close the {what}: {CLOSED[opened]}")
            return
        at = end + 2
        if opened != "{#":
            yield _Piece(begin, text[begin:at])


def _misplaced(text: str, pieces: list[_Piece]) -> list[Fault]:
    """Tags that are not known, that close nothing, or that are never closed."""
    stack: list[_Open] = []
    for piece in pieces:
        if piece.text.startswith("{{"):
            continue
        name = piece.name
        if name in _ENDS:
            stack.append(_Open(piece))
        elif name in ("elif", "else"):
            if not stack or (name == "elif" and stack[-1].piece.name == "for"):
                said = f"{piece} belongs to no {{% if %}}: write the {{% if … %}} before it, or remove it"
                return [_fault(text, piece.at, said)]
            if stack[-1].otherwise:
                said = f"{piece} comes after the {{% else %}} of {stack[-1].piece}: remove one of them"
                return [_fault(text, piece.at, said)]
            stack[-1].otherwise = name == "else"
        elif name in _ENDS.values():
            begins = next(opens for opens, closes in _ENDS.items() if closes == name)
            if all(opened.piece.name != begins for opened in stack):
                said = f"{piece} closes nothing: write the {{% {begins} … %}} before it, or remove it"
                return [_fault(text, piece.at, said)]
            last = stack.pop().piece
            if last.name != begins:
                where = _where(text, piece.at)
                return [_never_closed(text, last, f"before the {{% {name} %}} in {where}")]
        else:
            return [_fault(text, piece.at, _unknown(piece))]
    open_still = [_never_closed(text, opened.piece, "where its text ends") for opened in stack]
    return open_still or [
        _fault(text, piece.at, f"{piece} says more than it can: write {{% {piece.name} %}}")
        for piece in pieces
        if piece.rest and piece.name not in _EXAMPLES
    ]


def _never_closed(text: str, piece: _Piece, place: str) -> Fault:
    closes = _ENDS[piece.name]
    return _fault(text, piece.at, f"{piece} is opened here and never closed: write {{% {closes} %}} {place}")


def _unknown(piece: _Piece) -> str:
    """A tag that is none of ours."""
    word = piece.name
    if not word:
        return "write if or for behind {%"
    together = (word + piece.rest).lower()
    meant = together if together in _KNOWN else next(iter(get_close_matches(word.lower(), _KNOWN, 1)), None)
    if meant is None:
        return f"there is no tag {word}: {ONLY}"
    return f"there is no tag {word}: did you mean {{% {meant} %}}?"


def _by_itself(piece: _Piece) -> str:
    """A text in which the piece stands alone, and properly."""
    name = piece.name
    if name in _ENDS:
        return f"{piece.text}{{% {_ENDS[name]} %}}"
    if name == "elif":
        return f"{{% if a %}}{piece.text}{{% endif %}}"
    return "" if name else piece.text


def _not_understood(piece: _Piece, message: str) -> str:
    """A piece that the library cannot read by itself."""
    if piece.text.startswith("{{"):
        example = "{{ Customer.FirstName }}"
        what = piece.text[2:-2].strip(" -+\n\t")
    else:
        example, what = _EXAMPLES[piece.name], piece.rest
    if not what:
        return f"{piece} is empty: write it as {example}"
    if re.search(r"[^=!<>]=(?!=)", what):
        return f"{piece} is not understood: two values are compared by =="
    got = re.search(r"got '([^']{1,20})'$", message)
    at = f" at '{got[1]}'" if got is not None and got[1] in what else ""
    return f"{piece} is not understood{at}: write it as {example}"


def _fault(text: str, at: int, sentence: str) -> Fault:
    """A fault at this place of the text."""
    return Fault(text.count("\n", 0, at) + 1, text[at:].partition("\n")[0], sentence)


def _where(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"
