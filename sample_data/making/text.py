"""Writing the shop's files in the one form in which flowrig writes files, so that an export changes nothing.

Only what the shop needs: mappings, lists, whole numbers, yes and no, and text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_ON_A_LINE = 90

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~][^\n\"\\]*")
_TAKEN_FOR_ELSE = re.compile(
    r"(?i:null|true|false|yes|no|on|off|y|n)|[-+]?[0-9][0-9_]*([:.][0-9_]*)*|.*: .*|.* #.*|.*[: ]"
)
_FLOW_SIGNS = re.compile(r"[,\[\]{}]")


def scalar(value: Any, in_flow: bool) -> str:
    """One value; text in quotes only where a reader might take it for something else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and not _TAKEN_FOR_ELSE.fullmatch(text)
    if plain and not (in_flow and _FLOW_SIGNS.search(text)):
        return text
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)


def one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key, True)}: {one_line(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(one_line(each) for each in value) + "]"
    return scalar(value, True)


def document(data: Mapping[str, Any]) -> str:
    return "".join(f"{line}\n" for line in _mapping(data, "", 0))


def _mapping(data: Mapping[str, Any], indent: str, depth: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _below(f"{indent}{scalar(key, False)}:", value, indent + "  ", depth + 1)


def _below(head: str, value: Any, indent: str, depth: int) -> Iterator[str]:
    """A key with its value behind it or, indented, below it."""
    if isinstance(value, str) and "\n" in value:
        yield f"{head} |-"
        yield from (indent + line for line in value.split("\n"))
    elif isinstance(value, str | int | None):
        yield f"{head} {scalar(value, False)}"
    elif _stands_on_a_line(value, depth):
        yield f"{head} {one_line(value)}"
    else:
        yield head
        if isinstance(value, Mapping):
            yield from _mapping(value, indent, depth)
        else:
            yield from _items(value, indent, depth)


def _items(items: Sequence[Any], indent: str, depth: int) -> Iterator[str]:
    for item in items:
        if depth == 1 or not isinstance(item, Mapping) or len(one_line(item)) <= MOST_ON_A_LINE:
            yield f"{indent}- {one_line(item)}"
        else:
            first, *rest = _mapping(item, indent + "  ", depth + 1)
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def _stands_on_a_line(value: Any, depth: int) -> bool:
    parts = value.values() if isinstance(value, Mapping) else value
    if depth == 1 and any(isinstance(part, Mapping | list) and part for part in parts):
        return False
    return len(one_line(value)) <= MOST_ON_A_LINE
