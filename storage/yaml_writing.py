"""Plain data as YAML in one canonical form: written, read and written again, it gives the same bytes.

Order is kept as given. What is short stands on one line, the rest in block style: the things at the top level
that have an `id` always in block style, all other items of the top level's lists always on a line each. Texts
of several lines are literal blocks. Quotes stand where a reader, ours or another, would take a text for
something else.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

MOST_ON_A_LINE = 90
"""Characters of a mapping or list that is written on one line."""

_LONG_KEY = 800
"""Longer keys are written with a question mark: parsers look only so far for their colon."""

# Written as escapes: what is invisible, what ends lines, what terminals obey. Emoji joiners stay as they are.
_ESCAPED = re.compile(
    '["\\\\\x00-\x1f\x7f-\xa0\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff]'
    "|[\U000e0000-\U000e0fff]|[\U0001fffe\U0001ffff]"
)
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~][^\n]*")

# What readers of YAML 1.1 and 1.2 take for something else than text, dates excepted.
_NOT_TEXT = re.compile(
    r"(?i:null|true|false|yes|no|on|off|y|n)|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[-+]?[0-9][0-9_]*|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|\.\.\..*"
)

_MOST_DIGITS = 18


def write(data: Mapping[str, Any]) -> str:
    """The canonical text of plain data: mappings with text keys, lists, text, numbers, yes and no, nothing.

    Raises ValueError for what cannot be written so that it reads back the same.
    """
    return "".join(f"{line}\n" for line in lines(data))


def lines(data: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the canonical text, as they are written. What is long may come from mappings and lists
    that make their items when they are gone through; they are begun more than once."""
    return _mapping(data, "", 0, False)


def _mapping(data: Mapping[str, Any], indent: str, depth: int, hanging: bool) -> Iterator[str]:
    """The lines of a mapping; hanging, its first line follows what stands there already."""
    if not data:
        yield "{}"
    for key, value in data.items():
        start = "" if hanging else indent
        hanging = False
        text = _scalar(key, _in_block)
        if len(text) > _LONG_KEY:
            yield f"{start}? {text}"
            start, text = indent, ""
        yield from _below(f"{start}{text}:", value, indent + "  ", depth + 1, MOST_ON_A_LINE)


def _list(items: Any, indent: str, depth: int) -> Iterator[str]:
    most = sys.maxsize if depth == 1 else MOST_ON_A_LINE
    for item in items:
        if isinstance(item, Mapping) and item and _on_one_line(item, depth + 1, most) is None:
            lines = _mapping(item, indent + "  ", depth + 1, True)
            yield f"{indent}- {next(lines)}"
            yield from lines
        else:
            yield from _below(f"{indent}-", item, indent + "  ", depth + 1, most)


def _below(start: str, value: Any, indent: str, depth: int, most: int) -> Iterator[str]:
    """The lines of `start` with a value behind it or, indented, below it."""
    short = _on_one_line(value, depth, most)
    if short is not None:
        yield f"{start} {short}"
    elif isinstance(value, str):
        yield from _literal(start, value, indent)
    else:
        yield start
        yield from (
            _mapping(value, indent, depth, False)
            if isinstance(value, Mapping)
            else _list(value, indent, depth)
        )


def _literal(start: str, text: str, indent: str) -> Iterator[str]:
    text.encode()  # refuses half characters, with a ValueError
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    yield f"{start} |{('-', '', '+')[min(ends, 2)]}"
    for line in body.split("\n"):
        yield indent + line if line else ""
    for _ in range(ends - 1):
        yield ""


def _on_one_line(value: Any, depth: int, most: int) -> str | None:
    """The value on one line, where it belongs on one."""
    if isinstance(value, str):
        return None if _reads_well_as_block(value) else _scalar(value, _in_block)
    if not isinstance(value, Mapping | list | tuple):
        return _scalar(value, _in_block)
    if depth == 1 and any(
        _is_full(part) for part in (value.values() if isinstance(value, Mapping) else value)
    ):
        return None
    if depth == 2 and isinstance(value, Mapping) and next(iter(value), None) == "id":
        return None
    text = _flow(value)
    return text if text is not None and len(text) <= most else None


def _is_full(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and bool(value)


def _flow(value: Any) -> str | None:
    """The value in flow style, unless something in it needs a block."""
    if isinstance(value, str):
        return None if _reads_well_as_block(value) else _scalar(value, _in_flow)
    if isinstance(value, Mapping):
        parts = []
        for key, part in value.items():
            name, text = _scalar(key, _in_flow), _flow(part)
            if text is None or len(name) > _LONG_KEY:
                return None
            parts.append(f"{name}: {text}")
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list | tuple):
        items = []
        for part in value:
            text = _flow(part)
            if text is None:
                return None
            items.append(text)
        return "[" + ", ".join(items) + "]"
    return _scalar(value, _in_flow)


def _scalar(value: Any, plain: Any) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        value.encode()  # refuses half characters, with a ValueError
        return value if plain(value) else _quoted(value)
    if isinstance(value, int):
        if len(str(abs(value))) > _MOST_DIGITS:
            raise ValueError(f"a whole number of more than {_MOST_DIGITS} digits cannot be written")
        return str(int(value))
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("infinity and what is no number cannot be written")
        return repr(float(value))
    raise ValueError(f"{type(value).__name__} cannot be written: plain data is asked for")


def _quoted(text: str) -> str:
    if ('"' in text or "\\" in text) and not _ESCAPED.search(_without_quotes(text)):
        return "'" + text.replace("'", "''") + "'"
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _in_block(text: str) -> bool:
    """Whether a text can stand as it is."""
    return (
        _PLAIN.fullmatch(text) is not None
        and _ESCAPED.search(text) is None
        and _NOT_TEXT.fullmatch(text) is None
        and ": " not in text
        and " #" not in text
        and text[-1] not in ": "
    )


_FLOW_SIGNS = re.compile(r"[,\[\]{}]")


def _in_flow(text: str) -> bool:
    return _in_block(text) and _FLOW_SIGNS.search(text) is None


def _reads_well_as_block(text: str) -> bool:
    """Whether a text of several lines can be written as a literal block that any editor leaves as it is."""
    if "\n" not in text or text[0] in " \n":
        return False
    lines = text.rstrip("\n").split("\n")
    return all(
        line == "" or (line[-1] != " " and not _ESCAPED.search(_without_quotes(line))) for line in lines
    )


def _without_quotes(line: str) -> str:
    return line.replace('"', "").replace("\\", "")


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    short = _SHORT.get(character)
    if short is not None:
        return short
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
