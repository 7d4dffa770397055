"""Why a flow started for a customer, and why not: the chain of R-3 with the values seen."""

from collections.abc import Iterable

import pytest

from engine.flow.model import Flow
from engine.reports.why import CHECKS, Attempt, Enquiry, enquire
from engine.simulation.flow_run import RunFlow
from engine.simulation.observer import Observer
from engine.simulation.replay import Unwritten, reached
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.entities import Contact, Product
from engine.world.world import STATE, World
from tests.kit import Listed, change, customer, flow, launch, mail, play, visit, world


def enquiry(
    drawn: Flow | list[Flow],
    changes: Iterable[Change],
    where: World,
    who: str = "c1",
    until: str | None = None,
) -> Enquiry:
    """Play a run, then ask about one of its customers and its last flow."""
    flows = [drawn] if isinstance(drawn, Flow) else drawn
    kept = STATE.dump_json(where.state())
    timeline = Listed(changes)
    played = play(flows, timeline.all, where, until=until).simulation

    def again(observer: Observer) -> Simulation:
        return Simulation(
            World(STATE.validate_json(kept)),
            [RunFlow(one, 1) for one in flows],
            timeline,
            Unwritten(),
            seed=1,
            start=timeline.all[0].at,
            observer=observer,
        )

    found = enquire(who, flows[-1].id, again, reached(played))
    for attempt in found.attempts:
        assert attempt.started == attempt.entered
    return found


def answered(found: Enquiry, at: str | None = None) -> Attempt:
    attempt = found.answer(None if at is None else world().zone.parse(at))
    assert attempt is not None
    return attempt


def on(event: str, **asked: object) -> dict[str, object]:
    return {"id": "start", "kind": "launch", "trigger": {"event": event, "settings": asked}}


@pytest.mark.rule("R-3")
def test_the_whole_chain_of_an_event_that_started_the_flow() -> None:
    only_valid = {"field": "customer.email.valid", "op": "is", "value": True}
    drawn = flow(launch(filter=only_valid), mail(), limit={"mode": "once"}, schedule={"start": "2026-04-01"})
    attempt = answered(enquiry(drawn, [visit("2026-05-01 10:00")], world()))
    assert attempt.started
    assert attempt.failing is None
    assert [check.check for check in attempt.checks] == list(CHECKS)
    seen, settings, flow_on, history, conditions, limit = attempt.checks
    assert seen.values["told"] == ["the action visit was issued"]
    assert settings.values == {"templates": {"wanted": "visit", "seen": "visit", "ok": True}}
    assert flow_on.text == "the flow is on from Wed 2026-04-01 00:00"
    assert history.values["seconds"] == 0
    assert conditions.tree is not None
    assert limit.text == "the flow may be launched once: never launched before"


@pytest.mark.rule("R-3")
def test_each_check_that_fails_first_says_what_it_saw() -> None:
    only_valid = {"field": "customer.email.valid", "op": "is", "value": True}
    drawn = flow(
        launch(filter=only_valid),
        mail(),
        limit={"mode": "once"},
        schedule={"start": "2026-04-01", "end": "2026-06-01"},
    )

    def email(at: str, valid: bool) -> Change:
        return change(at, "customer.set_email", customer="c1", value="c1@example.com", valid=valid)

    found = enquiry(
        drawn,
        [
            visit("2026-05-01"),
            email("2026-05-02", False),
            visit("2026-05-20", happened_at="2026-05-03"),
            visit("2026-05-20 01:00", happened_at="2026-05-19"),
            email("2026-05-21", True),
            visit("2026-05-22"),
            visit("2026-06-02", template="order", happened_at="2026-05-02"),
            visit("2026-06-02 01:00", happened_at="2026-05-02"),
        ],
        world(),
    )
    failing = [(attempt.failing.check, attempt.failing.text) for attempt in found.attempts if attempt.failing]
    assert failing == [
        (
            "recognised",
            "the email went from c1@example.com (no confirmation data) to c1@example.com "
            "(invalid, no confirmation data); 'Action issued' listens for actions that are issued",
        ),
        (
            "history",
            "it happened on Sun 2026-05-03 00:00 and was received 17 days later, on Wed 2026-05-20 00:00; "
            "7 days are the most",
        ),
        ("customer_filter", "the customer did not meet the conditions: Email is valid (it was no)"),
        (
            "recognised",
            "the email went from c1@example.com (invalid, no confirmation data) to "
            "c1@example.com (no confirmation data); 'Action issued' listens for actions that are issued",
        ),
        (
            "launch_limit",
            "the flow may be launched once: launched once before, the last step on Fri 2026-05-01 00:00",
        ),
        ("settings_match", "Action templates: asked for visit, it was order"),
        (
            "flow_on",
            "the flow is on from Wed 2026-04-01 00:00 until Mon 2026-06-01 00:00; "
            "it was over at Tue 2026-06-02 01:00",
        ),
    ]
    assert [attempt.reason for attempt in found.attempts if attempt.reason] == [
        "too_old",
        "condition_cannot_be_applied",
        "launch_limit",
        "settings_do_not_match",
        "flow_is_off",
    ]


@pytest.mark.rule("R-3")
def test_checks_after_the_first_that_failed_are_made_where_they_can_be() -> None:
    drawn = flow(launch(), mail(), schedule={"end": "2026-05-01"})
    late = visit("2026-05-20", template="order", happened_at="2026-05-02")
    attempt = answered(enquiry(drawn, [late], world()))
    assert [(check.check, check.ok) for check in attempt.checks] == [
        ("recognised", True),
        ("settings_match", False),
        ("flow_on", False),
        ("history", False),
        ("customer_filter", True),
        ("launch_limit", True),
    ]
    added = change("2026-05-20", "segment.add", customer="c1", segment="vip")
    names = [check.check for check in answered(enquiry(drawn, [added], world())).checks]
    assert names == [name for name in CHECKS if name != "settings_match"]


@pytest.mark.rule("R-3")
def test_a_price_on_the_customers_list_concerns_them_and_another_does_not() -> None:
    where = world(products={"cup": Product("cup", price=5000), "jug": Product("jug", price=900)})
    drawn = flow(on("product_added_to_list", list="cart"), mail())
    found = enquiry(
        drawn,
        [
            change("2026-05-01", "list.add", customer="c1", list="wishes", product="cup"),
            change("2026-05-02", "product.feed", product="jug", price=800),
            change("2026-05-03", "product.feed", product="cup", price=4500),
        ],
        where,
    )
    first, *_, last = found.attempts
    assert first.failing is not None
    assert first.failing.text == "List: asked for cart, it was wishes"
    assert last.failing is not None
    assert last.failing.text == (
        "the price of cup went from 50.00 EUR to 45.00 EUR; "
        "'Product added to a list' listens for lines added to a list"
    )
    # The newest event of the kind that the flow listens for, not the newest of all.
    assert found.answer() is first
    assert answered(found, "2026-05-03") is last
    assert found.answer(1) is None


@pytest.mark.rule("R-3")
def test_a_change_that_changes_nothing_says_so() -> None:
    drawn = flow(on("custom_field_changed", field="score"), mail())
    same = change("2026-05-01", "customer.set_field", customer="c1", fields={"score": 3})
    attempt = answered(enquiry(drawn, [same], world(customer(fields={"score": 3}))))
    assert attempt.failing is not None
    assert "the change altered nothing, as all of it was so already" in attempt.failing.text


@pytest.mark.rule("R-3", "F-13")
def test_a_slot_of_a_schedule_says_whom_it_was_for() -> None:
    trigger = {"schedule": {"every": "day", "at": "09:00"}, "segment": "vip"}
    drawn = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    found = enquiry(
        drawn,
        [visit("2026-05-01"), change("2026-05-01 12:00", "segment.add", customer="c1", segment="vip")],
        world(customer(segments={"churn": 0})),
        until="2026-05-02 10:00",
    )
    before, after = found.attempts
    assert before.failing is not None
    assert before.failing.check == "settings_match"
    assert before.failing.text == "it starts for the segment vip; the customer was in churn"
    assert after.entered
    assert answered(found, "2026-05-01 09:00") is before


@pytest.mark.rule("R-3")
def test_of_several_things_at_one_moment_the_one_that_came_furthest_answers() -> None:
    changes = [visit("2026-05-01"), visit("2026-05-01", template="order")]
    assert answered(enquiry(flow(launch(), mail()), changes, world())).started
    later = [*changes, visit("2026-05-02", template="order")]
    found = enquiry(flow(launch(), mail()), later, world())
    assert not answered(found).started
    assert answered(found, "2026-05-01").started


@pytest.mark.rule("R-3")
def test_the_world_is_seen_as_it_was() -> None:
    only_valid = {"field": "customer.email.valid", "op": "is", "value": True}
    found = enquiry(
        flow(launch(filter=only_valid), mail()),
        [
            visit("2026-05-01"),
            change("2026-05-02", "customer.set_email", customer="c1", value="c1@example.com", valid=True),
        ],
        world(customer(email=Contact("c1@example.com", valid=False))),
    )
    conditions = answered(found).checks[4]
    assert conditions.tree is not None
    assert (conditions.tree.seen, conditions.ok) == ("no", False)


def test_who_is_not_in_the_world_is_unknown() -> None:
    assert not enquiry(flow(launch(), mail()), [visit("2026-05-01")], world(), "nobody").known
    assert enquiry(flow(launch(), mail()), [visit("2026-05-01", "c2")], world(customer(1), customer(2))).known


@pytest.mark.rule("R-3", "E-29")
def test_of_several_levels_the_nearest_to_the_trigger_answers() -> None:
    drawn = flow(on("subscription_changed", channel="sms", topic="news", status="unsubscribed"), mail())
    subscribe = change(
        "2026-05-01", "customer.set_subscription", customer="c1", key="main/sms", status="subscribed"
    )
    leave = change(
        "2026-05-02", "customer.set_subscription", customer="c1", key="main/sms/tips", status="unsubscribed"
    )
    where = world(customer(subscriptions={}))
    failing = answered(enquiry(drawn, [subscribe], where)).failing
    assert failing is not None
    assert failing.text == "Status: asked for unsubscribed, it was subscribed"
    failing = answered(enquiry(drawn, [leave], world(customer(subscriptions={})))).failing
    assert failing is not None
    assert failing.text == "Level: asked for main / sms / news, it was main / sms / tips"


@pytest.mark.rule("R-3")
def test_words_of_ours_are_spaced_and_names_stay_as_they_are() -> None:
    where = world(products={"cup": Product("cup", price=5000)})
    where.settings.lists["my_list"] = where.settings.lists["cart"]
    drawn = flow(on("product_added_to_list", list="my_list"), mail())
    added = change("2026-05-01", "list.add", customer="c1", list="cart", product="cup")
    failing = answered(enquiry(drawn, [added], where)).failing
    assert failing is not None
    assert failing.text == "List: asked for my_list, it was cart"
