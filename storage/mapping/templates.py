"""Values that are filled from cells: from `"{order_id}"` in a mapping to the order's id in a change."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import JsonValue

from storage.mapping.columns import CellProblem

Row = tuple[Any, ...]
"""A row's number in its file, then the cells that the mapping uses; number 0 for a row that was not found."""

Frame = tuple[Row, ...]
"""A row of the source and those joined to it; in a line, followed by the line's own."""

EACH_LINE: Final = "each_line"
FIRST_OF: Final = "first_of"

_PARTS = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|([{}])")


class BadTemplate(ValueError):
    """A text whose braces name nothing."""


class CellFault(Exception):
    """A cell that cannot be what its column says."""

    def __init__(self, cell: "Ref", number: int, reason: str) -> None:
        super().__init__(reason)
        self.cell = cell
        self.number = number
        """The row's number; 0 where no row was found."""
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ref:
    """A column, and where a frame has its cell."""

    source: int
    """The row within the frame."""
    position: int
    """The cell within the row."""
    table: str
    column: str


def parse(text: str) -> list[tuple[str, str | None]]:
    """A text's parts, each (text, None) or ("", column). Raises BadTemplate."""
    parts: list[tuple[str, str | None]] = []
    plain: list[str] = []
    end = 0
    for found in _PARTS.finditer(text):
        plain.append(text[end : found.start()])
        end = found.end()
        if found[2]:
            raise BadTemplate(f"a single brace in {text!r}: write {{column}}, or {{{{ and }}}} for braces")
        if found[1] is None:
            plain.append(found[0][0])
            continue
        if not found[1].strip():
            raise BadTemplate(f"the braces in {text!r} name no column")
        if before := "".join(plain):
            parts.append((before, None))
        plain.clear()
        parts.append(("", found[1].strip()))
    if rest := "".join([*plain, text[end:]]):
        parts.append((rest, None))
    return parts


Convert = Callable[[str], Any]
Mask = Callable[[str], str | None]
"""What a pseudonym is made with; None leaves the value out."""


class Filler:
    """A value to be filled. `None` is an empty value, which leaves its field out."""

    __slots__ = ()
    constant = False

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        """Raises CellFault."""
        raise NotImplementedError

    def cells(self) -> list[Ref]:
        """The columns from which it is filled."""
        return []

    def child(self, key: str | int) -> "Filler | None":
        """What stands below it at a place of the change."""
        return None


class Constant(Filler):
    __slots__ = ("value",)
    constant = True

    def __init__(self, value: JsonValue) -> None:
        self.value = value

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        return self.value


class Cell(Filler):
    """One column's cell, with its type."""

    __slots__ = ("convert", "mask", "position", "ref", "source")

    def __init__(self, ref: Ref, convert: Convert, mask: Mask | None = None) -> None:
        self.ref = ref
        self.source, self.position = ref.source, ref.position
        self.convert = convert
        self.mask = mask

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        row = frame[self.source]
        try:
            value = self.convert(row[self.position])
        except CellProblem as problem:
            raise CellFault(self.ref, row[0], str(problem)) from None
        if self.mask is not None and value is not None:
            return self.mask(str(value))
        return value

    def cells(self) -> list[Ref]:
        return [self.ref]


class Text(Filler):
    """Text with cells in it; empty where all of them are."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[str | Cell]) -> None:
        self.parts = parts

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        written = []
        empty = True
        for part in self.parts:
            if isinstance(part, str):
                written.append(part)
            elif (value := part.fill(frame, lines)) is not None:
                empty = False
                written.append(str(value))
        if empty:
            return None
        return "".join(written).strip()

    def cells(self) -> list[Ref]:
        return [part.ref for part in self.parts if isinstance(part, Cell)]


class Masked(Filler):
    """A value in whose place a pseudonym stands."""

    __slots__ = ("below", "mask")

    def __init__(self, below: Filler, mask: Mask) -> None:
        self.below = below
        self.mask = mask

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        value = self.below.fill(frame, lines)
        return None if value is None else self.mask(str(value))

    def cells(self) -> list[Ref]:
        return self.below.cells()


class FirstOf(Filler):
    """The first of several values that is not empty."""

    __slots__ = ("choices",)

    def __init__(self, choices: Sequence[Filler]) -> None:
        self.choices = choices

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        for choice in self.choices:
            if (value := choice.fill(frame, lines)) is not None:
                return value
        return None

    def cells(self) -> list[Ref]:
        return [ref for choice in self.choices for ref in choice.cells()]


class Entries(Filler):
    """A mapping. Fields whose cells are empty are left out; where all are, so is the whole."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Filler]) -> None:
        self.fields = fields

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        filled = self.fill_all(frame, lines)
        if not filled or all(self.fields[name].constant for name in filled):
            return filled if all(field.constant for field in self.fields.values()) else None
        return filled

    def fill_all(self, frame: Frame, lines: Sequence[Frame]) -> dict[str, Any]:
        filled = {}
        for name, field in self.fields.items():
            value = field.fill(frame, lines)
            if value is not None or field.constant:
                filled[name] = value
        return filled

    def cells(self) -> list[Ref]:
        return [ref for field in self.fields.values() for ref in field.cells()]

    def child(self, key: str | int) -> Filler | None:
        return self.fields.get(str(key))


class Listed(Filler):
    """A list; empty values are left out of it."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Filler]) -> None:
        self.items = items

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        filled = [(item, item.fill(frame, lines)) for item in self.items]
        return [value for item, value in filled if value is not None or item.constant]

    def cells(self) -> list[Ref]:
        return [ref for item in self.items for ref in item.cells()]

    def child(self, key: str | int) -> Filler | None:
        return self.items[key] if isinstance(key, int) and key < len(self.items) else None


class EachLine(Filler):
    """A list with a value for each line."""

    __slots__ = ("line",)

    def __init__(self, line: Filler) -> None:
        self.line = line

    def fill(self, frame: Frame, lines: Sequence[Frame]) -> Any:
        return [self.line.fill(line, ()) for line in lines]

    def cells(self) -> list[Ref]:
        return self.line.cells()

    def child(self, key: str | int) -> Filler | None:
        return self.line


def locate(filler: Filler, path: Sequence[str | int]) -> tuple[Filler, int | None]:
    """What fills the place of a change at which something is wrong, and in which line of the lines it is."""
    line = None
    for key in path:
        below = filler.child(key)
        if below is None:
            break
        if isinstance(filler, EachLine) and isinstance(key, int):
            line = key
        filler = below
    return filler, line
