"""Reading a JSON Lines file: an object in each line, whose values are cells by their paths.

`{"user": {"id": 7}, "items": [{"sku": "tea"}]}` has the columns `user.id` and `items.0.sku`; where the table
has `each: items`, it is a row for each entry of that list, with the column `items.sku`. Numbers stay as they
are written, so that no price is rounded; `null` is an empty cell. A bad line is told and the next one is
read.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final, NoReturn, TextIO

from storage.mapping.columns import quoted
from storage.mapping.datafile import (
    ESCAPED,
    LONGEST_LINE,
    MOST_UNREADABLE,
    Bad,
    DataFile,
    TooLong,
    not_encoded,
    read_line,
)
from storage.mapping.model import Table
from storage.mapping.rejected import RowProblem, row_problem
from storage.problems import BadFile, shown

MOST_DEEP: Final = 32
"""Levels of objects and lists within each other."""

MOST_CELLS: Final = 10_000
"""Values in a line."""

LINES_LOOKED_AT: Final = 1_000
"""Lines in which columns are found; such as only later ones have need to be described."""

_ODD = re.compile("[\x00\ud800-\udfff]")

Cells = dict[str, str]


class _BadLine(Exception):
    """Why a line cannot be taken, and at which of its values."""

    def __init__(self, sentence: str, column: str = "") -> None:
        super().__init__(sentence)
        self.column = column


class JsonLinesFile(DataFile):
    """A JSON Lines file. Its columns are those that the mapping describes, and those of its first lines."""

    nested: ClassVar[bool] = True

    def __init__(self, folder: Path, table: Table) -> None:
        super().__init__(folder, table)
        self._asked: list[str] = []

    def position(self, column: str) -> int:
        """Lines may have far more columns than are asked for: a row has those only."""
        super().position(column)
        if column not in self._asked:
            self._asked.append(column)
        return self._asked.index(column)

    def rows(self, bad: Bad) -> Iterator[tuple[int, list[str]]]:
        asked = self._asked
        self.seen = 0

        def tell(problem: RowProblem) -> None:
            self.seen += 1
            bad(problem)

        with self._opened() as file:
            for number, rows in self._lines(file, tell):
                self.seen += 1
                for cells in rows:
                    yield number, [cells.get(column, "") for column in asked]

    def _header(self, file: TextIO) -> list[str]:
        found = dict.fromkeys(self.table.columns)
        problems: list[RowProblem] = []
        good = False
        for _, rows in islice(self._lines(file, problems.append), LINES_LOOKED_AT):
            good = True
            for cells in rows:
                found.update(dict.fromkeys(cells))
            if len(found) > MOST_CELLS:
                raise self._problem(f"its lines have more than {MOST_CELLS:,} columns together")
        if problems and not good:
            # Not one good line: the first bad one says why.
            raise BadFile(problems[:1])
        return list(found)

    def _columns(self) -> str:
        return f"{super()._columns()}; one that only later lines have is to be described under `columns`"

    def _lines(self, file: TextIO, bad: Bad) -> Iterator[tuple[int, list[Cells]]]:
        """The rows of each good line, values by their paths, with the line's number from 1."""
        number = unreadable = 0
        while True:
            number += 1
            try:
                line = read_line(file)
                if not line:
                    return
                if not line.strip():
                    continue
                rows = self._rows(self._parsed(line))
                yield number, rows
                continue
            except _BadLine as problem:
                sentence, column = str(problem), problem.column
            except TooLong:
                sentence, column = f"a line of more than {LONGEST_LINE:,} characters", ""
            except UnicodeError:
                encoding = self.table.encoding
                sentence = f"from here on the file is no {encoding}: give the table its encoding"
                bad(row_problem(self.name, number, "", sentence))
                return
            unreadable += 1
            if unreadable == MOST_UNREADABLE:
                rest = f"{MOST_UNREADABLE:,} lines cannot be taken apart; the rest was not looked at"
                bad(row_problem(self.name, number, "", rest))
                return
            bad(row_problem(self.name, number, column, sentence))

    def _rows(self, found: dict[str, Any]) -> list[Cells]:
        """One row, or where the table is of each entry of a list, as many as it has."""
        each = self.table.each
        if each is None:
            cells: Cells = {}
            _flatten(found, "", MOST_DEEP, cells)
            return [cells]
        *above, last = each.split(".")
        holder: Any = found
        for step in above:
            holder = holder.get(step) if isinstance(holder, dict) else None
        entries = holder.pop(last, None) if isinstance(holder, dict) else None
        if entries is None:
            return []
        if not isinstance(entries, list):
            raise _BadLine("this is no list", each)
        shared: Cells = {}
        _flatten(found, "", MOST_DEEP, shared)
        if len(entries) * (1 + len(shared)) > MOST_CELLS:
            raise _BadLine(_too_many())
        rows = []
        for entry in entries:
            cells = dict(shared)
            # An entry that is a value by itself is the list's own column.
            inside = isinstance(entry, dict | list)
            _flatten(entry if inside else {each: entry}, f"{each}." if inside else "", MOST_DEEP, cells)
            rows.append(cells)
        return rows

    def _parsed(self, line: str) -> dict[str, Any]:
        if not line.isascii() and (byte := ESCAPED.search(line)) is not None:
            raise _BadLine(not_encoded(byte[0], self.table.encoding))
        try:
            found = _DECODER.decode(line)
        except json.JSONDecodeError as error:
            cut_off = "" if line.endswith(("\n", "\r")) else ": the last line may be cut off"
            raise _BadLine(f"this is no JSON at its character {error.pos + 1}{cut_off}") from None
        except RecursionError:
            raise _BadLine(_too_deep()) from None
        if not isinstance(found, dict):
            raise _BadLine("each line has to be an object: {…}")
        return found


def _flatten(value: dict[str, Any] | list[Any], above: str, levels: int, cells: Cells) -> None:
    """Fill `cells` with the values below a value, by their paths. Raises _BadLine."""
    if not levels:
        raise _BadLine(_too_deep())
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        path = f"{above}{key}"
        if isinstance(key, str) and _ODD.search(key):
            raise _BadLine("its name holds a character that no text has", path)
        if isinstance(one, str):
            if _ODD.search(one):
                raise _BadLine("it holds a character that no text has: NUL, or half of one", path)
            text = one
        elif one is None:
            text = ""
        elif one is True or one is False:
            text = "true" if one else "false"
        else:
            _flatten(one, f"{path}.", levels - 1, cells)
            continue
        if path in cells:
            raise _BadLine("two values have this path: only one can be meant", path)
        if len(cells) == MOST_CELLS:
            raise _BadLine(_too_many())
        cells[path] = text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _BadLine(f"{quoted(twice)} stands twice in one object: only one can be meant")
    return found


def _constant(word: str) -> NoReturn:
    raise _BadLine(f"{shown(word)} is no number")


def _too_many() -> str:
    return f"it has more than {MOST_CELLS:,} values"


def _too_deep() -> str:
    return f"objects and lists stand more than {MOST_DEEP} deep within each other"


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_constant
)
