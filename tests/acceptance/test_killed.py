"""A run that is killed at any moment and taken up again ends with the same journal as an undisturbed one."""

import hashlib
import json
import signal
import sys
import time

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


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_and_resume(shell: Shell) -> None:
    busy(shell)
    run = ("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig")
    whole = json.loads(shell(*run, "--run-name", "whole", "--journal", "whole.jsonl", "--json").out)
    expected = digest(shell, "whole.jsonl")
    killed = 0
    for n, delay in enumerate((0.2, 0.5, 0.8, 1.1)):
        name = f"killed-{n}"
        process = shell.process(*run, "--run-name", name)
        # The clock of the kill begins when the run is known to the workspace.
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            found = shell("outbox", "--run", name, "--workspace", "w.flowrig", expect=None)
            if found.status == 0:
                break
        time.sleep(delay)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate()
        # Killed again on the way, and once more.
        for pause in (1.0, 1.6):
            again = shell.process("run", "--resume", name, "--workspace", "w.flowrig")
            time.sleep(pause)
            if again.poll() is None:
                again.send_signal(signal.SIGKILL)
                killed += 1
            again.communicate()
        rest = shell(
            "run", "--resume", name, "--workspace", "w.flowrig", "--journal", f"{name}.jsonl", "--json"
        )
        assert json.loads(rest.out)["flows"] == whole["flows"]
        assert digest(shell, f"{name}.jsonl") == expected
    assert killed >= 4
