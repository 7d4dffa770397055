"""The scenarios of the life of a flow as stored runs: interrupted, taken up again, asked about."""

from pathlib import Path

import pytest

import sample_data
from engine.expectations.playing import play
from engine.reports.snapshot import snapshot
from storage.files import scenario_file
from storage.given import Case, Library, cases
from storage.outbox import outbox
from storage.playing import PlayedRun
from storage.record import RunRecord
from storage.run_timelines import FOREVER, keep_timeline
from storage.runs import LifeEntry
from storage.stories import story
from storage.workspace import Workspace

FOLDER = Path(sample_data.__file__).parent / "scenarios" / "life"
FILES = sorted(FOLDER.glob("*.yaml"))


def begun(workspace: Workspace, case: Case, name: str) -> PlayedRun:
    inputs = case.inputs
    changes = [entry.played for entry in inputs.entries if entry.played is not None]
    return PlayedRun.start(
        workspace,
        inputs.flows,
        inputs.world(),
        keep_timeline(workspace, changes),
        name=name,
        seed=inputs.seed,
        start=inputs.start,
        until=FOREVER if inputs.until is None else inputs.until,
        deeds=[entry.done for entry in inputs.entries if entry.done is not None],
        drafts=inputs.drafts,
    )


def written(workspace: Workspace, run: PlayedRun) -> tuple[list[tuple[object, ...]], list[LifeEntry]]:
    visits: list[tuple[object, ...]] = list(RunRecord(workspace, run.entry.id).visits())
    return visits, workspace.runs.lives(run.entry.id)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.rule("F-18", "F-19", "F-20", "F-21", "R-2")
def test_interrupted_halfway_it_comes_to_the_same(path: Path, tmp_path: Path) -> None:
    for n, case in enumerate(cases(scenario_file(path), path.parent, Library())):
        with Workspace.open(tmp_path / f"{n}.flowrig", create=True) as workspace:
            whole = begun(workspace, case, "whole")
            whole.play(whole.until)
            whole.finish()
            half = begun(workspace, case, "half")
            half.play(half.until, whole.simulation.played // 2)
            half.close()
            half = PlayedRun.resume(workspace, "half")
            half.play(half.until)
            half.finish()
            assert snapshot(half.simulation) == snapshot(whole.simulation), case.name
            seen = play(case.inputs, case.scenario.then).seen
            assert seen is not None
            assert snapshot(seen.simulation).flows == snapshot(whole.simulation).flows, case.name
            assert written(workspace, half) == written(workspace, whole), case.name
            visits = list(RunRecord(workspace, whole.entry.id).visits("ada"))
            ada = story(workspace, workspace.runs.entry("half"), "ada")
            told = [visit for passage in ada.passages for visit in passage.visits]
            assert [(one.block, one.version, one.stop) for one in told] == [
                (visit.block, visit.version, visit.stop) for visit in visits
            ], case.name
            sent = sum(whole.simulation.messages.values())
            assert len(list(outbox(workspace, workspace.runs.entry("half")))) == sent, case.name
