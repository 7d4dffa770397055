"""Questions at the shell while the app plays the same workspace: each answer is about one moment."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.simulation.flow_run import RunFlow
from engine.time.civil import Zone
from storage.connection import Connection
from storage.files import dump_flow, read_flow, read_scenario, read_world
from storage.playing import PlayedRun
from storage.run_timelines import keep_timeline
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell
from tests.acceptance.test_rehearse import WITHOUT_THE_WAIT

QUESTIONS = {
    "story": ("story", "--run", "first", "--customer", "anna"),
    "why": ("why", "--run", "first", "--customer", "anna", "--flow", "hello"),
    "outbox": ("outbox", "--run", "first"),
    "rehearse": ("rehearse", "hello", "--run", "first"),
    "rehearse at a moment": ("rehearse", "hello", "--run", "first", "--at", "2026-03-29 06:30"),
    "history": ("history", "hello"),
    "flows": ("flows",),
    "diff": ("diff", "hello", "hello@draft"),
    "when": ("when", "hello@1#day", "--at", "2026-03-28 12:00"),
    "describe": ("describe", "hello"),
}


def play(workspace: Workspace, text: str, until: str, moved: bool) -> None:
    """The run `first`, played anew by what the workspace holds then."""
    world = read_world(WORLD.replace("Berlin", "Lisbon") if moved else WORLD, "world")
    workspace.worlds.save("world", world)
    if any(run.name == "first" for run in workspace.runs.entries()):
        workspace.runs.delete("first")
    flow = read_flow(text, "hello")
    workspace.flows.save_draft("hello", dump_flow(flow), name=flow.name, status="ready")
    workspace.flows.launch("hello", world.settings)
    workspace.flows.save_draft("hello", dump_flow(read_flow(FLOW, "hello")), name=flow.name, status="ready")
    zone = Zone("Europe/Berlin")
    told = SCENARIO.replace("anna, fields", "ben, fields") if moved else SCENARIO
    changes = read_scenario(told, "scenario").read(zone).changes()
    run = PlayedRun.start(
        workspace,
        [RunFlow(flow, workspace.flows.entry("hello").version)],
        world,
        keep_timeline(workspace, changes),
        name="first",
        seed=1,
        start=changes[0].at,
        until=changes[0].at + 10 * 86_400,
        world_name="world",
    )
    for _ in range(3):
        run.play(zone.parse(until), 2)
        run.checkpoint()
    run.play(zone.parse(until))
    run.close()


@contextmanager
def disturbed(at: int, what: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Let something happen before the n-th statement of whoever only reads; how many there were."""
    seen = [0]

    def watched(name: str) -> Any:
        original = getattr(Connection, name)

        def asked(self: Connection, sql: str, *parameters: Any) -> Any:
            if self.lock is None:
                if seen[0] == at:
                    seen[0] += 1
                    what()
                else:
                    seen[0] += 1
            return original(self, sql, *parameters)

        return asked

    with monkeypatch.context() as patched:
        for name in ("row", "rows", "run"):
            patched.setattr(Connection, name, watched(name))
        yield seen


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_about_one_moment(
    question: str, shell: Shell, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shell.folder / "first.flowrig"
    with Workspace.open(first, create=True) as workspace:
        play(workspace, FLOW, "2026-03-29 07:00", False)
    words = (*QUESTIONS[question], "--workspace", "w.flowrig")

    def fresh() -> Path:
        return Path(shutil.copy(first, shell.folder / "w.flowrig"))

    fresh()
    with disturbed(-1, lambda: None, monkeypatch) as seen:
        before = inside(*words).out
    for n in range(seen[0]):
        with Workspace.open(fresh()) as workspace:

            def meanwhile(workspace: Workspace = workspace) -> None:
                play(workspace, WITHOUT_THE_WAIT, "2026-03-30 18:00", True)

            with disturbed(n, meanwhile, monkeypatch):
                found = inside(*words).out
            after = inside(*words).out
        assert found in (before, after), f"{n}: {found}"
        assert before != after
