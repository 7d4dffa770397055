"""Changes of customers: what they do, what they tell, what they refuse."""

from typing import Any

import pytest

from engine.world.deltas import (
    ActionIssued,
    ContactConfirmed,
    ContactsChanged,
    CustomerAdded,
    CustomFieldChanged,
    ProfileFieldChanged,
    SegmentEntered,
    SegmentExited,
    SubscriptionChanged,
)
from engine.world.entities import Contact
from engine.world.world import World
from tests.engine.world.worlds import DAY, NOW, apply, deltas, refusal, shop

ANNA = {"customer": "anna"}


def create(**more: Any) -> dict[str, Any]:
    return {"do": "customer.create", "customer": "cleo", **more}


@pytest.mark.rule("W-2")
def test_a_customer_is_created_whole() -> None:
    world = shop()
    told = deltas(
        world,
        create(
            happened_at=NOW - DAY,
            first_name="Cleo",
            email={"value": "c@x", "confirmation": "confirmed"},
            phone={"value": "1", "valid": False},
            birth_date="2000-02-29",
            zone="north",
            fields={"size": "M", "motto": None},
            subscriptions={"main": "subscribed"},
            segments=["vips", "buyers"],
            devices=[{"kind": "web", "push": True}],
        ),
    )
    cleo = world.customer("cleo")
    assert cleo.created_at == NOW - DAY
    assert cleo.email == Contact("c@x", True, "confirmed")
    assert cleo.phone == Contact("1", False, "no_data")
    assert cleo.fields == {"size": "M"}
    assert cleo.segments == {"vips": NOW - DAY, "buyers": NOW - DAY}
    assert cleo.devices[0].push
    assert [type(delta) for delta in told[:3]] == [CustomerAdded, ContactConfirmed, CustomFieldChanged]
    assert sum(type(delta) is SubscriptionChanged for delta in told) == 7
    assert [delta.segment for delta in told if isinstance(delta, SegmentEntered)] == ["vips", "buyers"]


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"customer": "anna"}, "customer"),
        ({"zone": "west"}, "zone"),
        ({"birth_date": "2001-02-29"}, "birth_date"),
        ({"birth_date": "1.2.2001"}, "birth_date"),
        ({"fields": {"colour": "red"}}, "fields.colour"),
        ({"fields": {"size": "L"}}, "fields.size"),
        ({"subscriptions": {"main/fax": "subscribed"}}, "subscriptions.main/fax"),
        ({"segments": ["nobody"]}, "segments"),
        ({"segments": ["sleepers"]}, "segments"),
        ({"action": "unheard"}, "action"),
        ({"action": "called", "action_fields": {"topic": "weather"}}, "action_fields.topic"),
        ({"happened_at": NOW + 1}, "happened_at"),
    ],
)
def test_an_impossible_customer_is_refused(wrong: dict[str, Any], place: str) -> None:
    assert refusal(shop(), create(**wrong))[0] == place


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("size", ["L", 1, True], ["S", None]),
        ("visits", ["3", True, float("inf"), 10**16], [3, 2.5, -1, None]),
        ("spent", [2.5, "3", False], [250, None]),
        ("since", ["yesterday", 20200101, "2023-02-29"], ["2024-02-29", "2024-02-29 10:00", None]),
        ("vip", ["yes", 1, 0], [True, False, None]),
        ("motto", [1, True, "x" * 2001], ["", "[red]x[/", None]),
    ],
)
def test_custom_fields_hold_values_of_their_type(field: str, bad: list[Any], good: list[Any]) -> None:
    world = shop()
    for value in bad:
        place, _ = refusal(world, {"do": "customer.set_field", **ANNA, "fields": {field: value}})
        assert place == f"fields.{field}"
    for value in good:
        apply(world, {"do": "customer.set_field", **ANNA, "fields": {field: value}})
        assert world.customer("anna").fields.get(field) == value
    assert field not in world.customer("anna").fields


def test_a_refusal_says_what_there_is() -> None:
    _, sentence = refusal(shop(), {"do": "customer.set", **ANNA, "zone": "west"})
    assert sentence == "there is no zone 'west': choose one of north, south"
    _, sentence = refusal(shop(), {"do": "customer.set", "customer": "nobody"})
    assert sentence == "there is no customer 'nobody'"


def test_only_named_profile_fields_change_and_none_empties() -> None:
    world = shop(create(first_name="Cleo", zone="north", birth_date="2000-01-01"))
    told = deltas(world, {"do": "customer.set", "customer": "cleo", "first_name": "Cleo", "zone": None})
    cleo = world.customer("cleo")
    assert told == [ProfileFieldChanged(cleo, "zone", "north", None)]
    assert (cleo.first_name, cleo.zone, cleo.birth_date) == ("Cleo", None, "2000-01-01")


def test_only_custom_fields_that_differ_are_told() -> None:
    world = shop(create(fields={"size": "S", "visits": 1}))
    cleo = world.customer("cleo")
    change = {"do": "customer.set_field", "customer": "cleo"}
    assert deltas(world, {**change, "fields": {"size": "S", "visits": 2, "vip": None}}) == [
        CustomFieldChanged(cleo, "visits", 1, 2)
    ]
    assert deltas(world, {**change, "fields": {"size": None}}) == [
        CustomFieldChanged(cleo, "size", "S", None)
    ]


# Contacts (W-2).


def addresses(world: World) -> tuple[Contact | None, Contact | None]:
    anna = world.customer("anna")
    return anna.email, anna.pending_email


def email(value: str | None, **more: Any) -> dict[str, Any]:
    return {"do": "customer.set_email", **ANNA, "value": value, **more}


def confirmed(value: str) -> Contact:
    return Contact(value, True, "confirmed")


CONFIRMED_A = email("a@x", confirmation="confirmed")
PENDING_B = email("b@x", confirmation="unconfirmed")


@pytest.mark.rule("W-2")
@pytest.mark.parametrize(
    ("steps", "primary", "pending"),
    [
        ([email("a@x")], Contact("a@x"), None),
        ([email("a@x"), email("b@x", valid=False)], Contact("b@x", False), None),
        ([email("a@x", valid=False), email("a@x", confirmation="unconfirmed")],
         Contact("a@x", False, "unconfirmed"), None),
        ([CONFIRMED_A, PENDING_B], confirmed("a@x"), Contact("b@x", True, "unconfirmed")),
        ([CONFIRMED_A, PENDING_B, email("c@x", confirmation="unconfirmed")],
         confirmed("a@x"), Contact("c@x", True, "unconfirmed")),
        ([CONFIRMED_A, PENDING_B, email("b@x", valid=False)],
         confirmed("a@x"), Contact("b@x", False, "unconfirmed")),
        ([CONFIRMED_A, PENDING_B, email("b@x", confirmation="confirmed")], confirmed("b@x"), None),
        ([CONFIRMED_A, PENDING_B, email("c@x", confirmation="confirmed")],
         confirmed("c@x"), Contact("b@x", True, "unconfirmed")),
        ([CONFIRMED_A, email("b@x", confirmation="confirmed")], confirmed("b@x"), None),
        ([CONFIRMED_A, email("b@x")], Contact("b@x"), None),
        ([CONFIRMED_A, PENDING_B, email("c@x")], Contact("c@x"), None),
        ([email("a@x", confirmation="unconfirmed"), PENDING_B], Contact("b@x", True, "unconfirmed"), None),
        ([CONFIRMED_A, PENDING_B, email(None)], None, None),
        ([CONFIRMED_A, PENDING_B, {"do": "customer.confirm_email", **ANNA}], confirmed("b@x"), None),
        ([CONFIRMED_A, PENDING_B, {"do": "customer.confirm_email", **ANNA, "value": "a@x"}],
         confirmed("a@x"), Contact("b@x", True, "unconfirmed")),
        ([email("a@x"), {"do": "customer.confirm_email", **ANNA}], confirmed("a@x"), None),
    ],
)  # fmt: skip
def test_one_primary_and_at_most_one_pending_address(
    steps: list[dict[str, Any]], primary: Contact | None, pending: Contact | None
) -> None:
    assert addresses(shop(*steps)) == (primary, pending)


@pytest.mark.rule("W-2")
def test_phones_go_by_the_same_rule() -> None:
    world = shop(
        {"do": "customer.set_phone", **ANNA, "value": "1", "confirmation": "confirmed"},
        {"do": "customer.set_phone", **ANNA, "value": "2", "confirmation": "unconfirmed"},
    )
    anna = world.customer("anna")
    assert (anna.phone, anna.pending_phone) == (confirmed("1"), Contact("2", True, "unconfirmed"))
    assert addresses(world) == (None, None)
    apply(world, {"do": "customer.confirm_phone", **ANNA})
    assert (anna.phone, anna.pending_phone) == (confirmed("2"), None)


def test_contacts_are_told_only_when_they_differ() -> None:
    world = shop(CONFIRMED_A)
    assert deltas(world, CONFIRMED_A) == []
    [told] = deltas(world, PENDING_B)
    assert isinstance(told, ContactsChanged)
    assert (told.old_pending, told.new_pending) == (None, Contact("b@x", True, "unconfirmed"))


@pytest.mark.rule("W-6")
def test_impossible_contacts_are_refused() -> None:
    world = shop(CONFIRMED_A)
    assert refusal(world, email(None, valid=True))[0] == "value"
    assert refusal(world, {"do": "customer.confirm_email", **ANNA, "value": "z@x"}) == (
        "value",
        "the customer has no email address 'z@x' to confirm",
    )
    assert refusal(world, {"do": "customer.confirm_phone", **ANNA})[0] == "value"


# Subscriptions.


def subscribe(key: str, status: str | None) -> dict[str, Any]:
    return {"do": "customer.set_subscription", **ANNA, "key": key, "status": status}


def moved(world: World, key: str, status: str | None) -> list[tuple[str, str, str]]:
    told = deltas(world, subscribe(key, status))
    return [(delta.key, delta.old, delta.new) for delta in told if isinstance(delta, SubscriptionChanged)]


@pytest.mark.rule("W-2")
def test_a_status_is_taken_over_from_the_level_above() -> None:
    world = shop()
    assert [key for key, _, _ in moved(world, "main", "subscribed")] == [
        "main",
        "main/email",
        "main/email/news",
        "main/email/offers",
        "main/sms",
        "main/sms/news",
        "main/sms/offers",
    ]
    assert moved(world, "main/email", "unsubscribed") == [
        ("main/email", "subscribed", "unsubscribed"),
        ("main/email/news", "subscribed", "unsubscribed"),
        ("main/email/offers", "subscribed", "unsubscribed"),
    ]
    assert moved(world, "main/email/news", "subscribed") == [
        ("main/email/news", "unsubscribed", "subscribed")
    ]
    assert moved(world, "main/email", "subscribed") == [
        ("main/email", "unsubscribed", "subscribed"),
        ("main/email/offers", "unsubscribed", "subscribed"),
    ]
    assert moved(world, "main/email", "subscribed") == []
    assert moved(world, "main/sms", "subscribed") == []
    assert moved(world, "main/email/news", None) == []
    assert world.customer("anna").subscriptions == {
        "main": "subscribed",
        "main/email": "subscribed",
        "main/sms": "subscribed",
    }


@pytest.mark.rule("W-6")
@pytest.mark.parametrize("key", ["", "other", "main/fax", "main/email/weather", "main/email/news/x", "main/"])
def test_an_unknown_level_of_subscription_is_refused(key: str) -> None:
    assert refusal(shop(), subscribe(key, "subscribed"))[0] == "key"


# Segments and actions.


def test_segments_are_entered_and_left_once() -> None:
    world = shop()
    anna = world.customer("anna")
    add = {"do": "segment.add", **ANNA, "segment": "vips"}
    remove = {"do": "segment.remove", **ANNA, "segment": "vips"}
    assert deltas(world, add) == [SegmentEntered(anna, "vips")]
    assert deltas(world, {**add, "at": NOW + DAY}) == []
    assert anna.segments == {"vips": NOW}
    assert deltas(world, remove) == [SegmentExited(anna, "vips")]
    assert deltas(world, remove) == []
    assert refusal(world, {**add, "segment": "sleepers"})[0] == "segment"
    assert refusal(world, {**remove, "segment": "nobody"})[0] == "segment"


@pytest.mark.rule("W-7", "T-1")
def test_a_change_may_be_recorded_as_an_action() -> None:
    world = shop()
    told = deltas(
        world,
        {
            "do": "customer.set",
            **ANNA,
            "last_name": "Berg",
            "happened_at": NOW - DAY,
            "action": "called",
            "action_fields": {"topic": "order"},
        },
    )
    [action] = world.customer("anna").actions
    assert (action.number, action.template, action.at, action.received_at) == (0, "called", NOW - DAY, NOW)
    assert action.fields == {"topic": "order"}
    assert [type(delta) for delta in told] == [ActionIssued, ProfileFieldChanged]


@pytest.mark.rule("W-6")
def test_an_action_cannot_be_recorded_where_there_is_nobody_or_already_one() -> None:
    world = shop()
    for given in (
        {"do": "product.feed", "product": "boot", "price": 1},
        {"do": "product.create", "product": "coat"},
        {"do": "promo.add_codes", "pool": "welcome", "codes": ["a"]},
        {"do": "action.issue", **ANNA, "template": "site"},
    ):
        assert refusal(world, {**given, "action": "called"})[0] == "action"


@pytest.mark.rule("W-6")
def test_an_impossible_action_is_refused_at_its_own_fields() -> None:
    issue = {"do": "action.issue", **ANNA}
    assert refusal(shop(), {**issue, "template": "unheard"})[0] == "template"
    assert refusal(shop(), {**issue, "template": "called", "fields": {"x": 1}})[0] == "fields.x"
    assert refusal(shop(), {**issue, "template": "site", "product": "coat"})[0] == "product"
