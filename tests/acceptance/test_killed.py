"""A run that is killed at any moment and taken up again ends with the same journal as an undisturbed one."""

import hashlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.acceptance.shell import FLOW, Shell

CUSTOMERS = 3000
VISITS = 12_000


def busy(shell: Shell) -> None:
    """Enough of a run to be killed in the middle of it."""
    lines = [
        "flowrig: world/1",
        "settings:",
        "  time_zone: Europe/Berlin",
        "  action_templates:",
        "    visit: {}",
    ]
    lines += ["  customer_fields:", "    score: {type: number}", "customers:"]
    for n in range(CUSTOMERS):
        lines.append(f"  c{n}: {{id: c{n}, email: {{value: c{n}@example.com}}, fields: {{score: {n % 20}}}}}")
    shell.write("world.yaml", "\n".join(lines) + "\n")
    lines = ["flowrig: scenario/1", "scenario: busy", "world: world.yaml", "timeline:"]
    for n in range(VISITS):
        day, minute = divmod(n, 500)
        at = f"2026-03-{day + 1:02} {minute // 60:02}:{minute % 60:02}"
        lines.append(f"- {{at: {at}, do: action.issue, customer: c{n * 7919 % CUSTOMERS}, template: visit}}")
    shell.write("scenario.yaml", "\n".join(lines) + "\n")
    shell.write("hello.yaml", FLOW.replace("cap: 100", "cap: 2000"))


def digest(shell: Shell, name: str) -> str:
    return hashlib.sha256((shell.folder / name).read_bytes()).hexdigest()


def stored(shell: Shell, name: str) -> int:
    """The last wake-up that the workspace holds of a run; -1 while it does not know the run."""
    path = shell.folder / "w.flowrig"
    if not path.exists():
        return -1
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        try:
            row = db.execute("SELECT id FROM run WHERE name = ?", (name,)).fetchone()
            return -1 if row is None else db.execute(f"SELECT max(seq) FROM wake_{row[0]}").fetchone()[0] or 0
        except sqlite3.OperationalError:
            return -1


def kill_in_the_middle(shell: Shell, process: "subprocess.Popen[str]", name: str, at: int) -> bool:
    """Kill a process once it has written so many wake-ups of its own; whether it was still at it."""
    before = stored(shell, name)
    begun = before <= 0
    while process.poll() is None:
        now = stored(shell, name)
        # A run that is taken up begins by dropping what lies beyond its last checkpoint.
        begun = begun or now < before
        if begun and now >= at:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.002)
    process.communicate()
    return process.returncode == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_and_resume(shell: Shell) -> None:
    busy(shell)
    run = ("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig")
    whole = json.loads(shell(*run, "--run-name", "whole", "--journal", "whole.jsonl", "--json").out)
    expected = digest(shell, "whole.jsonl")
    killed = 0
    for first, second, third in ((1, 4000, 9000), (6000, 1, 2000), (12_000, 8000, 16_000)):
        name = f"killed-{first}"
        killed += kill_in_the_middle(shell, shell.process(*run, "--run-name", name), name, first)
        # Killed again on the way, and once more.
        for at in (second, third):
            again = shell.process("run", "--resume", name, "--workspace", "w.flowrig")
            killed += kill_in_the_middle(shell, again, name, at)
        rest = shell(
            "run", "--resume", name, "--workspace", "w.flowrig", "--journal", f"{name}.jsonl", "--json"
        )
        assert json.loads(rest.out)["flows"] == whole["flows"]
        assert digest(shell, f"{name}.jsonl") == expected
    assert killed >= 6
