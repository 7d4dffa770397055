"""Events of discount cards and of campaigns: what starts each, and what does not."""

from typing import Any

import pytest

from tests.engine.world.worlds import NOW, Trigger, refusal, shop

ANNA = {"customer": "anna"}


def card(do: str, number: str = "c1", **more: Any) -> dict[str, Any]:
    return {"do": f"card.{do}", **ANNA, "card": number, **more}


ISSUED = card("issue", type="silver")


# E-44, E-45


@pytest.mark.rule("E-44")
@pytest.mark.parametrize("status", ["activated", "blocked", "not_activated"])
def test_a_card_that_gets_the_status_starts(status: str) -> None:
    other = "blocked" if status == "activated" else "activated"
    trigger = Trigger(
        shop(card("issue", type="silver", status=other)), "card_status_changed", statuses=[status]
    )
    [event] = trigger.on(card("set_status", status=status, action="called"))
    assert event.context == {"discount_card": "c1", "action": 0}
    assert trigger.starts(card("set_status", status=status)) == []
    assert trigger.starts(card("set_status", status=other)) == []


@pytest.mark.rule("E-44")
def test_an_issue_is_a_change_of_status() -> None:
    assert Trigger(shop(), "card_status_changed").starts(ISSUED) == ["anna"]
    assert Trigger(shop(), "card_status_changed", statuses=["not_activated"]).starts(ISSUED) == ["anna"]
    assert Trigger(shop(), "card_status_changed", statuses=["activated"]).starts(ISSUED) == []


@pytest.mark.rule("E-44", "E-45")
def test_a_replacement_issues_the_new_card_and_blocks_the_old_one() -> None:
    trigger = Trigger(shop(card("issue", type="silver", status="activated")), "card_status_changed")
    events = trigger.on(card("replace", by="c2"))
    seen = [(event.context["discount_card"], event.facts["status"]) for event in events]
    assert seen == [("c2", "activated"), ("c1", "blocked")]


@pytest.mark.rule("E-45")
def test_a_replacement_starts_and_an_issue_does_not() -> None:
    trigger = Trigger(shop(ISSUED), "card_replaced")
    assert trigger.starts(card("issue", "c3", type="gold")) == []
    assert trigger.starts(card("set_status", status="blocked")) == []
    [event] = trigger.on(card("replace", by="c2", action="called"))
    assert (event.customer.id, event.context) == ("anna", {"action": 0})
    old, _, new = trigger.world.customer("anna").discount_cards
    assert (old.replaced_by, old.status, new.type, new.status) == ("c2", "blocked", "silver", "blocked")


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("given", "place"),
    [
        (ISSUED, "card"),
        ({**ISSUED, "customer": "bert"}, "card"),
        (card("issue", "c9", type="platinum"), "type"),
        (card("set_status", "c9", status="blocked"), "card"),
        (card("set_status", "c0", status="activated"), "card"),
        (card("replace", by="c0"), "by"),
        (card("replace", by="c9", type="platinum"), "type"),
    ],
)
def test_cards_that_cannot_be_are_refused(given: dict[str, Any], place: str) -> None:
    world = shop(card("issue", "c0", type="gold"), card("replace", "c0", by="c1"))
    assert refusal(world, given)[0] == place


# E-46, E-47


def campaign(do: str, name: str = "spring", **more: Any) -> dict[str, Any]:
    return {"do": f"campaign.{do}", **ANNA, "campaign": name, **more}


@pytest.mark.rule("E-46")
def test_an_email_that_is_generated_starts() -> None:
    trigger = Trigger(shop(), "campaign_generated", campaigns=["spring"])
    [event] = trigger.on(campaign("generate"))
    assert (event.customer.id, event.context) == ("anna", {})
    assert trigger.starts(campaign("send")) == []
    assert trigger.starts(campaign("generate")) == ["anna"]


@pytest.mark.rule("E-46")
def test_campaigns_by_other_channels_generate_no_email() -> None:
    trigger = Trigger(shop(), "campaign_generated")
    assert trigger.starts(campaign("generate", "sale")) == []
    world = trigger.world
    faults = dict(Trigger(world, "campaign_generated", campaigns=["sale"]).settings.unknown(world.settings))
    assert "campaign by email" in faults["campaigns"]


@pytest.mark.rule("E-47")
@pytest.mark.parametrize("result", [None, "delivered", "bounced", "rejected"])
def test_a_message_that_is_sent_starts_whatever_becomes_of_it(result: str | None) -> None:
    trigger = Trigger(shop(campaign("generate")), "campaign_sent")
    assert trigger.starts(campaign("send", result=result)) == ["anna"]
    assert trigger.starts(campaign("result", result="delivered")) == []
    [sending] = trigger.world.customer("anna").sendings
    assert (sending.generated_at, sending.sent_at, sending.result) == (NOW, NOW, "delivered")


@pytest.mark.rule("E-46", "E-47")
@pytest.mark.parametrize(("do", "event"), [("generate", "campaign_generated"), ("send", "campaign_sent")])
def test_only_chosen_campaigns_start(do: str, event: str) -> None:
    generated = [campaign("generate", name) for name in ("spring", "sale")]
    trigger = Trigger(shop(*generated), event, campaigns=["sale"])
    assert trigger.starts(campaign(do, "spring")) == []
    if do == "send":
        assert trigger.starts(campaign(do, "sale")) == ["anna"]


@pytest.mark.rule("E-47", "E-1")
def test_what_the_customer_does_with_it_comes_as_an_action() -> None:
    trigger = Trigger(shop(campaign("generate"), campaign("send")), "action_issued", templates=["site"])
    assert trigger.starts(campaign("result", result="delivered", action="site")) == ["anna"]


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("before", "given", "place"),
    [
        ((), campaign("generate", "autumn"), "campaign"),
        ((), campaign("send"), "campaign"),
        ((campaign("generate"),), campaign("result", result="bounced"), "campaign"),
        ((campaign("generate"), campaign("send")), campaign("send"), "campaign"),
        ((campaign("generate"),), campaign("send", happened_at=NOW - 1), "happened_at"),
    ],
)
def test_sendings_that_cannot_be_are_refused(
    before: tuple[dict[str, Any], ...], given: dict[str, Any], place: str
) -> None:
    assert refusal(shop(*before), given)[0] == place
