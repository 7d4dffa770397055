"""Names in expectations that cannot exist are faults, never silent passes."""

from typing import Any, get_args

import pytest

from engine.blocks.base import StopReason
from engine.conditions.fields import FIELDS
from engine.expectations.naming import faults
from engine.world.lookup import LOOKUP
from tests import kit
from tests.engine.expectations.scenarios import played, scenario, small

FLOW = kit.flow(kit.launch(), kit.wait("1 day", name="pause"), kit.mail())
SLOTS = kit.flow(
    {"id": "start", "kind": "launch", "trigger": {"schedule": {"every": "day", "at": "08:00"}}},
    kit.mail(),
    id="daily",
)


def found(wanted: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    (expectation,) = scenario(then=[wanted]).then
    return list(faults(expectation, {"f": [FLOW], "daily": [SLOTS]}, small().settings))


@pytest.mark.parametrize(
    ("wanted", "place", "words"),
    [
        ({"flow": "g", "passages": 1}, ("flow",), "no flow in given.flows"),
        ({"flow": "dayly", "passages": 1}, ("flow",), "did you mean 'daily'"),
        (
            {"flow": "f", "stopped": {"limit_reach": 1}},
            ("stopped", "limit_reach"),
            "did you mean 'limit_reached'",
        ),
        (
            # Like another one, and not meant: all there are must be told.
            {"flow": "f", "stopped": {"end_reached": 1}},
            ("stopped", "end_reached"),
            f"there is no reason for stopping 'end_reached': choose one of {', '.join(get_args(StopReason))}",
        ),
        ({"flow": "f", "did_not_enter": {"late": 1}}, ("did_not_enter", "late"), "there is no reason"),
        ({"flow": "daily", "passages": 0, "reason": "not_recognised"}, ("reason",), "schedule"),
        ({"flow": "f", "block": "puase", "entered": 1}, ("block",), "did you mean 'pause'"),
        ({"flow": "f", "block": "pause", "left": {"yes": 1}}, ("left", "yes"), "no output"),
        ({"flow": "f", "block": "mail", "due": "2026-03-02"}, ("due",), "Wait"),
        ({"flow": "f", "block": "pause", "failed": 1}, ("failed",), "Steps"),
        ({"messages": 1, "channel": "pigeon"}, ("channel",), "no channel"),
        ({"messages": 1, "block": "mail"}, ("block",), "in which flow"),
        ({"messages": 1, "flow": "f", "block": "pause"}, ("block",), "no Steps block"),
        ({"messages": 1, "not_sent": "no_email", "text": "x"}, ("text",), "no text"),
        ({"event": "email_chnged", "recognised": 1}, ("event",), "did you mean 'email_changed'"),
        ({"field": "customer.emial", "customer": "c1", "is": "x"}, ("field",), "did you mean"),
        ({"field": "customer.email", "is": "x"}, ("field",), "whose"),
        ({"field": "order.total", "is": 1}, ("field",), "which order"),
        ({"field": "order.total", "with": {"ordr": "1"}, "is": 1}, ("with", "ordr"), "no entity"),
        (
            {"field": "order.total", "with": {"order": "1", "product": "p"}, "is": 1},
            ("with", "product"),
            "no field",
        ),
        (
            {"field": "order.total", "with": {"order": "1"}, "contains": "x"},
            ("contains",),
            "cannot be compared",
        ),
        ({"field": "order.total", "with": {"order": "1"}, "is": "x"}, ("is",), "minor units"),
        (
            {"field": "customer.balance", "customer": "c1", "of": {"account": "x"}, "is": 1},
            ("of", "account"),
            "'x'",
        ),
    ],
)
def test_it_is_said_at_its_place(wanted: dict[str, Any], place: tuple[str | int, ...], words: str) -> None:
    assert any(at == place and words in sentence for at, sentence in found(wanted)), found(wanted)


REFS: dict[str, Any] = {
    "order": "17",
    "order_item": ["17", 1],
    "product": "teapot",
    "list_item": ["cart", "teapot"],
    "view": 0,
    "action": 0,
    "balance_change": 0,
    "promo_code": "TEN-1",
    "session": 0,
    "discount_card": "4711",
    "operation": 0,
}


@pytest.mark.parametrize("entity", [entity for entity in LOOKUP if entity != "operation"])
def test_entities_are_named_in_their_way(entity: str) -> None:
    field = next(name for name in FIELDS if name.startswith(f"{entity}."))
    wanted = {"customer": "c1", "field": field, "is_filled": True}
    for ref in REFS.values():
        (expectation,) = scenario(then=[{**wanted, "with": {entity: ref}}]).then
        told = [sentence for at, sentence in faults(expectation, {}, small().settings) if at[0] == "with"]
        fits = type(ref) is type(REFS[entity]) and (
            not isinstance(ref, list) or list(map(type, ref)) == list(map(type, REFS[entity]))
        )
        assert bool(told) is not fits, (ref, told)
        if fits:
            # It can be looked up, be it there or not.
            holds = {"when": [{"at": "2026-03-02", "say": "x"}], "then": [{**wanted, "with": {entity: ref}}]}
            assert played(scenario(**holds)).outcomes


@pytest.mark.parametrize(
    "wanted",
    [
        {"flow": "f", "customer": "c1", "passages": 1, "stopped": {"limit_reached": 1}},
        {"flow": "f", "block": "pause", "left": {"next": 1}, "due": "2026-03-02"},
        {"flow": "daily", "did_not_enter": {"launch_limit": 1}},
        {"messages": 1, "flow": "f", "block": "mail", "channel": "email"},
        {"field": "order.total", "with": {"order": "1"}, "is": 1},
        {"field": "customer.balance", "customer": "c1", "of": {"account": "points"}, "at_least": 1},
        {"event": "email_changed", "recognised": 1},
    ],
)
def test_what_can_be_has_no_faults(wanted: dict[str, Any]) -> None:
    assert found(wanted) == []
