"""Runs that play their world's traffic: nothing is stored of it but which days they are."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation.flow_run import RunFlow
from engine.traffic.beginning import begin, settle
from engine.traffic.generator import TrafficTimeline
from engine.world.world import STATE
from storage.playing import PlayedRun
from storage.run_timelines import last_at
from storage.stories import story
from storage.workspace import Workspace
from tests.engine.traffic.shops import FIRST, shop
from tests.kit import flow
from tests.storage.test_playing_laws import held

DAYS = 6
LAST = FIRST * 86_400 + (DAYS + 3) * 86_400

TRAFFIC = {
    "customers": 30,
    "start": "2026-03-02",
    "habits": [{"share": 1, "every": 2}],
    "cart": 0.9,
    "order": 0.8,
    "reactions": {"opened": "opened", "email": {"open": 0.6, "click": 0.5, "order": 0.3}},
}

BOUGHT = flow(
    {"id": "start", "kind": "launch", "trigger": {"event": "order_created"}},
    {
        "id": "mail",
        "kind": "steps",
        "actions": [{"do": "send_email", "subject": "x", "consent": "not_needed"}],
    },
    {"id": "day", "kind": "wait", "duration": "1 day"},
    id="bought",
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("traffic") / "runs.flowrig", create=True) as found:
        yield found


def started(workspace: Workspace, until: int = LAST) -> PlayedRun:
    state = shop()
    state.traffic = STATE.validate_python({"traffic": TRAFFIC}).traffic
    generator, day = begin(state, seed=5)
    assert settle(state, generator) == 30
    return PlayedRun.start(
        workspace,
        [RunFlow(BOUGHT, 1)],
        state,
        TrafficTimeline(generator, day, DAYS),
        name=workspace.runs.free_name("run"),
        seed=5,
        start=generator.begin(day),
        until=until,
    )


@pytest.fixture(scope="module")
def undisturbed(workspace: Workspace) -> PlayedRun:
    run = started(workspace)
    run.play(LAST)
    assert sum(1 for _ in run.simulation.world.orders) > 40
    assert any(len(order) == len("shopper-") + 16 for order in run.simulation.world.orders)
    return run


@pytest.mark.rule("T-6")
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=4))
def test_a_run_of_traffic_that_was_killed_ends_as_an_undisturbed_one(
    workspace: Workspace, undisturbed: PlayedRun, stages: list[tuple[int, bool]]
) -> None:
    found = started(workspace)
    for things, written_down in stages:
        found.play(LAST, things)
        if written_down:
            found.checkpoint()
        # What follows is journalled, and lost to the next one, which begins at the checkpoint.
        found.play(LAST, 30)
        found = PlayedRun.resume(workspace, found.entry.name)
    found.play(LAST)
    assert held(found) == held(undisturbed)
    state = STATE.dump_python(found.simulation.world.state())
    assert state == STATE.dump_python(undisturbed.simulation.world.state())


def test_a_run_that_goes_on_for_longer_ends_as_if_that_had_been_said_at_first(
    workspace: Workspace, undisturbed: PlayedRun
) -> None:
    early = FIRST * 86_400 + 3 * 86_400
    found = started(workspace, until=early)
    found.play(early)
    found.finish()
    found = PlayedRun.resume(workspace, found.entry.name, LAST)
    found.play(LAST)
    assert held(found) == held(undisturbed)


def test_it_ends_with_its_last_day(workspace: Workspace) -> None:
    run = started(workspace)
    assert last_at(run.simulation.timeline) == run.simulation.world.zone.parse("2026-03-08 00:00") - 1


def test_a_story_is_told_from_the_traffic_made_again(workspace: Workspace, undisturbed: PlayedRun) -> None:
    undisturbed.note()
    who = next(order.customer for order in undisturbed.simulation.world.orders.values())
    told = story(workspace, workspace.runs.entry(undisturbed.entry.name), who)
    mine = [order for order in undisturbed.simulation.world.orders.values() if order.customer == who]
    assert len(told.passages) == len(mine) > 0
