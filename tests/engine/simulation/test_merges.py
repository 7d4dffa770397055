"""When profiles merge, the one that remains takes over launches and passages (L-7)."""

from typing import Any

import pytest

from engine.flow.model import Flow
from engine.reports.story import tell
from engine.reports.why import enquire
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.observer import Observer
from engine.simulation.replay import Unwritten, reached
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.entities import Product
from engine.world.world import STATE, World
from tests.kit import (
    Listed,
    Seen,
    begin,
    change,
    customer,
    flow,
    launch,
    mail,
    play,
    steps,
    visit,
    wait,
    world,
)

DAY = "2026-03-02"
MERGE = change(f"{DAY} 12:00", "customer.merge", customer="c1", merged="c2")


def two() -> World:
    return world(customer(1), customer(2))


def waiting_flow(**parts: Any) -> Flow:
    return flow(launch(), wait("1 day"), mail(), **parts)


@pytest.mark.rule("L-7", "R-4")
def test_a_waiting_passage_goes_on_as_that_of_the_one_that_remains() -> None:
    played = play(waiting_flow(), [visit(f"{DAY} 10:00", "c2"), MERGE], two())
    assert played.sent() == [("c1", "03-03 10:00", None)]
    assert played.visits("c2") == [
        Seen("start", "03-02 10:00", "03-02 10:00", "next"),
        Seen("wait", "03-02 10:00", "03-03 10:00", "next"),
        Seen("mail", "03-03 10:00", "03-03 10:00", "next"),
    ]


@pytest.mark.rule("L-7", "L-6", "R-4")
def test_of_two_who_wait_in_one_flow_only_one_is_launched_once() -> None:
    changes = [visit(f"{DAY} 10:00", "c2"), visit(f"{DAY} 11:00", "c1"), MERGE]
    played = play(waiting_flow(limit={"mode": "once"}), changes, two())
    assert played.sent() == [("c1", "03-03 10:00", None)]
    assert played.visits("c1")[-1] == Seen("mail", "03-03 11:00", None, "launch_limit")
    both = play(waiting_flow(), changes, two())
    assert both.sent() == [("c1", "03-03 10:00", None), ("c1", "03-03 11:00", None)]


@pytest.mark.rule("L-7", "L-1")
@pytest.mark.parametrize("who", ["c1", "c2"])
def test_launches_are_added_up(who: str) -> None:
    limit = {"mode": "every_time", "total": 3}
    early = [visit(f"{DAY} 0{hour}:00", name) for hour, name in ((1, "c1"), (2, "c2"))]
    late = [visit(f"{DAY} {hour}:00", who) for hour in (13, 14)]
    played = play(flow(launch(), mail(), limit=limit), [*early, MERGE, *late], two())
    assert [at for _, at, _ in played.sent()] == ["03-02 01:00", "03-02 02:00", "03-02 13:00"]
    assert played.turned_away() == [("c1", "03-02 14:00", "launch_limit")]
    counts = played.snapshot.flows["f"]
    assert (counts.entered, counts.launched) == (3, 3)


@pytest.mark.rule("L-7", "L-4")
def test_the_period_counts_from_the_last_step_of_either() -> None:
    limit = {"mode": "periodically", "period": "7 days"}
    changes = [
        visit("2026-03-01 10:00", "c2"),
        visit("2026-02-20 10:00", "c1"),
        MERGE,
        visit("2026-03-08 09:59", "c1"),
        visit("2026-03-08 10:00", "c1"),
    ]
    played = play(flow(launch(), mail(), limit=limit), changes, two())
    assert played.turned_away() == [("c1", "03-08 09:59", "launch_limit")]
    assert len(played.sent()) == 3


@pytest.mark.rule("L-7", "F-5")
@pytest.mark.parametrize(("template", "answer"), [("visit", "yes"), ("bonus", "no")])
def test_it_finds_the_entities_of_its_event_under_their_new_numbers(template: str, answer: str) -> None:
    trigger = {"event": "action_issued", "settings": {"templates": ["visit", "bonus"]}}
    asked = {"field": "action.template", "op": "is", "value": "visit"}
    asks = flow(
        {"id": "start", "kind": "launch", "trigger": trigger},
        wait("1 day"),
        {"id": "ask", "kind": "condition", "condition": asked},
        wires="start.next>wait wait.next>ask",
    )
    other = {"visit": "bonus", "bonus": "visit"}[template]
    changes = [visit(f"{DAY} 09:00", "c2", template=template)]
    for hour in (8, 10):
        # c1 has an action of the same number, of the other template.
        changes.append(visit(f"{DAY} {hour:02}:00", "c1", template=other))
    played = play(asks, [*changes, MERGE], two())
    assert played.visits("c2")[-1].out == answer


@pytest.mark.rule("L-7", "E-16")
def test_a_new_customer_who_is_merged_at_once_starts_for_the_one_that_remains() -> None:
    added = {"id": "start", "kind": "launch", "trigger": {"event": "customer_added"}}
    changes = [
        change(f"{DAY} 10:00", "customer.create", customer="new", email={"value": "n@x"}),
        change(f"{DAY} 10:00", "customer.merge", customer="c1", merged="new"),
    ]
    played = play(flow(added, wait("1 hour"), mail(), limit={"mode": "once"}), changes, two())
    assert played.sent() == [("c1", "03-02 11:00", None)]
    assert list(played.simulation.world.customers) == ["c1", "c2"]


@pytest.mark.rule("L-7", "F-8")
@pytest.mark.parametrize("both", [True, False])
def test_the_customer_keeps_the_variant_that_they_have(both: bool) -> None:
    shares = [{"id": name, "share": 50} for name in "AB"]
    test = flow(launch(), {"id": "t", "kind": "ab_test", "variants": shares}, wires="start.next>t")
    first = [visit(f"{DAY} 10:00", "c1"), visit(f"{DAY} 10:00", "c2")]
    differing = []
    for seed in range(20):
        mine, theirs = (play(test, first, two(), seed=seed).visits(who)[1].out for who in ("c1", "c2"))
        if mine != theirs:
            differing.append((seed, mine if both else theirs))
    assert {kept for _, kept in differing} == {"A", "B"}
    for seed, kept in differing:
        changes = [*(first if both else first[1:]), MERGE, visit(f"{DAY} 13:00", "c1")]
        assert play(test, changes, two(), seed=seed).visits("c1")[-1].out == kept


@pytest.mark.rule("L-7", "F-9")
def test_limits_go_on_counting_passages() -> None:
    cap = {"id": "cap", "kind": "limit", "cap": 2}
    capped = flow(launch(), cap, mail(), wires="start.next>cap cap.within>mail")
    changes = [visit(f"{DAY} 10:00", "c1"), visit(f"{DAY} 11:00", "c2"), MERGE, visit(f"{DAY} 13:00", "c1")]
    played = play(capped, changes, two())
    assert len(played.sent()) == 2
    assert played.visits("c1")[-1].out == "limit_reached"


@pytest.mark.rule("L-7", "E-5")
def test_an_import_that_has_fired_for_the_other_does_not_fire_again() -> None:
    trigger = {"event": "list_changed", "settings": {"list": "cart"}}
    starts = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    add = {"do": "list.add", "list": "cart", "batch": "night"}
    changes = [
        change(f"{DAY} 10:00", customer="c2", product="a", **add),
        MERGE,
        change(f"{DAY} 13:00", customer="c1", product="b", **add),
    ]
    where = world(customer(1), customer(2), products={name: Product(name) for name in "ab"})
    assert len(play(starts, changes, where).sent()) == 1


@pytest.mark.rule("L-7", "R-2")
@pytest.mark.parametrize("asked", ["c1", "c2"])
def test_the_story_tells_what_was_taken_over(asked: str) -> None:
    run, changes = waiting_flow(), [visit(f"{DAY} 09:00", "c1"), visit(f"{DAY} 10:00", "c2"), MERGE]

    def again(observer: Observer) -> Simulation:
        timeline = Listed(changes)
        start = timeline.all[0].at
        return Simulation(
            two(), [RunFlow(run, 1)], timeline, Unwritten(), seed=1, start=start, observer=observer
        )

    simulation, _ = begin(run, changes, two())
    simulation.run(simulation.world.zone.parse("2026-03-05"))
    story = tell(asked, again, reached(simulation))
    assert (story.customer, story.known) == ("c1", True)
    assert [[visit.block for visit in one.visits] for one in story.passages] == [
        ["start", "wait", "mail"]
    ] * 2
    assert [len(one.visits[-1].messages) for one in story.passages] == [1, 1]
    attempts = enquire(asked, "f", again, reached(simulation)).attempts
    assert [one.entered for one in attempts if one.heard] == [True, True]
    # Before the merge they were two.
    simulation, _ = begin(run, changes, two())
    simulation.run(MERGE.at - 1)
    story = tell(asked, again, reached(simulation))
    assert (story.customer, len(story.passages)) == (asked, 1)
    attempts = enquire(asked, "f", again, reached(simulation)).attempts
    assert [one.entered for one in attempts] == [True]


@pytest.mark.rule("L-7", "W-5", "E-3")
def test_an_open_session_ends_as_that_of_the_one_that_remains() -> None:
    left = flow({"id": "start", "kind": "launch", "trigger": {"event": "customer_left_site"}}, mail())
    where = world(customer(1), customer(2), products={"a": Product("a")})
    changes = [
        change(f"{DAY} 11:45", "product.view", customer="c1", product="a"),
        change(f"{DAY} 11:50", "product.view", customer="c2", product="a"),
        MERGE,
    ]
    assert play(left, changes, where).sent() == [("c1", "03-02 12:20", None)]


@pytest.mark.rule("L-7", "E-39", "E-40")
def test_blocked_points_become_available_and_expire_for_the_one_that_remains() -> None:
    def on(event: str) -> Flow:
        trigger = {"event": event, "settings": {"account": "points"}}
        return flow({"id": "start", "kind": "launch", "trigger": trigger}, mail(), id=event)

    award = {"account": "points", "amount": 7, "available_at": f"{DAY} 13:00", "expires_at": f"{DAY} 15:00"}
    changes = [change(f"{DAY} 11:00", "balance.award", customer="c2", **award), MERGE]
    played = play([on("points_available"), on("balance_changed")], changes, two())
    assert played.sent() == [
        ("c2", "03-02 11:00", None),
        ("c1", "03-02 13:00", None),
        ("c1", "03-02 15:00", None),
    ]
    assert played.simulation.world.customers["c1"].balances == {"points": 0}


SPLIT = {"id": "s", "kind": "split", "branches": [{"id": name, "share": 50} for name in "AB"]}


def busy() -> tuple[list[Flow], list[Change], World]:
    """Merges within waits, in a row, under limits of all sorts."""
    flows = [
        flow(launch(), wait("5 hours"), SPLIT, mail(), id="often"),
        flow(
            launch(),
            wait("7 hours"),
            mail(),
            wait("1 day", "again"),
            mail("more"),
            id="once",
            limit={"mode": "once"},
        ),
        flow(
            launch("bonus"),
            wait("2 hours"),
            steps("bonus", {"do": "award_points", "account": "points", "amount": 5, "expires": "3 days"}),
            wait("1 day", "then"),
            mail(),
            id="rarely",
            limit={"mode": "periodically", "period": "20 hours", "total": 4},
        ),
    ]
    people = [customer(n) for n in range(1, 7)]
    changes: list[Change] = []
    for n in range(40):
        at = f"2026-03-{2 + n // 20:02} {n * 7 % 24:02}:{n * 13 % 60:02}"
        changes.append(visit(at, f"c{1 + n * 5 % 6}", template=("visit", "bonus")[n % 2]))
    merges = (("02 09:30", 1, 2), ("02 15:00", 3, 1), ("02 15:00", 4, 5), ("03 04:00", 4, 2))
    for at, into, gone in merges:
        changes.append(change(f"2026-03-{at}", "customer.merge", customer=f"c{into}", merged=f"c{gone}"))
    return flows, changes, world(*people)


@pytest.mark.rule("L-7", "T-6", "R-4")
@pytest.mark.parametrize("every", [1, 2, 5, 17])
def test_taken_up_again_at_any_moment_it_is_the_same_run(every: int) -> None:
    flows, changes, where = busy()
    expected = play(flows, changes, where)
    # Some of those who were merged had launches and passages of their own.
    assert {who for who, _ in expected.passages().values()} == {f"c{n}" for n in range(1, 7)}
    assert set(where.customers) == {"c4", "c6"}
    flows, changes, again = busy()
    simulation, journal = begin(flows, changes, again)
    while simulation.next_due() is not None:
        for _ in range(every):
            simulation.step()
        kept = dump(simulation)
        simulation = restore(kept, [RunFlow(one, 1) for one in flows], Listed(changes), journal)
        assert dump(simulation) == kept
    assert (journal.wakes, journal.paths) == (expected.journal.wakes, expected.journal.paths)
    assert (journal.messages, journal.failures) == (expected.journal.messages, expected.journal.failures)
    assert STATE.dump_python(simulation.world.state()) == STATE.dump_python(where.state())
