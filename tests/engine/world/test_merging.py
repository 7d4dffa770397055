"""Merging profiles: what the one that remains has then, what is told, what is refused, and that it is taken
back."""

from typing import Any

import pytest

from engine.world.changes.sessions import PAUSE
from engine.world.check import check_state
from engine.world.deltas import ContactsChanged, CustomersMerged, CustomFieldChanged, SubscriptionChanged
from engine.world.entities import Contact, Customer, Device
from engine.world.world import World, undo
from tests.engine.world.worlds import DAY, HOUR, NOW, apply, deltas, refusal, shop, text

ANNA = {"customer": "anna"}
BERT = {"customer": "bert"}
MERGE = {"do": "customer.merge", "customer": "anna", "merged": "bert"}


def merged(*changes: dict[str, Any]) -> tuple[Customer, World]:
    """Anna's profile after Bert's was merged into it."""
    world = shop(*changes)
    apply(world, MERGE)
    assert check_state(world.state()) == []
    return world.customers["anna"], world


@pytest.mark.rule("W-2")
def test_the_priority_profile_keeps_its_fields_and_takes_the_others_for_the_empty_ones() -> None:
    anna, world = merged(
        {"do": "customer.set", **ANNA, "first_name": "Anna", "birth_date": "1990-12-31"},
        {"do": "customer.set", **BERT, "first_name": "Ann", "last_name": "Berg", "zone": "north"},
        {"do": "customer.set_field", **ANNA, "fields": {"size": "S", "vip": False}},
        {"do": "customer.set_field", **BERT, "fields": {"size": "M", "vip": True, "visits": 3}},
        {"do": "customer.set_email", **ANNA, "value": "a@x", "confirmation": "unconfirmed"},
        {"do": "customer.set_email", **BERT, "value": "b@x", "confirmation": "confirmed"},
        {"do": "customer.set_phone", **BERT, "value": "1", "confirmation": "confirmed"},
        {"do": "customer.set_phone", **BERT, "value": "2", "confirmation": "unconfirmed"},
    )
    assert (anna.first_name, anna.last_name, anna.birth_date, anna.zone) == (
        "Anna",
        "Berg",
        "1990-12-31",
        "north",
    )
    assert anna.fields == {"size": "S", "vip": False, "visits": 3}
    assert (anna.email, anna.pending_email) == (Contact("a@x", True, "unconfirmed"), None)
    assert anna.phone == Contact("1", True, "confirmed")
    assert anna.pending_phone == Contact("2", True, "unconfirmed")
    assert anna.merged == ["bert"]
    assert list(world.customers) == ["anna"]


@pytest.mark.rule("W-2")
def test_histories_are_joined_with_new_numbers() -> None:
    anna, world = merged(
        {"do": "action.issue", **ANNA, "template": "called"},
        {"do": "action.issue", **BERT, "template": "site", "at": NOW - DAY},
        {"do": "product.view", **ANNA, "product": "boot", "at": NOW - HOUR},
        {"do": "product.view", **BERT, "product": "boot", "at": NOW, "price": 5, "action": "called"},
        {"do": "product.view", **BERT, "product": "cap", "at": NOW - DAY},
        {"do": "order.create", **ANNA, "order": "o1", "items": [], "at": NOW - HOUR},
        {"do": "order.create", **BERT, "order": "o2", "items": [], "at": NOW - DAY},
    )
    assert [(action.number, action.template) for action in anna.actions] == [
        (0, "called"),
        (1, "site"),
        (2, "called"),
    ]
    assert [(view.number, view.product) for view in anna.views] == [(0, "boot"), (1, "boot"), (2, "cap")]
    assert anna.orders == ["o2", "o1"]
    assert world.orders["o2"].customer == "anna"
    assert {
        product: {who: view.number for who, view in latest.items()}
        for product, latest in world.viewed.items()
    } == {
        "boot": {"anna": 1},
        "cap": {"anna": 2},
    }


@pytest.mark.rule("W-2")
def test_lists_are_joined_and_the_priority_profiles_line_stays() -> None:
    anna, world = merged(
        {"do": "list.add", **ANNA, "list": "cart", "product": "boot", "quantity": 2},
        {"do": "list.add", **BERT, "list": "cart", "product": "boot", "price": 1},
        {"do": "list.add", **BERT, "list": "cart", "product": "cap"},
        {"do": "list.add", **BERT, "list": "wishes", "product": "gift card"},
    )
    lines = {
        name: {p: (line.quantity, line.price) for p, line in of.items()} for name, of in anna.lists.items()
    }
    assert lines == {"cart": {"boot": (2, 10_000), "cap": (1, 2_000)}, "wishes": {"gift card": (1, None)}}
    assert world.listed == {"boot": {"anna"}, "cap": {"anna"}, "gift card": {"anna"}}


@pytest.mark.rule("W-2")
@pytest.mark.parametrize(("mine", "theirs", "left"), [(5, 7, 12), (-5, 7, 2), (5, -7, 0), (-5, -7, 0)])
def test_balances_are_added_up_and_debts_taken_off(mine: int, theirs: int, left: int) -> None:
    def points(who: dict[str, str], amount: int) -> dict[str, Any]:
        do = "award" if amount > 0 else "deduct"
        return {"do": f"balance.{do}", **who, "account": "bonus", "amount": abs(amount)}

    anna, _ = merged(points(ANNA, mine), points(BERT, theirs))
    assert anna.balances == {"bonus": mine + theirs}
    assert [(entry.number, entry.amount) for entry in anna.balance_changes] == [(0, mine), (1, theirs)]
    assert sum(entry.left for entry in anna.balance_changes) == left


@pytest.mark.rule("W-2")
def test_too_many_points_for_one_account_refuse_the_merge() -> None:
    world = shop()
    for who in ("anna", "bert"):
        world.customers[who].balances = {"bonus": 10**12}
    assert refusal(world, MERGE)[0] == "merged"


@pytest.mark.rule("W-2", "W-5")
def test_open_sessions_become_one_and_ended_ones_come_before() -> None:
    def view(who: dict[str, str], product: str, at: int) -> dict[str, Any]:
        return {"do": "product.view", **who, "product": product, "at": at}

    anna, _ = merged(
        view(ANNA, "boot", NOW - DAY),
        view(BERT, "boot", NOW - 2 * DAY),
        view(ANNA, "boot", NOW - 60),
        view(BERT, "cap", NOW),
    )
    assert [(s.number, s.started_at, s.ended_at) for s in anna.sessions] == [
        (0, NOW - DAY, NOW - DAY + PAUSE),
        (1, NOW - 2 * DAY, NOW - 2 * DAY + PAUSE),
        (2, NOW - 60, None),
    ]
    assert (anna.sessions[2].last_at, anna.sessions[2].products) == (NOW, ["boot", "cap"])


@pytest.mark.rule("W-2")
def test_subscriptions_segments_and_devices_are_joined() -> None:
    anna, _ = merged(
        {"do": "customer.set_subscription", **ANNA, "key": "main/email", "status": "unsubscribed"},
        {"do": "customer.set_subscription", **BERT, "key": "main/email/news", "status": "subscribed"},
        {"do": "customer.set_subscription", **BERT, "key": "main/email", "status": "subscribed"},
        {"do": "customer.set_subscription", **BERT, "key": "main/sms", "status": "subscribed"},
        {"do": "segment.add", **ANNA, "segment": "vips"},
        {"do": "segment.add", **BERT, "segment": "vips", "at": NOW - DAY},
        {"do": "segment.add", **BERT, "segment": "buyers", "at": NOW - DAY},
    )
    # Who said no to all emails stays unsubscribed in their topics.
    assert anna.subscriptions == {"main/email": "unsubscribed", "main/sms": "subscribed"}
    assert anna.segments == {"vips": NOW, "buyers": NOW - DAY}
    world = shop()
    world.customers["bert"].devices = [Device("web", True)]
    apply(world, MERGE)
    assert world.customers["anna"].devices == [Device("web", True)]


@pytest.mark.rule("W-2")
def test_recalculated_segments_follow_when_their_time_comes() -> None:
    world = shop()
    world.customers["bert"].segments = {"sleepers": NOW}
    apply(world, MERGE)
    assert world.customers["anna"].segments == {}


@pytest.mark.rule("W-2")
def test_promo_codes_of_one_kind_are_had_once() -> None:
    anna, _ = merged(
        {"do": "promo.add_codes", "pool": "summer", "codes": ["SUN"]},
        {"do": "promo.add_codes", "pool": "welcome", "codes": ["W1", "W2"]},
        {"do": "promo.issue", **ANNA, "pool": "summer"},
        {"do": "promo.issue", **BERT, "pool": "summer", "at": NOW - DAY},
        {"do": "promo.issue", **BERT, "pool": "welcome"},
    )
    assert [(code.code, code.issued_at) for code in anna.promo_codes] == [("SUN", NOW - DAY), ("W1", NOW)]


@pytest.mark.rule("W-2")
def test_what_later_names_the_profile_that_is_gone_concerns_the_one_that_remains() -> None:
    anna, world = merged({"do": "customer.create", "customer": "cleo"})
    apply(world, {"do": "customer.set", **BERT, "last_name": "Berg"})
    assert anna.last_name == "Berg"
    apply(world, {"do": "customer.merge", "customer": "cleo", "merged": "bert"})
    assert world.customers["cleo"].merged == ["anna", "bert"]
    for name in ("anna", "bert", "cleo"):
        assert world.find_customer(name) is world.customers["cleo"]
    assert World(world.state()).aliases == world.aliases == {"anna": "cleo", "bert": "cleo"}
    apply(world, {"do": "order.create", **BERT, "order": "o1", "items": []})
    assert world.orders["o1"].customer == "cleo"


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({**MERGE, "merged": "anna"}, "merged"),
        ({**MERGE, "merged": "nobody"}, "merged"),
        ({**MERGE, "customer": "nobody"}, "customer"),
        ({**MERGE, "customer": "cleo", "merged": "dora"}, "merged"),
        ({"do": "customer.create", "customer": "dora"}, "customer"),
    ],
)
def test_what_cannot_be_merged_is_refused(given: dict[str, Any], place: str) -> None:
    world = shop(
        {"do": "customer.create", "customer": "cleo"},
        {"do": "customer.create", "customer": "dora"},
        {"do": "customer.merge", "customer": "cleo", "merged": "dora"},
    )
    assert refusal(world, given)[0] == place


@pytest.mark.rule("W-2", "L-7")
def test_a_merge_tells_what_is_new_on_the_profile_and_where_the_numbers_went() -> None:
    world = shop(
        {"do": "action.issue", **ANNA, "template": "called"},
        {"do": "product.view", **ANNA, "product": "boot", "at": NOW - DAY},
        {"do": "product.view", **ANNA, "product": "boot"},
        {"do": "product.view", **BERT, "product": "boot"},
        {"do": "list.add", **BERT, "list": "cart", "product": "cap"},
        {"do": "balance.award", **BERT, "account": "bonus", "amount": 5},
        {"do": "customer.set_email", **BERT, "value": "b@x"},
        {"do": "customer.set_field", **BERT, "fields": {"size": "S"}},
        {"do": "customer.set_subscription", **BERT, "key": "main/sms/news", "status": "subscribed"},
    )
    told = deltas(world, {**MERGE, "action": "called"})[1:]
    [found] = [delta for delta in told if isinstance(delta, CustomersMerged)]
    assert (found.customer.id, found.merged.id) == ("anna", "bert")
    # One of Anna's sessions is still open: it comes last.
    assert found.offsets == {"action": 2, "view": 2, "balance_change": 0, "session": 1, "operation": 0}
    assert [type(delta) for delta in told] == [
        CustomersMerged,
        ContactsChanged,
        CustomFieldChanged,
        SubscriptionChanged,
    ]


@pytest.mark.rule("W-4")
def test_a_merge_is_taken_back_whole() -> None:
    world = shop(
        {"do": "customer.create", "customer": "cleo"},
        {"do": "customer.merge", "customer": "bert", "merged": "cleo"},
        {"do": "list.add", **BERT, "list": "cart", "product": "cap"},
        {"do": "product.view", **BERT, "product": "boot"},
        {"do": "balance.award", **BERT, "account": "bonus", "amount": 5, "expires_at": NOW + DAY},
        {"do": "order.create", **BERT, "order": "o1", "items": []},
    )
    before, aliases = text(world.state()), dict(world.aliases)
    applied = apply(world, MERGE)
    assert text(world.state()) != before
    undo(applied.inverse)
    assert text(world.state()) == before
    assert world.aliases == aliases == {"cleo": "bert"}
    assert {p: h for p, h in world.listed.items() if h} == {"cap": {"bert"}}
    assert {p: set(v) for p, v in world.viewed.items() if v} == {"boot": {"bert"}}
