"""Reading a CSV file row by row, whatever is wrong with it: a bad row is told and the next one is read."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from storage.mapping.columns import quoted
from storage.mapping.model import Table
from storage.mapping.rejected import RowProblem, row_problem
from storage.problems import BadFile, shown

LONGEST_LINE: Final = 1_000_000
"""Characters in a line; cells are bounded by the csv module's limit, 131,072 unless somebody raised it."""

MOST_UNREADABLE: Final = 1_000
"""After so many rows that cannot even be taken apart, a file is given up."""

Bad = Callable[[RowProblem], None]

_ESCAPED = re.compile("[\udc80-\udcff]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8", ("utf-8",)),
    (codecs.BOM_UTF32_LE, "utf-32", ("utf-32", "utf-32-le")),
    (codecs.BOM_UTF32_BE, "utf-32", ("utf-32", "utf-32-be")),
    (codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "utf-16-le")),
    (codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "utf-16-be")),
)


class _TooLong(Exception):
    """A line without an end."""


class CsvFile:
    """One CSV file of a mapping, opened anew by each pass over it.

    Raises BadFile for what concerns the whole file; a bad row goes to `bad`, and reading goes on behind it.
    """

    def __init__(self, folder: Path, table: Table) -> None:
        self.table = table
        self.name = table.file
        self.path = folder / table.file
        self.seen = 0
        """Rows that the last pass over the file has met, good and bad, without the header."""
        self._encoding, self._errors = _decoding(table.encoding)
        self._check(folder)
        with self._opened() as file:
            self.header = self._header(file)

    def rows(self, bad: Bad) -> Iterator[tuple[int, list[str]]]:
        """Every good row with its number; blank ones are passed over. The header is row 1."""
        width = len(self.header)
        self.seen = 0

        def tell(problem: RowProblem) -> None:
            self.seen += 1
            bad(problem)

        with self._opened() as file:
            records = _Records(self, file, tell)
            for number, cells in records:
                if number == 1 and self.table.header is None:
                    continue
                if len(cells) == width:
                    if (reason := records.odd(cells)) is None:
                        self.seen += 1
                        yield number, cells
                    else:
                        column, sentence = reason
                        tell(row_problem(self.name, number, self.header[column], sentence))
                elif cells:
                    tell(row_problem(self.name, number, "", self._ragged(len(cells), records.cut_off)))

    def _ragged(self, cells: int, cut_off: bool) -> str:
        width = len(self.header)
        have = f"it has {cells} cell{'s' if cells != 1 else ''} instead of {width}"
        if cut_off and cells < width:
            return f"{have}: the last row is cut off, so that the file may not be whole"
        return f"{have}: look for a delimiter or a quote too many or too few"

    def _check(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BadFile([row_problem(str(folder), 0, "", "there is no such folder")])
        if not self.path.is_file():
            found = sorted(
                path.name for path in folder.iterdir() if path.suffix.lower() in (".csv", ".tsv", ".txt")
            )
            some = ", ".join(shown(name, 60) for name in found[:12]) + (" …" if len(found) > 12 else "")
            raise self._problem(
                f"there is no such file in {shown(str(folder))}: it has {some or 'no CSV files'}"
            )
        with self._readable(), self.path.open("rb") as file:
            head = file.read(4)
        if not head:
            raise self._problem("the file is empty")
        ours = codecs.lookup(self.table.encoding).name
        for mark, named, fitting in _BOMS:
            if head.startswith(mark):
                if ours not in fitting:
                    raise self._problem(
                        f"the file begins with the mark of {named}, but is to be read as"
                        f" {self.table.encoding}: write `encoding: {named}`"
                    )
                return

    def _header(self, file: TextIO) -> list[str]:
        if self.table.header is not None:
            return list(self.table.header)
        problems: list[RowProblem] = []
        records = _Records(self, file, problems.append)
        _, cells = next(records, (1, []))
        if problems:
            raise BadFile(problems[:1])
        if not any(cell.strip() for cell in cells):
            raise self._problem("the first row is empty: it has to name the columns")
        if (odd := records.odd(cells)) is not None:
            raise BadFile([row_problem(self.name, 1, "", odd[1])])
        return [cell.strip() for cell in cells]

    def position(self, column: str) -> int:
        """Where a column is. Raises BadFile where it is missing, or there twice."""
        count = self.header.count(column)
        if count == 1:
            return self.header.index(column)
        if count:
            raise BadFile([row_problem(self.name, 1, column, "two columns have this name: rename one")])
        raise BadFile(
            [row_problem(self.name, 1, "", f"there is no column {quoted(column)}: {self._columns()}")]
        )

    def _columns(self) -> str:
        if len(self.header) == 1:
            only = self.header[0]
            for other in (";", "\t", "|", ","):
                if other in only and other != self.table.delimiter:
                    return f"its only column is {quoted(only)}: is the delimiter {other!r}?"
        some = ", ".join(shown(name, 60) for name in self.header[:40])
        return f"it has {some}" + (" …" if len(self.header) > 40 else "")

    def _problem(self, sentence: str) -> BadFile:
        return BadFile([row_problem(self.name, 0, "", sentence)])

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._problem(f"the file cannot be read: {error.strerror}") from None

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        with self._readable(), self.path.open("rb") as raw:
            yield io.TextIOWrapper(raw, self._encoding, self._errors, newline="")


def _decoding(encoding: str) -> tuple[str, str]:
    """How to read, so that a byte that cannot be decoded is found in its cell and stops nothing else."""
    name = codecs.lookup(encoding).name
    single = "a\n".encode(name) == b"a\n"
    return ("utf-8-sig" if name == "utf-8" else name), ("surrogateescape" if single else "strict")


class _Records:
    """The rows of an open file. After a row that cannot be taken apart it goes on with the line behind the
    one at which that row began: a quote that is never closed must not swallow the rest of the file."""

    def __init__(self, owner: CsvFile, file: TextIO, bad: Bad) -> None:
        self._owner = owner
        self._file = file
        self._bad = bad
        self._again: deque[str] = deque()
        self._lines: list[str] = []
        """The lines of the row under way."""
        self._number = 0
        self._unreadable = 0
        self._ended = False
        self._reader = self._start()

    @property
    def cut_off(self) -> bool:
        """Whether the row is the last one and its line has no end."""
        return bool(self._lines) and not self._lines[-1].endswith(("\n", "\r"))

    def __iter__(self) -> "Iterator[tuple[int, list[str]]]":
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while not self._ended:
            self._lines.clear()
            try:
                cells = next(self._reader)
            except (csv.Error, _TooLong, UnicodeError) as error:
                self._number += 1
                self._tell(error)
            else:
                self._number += 1
                return self._number, cells
        raise StopIteration

    def odd(self, cells: list[str]) -> tuple[int, str] | None:
        """The first cell with characters that no text has, and what to do about them."""
        for line in self._lines:
            if "\x00" in line or (not line.isascii() and _ESCAPED.search(line)):
                break
        else:
            return None
        encoding = self._owner.table.encoding
        for n, cell in enumerate(cells):
            if (found := _ESCAPED.search(cell)) is not None:
                byte = ord(found[0]) - 0xDC00
                return n, (
                    f"the byte 0x{byte:02X} is no {encoding}:"
                    " give the table its encoding, such as cp1252 or latin-1"
                )
            if "\x00" in cell:
                return n, "it holds a NUL character: the file is damaged, or in an encoding such as utf-16"
        return None

    def _start(self) -> "Iterator[list[str]]":
        table = self._owner.table
        return csv.reader(self._feed(), delimiter=table.delimiter, quotechar=table.quote, strict=True)

    def _feed(self) -> Iterator[str]:
        lines, again, read = self._lines, self._again, self._file.readline
        while True:
            line = again.popleft() if again else read(LONGEST_LINE)
            if not line:
                self._ended = True
                return
            if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
                lines.append(line[:1])
                while line and not line.endswith(("\n", "\r")):
                    line = read(LONGEST_LINE)
                raise _TooLong
            lines.append(line)
            yield line

    def _tell(self, error: Exception) -> None:
        self._unreadable += 1
        if isinstance(error, UnicodeError):
            self._ended = True
            sentence = (
                f"from here on the file is no {self._owner.table.encoding}: give the table its encoding"
            )
        elif isinstance(error, _TooLong):
            sentence = f"a line of more than {LONGEST_LINE:,} characters: is this a CSV file?"
        elif "field larger" in str(error):
            sentence = "a cell is far too long: perhaps a quote is opened in this row and never closed"
        elif self._ended:
            sentence = "a quote is opened in this row and never closed: mend it; the file may be cut off"
        else:
            sentence = (
                "a quote stands where none can: quotes within a cell are doubled, and the cell is quoted"
            )
        if self._unreadable == MOST_UNREADABLE and not self._ended:
            self._ended = True
            sentence = (
                f"{MOST_UNREADABLE:,} rows cannot be taken apart; the rest of the file was not looked at"
            )
            self._again.clear()
        elif not isinstance(error, UnicodeError):
            # Of a line that is too long only a mark was kept.
            rest = self._lines[1:-1] if isinstance(error, _TooLong) else self._lines[1:]
            self._again.extendleft(reversed(rest))
            self._ended = self._ended and not self._again
        self._bad(row_problem(self._owner.name, self._number, "", sentence))
        self._reader = self._start()
