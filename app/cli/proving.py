"""Proving many scenario files: here, or spread over processes where there are enough of them."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from itertools import repeat
from pathlib import Path

from app.cli.failing import CONTENT, Stop
from app.cli.sources import open_workspace
from storage.given import Library
from storage.proving import Proved, Wanted, prove
from storage.workspace import Workspace

FILES_FOR_A_PROCESS = 60
"""Starting a process costs as much as playing about so many."""

_library: Library | None = None
"""Of a process that does nothing else."""


def prove_all(
    files: Sequence[Path], wanted: Wanted, jobs: int | None, workspace: str | None
) -> Iterator[Proved]:
    """Every file in the order given, as it is done. `workspace`: where names are looked up that are no
    files."""
    count = processes(len(files)) if jobs is None else min(jobs, len(files))
    if count < 2:
        with _opened(workspace) as opened:
            library = Library(opened)
            yield from (prove(path, library, wanted) for path in files)
        return
    with _opened(workspace):
        # What is wrong with it is said once, here.
        pass
    # Spawning works the same on every system.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(workspace,))
    try:
        chunk = max(1, min(16, len(files) // (count * 4)))
        yield from pool.map(_prove, files, repeat(wanted), chunksize=chunk)
    except BrokenProcessPool:
        raise Stop(
            CONTENT, "a process has ended by itself, perhaps for want of memory: try --jobs 1"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def processes(files: int) -> int:
    """How many processes pay for so many files."""
    return max(1, min(os.cpu_count() or 1, files // FILES_FOR_A_PROCESS))


def _opened(workspace: str | None) -> AbstractContextManager[Workspace | None]:
    return nullcontext() if workspace is None else open_workspace(workspace, write=False)


def _begin(workspace: str | None) -> None:
    global _library
    # The one who asked is interrupted, and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _library = Library(None if workspace is None else Workspace.open(workspace, write=False))


def _prove(path: Path, wanted: Wanted) -> Proved:
    assert _library is not None
    return prove(path, _library, wanted)
