"""Examples: one scenario over a table of values. `"${price}"` takes the row's value."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

Place = tuple[str | int, ...]

MOST_ROWS: Final = 500
MOST_FILLED: Final = 2_000_000
"""Characters, more or less, that the values of a row may make where they are filled in."""

COLUMN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLACEHOLDER: Final = re.compile(r"\$\{([^}]*)\}")
_FIXED: Final = ("flowrig", "scenario", "rules", "examples")
"""Keys of a scenario in which there are no placeholders."""


def filled(data: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario's plain data with a row's values in the place of its placeholders."""
    return {key: value if key in _FIXED else _filled(value, row) for key, value in data.items()}


def _filled(value: Any, row: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        whole = _PLACEHOLDER.fullmatch(value)
        if whole is not None:
            return row[whole[1]]
        return _PLACEHOLDER.sub(lambda found: _text(row[found[1]]), value)
    if isinstance(value, list):
        return [_filled(part, row) for part in value]
    if isinstance(value, dict):
        return {key: _filled(part, row) for key, part in value.items()}
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_placeholders(schema: Any) -> Any:
    """A JSON Schema that also admits a placeholder wherever a number, a choice and so on is asked for."""
    if isinstance(schema, list):
        return [with_placeholders(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        key: part if key in ("default", "examples", "enum", "const") else with_placeholders(part)
        for key, part in schema.items()
    }
    asked = found.get("type")
    wants = isinstance(asked, str) and asked in ("integer", "number", "boolean", "array")
    if wants or isinstance(found.get("enum"), list) or isinstance(found.get("pattern"), str):
        return {"anyOf": [found, {"type": "string", "pattern": _PLACEHOLDER.pattern}]}
    return found


def faults(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """What is wrong with the rows and placeholders of a scenario's plain data: (place, sentence)."""
    rows = data.get("examples")
    used: dict[str, Place] = {}
    uses: Counter[str] = Counter()
    for key, value in data.items():
        if key not in _FIXED:
            for place, name in _placeholders(value, (key,)):
                used.setdefault(name, place)
                uses[name] += 1
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield ("examples",), "a list of rows is asked for here, each with its values by name"
        return
    if not rows:
        yield ("examples",), "add a row, or leave the examples out"
    if len(rows) > MOST_ROWS:
        yield ("examples",), f"these are too many: {MOST_ROWS} are the most"
    known = list(dict.fromkeys(name for row in rows for name in row if name != "name"))
    for name, place in used.items():
        if COLUMN.fullmatch(name) is None or name == "name":
            yield place, f"'${{{name[:40]}}}' is no name of a value: use letters, digits and _"
        elif name not in known and known:
            close = get_close_matches(name, known, 1, 0.5)
            hint = f"did you mean '${{{close[0]}}}'?" if close else f"they have {', '.join(known)}"
            yield place, f"no row has a value '{name[:40]}': {hint}"
    seen: set[str] = set()
    for n, row in enumerate(rows):
        if sum(_weight(row.get(name)) * times for name, times in uses.items()) > MOST_FILLED:
            yield ("examples", n), f"filled in, these values make more than {MOST_FILLED:,} characters"
        yield from (
            (("examples", n), f"'{name}' is missing in this row") for name in known if name not in row
        )
        yield from (
            (("examples", n, name), f'nothing takes this value: put "${{{name}}}" somewhere, or remove it')
            for name in row
            if name != "name" and name not in used
        )
        said = row.get("name")
        if said is not None and (not isinstance(said, str | int) or not 0 < len(str(said)) <= 200):
            yield ("examples", n, "name"), "a short text is asked for here"
        if row_name(row, n) in seen:
            yield ("examples", n), f"another row is called '{row_name(row, n)}': give this one another name"
        seen.add(row_name(row, n))


def _weight(value: Any) -> int:
    """About how many characters a value is."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return 8 + sum(map(_weight, value))
    if isinstance(value, dict):
        return 8 + sum(len(key) + _weight(part) for key, part in value.items())
    return 8


def _placeholders(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield from ((place, found[1]) for found in _PLACEHOLDER.finditer(value))
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from _placeholders(part, (*place, n))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _placeholders(part, (*place, key))


def row_name(row: Mapping[str, Any], n: int) -> str:
    """What a row is called: its `name`, or its number from 1."""
    said = row.get("name")
    return str(said) if said is not None else f"row {n + 1}"
