"""Events of promo codes: issued, applied, and a referral code used by a friend."""

from typing import Any

import pytest

from tests.engine.world.worlds import NOW, Trigger, refusal, shop

HOUR = 3600
ANNA = {"customer": "anna"}
TWO = [{"product": "boot"}, {"product": "cap"}]
CODES = {"welcome": "W1", "summer": "SUN", "friends": "F1"}
POOLS = [{"do": "promo.add_codes", "pool": pool, "codes": [code, f"{code}2"]} for pool, code in CODES.items()]


def issue(pool: str, customer: str = "anna") -> dict[str, Any]:
    return {"do": "promo.issue", "customer": customer, "pool": pool}


def order(customer: str = "anna", name: str = "o1") -> dict[str, Any]:
    return {"do": "order.create", "customer": customer, "order": name, "status": "new", "items": TWO}


def use(code: str, order: str | None = "o1", customer: str = "anna", **more: Any) -> dict[str, Any]:
    return {"do": "promo.use", "customer": customer, "code": code, "order": order, **more}


PAID = {"do": "order.set_status", "order": "o1", "status": "paid"}
LINE_PAID = {"do": "order.set_item", "order": "o1", "line": 1, "status": "paid"}
TOTAL = {"do": "order.set_fields", "order": "o1", "total": 9}
ADDED = {"do": "order.add_item", "order": "o1", "product": "cap", "status": "new"}


# E-41


@pytest.mark.rule("E-41")
@pytest.mark.parametrize(("pool", "starts"), [("welcome", ["W1"]), ("friends", ["F1"]), ("summer", [])])
def test_a_code_of_ones_own_that_is_issued_starts(pool: str, starts: list[str]) -> None:
    trigger = Trigger(shop(*POOLS), "promo_code_issued")
    assert [event.context["promo_code"] for event in trigger.on(issue(pool))] == starts


@pytest.mark.rule("E-41")
def test_adding_codes_to_a_pool_and_using_one_issue_nothing() -> None:
    trigger = Trigger(shop(*POOLS, order(), issue("welcome")), "promo_code_issued")
    assert trigger.starts({"do": "promo.add_codes", "pool": "welcome", "codes": ["W9"]}) == []
    assert trigger.starts(use("W1")) == []


# E-42


@pytest.mark.rule("E-42")
@pytest.mark.parametrize("pool", CODES)
def test_the_first_use_starts_once_for_the_code(pool: str) -> None:
    trigger = Trigger(shop(*POOLS, issue(pool), order()), "promo_code_applied")
    [event] = trigger.on(use(CODES[pool]))
    assert (event.customer.id, event.context) == ("anna", {"promo_code": CODES[pool]})


@pytest.mark.rule("E-42")
def test_codes_that_were_not_given_to_the_customer_start_too() -> None:
    trigger = Trigger(shop(*POOLS, order(), issue("friends", "bert")), "promo_code_applied")
    [event] = trigger.on(use("SUN"))
    assert event.context == {"promo_code": "SUN"}
    assert trigger.starts(use("F1")) == ["anna"]
    assert trigger.starts(use("FROM OUTSIDE", pool="welcome")) == ["anna"]
    assert [code.code for code in trigger.world.customer("anna").applied_codes] == [
        "SUN",
        "F1",
        "FROM OUTSIDE",
    ]


@pytest.mark.rule("E-42")
def test_a_use_in_a_promotion_outside_starts() -> None:
    trigger = Trigger(shop(*POOLS, issue("welcome")), "promo_code_applied")
    assert trigger.starts(use("W1", None)) == ["anna"]
    assert trigger.starts(use("SUN", None)) == ["anna"]


@pytest.mark.rule("E-42")
@pytest.mark.parametrize(("pool", "again"), [("welcome", 1), ("summer", 2), ("friends", 2)])
def test_it_starts_again_when_the_status_is_updated(pool: str, again: int) -> None:
    before = (*POOLS, issue(pool), order(), use(CODES[pool]))
    for update in (PAID, LINE_PAID):
        trigger = Trigger(shop(*before), "promo_code_applied")
        assert trigger.starts(update) == ["anna"] * again
        assert trigger.starts(update) == []
    assert Trigger(shop(*before), "promo_code_applied").starts(TOTAL) == []
    assert Trigger(shop(*before), "promo_code_applied").starts(ADDED) == []


@pytest.mark.rule("E-42")
def test_only_items_that_the_code_applies_to_start_again() -> None:
    trigger = Trigger(shop(*POOLS, order(), use("SUN", lines=[2])), "promo_code_applied")
    assert trigger.starts(PAID) == ["anna"]
    assert trigger.starts(use("SUN", lines=[1])) == ["anna"]
    assert trigger.starts({**PAID, "status": "posted"}) == ["anna", "anna"]


@pytest.mark.rule("E-42")
def test_each_code_of_the_order_starts_again() -> None:
    trigger = Trigger(shop(*POOLS, issue("welcome"), order(), use("W1"), use("SUN")), "promo_code_applied")
    assert [event.context["promo_code"] for event in trigger.on(PAID)] == ["W1", "SUN", "SUN"]


@pytest.mark.rule("E-42")
def test_a_status_that_comes_late_updates_nothing() -> None:
    before = (*POOLS, order(), use("SUN"), {**PAID, "at": NOW + 2 * HOUR})
    late = {**PAID, "status": "posted", "at": NOW + 3 * HOUR, "happened_at": NOW + HOUR}
    assert Trigger(shop(*before), "promo_code_applied").starts(late) == []


@pytest.mark.rule("E-42")
def test_a_code_for_everybody_may_be_used_in_every_order() -> None:
    trigger = Trigger(shop(*POOLS, order(), order(name="o2"), use("SUN")), "promo_code_applied")
    assert trigger.starts(use("SUN", "o2")) == ["anna"]
    assert trigger.starts({**PAID, "order": "o2"}) == ["anna", "anna"]


# E-43


@pytest.mark.rule("E-43")
def test_it_starts_for_the_owner_and_not_for_the_friend() -> None:
    trigger = Trigger(shop(*POOLS, issue("friends"), order("bert")), "referral_code_used")
    [event] = trigger.on(use("F1", customer="bert"))
    assert (event.customer.id, event.context) == ("anna", {"promo_code": "F1"})
    anna, bert = trigger.world.customer("anna"), trigger.world.customer("bert")
    assert anna.promo_codes[0].uses == bert.applied_codes[0].uses != []


@pytest.mark.rule("E-43")
@pytest.mark.parametrize("given", [PAID, LINE_PAID, TOTAL, ADDED], ids=["status", "line", "total", "added"])
def test_it_starts_again_for_each_item_when_the_order_is_modified(given: dict[str, Any]) -> None:
    before = (*POOLS, issue("friends"), order("bert"), use("F1", customer="bert"))
    trigger = Trigger(shop(*before), "referral_code_used")
    assert trigger.starts(given) == ["anna", "anna"]


@pytest.mark.rule("E-43")
@pytest.mark.parametrize("pool", ["welcome", "summer"])
def test_codes_of_other_kinds_do_not_start_for_the_owner(pool: str) -> None:
    trigger = Trigger(shop(*POOLS, issue(pool), order()), "referral_code_used")
    assert trigger.starts(use(CODES[pool])) == []
    assert trigger.starts(PAID) == []


@pytest.mark.rule("E-43", "W-2")
def test_the_owner_is_who_their_profile_was_merged_into() -> None:
    merged = {"do": "customer.merge", "customer": "bert", "merged": "anna"}
    trigger = Trigger(shop(*POOLS, issue("friends"), merged, order("bert")), "referral_code_used")
    assert trigger.starts(use("F1", customer="bert")) == ["bert"]


# Refusals


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("given", "place", "part"),
    [
        (use("W1", "o2"), "code", "used already"),
        (use("W1"), "code", "applied to this order already"),
        (use("W12"), "code", "issue it first"),
        (use("XX"), "code", "no pool has"),
        (use("XX", pool="no such"), "pool", "choose one of"),
        (use("SUN", "o9"), "order", "no order"),
        (use("SUN", "o3"), "order", "another customer's"),
        (use("SUN", lines=[3]), "lines.0", "its lines are 1, 2"),
        (use("SUN", None, lines=[1]), "lines", "of which order"),
    ],
)
def test_uses_that_cannot_be_are_refused(given: dict[str, Any], place: str, part: str) -> None:
    world = shop(*POOLS, issue("welcome"), order(), order(name="o2"), order("bert", "o3"), use("W1"))
    where, why = refusal(world, given)
    assert where == place
    assert part in why
