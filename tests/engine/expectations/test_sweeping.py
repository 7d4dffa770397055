"""One change moved through time."""

import pytest

from engine.expectations.sweeping import moments, outcome, sweep
from engine.time.spans import Span
from tests import kit
from tests.engine.expectations.scenarios import BERLIN, inputs, scenario

VISIT = {"do": "action.issue", "customer": "c1", "template": "visit"}


@pytest.mark.rule("L-1", "L-4")
def test_it_finds_where_the_outcome_flips() -> None:
    flow = kit.flow(kit.launch(), kit.mail(), limit={"mode": "periodically", "period": "7 days"})
    found = scenario(
        when=[{"at": "2026-03-02 10:00", **VISIT}, {"after": "7d", **VISIT}],
        then=[{"flow": "f", "customer": "c1", "passages": 2}],
    )
    at = moments(BERLIN.parse("2026-03-09 10:00"), Span(seconds=600), Span(seconds=60), BERLIN)
    before, after = sweep(inputs(found, flow), found.then, 1, at)
    assert (len(at), before.first, after.last) == (11, at[0], at[-1])
    assert BERLIN.words(before.last) == "Mon 2026-03-09 09:59"
    assert BERLIN.words(after.first) == "Mon 2026-03-09 10:00"
    assert before.outcome.passages == ("f, c1: finished, did not enter (launch limit)",)
    assert (before.outcome.holds, after.outcome.holds) == ((False,), (True,))


def test_it_may_pass_other_changes_and_the_start() -> None:
    flow = kit.flow(kit.launch(), kit.mail(), limit={"mode": "once"})
    found = scenario(
        when=[{"at": "2026-03-02 10:00", **VISIT}, {"after": "1h", **VISIT, "customer": "c2"}],
        then=[{"flow": "f", "passages": 2}],
    )
    (only,) = sweep(
        inputs(found, flow),
        found.then,
        1,
        range(BERLIN.parse("2026-03-02"), BERLIN.parse("2026-03-03"), 3600),
    )
    assert only.outcome.holds == (True,)


def test_a_refused_moment_is_told() -> None:
    create = {"do": "customer.create", "customer": "late"}
    found = scenario(
        when=[{"at": "2026-03-02 10:00", **create}, {"after": "1h", **VISIT, "customer": "late"}],
        then=[{"event": "action_issued", "recognised": 1}],
    )
    first, second = sweep(
        inputs(found), found.then, 0, [BERLIN.parse("2026-03-02 10:30"), BERLIN.parse("2026-03-02 12:00")]
    )
    assert (first.outcome.refused, first.outcome.holds) == ("", (True,))
    assert "there is no customer 'late'" in second.outcome.refused


@pytest.mark.rule("W-6")
def test_what_must_be_refused_flips_too() -> None:
    create = {"do": "customer.create", "customer": "late"}
    found = scenario(
        when=[
            {"at": "2026-03-02 10:00", **VISIT},
            {"after": "1h", **create},
            {"after": "1h", **create, "refused": "instead"},
        ]
    )
    at = [BERLIN.parse(f"2026-03-02 {hour}:00") for hour in ("10", "11", "13")]
    refused, applied = sweep(inputs(found), found.then, 1, at)
    assert (refused.first, refused.last) == (at[0], at[1])
    assert (refused.outcome.refusals, refused.outcome.departures) == ((True,), ())
    assert applied.outcome.refused
    assert len(applied.outcome.departures) == 1
    applied, refused = sweep(inputs(found), found.then, 2, at)
    assert (applied.last, refused.first) == (at[0], at[1])
    assert applied.outcome.departures == ('customer.create must be refused with "instead": it was applied',)


@pytest.mark.rule("T-2")
def test_what_happened_earlier_moves_along() -> None:
    flow = kit.flow(
        kit.launch(), kit.steps("mail", {"do": "send_email", "subject": "x"}, relevance="unlimited")
    )
    found = scenario(
        when=[{"at": "2026-03-09 10:00", "happened_at": "2026-03-02 10:00", **VISIT}],
        then=[{"flow": "f", "passages": 1}],
    )
    ready = inputs(found, flow)
    assert outcome(ready, found.then).holds == (True,)
    at = moments(BERLIN.parse("2026-03-09 10:00"), Span(seconds=7200), Span(seconds=600), BERLIN)
    (only,) = sweep(ready, found.then, 0, at)
    assert only.outcome.holds == (True,)


def test_steps_are_bounded() -> None:
    with pytest.raises(ValueError, match="10,000 are the most"):
        moments(0, Span(seconds=10_000_000), Span(seconds=1), BERLIN)
    with pytest.raises(ValueError, match="step"):
        moments(0, Span(seconds=100), Span(), BERLIN)
    assert list(moments(100, Span(seconds=50), Span(seconds=20), BERLIN)) == [80, 100, 120]


@pytest.mark.rule("T-5")
@pytest.mark.parametrize(
    ("over", "step", "first", "last", "count"),
    [
        ("8d", "1h", "2026-03-24 16:00", "2026-04-01 16:00", 192),
        ("2d", "1d", "2026-03-27 16:00", "2026-03-29 16:00", 3),
        ("3d", "1d", "2026-03-27 16:00", "2026-03-29 16:00", 3),
        ("1d", "1h", "2026-03-28 04:00", "2026-03-29 05:00", 25),
        ("48h", "1h", "2026-03-27 16:00", "2026-03-29 17:00", 49),
    ],
)
def test_over_a_change_of_the_clocks_it_reaches_as_far_before_as_after(
    over: str, step: str, first: str, last: str, count: int
) -> None:
    """On 29 March the clocks go forward."""
    at = moments(BERLIN.parse("2026-03-28 16:00"), Span.parse(over), Span.parse(step), BERLIN)
    assert (at[0], at[-1], len(at)) == (BERLIN.parse(first), BERLIN.parse(last), count)
    assert BERLIN.parse("2026-03-28 16:00") in at
