"""Writing plain data as YAML that reads well: one line for what fits, blocks for the rest."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 110

_PLAIN = re.compile(r"[^\W\d_][\w ./@'’·+&()-]*(?<! )|20\d\d-\d\d-\d\d( \d\d:\d\d)?|19\d\d-\d\d-\d\d")
_WORDS_WITH_A_MEANING = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def scalar(value: Any) -> str:
    """One value; text in quotes only where it would read back as something else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_WITH_A_MEANING:
        return text
    return json.dumps(text, ensure_ascii=False)


def one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {one_line(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(one_line(each) for each in value) + "]"
    return scalar(value)


def fits(head: str, value: Any) -> str | None:
    """The line, where it is short enough to be one."""
    line = head + one_line(value)
    return line if len(line) <= WIDTH else None


def blocks(value: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The lines of a mapping: what fits stands on a line of its own, the rest in blocks below its key."""
    for key, each in value.items():
        head = f"{indent}{scalar(key)}:"
        if isinstance(each, str) and "\n" in each:
            yield f"{head} |-"
            yield from (f"{indent}  {line}" if line else "" for line in each.split("\n"))
        elif isinstance(each, str | int | None) or not each or (indent and fits(head + " ", each)):
            yield f"{head} {one_line(each)}"
        elif isinstance(each, Mapping):
            yield head
            yield from blocks(each, indent + "  ")
        else:
            yield head
            yield from (f"{indent}  - {one_line(item)}" for item in each)
