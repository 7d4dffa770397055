"""A run taken up from any moment goes on as if nothing had happened."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.world.changes.base import Change
from engine.world.world import STATE, World
from tests.kit import (
    Listed,
    MemoryJournal,
    begin,
    change,
    customer,
    flow,
    launch,
    mail,
    steps,
    visit,
    wait,
    world,
)
from tests.laws import examples

SPLIT = {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 40}, {"id": "B", "share": 60}]}
TEST = {"id": "t", "kind": "ab_test", "variants": [{"id": "A", "share": 50}, {"id": "B", "share": 50}]}
CAP = {"id": "cap", "kind": "limit", "cap": 3, "mode": "rolling", "period": "2 days"}
DAILY = {"id": "cap", "kind": "limit", "cap": 1, "mode": "calendar", "calendar": "day"}
EVERY_DAY = {
    "id": "start",
    "kind": "launch",
    "trigger": {"schedule": {"every": "day", "at": "09:00"}, "segment": "vip"},
}
BONUS = steps(
    "bonus",
    {"do": "issue_action", "template": "bonus"},
    {"do": "award_points", "account": "points", "amount": 5},
)


def flows() -> list[Flow]:
    return [
        flow(
            launch(),
            mail("hello"),
            wait("1 day"),
            SPLIT,
            CAP,
            BONUS,
            id="first",
            limit={"mode": "periodically", "period": "2 days"},
        ),
        flow(
            launch("bonus"),
            wait("5 hours", window={"start": "08:00", "end": "12:00"}),
            TEST,
            DAILY,
            mail("thanks"),
            id="second",
        ),
        flow(
            EVERY_DAY,
            mail("daily"),
            wait("30 minutes"),
            steps("in", {"do": "remove_from_segment", "segment": "vip"}),
            id="third",
        ),
    ]


def people() -> World:
    return world(*(customer(n, segments={"vip": 0} if n % 3 == 0 else {}) for n in range(8)))


def changes() -> list[Change]:
    found: list[Change] = []
    for n in range(60):
        at = f"2026-03-{27 + n // 20:02} {n * 7 % 24:02}:{n * 13 % 60:02}"
        found.append(visit(at, f"c{n % 8}"))
        if n % 9 == 0:
            found.append(change(at, "segment.add", customer=f"c{n % 8}", segment="vip"))
    return found


UNTIL = world().zone.parse("2026-04-03 12:00")


def undisturbed() -> tuple[MemoryJournal, Any]:
    simulation, journal = begin(flows(), changes(), people())
    simulation.run(UNTIL)
    return journal, STATE.dump_python(simulation.world.state())


@pytest.mark.rule("T-6")
@given(cuts=st.lists(st.integers(1, 60), min_size=1, max_size=6))
@settings(max_examples=examples(30), deadline=None)
def test_dump_and_restore_at_any_moment_gives_the_same_journal(cuts: list[int]) -> None:
    expected, state = undisturbed()
    simulation, journal = begin(flows(), changes(), people())
    for steps_before in cuts:
        for _ in range(steps_before):
            if (simulation.next_due() or UNTIL + 1) <= UNTIL:
                simulation.step()
        simulation = restore(dump(simulation), [RunFlow(f, 1) for f in flows()], Listed(changes()), journal)
    simulation.run(UNTIL)
    assert journal.wakes == expected.wakes
    assert journal.paths == expected.paths
    assert journal.messages == expected.messages
    assert journal.failures == expected.failures
    assert STATE.dump_python(simulation.world.state()) == state


def test_a_checkpoint_is_plain_json() -> None:
    simulation, _ = begin(flows(), changes(), people())
    simulation.run(UNTIL, 40)
    head, tail = dump(simulation).split(b"\n")
    assert json.loads(head)["seq"] == simulation.seq
    assert set(json.loads(tail)) <= {"settings", "products", "customers", "orders", "pools"}


def test_the_run_touches_what_the_checkpoint_must_hold() -> None:
    journal, _ = undisturbed()
    ends = {(path.flow, path.end, path.reason) for path in journal.paths.values()}
    assert ("first", "did_not_enter", "launch_limit") in ends
    assert ("first", "stopped", "limit_reached") in ends
    assert ("second", "stopped", "limit_reached") in ends
    assert {path.flow for path in journal.paths.values()} == {"first", "second", "third"}


def test_one_state_has_one_text_whichever_block_was_compiled_first() -> None:
    drawn = flow(
        launch(),
        {**CAP, "id": "z"},
        {**CAP, "id": "a"},
        mail(),
        wires="start.next>z z.within>a a.within>mail",
    )
    simulation, _ = begin(drawn, [visit("2026-05-01")], world())
    simulation.run(simulation.started)
    play = json.loads(dump(simulation).partition(b"\n")[0])
    assert list(play["flows"]["f"]["limits"]) == ["a", "z"]
