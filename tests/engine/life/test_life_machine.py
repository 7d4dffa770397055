"""Whatever is done to flows while customers are inside: nobody is lost, nothing happens outside a flow's
time, and the run played again from what was recorded is the same run (F-15 to F-21, R-4, T-6)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.flow.model import Flow
from engine.life.deeds import (
    DeleteDraft,
    DuplicateFlow,
    EditFlow,
    FlowDeed,
    HandInput,
    LaunchFlow,
    PauseFlow,
    ResumeFlow,
    SetEnd,
    SetStart,
)
from engine.life.presence import NEVER
from engine.life.statuses import TABLE
from engine.reports.snapshot import snapshot
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.record import Batch, Lived
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.world import STATE, Refused
from tests.engine.life.living_flows import edited, living, visits, without
from tests.engine.simulation.random_flows import LAST, TIMES, ZONE, flows, people, timelines
from tests.engine.simulation.test_laws import check
from tests.kit import Listed, MemoryJournal
from tests.laws import examples

FLOWS = ("f0", "f1")
MOMENTS = st.sampled_from([ZONE.parse(time) for time in TIMES])
FLOW = st.sampled_from(FLOWS)


MOST = 300
"""Things that are played in a row: flows that start themselves may double at every turn."""


class Written(MemoryJournal):
    """A journal that keeps what was done to flows too."""

    def __init__(self) -> None:
        super().__init__()
        self.lived: list[Lived] = []

    def write(self, batch: Batch) -> None:
        super().write(batch)
        self.lived += batch.lived


def all_of(simulation: Simulation, journal: Written) -> Any:
    world = STATE.dump_python(simulation.world.state())
    return (
        journal.wakes,
        journal.paths,
        journal.messages,
        journal.failures,
        journal.lived,
        world,
        snapshot(simulation),
    )


class OnModel:
    """When a flow is on, as obviously as can be: its start, its end, and whether it is paused, now."""

    def __init__(self, flow: Flow) -> None:
        self.paused = False
        self.take(flow)

    def take(self, flow: Flow) -> None:
        schedule = flow.schedule
        self.start = -NEVER if schedule.start is None else ZONE.parse(schedule.start)
        self.end = NEVER if schedule.end is None else ZONE.parse(schedule.end)

    def on(self, at: int) -> bool:
        return not self.paused and self.start <= at < self.end


class Life(RuleBasedStateMachine):
    """Flows with customers inside, to which anything may be done at any moment."""

    reopens = False
    """Whether the run is closed and taken up again after every step."""

    @initialize(
        first=living("f0"),
        second=st.one_of(living("f1"), flows("f1")),
        changes=st.one_of(visits(), visits(), timelines()),
        launched=st.sampled_from([("f0",), FLOWS, FLOWS]),
    )
    def begin(self, first: Flow, second: Flow, changes: list[Change], launched: tuple[str, ...]) -> None:
        drawn = (first, second)
        self.changes = changes
        self.flows = [RunFlow(one, 1) for one in drawn if one.id in launched]
        self.drafts = [one for one in drawn if one.id not in launched]
        self.journal = Written()
        self.simulation = self.made(self.journal, ())
        self.done: list[HandInput] = []
        self.model = {one.flow.id: OnModel(one.flow) for one in self.flows}
        self.versions = {(one.flow.id, one.version): one.flow for one in self.flows}
        self.looked_at = 0

    def made(self, journal: Written, by_hand: Any) -> Simulation:
        return Simulation(
            people(),
            self.flows,
            Listed(self.changes),
            journal,
            seed=3,
            start=self.changes[0].at,
            slots_until=LAST,
            by_hand=by_hand,
            drafts=self.drafts,
        )

    # What may happen.

    @rule(until=MOMENTS)
    def time_passes(self, until: int) -> None:
        if until > self.simulation.now:
            self.simulation.run(until, MOST)

    @rule(things=st.integers(1, 9))
    def things_happen(self, things: int) -> None:
        for _ in range(things):
            due = self.simulation.next_due()
            if due is not None and due <= LAST:
                self.simulation.step()

    @rule(data=st.data(), flow=FLOW)
    def edit(self, data: st.DataObject, flow: str) -> None:
        lives = self.simulation.lives
        run = lives.run_of(flow)
        draft = lives.drafts.get(flow)
        before = draft if draft is not None else lives.as_it_runs(run) if run is not None else None
        assert before is not None
        draft = data.draw(edited(before))
        if self.do(EditFlow(at=self.now, flow=flow, draft=draft)):
            assert lives.drafts[flow] == draft

    @rule(flow=FLOW)
    def make_a_draft(self, flow: str) -> None:
        self.do(EditFlow(at=self.now, flow=flow))

    @precondition(lambda self: self.simulation.waiting)
    @rule(data=st.data(), heal=st.booleans())
    def launch_without_a_wait(self, data: st.DataObject, heal: bool) -> None:
        passage = data.draw(st.sampled_from(self.waiting()))
        now = self.simulation.lives.as_it_runs(passage.flow)
        draft = without(now, passage.node.block, heal)
        if self.do(EditFlow(at=self.now, flow=now.id, draft=draft)):
            self.launch(now.id)

    @precondition(lambda self: any(self.ready()))
    @rule(data=st.data())
    def launch_what_is_ready(self, data: st.DataObject) -> None:
        self.launch(data.draw(st.sampled_from(sorted(self.ready()))))

    def ready(self) -> list[str]:
        lives = self.simulation.lives
        return [flow for flow in FLOWS if lives.draft_status(flow) == "ready"]

    @rule(flow=FLOW)
    def launch(self, flow: str) -> None:
        lives = self.simulation.lives
        draft, status = lives.drafts.get(flow), lives.status(flow)
        before = {p.id: (p.node.block, p.due, p.planned, p.flow.flow) for p in self.waiting()}
        if not self.do(LaunchFlow(at=self.now, flow=flow)):
            return
        assert draft is not None
        assert status in ("ready", "active", "paused")
        run = lives.run_of(flow)
        assert run is not None
        self.versions[flow, run.version] = draft
        assert flow not in lives.drafts
        self.model[flow] = OnModel(draft)
        waits = {block.id for block in draft.blocks if block.kind == "wait"}
        after = {p.id: (p.node.block, p.due, p.planned, p.flow.flow) for p in self.waiting()}
        # F-18: who waits serves the Wait out as it was, who is in a deleted one has gone.
        assert after == {n: one for n, one in before.items() if one[3] != flow or one[0] in waits}
        gone = [
            self.journal.paths[wake[3]] for wake in self.journal.wakes if wake[2] in before.keys() - after
        ]
        assert sum(path.reason == "block_deleted" for path in gone) == len(before.keys() - after.keys())

    @precondition(lambda self: self.simulation.waiting)
    @rule(flow=FLOW)
    def pause(self, flow: str) -> None:
        if self.do(PauseFlow(at=self.now, flow=flow)):
            self.model[flow].paused = True

    @rule(flow=FLOW)
    def resume(self, flow: str) -> None:
        if self.do(ResumeFlow(at=self.now, flow=flow)):
            self.model[flow].paused = False

    @rule(flow=FLOW, to=st.none() | MOMENTS)
    def move_start(self, flow: str, to: int | None) -> None:
        if self.do(SetStart(at=self.now, flow=flow, to=to)):
            self.model[flow].start = -NEVER if to is None else to

    @rule(flow=FLOW, to=st.none() | MOMENTS)
    def move_end(self, flow: str, to: int | None) -> None:
        if self.do(SetEnd(at=self.now, flow=flow, to=to)):
            self.model[flow].end = NEVER if to is None else to

    @rule(flow=FLOW)
    def delete_draft(self, flow: str) -> None:
        if self.do(DeleteDraft(at=self.now, flow=flow)):
            assert flow not in self.simulation.lives.drafts

    @precondition(lambda self: "copy" not in self.simulation.lives.drafts)
    @rule(flow=FLOW)
    def duplicate(self, flow: str) -> None:
        if self.do(DuplicateFlow(at=self.now, flow=flow, new="copy")):
            assert self.simulation.lives.status("copy") in ("draft", "ready")

    # How it is done.

    @property
    def now(self) -> int:
        return self.simulation.now

    def waiting(self) -> list[Any]:
        return list(self.simulation.waiting.values())

    def do(self, deed: FlowDeed) -> bool:
        """Whether it was possible; where it was not, nothing has changed."""
        lives = self.simulation.lives
        before, status = dump(self.simulation), lives.status(deed.flow)
        played = self.simulation.played
        try:
            self.carry_out(deed)
        except Refused as refused:
            self.why = str(refused)
            assert dump(self.simulation) == before
            return False
        if status is not None:
            step = TABLE[status][deed.deed]
            assert lives.status(deed.flow) in step.to
            passed = [one.status for one in self.journal.lived if one.number == self.simulation.lived]
            if deed.deed != "duplicate":
                assert passed[:-1] == ([] if step.through is None else [step.through])
        self.done.append(HandInput(played, deed))
        return True

    def carry_out(self, deed: FlowDeed) -> None:
        self.simulation.do(deed)

    # What holds after each.

    @invariant()
    def nobody_is_lost_or_twice(self) -> None:
        check(self.simulation, self.journal)

    @invariant()
    def nothing_happens_outside_a_flows_time(self) -> None:
        wakes = self.journal.wakes[self.looked_at :]
        self.looked_at = len(self.journal.wakes)
        for _, at, _, number in wakes:
            path = self.journal.paths[number]
            assert path.end in ("inside", "finished") or path.reason
            if path.end == "did_not_enter" or path.reason in ("flow_stopped", "block_deleted"):
                assert not path.moves
                continue
            assert self.model[path.flow].on(at), (path, ZONE.format(at))
            # From the next block on the newest version applies.
            run = self.simulation.lives.run_of(path.flow)
            assert run is not None
            assert path.version == run.version
            flow = self.versions[path.flow, path.version]
            known = {block.id for block in flow.blocks}
            assert {block for block, _ in path.moves} <= known

    @invariant()
    def statuses_follow_the_clock(self) -> None:
        for flow, model in self.model.items():
            paused = model.paused or self.now >= model.end
            assert self.simulation.lives.status(flow) == ("paused" if paused else "active")

    @invariant()
    def it_can_be_taken_up_again(self) -> None:
        if self.reopens:
            kept = dump(self.simulation)
            self.reopen(kept)
            assert dump(self.simulation) == kept

    def reopen(self, kept: bytes) -> None:
        timeline = Listed(self.changes)
        self.simulation = restore(kept, self.flows, timeline, self.journal, LAST, by_hand=self.done)

    def teardown(self) -> None:
        if not hasattr(self, "simulation"):
            return
        again = Written()
        replayed = self.made(again, self.done)
        # What is done by hand counts as a thing, too.
        replayed.run(LAST, self.simulation.played + len(self.done) + MOST)
        self.simulation.run(LAST, MOST)
        assert all_of(replayed, again) == all_of(self.simulation, self.journal)


class ReopenedLife(Life):
    """The same, closed and taken up again after every step."""

    reopens = True


USUAL = settings(
    max_examples=examples(160),
    stateful_step_count=20,
    report_multiple_bugs=False,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

TestLife = pytest.mark.rule("F-15", "F-17", "F-18", "F-20", "F-21", "R-4", "T-6")(Life.TestCase)
TestLife.settings = USUAL

TestReopenedLife = pytest.mark.rule("F-18", "F-20", "T-6")(ReopenedLife.TestCase)
TestReopenedLife.settings = USUAL
