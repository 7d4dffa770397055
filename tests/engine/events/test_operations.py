"""Operations: their steps, whom they identify, and the events E-6, E-17 and E-48 that come of them."""

from typing import Any

import pytest

from engine.world.changes.operations import authorization_code
from engine.world.deltas import ActionIssued, CustomerAdded
from engine.world.settings import OperationSettings
from tests.engine.world.worlds import NOW, Trigger, apply, refusal, shop


def call(operation: str, customer: str | None = None, **more: Any) -> dict[str, Any]:
    return {"do": "operation.call", "operation": operation, "customer": customer, **more}


def address(customer: str, value: str, confirmation: str = "no_data") -> dict[str, Any]:
    return {"do": "customer.set_email", "customer": customer, "value": value, "confirmation": confirmation}


# Steps


@pytest.mark.rule("W-4", "W-7")
def test_registering_makes_a_customer_of_what_is_said() -> None:
    world = shop()
    said = {"first_name": "Cleo", "fields": {"size": "S"}, "subscriptions": {"main/email": "subscribed"}}
    applied = apply(world, call("sign_up", "cleo", email="cleo@x", data=said))
    cleo = world.customer("cleo")
    assert cleo.email is not None
    assert (cleo.first_name, cleo.email.value, cleo.fields) == ("Cleo", "cleo@x", {"size": "S"})
    assert [action.template for action in cleo.actions] == ["called"]
    assert [delta.registered for delta in applied.deltas if type(delta) is CustomerAdded] == [True]


@pytest.mark.rule("W-4")
def test_somebody_without_an_id_gets_one() -> None:
    world = shop({"do": "customer.create", "customer": "customer-4"})
    apply(world, call("sign_up", email="d@x"))
    apply(world, call("sign_up", phone="12"))
    assert [*world.customers][3:] == ["customer-5", "customer-6"]


@pytest.mark.rule("W-4", "E-17")
def test_a_customer_who_exists_is_edited() -> None:
    said = {"last_name": "Berg", "email": {"value": "a@x"}, "fields": {"visits": 2}, "zone": "north"}
    trigger = Trigger(shop(), "customer_registered")
    assert trigger.starts(call("visit", "anna", data=said)) == []
    anna = trigger.world.customer("anna")
    assert anna.email is not None
    assert (anna.last_name, anna.email.value, anna.fields, anna.zone) == (
        "Berg",
        "a@x",
        {"visits": 2},
        "north",
    )
    assert trigger.starts(call("visit", "dora")) == ["dora"]
    assert trigger.starts(call("upload", "emil")) == ["emil"]
    assert trigger.starts(call("upload", "emil", data={"first_name": "Emil"})) == []


@pytest.mark.rule("W-4", "E-1")
def test_an_operation_without_steps_only_records_its_action() -> None:
    world = shop()
    world.settings.operations["rate"] = OperationSettings(action="site")
    applied = apply(world, call("rate", "anna"))
    assert [type(delta) for delta in applied.deltas] == [ActionIssued]
    assert apply(world, call("rate", "nobody")).deltas == []
    again = apply(world, call("visit", "anna", data={"last_name": "Berg"}))
    assert [type(delta) for delta in again.deltas].count(ActionIssued) == 1


@pytest.mark.rule("W-6", "E-6")
def test_a_code_without_an_action_is_refused() -> None:
    world = shop()
    world.settings.operations["log in"].action = None
    assert refusal(world, call("log in", "anna"))[0] == "operation"


@pytest.mark.rule("E-27")
def test_an_operation_may_be_recorded_as_a_personal_action() -> None:
    world = shop()
    world.settings.action_templates["site"].category = "personal"
    world.settings.customer_fields["motto"].history = True
    trigger = Trigger(world, "customer_modified_data")
    assert trigger.starts(call("visit", "anna", data={"fields": {"motto": "now"}})) == ["anna"]
    assert trigger.starts(call("call back", "anna", data={"fields": {"motto": "later"}})) == []


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("given", "place", "part"),
    [
        (call("sign_up", "anna"), "customer", "exists already"),
        (call("no such", "anna"), "operation", "choose one of"),
        (call("visit"), "customer", "say whom"),
        (call("visit", "anna", source="manual"), "source", "leave the source out"),
        (call("visit", "anna", action="site"), "action", "leave it out"),
        (call("visit", "anna", variables={"shelf": "x"}), "variables.shelf", "not a number"),
        (call("visit", "anna", variables={"box": 1}), "variables.box", "choose one of shelf"),
        (call("visit", "anna", data={"zone": "west"}), "data.zone", "choose one of"),
        (call("visit", "dora", data={"fields": {"size": "XL"}}), "data.fields.size", "choose one of"),
        (call("visit", "anna", data={"subscriptions": {"other": "none"}}), "data.key", "brand"),
    ],
)
def test_calls_that_cannot_be_are_refused_whole(given: dict[str, Any], place: str, part: str) -> None:
    where, why = refusal(shop(), given)
    assert where == place
    assert part in why


# Whom it is about


@pytest.mark.rule("E-48")
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"customer": "bert"}, ["bert"]),
        ({"customer": "bert", "email": "a@x"}, ["bert"]),
        ({"email": "A@X"}, ["anna"]),
        ({"email": "nobody@x", "phone": "+1"}, ["bert"]),
        ({"phone": "+1"}, ["bert"]),
        ({"customer": "nobody", "email": "a@x"}, []),
        ({"email": "waiting@x"}, []),
        ({"phone": "+2"}, []),
    ],
)
def test_the_calls_data_identify_the_customer(who: dict[str, str], expected: list[str]) -> None:
    world = shop(
        address("anna", "a@x", "confirmed"),
        address("anna", "waiting@x", "unconfirmed"),
        {"do": "customer.set_phone", "customer": "bert", "value": "+1"},
    )
    trigger = Trigger(world, "operation_called", operation="call back")
    assert trigger.starts(call("call back", **who)) == expected


@pytest.mark.rule("E-48")
@pytest.mark.parametrize(
    ("anna", "bert", "expected"),
    [
        ("no_data", "no_data", "anna"),
        ("unconfirmed", "confirmed", "bert"),
        ("confirmed", "confirmed", "anna"),
    ],
)
def test_of_several_with_one_address_the_confirmed_come_first_then_the_oldest(
    anna: str, bert: str, expected: str
) -> None:
    world = shop(address("bert", "both@x", bert), address("anna", "both@x", anna))
    trigger = Trigger(world, "operation_called", operation="call back")
    assert trigger.starts(call("call back", email="both@x")) == [expected]


@pytest.mark.rule("E-48", "W-2")
def test_a_merged_profile_is_known_by_its_old_id() -> None:
    world = shop({"do": "customer.merge", "customer": "anna", "merged": "bert"})
    trigger = Trigger(world, "operation_called", operation="call back")
    assert trigger.starts(call("call back", "bert")) == ["anna"]


# E-48


@pytest.mark.rule("E-48")
def test_a_call_starts_with_its_variables() -> None:
    trigger = Trigger(shop(), "operation_called", operation="visit")
    [event] = trigger.on(call("visit", "anna", variables={"shelf": 7}))
    assert event.context == {"operation": 0}
    [kept] = trigger.world.customer("anna").calls
    assert (kept.operation, kept.at, kept.variables) == ("visit", NOW, {"shelf": 7})


@pytest.mark.rule("E-48")
def test_other_operations_and_those_without_the_step_do_not_start() -> None:
    trigger = Trigger(shop(), "operation_called", operation="visit")
    assert trigger.starts(call("call back", "anna")) == []
    assert trigger.starts(call("log in", "anna")) == []
    world = trigger.world
    faults = dict(Trigger(world, "operation_called", operation="log in").settings.unknown(world.settings))
    assert "no step start_flow" in faults["operation"]


@pytest.mark.rule("E-48")
def test_nobody_identified_leaves_no_trace() -> None:
    trigger = Trigger(shop(), "operation_called", operation="call back")
    assert trigger.starts(call("call back", "nobody")) == []
    assert trigger.starts(call("visit", "nobody")) == []
    trigger = Trigger(shop(), "operation_called", operation="visit")
    assert trigger.starts(call("visit", "dora")) == ["dora"]


# E-6


@pytest.mark.rule("E-6")
def test_a_generated_code_starts_and_is_in_the_action() -> None:
    trigger = Trigger(shop(), "authorization_code_requested")
    [event] = trigger.on(call("log in", "anna"))
    assert event.context == {"action": 0}
    [action] = trigger.world.customer("anna").actions
    assert action.fields == {"code": authorization_code("log in", "anna", 0)}
    assert len(str(action.fields["code"])) == 6


@pytest.mark.rule("E-6")
def test_nothing_but_the_step_starts_it() -> None:
    trigger = Trigger(shop(), "authorization_code_requested")
    issued = {"do": "action.issue", "customer": "anna", "template": "code", "fields": {"code": "123456"}}
    assert trigger.starts(issued) == []
    assert trigger.starts(call("visit", "anna")) == []
    assert trigger.starts(call("log in", "nobody")) == []
    assert trigger.kind.transactional


@pytest.mark.rule("T-6")
def test_codes_differ_from_request_to_request_and_not_from_run_to_run() -> None:
    world, again = shop(), shop()
    for place in (world, again):
        apply(place, call("log in", "anna"))
        apply(place, call("log in", "anna"))
    first, second = (action.fields["code"] for action in world.customer("anna").actions)
    assert first != second
    assert [action.fields["code"] for action in again.customer("anna").actions] == [first, second]
