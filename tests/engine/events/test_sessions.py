"""The event of a customer who left the site (E-3): which sessions start it, and when."""

from typing import Any

import pytest

from tests.engine.world.worlds import NOW, Trigger, shop
from tests.kit import change, flow, mail, play, world

ANNA = {"customer": "anna"}
CLOSE = {"do": "session.close", **ANNA, "at": NOW + 60}
PAGE = {"do": "session.activity", **ANNA}
VIEW = {"do": "product.view", **ANNA, "product": "boot"}
CATEGORY = {"do": "category.view", **ANNA, "category": "shoes"}
CART = {"do": "list.add", **ANNA, "list": "cart", "product": "boot"}
WISH = {"do": "list.add", **ANNA, "list": "wishes", "product": "boot"}
ORDER = {"do": "order.create", **ANNA, "order": "o1", "status": "new", "items": [{"product": "boot"}]}


def left(*session: dict[str, Any], **settings: Any) -> list[str]:
    """For whom it starts when a session in which these things were done is closed."""
    trigger = Trigger(shop(*session), "customer_left_site", **settings)
    return trigger.starts(CLOSE)


@pytest.mark.rule("E-3")
def test_every_session_starts_where_nothing_is_asked() -> None:
    [event] = Trigger(shop(PAGE), "customer_left_site").on(CLOSE)
    assert (event.customer.id, event.context) == ("anna", {"session": 0})
    assert (event.happened_at, event.received_at) == (NOW + 60, NOW + 60)


@pytest.mark.rule("E-3")
@pytest.mark.parametrize(
    ("actions", "starts"),
    [
        (["viewed_product"], {"view"}),
        (["viewed_category"], {"category"}),
        (["added_to_list"], {"cart", "wish"}),
        (["viewed_product", "added_to_list"], {"view", "cart", "wish"}),
        (["viewed_product", "viewed_category", "added_to_list"], {"view", "category", "cart", "wish"}),
        ([], {"page", "view", "category", "cart", "wish", "order"}),
    ],
)
def test_any_of_the_chosen_actions_is_enough(actions: list[str], starts: set[str]) -> None:
    done: dict[str, dict[str, Any]] = {
        "page": PAGE,
        "view": VIEW,
        "category": CATEGORY,
        "cart": CART,
        "wish": WISH,
        "order": ORDER,
    }
    assert {name for name, what in done.items() if left(what, actions=actions)} == starts


@pytest.mark.rule("E-3")
def test_only_chosen_lists_count() -> None:
    asked = {"actions": ["added_to_list"], "lists": ["wishes"]}
    assert left(WISH, **asked) == ["anna"]
    assert left(CART, **asked) == []
    assert left(CART, WISH, **asked) == ["anna"]
    assert left(CART, VIEW, **{**asked, "actions": ["added_to_list", "viewed_product"]}) == ["anna"]


@pytest.mark.rule("E-3")
@pytest.mark.parametrize(
    ("orders", "expected"), [("any", [True, True]), ("with", [False, True]), ("without", [True, False])]
)
def test_orders_in_the_session(orders: str, expected: list[bool]) -> None:
    assert [bool(left(*session, orders=orders)) for session in ((CART,), (CART, ORDER))] == expected
    abandoned = {"actions": ["added_to_list"], "orders": "without"}
    assert [bool(left(*session, **abandoned)) for session in ((CART,), (PAGE,), (CART, ORDER))] == [
        True,
        False,
        False,
    ]


@pytest.mark.rule("E-3")
def test_what_was_done_in_another_session_does_not_count() -> None:
    trigger = Trigger(
        shop(CART, CLOSE, {**PAGE, "at": NOW + 90}), "customer_left_site", actions=["added_to_list"]
    )
    assert trigger.starts({**CLOSE, "at": NOW + 120}) == []


@pytest.mark.rule("E-3")
def test_lists_without_their_action_are_pointed_out() -> None:
    settings = Trigger(shop(), "customer_left_site", lists=["cart"]).settings
    assert [field for field, _ in settings.missing()] == ["lists"]


@pytest.mark.rule("E-3", "W-5", "T-3")
def test_a_session_that_runs_out_counts_from_half_an_hour_after_its_last_activity() -> None:
    trigger = {"event": "customer_left_site", "settings": {}}
    changes = [
        change("2026-05-01 10:00", "session.activity", customer="c1"),
        change("2026-05-01 10:29:59", "session.activity", customer="c1"),
        change("2026-05-01 10:59:59", "session.activity", customer="c1"),
    ]
    drawn = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    played = play(drawn, changes, world(), until="2026-05-01 12:00")
    assert [at for _, at, _ in played.sent()] == ["05-01 10:59", "05-01 11:29"]
