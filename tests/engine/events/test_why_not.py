"""What events say of a change that was none of theirs, and of settings that were not met (R-3)."""

from copy import deepcopy
from typing import Any

import pytest

from engine.events.base import EventKind, TriggerMemory
from engine.events.catalogue import CATALOGUE
from tests.engine.events.test_orders import item, order, whole
from tests.engine.events.test_promo_codes import PAID, POOLS, TOTAL, issue, use
from tests.engine.events.test_promo_codes import order as ordered
from tests.engine.world.worlds import DAY, HOUR, NOW, Trigger, apply, shop

ANNA = {"customer": "anna"}


def why_not(event: str, given: dict[str, Any], *before: dict[str, Any], who: str = "anna") -> str:
    world = shop(*before)
    kind: EventKind = CATALOGUE[event]
    applied = apply(world, given)
    assert [found for found in kind.recognise(applied, world) if found.customer.id == who] == []
    return kind.unrecognised(applied, world, world.customer(who), kind.Settings())


@pytest.mark.rule("R-3")
@pytest.mark.parametrize(
    ("event", "given", "before", "who", "part"),
    [
        (
            "product_action_issued",
            {"do": "action.issue", **ANNA, "template": "called"},
            (),
            "anna",
            "it is tied to no product",
        ),
        (
            "list_changed",
            {"do": "list.set", **ANNA, "list": "cart", "items": [{"product": "cap"}]},
            ({"do": "list.add", **ANNA, "list": "cart", "product": "boot"},),
            "anna",
            "a line was removed from the list by the same change",
        ),
        ("order_status_changed", item(1, price=1), (order(),), "anna", "status stayed as it was"),
        (
            "order_status_changed",
            whole("paid", at=NOW + DAY, happened_at=NOW + HOUR),
            (order(), item(1, price=1, at=NOW + 2 * HOUR)),
            "anna",
            "a later change already",
        ),
        ("order_changed", order(), (), "anna", "creating an order is no change"),
        ("item_delivered", whole("paid"), (order(),), "anna", "paid, which is not of the category delivered"),
        (
            "balance_went_negative",
            {"do": "balance.award", **ANNA, "account": "bonus", "amount": 3},
            (),
            "anna",
            "3 points are not less than none",
        ),
        ("promo_code_issued", issue("summer"), (*POOLS,), "anna", "nobody's own"),
        (
            "promo_code_applied",
            TOTAL,
            (*POOLS, issue("friends"), ordered(), use("F1")),
            "anna",
            "status of the order was not updated",
        ),
        (
            "promo_code_applied",
            use("F1", customer="bert"),
            (*POOLS, issue("friends"), ordered("bert")),
            "anna",
            "it was bert who applied it",
        ),
        ("referral_code_used", PAID, (*POOLS, ordered(), use("SUN")), "anna", "a multi-use code"),
        (
            "referral_code_used",
            use("F1", customer="bert"),
            (*POOLS, issue("friends"), ordered("bert")),
            "bert",
            "it is the code of anna",
        ),
        (
            "campaign_generated",
            {"do": "campaign.generate", **ANNA, "campaign": "sale"},
            (),
            "anna",
            "goes out by sms, not by email",
        ),
        (
            "card_replaced",
            {"do": "card.issue", **ANNA, "card": "1", "type": "gold"},
            (),
            "anna",
            "listens for discount cards being replaced",
        ),
    ],
)
def test_a_change_that_was_no_event_says_why(
    event: str, given: dict[str, Any], before: tuple[dict[str, Any], ...], who: str, part: str
) -> None:
    assert part in why_not(event, given, *before, who=who)


def asked(trigger: Trigger, given: dict[str, Any]) -> dict[str, tuple[str, str, bool | None]]:
    """What each setting asks for and what the change showed; the trigger then takes it in."""
    applied = apply(trigger.world, given)
    [event] = trigger.kind.recognise(applied, trigger.world)
    memory: TriggerMemory = deepcopy(trigger.memory)
    told = list(trigger.kind.asked(event, trigger.settings, trigger.world, memory))
    ok = trigger.match(event, trigger.memory)
    assert all(one.ok for one in told) is ok
    if ok and trigger.count_entry is not None:
        trigger.count_entry(event, trigger.memory)
    return {one.setting: (one.wanted, one.seen, one.ok) for one in told}


@pytest.mark.rule("R-3", "E-8")
def test_all_items_say_how_many_have_moved() -> None:
    trigger = Trigger(shop(order()), "order_status_changed", status="paid", times_per_order=1)
    first = asked(trigger, item(1, status="paid"))
    assert first["items"] == ("all", "1 of 2 since it was turned on or last started", False)
    assert asked(trigger, item(1, status="posted"))["status"] == ("paid", "posted", False)
    second = asked(trigger, item(2, status="paid"))
    assert second["items"][1:] == ("2 of 2 since it was turned on or last started", True)
    assert second["times_per_order"] == ("at most 1", "0 before", True)
    apply(trigger.world, whole("new"))
    third = asked(trigger, whole("paid"))
    assert third["times_per_order"] == ("at most 1", "1 before", False)


@pytest.mark.rule("R-3", "E-8")
def test_cancelled_items_are_named() -> None:
    trigger = Trigger(shop(order(), item(2, status="cancelled")), "order_status_changed", status="paid")
    seen = asked(trigger, item(1, status="paid"))["items"]
    assert seen == ("all", "1 of 2 since it was turned on or last started; cancelled: item 2", False)


@pytest.mark.rule("R-3", "E-11")
def test_changed_fields_are_named() -> None:
    trigger = Trigger(shop(order()), "order_changed", fields=["total"], order_fields=["gift"])
    seen = asked(trigger, item(1, status="paid"))["fields"]
    assert seen == ("order.gift or total", "status", False)
    assert asked(trigger, item(1, price=1))["fields"][1:] == ("price and total", True)


@pytest.mark.rule("R-3", "E-3")
def test_what_was_done_in_the_session_is_named() -> None:
    wish = {"do": "list.add", **ANNA, "list": "wishes", "product": "boot"}
    close = {"do": "session.close", **ANNA, "at": NOW + 60}
    settings = {"actions": ["added_to_list", "viewed_category"], "lists": ["cart"], "orders": "with"}
    trigger = Trigger(shop(wish), "customer_left_site", **settings)
    seen = asked(trigger, close)
    assert seen["actions"] == (
        "added to list or viewed category (of lists: cart)",
        "added to list (wishes)",
        False,
    )
    assert seen["orders"] == ("with", "without", False)
    assert asked(Trigger(shop(wish), "customer_left_site"), close) == {}
