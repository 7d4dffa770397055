"""Starting: `flowrig` to its first paint against a bare Textual app: `python -m tests.benchmarks.startup`.

Both are started in a terminal of their own (80×24), in turn, with a workspace that was made before. *First
paint* is when the first frame arrives: the cursor goes home and text follows. *Complete* is when the last
frame arrives after which nothing is painted for a while: the list of flows is there. Unix only.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from typing import NamedTuple

HOME = b"\x1b[1;1H"
"""Textual begins a frame of the whole screen with this."""

BARE = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("ready")

Bare().run()
"""

FLOWRIG = "import sys; from app.cli import main; sys.exit(main([]))"

QUIET = 0.7
"""Seconds without a frame after which a start counts as complete."""

AT_MOST = 1.5
"""First paint of flowrig by that of the bare app."""


class Start(NamedTuple):
    """Seconds since the process was started."""

    first_paint: float
    complete: float


def start(program: str, home: str, longest: float = 20.0) -> Start:
    """Start a program in a terminal, wait until it has painted, and end it."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "FLOWRIG_HOME": home, "TERM": "xterm-256color"}
        os.execve(sys.executable, [sys.executable, "-c", program], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen, first, last = b"", None, 0.0
    try:
        while (now := time.perf_counter() - began) < longest:
            ready, _, _ = select.select([terminal], [], [], 0.05)
            if ready:
                seen += os.read(terminal, 65_536)
                last = time.perf_counter() - began
                if first is None and HOME in seen:
                    first = last
            elif first is not None and now - last > QUIET:
                return Start(first, last)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    raise SystemExit(f"nothing was painted, or never an end to it, in {longest:.0f} seconds")


def middle_of(starts: list[Start]) -> Start:
    return Start(
        statistics.median(each.first_paint for each in starts),
        statistics.median(each.complete for each in starts),
    )


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # The first start makes the sample workspace, and the files of compiled Python.
        start(FLOWRIG, home, 120.0)
        start(BARE, home)
        bare, ours = [], []
        for _ in range(chosen.runs):
            bare.append(start(BARE, home))
            ours.append(start(FLOWRIG, home))
    for name, starts in (("bare", bare), ("flowrig", ours)):
        middle = middle_of(starts)
        print(
            f"{name:>8}: first paint {middle.first_paint * 1000:4.0f} ms, "
            f"complete {middle.complete * 1000:4.0f} ms"
        )
    ratio = middle_of(ours).first_paint / middle_of(bare).first_paint
    print(f"first paint: {ratio:.2f} × the bare app (at most {AT_MOST}), medians of {chosen.runs}")


if __name__ == "__main__":
    main()
