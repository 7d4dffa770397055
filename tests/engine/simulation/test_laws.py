"""What holds for any run, whatever its flows and whatever happens in it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.conditions.explaining import BranchingExplained, Explained
from engine.flow.model import Flow
from engine.reports.counts import discrepancies
from engine.reports.snapshot import snapshot, waiting_in
from engine.reports.story import Story, StoryVisit, tell
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import LANE, RunFlow
from engine.simulation.observer import Observer
from engine.simulation.record import Journal
from engine.simulation.replay import Unwritten, reached
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.world import STATE
from tests.engine.simulation.random_flows import LAST, ZONE, flows, people, timelines
from tests.kit import Listed, MemoryJournal, Visit, visits_of
from tests.laws import examples

RUNS = st.tuples(
    st.integers(1, 3).flatmap(lambda count: st.tuples(*(flows(f"f{n}") for n in range(count)))), timelines()
)
Run = tuple[Sequence[Flow], list[Change]]


def made(run: Run, journal: Journal, observer: Observer | None = None) -> Simulation:
    """A run at its start."""
    drawn, changes = run
    return Simulation(
        people(),
        [RunFlow(one, 1) for one in drawn],
        Listed(changes),
        journal,
        seed=3,
        start=changes[0].at,
        slots_until=LAST,
        observer=observer,
    )


def to_the_end(simulation: Simulation) -> Simulation:
    simulation.run(LAST)
    return simulation


def all_of(simulation: Simulation, journal: MemoryJournal) -> Any:
    """Everything that a run wrote down, and the world that it left."""
    world = STATE.dump_python(simulation.world.state())
    return journal.wakes, journal.paths, journal.messages, journal.failures, world, snapshot(simulation)


def check(simulation: Simulation, journal: MemoryJournal) -> None:
    """R-4, and that nobody is lost or in two places."""
    seen = snapshot(simulation)
    for counts in seen.flows.values():
        assert not discrepancies(counts)
    passages = visits_of(journal)
    inside = {
        number for number, (_, _, visits) in passages.items() if not (visits[-1].output or visits[-1].stop)
    }
    assert inside == set(simulation.waiting)
    assert sorted(key & ((1 << LANE) - 1) for key in simulation.agenda) == sorted(inside)
    entries = {(one.flow.flow, one.customer.id, one.entry) for one in simulation.waiting.values()}
    assert len(entries) == len(inside)
    for flow, counts in seen.flows.items():
        waiting = waiting_in(simulation, flow)
        assert len(waiting) == counts.inside == sum(block.inside for block in counts.blocks.values())
        assert counts.entered == sum(of == flow for of, _, _ in passages.values())
        for one in waiting:
            assert one.due >= max(simulation.now, one.planned)
            found = simulation.world.find_customer(passages[one.passage][1])
            assert found is not None
            assert found.id == one.customer
            assert passages[one.passage][2][-1].block == one.block


@pytest.mark.rule("R-1", "R-4")
@settings(max_examples=examples(100), deadline=None)
@given(RUNS)
def test_the_counts_agree_after_every_due_thing_and_nobody_is_lost_or_twice(run: Run) -> None:
    journal = MemoryJournal()
    simulation = made(run, journal)
    check(simulation, journal)
    while (due := simulation.next_due()) is not None and due <= LAST:
        before = simulation.now
        simulation.step()
        assert simulation.now == due >= before
        check(simulation, journal)


@pytest.mark.rule("F-3", "T-3", "F-2")
@settings(max_examples=examples(100), deadline=None)
@given(RUNS)
def test_every_passage_goes_along_the_connections_and_ends_with_a_reason(run: Run) -> None:
    journal = MemoryJournal()
    to_the_end(made(run, journal))
    targets = {flow.id: flow.targets() for flow in run[0]}
    kinds = {(flow.id, block.id): block.kind for flow in run[0] for block in flow.blocks}
    for flow, _, visits in visits_of(journal).values():
        assert visits[0].block == "start"
        for visit, following in pairwise(visits):
            assert visit.output is not None
            assert targets[flow][visit.block, visit.output] == following.block
            assert visit.left == following.arrived >= visit.arrived
            assert visit.left == visit.arrived or kinds[flow, visit.block] == "wait"
        last = visits[-1]
        if last.output is not None:
            assert (last.block, last.output) not in targets[flow]
        elif last.stop is None:
            assert kinds[flow, last.block] == "wait"
    assert all(path.reason for path in journal.paths.values() if path.end in ("stopped", "did_not_enter"))


@pytest.mark.rule("T-6")
@settings(max_examples=examples(50), deadline=None)
@given(RUNS)
def test_played_again_or_step_by_step_it_is_the_same_run(run: Run) -> None:
    once, again, stepped = MemoryJournal(), MemoryJournal(), MemoryJournal()
    expected = all_of(to_the_end(made(run, once)), once)
    assert all_of(to_the_end(made(run, again)), again) == expected
    simulation = made(run, stepped)
    while (due := simulation.next_due()) is not None and due <= LAST:
        simulation.step()
    assert all_of(to_the_end(simulation), stepped) == expected


@pytest.mark.rule("T-6")
@settings(max_examples=examples(100), deadline=None)
@given(RUNS, st.lists(st.integers(0, 25), min_size=1, max_size=5))
def test_taken_up_from_any_moment_it_goes_on_undisturbed(run: Run, cuts: list[int]) -> None:
    undisturbed, journal = MemoryJournal(), MemoryJournal()
    expected = all_of(to_the_end(made(run, undisturbed)), undisturbed)
    simulation = made(run, journal)
    for cut in cuts:
        for _ in range(cut):
            due = simulation.next_due()
            if due is not None and due <= LAST:
                simulation.step()
        kept = dump(simulation)
        simulation = restore(kept, [RunFlow(one, 1) for one in run[0]], Listed(run[1]), journal, LAST)
        assert dump(simulation) == kept
    assert all_of(to_the_end(simulation), journal) == expected


def story_at(run: Run, simulation: Simulation, customer: str) -> Story:
    def again(observer: Observer) -> Simulation:
        return made(run, Unwritten(), observer)

    return tell(customer, again, reached(simulation))


def check_why(visit: StoryVisit, filtered: bool) -> None:
    """The reason that is told is the one by which it was decided."""
    seen, facts = visit.why.values, visit.why.facts
    assert visit.why.text
    if visit.kind == "launch" and filtered:
        assert isinstance(seen, Explained)
        assert seen.ok
    elif visit.kind == "condition" and isinstance(seen, BranchingExplained):
        assert (visit.output or visit.stop) == (
            seen.branches[seen.chosen].id if seen.chosen >= 0 else visit.stop or "other"
        )
    elif visit.kind == "condition":
        assert isinstance(seen, Explained)
        assert visit.output == ("yes" if seen.ok else "no")
    elif visit.kind == "limit":
        used, cap = facts["used"], facts["cap"]
        assert isinstance(used, int)
        assert isinstance(cap, int)
        assert (used < cap) == (visit.output == "within")
    elif visit.kind == "wait" and visit.left is not None:
        assert ZONE.format(visit.left) == facts.get("due", ZONE.format(visit.arrived))
    elif visit.kind == "wait":
        assert (visit.stop == "no_date") == ("planned" not in facts)


@pytest.mark.rule("R-2", "R-3")
@settings(max_examples=examples(100), deadline=None)
@given(RUNS, st.integers(1, 60))
def test_a_story_is_what_the_journal_says(run: Run, most: int) -> None:
    journal = MemoryJournal()
    simulation = made(run, journal)
    simulation.run(LAST, most)
    written = visits_of(journal)
    filtered = {flow.id: flow.launch is not None and flow.launch.filter is not None for flow in run[0]}
    for found in simulation.world.customers.values():
        names = (found.id, *found.merged)
        story, *others = (story_at(run, simulation, name) for name in names)
        assert story.known
        assert story.customer == found.id
        assert all(other == story for other in others)
        mine = {number: (flow, visits) for number, (flow, who, visits) in written.items() if who in names}
        assert {
            passage.passage: (
                passage.flow,
                [Visit(v.block, v.arrived, v.left, v.output, v.stop) for v in passage.visits],
            )
            for passage in story.passages
        } == mine
        for passage in story.passages:
            for visit in passage.visits:
                check_why(visit, filtered[passage.flow])
        told = [m.not_sent for p in story.passages for v in p.visits for m in v.messages]
        assert sorted(map(str, told)) == sorted(
            str(m.not_sent) for m in journal.messages if m.customer in names
        )
        failed = [failure for p in story.passages for v in p.visits for failure in v.failures]
        assert sorted(failed, key=str) == sorted(
            (failure for failure in journal.failures if failure.customer in names), key=str
        )
        away = [
            (seen.flow, seen.at, seen.reason)
            for seen in story.turned_away
            if seen.reason not in ("settings_do_not_match", "flow_is_off")
        ]
        paths = journal.paths
        assert away == [
            (paths[number].flow, at, paths[number].reason)
            for _, at, who, number in sorted(journal.wakes, key=lambda wake: wake[0])
            if who in names and paths[number].end == "did_not_enter"
        ]
