"""Whatever is done to the flows of a workspace, and whenever it is closed and opened again: the statuses are
those of the table, there is one draft at most, and what was launched stays as it was."""

import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.files import dump_flow, read_flow
from storage.flows import DRAFT
from storage.problems import WorkspaceProblem
from storage.workspace import Workspace
from tests.kit import flow, launch, mail, wait
from tests.storage.workspaces import guard

IDS = ("a", "b", "c")
FLOWS = st.sampled_from(IDS)


@pytest.mark.rule("F-19")
def test_the_guard_lets_nothing_rewrite_what_was_launched(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "w.flowrig", create=True) as workspace:
        guard(workspace)
        written = dump_flow(flow(launch(), mail(), id="a"))
        workspace.flows.save_draft("a", written, name="", status="ready")
        workspace.flows.launch("a")
        for statement in ("UPDATE flow_version SET text = ''", "DELETE FROM flow_version"):
            with pytest.raises(sqlite3.IntegrityError, match="a launched version"):
                workspace.connection.run(statement)
        workspace.flows.delete("a")
        assert workspace.connection.row("SELECT count(*) FROM flow_version") == (0,)


@dataclass
class Told:
    """A flow as somebody would remember it who wrote everything down."""

    draft: tuple[str, bool] | None
    """What it says, and whether it is finished."""
    launched: list[str] = field(default_factory=list)
    """What each version says, the first one first."""
    on: bool = False


def written(flow_id: str, days: int, name: str) -> str:
    return dump_flow(flow(launch(), wait(f"{days} days"), mail(), id=flow_id, name=name))


class Lives(RuleBasedStateMachine):
    @initialize()
    def make(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "w.flowrig"
        self.workspace = Workspace.open(self.path, create=True)
        guard(self.workspace)
        self.told: dict[str, Told] = {}

    def teardown(self) -> None:
        self.workspace.close()
        self.folder.cleanup()

    def _do(self, possible: bool, act: Callable[[], object]) -> bool:
        """Do what must be possible or else be refused with a sentence; whether it was done."""
        if possible:
            act()
        else:
            with pytest.raises(WorkspaceProblem):
                act()
        return possible

    @rule(flow_id=FLOWS, days=st.integers(1, 4), name=st.sampled_from(["", "One", "Two"]), done=st.booleans())
    def edit(self, flow_id: str, days: int, name: str, done: bool) -> None:
        text = written(flow_id, days, name)
        self.workspace.flows.save_draft(flow_id, text, name=name, status="ready" if done else "draft")
        self.told.setdefault(flow_id, Told(None)).draft = text, done

    @rule(flow_id=FLOWS)
    def launch(self, flow_id: str) -> None:
        told = self.told.get(flow_id)
        possible = told is not None and told.draft is not None and told.draft[1]
        if self._do(possible, lambda: self.workspace.flows.launch(flow_id)):
            assert told is not None
            assert told.draft is not None
            told.launched.append(told.draft[0])
            told.draft, told.on = None, True

    @rule(flow_id=FLOWS)
    def pause(self, flow_id: str) -> None:
        told = self.told.get(flow_id)
        if self._do(told is not None and told.on, lambda: self.workspace.flows.pause(flow_id)):
            assert told is not None
            told.on = False

    @rule(flow_id=FLOWS)
    def resume(self, flow_id: str) -> None:
        told = self.told.get(flow_id)
        possible = told is not None and bool(told.launched) and not told.on
        if self._do(possible, lambda: self.workspace.flows.resume(flow_id)):
            assert told is not None
            told.on = True

    @rule(flow_id=FLOWS)
    def drop_draft(self, flow_id: str) -> None:
        told = self.told.get(flow_id)
        possible = told is not None and bool(told.launched) and told.draft is not None
        if self._do(possible, lambda: self.workspace.flows.drop_draft(flow_id)):
            assert told is not None
            told.draft = None

    @rule(flow_id=FLOWS, number=st.integers(0, 4))
    def restore(self, flow_id: str, number: int) -> None:
        told = self.told.get(flow_id)
        possible = told is not None and 1 <= number <= len(told.launched)
        if self._do(possible, lambda: self.workspace.flows.restore(flow_id, number)):
            assert told is not None
            told.draft = told.launched[number - 1], True

    @rule(flow_id=FLOWS, new=FLOWS)
    def duplicate(self, flow_id: str, new: str) -> None:
        told = self.told.get(flow_id)
        possible = told is not None and new not in self.told
        if self._do(possible, lambda: self.workspace.flows.duplicate(flow_id, new, "Copy")):
            assert told is not None
            text, done = told.draft or (told.launched[-1], True)
            copy = read_flow(text, flow_id).model_copy(update={"id": new, "name": "Copy"})
            self.told[new] = Told((dump_flow(copy), done))

    @rule(flow_id=FLOWS)
    def delete(self, flow_id: str) -> None:
        if self._do(flow_id in self.told, lambda: self.workspace.flows.delete(flow_id)):
            del self.told[flow_id]

    @rule()
    def close_and_open(self) -> None:
        self.workspace.close()
        self.workspace = Workspace.open(self.path)
        guard(self.workspace)

    @invariant()
    def as_it_was_told(self) -> None:
        flows = self.workspace.flows
        assert {entry.id for entry in flows.entries()} == set(self.told)
        for flow_id, told in self.told.items():
            entry, versions = flows.entry(flow_id), flows.versions(flow_id)
            beside = None if told.draft is None else "ready" if told.draft[1] else "draft"
            if told.launched:
                assert (entry.status, entry.draft_status) == ("active" if told.on else "paused", beside)
            else:
                assert (entry.status, entry.draft_status) == (beside, None)
            assert entry.version == len(told.launched)
            kept = {version.number: flows.text(flow_id, version.number) for version in versions}
            drafts = {} if told.draft is None else {DRAFT: told.draft[0]}
            assert kept == dict(enumerate(told.launched, 1)) | drafts
            # The newest first; no two of them on, and none where the flow is off.
            numbers = [version.number for version in versions if version.number != DRAFT]
            assert numbers == sorted(numbers, reverse=True)
            on = [v.number for v in versions if v.number != DRAFT and v.stopped_at is None]
            assert on == ([entry.version] if told.on else [])
            # Lists show what opens.
            assert entry.name == read_flow(flows.text(flow_id), flow_id).name


@pytest.mark.rule("F-15", "F-17", "F-19", "F-22")
class TestLives(Lives.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
