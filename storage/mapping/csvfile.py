"""Reading a CSV file row by row, whatever is wrong with it: a bad row is told and the next one is read."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

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
from storage.mapping.rejected import RowProblem, row_problem
from storage.problems import BadFile


class CsvFile(DataFile):
    """A CSV file. Its header is row 1."""

    def rows(self, bad: Bad) -> Iterator[tuple[int, list[str]]]:
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

    def _columns(self) -> str:
        if len(self.header) == 1:
            only = self.header[0]
            for other in (";", "\t", "|", ","):
                if other in only and other != self.table.delimiter:
                    return f"its only column is {quoted(only)}: is the delimiter {other!r}?"
        return super()._columns()


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
            except (csv.Error, TooLong, UnicodeError) as error:
                self._number += 1
                self._tell(error)
            else:
                self._number += 1
                return self._number, cells
        raise StopIteration

    def odd(self, cells: list[str]) -> tuple[int, str] | None:
        """The first cell with characters that no text has, and what to do about them."""
        for line in self._lines:
            if "\x00" in line or (not line.isascii() and ESCAPED.search(line)):
                break
        else:
            return None
        encoding = self._owner.table.encoding
        for n, cell in enumerate(cells):
            if (found := ESCAPED.search(cell)) is not None:
                return n, not_encoded(found[0], encoding)
            if "\x00" in cell:
                return n, "it holds a NUL character: the file is damaged, or in an encoding such as utf-16"
        return None

    def _start(self) -> "Iterator[list[str]]":
        table = self._owner.table
        return csv.reader(self._feed(), delimiter=table.delimiter, quotechar=table.quote, strict=True)

    def _feed(self) -> Iterator[str]:
        lines, again, file = self._lines, self._again, self._file
        while True:
            try:
                line = again.popleft() if again else read_line(file)
            except TooLong:
                # A mark in its place, so that it is known to belong to the row.
                lines.append("")
                raise
            if not line:
                self._ended = True
                return
            lines.append(line)
            yield line

    def _tell(self, error: Exception) -> None:
        self._unreadable += 1
        if isinstance(error, UnicodeError):
            self._ended = True
            sentence = (
                f"from here on the file is no {self._owner.table.encoding}: give the table its encoding"
            )
        elif isinstance(error, TooLong):
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
            rest = self._lines[1:-1] if isinstance(error, TooLong) else self._lines[1:]
            self._again.extendleft(reversed(rest))
            self._ended = self._ended and not self._again
        self._bad(row_problem(self._owner.name, self._number, "", sentence))
        self._reader = self._start()
