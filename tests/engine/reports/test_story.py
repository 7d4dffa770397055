"""Stories: every move with its reason, by the values seen at the decision."""

from collections.abc import Iterable

import pytest

from engine.conditions.explaining import Explained
from engine.flow.model import Flow
from engine.reports.story import Story, tell
from engine.simulation.flow_run import RunFlow
from engine.simulation.observer import Observer
from engine.simulation.replay import Unwritten, reached
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.entities import Contact
from engine.world.world import STATE, World
from tests.kit import Listed, change, customer, flow, launch, mail, play, steps, visit, wait, world

LOW = {
    "id": "low",
    "kind": "condition",
    "condition": {"field": "customer.field.score", "op": "less_than", "value": 10},
}


def story_of(flows: Flow | list[Flow], changes: Iterable[Change], where: World, who: str = "c1") -> Story:
    """Play a run, then tell the story of one of its customers."""
    several = [flows] if isinstance(flows, Flow) else flows
    kept = STATE.dump_json(where.state())
    timeline = Listed(changes)
    played = play(several, timeline.all, where)

    def again(observer: Observer) -> Simulation:
        return Simulation(
            World(STATE.validate_json(kept)),
            [RunFlow(one, 1) for one in several],
            timeline,
            Unwritten(),
            seed=1,
            start=timeline.all[0].at,
            observer=observer,
        )

    return tell(who, again, reached(played.simulation))


@pytest.mark.rule("R-2")
def test_the_value_seen_at_the_decision_is_told_not_todays() -> None:
    told = story_of(
        flow(launch(), LOW, mail()),
        [
            visit("2026-05-01 10:00"),
            change("2026-05-01 11:00", "customer.set_field", customer="c1", fields={"score": 99}),
        ],
        world(customer(fields={"score": 3})),
    )
    (passage,) = told.passages
    start, low, sent = passage.visits
    assert (start.block, low.output, sent.output) == ("start", "yes", "next")
    assert isinstance(low.why.values, Explained)
    assert (low.why.values.seen, low.why.values.asked, low.why.values.ok) == ("3", "10", True)
    assert low.why.values.field == "customer.field.score"
    assert sent.messages[0].parts[0] == ("subject", "mail")


@pytest.mark.rule("R-2")
def test_waits_limits_splits_and_steps_say_what_they_looked_at() -> None:
    split = {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 100}, {"id": "B", "share": 0}]}
    told = story_of(
        flow(launch(), wait("1 day"), split, {"id": "cap", "kind": "limit", "cap": 1}, mail()),
        [visit("2026-05-01 10:00", "c2"), visit("2026-05-01 10:30")],
        world(customer(1), customer(2)),
    )
    _, waited, drawn, cap = told.passages[0].visits
    assert "waits until Sat 2026-05-02 10:30" in waited.why.text
    assert waited.left is not None
    assert drawn.why.text.startswith("drew ")
    assert cap.why.text == "1 of 1 used before (1 over all time): beyond the limit"
    assert cap.why.facts == {"used": 1, "cap": 1, "over": "1 over all time"}
    assert waited.why.facts["due"] == "2026-05-02T10:30:00+02:00"
    assert cap.stop == "limit_reached"


@pytest.mark.rule("R-3")
def test_why_not() -> None:
    only_valid = {"field": "customer.email.valid", "op": "is", "value": True}
    told = story_of(
        flow(launch(filter=only_valid), mail(), limit={"mode": "once"}),
        [
            visit("2026-05-01", template="order"),
            visit("2026-05-01"),
            change("2026-05-02", "customer.set_email", customer="c1", value="new@example.com", valid=True),
            visit("2026-05-12", happened_at="2026-05-03"),
            visit("2026-05-12"),
            visit("2026-05-13"),
        ],
        world(customer(email=Contact("old@example.com", valid=False))),
    )
    assert [away.reason for away in told.turned_away] == [
        "settings_do_not_match",
        "condition_cannot_be_applied",
        "too_old",
        "launch_limit",
    ]
    seen = told.turned_away[1].why.values
    assert isinstance(seen, Explained)
    assert (seen.seen, seen.ok) == ("no", False)
    assert "launched once before" in told.turned_away[3].why.text
    assert len(told.passages) == 1


def test_a_story_ends_where_the_run_stands() -> None:
    drawn = flow(launch(), wait("1 day"), mail())
    timeline = Listed([visit("2026-05-01 10:00")])
    where = world()
    kept = STATE.dump_json(where.state())

    def make(observer: Observer | None = None) -> Simulation:
        found = World(STATE.validate_json(kept))
        first = timeline.all[0].at
        return Simulation(
            found, [RunFlow(drawn, 1)], timeline, Unwritten(), seed=1, start=first, observer=observer
        )

    simulation = make()
    simulation.step()
    (passage,) = tell("c1", make, reached(simulation)).passages
    assert [(v.block, v.left is None) for v in passage.visits] == [("start", False), ("wait", True)]


def test_one_customers_story_is_not_anothers() -> None:
    flows = [
        flow(launch(), steps("go", {"do": "issue_action", "template": "order"}), id="one"),
        flow(launch("order"), mail(), id="two"),
    ]
    changes = [visit("2026-05-01 10:00", f"c{n}") for n in range(3)]
    told = story_of(flows, changes, world(*(customer(n) for n in range(3))), "c1")
    assert [(passage.flow, len(passage.visits)) for passage in told.passages] == [("one", 2), ("two", 2)]
    assert [m.not_sent for p in told.passages for v in p.visits for m in v.messages] == [None]
    assert not [away for away in told.turned_away if away.reason != "settings_do_not_match"]


@pytest.mark.rule("R-3")
def test_what_happens_last_is_told_also_when_it_starts_nothing() -> None:
    told = story_of(flow(launch(), mail()), [visit("2026-05-01", template="order")], world())
    assert [away.reason for away in told.turned_away] == ["settings_do_not_match"]
    added = change("2026-05-01", "customer.create", customer="late")
    assert story_of(flow(launch(), mail()), [added], world(), "late").known


@pytest.mark.rule("R-3", "F-20")
def test_the_settings_are_checked_before_the_flows_schedule() -> None:
    drawn = flow(launch(), mail(), schedule={"start": "2026-05-02"})
    told = story_of(drawn, [visit("2026-05-01"), visit("2026-05-01", template="order")], world())
    assert [away.reason for away in told.turned_away] == ["flow_is_off", "settings_do_not_match"]


@pytest.mark.rule("R-2", "F-23")
def test_a_passage_that_is_one_too_many_is_told_to_stop_at_the_launch_settings() -> None:
    drawn = flow(launch(), steps("go", {"do": "issue_action", "template": "visit"}))
    *_, last = story_of(drawn, [visit("2026-05-01")], world()).passages
    assert [(seen.block, seen.output, seen.stop) for seen in last.visits] == [("start", None, "loop")]
    assert "too many starts" in last.visits[0].why.text


@pytest.mark.rule("R-3")
def test_the_first_check_that_fails_is_the_reason() -> None:
    """Settings, schedule, history, customer filter, launch limit: each event fails one check fewer."""
    only_valid = {"field": "customer.email.valid", "op": "is", "value": True}
    drawn = flow(
        launch(filter=only_valid),
        mail(),
        limit={"mode": "once"},
        schedule={"start": "2026-04-01", "end": "2026-06-01"},
    )

    def email(at: str, valid: bool) -> Change:
        return change(at, "customer.set_email", customer="c1", value="c1@example.com", valid=valid)

    told = story_of(
        drawn,
        [
            visit("2026-05-01"),
            email("2026-05-02", False),
            visit("2026-06-02", template="order", happened_at="2026-05-02"),
            visit("2026-06-02", happened_at="2026-05-02"),
            visit("2026-05-20", happened_at="2026-05-03"),
            visit("2026-05-20", happened_at="2026-05-19"),
            email("2026-05-21", True),
            visit("2026-05-22"),
        ],
        world(),
    )
    assert len(told.passages) == 1
    assert [away.reason for away in told.turned_away] == [
        "too_old",
        "condition_cannot_be_applied",
        "launch_limit",
        "settings_do_not_match",
        "flow_is_off",
    ]
