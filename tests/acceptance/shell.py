"""Running flowrig as a person at the shell does: a process of its own, in a folder of its own."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

FLOW = """\
flowrig: flow/1
id: hello
name: Hello
blocks:
- id: start
  kind: launch
  trigger:
    event: action_issued
    settings:
      templates:
      - visit
- id: mail
  kind: steps
  title: Say hello
  actions:
  - do: send_email
    subject: Hello {{ Customer.FirstName }}
    consent: not_needed
- id: day
  kind: wait
  duration: 1 day
  window:
    start: "08:00"
    end: "20:00"
- id: low
  kind: condition
  condition:
    field: customer.field.score
    op: less_than
    value: 10
- id: halves
  kind: split
  branches:
  - id: A
    share: 50
  - id: B
    share: 50
- id: cap
  kind: limit
  cap: 100
- id: second
  kind: steps
  actions:
  - do: send_email
    subject: You again
    consent: not_needed
connections:
- {from: start, output: next, to: mail}
- {from: mail, output: next, to: day}
- {from: day, output: next, to: low}
- {from: low, output: "yes", to: halves}
- {from: halves, output: A, to: cap}
- {from: halves, output: B, to: cap}
- {from: cap, output: within, to: second}
"""

WORLD = """\
flowrig: world/1
settings:
  time_zone: Europe/Berlin
  action_templates:
    visit: {}
  customer_fields:
    score:
      type: number
customers:
  anna:
    id: anna
    first_name: Anna
    email:
      value: anna@example.com
    fields:
      score: 3
  ben:
    id: ben
    first_name: Ben
    fields:
      score: 30
"""

SCENARIO = """\
flowrig: scenario/1
scenario: two visits
world: world.yaml
timeline:
- {at: 2026-03-28 19:00, do: action.issue, customer: anna, template: visit}
- {at: 2026-03-28 21:00, do: action.issue, customer: ben, template: visit}
- {at: 2026-03-30 12:00, do: customer.set_field, customer: anna, fields: {score: 99}}
"""


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line that an error is."""
        assert "Traceback" not in self.err, self.err
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def _hear_interruptions() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Shell:
    """A folder with a flow, a world and a scenario, and flowrig in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("hello.yaml", FLOW)
        self.write("world.yaml", WORLD)
        self.write("scenario.yaml", SCENARIO)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def files(self) -> dict[str, str]:
        """Every file and folder, with a hash of what is in it."""
        return {
            str(path.relative_to(self.folder)): sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else ""
            for path in self.folder.rglob("*")
        }

    def process(
        self, *words: str, stdout: int = subprocess.PIPE, env: dict[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "app", *words],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "FLOWRIG_HOME": str(self.folder / "home"), "PYTHONUTF8": "1", **(env or {})},
            # Where the tests run in the background, ctrl+c is ignored, and that would be inherited.
            preexec_fn=None if sys.platform == "win32" else _hear_interruptions,
        )

    def __call__(self, *words: str, expect: int | None = 0, env: dict[str, str] | None = None) -> Result:
        process = self.process(*words, env=env)
        out, err = process.communicate(timeout=120)
        assert expect is None or process.returncode == expect, f"exit {process.returncode}: {out}{err}"
        assert "Traceback" not in err, err
        return Result(process.returncode, out, err)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)
