"""Events of actions, profile, subscriptions, segments and points: what starts each, and what does not."""

from time import perf_counter
from typing import Any

import pytest

from engine.events.catalogue import CATALOGUE
from engine.world.changes.reckoning import ReckonFields
from engine.world.world import STATE, Refused, World
from tests.engine.world.worlds import DAY, NOW, Trigger, apply, shop

ANNA = {"customer": "anna"}


# E-1


def issue(template: str, **more: Any) -> dict[str, Any]:
    return {"do": "action.issue", **ANNA, "template": template, **more}


@pytest.mark.rule("E-1")
def test_an_action_of_a_chosen_template_starts() -> None:
    trigger = Trigger(shop(), "action_issued", templates=["called", "site"])
    [event] = trigger.on(issue("called"))
    assert (event.customer.id, event.context) == ("anna", {"action": 0})
    [event] = trigger.on(issue("site"))
    assert event.context == {"action": 1}


@pytest.mark.rule("E-1")
def test_an_action_of_another_template_does_not() -> None:
    trigger = Trigger(shop(), "action_issued", templates=["called"])
    assert trigger.starts(issue("site")) == []


@pytest.mark.rule("E-1", "T-1", "T-3")
def test_a_backdated_action_starts_at_the_time_when_it_happened() -> None:
    [event] = Trigger(shop(), "action_issued", templates=["called"]).on(
        issue("called", happened_at=NOW - DAY)
    )
    assert (event.happened_at, event.received_at) == (NOW - DAY, NOW)


@pytest.mark.rule("E-1", "W-7")
def test_the_action_that_a_change_is_recorded_as_starts_too() -> None:
    trigger = Trigger(shop(), "action_issued", templates=["called"])
    assert trigger.starts({"do": "customer.set", **ANNA, "last_name": "B", "action": "called"}) == ["anna"]


@pytest.mark.rule("T-1")
def test_a_fact_from_the_future_is_refused() -> None:
    trigger = Trigger(shop(), "action_issued", templates=["called"])
    with pytest.raises(Refused, match="future"):
        trigger.on(issue("called", happened_at=NOW + 1))
    assert trigger.world.customer("anna").actions == []


@pytest.mark.rule("T-2")
@pytest.mark.parametrize(("ago", "old"), [(0, False), (7 * DAY, False), (7 * DAY + 1, True), (8 * DAY, True)])
def test_history_is_what_happened_more_than_seven_days_before(ago: int, old: bool) -> None:
    [event] = Trigger(shop(), "action_issued", templates=["called"]).on(
        issue("called", happened_at=NOW - ago)
    )
    assert event.too_old is old


# E-14


@pytest.mark.rule("E-14")
def test_coming_into_the_segment_starts() -> None:
    trigger = Trigger(shop(), "segment_entered", segment="vips")
    add = {"do": "segment.add", **ANNA, "segment": "vips"}
    assert trigger.starts(add) == ["anna"]
    assert trigger.starts(add) == []
    assert trigger.starts({**add, "segment": "buyers"}) == []
    assert trigger.starts({**add, "do": "segment.remove"}) == []
    assert trigger.starts(add) == ["anna"]
    assert trigger.starts({"do": "customer.create", "customer": "cleo", "segments": ["vips"]}) == ["cleo"]


# E-16


@pytest.mark.rule("E-16")
@pytest.mark.parametrize("source", ["operation", "manual", "file_import", "personalization_form"])
def test_a_new_customer_starts_however_they_came(source: str) -> None:
    trigger = Trigger(shop(), "customer_added")
    assert trigger.starts({"do": "customer.create", "customer": "cleo", "source": source}) == ["cleo"]


@pytest.mark.rule("E-16")
def test_an_import_of_somebody_who_exists_is_no_new_customer() -> None:
    trigger = Trigger(shop(), "customer_added")
    assert trigger.starts({"do": "customer.set", **ANNA, "last_name": "B", "source": "file_import"}) == []


# E-19, E-20


def email(value: str | None, **more: Any) -> dict[str, Any]:
    return {"do": "customer.set_email", **ANNA, "value": value, **more}


CONFIRMED_A = email("a@x", confirmation="confirmed")
PENDING_B = email("b@x", confirmation="unconfirmed")
CONFIRM = {"do": "customer.confirm_email", **ANNA}


@pytest.mark.rule("E-19")
@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([email("a@x")], email("b@x")),
        ([email("a@x", valid=False)], email("b@x")),
        ([email("a@x", confirmation="unconfirmed")], PENDING_B),
        ([CONFIRMED_A], email("b@x", confirmation="confirmed")),
        ([CONFIRMED_A], email("b@x")),
    ],
)
def test_an_email_that_becomes_another_starts(before: list[dict[str, Any]], then: dict[str, Any]) -> None:
    assert Trigger(shop(*before), "email_changed").starts(then) == ["anna"]


@pytest.mark.rule("E-19")
@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([], email("a@x")),
        ([], CONFIRMED_A),
        ([email("a@x")], email(None)),
        ([email("a@x")], email("a@x")),
        ([email("a@x")], email("a@x", valid=False)),
        ([], {"do": "customer.create", "customer": "cleo", "email": {"value": "c@x"}}),
        (
            [{"do": "customer.set_phone", **ANNA, "value": "1"}],
            {"do": "customer.set_phone", **ANNA, "value": "2"},
        ),
    ],
)
def test_filling_wiping_and_creating_are_no_change_of_email(
    before: list[dict[str, Any]], then: dict[str, Any]
) -> None:
    assert Trigger(shop(*before), "email_changed").starts(then) == []


@pytest.mark.rule("E-20")
@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([CONFIRMED_A], PENDING_B),
        ([CONFIRMED_A, PENDING_B], email("c@x", confirmation="unconfirmed")),
        ([email("a@x")], email("a@x", confirmation="unconfirmed")),
    ],
)
def test_with_confirmation_an_unconfirmed_one_starts_too(
    before: list[dict[str, Any]], then: dict[str, Any]
) -> None:
    assert Trigger(shop(*before), "email_changed").starts(then) == ["anna"]


@pytest.mark.rule("E-20")
@pytest.mark.parametrize(
    ("before", "then"),
    [
        ([CONFIRMED_A, PENDING_B], CONFIRM),
        ([CONFIRMED_A, PENDING_B], email("b@x", confirmation="confirmed")),
        ([CONFIRMED_A, PENDING_B], PENDING_B),
        ([CONFIRMED_A, PENDING_B], email("b@x", valid=False)),
        ([email("a@x")], CONFIRM),
        ([email("a@x")], CONFIRMED_A),
        ([email("a@x", confirmation="unconfirmed")], CONFIRM),
        ([CONFIRMED_A], email("a@x", confirmation="unconfirmed")),
    ],
)
def test_confirming_is_no_change_of_email(before: list[dict[str, Any]], then: dict[str, Any]) -> None:
    assert Trigger(shop(*before), "email_changed").starts(then) == []


@pytest.mark.rule("E-19")
def test_a_changed_email_brings_its_action() -> None:
    [event] = Trigger(shop(email("a@x")), "email_changed").on({**email("b@x"), "action": "called"})
    assert event.context == {"action": 0}


# E-28


@pytest.mark.rule("E-28")
def test_a_field_that_is_filled_changed_or_wiped_starts() -> None:
    trigger = Trigger(shop(), "custom_field_changed", field="size")
    edit = {"do": "customer.set_field", **ANNA}
    for value in ("S", "M", None):
        assert trigger.starts({**edit, "fields": {"size": value}}) == ["anna"]
        assert trigger.starts({**edit, "fields": {"size": value}}) == []
    assert trigger.starts({**edit, "fields": {"visits": 1}}) == []
    created = {"do": "customer.create", "customer": "cleo", "fields": {"size": "S"}}
    assert trigger.starts(created) == ["cleo"]
    assert trigger.starts({"do": "customer.set", **ANNA, "first_name": "A"}) == []


@pytest.mark.rule("E-28")
@pytest.mark.parametrize("history", [True, False])
def test_whether_a_field_keeps_its_history_does_not_matter(history: bool) -> None:
    world = shop()
    world.settings.customer_fields["size"].history = history
    trigger = Trigger(world, "custom_field_changed", field="size")
    assert trigger.starts({"do": "customer.set_field", **ANNA, "fields": {"size": "S"}}) == ["anna"]


# E-29


def subscribe(key: str, status: str | None) -> dict[str, Any]:
    return {"do": "customer.set_subscription", **ANNA, "key": key, "status": status}


@pytest.mark.rule("E-29")
@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"channel": "email"}, "main/email"),
        ({"channel": "email"}, "main"),
        ({"brand": "main", "channel": "email", "topic": "news"}, "main/email/news"),
        ({"channel": "email", "topic": "news"}, "main/email"),
        ({"channel": "email", "topic": "news"}, "main"),
    ],
)
def test_the_chosen_status_starts_set_or_taken_over(settings: dict[str, Any], key: str) -> None:
    trigger = Trigger(shop(), "subscription_changed", **settings)
    assert trigger.starts(subscribe(key, "subscribed")) == ["anna"]
    assert trigger.starts(subscribe(key, "subscribed")) == []
    assert trigger.starts(subscribe(key, "unsubscribed")) == []
    assert trigger.starts(subscribe(key, "subscribed")) == ["anna"]


@pytest.mark.rule("E-29")
@pytest.mark.parametrize("key", ["main/sms", "main/sms/news", "main/email/news"])
def test_other_channels_and_topics_do_not_start(key: str) -> None:
    trigger = Trigger(shop(), "subscription_changed", channel="email")
    assert trigger.starts(subscribe(key, "subscribed")) == []


@pytest.mark.rule("E-29")
def test_setting_expressly_what_was_taken_over_does_not_start() -> None:
    trigger = Trigger(shop(subscribe("main", "subscribed")), "subscription_changed", channel="email")
    assert trigger.starts(subscribe("main/email", "subscribed")) == []
    assert trigger.starts(subscribe("main/email", None)) == []


@pytest.mark.rule("E-29")
def test_a_level_with_a_status_of_its_own_takes_nothing_over() -> None:
    trigger = Trigger(shop(subscribe("main/email", "unsubscribed")), "subscription_changed", channel="email")
    assert trigger.starts(subscribe("main", "subscribed")) == []
    assert trigger.starts(subscribe("main/email", None)) == ["anna"]


@pytest.mark.rule("E-29")
@pytest.mark.parametrize(
    ("status", "given", "starts"),
    [
        ("subscribed", {"main": "subscribed"}, True),
        ("subscribed", {"main/email": "subscribed"}, True),
        ("subscribed", {"main/sms": "subscribed"}, False),
        ("subscribed", {"main": "subscribed", "main/email": "unsubscribed"}, False),
        ("unsubscribed", {"main": "subscribed", "main/email": "unsubscribed"}, True),
        ("subscribed", {}, False),
        ("none", {}, True),
        ("none", {"main": "subscribed"}, False),
        ("none", {"main": "subscribed", "main/email": "none"}, True),
    ],
)
def test_being_created_in_the_status_starts(status: str, given: dict[str, str], starts: bool) -> None:
    trigger = Trigger(shop(), "subscription_changed", channel="email", status=status)
    created = {"do": "customer.create", "customer": "cleo", "subscriptions": given}
    assert trigger.starts(created) == (["cleo"] if starts else [])


@pytest.mark.rule("E-29")
def test_where_there_are_several_brands_one_must_be_chosen() -> None:
    world = shop()
    trigger = Trigger(world, "subscription_changed", channel="email", topic="weather")
    assert [field for field, _ in trigger.settings.unknown(world.settings)] == ["topic"]
    world.settings.brands["second"] = world.settings.brands["main"]
    assert [field for field, _ in trigger.settings.unknown(world.settings)] == ["brand", "topic"]


# E-40


def points(do: str, **more: Any) -> dict[str, Any]:
    return {"do": f"balance.{do}", **ANNA, "account": "bonus", **more}


@pytest.mark.rule("E-40")
def test_every_change_of_the_balance_starts() -> None:
    trigger = Trigger(shop(), "balance_changed", account="bonus")
    changes = (points("award", amount=5), points("deduct", amount=9), points("zero"))
    for n, given in enumerate(changes):
        [event] = trigger.on({**given, "action": "called"})
        assert event.context == {"balance_change": n, "action": n}
    assert trigger.starts(points("zero")) == []
    assert trigger.starts(points("award", amount=5, account="stamps")) == []


@pytest.mark.rule("E-40")
@pytest.mark.parametrize("kind", ["award", "deduction", "zeroing"])
def test_only_chosen_changes_of_the_balance_start(kind: str) -> None:
    trigger = Trigger(shop(), "balance_changed", account="bonus", changes=[kind])
    started = {
        "award": trigger.starts(points("award", amount=5)),
        "deduction": trigger.starts(points("deduct", amount=3)),
        "zeroing": trigger.starts(points("zero")),
    }
    assert started == {name: ["anna"] if name == kind else [] for name in started}


def test_other_changes_are_heard_by_none_of_these() -> None:
    world = shop()
    applied = apply(world, {"do": "product.feed", "product": "boot", "price": 1})
    for kind in ("action_issued", "segment_entered", "customer_added", "email_changed", "balance_changed"):
        assert list(Trigger(world, kind).kind.recognise(applied, world)) == []


@pytest.mark.rule("E-26", "E-27", "E-28")
@pytest.mark.parametrize("kind", ["customer_data_changed", "customer_modified_data", "custom_field_changed"])
def test_a_midnight_that_changes_everybody_is_recognised_in_one_pass(kind: str) -> None:
    many = 20_000
    views = {"number": {"type": "number", "history": True, "calculated": {"of": "views_number", "days": 1}}}
    customers = {
        f"c{n}": {"id": f"c{n}", "fields": {"number": 1}, "views": [{"number": 0, "product": "cap", "at": 0}]}
        for n in range(many)
    }
    world = World(
        STATE.validate_python(
            {
                "settings": {"customer_fields": views},
                "products": {"cap": {"id": "cap"}},
                "customers": customers,
            }
        )
    )
    world.now = NOW
    midnight = world.apply(ReckonFields(at=NOW, source="time"))
    began = perf_counter()
    events = list(CATALOGUE[kind].recognise(midnight, world))
    # Looking through all of them for each one takes several seconds.
    assert perf_counter() - began < 2
    assert len(events) == (0 if kind == "customer_modified_data" else many)
