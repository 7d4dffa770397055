"""A progress bar on standard error, where that is a terminal."""

import os
import sys
import time
from types import TracebackType

from app.text import cut


class Progress:
    """Shows how far simulated time has come between two instants."""

    def __init__(self, start: int, end: int) -> None:
        self._start = start
        self._end = max(end, start + 1)
        self._shows = sys.stderr.isatty()
        self._drawn = False
        # What is over in no time needs no bar.
        self._next = time.monotonic() + 0.2

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def at(self, now: int, words: str) -> None:
        """Redraw, ten times a second at most."""
        if not self._shows or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + 0.1
        self._drawn = True
        part = min(1.0, (now - self._start) / (self._end - self._start))
        # A line that is too long for the terminal would go on in the next and stay there.
        most = _columns() - 1
        width = max(5, min(30, most - len(words) - 7))
        bar = "█" * round(part * width) + "░" * (width - round(part * width))
        line = cut(f"{bar} {part:4.0%}  {words}", most)
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)


def _columns() -> int:
    """The width of the terminal that standard error is; output may go elsewhere."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
