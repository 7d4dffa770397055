"""What flowrig writes to: terminals, pipes that close, full disks, encodings of old."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.shell import SCENARIO, WORLD, Shell

RUN = ("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig")

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes and terminals of Unix")


def test_json_stays_json_where_the_terminal_is_not_utf_8(shell: Shell) -> None:
    shell.write("world.yaml", WORLD.replace("anna", "\xe4nna").replace("Anna", "\u4e2d\u6587"))
    shell.write("scenario.yaml", SCENARIO.replace("anna", "\xe4nna"))
    old = {"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    out = shell(*RUN, "--run-name", "one", env=old).out
    assert out.isascii()
    assert "\\" not in out
    assert "2 entered - 0 inside" in out
    words = ("--run", "one", "--workspace", "w.flowrig")
    found = json.loads(shell("outbox", *words, "--json", env=old).out)
    assert found[0]["customer"] == "\xe4nna"
    assert found[0]["body"] == "Hello \u4e2d\u6587"
    table = shell("outbox", *words, env=old).out
    assert "\\xe4nna" in table
    assert table.isascii()
    assert "\xe4nna" in shell("outbox", *words).out


@POSIX
def test_a_pipe_that_closes_early_is_no_trouble(shell: Shell) -> None:
    for words in (("schema", "flow"), (*RUN, "--run-name", "one")):
        process = shell.process(*words)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        process.wait(60)
    assert "Hello Anna" in shell("outbox", "--run", "one", "--workspace", "w.flowrig").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_told_and_the_run_is_kept(shell: Shell) -> None:
    with Path("/dev/full").open("w") as full:
        process = shell.process(*RUN, "--run-name", "one", stdout=full.fileno())
        assert process.stderr is not None
        assert process.stderr.read() == "standard output: No space left on device\n"
        assert process.wait(60) == 1
    assert "No space left" in shell(*RUN, "--journal", "/dev/full", expect=1).line
    assert "Hello Anna" in shell("outbox", "--run", "one", "--workspace", "w.flowrig").out


def test_a_journal_is_written_whole_or_not_at_all(shell: Shell) -> None:
    journal = shell.write("j.jsonl", "what was there before\n")
    shell.write("bad.yaml", SCENARIO.replace("customer: ben", "customer: nobody"))
    shell("run", "hello.yaml", "--scenario", "bad.yaml", "--journal", "j.jsonl", expect=1)
    assert journal.read_text() == "what was there before\n"
    shell(*RUN, "--journal", "j.jsonl")
    assert len(journal.read_text().splitlines()) == 11
    assert not [path.name for path in shell.folder.iterdir() if path.name.startswith(".")]


@POSIX
def test_without_a_terminal_the_app_says_so(shell: Shell) -> None:
    before = shell.files()
    assert "no terminal to draw on" in shell(expect=2).line
    assert "no terminal to draw on" in shell("shop.flowrig", expect=2).line
    assert "did you mean 'validate'?" in shell("vaildate", expect=2).line
    assert shell.files() == before


@POSIX
def test_the_progress_bar_is_one_line_of_a_terminal(shell: Shell) -> None:
    import fcntl
    import pty
    import struct
    import termios

    # Fourteen years of a daily letter: enough to be seen on the way.
    shell.write("world.yaml", "flowrig: world/1\nsettings: {segments: {all: {}}}\ncustomers:\n" + PEOPLE)
    shell.write("daily.yaml", DAILY)
    terminal, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *ALWAYS],
        cwd=shell.folder,
        stdin=screen,
        stdout=subprocess.PIPE,
        stderr=screen,
        env={**os.environ, "FLOWRIG_HOME": str(shell.folder / "home"), "PYTHONUTF8": "1"},
    )
    os.close(screen)
    seen = b""
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(terminal)
    assert process.wait(60) == 0
    assert process.stdout is not None
    assert b"daily" in process.stdout.read()
    text = seen.decode()
    assert "\n" not in text
    assert text.endswith("\r\x1b[K")
    lines = [line.removesuffix("\x1b[K") for line in text.split("\r") if line.removesuffix("\x1b[K")]
    assert lines
    for line in lines:
        assert len(line) < 60
        assert "%" in line
        assert "wake-ups" in line


PEOPLE = "".join(f"  c{n}: {{id: c{n}, segments: {{all: 0}}}}\n" for n in range(20))

DAILY = """\
flowrig: flow/1
id: daily
blocks:
- {id: start, kind: launch, trigger: {schedule: {every: day, at: "09:00"}, segment: all}}
- {id: letter, kind: steps, actions: [{do: send_email, subject: Good morning, consent: not_needed}]}
connections:
- {from: start, output: next, to: letter}
"""

ALWAYS = ("run", "daily.yaml", "--world", "world.yaml", "--from", "2026-01-01", "--until", "2040-01-01")
