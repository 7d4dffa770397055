"""Entering: customer filters, flow schedules, schedule triggers, transactional flows."""

import pytest

from engine.world.changes.base import Change
from engine.world.entities import Contact, Device, Product
from tests.kit import Seen, change, customer, flow, launch, mail, play, steps, visit, wait, world


@pytest.mark.rule("F-14")
@pytest.mark.parametrize(
    ("tree", "who"),
    [
        ({"field": "customer.email.filled", "op": "is", "value": True}, {"c1", "c2", "c4"}),
        ({"field": "customer.email.valid", "op": "is", "value": True}, {"c1", "c4"}),
        ({"field": "customer.in_segment", "of": {"segment": "vip"}, "op": "is", "value": True}, {"c2"}),
        ({"field": "customer.mobile_push", "op": "is", "value": True}, {"c3"}),
        (
            {
                "any": [
                    {"field": "customer.mobile_push", "op": "is", "value": True},
                    {"field": "customer.email.valid", "op": "is", "value": True},
                ]
            },
            {"c1", "c3", "c4"},
        ),
    ],
)
def test_the_trigger_filter(tree: dict[str, object], who: set[str]) -> None:
    people = world(
        customer(1),
        customer(2, email=Contact("x@example.com", valid=False), segments={"vip": 0}),
        customer(3, email=None, devices=[Device("mobile", True)]),
        customer(4, devices=[Device("mobile", False)]),
    )
    everybody = ["c1", "c2", "c3", "c4"]
    played = play(
        flow(launch(filter=tree), mail()), [visit("2026-05-01", who_) for who_ in everybody], people
    )
    assert {name for name, _ in played.passages().values()} == who
    out = set(everybody) - who
    assert {name for name, _, _ in played.turned_away()} == out
    assert {reason for _, _, reason in played.turned_away()} == {"condition_cannot_be_applied"}
    assert sum(block.entered for block in played.snapshot.flows["f"].blocks.values()) == 2 * len(who)
    assert played.snapshot.flows["f"].did_not_enter == {"condition_cannot_be_applied": len(out)}


@pytest.mark.rule("F-20")
def test_only_events_after_the_start_count_and_at_the_end_those_in_waits_are_stopped() -> None:
    drawn = flow(
        launch(), wait("2 days"), mail(), schedule={"start": "2026-05-02 12:00", "end": "2026-05-05 12:00"}
    )
    people = world(*(customer(n) for n in range(1, 6)))
    played = play(
        drawn,
        [
            visit("2026-05-02 11:59:59", "c1"),
            visit("2026-05-02 12:00", "c2"),
            visit("2026-05-02 12:00", "c5", happened_at="2026-05-02 11:00"),
            visit("2026-05-03 12:00", "c3"),
            visit("2026-05-05 12:00", "c4"),
        ],
        people,
    )
    assert {name for name, _ in played.passages().values()} == {"c2", "c3"}
    assert played.visits("c2")[-1].block == "mail"
    # It stays in its wait for its time; the flow is on in [start, end).
    assert played.visits("c3")[-1] == Seen("wait", "05-03 12:00", None, "flow_stopped")


@pytest.mark.rule("F-13")
def test_a_schedule_takes_the_segment_as_it_is_at_that_moment() -> None:
    trigger = {"schedule": {"every": "day", "at": "09:00"}, "segment": "vip"}
    drawn = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    people = world(customer(1, segments={"vip": 0}), customer(2), customer(3, segments={"vip": 0}))
    played = play(
        drawn,
        [
            change("2026-05-01 10:00", "segment.add", customer="c2", segment="vip"),
            # At the very instant of a slot, changes come first (T-7).
            change("2026-05-03 09:00", "segment.remove", customer="c1", segment="vip"),
        ],
        people,
        start="2026-05-01 08:00",
        until="2026-05-03 12:00",
    )
    entered = [(visits[0].arrived, who) for who, visits in played.passages().values()]
    assert entered == [
        ("05-01 09:00", "c1"),
        ("05-01 09:00", "c3"),
        ("05-02 09:00", "c1"),
        ("05-02 09:00", "c2"),
        ("05-02 09:00", "c3"),
        ("05-03 09:00", "c2"),
        ("05-03 09:00", "c3"),
    ]


@pytest.mark.rule("F-13", "T-5")
def test_a_schedule_keeps_the_wall_clock_when_the_clocks_change() -> None:
    trigger = {"schedule": {"every": "day", "at": "02:30"}}
    drawn = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    played = play(drawn, start="2026-03-28 00:00", until="2026-03-30 12:00")
    assert [visits[0].arrived for _, visits in played.passages().values()] == [
        "03-28 02:30",
        "03-29 03:30",
        "03-30 02:30",
    ]


@pytest.mark.rule("F-13", "F-20")
def test_a_slot_at_the_very_start_of_the_flow_counts_and_one_at_its_end_does_not() -> None:
    drawn = flow(
        {"id": "start", "kind": "launch", "trigger": {"schedule": {"every": "day", "at": "09:00"}}},
        mail(),
        schedule={"start": "2026-05-02 09:00", "end": "2026-05-04 09:00"},
    )
    played = play(drawn, start="2026-05-01 08:00", until="2026-05-06")
    assert [at for _, at, _ in played.sent()] == ["05-02 09:00", "05-03 09:00"]


@pytest.mark.rule("F-24", "T-7")
def test_passages_of_transactional_flows_go_first() -> None:
    changed = {"event": "custom_field_changed", "settings": {"field": "score"}}
    usual = flow(launch(), wait("1 hour"), mail("usual"), id="usual")
    urgent = flow(
        {"id": "start", "kind": "launch", "trigger": changed}, wait("1 hour"), mail("urgent"), id="urgent"
    )
    played = play(
        [usual, urgent],
        [
            visit("2026-05-01 10:00"),
            change("2026-05-01 10:00", "customer.set_field", customer="c1", fields={"score": 1}),
        ],
    )
    letters = {letter.number: letter.block for letter in played.simulation.letters}
    assert [letters[m.letter] for m in played.journal.messages] == ["urgent", "usual"]


@pytest.mark.rule("E-29", "W-4")
def test_what_a_customer_was_created_in_counts_though_a_step_has_changed_it_since() -> None:
    added = {"id": "start", "kind": "launch", "trigger": {"event": "customer_added"}}
    asked = {"channel": "email", "status": "none"}
    changed = {"event": "subscription_changed", "settings": asked}
    subscribe = {"do": "set_subscription", "brand": "main", "channel": "email", "status": "subscribed"}
    first = flow(added, steps("subscribe", subscribe), id="first")
    second = flow({"id": "start", "kind": "launch", "trigger": changed}, mail(), id="second")
    played = play([first, second], [change("2026-05-01", "customer.create", customer="x")])
    assert played.visits("x", "second")


@pytest.mark.rule("E-8", "E-9", "F-20")
def test_while_the_flow_is_off_its_trigger_counts_nothing() -> None:
    def paid(items: str, **more: object) -> dict[str, object]:
        asked = {"status": "paid", "items": items, **more}
        trigger = {"event": "order_status_changed", "settings": asked}
        return {"id": "start", "kind": "launch", "trigger": trigger}

    later = {"start": "2026-05-03"}
    every = flow(paid("all"), mail(), id="every", schedule=later)
    once = flow(paid("any", times_per_order=1), mail(), id="once", schedule=later)
    items = [{"product": "p"}, {"product": "p"}]

    def item(at: str, line: int, status: str) -> Change:
        return change(at, "order.set_item", order="o", line=line, status=status)

    played = play(
        [every, once],
        [
            change("2026-05-01", "order.create", customer="c1", order="o", status="new", items=items),
            item("2026-05-02", 1, "paid"),
            item("2026-05-04", 2, "paid"),
            item("2026-05-05", 1, "new"),
            item("2026-05-06", 1, "paid"),
        ],
        world(products={"p": Product("p", price=100)}),
    )
    assert played.visits(flow="every")[0].arrived == "05-06 00:00"
    assert [seen.arrived for seen in played.visits(flow="once") if seen.block == "start"] == ["05-04 00:00"]
