"""Warnings that a thinking colleague would give: each where it is due, and not where it is not."""

from typing import Any

import pytest

from engine.flow.model import Flow
from engine.flow.validation import validate
from tests.kit import flow, launch, mail, settings, steps, wait

EMAIL = {"field": "customer.email.valid", "op": "is", "value": True}
CHECK: dict[str, Any] = {"id": "check", "kind": "condition", "condition": EMAIL}
SMS = {"do": "send_sms", "text": "hello"}


def advice(found: Flow) -> list[tuple[str | None, str]]:
    """Block and the sentence's beginning of each warning that is not about loose ends."""
    return [
        (problem.block, problem.sentence[:28])
        for problem in validate(found, settings())
        if problem.severity == "warning" and problem.field != ("outputs",)
    ]


def outputs(found: Flow) -> list[str]:
    return [p.sentence for p in validate(found, settings()) if p.field == ("outputs",)]


def limit(name: str, cap: int, **parts: Any) -> dict[str, Any]:
    return {"id": name, "kind": "limit", "cap": cap, **parts}


def split(*shares: int) -> dict[str, Any]:
    return {
        "id": "split",
        "kind": "split",
        "branches": [{"id": f"s{n}", "share": s} for n, s in enumerate(shares)],
    }


def test_a_question_whose_answer_makes_no_difference() -> None:
    same = flow(launch(), CHECK, mail(), wires="start.next>check check.yes>mail check.no>mail")
    assert any("makes no difference" in sentence for sentence in outputs(same))
    halves = flow(launch(), split(50, 50), mail(), wires="start.next>split split.s0>mail split.s1>mail")
    assert any("makes no difference" in sentence for sentence in outputs(halves))
    one = flow(launch(), CHECK, mail(), wires="start.next>check check.yes>mail")
    assert not any("makes no difference" in sentence for sentence in outputs(one))


def test_an_email_without_a_text() -> None:
    bare = mail(actions=[{"do": "send_email", "subject": "Hi"}])
    empty = validate(flow(launch(), bare), settings())
    assert [(p.block, p.field, p.severity) for p in empty] == [("mail", ("actions", 0, "body"), "warning")]
    assert not validate(flow(launch(), mail()), settings())


def branching(*values: list[str]) -> dict[str, Any]:
    branches = [{"id": f"b{n}", "values": found} for n, found in enumerate(values)]
    field = {"field": "customer.field.tier", "branches": branches, "other": True}
    return {"id": "tiers", "kind": "condition", "branching": field}


def test_a_branch_into_which_nobody_comes() -> None:
    found = flow(
        launch(), branching(["gold"], ["silver", "gold"], ["gold", "silver"]), wires="start.next>tiers"
    )
    assert ("tiers", "nobody comes to the branch '") in advice(found)
    assert (
        len([p for p in validate(found, settings()) if "'b2'" in p.sentence and "nobody" in p.sentence]) == 1
    )
    fine = flow(launch(), branching(["gold"], ["silver", "gold"]), wires="start.next>tiers")
    assert not [one for one in advice(fine) if "nobody" in one[1]]


def test_a_share_of_nothing() -> None:
    found = flow(launch(), split(100, 0), mail(), wires="start.next>split split.s0>mail split.s1>mail")
    assert ("split", "nobody comes to 's1': give it"[:28]) in advice(found)


@pytest.mark.parametrize(("duration", "warned"), [("1 hour", False), ("2 days", True)])
def test_a_wait_that_outlasts_the_flow(duration: str, warned: bool) -> None:
    found = flow(
        launch(), wait(duration), mail(), schedule={"start": "2026-03-01 08:00", "end": "2026-03-02 08:00"}
    )
    assert bool([one for one in advice(found) if one[0] == "wait"]) is warned


@pytest.mark.parametrize(("cap", "warned"), [(100, False), (250, True), (500, True)])
def test_a_limit_that_never_fills_up(cap: int, warned: bool) -> None:
    found = flow(
        launch(),
        limit("first", 500),
        split(50, 50),
        limit("second", cap),
        mail(),
        wires="start.next>first first.within>split split.s0>second split.s1>mail second.within>mail",
    )
    assert bool([one for one in advice(found) if one[0] == "second"]) is warned
    assert not [one for one in advice(found) if one[0] == "first"]


def test_a_limit_over_a_period_says_nothing_about_all_time() -> None:
    found = flow(launch(), limit("first", 5, mode="calendar", calendar="day"), limit("second", 50), mail())
    assert not advice(found)


def test_a_channel_for_which_nothing_asks() -> None:
    assert ("text", "the trigger's filter asks fo") in advice(flow(launch(filter=EMAIL), steps("text", SMS)))
    phone = {"field": "customer.phone.valid", "op": "is", "value": True}
    assert not advice(flow(launch(filter={"all": [EMAIL, phone]}), steps("text", SMS)))
    asks = {"id": "check", "kind": "condition", "condition": phone}
    on_the_way = flow(launch(filter=EMAIL), asks, steps("text", SMS), wires="start.next>check check.yes>text")
    assert not [one for one in advice(on_the_way) if one[0] == "text"]


def test_who_asks_for_no_channel_is_left_alone_and_so_are_channels_side_by_side() -> None:
    assert not advice(flow(launch(), steps("text", SMS)))
    both = steps("text", SMS, {"do": "send_email", "subject": "hello", "body": "hello"})
    assert not advice(flow(launch(filter=EMAIL), both))


def test_a_flow_that_starts_itself() -> None:
    again = {"do": "issue_action", "template": "visit"}
    assert ("again", "this starts the flow itself ") in advice(flow(launch(), steps("again", again)))
    other = {"do": "issue_action", "template": "order"}
    assert not advice(flow(launch(), steps("again", other)))
    assert not advice(flow(launch(), steps("again", again), limit={"mode": "once"}))
    assert not advice(flow(launch(), steps("again", again), limit={"mode": "every_time", "total": 2}))


@pytest.mark.parametrize(
    ("event", "asked", "action"),
    [
        ("segment_entered", {"segment": "vip"}, {"do": "add_to_segment", "segment": "vip"}),
        ("segment_exited", {"segment": "vip"}, {"do": "remove_from_segment", "segment": "vip"}),
        ("custom_field_changed", {"field": "score"}, {"do": "edit_field", "field": "score", "value": 1}),
        ("balance_changed", {"account": "points"}, {"do": "award_points", "account": "points", "amount": 1}),
        ("balance_changed", {"account": "points"}, {"do": "deduct_points", "account": "points", "amount": 1}),
        (
            "subscription_changed",
            {"brand": "main", "channel": "email", "status": "unsubscribed"},
            {"do": "set_subscription", "brand": "main", "status": "unsubscribed"},
        ),
    ],
)
def test_by_each_way(event: str, asked: dict[str, Any], action: dict[str, Any]) -> None:
    trigger = {"event": event, "settings": asked}
    found = flow({"id": "start", "kind": "launch", "trigger": trigger}, steps("again", action))
    assert ("again", "this starts the flow itself ") in advice(found)


def test_the_place_leads_into_the_flows_text() -> None:
    found = flow(launch(), steps("again", {"do": "issue_action", "template": "visit"}))
    [problem] = [p for p in validate(found, settings()) if p.block == "again" and p.field]
    assert problem.path == ("blocks", 1, "actions", 0)
