"""Ctrl+C: while modules are loaded it ends the process; while a run is played it stops between two moves, so
that the run can be taken up from there."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Within it, ctrl+C ends the process: an exception would be taken for a broken module."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Interruptible:
    """Within it, ctrl+C only asks to stop; a second one stops at once, as everywhere else."""

    def __init__(self) -> None:
        self.asked = False
        """Whether to stop at the next quiet moment."""
        self._before: Any = None

    def __enter__(self) -> "Interruptible":
        # Only the main thread may listen; nobody interrupts the others.
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
