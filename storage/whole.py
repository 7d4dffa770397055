"""Writing a file that somebody asked for: whole or not at all, and never over a workspace."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from storage.problems import BadFile, FileProblem


def place_of(text: str) -> Path:
    """The place that somebody named, with `~` for where they are at home. Raises BadFile for what can name no
    place."""
    place = Path(text.strip())
    try:
        place = place.expanduser()
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except RuntimeError:
        raise _bad(place, "nobody of this name has a folder here: write the folder out") from None
    except ValueError:
        raise _bad(place, "this can be the name of no file") from None
    except OSError as error:
        raise _bad(place, f"this cannot be looked at: {error.strerror}") from None
    return place


def check_place(path: Path) -> None:
    """Refuse a place where no file can be written, or where one would replace a database. Raises BadFile."""
    try:
        if path.is_dir():
            raise _bad(path, "this is a folder: give the name of a file")
        if not path.absolute().parent.is_dir():
            raise _bad(path, "there is no such folder: make it first")
        if path.is_file():
            with path.open("rb") as file:
                if file.read(6) == b"SQLite":
                    raise _bad(path, "this is a database, perhaps a workspace: give another name")
        if not path.exists() and not os.access(path.absolute().parent, os.W_OK):
            raise _bad(path, "the file cannot be written: its folder is read-only")
    except OSError as error:
        raise _bad(path, f"the file cannot be written: {error.strerror}") from None


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A file to write UTF-8 text to. It takes its place when all is written; until then, and where that
    fails, what was there before stays.

    Raises BadFile where it cannot be written.
    """
    check_place(path)
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe has no place of its own to be replaced in.
            with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
                yield out
            return
        # Links are followed, so that the file they lead to is written.
        place = path.resolve()
        number, name = tempfile.mkstemp(prefix=f".{place.name[:100]}-", dir=place.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:
                yield out
            Path(name).chmod(place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _bad(path, f"the file cannot be written: {error.strerror}") from None


def _umask() -> int:
    """What new files are not allowed to grant; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _bad(path: Path, sentence: str) -> BadFile:
    return BadFile([FileProblem(str(path), 0, 0, sentence)])
