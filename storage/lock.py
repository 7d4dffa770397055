"""Who may write to a workspace: one process at a time, named in a side file whose lock dies with it."""

import json
import os
import socket
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_TRIES = 5
_PAUSE = 0.02
"""Seconds between tries: somebody who only looks who holds a workspace locks its side file for an instant."""

_LOCKED_BYTE = 1 << 30
"""Windows locks keep others from reading what is locked: a byte far behind the text is locked there."""

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a workspace for writing."""

    pid: int
    host: str
    since: int
    """Seconds since 1970 UTC, by that machine's clock."""

    def __str__(self) -> str:
        since = time.strftime("%Y-%m-%d %H:%M", time.gmtime(self.since))
        return f"process {self.pid} on {self.host}, since {since} UTC"


UNKNOWN = Holder(0, "an unknown host", 0)
"""A holder that has not written its name yet."""


class WriterLock:
    """The right to write to one workspace, shared by the connections of this process that were given it."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path
        self._shares = 1
        self._counting = threading.Lock()

    @classmethod
    def take(cls, workspace: Path) -> "WriterLock | None":
        """Take the right; None while somebody else has it. Raises OSError where no side file can be made."""
        path = side_file(workspace)
        for _ in range(_TRIES):
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644), "r+b")
            # Its last holder may have removed the file between our opening and our locking it.
            if _lock(file) and _same_file(file, path):
                file.seek(0)
                file.truncate()
                name = {"pid": os.getpid(), "host": socket.gethostname(), "since": int(time.time())}
                file.write(json.dumps(name).encode())
                file.flush()
                return cls(file, path)
            file.close()
            time.sleep(_PAUSE)
        return None

    def share(self) -> "WriterLock":
        with self._counting:
            self._shares += 1
        return self

    def release(self) -> None:
        """Give one share back; with the last one the right is free and the side file is gone."""
        with self._counting:
            self._shares -= 1
            if self._shares:
                return
        if sys.platform == "win32":
            self._file.seek(0)
            self._file.truncate()
            _unlock(self._file)
            self._file.close()
            _remove(self._path)
        else:
            _remove(self._path)
            self._file.close()


def side_file(workspace: Path) -> Path:
    return workspace.with_name(workspace.name + "-writer")


def holder(workspace: Path) -> Holder | None:
    """Who holds the workspace for writing, if anybody does."""
    path = side_file(workspace)
    try:
        with path.open("r+b") as file:
            if _lock(file):
                _unlock(file)
                return None
            file.seek(0)
            text = file.read(1000)
    except FileNotFoundError:
        return None
    except OSError:
        return UNKNOWN
    try:
        data = json.loads(text)
        return Holder(int(data["pid"]), str(data["host"])[:100], int(data["since"]))
    except (ValueError, KeyError, TypeError):
        return UNKNOWN


def _same_file(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        pass
