"""A file of rows as a mapping sees it, whatever its form: it is found, its columns are known, and each pass
opens it anew."""

import codecs
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final, TextIO

from storage.mapping.columns import quoted
from storage.mapping.model import Table
from storage.mapping.rejected import RowProblem, row_problem
from storage.problems import BadFile, shown

LONGEST_LINE: Final = 1_000_000
"""Characters in a line."""

MOST_UNREADABLE: Final = 1_000
"""After so many rows that cannot even be taken apart, a file is given up."""

ESCAPED: Final = re.compile("[\udc80-\udcff]")
"""What stands for a byte that could not be decoded."""

Bad = Callable[[RowProblem], None]

_SUFFIXES: Final = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8", ("utf-8",)),
    (codecs.BOM_UTF32_LE, "utf-32", ("utf-32", "utf-32-le")),
    (codecs.BOM_UTF32_BE, "utf-32", ("utf-32", "utf-32-be")),
    (codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "utf-16-le")),
    (codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "utf-16-be")),
)


class TooLong(Exception):
    """A line without an end."""


class DataFile(ABC):
    """One file of a mapping, opened anew by each pass over it.

    Raises BadFile for what concerns the whole file; a bad row goes to `bad`, and reading goes on behind it.
    """

    nested: ClassVar[bool] = False
    """Whether its columns are paths into values, so that a dot in a name need not mean a table."""

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

    @abstractmethod
    def rows(self, bad: Bad) -> Iterator[tuple[int, list[str]]]:
        """Every good row with its number and its cells, which stand where `position` says; blank ones are
        passed over."""

    @abstractmethod
    def _header(self, file: TextIO) -> list[str]:
        """The columns' names. Raises BadFile."""

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
        """What columns there are, for people."""
        some = ", ".join(shown(name, 60) for name in self.header[:40])
        return f"it has {some}" + (" …" if len(self.header) > 40 else "")

    def _check(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BadFile([row_problem(str(folder), 0, "", "there is no such folder")])
        if not self.path.is_file():
            found = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
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


def read_line(file: TextIO) -> str:
    """The next line with its end, "" behind the last one. Raises TooLong, having read past its end."""
    line = file.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
        while line and not line.endswith(("\n", "\r")):
            line = file.readline(LONGEST_LINE)
        raise TooLong
    return line


def _decoding(encoding: str) -> tuple[str, str]:
    """How to read, so that a byte that cannot be decoded is found in its cell and stops nothing else."""
    name = codecs.lookup(encoding).name
    single = "a\n".encode(name) == b"a\n"
    return ("utf-8-sig" if name == "utf-8" else name), ("surrogateescape" if single else "strict")


def not_encoded(escaped: str, encoding: str) -> str:
    """What to do about a byte that could not be decoded."""
    byte = ord(escaped) - 0xDC00
    return f"the byte 0x{byte:02X} is no {encoding}: give the table its encoding, such as cp1252 or latin-1"
