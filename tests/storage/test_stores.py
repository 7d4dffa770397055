"""Worlds, scenarios with their timelines, runs with their inputs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.world.changes.actions import IssueAction
from engine.world.changes.base import Change
from engine.world.world import STATE
from storage.problems import WorkspaceProblem
from storage.runs import RunFlowEntry
from storage.timelines import PART, StoredTimeline
from storage.workspace import Workspace
from tests.storage.workspaces import new_run, small_world


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "shop.flowrig", create=True) as workspace:
        yield workspace


class TestWorlds:
    def test_a_version_is_kept_once_and_never_changes(self, workspace: Workspace) -> None:
        worlds = workspace.worlds
        first = worlds.save("shop", small_world())
        assert worlds.save("copy", small_world()) == first
        assert worlds.entry("shop").customers == 3
        loaded = worlds.load("shop")
        assert STATE.dump_python(loaded) == STATE.dump_python(small_world())
        loaded.customers.clear()
        assert len(worlds.load("shop").customers) == 3
        assert worlds.save("shop", small_world(5)) != first
        assert len(worlds.load("copy").customers) == 3
        worlds.delete("copy")
        with pytest.raises(WorkspaceProblem, match="any more"):
            worlds.version(first)

    def test_a_run_keeps_its_version(self, workspace: Workspace) -> None:
        run = new_run(workspace)
        workspace.worlds.delete("shop")
        assert len(workspace.worlds.version(run.world_version).customers) == 3
        workspace.runs.delete(run.name)
        with pytest.raises(WorkspaceProblem):
            workspace.worlds.version(run.world_version)

    @pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x1b[2J", "two\nlines"])
    def test_names_that_nobody_could_give_again(self, workspace: Workspace, name: str) -> None:
        with pytest.raises(WorkspaceProblem) as caught:
            workspace.worlds.save(name, small_world())
        assert "\n" not in str(caught.value)


def actions(count: int, step: int = 10) -> list[Change]:
    return [
        IssueAction(at=1000 + n * step, customer=f"c{n % 3}", template="visited", fields={"n": n})
        for n in range(count)
    ]


class TestTimelines:
    @pytest.mark.parametrize("count", [0, 1, PART - 1, PART, PART + 1, 3 * PART + 7])
    def test_any_length_is_read_back_from_anywhere(self, workspace: Workspace, count: int) -> None:
        changes = actions(count)
        with workspace.scenarios.staged(iter(changes)) as timeline:
            workspace.scenarios.save("import", "scenario: import\n", world="shop", timeline=timeline)
        stored = workspace.scenarios.timeline("import")
        assert stored is not None
        for skip in {0, 1, count // 2, PART, count - 1, count, count + 1} - {-1}:
            assert list(stored.changes(skip)) == changes[skip:]
        entry = workspace.scenarios.entry("import")
        assert (entry.changes, entry.world) == (count, "shop")
        assert (entry.first_at, entry.last_at) == ((1000, changes[-1].at) if count else (None, None))

    @pytest.mark.rule("T-7")
    def test_sorted_by_instant_and_then_as_given(self, workspace: Workspace) -> None:
        changes = actions(4000, 0)
        late = IssueAction(at=5, customer="c0", template="early")
        with workspace.scenarios.staged([*changes, late]) as timeline:
            workspace.scenarios.save("x", "", timeline=timeline)
        stored = workspace.scenarios.timeline("x")
        assert stored is not None
        assert list(stored.changes(0)) == [late, *changes]

    def test_an_import_that_fails_leaves_nothing(self, workspace: Workspace) -> None:
        def broken() -> Iterator[Change]:
            yield from actions(2500)
            raise ZeroDivisionError

        def take() -> None:
            with workspace.scenarios.staged(broken()) as timeline:
                workspace.scenarios.save("x", "", timeline=timeline)

        with pytest.raises(ZeroDivisionError):
            take()
        assert workspace.scenarios.entries() == []
        with workspace.scenarios.staged(actions(3)) as timeline:
            workspace.scenarios.save("x", "", timeline=timeline)
        assert workspace.scenarios.entry("x").changes == 3

    def test_a_timeline_goes_with_the_last_that_needs_it(self, workspace: Workspace) -> None:
        with workspace.scenarios.staged(actions(3)) as staged:
            workspace.scenarios.save("x", "", timeline=staged)
        timeline = workspace.scenarios.entry("x").timeline
        assert timeline is not None
        version = workspace.worlds.save("shop", small_world())
        run = workspace.runs.create(
            "r", world="shop", world_version=version, flows=[], seed=1, start=0, until=9, timeline=timeline
        )
        workspace.scenarios.delete("x")
        stored = workspace.runs.timeline(run)
        assert stored is not None
        assert len(list(stored.changes(0))) == 3
        workspace.runs.delete("r")
        assert list(StoredTimeline(workspace.connection, timeline).changes(0)) == []


class TestRuns:
    def test_flows_stay_as_they_were(self, workspace: Workspace) -> None:
        workspace.flows.save_draft("welcome", "one", name="Welcome")
        run = new_run(workspace)
        workspace.flows.delete("welcome")
        assert workspace.runs.flows(run.id) == [RunFlowEntry("welcome", 1, "id: welcome\n")]
        workspace.runs.add_flow(run.id, RunFlowEntry("welcome", 2, "id: welcome\nname: two\n"))
        assert workspace.runs.entry("first").flows == (("welcome", 1), ("welcome", 2))

    def test_names_are_unique(self, workspace: Workspace) -> None:
        new_run(workspace, "a")
        with pytest.raises(WorkspaceProblem, match="already"):
            new_run(workspace, "a")
        assert workspace.runs.free_name("a") == "a 2"
        assert workspace.runs.free_name("b") == "b"

    def test_progress_and_inputs(self, workspace: Workspace) -> None:
        run = new_run(workspace)
        workspace.runs.note(run.id, state="paused", clock=500, wakes=12, changes=30, deeds=0)
        first = workspace.runs.add_input(run.id, 400, 7, {"do": "customer.set", "name": "[red]x[/"})
        workspace.runs.add_input(run.id, 450, 9, {"do": "x"})
        entry = workspace.runs.entry("first")
        assert (entry.state, entry.clock, entry.wakes, entry.changes) == ("paused", 500, 12, 30)
        assert next(workspace.runs.inputs(run.id)) == first
        assert [given.number for given in workspace.runs.inputs(run.id, after=1)] == [2]

    def test_a_deleted_run_leaves_no_tables(self, workspace: Workspace) -> None:
        before = set(workspace.connection.db.table_names())
        new_run(workspace)
        workspace.runs.delete("first")
        assert set(workspace.connection.db.table_names()) == before
        assert workspace.runs.entries() == []
