"""New versions while customers are inside (F-18), and what a trigger remembers across them."""

from typing import Any

import pytest

from engine.flow.model import Flow
from engine.life.deeds import DEED, FlowDeed
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.refusals import DeedRefused
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.entities import Product
from tests.kit import Listed, MemoryJournal, Played, Seen, change, flow, launch, mail, visit, wait, world

HERE = world().zone


def deed(at: str, do: str, **parts: Any) -> FlowDeed:
    """As a scenario would say it, of the flow `f` unless another is named."""
    return DEED.validate_python({"flow": "f", "at": at, "do": do, **parts}, context={"zone": HERE})


def play(flows: Flow, deeds: list[FlowDeed], changes: list[Change], until: str) -> Played:
    journal = MemoryJournal()
    simulation = Simulation(
        world(products={"p": Product("p", price=1), "q": Product("q", price=1)}),
        [RunFlow(flows, 1)],
        Listed(changes),
        journal,
        seed=1,
        start=changes[0].at,
        deeds=deeds,
    )
    simulation.run(HERE.parse(until))
    return Played(simulation, journal)


def order(**parts: Any) -> dict[str, Any]:
    return {
        "id": "start",
        "kind": "launch",
        "trigger": {"event": "order_status_changed", "settings": {"status": "paid"}},
        **parts,
    }


@pytest.mark.rule("F-18")
def test_what_a_new_trigger_would_bring_is_lacking_to_those_who_came_by_the_old_one() -> None:
    old = flow(launch(), wait("1 day"), mail())
    of_the_order = flow(
        order(),
        wait("1 day"),
        mail("told", actions=[{"do": "send_email", "subject": "{{ Order.Id }}"}]),
        {"id": "check", "kind": "condition", "condition": {"field": "order.total", "op": "is", "value": 1}},
        wait(
            name="until",
            mode="dynamic",
            until={"field": "order.created_at", "direction": "after", "offset": "1 day"},
        ),
        wires="start.next>wait wait.next>told told.next>check check.no>until",
    )
    deeds = [
        deed("2026-03-02 09:00", "flow.edit", draft=of_the_order),
        deed("2026-03-02 09:00", "flow.launch"),
    ]
    played = play(old, deeds, [visit("2026-03-01 09:30")], "2026-03-09 00:00")
    assert played.visits() == [
        Seen("start", "03-01 09:30", "03-01 09:30", "next"),
        Seen("wait", "03-01 09:30", "03-02 09:30", "next"),
        Seen("told", "03-02 09:30", "03-02 09:30", "next"),
        Seen("check", "03-02 09:30", "03-02 09:30", "no"),
        Seen("until", "03-02 09:30", None, "no_date"),
    ]


@pytest.mark.rule("F-18")
def test_a_wait_of_another_kind_of_block_is_a_deleted_one() -> None:
    old = flow(launch(), wait("1 day"), mail())
    other = flow(launch(), mail("wait"), mail())
    deeds = [deed("2026-03-01 12:00", "flow.edit", draft=other), deed("2026-03-01 12:00", "flow.launch")]
    played = play(old, deeds, [visit("2026-03-01 09:30")], "2026-03-09 00:00")
    assert played.visits()[-1] == Seen("wait", "03-01 09:30", None, "block_deleted")


ITEMS: list[dict[str, Any]] = [{"product": "p"}, {"product": "q"}]


def paid(line: int, at: str) -> Change:
    return change(at, "order.set_item", order="o", line=line, status="paid")


ALL_PAID = flow(order(), mail())
ASKED_OTHERWISE = flow(
    order(trigger={"event": "order_status_changed", "settings": {"status": "paid", "times_per_order": 5}}),
    mail(),
)


@pytest.mark.rule("E-8")
@pytest.mark.parametrize(
    ("deeds", "enters"),
    [
        ([], True),
        # Turned on anew: it counts from then on.
        ([("flow.pause", {}), ("flow.resume", {})], False),
        ([("flow.pause", {}), ("flow.edit", {}), ("flow.launch", {})], False),
        ([("flow.set_end", {"to": "2026-03-01 09:00"}), ("flow.set_end", {})], False),
        # Turned off by a start that is moved on, and on again by itself.
        ([("flow.set_start", {"to": "2026-03-01 09:30"})], False),
        ([("flow.set_start", {"to": "2026-03-01 08:15"})], True),
        # A new version over a running one keeps what was counted, unless it asks for something else.
        ([("flow.edit", {}), ("flow.launch", {})], True),
        ([("flow.edit", {"draft": ASKED_OTHERWISE}), ("flow.launch", {})], False),
        ([("flow.set_end", {"to": "2026-04-01 09:00"})], True),
    ],
)
def test_all_items_are_counted_from_when_the_flow_was_turned_on(
    deeds: list[tuple[str, dict[str, Any]]], enters: bool
) -> None:
    created = change("2026-03-01 08:00", "order.create", order="o", customer="c1", status="new", items=ITEMS)
    changes = [created, paid(1, "2026-03-01 08:30"), paid(2, "2026-03-01 10:00")]
    done = [deed("2026-03-01 09:00", do, **parts) for do, parts in deeds]
    played = play(ALL_PAID, done, changes, "2026-03-02 00:00")
    assert bool(played.passages()) == enters


@pytest.mark.rule("E-39", "F-21")
def test_points_become_available_only_where_the_flow_was_on_at_the_award_and_is_on_now() -> None:
    available = flow(
        {"id": "start", "kind": "launch", "trigger": {"event": "points_available", "settings": {}}},
        mail(),
    )

    def award(at: str, from_: str) -> Change:
        return change(at, "balance.award", customer="c1", account="points", amount=1, available_at=from_)

    changes = [
        award("2026-03-01 08:00", "2026-03-02 09:00"),  # on at both
        award("2026-03-01 08:30", "2026-03-01 12:00"),  # paused as they become available
        award("2026-03-01 12:30", "2026-03-02 10:00"),  # paused at the award
    ]
    deeds = [deed("2026-03-01 11:00", "flow.pause"), deed("2026-03-01 13:00", "flow.resume")]
    played = play(available, deeds, changes, "2026-03-03 00:00")
    assert [visits[0].arrived for _, visits in played.passages().values()] == ["03-02 09:00"]


@pytest.mark.rule("F-15")
def test_what_is_not_possible_stops_the_run_there_and_leaves_all_as_it_was() -> None:
    with pytest.raises(DeedRefused, match="'f' is Active, resuming it is not possible: possible is") as found:
        play(
            flow(launch(), mail()),
            [deed("2026-03-01 10:00", "flow.pause"), deed("2026-03-01 09:59", "flow.resume")],
            [visit("2026-03-01 09:30")],
            "2026-03-02 00:00",
        )
    assert found.value.number == 0


@pytest.mark.rule("F-18", "T-6")
@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize("taken_up", [False, True])
def test_a_version_that_is_launched_later_counts_the_messages_before_it(
    taken_up: bool, by_hand: bool
) -> None:
    at_least_two = {"field": "customer.messages.count", "op": "at_least", "value": 2}
    draft = flow(
        launch(),
        {"id": "check", "kind": "condition", "condition": at_least_two},
        mail(),
        wires="start.next>check check.yes>mail",
    )
    timeline = Listed([visit("2026-03-01 10:00"), visit("2026-03-02 10:00"), visit("2026-03-04 10:00")])
    first = [RunFlow(flow(launch(), mail()), 1)]
    done = [
        deed("2026-03-03 09:00", "flow.edit", draft=draft),
        deed("2026-03-03 09:00", "flow.launch"),
    ]
    planned = [] if by_hand else done
    journal = MemoryJournal()
    simulation = Simulation(
        world(), first, timeline, journal, seed=1, start=timeline.all[0].at, deeds=planned
    )
    simulation.run(HERE.parse("2026-03-03 08:59"))
    if taken_up:
        simulation = restore(dump(simulation), first, timeline, journal, deeds=planned)
    if by_hand:
        simulation.run(HERE.parse("2026-03-03 09:00"))
        for one in done:
            simulation.do(one)
    simulation.run(HERE.parse("2026-03-09 00:00"))
    assert len(journal.messages) == 3


EVERY_OTHER_MONDAY = {"every": "week", "at": "09:00", "days": ["mon"], "weeks": 2}


@pytest.mark.rule("F-13", "F-18", "F-20")
@pytest.mark.parametrize("taken_up", [False, True])
@pytest.mark.parametrize(
    ("deeds", "slots"),
    [
        ((), (2, 16, 30)),
        # The weeks go on being counted from the first slot.
        ((("2026-03-04 12:00", "flow.set_start", {"to": "2026-03-08"}),), (2, 16, 30)),
        ((("2026-03-04 12:00", "flow.set_start", {"to": "2026-03-17"}),), (2, 30)),
        (
            (
                ("2026-03-04 12:00", "flow.set_start", {"to": "2026-03-08"}),
                ("2026-03-12 12:00", "flow.edit", {}),
                ("2026-03-12 12:00", "flow.launch", {}),
            ),
            (2, 16, 30),
        ),
        # There was none yet.
        ((("2026-03-01 12:00", "flow.set_start", {"to": "2026-03-08"}),), (9, 23)),
        # At the very slot: off at it, and on at it.
        (
            (
                ("2026-03-02 09:00", "flow.pause", {}),
                ("2026-03-02 09:00:01", "flow.resume", {}),
            ),
            (16, 30),
        ),
        ((("2026-03-16 09:00", "flow.pause", {}), ("2026-03-16 09:00", "flow.resume", {})), (2, 16, 30)),
    ],
)
def test_every_other_week_counts_from_the_first_slot_also_where_the_start_is_moved(
    deeds: tuple[tuple[str, str, dict[str, Any]], ...], slots: tuple[int, ...], taken_up: bool
) -> None:
    letter = flow({"id": "start", "kind": "launch", "trigger": {"schedule": EVERY_OTHER_MONDAY}}, mail())
    planned = [deed(at, do, **parts) for at, do, parts in deeds]
    timeline, journal = Listed([]), MemoryJournal()
    first = [RunFlow(letter, 1)]
    simulation = Simulation(
        world(), first, timeline, journal, seed=1, start=HERE.parse("2026-03-01"), deeds=planned
    )
    until = HERE.parse("2026-04-01")
    while taken_up and (simulation.next_due() or until) < until:
        simulation.step()
        simulation = restore(dump(simulation), first, timeline, journal, deeds=planned)
    simulation.run(until)
    assert [message.at for message in journal.messages] == [
        HERE.parse(f"2026-03-{day:02} 09:00") for day in slots
    ]
