"""An app that is killed while somebody types loses at most the last second (F-16)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.files import read_flow
from storage.workspace import Workspace
from tests.app.small_shop import make_small_shop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pty nor SIGKILL")

TYPED = "abcdefghijklmnopqrst"
PAUSE = 0.2
"""Seconds of wall time between two letters: there is no moment of rest in which one could save at leisure."""


class Terminal:
    """The app in a process of its own behind a terminal of its own."""

    def __init__(self, workspace: Path, home: Path) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.side, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "FLOWRIG_HOME": str(home)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", str(workspace)],
            stdin=other,
            stdout=other,
            stderr=other,
            env=environment,
            start_new_session=True,
        )
        os.close(other)
        self.shown = b""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                part = os.read(self.side, 1 << 16)
            except OSError:
                return
            if not part:
                return
            self.shown += part

    def type(self, keys: str) -> None:
        os.write(self.side, keys.encode())

    def sees(self, text: str) -> None:
        """Wait until this has been shown since the terminal was looked at last."""
        deadline = time.monotonic() + 40
        while text.encode() not in self.shown:
            assert self.process.poll() is None, self.shown[-2000:]
            assert time.monotonic() < deadline, (text, self.shown[-2000:])
            time.sleep(0.02)
        self.shown = b""

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(make_small_shop(tmp_path / "w.flowrig"), tmp_path / "home")
    yield terminal
    terminal.kill()
    os.close(terminal.side)


@pytest.mark.slow
@pytest.mark.rule("F-16")
def test_a_killed_app_loses_at_most_a_second(terminal: Terminal, tmp_path: Path) -> None:
    terminal.sees("Greeting")
    terminal.type("\r")
    terminal.sees("Sleep on it")
    terminal.type("s")
    terminal.sees("Name")
    time.sleep(1)
    sent = []
    for letter in TYPED:
        terminal.type(letter)
        sent.append(time.monotonic())
        time.sleep(PAUSE)
    # In the middle of it: the last letter is younger than any pause after which one might save.
    terminal.kill()
    killed = time.monotonic()
    safe = sum(at <= killed - 1 for at in sent)
    assert 0 < safe < len(TYPED)
    with Workspace.open(tmp_path / "w.flowrig") as workspace:
        text = workspace.flows.text("greeting")
        flow = read_flow(text, "greeting")
        assert TYPED.startswith(flow.name), flow.name
        assert len(flow.name) >= safe, (flow.name, safe)
        # What leads back is there, too, and fits.
        _, position, steps = workspace.edits.load("greeting", text)
        assert position == len(steps) > 0
