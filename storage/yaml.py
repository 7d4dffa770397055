"""YAML as plain data, with the line and column of everything in it (design: files).

Only a part of YAML is taken: no anchors and aliases, no tags, no second document. What a plain scalar means
is decided here, much as in JSON: `true`, `false`, `null`, `~` and decimal numbers; everything else is text,
so that `no`, `12:30`, `2026-03-02`, `007` and `+49 30 123` stay what they look like. Keys are always text.
"""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

from ruamel.yaml.error import MarkedYAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from storage.problems import BadFile, FileProblem, shown
from storage.yaml_scanning import events

MOST_BYTES = 4 << 20
MOST_DEPTH = 50
MOST_VALUES = 250_000
MOST_IN_A_LINE = 200_000
"""Characters. The parser needs quadratic time for some absurd lines."""

Place = tuple[int, int]
"""Line and column, from 1."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_MOST_DIGITS = 18
"""Longer whole numbers are numbers of cards, codes and accounts: text."""

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Document:
    """A file that was read: its data, and where each part of it stands."""

    def __init__(self, name: str, data: Any, places: "_Places") -> None:
        self.name = name
        self.data = data
        self._places = places

    def place(self, path: Sequence[str | int], *, key: bool = False) -> Place:
        """Where the value at this path stands, or its key; of what is not there, where its parent stands."""
        places = self._places
        place = places.start
        for step in path:
            found = places.parts.get(step)
            if found is None:
                return place
            place = found.start if key or found.own_line else found.value
            if found.inner is None:
                return place
            places = found.inner
        return place

    def with_data(self, data: Any) -> "Document":
        """The same places with other data, in which a value may have taken the place of another."""
        return Document(self.name, data, self._places)

    def problem(self, path: Sequence[str | int], sentence: str, *, key: bool = False) -> FileProblem:
        """A problem with what stands at this path."""
        return FileProblem(self.name, *self.place(path, key=key), sentence)


class _Part:
    """An entry of a mapping or an item of a list."""

    __slots__ = ("inner", "own_line", "start", "value")

    def __init__(self, start: Place, value: Place, inner: "_Places | None") -> None:
        self.start = start
        """Of the key; of an item, of the item itself."""
        self.value = value
        self.inner = inner
        self.own_line = inner is not None
        """A mapping or list is pointed at by its key: it may begin lines below."""


class _Places:
    __slots__ = ("parts", "start")

    def __init__(self, start: Place) -> None:
        self.start = start
        self.parts: dict[str | int, _Part] = {}


def read(text: bytes | str, name: str) -> Document:
    """Read one document. Raises BadFile with what is wrong and where; bounded in time and depth."""
    text = _decoded(text, name)
    try:
        return _Reader(name, events(text)).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        raise BadFile([FileProblem(name, line, column, _syntax(error))]) from None
    except ReaderError as error:
        before = text[: error.position]
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        character = f"U+{ord(text[error.position]):04X}"
        what = f"the character {character} may not stand here: write it as an escape in quotes"
        raise BadFile([FileProblem(name, line, column, what)]) from None
    except YAMLStreamError:
        raise BadFile([FileProblem(name, 1, 1, "this is not YAML")]) from None
    except RecursionError:
        raise BadFile([FileProblem(name, 1, 1, "it is nested too deeply")]) from None


def _decoded(text: bytes | str, name: str) -> str:
    if len(text) > MOST_BYTES:
        raise BadFile([FileProblem(name, 0, 0, f"the file is too large: {MOST_BYTES >> 20} MB are the most")])
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            line = before.count(b"\n") + 1
            column = error.start - before.rfind(b"\n")
            raise BadFile(
                [FileProblem(name, line, column, "this is not UTF-8 text: save the file in UTF-8")]
            ) from None
    for n, found in enumerate(text.split("\n"), 1):
        if len(found) > MOST_IN_A_LINE:
            raise BadFile(
                [FileProblem(name, n, 1, f"the line is too long: {MOST_IN_A_LINE:,} characters are the most")]
            )
    return text.removeprefix("\ufeff")


class _Reader:
    """Builds the data of one document from the events that the parser finds."""

    def __init__(self, name: str, events: Any) -> None:
        self.name = name
        self.events = events
        self.values = 0

    def document(self) -> Document:
        next(self.events)  # the stream's start
        start = next(self.events)
        if not isinstance(start, DocumentStartEvent):
            return Document(self.name, None, _Places((1, 1)))
        if start.tags or start.version:
            self.refuse(start, "directives (%) are not taken: remove the line")
        event = next(self.events)
        places = _Places(_place(event))
        data = self.value(event, places, 1)
        next(self.events)  # the document's end
        after = next(self.events)
        if isinstance(after, DocumentStartEvent):
            self.refuse(after, "a second document begins: one file holds one")
        return Document(self.name, data, places)

    def value(self, event: Any, places: _Places | None, depth: int) -> Any:
        """The value that begins with this event; `places` takes down where its parts stand."""
        kind = type(event)
        self.values += 1
        if self.values > MOST_VALUES:
            self.refuse(event, f"there is too much in this file: {MOST_VALUES:,} values are the most")
        if kind is AliasEvent:
            self.refuse(event, f"aliases (*{shown(event.anchor, 40)}) are not taken: write the value out")
        if event.anchor is not None:
            self.refuse(event, f"anchors (&{shown(event.anchor, 40)}) are not taken: remove it")
        if event.ctag is not None and str(event.ctag) != "!":
            self.refuse(event, f"tags ({shown(str(event.ctag), 60)}) are not taken: write plain values")
        if kind is ScalarEvent:
            return self.scalar(event)
        if depth > MOST_DEPTH:
            self.refuse(event, f"it is nested too deeply: {MOST_DEPTH} levels are the most")
        assert places is not None
        return self.mapping(places, depth) if kind is MappingStartEvent else self.sequence(places, depth)

    def mapping(self, places: _Places, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if type(event) is MappingEndEvent:
                break
            key = self.key(event)
            start = _place(event)
            if key in found:
                first = places.parts[key].start
                self.refuse(event, f"'{shown(key, 60)}' stands here a second time: first in line {first[0]}")
            value = next(self.events)
            inner = _inner(value)
            places.parts[key] = _Part(start, _place(value), inner)
            found[key] = self.value(value, inner, depth + 1)
        return found

    def sequence(self, places: _Places, depth: int) -> list[Any]:
        found: list[Any] = []
        for event in self.events:
            if type(event) is SequenceEndEvent:
                break
            inner = _inner(event)
            place = _place(event)
            places.parts[len(found)] = _Part(place, place, inner)
            found.append(self.value(event, inner, depth + 1))
        return found

    def key(self, event: Any) -> str:
        if type(event) is not ScalarEvent:
            if type(event) is AliasEvent or event.anchor is not None or event.ctag is not None:
                self.value(event, None, 1)
            self.refuse(event, "a key must be text: put it in quotes if it is")
        if event.anchor is not None or (event.ctag is not None and str(event.ctag) != "!"):
            self.value(event, None, 1)
        if not event.value and event.style is None:
            self.refuse(event, "a key is missing before the colon")
        return self.text(event)

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style is not None:
            return self.text(event)
        if text in _WORDS:
            return _WORDS[text]
        number = _NUMBER.fullmatch(text)
        if number is not None:
            if number[1] is None and number[2] is None:
                return int(text) if len(text.lstrip("-")) <= _MOST_DIGITS else text
            value = float(text)
            return value if abs(value) < float("inf") else text
        return self.text(event)

    def text(self, event: Any) -> str:
        text: str = event.value
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            self.refuse(event, "half a character (a lone surrogate) stands here: write the whole character")
        return text

    def refuse(self, event: Any, sentence: str) -> NoReturn:
        raise BadFile([FileProblem(self.name, *_place(event), sentence)])


def _place(event: Any) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _inner(event: Any) -> _Places | None:
    return _Places(_place(event)) if type(event) in (MappingStartEvent, SequenceStartEvent) else None


def _syntax(error: MarkedYAMLError) -> str:
    """What the parser says, in one line."""
    parts = [str(part).split("\n")[0].strip() for part in (error.problem, error.context) if part]
    return "this is not YAML: " + shown(", ".join(parts) or "something is wrong here", 200)
