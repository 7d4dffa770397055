"""What forms say will happen, from examples."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.moments import exact_span, near_moment
from app.forms.outcomes import NOTHING, Outcome, Seen, example_moment, of_block, of_flow
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.draws import draws
from engine.blocks.shares import chooser
from engine.blocks.wait import WaitBlock
from engine.reports.counts import BlockCounts, FlowCounts
from engine.time.civil import Zone
from tests.app.forms.projects import SETTINGS, flow_with

BERLIN = Zone("Europe/Berlin")


def seen_at(text: str, **rest: Any) -> Seen:
    return Seen(BERLIN, BERLIN.parse(text), **rest)


MONDAY = seen_at("2026-02-02 10:00")
MARCH = seen_at("2026-03-02 10:00")


def told(block: dict[str, Any], seen: Seen = MONDAY, **own: Any) -> Outcome:
    flow = flow_with(block, **own)
    found = flow.block("it")
    assert found is not None
    return of_block(found, flow, SETTINGS, seen)


@pytest.mark.rule("F-10", "F-12")
def test_a_wait_over_the_weekend() -> None:
    window = {"start": "08:00", "end": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"]}
    wait = {"kind": "wait", "duration": "1 day", "window": window}
    assert told(wait).lines == ("entering Fri 19:40 → leaves Mon 8:00 (+2 d 12 h 20 min)",)


@pytest.mark.rule("F-10")
def test_a_long_wait_says_the_date() -> None:
    wait = {"kind": "wait", "duration": "30 days"}
    assert told(wait).lines == ("entering Fri 6 Feb 19:40 → leaves Sun 8 Mar 19:40 (+30 d)",)


@pytest.mark.rule("T-5", "F-10")
def test_a_wait_near_a_change_of_the_clocks_has_a_second_example() -> None:
    lines = told({"kind": "wait", "duration": "1 day"}, MARCH).lines
    assert lines == (
        "entering Fri 19:40 → leaves Sat 19:40 (+1 d)",
        "across the change of the clocks: entering Sat 19:40 → leaves Sun 19:40 (+23 h)",
    )
    exact = told({"kind": "wait", "duration": "24 hours"}, MARCH).lines
    assert exact[1] == "across the change of the clocks: entering Sat 19:40 → leaves Sun 20:40 (+1 d)"
    assert len(told({"kind": "wait", "duration": "1 hour"}, MARCH).lines) == 1


@pytest.mark.rule("F-12")
def test_an_example_that_the_window_moves_is_chosen() -> None:
    evening = {"kind": "wait", "mode": "timed", "window": {"start": "08:00", "end": "20:00"}}
    assert told(evening).lines == ("entering Fri 22:15 → leaves Sat 8:00 (+9 h 45 min)",)
    always = {"kind": "wait", "mode": "timed", "window": {"days": ["fri", "sat", "sun"]}}
    assert told(always).lines == ("entering Fri 19:40 → goes straight on",)


@pytest.mark.rule("F-11")
def test_a_dynamic_wait_with_an_example_date() -> None:
    wait = {
        "kind": "wait",
        "mode": "dynamic",
        "until": {"field": "order.created_at", "direction": "after", "offset": "3 days"},
        "window": {"start": "08:00", "end": "18:00"},
    }
    first, second = told(wait).lines
    assert first.endswith("Fri 6 Feb 19:40 → leaves Tue 10 Feb 8:00")
    assert second == "past already: goes straight on; no date: stops here"
    wait["until"] = {"field": "order.created_at", "direction": "before", "offset": "2 days"}
    assert told(wait).lines[0].endswith("Sun 15 Feb 19:40 → leaves Sat 14 Feb 8:00")
    wait["until"] = {"field": "gone", "direction": "on"}
    assert told(wait) == NOTHING


@pytest.mark.parametrize(
    "wait",
    [
        {"kind": "wait"},
        {"kind": "wait", "mode": "timed"},
        {"kind": "wait", "mode": "dynamic"},
        {"kind": "wait", "mode": "dynamic", "until": {"field": "order.created_at", "direction": "after"}},
        {"kind": "limit"},
        {"kind": "split", "branches": [{"id": "A", "share": 50}]},
    ],
)
def test_what_is_unfinished_says_nothing(wait: dict[str, Any]) -> None:
    assert told(wait) == NOTHING


@pytest.mark.rule("F-13", "T-5")
def test_a_schedule_says_its_next_ten_firings() -> None:
    launch = {"kind": "launch", "trigger": {"schedule": {"every": "week", "at": "09:00", "days": ["mon"]}}}
    outcome = told(launch, MARCH)
    assert outcome.lines == ("the next 10 firings, Europe/Berlin (* the clocks have changed before it):",)
    assert outcome.entries[:4] == (
        "Mon 9 Mar 9:00",
        "Mon 16 Mar 9:00",
        "Mon 23 Mar 9:00",
        "Mon 30 Mar 9:00 *",
    )
    assert len(outcome.entries) == 10
    assert sum(entry.endswith("*") for entry in outcome.entries) == 1
    # A firing in the hour that the clock skips is moved by it.
    launch["trigger"] = {"schedule": {"every": "day", "at": "02:30"}}
    assert "Sun 29 Mar 3:30 *" in told(launch, seen_at("2026-03-26 10:00")).entries


@pytest.mark.rule("F-13")
def test_every_other_week_counts_from_the_run_s_beginning() -> None:
    schedule = {"every": "week", "at": "09:00", "days": ["mon"], "weeks": 2}
    launch = {"kind": "launch", "trigger": {"schedule": schedule}}
    begun = seen_at("2026-02-04 10:00", since=BERLIN.parse("2026-02-01 10:00"))
    assert told(launch, begun).entries[0] == "Mon 16 Feb 9:00"
    assert told(launch, seen_at("2026-02-04 10:00")).entries[0] == "Mon 9 Feb 9:00"


@pytest.mark.rule("F-9")
def test_a_limit_says_what_is_used() -> None:
    blocks = {"it": BlockCounts("limit", left={"within": 4200, "beyond": 7})}
    run = seen_at("2026-02-04 10:20", counts=FlowCounts(1, blocks=blocks))
    assert told({"kind": "limit", "cap": 10_000}, run).lines == ("4,200 of 10,000 used in the selected run",)
    assert told({"kind": "limit", "cap": 10_000}).lines == (
        "0 of 10,000 used: no run is loaded that plays it",
    )
    daily = {"kind": "limit", "cap": 100, "mode": "calendar", "calendar": "day"}
    assert told(daily, run).lines[1] == "starts afresh Thu 0:00, then each day"
    assert told({**daily, "calendar": "week"}, run).lines[1] == "starts afresh Mon 0:00, then each week"
    assert told({**daily, "calendar": "hour"}, run).lines[1] == "starts afresh Wed 11:00, then each hour"
    assert told(daily, run).lines[0] == "4,200 let through so far in the selected run"
    counted = seen_at("2026-02-04 10:20", counts=FlowCounts(1, blocks=blocks), used={"it": 12})
    assert told(daily, counted).lines[0] == "12 of 100 used in the selected run"
    rolling = {"kind": "limit", "cap": 100, "mode": "rolling", "period": "24 hours"}
    assert told(rolling, run).lines[1] == "who passes Fri 19:40 counts until Sat 19:40"


@pytest.mark.rule("F-7", "F-8", "T-6")
def test_shares_are_drawn_as_the_engine_draws_them() -> None:
    halves = [{"id": "A", "share": 50}, {"id": "B", "share": 50, "title": "Rest"}]
    customers = tuple(f"k{n}" for n in range(30))
    seen = seen_at("2026-02-04 10:00", customers=customers, seed=7)
    block = ABTestBlock.model_validate({"id": "it", "variants": halves})
    choose, draw = chooser(block.variants), draws(7, "flow", "it")
    first = sum(choose(draw(customer, 0)) == 0 for customer in customers)
    assert told({"kind": "ab_test", "variants": halves}, seen).lines == (
        f"of 30 customers of the run: A {first} / Rest {30 - first}",
    )
    made_up = told({"kind": "split", "branches": halves}).lines[0]
    assert made_up.startswith("of 200 sample customers: A ")
    counts = [int(part.split()[-1]) for part in made_up.split(": ")[1].split(" / ")]
    assert sum(counts) == 200
    assert 70 < counts[0] < 130


@pytest.mark.rule("F-6", "T-3")
def test_relevance_in_words() -> None:
    assert told({"kind": "steps", "relevance": "1 day"}).lines == (
        "planned for Fri 19:40: carried out until Sat 19:40",
    )
    assert told({"kind": "steps", "relevance": "unlimited"}).lines == ("carried out however late it is",)
    assert "or not at all" in told({"kind": "steps", "relevance": "0 minutes"}).lines[0]


@pytest.mark.rule("L-1", "L-4", "F-20")
def test_the_flow_s_own_settings_in_words() -> None:
    def said(**own: Any) -> tuple[str, ...]:
        return of_flow(flow_with(**own), MONDAY).lines

    assert said() == ("a customer may go through every time",)
    assert said(limit={"mode": "once"}) == ("launched Fri 6 Feb 19:40 → never again",)
    weekly = {"mode": "periodically", "period": "7 days", "total": 3}
    assert said(limit=weekly) == (
        "last step Fri 6 Feb 19:40 → again from Fri 13 Feb 19:40 on, 3 times at most",
    )
    on = {"start": "2026-03-01 09:00", "end": "2027-01-01"}
    assert said(schedule=on)[1] == "on from Sun 1 Mar 9:00 until Fri 1 Jan 2027 0:00, Europe/Berlin"
    assert len(said(schedule={"start": "soon"})) == 1


def test_moments() -> None:
    autumn = BERLIN.parse("2026-10-25T02:30:00+01:00")
    assert near_moment(BERLIN, autumn, autumn) == "Sun 2:30 (the second time)"
    assert exact_span(0) == "0 s"
    assert exact_span(90_061) == "1 d 1 h 1 min 1 s"


@pytest.mark.rule("F-10", "F-12", "T-5")
@given(
    now=st.integers(BERLIN.parse("2020-01-01"), BERLIN.parse("2040-01-01")),
    amount=st.integers(0, 400),
    unit=st.sampled_from(["minutes", "hours", "days"]),
)
def test_examples_lie_ahead_and_are_the_engine_s(now: int, amount: int, unit: str) -> None:
    seen = Seen(BERLIN, now)
    example = example_moment(seen)
    wall = BERLIN.wall(example)
    assert (wall.weekday(), wall.hour, wall.minute) == (4, 19, 40)
    assert 0 <= example - now <= 8 * 86_400
    wait = {"kind": "wait", "duration": f"{amount} {unit}"}
    leaves = WaitBlock.model_validate({"id": "it", **wait}).leaves(example, BERLIN)
    line = told(wait, seen).lines[0]
    assert ("goes straight on" in line) == (leaves == example)
    assert f"{BERLIN.wall(leaves).hour}:{BERLIN.wall(leaves):%M}" in line or leaves == example
