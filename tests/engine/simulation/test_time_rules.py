"""History, planned times, relevance and the order of one instant."""

import pytest

from engine.world.changes.base import Change
from engine.world.entities import Contact, Customer
from tests.kit import Seen, change, customer, flow, launch, mail, play, steps, visit, wait, world


@pytest.mark.rule("T-2")
@pytest.mark.parametrize(
    ("happened", "enters"),
    [("2026-10-12", False), ("2026-10-13", True), ("2026-10-12 23:59:59", False), ("2026-10-20", True)],
)
def test_an_event_more_than_seven_days_old_starts_nothing(happened: str, enters: bool) -> None:
    played = play(
        flow(launch(), wait("10 days"), mail()),
        [visit("2026-10-20", happened_at=happened)],
        until="2026-10-20",
    )
    assert bool(played.visits()) is enters
    assert played.turned_away() == ([] if enters else [("c1", "10-20 00:00", "too_old")])


LATE_ORDER = "2026-06-10 10:00"
ITS_DATE = "2026-06-06 20:00"


@pytest.mark.rule("T-4")
def test_the_sources_example_a_step_straight_after_a_late_order_has_expired() -> None:
    played = play(flow(launch(), mail()), [visit(LATE_ORDER, happened_at=ITS_DATE)])
    assert played.visits()[-1] == Seen("mail", "06-10 10:00", None, "relevance_expired")
    assert not played.sent()
    assert played.snapshot.flows["f"].launched == 0
    assert [f.reason for f in played.journal.failures] == ["relevance_expired"]


@pytest.mark.rule("T-3", "T-4")
def test_the_sources_example_a_wait_of_three_days_counts_from_the_orders_date() -> None:
    played = play(flow(launch(), wait("3 days"), mail()), [visit(LATE_ORDER, happened_at=ITS_DATE)])
    assert played.visits()[1:] == [
        Seen("wait", "06-10 10:00", "06-10 10:00", "next"),
        Seen("mail", "06-10 10:00", "06-10 10:00", "next"),
    ]
    assert played.snapshot.flows["f"].launched == 1


@pytest.mark.rule("T-4")
@pytest.mark.parametrize(
    ("happened", "relevance", "runs"),
    [
        ("2026-06-09 10:00", "1 day", True),
        ("2026-06-09 09:59:59", "1 day", False),
        ("2026-06-10 09:00", "1 hour", True),
        ("2026-06-10 08:59:59", "1 hour", False),
        ("2026-06-03 10:00", "unlimited", True),
        ("2026-06-10 10:00", "0 minutes", True),
    ],
)
def test_both_ends_of_the_relevance_belong_to_it(happened: str, relevance: str, runs: bool) -> None:
    played = play(flow(launch(), mail(relevance=relevance)), [visit(LATE_ORDER, happened_at=happened)])
    assert (played.visits()[-1].out == "next") is runs


@pytest.mark.rule("T-4")
def test_an_expired_group_stops_the_whole_passage() -> None:
    late = visit(LATE_ORDER, happened_at=ITS_DATE)
    played = play(flow(launch(), mail(), wait("10 days"), mail("second")), [late])
    assert [seen.block for seen in played.visits()] == ["start", "mail"]


@pytest.mark.rule("T-5", "T-3")
def test_a_wait_of_days_keeps_the_wall_clock_when_the_clocks_change() -> None:
    spring = play(flow(launch(), wait("1 day"), mail()), [visit("2026-03-28 19:00")])
    assert spring.visits()[1].left == "03-29 19:00"
    hours = play(flow(launch(), wait("24 hours"), mail()), [visit("2026-03-28 19:00")])
    assert hours.visits()[1].left == "03-29 20:00"


@pytest.mark.rule("T-5")
def test_relevance_in_days_is_civil() -> None:
    # From 28 March 19:00 the next day's 19:00 is 23 hours away.
    still = play(
        flow(launch(), mail(relevance="1 day")), [visit("2026-03-29 19:00", happened_at="2026-03-28 19:00")]
    )
    assert still.visits()[-1].out == "next"
    over = play(
        flow(launch(), mail(relevance="1 day")),
        [visit("2026-03-29 19:00:01", happened_at="2026-03-28 19:00")],
    )
    assert over.visits()[-1].out == "relevance_expired"


@pytest.mark.rule("T-7")
def test_at_one_instant_changes_come_before_passages_and_passages_by_their_number() -> None:
    check = {
        "id": "check",
        "kind": "condition",
        "condition": {"field": "customer.field.score", "op": "is", "value": 7},
    }
    drawn = flow(
        launch(), wait("1 hour"), check, mail(), wires="start.next>wait wait.next>check check.yes>mail"
    )
    people = world(customer(1), customer(2))
    played = play(
        drawn,
        [
            visit("2026-05-01 10:00", "c2"),
            visit("2026-05-01 10:00", "c1"),
            # At the very instant at which both are due.
            change("2026-05-01 11:00", "customer.set_field", customer="c1", fields={"score": 7}),
        ],
        people,
    )
    assert played.visits("c1")[-1].block == "mail"
    assert [who for _, (who, _) in sorted(played.passages().items())] == ["c2", "c1"]
    seqs = [wake[0] for wake in played.journal.wakes]
    assert seqs == sorted(seqs)


@pytest.mark.rule("T-7", "F-23")
def test_events_that_a_step_causes_are_handled_first_in_first_out_after_their_group() -> None:
    both = steps(
        "both",
        {"do": "issue_action", "template": "order"},
        {"do": "issue_action", "template": "bonus"},
    )
    first = flow(launch(), both, mail("after"), id="first")
    second = flow(launch("order"), mail("ordered"), id="second")
    third = flow(launch("bonus"), mail("bonused"), id="third")
    played = play([third, second, first], [visit("2026-05-01 10:00")])
    letters = {letter.number: letter.block for letter in played.simulation.letters}
    assert [letters[m.letter] for m in played.journal.messages] == ["ordered", "bonused", "after"]


@pytest.mark.rule("F-23")
def test_flows_that_start_each_other_without_a_wait_are_stopped() -> None:
    here = flow(launch(), steps("go", {"do": "issue_action", "template": "order"}), id="here")
    there = flow(launch("order"), steps("back", {"do": "issue_action", "template": "visit"}), id="there")
    played = play([here, there], [visit("2026-05-01 10:00")])
    stopped = {name: counts.stopped for name, counts in played.snapshot.flows.items()}
    assert [*stopped["here"], *stopped["there"]] == ["loop"]
    assert sum(counts.entered for counts in played.snapshot.flows.values()) == 102


@pytest.mark.rule("T-6")
def test_the_same_inputs_give_the_same_journal() -> None:
    split = {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 50}, {"id": "B", "share": 50}]}
    people = [customer(n) for n in range(40)]
    changes = [visit(f"2026-05-01 10:{n:02}", f"c{n}") for n in range(40)]

    def journal(seed: int) -> object:
        return play(flow(launch(), split, mail()), changes, world(*people), seed=seed).journal

    assert journal(1) == journal(1)
    assert journal(1) != journal(2)


@pytest.mark.rule("T-6")
def test_draws_do_not_depend_on_other_customers() -> None:
    split = {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 50}, {"id": "B", "share": 50}]}
    people = [customer(n) for n in range(30)]
    forwards = play(
        flow(launch(), split), [visit(f"2026-05-01 10:{n:02}", f"c{n}") for n in range(30)], world(*people)
    )
    backwards = play(
        flow(launch(), split),
        [visit(f"2026-05-01 10:{59 - n:02}", f"c{n}") for n in range(30)],
        world(*people),
    )
    outs = {n: forwards.visits(f"c{n}")[-1].out for n in range(30)}
    assert outs == {n: backwards.visits(f"c{n}")[-1].out for n in range(30)}
    assert set(outs.values()) == {"A", "B"}


@pytest.mark.rule("F-10", "F-12")
def test_the_confirmation_reminder_of_the_source() -> None:
    """Subscription requires confirmation; after 24 hours, between 8:00 and 20:00, a reminder if it still
    does."""
    trigger = {
        "event": "subscription_changed",
        "settings": {"status": "requires_confirmation", "channel": "email"},
    }
    pending = {
        "field": "customer.subscription",
        "of": {"brand": "main", "channel": "email"},
        "op": "is",
        "value": "requires_confirmation",
    }
    drawn = flow(
        {"id": "start", "kind": "launch", "trigger": trigger},
        steps("first", {"do": "send_email", "subject": "Please confirm", "consent": "not_needed"}),
        wait("24 hours", window={"start": "08:00", "end": "20:00"}),
        {"id": "pending", "kind": "condition", "condition": pending},
        steps("reminder", {"do": "send_email", "subject": "Still there?", "consent": "not_needed"}),
        wires="start.next>first first.next>wait wait.next>pending pending.yes>reminder",
    )
    people = world(
        Customer("c1", email=Contact("a@example.com")), Customer("c2", email=Contact("b@example.com"))
    )

    def asked(at: str, who: str, status: str = "requires_confirmation") -> Change:
        return change(at, "customer.set_subscription", customer=who, key="main/email", status=status)

    played = play(
        drawn,
        [
            asked("2026-05-01 21:30", "c1"),
            asked("2026-05-01 21:40", "c2"),
            asked("2026-05-02 12:00", "c2", "subscribed"),
        ],
        people,
    )
    assert played.visits("c1")[2] == Seen("wait", "05-01 21:30", "05-03 08:00", "next")
    assert played.visits("c1")[-1] == Seen("reminder", "05-03 08:00", "05-03 08:00", "next")
    assert played.visits("c2")[-1] == Seen("pending", "05-03 08:00", "05-03 08:00", "no")


@pytest.mark.rule("F-5")
def test_the_abandoned_cart_of_the_source() -> None:
    """A push when something is put into the cart; after three days an e-mail to those who have not
    ordered."""
    trigger = {"event": "product_added_to_list", "settings": {"list": "cart"}}
    none = {"field": "customer.orders.count", "of": {"within": "3 days"}, "op": "is", "value": 0}
    drawn = flow(
        {"id": "start", "kind": "launch", "trigger": trigger},
        steps("push", {"do": "send_mobile_push", "text": "Your cart is waiting", "consent": "not_needed"}),
        wait("3 days"),
        {"id": "ordered", "kind": "condition", "condition": none},
        mail("email"),
        wires="start.next>push push.next>wait wait.next>ordered ordered.yes>email",
    )
    played = play(
        drawn,
        [
            change("2026-05-01 09:00", "product.create", product="tea", price=500),
            change("2026-05-01 10:00", "list.add", customer="c1", list="cart", product="tea"),
            change("2026-05-01 10:00", "list.add", customer="c2", list="cart", product="tea"),
            change(
                "2026-05-03 10:00",
                "order.create",
                customer="c2",
                order="o1",
                items=[{"product": "tea"}],
                status="new",
            ),
        ],
        world(customer(1), customer(2)),
    )
    assert played.visits("c1")[-1] == Seen("email", "05-04 10:00", "05-04 10:00", "next")
    assert played.visits("c2")[-1] == Seen("ordered", "05-04 10:00", "05-04 10:00", "no")
    # Neither has the app: that was tried, and counts as a launch (L-2).
    assert played.sent()[:2] == [
        ("c1", "05-01 10:00", "no_mobile_push"),
        ("c2", "05-01 10:00", "no_mobile_push"),
    ]
    assert played.snapshot.flows["f"].launched == 2
