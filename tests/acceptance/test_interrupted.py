"""Ctrl+C: the run stops between two moves and says how to go on, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time

import pytest

from storage.problems import WorkspaceProblem
from storage.workspace import Workspace
from tests.acceptance.shell import Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal that Windows does not have")

FLOW = """\
flowrig: flow/1
id: daily
blocks:
- {id: start, kind: launch, trigger: {schedule: {every: day, at: "09:00"}, segment: all}}
- {id: halves, kind: split, branches: [{id: A, share: 50}, {id: B, share: 50}]}
- {id: pause, kind: wait, duration: 3 hours}
- {id: letter, kind: steps, actions: [{do: send_email, subject: Good day, consent: not_needed}]}
connections:
- {from: start, output: next, to: halves}
- {from: halves, output: A, to: pause}
- {from: pause, output: next, to: letter}
"""

WORLD = "flowrig: world/1\nsettings: {segments: {all: {}}}\ncustomers:\n" + "".join(
    f"  c{n}: {{id: c{n}, segments: {{all: 0}}}}\n" for n in range(50)
)

RUN = ("run", "daily.yaml", "--world", "world.yaml", "--from", "2026-01-01", "--until", "2028-01-01")
RUN_W = (*RUN, "--workspace", "w.flowrig")


def has_begun(shell: Shell) -> bool:
    """Whether the run is known to the workspace."""
    try:
        with Workspace.open(shell.folder / "w.flowrig", write=False) as workspace:
            return bool(workspace.runs.entries())
    except WorkspaceProblem:
        return False


def interrupt(process: "subprocess.Popen[str]", shell: Shell) -> str:
    """Interrupt it in the middle; what it says."""
    deadline = time.monotonic() + 60
    while not has_begun(shell):
        assert process.poll() is None, "it was over before it could be interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.count("\n") == 1, err
    return err


def test_an_interrupted_run_goes_on_as_if_nothing_had_happened(shell: Shell) -> None:
    shell.write("daily.yaml", FLOW)
    shell.write("world.yaml", WORLD)
    shell(*RUN, "--workspace", "whole.flowrig", "--journal", "whole.jsonl")
    said = interrupt(shell.process(*RUN_W, "--run-name", "my run", "--journal", "part.jsonl"), shell)
    assert said.startswith("interrupted at 20")
    assert said.endswith("go on with flowrig run --resume 'my run' --workspace w.flowrig\n")
    assert not (shell.folder / "part.jsonl").exists()
    assert not list(shell.folder.glob("w.flowrig-*"))
    shell("run", "--resume", "my run", "--workspace", "w.flowrig", "--journal", "part.jsonl")
    assert (shell.folder / "part.jsonl").read_bytes() == (shell.folder / "whole.jsonl").read_bytes()


def _interrupted(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Press ctrl+c until it is heard: one that comes just before a read begins does not end that read."""
    for _ in range(12):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("the interruption was never heard")


def test_an_interruption_before_anything_has_begun_leaves_nothing(shell: Shell) -> None:
    scenario = shell.folder / "scenario.yaml"
    scenario.unlink()
    os.mkfifo(scenario)
    process = shell.process("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig")
    # This opens when the process begins to read it.
    with scenario.open("w"):
        out, err = _interrupted(process)
    assert process.returncode == 130
    assert err == "interrupted\n"
    assert not out
    assert sorted(path.name for path in shell.folder.iterdir()) == [
        "hello.yaml",
        "scenario.yaml",
        "world.yaml",
    ]
