"""Plain data as YAML in one canonical form: written, read and written again, it gives the same bytes.

Order is kept as given. Mappings and lists stand in block style; small ones with only plain values stand
on one line, unless they begin with an `id`: those are things of their own. Texts of several lines are literal
blocks.
"""

import re
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

# What YAML 1.2 readers take for something else than text, ours or others.
_NOT_TEXT = re.compile(
    r"null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?[0-9][0-9_]*|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|\.\.\..*"
)

_MOST_DIGITS = 18


def write(data: Mapping[str, Any]) -> str:
    """The canonical text of plain data: mappings with text keys, lists, text, numbers, yes and no, nothing.

    Raises ValueError for what cannot be written so that it reads back the same.
    """
    return "".join(f"{line}\n" if line else "\n" for line in _mapping(data, "", False))


def _mapping(data: Mapping[str, Any], indent: str, hanging: bool) -> Iterator[str]:
    """The lines of a mapping; hanging, its first line follows what stands there already."""
    if not data:
        yield "{}"
        return
    for key, value in data.items():
        start = "" if hanging else indent
        hanging = False
        text = _scalar(key, _in_block)
        if len(text) > _LONG_KEY:
            yield f"{start}? {text}"
            start, text = indent, ""
        yield from _entry(f"{start}{text}:", value, indent)


def _entry(start: str, value: Any, indent: str) -> Iterator[str]:
    """The lines of `start` with a value behind or below it."""
    short = _on_one_line(value)
    if short is not None:
        yield f"{start} {short}"
    elif isinstance(value, str):
        yield from _literal(start, value, indent + "  ")
    elif isinstance(value, Mapping):
        yield start
        yield from _mapping(value, indent + "  ", False)
    else:
        yield start
        yield from _list(value, indent + "  ")


def _list(items: Any, indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping) and item and _on_one_line(item) is None:
            lines = _mapping(item, indent + "  ", True)
            yield f"{indent}- {next(lines)}"
            yield from lines
        elif isinstance(item, list | tuple) and _on_one_line(item) is None:
            yield f"{indent}-"
            yield from _list(item, indent + "  ")
        else:
            yield from _entry(f"{indent}-", item, indent)


def _literal(start: str, text: str, indent: str) -> Iterator[str]:
    text.encode()  # refuses half characters, with a ValueError
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    yield f"{start} |{('-', '', '+')[min(ends, 2)]}"
    for line in body.split("\n"):
        yield indent + line if line else ""
    for _ in range(ends - 1):
        yield ""


def _on_one_line(value: Any) -> str | None:
    """A scalar, or a small mapping or list of scalars, on one line; None for what needs several."""
    if isinstance(value, str):
        return None if _reads_well_as_block(value) else _scalar(value, _in_block)
    if isinstance(value, Mapping):
        if value and next(iter(value)) == "id":
            return None
        parts = [(_in_flow_scalar(key), _in_flow_scalar(part)) for key, part in value.items()]
        if any(key is None or part is None or len(key) > _LONG_KEY for key, part in parts):
            return None
        return _if_short("{" + ", ".join(f"{key}: {part}" for key, part in parts) + "}")
    if isinstance(value, list | tuple):
        items = [_in_flow_scalar(part) for part in value]
        return (
            None
            if any(item is None for item in items)
            else _if_short("[" + ", ".join(filter(None, items)) + "]")
        )
    return _scalar(value, _in_block)


def _if_short(text: str) -> str | None:
    return text if len(text) <= MOST_ON_A_LINE else None


def _in_flow_scalar(value: Any) -> str | None:
    if isinstance(value, Mapping | list | tuple):
        if value:
            return None
        return "{}" if isinstance(value, Mapping) else "[]"
    if isinstance(value, str) and _reads_well_as_block(value):
        return None
    return _scalar(value, _in_flow)


def _scalar(value: Any, plain: Any) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        value.encode()  # refuses half characters, with a ValueError
        return value if plain(value) else f'"{_ESCAPED.sub(_escape, value)}"'
    if isinstance(value, int):
        if len(str(abs(value))) > _MOST_DIGITS:
            raise ValueError(f"a whole number of more than {_MOST_DIGITS} digits cannot be written")
        return str(int(value))
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("infinity and what is no number cannot be written")
        return repr(float(value))
    raise ValueError(f"{type(value).__name__} cannot be written: plain data is asked for")


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
