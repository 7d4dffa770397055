"""A progress bar on standard error, where that is a terminal."""

import sys
import time
from types import TracebackType


class Progress:
    """Shows how far simulated time has come between two instants."""

    def __init__(self, start: int, end: int) -> None:
        self._start = start
        self._end = max(end, start + 1)
        self._shows = sys.stderr.isatty()
        self._drawn = 0.0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def at(self, now: int, words: str) -> None:
        """Redraw, ten times a second at most."""
        if not self._shows or time.monotonic() - self._drawn < 0.1:
            return
        self._drawn = time.monotonic()
        part = min(1.0, (now - self._start) / (self._end - self._start))
        bar = "█" * round(part * 30)
        print(f"\r{bar:░<30} {part:4.0%}  {words}\x1b[K", end="", file=sys.stderr, flush=True)
