"""What pydantic finds wrong with a file's data, as plain sentences, each at its line and column."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from storage.problems import FileProblem, shown
from storage.yaml import Document

MOST = 100
"""Problems that are told of one file."""

Path = tuple[str | int, ...]

_MODEL = re.compile(r"[A-Z]\w*")
"""How pydantic names the members of a union that has no key to tell them apart."""

_PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$": (
        "an id has 1 to 64 letters, digits, '_', '.' and '-', a letter or digit first"
    ),
    r"^[A-Z]{3}$": "three capital letters are asked for here, such as EUR",
}

_ASKED = {
    "string": "text is asked for here",
    "int": "a whole number is asked for here",
    "float": "a number is asked for here",
    "decimal": "a number is asked for here",
    "bool": "true or false is asked for here",
    "list": "a list is asked for here",
    "tuple": "a list is asked for here",
    "set": "a list is asked for here",
    "dict": "keys with values are asked for here",
    "model": "keys with values are asked for here",
    "dataclass": "keys with values are asked for here",
    "none": "nothing (null) is asked for here",
    "finite": "a finite number is asked for here",
}

_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")
"""What a model and a dataclass say of a key that they do not have."""

Error = Mapping[str, Any]


def problems_from_pydantic(
    error: ValidationError, document: Document, schema: Callable[[], dict[str, Any]] | None = None
) -> list[FileProblem]:
    """Each error at its place in the document, in the order of the file.

    `schema` gives the model's JSON Schema: with it, an unknown key is told with the one that was meant.
    """
    errors = _likely(error.errors(include_url=False), document.data)
    known = None if schema is None or not errors else _Known(schema())
    sentences: dict[tuple[Path, bool], list[str]] = {}
    for path, found in errors:
        at_key = found["type"] in _UNKNOWN_KEY
        if found["type"] == "union_tag_invalid":
            path = (*path, found["ctx"]["discriminator"].strip("'"))
        told = sentences.setdefault((path, at_key), [])
        sentence = _sentence(found, path, document.data, known)
        if sentence not in told and len(told) < 3:
            told.append(sentence)
    problems = [
        document.problem(path, ", or ".join(told), key=at_key) for (path, at_key), told in sentences.items()
    ]
    return sorted(problems, key=lambda problem: (problem.line, problem.column))[:MOST]


def _likely(errors: Sequence[Error], data: Any) -> list[tuple[Path, Error]]:
    """The errors with their paths in the data; of a union's members only those of the one that fits best."""
    found = [(*_path(error["loc"], data), error) for error in errors]
    counts: dict[Path, dict[str, int]] = {}
    for _, members, _ in found:
        for place, member in members[:1]:
            counts.setdefault(place, {}).setdefault(member, 0)
            counts[place][member] += 1
    best = {place: min(members, key=members.__getitem__) for place, members in counts.items()}
    return [
        (path, error)
        for path, members, error in found
        if all(best[place] == member for place, member in members[:1])
    ]


def _path(loc: Sequence[str | int], data: Any) -> tuple[Path, list[tuple[Path, str]]]:
    """Where a location leads in the data, and which members of unions it names on the way."""
    path: Path = ()
    members: list[tuple[Path, str]] = []
    for n, step in enumerate(loc):
        last = n == len(loc) - 1
        if isinstance(data, list):
            if isinstance(step, int) and step < len(data):
                path, data = (*path, step), data[step]
        elif isinstance(data, dict) and step in data and not _is_tag(step, data, loc[n + 1 :]):
            path, data = (*path, step), data[step]
        elif isinstance(step, str) and _MODEL.fullmatch(step):
            members.append((path, step))
        elif last and isinstance(data, dict) and step not in data:
            path = (*path, step)
    return path, members


def _is_tag(step: str | int, data: dict[str, Any], rest: Sequence[str | int]) -> bool:
    """Whether the step says which kind the data is, though it has a key of that name as well."""
    return step in (data.get("kind"), data.get("do")) and bool(rest) and rest[0] in data


def sentence(error: Error) -> str:
    """One error of pydantic, where nobody asks for its place."""
    return _sentence(error, (), None, None)


def _sentence(error: Error, path: Path, data: Any, known: "_Known | None") -> str:
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    value = error.get("input")
    match kind:
        case "missing":
            return f"'{path[-1]}' is missing: add it" if path else "something is missing"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return _unknown_key(str(path[-1]), known.keys(path[:-1], data) if known is not None else [])
        case "union_tag_not_found":
            return f"{context['discriminator']} is missing: it says what this is"
        case "union_tag_invalid":
            names = re.findall(r"'([^']*)'", context["expected_tags"])
            return _unknown(str(context["discriminator"]).strip("'"), str(context["tag"]), names)
        case "literal_error" | "enum":
            return f"{_value(value)} cannot stand here: choose {context['expected']}"
        case "string_too_short" | "too_short" if context.get("min_length") == 1:
            return "this may not be empty"
        case "string_too_long":
            return f"this is too long: {context['max_length']:,} characters are the most"
        case "string_too_short":
            return f"this is too short: {context['min_length']:,} characters are the least"
        case "too_long":
            return f"{_how_many(path, value)}, and {context['max_length']:,} are the most"
        case "too_short":
            return f"{_how_many(path, value)}, and {context['min_length']:,} are the least"
        case "greater_than_equal":
            return f"{_value(value)} is too little: {context['ge']:,} is the least"
        case "less_than_equal":
            return f"{_value(value)} is too much: {context['le']:,} is the most"
        case "greater_than":
            return f"{_value(value)} is too little: it must be more than {context['gt']:,}"
        case "less_than":
            return f"{_value(value)} is too much: it must be less than {context['lt']:,}"
        case "string_pattern_mismatch":
            rule = _PATTERNS.get(context["pattern"], f"it must look like {context['pattern']}")
            return f"{_value(value)} cannot stand here: {rule}"
        case "value_error" | "assertion_error":
            return shown(str(context.get("error") or error["msg"]), 400)
    asked = _ASKED.get(kind.split("_")[0])
    if asked is None:
        return shown(error["msg"][:1].lower() + error["msg"][1:], 400)
    if kind.startswith("string") and isinstance(value, bool | int | float):
        return f"{asked}: put {_value(value)} in quotes"
    return f"{asked}, not {_value(value)}"


def _how_many(path: Path, value: Any) -> str:
    """Such as "blocks: there are 2,001"."""
    name = next((f"{step}: " for step in reversed(path) if isinstance(step, str)), "")
    return f"{name}there are {len(value):,}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return f"'{shown(value, 60)}'"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "a list"
    return "keys with values" if isinstance(value, dict) else shown(str(value), 60)


def _unknown_key(key: str, names: Sequence[str]) -> str:
    return _unknown("key", key, names) if names else f"unknown key '{shown(key, 60)}': remove it"


def _unknown(what: str, name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name, names, 1, 0.5)
    if close:
        return f"unknown {what} '{shown(name, 60)}': did you mean '{close[0]}'?"
    some = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"unknown {what} '{shown(name, 60)}': choose one of {some}"


class _Known:
    """Which keys a JSON Schema knows at a path."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema

    def keys(self, path: Path, data: Any) -> list[str]:
        schemas = list(self._members(self._schema, data))
        for step in path:
            data = data[step]
            schemas = [
                member
                for schema in schemas
                for part in _parts(schema, step)
                for member in self._members(part, data)
            ]
        return list(dict.fromkeys(key for schema in schemas for key in schema.get("properties", ())))

    def _members(self, schema: Any, data: Any) -> Iterator[dict[str, Any]]:
        """The schema itself, what it refers to, or those members of a union that the data may be meant as."""
        if not isinstance(schema, dict):
            return
        if "$ref" in schema:
            yield from self._members(self._schema["$defs"].get(schema["$ref"].rpartition("/")[2]), data)
            return
        union = schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf")
        if union is not None:
            for member in union:
                yield from self._members(member, data)
            return
        if not isinstance(data, dict) or all(
            part.get("const", data.get(key)) == data.get(key)
            for key, part in schema.get("properties", {}).items()
            if key in data and isinstance(part, dict)
        ):
            yield schema


def _parts(schema: dict[str, Any], step: str | int) -> Iterator[Any]:
    if isinstance(step, int):
        yield schema.get("items")
    elif step in schema.get("properties", {}):
        yield schema["properties"][step]
    else:
        yield schema.get("additionalProperties")
