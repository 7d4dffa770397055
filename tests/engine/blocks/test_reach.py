"""Whom a message reaches, in every channel; why it was not sent; and counting what was (F-6, F-5)."""

from typing import Any

import pytest

from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.world.entities import Contact, Customer, Device, SentMessage
from tests.kit import MemoryJournal, begin, customer, flow, launch, play, steps, visit, wait, world

SENDS = {
    "email": {"do": "send_email", "subject": "Hi"},
    "sms": {"do": "send_sms", "text": "Hi"},
    "mobile_push": {"do": "send_mobile_push", "text": "Hi"},
    "web_push": {"do": "send_web_push", "text": "Hi"},
    "webhook": {"do": "call_webhook", "url": "https://example.com"},
}

REACHABLE: dict[str, Any] = {
    "email": Contact("c1@example.com"),
    "phone": Contact("+49 30 1"),
    "devices": [Device("web", True), Device("mobile", True)],
    "subscriptions": {"main": "subscribed"},
}
"""A customer whom every channel reaches."""

OUT_OF_REACH = [
    ("email", {"email": None}, "no_email"),
    ("email", {"email": Contact("c1@example.con", valid=False)}, "invalid_email"),
    ("email", {"email": None, "pending_email": Contact("new@example.com")}, "no_email"),
    ("sms", {"phone": None}, "no_phone"),
    ("sms", {"phone": Contact("12", valid=False)}, "invalid_phone"),
    ("mobile_push", {"devices": []}, "no_mobile_push"),
    ("mobile_push", {"devices": [Device("mobile", False), Device("web", True)]}, "no_mobile_push"),
    ("web_push", {"devices": [Device("mobile", True)]}, "no_web_push"),
    ("web_push", {"devices": [Device("web", False)]}, "no_web_push"),
]

CHANNELS = ("email", "sms", "mobile_push", "web_push")

STATUSES = [
    # What stands in the customer's subscriptions, and what comes of each consent that a message may ask for.
    ({}, "not_subscribed", None),
    ({"main": "none"}, "not_subscribed", None),
    ({"main": "subscribed"}, None, None),
    ({"main": "requires_confirmation"}, "not_subscribed", None),
    ({"main": "unsubscribed"}, "not_subscribed", "unsubscribed"),
    ({"main": "unsubscribed", "main/CHANNEL": "subscribed"}, None, None),
    ({"main": "subscribed", "main/CHANNEL": "unsubscribed"}, "not_subscribed", "unsubscribed"),
    ({"main": "subscribed", "main/CHANNEL/news": "unsubscribed"}, "not_subscribed", "unsubscribed"),
    ({"main/CHANNEL/news": "subscribed"}, None, None),
    ({"main/CHANNEL/tips": "subscribed"}, "not_subscribed", None),
]


def outcome(who: Customer, send: dict[str, Any]) -> str | None:
    """Why a message was not sent; None where it was. What was not sent is recorded and counts as a launch."""
    people = world(who)
    played = play(flow(launch(), steps("group", send)), [visit("2026-05-01")], people)
    ((_, _, reason),) = played.sent()
    noted = [action for action in who.actions if action.template == "message_not_sent"]
    if reason is None:
        assert noted == []
    else:
        assert [action.fields["reason"] for action in noted] == [reason]
    assert played.snapshot.flows["f"].launched == 1
    return reason


@pytest.mark.rule("F-6", "L-2")
@pytest.mark.parametrize(("channel", "lacks", "reason"), OUT_OF_REACH)
@pytest.mark.parametrize("consent", ["subscribed", "not_unsubscribed", "not_needed"])
def test_a_customer_out_of_reach(channel: str, lacks: dict[str, Any], reason: str, consent: str) -> None:
    send = {**SENDS[channel], "consent": consent}
    assert outcome(customer(**{**REACHABLE, **lacks}), send) == reason
    assert outcome(customer(**REACHABLE), send) is None


@pytest.mark.rule("F-6")
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("held", "subscribed", "not_unsubscribed"), STATUSES)
def test_consent_is_what_the_subscription_at_the_topic_says(
    channel: str, held: dict[str, Any], subscribed: str | None, not_unsubscribed: str | None
) -> None:
    subscriptions = {key.replace("CHANNEL", channel): status for key, status in held.items()}
    for consent, reason in (
        ("subscribed", subscribed),
        ("not_unsubscribed", not_unsubscribed),
        ("not_needed", None),
    ):
        who = customer(**{**REACHABLE, "subscriptions": dict(subscriptions)})
        assert outcome(who, {**SENDS[channel], "consent": consent, "topic": "news"}) == reason


@pytest.mark.rule("F-6")
def test_a_webhook_reaches_everybody() -> None:
    assert outcome(Customer("c1"), SENDS["webhook"]) is None


def counting(*sends: str, value: int, **of: str) -> Any:
    """Send, wait a day, and ask how many messages the customer was sent."""
    asked = {"field": "customer.messages.count", "of": of, "op": "at_least", "value": value}
    return flow(
        launch(),
        steps("group", *(SENDS[channel] for channel in sends)),
        wait("1 day"),
        {"id": "many", "kind": "condition", "condition": asked},
    )


@pytest.mark.rule("F-5", "F-6")
@pytest.mark.parametrize(
    ("of", "count"),
    [
        ({}, 2),
        ({"channel": "email"}, 1),
        ({"channel": "web_push"}, 0),
        ({"channel": "webhook"}, 1),
        ({"flow": "f"}, 2),
        ({"flow": "other"}, 0),
        ({"within": "1 day"}, 2),
        ({"within": "23 hours"}, 0),
    ],
)
def test_messages_that_went_out_are_counted_where_a_condition_asks(of: dict[str, str], count: int) -> None:
    """The web push does not reach the customer, so that it is none."""
    sends = ("email", "sms", "web_push", "webhook")
    for value in (count, count + 1):
        who = customer(**{**REACHABLE, "devices": []})
        played = play(counting(*sends, value=value, **of), [visit("2026-05-01")], world(who))
        assert played.visits()[-1].out == ("yes" if value == count else "no")


def test_messages_are_noted_also_where_no_condition_counts_them() -> None:
    who, where = customer(), world()
    play(flow(launch(), steps("group", SENDS["email"])), [visit("2026-05-01")], world(who))
    assert who.messages == [SentMessage(where.zone.parse("2026-05-01"), "email", "f")]


@pytest.mark.rule("T-6", "F-5")
def test_messages_are_counted_also_in_a_run_that_is_taken_up_again() -> None:
    drawn = counting("email", "webhook", value=1, channel="email")
    simulation, _ = begin(drawn, [visit("2026-05-01")], world())
    simulation.step()
    taken_up = restore(dump(simulation), [RunFlow(drawn, 1)], simulation.timeline, MemoryJournal())
    who = taken_up.world.customers["c1"]
    at = taken_up.world.zone.parse("2026-05-01")
    assert who.messages == [SentMessage(at, "email", "f"), SentMessage(at, "webhook", "f")]
    while taken_up.step():
        pass
    assert taken_up.paths[-1].moves[-1] == ("many", "yes")
