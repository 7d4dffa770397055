"""An open workspace file: what is checked before it is trusted, and how it is read and written."""

import json
import os
import sqlite3
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from storage.lock import UNKNOWN, Holder, WriterLock, holder
from storage.migrations import APPLICATION_ID, MIGRATIONS, known
from storage.problems import BadFile, Trouble, WorkspaceProblem, explained, shown

Row = tuple[Any, ...]

BUSY_SECONDS = 5.0
"""How long a write waits for another connection's; batches of a journal hold the write lock far shorter."""

LARGEST_LOG = 8 << 20
"""To so many bytes the write-ahead log shrinks again, once what made it grow (a long reading) is over."""

_PRAGMAS = ("foreign_keys=on", "synchronous=normal", "trusted_schema=off")

_CHECKED_WHOLE = 8 << 20
"""Files up to this size (bytes) are checked page by page when they are opened: it takes milliseconds."""

_MOST_UNPACKED = 2 << 30

_MAGIC = b"SQLite format 3\x00"


class Connection:
    """One connection to a workspace, to be used by the thread that made it."""

    def __init__(self, path: Path, conn: sqlite3.Connection, lock: WriterLock | None) -> None:
        self.path = path
        self.conn = conn
        self.lock = lock
        """The right to write; None where the file is open for reading only."""
        self.db = Database(conn, recursive_triggers=False, execute_plugins=False)
        self._reading = False
        self._undoing: list[Callable[[], None]] = []

    @classmethod
    def open(cls, path: Path, lock: WriterLock | None) -> "Connection":
        """Connect to a file that `check_file` has passed. Raises WorkspaceProblem, the file untouched and the
        right to write given back."""
        conn: sqlite3.Connection | None = None
        try:
            with explained(path):
                conn = _connect(path, lock is not None)
                for pragma in (*_PRAGMAS, f"journal_size_limit={LARGEST_LOG}"):
                    conn.execute(f"PRAGMA {pragma}")
                return cls(path, conn, lock)
        except BaseException:
            if conn is not None:
                conn.close()
            if lock is not None:
                lock.release()
            raise

    def close(self) -> None:
        self.conn.close()
        if self.lock is not None:
            self.lock.release()
            self.lock = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is written whole or not at all. Within another one, it is part of that."""
        if self.lock is None:
            raise WorkspaceProblem(self.path, "read_only", _reading_only(holder(self.path)))
        if self.conn.in_transaction:
            if self._reading:
                raise RuntimeError("what is written within a reading would be lost")
            yield
            return
        with explained(self.path):
            # A deferred transaction that reads first fails at once when another one writes; this one waits.
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.conn.execute("COMMIT")
            except BaseException:
                # Does nothing where the error has ended the transaction already.
                self.conn.rollback()
                for undo in self._undoing:
                    undo()
                raise
            finally:
                self._undoing.clear()

    def if_undone(self, undo: Callable[[], None]) -> None:
        """Within a transaction: call this where that is not kept, once the file is as it was, so that what is
        held in memory can follow."""
        self._undoing.append(undo)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever is written meanwhile. Within another one, or a
        transaction, it is part of that. Nothing is written inside.

        It holds up nobody who writes; but until it ends, the write-ahead log only grows. So what may take as
        long as somebody likes, such as printing, comes after it.
        """
        if self.conn.in_transaction:
            yield
            return
        with explained(self.path):
            # Its moment is that of the first thing read.
            self.conn.execute("BEGIN")
        self._reading = True
        try:
            yield
        finally:
            self._reading = False
            self.conn.rollback()

    def run(self, sql: str, *parameters: Any) -> int:
        """Carry out one statement; how many rows it touched."""
        with explained(self.path):
            return self.conn.execute(sql, parameters).rowcount

    def rows(self, sql: str, *parameters: Any) -> Iterator[Row]:
        """Read rows as they are asked for."""
        with explained(self.path):
            # Not `yield from`: that closes the cursor of rows that nobody reads on, even after the database.
            for row in self.conn.execute(sql, parameters):  # noqa: UP028
                yield row

    def row(self, sql: str, *parameters: Any) -> Row | None:
        """The first row, if there is one."""
        with explained(self.path):
            found: Row | None = self.conn.execute(sql, parameters).fetchone()
            return found

    def fill(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Carry out one statement for many rows."""
        with explained(self.path):
            self.conn.executemany(sql, rows)

    def unpack(self, data: bytes) -> bytes:
        """Undo zlib, of a file that somebody else may have made."""
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(data, _MOST_UNPACKED)
        except zlib.error:
            raise self.damaged("something packed in it cannot be unpacked") from None
        if not unpacking.eof:
            raise self.damaged("something packed in it is cut off or far too large")
        return text

    def unknown(self, what: str, name: str, names: Sequence[str]) -> WorkspaceProblem:
        """What to raise for a name that the workspace does not have."""
        close = get_close_matches(name[:200], names, 1, 0.75)
        if close:
            sentence = f"there is no {what} '{shown(name)}': did you mean '{shown(close[0])}'?"
            return self.problem("unknown_name", sentence)
        few = ", ".join(f"'{shown(name, 60)}'" for name in names[:8]) + (" …" if len(names) > 8 else "")
        if not names:
            instead = f"the workspace has no {what}s"
        else:
            instead = f"the only one is {few}" if len(names) == 1 else f"there are {few}"
        return self.problem("unknown_name", f"there is no {what} '{shown(name)}': {instead}")

    def problem(self, trouble: Trouble, sentence: str) -> WorkspaceProblem:
        return WorkspaceProblem(self.path, trouble, sentence)

    def from_json(self, text: str) -> Any:
        """What a piece of JSON in the file says."""
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise self.damaged("a piece of JSON in it cannot be read") from None

    @contextmanager
    def sound(self, what: str) -> Iterator[None]:
        """What is read inside is what flowrig once wrote: where it makes no sense, the file is damaged."""
        try:
            yield
        except BadFile:
            raise
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError) as error:
            raise self.damaged(f"{what} makes no sense") from error

    def damaged(self, what: str) -> WorkspaceProblem:
        return WorkspaceProblem(self.path, "damaged", f"the workspace is damaged: {what}")


def pack(text: bytes) -> bytes:
    return zlib.compress(text, 1)


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    uri = path.as_uri()
    if write:
        return sqlite3.connect(f"{uri}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    # A connection that could write, but does not, removes SQLite's side files when it is closed as the last.
    # Only asked for, not tried: to close a file gives up all locks that this process has on it.
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    conn = sqlite3.connect(f"{uri}?mode={mode}", uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        conn.execute("PRAGMA query_only=on")
        conn.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        conn.close()
        if _wal(path):
            raise
        # In a folder where nothing may be written, a file that nobody writes to is readable all the same.
        return sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)
    return conn


def _wal(path: Path) -> bool:
    """Whether the file has changes beside it that are not in it yet."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def check_file(path: Path, *, write: bool) -> None:
    """Refuse what is no workspace by its first bytes, before SQLite touches it. Raises WorkspaceProblem."""
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise WorkspaceProblem(path, "folder", "this is a folder: give the workspace file in it")
        if not stat.S_ISREG(state.st_mode):
            raise WorkspaceProblem(path, "not_a_database", "this is no ordinary file: give a workspace file")
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise WorkspaceProblem(
            path, "missing", "there is no such file: check the name, or make a new workspace"
        ) from None
    except PermissionError:
        raise WorkspaceProblem(path, "read_only", "the file may not be read: check its permissions") from None
    except OSError as error:
        raise WorkspaceProblem(path, "missing", f"the file cannot be read: {error.strerror}") from None
    if head[:16] != _MAGIC:
        what = "an empty file" if not head else "no database"
        raise WorkspaceProblem(path, "not_a_database", f"this is {what}, so it is no workspace")
    if len(head) < 100:
        raise WorkspaceProblem(path, "damaged", "the workspace is damaged: it is cut off")
    if struct.unpack(">I", head[68:72])[0] != APPLICATION_ID:
        raise WorkspaceProblem(
            path, "not_a_workspace", "this is a database of another program, not a workspace"
        )
    page: int = struct.unpack(">H", head[16:18])[0]
    pages: int = struct.unpack(">I", head[28:32])[0]
    if not _wal(path) and state.st_size < pages * (65536 if page == 1 else page):
        raise WorkspaceProblem(path, "damaged", "the workspace is damaged: it is cut off")
    if write and not _may_write(path):
        raise WorkspaceProblem(
            path, "read_only", "the workspace is read-only: make the file writable, or open it for reading"
        )


def protected(path: Path) -> bool:
    """Whether the file, or its folder, may not be written."""
    return not (_may_write(path) and os.access(path.parent, os.W_OK))


def _may_write(path: Path) -> bool:
    """Whether the file may be written. One that says that nobody may is left alone by root, too."""
    if not path.stat().st_mode & 0o222:
        return False
    try:
        with path.open("r+b"):
            return True
    except OSError:
        return False


def bring_up_to_date(connection: Connection) -> None:
    """Check the schema and apply missing migrations. Raises WorkspaceProblem, the file untouched."""
    path = connection.path
    with explained(path):
        if path.stat().st_size <= _CHECKED_WHOLE:
            found = connection.conn.execute("PRAGMA quick_check(1)").fetchone()
            if found != ("ok",):
                raise connection.damaged("restore a backup, or rescue what is left with sqlite3's .recover")
        applied = {migration.name for migration in MIGRATIONS.applied(connection.db)}
        ours = known()
        if applied - ours:
            raise WorkspaceProblem(
                path,
                "newer",
                "the workspace was made by a newer version of flowrig: update flowrig to open it",
            )
        if not applied:
            raise WorkspaceProblem(path, "not_a_workspace", "this database has no workspace in it")
        if applied == ours:
            return
        if connection.lock is None:
            older = "the workspace was made by an older version of flowrig"
            if not protected(path):
                raise WorkspaceProblem(path, "older", f"{older}: open it for writing once")
            what = "open a copy of it, or make the file and its folder writable and open it once"
            raise WorkspaceProblem(path, "older", f"{older}, and is read-only: {what}")
    migrate(connection)


def migrate(connection: Connection) -> None:
    """Apply all missing migrations at once or none: the runner alone would begin deferred, one by one."""
    with connection.transaction():
        MIGRATIONS.apply(connection.db)


def _reading_only(by: Holder | None) -> str:
    if by is None:
        return "the workspace is open for reading only here: open it again to write to it"
    who = "another process" if by == UNKNOWN else str(by)
    return f"the workspace is open for reading only here: {who}, holds it for writing"
