"""What each kind of block does with a passage."""

from typing import Any

import pytest

from engine.blocks.draws import draws
from engine.flow.model import Flow
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import NEVER, RunFlow
from engine.world.changes.base import Change
from engine.world.entities import Contact, Product
from engine.world.settings import ActionTemplate, CustomField, Settings
from engine.world.world import World, WorldState
from tests.kit import (
    MemoryJournal,
    Played,
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


def shares(*percents: float) -> list[dict[str, object]]:
    return [{"id": name, "share": share} for name, share in zip("ABCDE", percents, strict=False)]


@pytest.mark.rule("F-7")
@pytest.mark.parametrize("percents", [(50, 50), (10, 90), (20, 20, 20, 20, 20), (33.3, 33.3, 33.4), (100, 0)])
def test_a_split_shares_customers_out(percents: tuple[float, ...]) -> None:
    count = 4000
    drawn = flow(launch(), {"id": "s", "kind": "split", "branches": shares(*percents)})
    people = world(*(customer(n) for n in range(count)))
    played = play_fast(drawn, [visit("2026-05-01", f"c{n}", people) for n in range(count)], people)
    left = played.snapshot.flows["f"].blocks["s"].left
    for name, share in zip("ABCDE", percents, strict=False):
        # Four standard deviations; the draws are fixed, so that this passes or fails for ever.
        spread = 4 * (count * share / 100 * (1 - share / 100)) ** 0.5
        assert abs(left[name] - count * share / 100) <= spread


def play_fast(drawn: Flow, changes: list[Change], people: World) -> Played:
    """Without a check after every due thing."""
    simulation, journal = begin(drawn, changes, people)
    simulation.run(NEVER)
    return Played(simulation, journal)


@pytest.mark.rule("T-6")
def test_draws_are_even_and_independent_between_blocks() -> None:
    one, other = draws(1, "f", "a"), draws(1, "f", "b")
    pairs = [(one(f"c{n}", 1), other(f"c{n}", 1)) for n in range(20_000)]
    for quadrant in ((0, 0), (0, 1), (1, 0), (1, 1)):
        n = sum((int(a >= 0.5), int(b >= 0.5)) == quadrant for a, b in pairs)
        assert abs(n - 5000) < 4 * (20_000 * 0.25 * 0.75) ** 0.5
    assert all(0 <= a < 1 for a, _ in pairs)


@pytest.mark.rule("F-7", "T-6")
def test_a_split_is_drawn_again_on_every_entry_and_an_ab_test_keeps_its_variant() -> None:
    days = [visit(f"2026-05-{n:02}") for n in range(1, 29)]
    split = play(flow(launch(), {"id": "s", "kind": "split", "branches": shares(50, 50)}), days)
    assert {seen.out for seen in split.visits() if seen.block == "s"} == {"A", "B"}
    test = play(flow(launch(), {"id": "s", "kind": "ab_test", "variants": shares(50, 50)}), days)
    assert len({seen.out for seen in test.visits() if seen.block == "s"}) == 1


@pytest.mark.rule("F-8")
def test_a_control_gets_nothing() -> None:
    block = {"id": "s", "kind": "ab_test", "variants": shares(0, 100), "control": "B"}
    played = play(flow(launch(), block, mail()), [visit("2026-05-01")])
    assert played.visits()[-1] == Seen("s", "05-01 00:00", "05-01 00:00", "B")
    assert played.snapshot.flows["f"].finished == 1
    assert not played.sent()


@pytest.mark.rule("F-9")
def test_a_limit_over_all_time_stops_those_beyond_it() -> None:
    people = world(*(customer(n) for n in range(5)))
    played = play(
        flow(launch(), {"id": "cap", "kind": "limit", "cap": 3}, mail()),
        [visit(f"2026-05-0{n + 1}", f"c{n}") for n in range(5)],
        people,
    )
    counts = played.snapshot.flows["f"].blocks["cap"]
    assert counts.left == {"within": 3, "beyond": 0}
    assert counts.stopped == {"limit_reached": 2}


@pytest.mark.rule("F-9")
def test_beyond_the_limit_may_lead_on() -> None:
    cap = {"id": "cap", "kind": "limit", "cap": 0}
    wired = "start.next>cap cap.within>mail cap.beyond>other"
    played = play(flow(launch(), cap, mail(), mail("other"), wires=wired), [visit("2026-05-01")])
    assert [seen.block for seen in played.visits()] == ["start", "cap", "other"]


@pytest.mark.rule("F-9", "T-5")
def test_a_rolling_limit_counts_the_passages_that_are_younger_than_the_period() -> None:
    cap = {"id": "cap", "kind": "limit", "cap": 1, "mode": "rolling", "period": "1 day"}

    def outs(*times: str) -> list[str | None]:
        played = play(flow(launch(), cap, mail()), [visit(f"2026-{at}") for at in times])
        return [seen.out for seen in played.visits() if seen.block == "cap"]

    assert outs("05-01 10:00", "05-02 09:59:59", "05-02 10:00") == ["within", "limit_reached", "within"]
    # A pass that was turned away is not counted; a civil day has 23 hours in spring.
    assert outs("03-28 10:00", "03-29 09:59:59", "03-29 10:00") == ["within", "limit_reached", "within"]


@pytest.mark.rule("F-9")
@pytest.mark.parametrize(
    ("calendar", "times", "expected"),
    [
        ("hour", ("05-01 10:00", "05-01 10:59:59", "05-01 11:00"), "wlw"),
        ("day", ("05-01 23:00", "05-01 23:59:59", "05-02 00:00"), "wlw"),
        ("week", ("05-03 23:59:59", "05-04 00:00", "05-10 23:59:59", "05-11 00:00"), "wwlw"),
    ],
)
def test_a_calendar_limit_starts_afresh(calendar: str, times: tuple[str, ...], expected: str) -> None:
    cap = {"id": "cap", "kind": "limit", "cap": 1, "mode": "calendar", "calendar": calendar}
    played = play(flow(launch(), cap, mail()), [visit(f"2026-{at}") for at in times])
    outs = [seen.out for seen in played.visits() if seen.block == "cap"]
    assert outs == [{"w": "within", "l": "limit_reached"}[letter] for letter in expected]


@pytest.mark.rule("F-10")
@pytest.mark.parametrize(
    ("duration", "left"),
    [
        ("90 minutes", "05-01 11:30"),
        ("36 hours", "05-02 22:00"),
        ("3 days", "05-04 10:00"),
        ("0 days", "05-01 10:00"),
    ],
)
def test_a_fixed_wait(duration: str, left: str) -> None:
    played = play(flow(launch(), wait(duration), mail()), [visit("2026-05-01 10:00")])
    assert played.visits()[1] == Seen("wait", "05-01 10:00", left, "next")


def renewal(direction: str, offset: str | None = None, **parts: Any) -> dict[str, Any]:
    until = {
        "field": "customer.field.renewal",
        "direction": direction,
        **({"offset": offset} if offset else {}),
    }
    return wait(None, mode="dynamic", until=until, **parts)


@pytest.mark.rule("F-11")
@pytest.mark.parametrize(
    ("block", "left"),
    [
        (renewal("on"), "05-20 00:00"),
        (renewal("before", "3 days"), "05-17 00:00"),
        (renewal("after", "90 minutes"), "05-20 01:30"),
        (renewal("before", "30 days"), "05-01 10:00"),
        (renewal("on", window={"start": "09:00", "end": "17:00"}), "05-20 09:00"),
    ],
)
def test_a_dynamic_wait(block: dict[str, object], left: str) -> None:
    people = world(customer(fields={"renewal": "2026-05-20"}))
    played = play(flow(launch(), block, mail()), [visit("2026-05-01 10:00")], people)
    assert played.visits()[1] == Seen("wait", "05-01 10:00", left, "next")


@pytest.mark.rule("F-11")
def test_without_a_date_a_dynamic_wait_stops_and_the_field_is_read_once() -> None:
    played = play(flow(launch(), renewal("on"), mail()), [visit("2026-05-01 10:00")])
    assert played.visits()[-1] == Seen("wait", "05-01 10:00", None, "no_date")
    moved = change("2026-05-10", "customer.set_field", customer="c1", fields={"renewal": "2026-06-20"})
    people = world(customer(fields={"renewal": "2026-05-20"}))
    played = play(flow(launch(), renewal("on"), mail()), [visit("2026-05-01 10:00"), moved], people)
    assert played.visits()[1].left == "05-20 00:00"


@pytest.mark.rule("F-12")
def test_a_timed_wait_adds_no_delay() -> None:
    timed = wait(None, window={"start": "08:00", "end": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"]})
    open_at = play(flow(launch(), timed, mail()), [visit("2026-05-01 10:00")])
    assert open_at.visits()[1].left == "05-01 10:00"
    friday_evening = play(flow(launch(), timed, mail()), [visit("2026-05-01 20:00")])
    assert friday_evening.visits()[1].left == "05-04 08:00"


@pytest.mark.rule("F-12", "T-3", "T-4")
def test_a_window_moves_the_planned_time_but_never_makes_a_late_event_fresh() -> None:
    day = {"start": "08:00", "end": "20:00"}
    # Planned for 1 May 22:00, moved to 2 May 8:00 by the window; received on 3 May at 5:00, when the
    # window is closed: it leaves at 8:00, a day after the planned time, which is just still relevant.
    just = play(
        flow(launch(), wait(None, window=day), mail()),
        [visit("2026-05-03 05:00", happened_at="2026-05-01 22:00")],
    )
    assert just.visits()[1] == Seen("wait", "05-03 05:00", "05-03 08:00", "next")
    assert just.visits()[2].out == "next"
    late = play(
        flow(launch(), wait(None, window=day), mail()),
        [visit("2026-05-03 21:00", happened_at="2026-05-01 22:00")],
    )
    assert late.visits()[1:] == [
        Seen("wait", "05-03 21:00", "05-04 08:00", "next"),
        Seen("mail", "05-04 08:00", None, "relevance_expired"),
    ]


@pytest.mark.rule("F-5")
def test_a_condition_with_groups() -> None:
    tree = {
        "all": [
            {"field": "customer.email.valid", "op": "is", "value": True},
            {"not": {"any": [{"field": "customer.field.score", "op": "less_than", "value": 10}]}},
        ]
    }
    block = {"id": "check", "kind": "condition", "condition": tree}
    people = world(
        customer(1, fields={"score": 10}),
        customer(2, fields={"score": 9}),
        customer(3, fields={"score": 10}, email=Contact("x@example.com", valid=False)),
    )
    played = play(flow(launch(), block), [visit("2026-05-01", f"c{n}") for n in (1, 2, 3)], people)
    assert [played.visits(f"c{n}")[-1].out for n in (1, 2, 3)] == ["yes", "no", "no"]


@pytest.mark.rule("F-5")
def test_a_condition_of_many_branches_is_tried_from_the_top() -> None:
    def branching(other: bool) -> dict[str, object]:
        branches = [
            {"id": "best", "values": ["gold"]},
            {"id": "good", "values": ["silver", "gold"]},
        ]
        return {
            "id": "tier",
            "kind": "condition",
            "branching": {"field": "customer.field.tier", "branches": branches, "other": other},
        }

    people = [customer(n, fields={"tier": tier}) for n, tier in enumerate(("gold", "silver", "bronze"))]
    visits = [visit("2026-05-01", f"c{n}") for n in range(3)]
    with_other = play(flow(launch(), branching(True)), visits, world(*people))
    assert [with_other.visits(f"c{n}")[-1].out for n in range(3)] == ["best", "good", "other"]
    without = play(flow(launch(), branching(False)), visits, world(*people))
    assert [without.visits(f"c{n}")[-1].out for n in range(3)] == ["best", "good", "no_branch_matched"]
    assert without.snapshot.flows["f"].stopped == {"no_branch_matched": 1}


@pytest.mark.rule("F-6")
def test_every_action_of_a_group_in_its_order() -> None:
    group = steps(
        "group",
        {"do": "edit_field", "field": "score", "value": 5},
        {
            "do": "set_subscription",
            "brand": "main",
            "channel": "email",
            "topic": "news",
            "status": "unsubscribed",
        },
        {"do": "add_to_segment", "segment": "vip"},
        {"do": "remove_from_segment", "segment": "churn"},
        {"do": "award_points", "account": "points", "amount": 30, "expires": "10 days"},
        {"do": "deduct_points", "account": "points", "amount": 10},
        {"do": "issue_promo_code", "pool": "ten"},
        {"do": "issue_action", "template": "bonus"},
        {"do": "send_email", "subject": "Your score is {{ Customer.CustomFields.score }}", "topic": "tips"},
        {"do": "send_email", "subject": "News", "topic": "news"},
        {"do": "send_sms", "text": "Hi", "consent": "not_needed"},
        {"do": "send_mobile_push", "text": "Hi", "consent": "not_needed"},
        {"do": "send_web_push", "text": "Hi", "consent": "not_needed"},
        {"do": "call_webhook", "url": "https://example.com"},
    )
    people = world(customer(phone=Contact("+49", valid=False), segments={"churn": 0}))
    codes = change("2026-04-30", "promo.add_codes", pool="ten", codes=["A"])
    # Ten days later the points expire.
    played = play(flow(launch(), group), [codes, visit("2026-05-01")], people, until="2026-05-02")
    who = people.customers["c1"]
    assert who.fields == {"score": 5}
    assert who.subscription("main/email/news") == "unsubscribed"
    assert list(who.segments) == ["vip"]
    assert who.balances == {"points": 20}
    assert who.balance_changes[0].expires_at == people.zone.parse("2026-05-11")
    assert [code.code for code in who.promo_codes] == ["A"]
    assert [action.template for action in who.actions][:2] == ["visit", "bonus"]
    results = [reason for _, _, reason in played.sent()]
    assert results == [None, "not_subscribed", "invalid_phone", "no_mobile_push", "no_web_push", None]
    assert played.journal.messages[0].values is not None
    # What was not sent is recorded as an action (F-6).
    assert [action.template for action in who.actions][2:] == ["message_not_sent"] * 4
    assert played.snapshot.outbox["email"] == {None: 1, "not_subscribed": 1}


@pytest.mark.rule("F-6")
def test_an_action_that_fails_does_not_keep_the_others_from_running() -> None:
    group = steps(
        "group", {"do": "issue_promo_code", "pool": "ten"}, {"do": "add_to_segment", "segment": "vip"}
    )
    played = play(flow(launch(), group, mail()), [visit("2026-05-01")])
    assert "vip" in played.simulation.world.customers["c1"].segments
    assert [(f.action, f.block) for f in played.journal.failures] == [(0, "group")]
    assert played.visits()[-1].block == "mail"
    assert played.snapshot.flows["f"].launched == 1


@pytest.mark.rule("F-3")
def test_several_connections_may_lead_into_one_block_and_an_open_output_finishes() -> None:
    split = {"id": "s", "kind": "split", "branches": shares(50, 50)}
    drawn = flow(launch(), split, mail(), wires="start.next>s s.A>mail s.B>mail")
    people = world(*(customer(n) for n in range(20)))
    played = play(drawn, [visit("2026-05-01", f"c{n}") for n in range(20)], people)
    assert played.snapshot.flows["f"].blocks["mail"].entered == 20
    assert played.snapshot.flows["f"].finished == 20


@pytest.mark.rule("F-5", "R-4")
def test_a_branch_may_be_called_as_a_reason_is() -> None:
    branching = {
        "field": "customer.field.tier",
        "branches": [{"id": "no_branch_matched", "values": ["gold"]}],
    }
    drawn = flow(launch(), {"id": "tier", "kind": "condition", "branching": branching})
    people = world(customer(1, fields={"tier": "gold"}), customer(2))
    counts = play(drawn, [visit("2026-05-01", f"c{n}") for n in (1, 2)], people).snapshot.flows["f"]
    assert counts.finished == 1
    assert counts.stopped == {"no_branch_matched": 1}


@pytest.mark.rule("F-6")
def test_what_is_not_sent_is_recorded_also_where_the_project_names_the_template_itself() -> None:
    own = Settings(
        action_templates={
            "visit": ActionTemplate(),
            "message_not_sent": ActionTemplate("Lost", "own", {"reason": CustomField("number")}),
        }
    )
    people = World(WorldState(own, customers={"c1": customer(email=None)}))
    assert play(flow(launch(), mail()), [visit("2026-05-01")], people).sent()[0][2] == "no_email"
    noted = people.customers["c1"].actions[-1]
    assert (noted.template, noted.fields) == ("message_not_sent", {"channel": "email", "reason": "no_email"})
    assert own.action_templates["message_not_sent"].label == "Lost"


@pytest.mark.rule("F-10", "F-12")
@pytest.mark.parametrize("window", [None, {"start": "09:00"}])
def test_waits_do_not_mind_the_years_before_1970(window: Any) -> None:
    drawn = flow(launch(), wait("1 day", window=window), mail())
    played = play(drawn, [visit("1969-05-01 10:00")])
    assert played.visits()[1] == Seen("wait", "05-01 10:00", "05-02 10:00", "next")


def test_nothing_happens_after_the_year_2200_and_the_run_can_be_taken_up() -> None:
    slow = [wait("36500 days", name=f"w{n}") for n in range(4)]
    points = steps(
        "points", {"do": "award_points", "account": "points", "amount": 1, "expires": "36500 days"}
    )
    drawn = flow(launch(), points, *slow, mail())
    played = play(drawn, [visit("2026-05-01"), visit("2150-05-01")])
    simulation = played.simulation
    assert [visits[-1].block for _, visits in played.passages().values()] == ["w1", "w0"]
    assert simulation.next_due() is None
    assert not simulation.step()
    # The later award would have expired in 2250.
    assert [failure.action for failure in played.journal.failures] == [0, None]
    taken_up = restore(dump(simulation), [RunFlow(drawn, 1)], simulation.timeline, MemoryJournal())
    assert len(taken_up.waiting) == 2


@pytest.mark.rule("F-6")
def test_a_message_that_cannot_be_rendered_fails_and_the_passage_goes_on() -> None:
    added = {"event": "product_added_to_list", "settings": {"list": "cart"}}
    letter = {"do": "send_email", "subject": "{{ ProductListItem.Price }}"}
    group = steps("group", letter, {"do": "add_to_segment", "segment": "vip"})
    drawn = flow({"id": "start", "kind": "launch", "trigger": added}, wait("1 day"), group, mail())
    shop = world(products={"p": Product("p", price=100)})
    played = play(
        drawn,
        [
            change("2026-05-01", "list.add", customer="c1", list="cart", product="p"),
            change("2026-05-01 12:00", "list.remove", customer="c1", list="cart", product="p"),
        ],
        shop,
    )
    assert [failure.action for failure in played.journal.failures] == [0]
    assert "vip" in shop.customers["c1"].segments
    assert played.visits()[-1].block == "mail"
    assert played.snapshot.flows["f"].launched == 1
