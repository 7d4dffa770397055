"""Whatever is played: what the workspace holds is what the run did, also where it was killed on the way."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reports.snapshot import snapshot
from engine.simulation.flow_run import RunFlow
from storage.playing import PlayedRun
from storage.record import RunRecord
from storage.run_timelines import keep_timeline
from storage.workspace import Workspace
from tests.engine.simulation.random_flows import LAST, people
from tests.engine.simulation.test_laws import RUNS, Run, made, to_the_end
from tests.kit import MemoryJournal, Visit, visits_of
from tests.laws import examples


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("laws") / "runs.flowrig", create=True) as found:
        yield found


def started(workspace: Workspace, run: Run) -> PlayedRun:
    flows, changes = run
    return PlayedRun.start(
        workspace,
        [RunFlow(flow, 1) for flow in flows],
        people().state(),
        keep_timeline(workspace, changes),
        name=workspace.runs.free_name("run"),
        seed=3,
        start=changes[0].at,
        until=LAST,
    )


def visits(record: RunRecord) -> dict[int, tuple[str, str, list[Visit]]]:
    """A stored journal's visits, by passage."""
    found: dict[int, tuple[str, str, list[Visit]]] = {}
    for v in record.visits():
        found.setdefault(v.passage, (v.flow, v.customer, []))[2].append(
            Visit(v.block, v.arrived, v.left, v.output, v.stop)
        )
    return found


def held(run: PlayedRun) -> Any:
    """Everything that the workspace holds of what a run did."""
    record = RunRecord(run.workspace, run.entry.id)
    flows = [(one.flow_version.flow, one.version) for one in run.simulation.flows]
    return (
        visits(record),
        list(record.turned_away()),
        record.counts(flows),
        list(record.outbox()),
        record.sent(),
        list(record.failures()),
    )


@pytest.mark.rule("R-1", "R-4", "R-6", "L-2", "L-3")
@settings(max_examples=examples(40), deadline=None)
@given(RUNS)
def test_the_workspace_holds_what_the_run_did(workspace: Workspace, run: Run) -> None:
    journal = MemoryJournal()
    expected = to_the_end(made(run, journal))
    stored = started(workspace, run)
    stored.play(LAST)
    passages, away, counts, outbox, sent, failures = held(stored)
    assert passages == visits_of(journal)
    refused = [wake for wake in journal.wakes if journal.paths[wake[3]].end == "did_not_enter"]
    assert [(seen.seq, seen.at, seen.customer) for seen in away] == sorted(wake[:3] for wake in refused)
    assert counts == snapshot(expected).flows
    # A journal keeps a passage under the id under which it entered, also where that profile was merged (L-7).
    names = {wake[0]: wake[2] for wake in journal.wakes}
    entered = {seq: names[who] if isinstance(who, int) else who for seq, who in names.items()}
    assert [(m.seq, m.at, m.customer, m.not_sent, m.values) for m in outbox] == [
        (m.seq, m.at, entered[m.seq], m.not_sent, m.values) for m in journal.messages
    ]
    assert sent == snapshot(expected).outbox
    assert failures == journal.failures


@pytest.mark.rule("T-6")
@settings(max_examples=examples(40), deadline=None)
@given(RUNS, st.lists(st.tuples(st.integers(0, 15), st.booleans()), min_size=1, max_size=4))
def test_a_run_that_was_killed_ends_as_an_undisturbed_one(
    workspace: Workspace, run: Run, stages: list[tuple[int, bool]]
) -> None:
    undisturbed = started(workspace, run)
    undisturbed.play(LAST)
    found = started(workspace, run)
    for things, written_down in stages:
        found.play(LAST, things)
        if written_down:
            found.checkpoint()
        # What follows is journalled, and lost to the next one, which begins at the checkpoint.
        found.play(LAST, 3)
        found = PlayedRun.resume(workspace, found.entry.name)
    found.play(LAST)
    assert held(found) == held(undisturbed)
