"""Expectations are checked at their moments, and fail where it is otherwise."""

from typing import Any

import pytest
from pydantic import ValidationError

from engine.expectations.playing import NeverEnds, play
from engine.expectations.reasons import reasons
from engine.flow.model import Flow
from engine.simulation.refusals import ChangeRefused
from tests import kit
from tests.engine.expectations.scenarios import inputs, played, scenario, verdicts

VISIT = {"do": "action.issue", "customer": "c1", "template": "visit"}
START = {"at": "2026-03-02 10:00", **VISIT}


def thanks(**parts: Any) -> Flow:
    """A visit, a day, a message."""
    mail = {"do": "send_email", "subject": "Thanks, {{ Customer.Email }}"}
    return kit.flow(kit.launch(**parts), kit.wait("1 day", name="pause"), kit.steps("mail", mail))


def holds(*then: dict[str, Any], when: Any = None, flow: Flow | None = None, **given: Any) -> list[bool]:
    found = scenario(given=given, when=when or [START], then=then)
    return verdicts(played(found, flow or thanks()))


def test_a_flow_at_a_moment_and_at_the_end() -> None:
    about = {"flow": "f", "customer": "c1"}
    assert holds(
        {"at": "2026-03-02 10:00", **about, "passages": 1, "inside": 1, "finished": 0, "launched": 0},
        {**about, "passages": 1, "inside": 0, "finished": 1, "launched": 1, "stopped": 0, "failed": 0},
        {**about, "passages": 2},
        {**about, "inside": 1},
        {"at": "2026-03-02 10:00", **about, "inside": 0},
        {"flow": "f", "customer": "c2", "passages": 0},
        {"flow": "f", "passages": {"at_least": 1}},
        {"flow": "f", "passages": {"more_than": 1}},
    ) == [True, True, False, False, False, True, True, False]


def test_a_block_with_outputs_and_until_when_somebody_waits() -> None:
    before = {"at": "2026-03-03 09:59:59", "flow": "f", "block": "pause"}
    assert holds(
        {**before, "entered": 1, "inside": 1, "left": {"next": 0}, "due": "2026-03-03 10:00"},
        {**before, "due": "2026-03-03 10:01"},
        {"flow": "f", "block": "pause", "due": "2026-03-03 10:00"},
        {"flow": "f", "block": "pause", "entered": 1, "inside": 0, "left": {"next": 1}},
        {"flow": "f", "block": "mail", "left": 1, "customer": "c1"},
        {"flow": "f", "block": "mail", "left": 1, "customer": "c2"},
        {"at": "2026-03-03 10:00", "flow": "f", "block": "mail", "entered": 1},
    ) == [True, False, False, True, True, False, True]


def test_messages_by_all_that_is_said_of_them() -> None:
    when = [START, {**VISIT, "customer": "c2"}, {**VISIT, "customer": "c3"}]
    assert holds(
        {"messages": 1},
        {"messages": 1, "customer": "c1", "channel": "email", "flow": "f", "block": "mail"},
        {"messages": 1, "text": {"contains": "c1@example.com"}, "sent_at": "2026-03-03 10:00"},
        {"messages": 1, "text": {"contains": "c2@example.com"}},
        {"messages": 0, "channel": "sms"},
        {"messages": 1, "customer": "c1", "sent_at": "2026-03-03 10:01"},
        {"messages": 1, "not_sent": "no_email"},
        {"messages": 1, "customer": "c3", "not_sent": "invalid_email"},
        {"messages": 1, "customer": "c3"},
        when=when,
    ) == [True, True, True, False, True, False, True, True, False]


def test_fields_of_customers_and_of_other_entities() -> None:
    assert holds(
        {"customer": "c1", "field": "customer.email", "is": "C1@example.com"},
        {"customer": "c1", "field": "customer.actions.count", "of": {"templates": ["visit"]}, "is": 1},
        {"customer": "c2", "field": "customer.email", "is_empty": True},
        {"customer": "c1", "field": "customer.email", "is_empty": True},
        {"field": "product.price", "with": {"product": "teapot"}, "is": 5000},
        {"field": "product.price", "with": {"product": "kettle"}, "is": 5000},
        {"customer": "c1", "field": "action.template", "with": {"action": 0}, "is": "visit"},
        {"customer": "nobody", "field": "customer.email", "is_empty": True},
    ) == [True, True, True, False, True, False, True, False]


@pytest.mark.rule("F-5")
def test_messages_are_counted_though_no_flow_counts_them() -> None:
    assert holds(
        {"customer": "c1", "field": "customer.messages.count", "is": 1},
        {"customer": "c1", "field": "customer.messages.count", "of": {"channel": "sms"}, "is": 0},
    ) == [True, True]


def test_events_whatever_the_flows() -> None:
    assert holds(
        {"event": "action_issued", "customer": "c1", "recognised": 1},
        {"event": "action_issued", "recognised": 1},
        {"event": "action_issued", "customer": "c2", "recognised": 1},
        {"event": "order_created", "recognised": 0},
    ) == [True, True, False, True]


@pytest.mark.rule("R-3")
def test_what_kept_somebody_out() -> None:
    valid = {"field": "customer.email.valid", "op": "is", "value": True}
    flow = kit.flow(
        kit.launch(filter=valid), kit.mail(), limit={"mode": "once"}, schedule={"start": "2026-03-02 09:00"}
    )
    when = [
        {"at": "2026-03-02 08:00", **VISIT, "customer": "c2"},
        START,
        {**VISIT, "customer": "c3"},
        {"after": "1h", **VISIT},
        {**VISIT, "template": "order"},
    ]
    about: list[dict[str, Any]] = [
        {"customer": "c1", "passages": 1, "reason": "launch_limit"},
        {"customer": "c3", "passages": 0, "reason": "condition_cannot_be_applied"},
        {"customer": "c2", "passages": 0, "reason": "flow_is_off"},
        {"customer": "c1", "reason": "settings_do_not_match"},
        {"customer": "c3", "reason": "launch_limit"},
        {"did_not_enter": {"launch_limit": 1, "condition_cannot_be_applied": 1}},
    ]
    assert holds(*({"flow": "f", **one} for one in about), when=when, flow=flow) == [
        True,
        True,
        True,
        False,
        False,
        True,
    ]


def test_nothing_kept_out_whom_nothing_happened_to() -> None:
    about = {"flow": "f", "customer": "c2", "passages": 0}
    assert holds({**about, "reason": "not_recognised"}, {**about, "reason": "launch_limit"}) == [True, False]


@pytest.mark.rule("W-6")
def test_a_change_that_must_be_refused() -> None:
    bad = {"after": "1m", **VISIT, "template": "nonsense"}
    found = scenario(when=[START, {**bad, "refused": "nonsense"}], then=[{"flow": "f", "passages": 1}])
    result = played(found, thanks())
    assert result.ok
    assert [refusal.checked.ok for refusal in result.refusals] == [True]
    other = scenario(when=[START, {**bad, "refused": "another reason"}], then=found.then)
    assert not played(other, thanks()).ok
    applied = scenario(when=[START, {"after": "1m", **VISIT, "refused": "x"}], then=found.then)
    assert [refusal.checked.actual for refusal in played(applied, thanks()).refusals] == ["it was applied"]


def test_a_refused_change_that_nobody_expects_ends_it() -> None:
    found = scenario(when=[START, {**VISIT, "template": "nonsense"}], then=[{"flow": "f", "passages": 1}])
    with pytest.raises(ChangeRefused):
        played(found, thanks())


def test_customers_who_never_were_are_named() -> None:
    create = {"after": "1h", "do": "customer.create", "customer": "late"}
    then = [
        {"flow": "f", "customer": "late", "passages": 0},
        {"flow": "f", "customer": "lat", "passages": 0},
    ]
    result = played(scenario(when=[START, create], then=then), thanks())
    assert result.strangers == [(1, "lat")]


def test_it_stops_at_its_end() -> None:
    then = [{"flow": "f", "inside": 1}]
    assert holds(*then, until="2026-03-03 09:59:59") == [True]
    assert holds(*then, until="2026-03-03 10:00") == [False]


def test_schedules_fire_up_to_the_last_moment_asked_about() -> None:
    trigger = {"schedule": {"every": "day", "at": "08:00"}}
    flow = kit.flow({"id": "start", "kind": "launch", "trigger": trigger}, kit.mail())
    then = [{"at": "2026-03-04 08:00", "flow": "f", "passages": 6}, {"flow": "f", "passages": 6}]
    assert holds(*then, flow=flow, start="2026-03-02 10:00") == [True, True]


def test_what_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.expectations.playing.MOST_THINGS", 1000)
    when = [START, *({"after": "1m", **VISIT} for _ in range(2000))]
    with pytest.raises(NeverEnds):
        played(scenario(when=when, then=[{"flow": "f", "passages": 1}]), thanks())


def test_playing_twice_gives_the_same() -> None:
    found = scenario(when=[START], then=[{"flow": "f", "passages": 1}, {"messages": 1}])
    ready = inputs(found, thanks())
    first, second = (play(ready, found.then).outcomes for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "wanted",
    [
        {"flow": "f"},
        {"flow": "f", "block": "mail"},
        {"messages": {"at_least": 0}},
        {"field": "customer.email"},
        {"field": "customer.email", "is": "a", "contains": "b"},
        {"field": "customer.email", "is": {"a": 1}},
        {"field": "customer.email", "tests": {"is": "a"}},
        {"event": "email_changed"},
        {"flow": "f", "passages": 1, "reason": "bad mood"},
        {"flow": "f", "passages": 1, "colour": "red"},
    ],
)
def test_what_says_nothing_or_nonsense_is_refused(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        scenario(when=[START], then=[wanted])


def why(wanted: dict[str, Any], flow: Flow, when: Any = None) -> str:
    found = scenario(when=when or [START], then=[wanted])
    ready = inputs(found, flow)
    result = play(ready, found.then)
    assert result.seen is not None
    assert not result.ok
    return "\n".join(reasons(ready, found.then[0], result.seen))


def test_the_reason_of_a_departure_is_told() -> None:
    about = {"flow": "f", "customer": "c1"}
    entered = why({**about, "passages": 0}, thanks())
    assert "entered Mon 2026-03-02 10:00" in entered
    assert "pause → next at Tue 2026-03-03 10:00" in entered
    valid = {"field": "customer.email.valid", "op": "is", "value": False}
    assert "customer filter" in why({**about, "passages": 1}, thanks(filter=valid))
    assert "listens" in why({"flow": "f", "customer": "c2", "passages": 1}, thanks())
    assert "c1: entered" in why({"flow": "f", "passages": 1}, thanks(), [START, {**VISIT, "customer": "c2"}])
    assert "listens for" in why({"event": "order_created", "customer": "c1", "recognised": 1}, thanks())


def test_the_reason_is_told_also_where_a_change_was_not_refused() -> None:
    create = {"after": "1m", "do": "customer.create", "customer": "late", "refused": "x"}
    when = [START, create, {"after": "1h", **VISIT, "customer": "late"}]
    assert "entered" in why({"flow": "f", "customer": "c1", "passages": 0}, thanks(), when)


WITHOUT_THE_WAIT = kit.flow(kit.launch(), kit.steps("mail", {"do": "send_email", "subject": "Thanks"}))


def deed(at: str, do: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "do": do, "flow": "f", **more}


@pytest.mark.rule("F-20", "F-21", "R-2")
def test_why_somebody_was_stopped_says_when_and_why() -> None:
    """The tester wants to see which of the things done to the flow it was."""
    asked = {"flow": "f", "customer": "c1", "finished": 1}
    paused = [START, deed("2026-03-02 12:00", "flow.pause")]
    told = why(asked, thanks(), paused)
    assert "stopped at Tue 2026-03-03 10:00 (flow_stopped, paused since Mon 2026-03-02 12:00)" in told
    ended = [START, deed("2026-03-02 12:00", "flow.set_end", to="2026-03-02 23:00")]
    assert "(flow_stopped, its end (Mon 2026-03-02 23:00) had passed)" in why(asked, thanks(), ended)
    draft = WITHOUT_THE_WAIT.model_dump(mode="json", by_alias=True)
    launched = [
        START,
        deed("2026-03-02 12:00", "flow.edit", draft=draft),
        deed("2026-03-02 13:00", "flow.launch"),
    ]
    assert "stopped at Mon 2026-03-02 13:00 (block_deleted, in version 1)" in why(asked, thanks(), launched)


@pytest.mark.rule("F-15", "F-19", "F-20", "F-21")
def test_why_a_flow_stands_otherwise_is_what_was_done_to_it_and_when() -> None:
    done = [
        START,
        deed("2026-03-02 12:00", "flow.pause"),
        deed("2026-03-02 13:00", "flow.resume"),
        deed("2026-03-02 14:00", "flow.set_end", to="2026-03-10 00:00"),
    ]
    assert why({"flow": "f", "status": "paused"}, thanks(), done).split("\n") == [
        "launched before the start",
        "Mon 2026-03-02 12:00  paused",
        "Mon 2026-03-02 13:00  resumed",
        "Mon 2026-03-02 14:00  its end was moved to Tue 2026-03-10 00:00",
        "Tue 2026-03-03 10:00  the clock stopped, before its end (Tue 2026-03-10 00:00)",
    ]
    early = why({"flow": "f", "version": 3, "at": "2026-03-02 12:30"}, thanks(), done)
    assert early.split("\n") == ["launched before the start", "Mon 2026-03-02 12:00  paused"]


@pytest.mark.rule("F-20")
def test_ends_that_passed_by_themselves_are_told() -> None:
    done = [
        START,
        deed("2026-03-02 12:00", "flow.set_end", to="2026-03-02 13:00"),
        deed("2026-03-02 14:00", "flow.set_end", to="2026-03-03 09:00"),
    ]
    assert why({"flow": "f", "status": "active"}, thanks(), done).split("\n") == [
        "launched before the start",
        "Mon 2026-03-02 12:00  its end was moved to Mon 2026-03-02 13:00",
        "Mon 2026-03-02 13:00  its end passed",
        "Mon 2026-03-02 14:00  its end was moved to Tue 2026-03-03 09:00",
        "Tue 2026-03-03 09:00  its end passed",
    ]


@pytest.mark.rule("F-15", "F-17")
def test_why_a_draft_is_not_ready_says_what_is_wrong_with_it() -> None:
    draft = {"id": "f", "name": "f", "blocks": [{"id": "start", "kind": "launch"}]}
    done = [START, deed("2026-03-02 12:00", "flow.edit", draft=draft)]
    told = why({"flow": "f", "draft": "ready"}, thanks(), done).split("\n")
    assert "Mon 2026-03-02 12:00  a draft was made" in told
    assert told[-1].startswith(
        "its draft is not finished: block 'start', trigger: choose what starts the flow"
    )
