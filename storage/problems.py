"""What can be wrong with files and workspaces, each as one clear line and never as a traceback."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)


MOST_TOLD = 4000
"""Characters of a sentence about a file."""


def shown(text: str, most: int = 200) -> str:
    """User-made text within a one-line message: cut to `most`, with nothing in it that a terminal obeys."""
    text = text[:most] + "…" if len(text) > most else text
    return _UNSEEN.sub(_symbol, text)


def _symbol(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


Trouble = Literal[
    "missing",
    "folder",
    "read_only",
    "damaged",
    "not_a_database",
    "not_a_workspace",
    "newer",
    "older",
    "in_use",
    "exists",
    "full",
    "unknown_name",
    "bad_name",
    "illegal",
]


class WorkspaceProblem(Exception):
    """Why a workspace, or something in it, cannot be used: the file, and a sentence that says what to do."""

    def __init__(self, path: Path | str, trouble: Trouble, sentence: str) -> None:
        super().__init__(f"{shown(str(path), 1000)}: {sentence}")
        self.path = Path(path)
        self.trouble: Trouble = trouble
        self.sentence = sentence


_DAMAGED = "the workspace is damaged: restore a backup, or rescue what is left with sqlite3's .recover"
_SIGNS_OF_DAMAGE = ("no such table", "no such column", "Could not decode", "unsupported file format")
_BUSY = "another program is writing to this workspace: try again when it is done"
_CLOSED = "the workspace may not be opened: check the permissions of the file and its folder"

_BY_CODE: dict[int, tuple[Trouble, str]] = {
    sqlite3.SQLITE_BUSY: ("in_use", _BUSY),
    sqlite3.SQLITE_LOCKED: ("in_use", _BUSY),
    sqlite3.SQLITE_READONLY: (
        "read_only",
        "the workspace is read-only: make file and folder writable",
    ),
    sqlite3.SQLITE_PERM: ("read_only", _CLOSED),
    sqlite3.SQLITE_AUTH: ("read_only", _CLOSED),
    sqlite3.SQLITE_CANTOPEN: ("read_only", _CLOSED),
    sqlite3.SQLITE_FULL: ("full", "the disk is full: make room and try again (nothing is half written)"),
    sqlite3.SQLITE_IOERR: (
        "damaged",
        "the disk fails to read or write the workspace: check the disk",
    ),
    sqlite3.SQLITE_CORRUPT: ("damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: ("not_a_database", "this is no database, so it is no workspace either"),
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the database reports of its file into a WorkspaceProblem; our own mistakes stay bare."""
    try:
        yield
    except UnicodeDecodeError as error:
        # The text of a damaged schema, in an error message.
        raise WorkspaceProblem(path, "damaged", _DAMAGED) from error
    except sqlite3.DatabaseError as error:
        known = _BY_CODE.get(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF)
        if known is None and any(sign in str(error) for sign in _SIGNS_OF_DAMAGE):
            known = ("damaged", _DAMAGED)
        if known is None:
            raise
        raise WorkspaceProblem(path, *known) from error


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something wrong in a file: line and column from 1 (line 0: the file as a whole), and what to do."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.line else ""
        # Whatever a sentence quotes, a terminal obeys nothing in it.
        return f"{shown(self.file, 1000)}{place}: {shown(self.sentence, MOST_TOLD)}"


class BadFile(ValueError):
    """A file that cannot be taken, with all that is known to be wrong with it."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotThere(BadFile):
    """What was named is not there: no file of this name, or nothing of this name in it."""
