"""The life of flows in a workspace that is closed and opened again after every step (F-15 to F-21, T-6)."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize

from engine.flow.model import Flow
from engine.life.deeds import FlowDeed
from engine.simulation.checkpoint import dump
from engine.simulation.record import Lived
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from storage.playing import PlayedRun
from storage.record import RunRecord
from storage.run_timelines import keep_timeline
from storage.workspace import Workspace
from tests.engine.life.living_flows import living, visits
from tests.engine.life.test_life_machine import FLOWS, MOST, USUAL, Life, Written
from tests.engine.simulation.random_flows import LAST, people
from tests.laws import examples


class NotKept(Exception):
    """Why a transaction is not kept."""


class WorkspaceLife(Life):
    """Played in a file; what is written down is read from it."""

    reopens = True
    played: PlayedRun | None = None

    @initialize(
        first=living("f0"),
        second=living("f1"),
        changes=visits(),
        launched=st.sampled_from([("f0",), FLOWS]),
    )
    def begin(self, first: Flow, second: Flow, changes: list[Change], launched: tuple[str, ...]) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "life.flowrig"
        self.workspace = Workspace.open(self.path, create=True)
        super().begin(first, second, changes, launched)

    def made(self, journal: Written, by_hand: Any) -> Simulation:
        if self.played is not None:
            return super().made(journal, by_hand)
        self.played = PlayedRun.start(
            self.workspace,
            self.flows,
            people().state(),
            keep_timeline(self.workspace, self.changes),
            name="life",
            seed=3,
            start=self.changes[0].at,
            until=LAST,
            drafts=self.drafts,
        )
        return self.played.simulation

    def carry_out(self, deed: FlowDeed) -> None:
        """What is not kept is not done: at first it is done in vain."""
        assert self.played is not None
        before = dump(self.simulation)
        with suppress(NotKept):
            self.do_in_vain(deed)
        self.simulation = self.played.simulation
        assert dump(self.simulation) == before
        self.played.do(deed)

    def do_in_vain(self, deed: FlowDeed) -> None:
        assert self.played is not None
        with self.workspace.connection.transaction():
            self.played.do(deed)
            raise NotKept

    def reopen(self, kept: bytes) -> None:
        assert self.played is not None
        self.played.close()
        self.workspace.close()
        self.workspace = Workspace.open(self.path)
        self.played = PlayedRun.resume(self.workspace, "life")
        self.simulation = self.played.simulation

    @property
    def journal(self) -> Written:
        """What stands in the file."""
        found = Written()
        if self.played is None:
            return found
        record = RunRecord(self.workspace, self.played.entry.id)
        found.paths = record.paths()
        rows = self.workspace.connection.rows(f"SELECT seq, at, who, path FROM wake_{self.played.entry.id}")
        found.wakes = [(seq, at, who, path) for seq, at, who, path in rows]
        found.failures = list(record.failures())
        for one in self.workspace.runs.lives(self.played.entry.id):
            found.lived.append(
                Lived(one.number, one.seq, one.at, one.flow, one.do, one.status, one.version, None, one.to)
            )
        return found

    @journal.setter
    def journal(self, journal: Written) -> None:
        """The file is written by the run."""

    def teardown(self) -> None:
        if self.played is None:
            return
        try:
            again = Written()
            replayed = super().made(again, self.done)
            replayed.run(LAST, self.simulation.played + len(self.done) + MOST)
            self.simulation.run(LAST, MOST)
            stored = self.journal
            assert sorted(stored.wakes) == sorted(again.wakes)
            assert stored.paths == again.paths
            assert stored.failures == again.failures
            assert stored.lived == [one._replace(launched=None) for one in again.lived]
            assert len(list(RunRecord(self.workspace, self.played.entry.id).outbox())) == len(again.messages)
        finally:
            self.workspace.close()
            self.folder.cleanup()


TestWorkspaceLife = pytest.mark.rule("F-18", "F-20", "F-21", "T-6")(WorkspaceLife.TestCase)
TestWorkspaceLife.settings = settings(USUAL, max_examples=examples(24))
