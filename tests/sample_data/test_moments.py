"""The moments in March to which the notes of the sample flows point."""

import pytest

from tests.sample_data.playing import played

SEEDS = (0, 1)


@pytest.mark.rule("T-5", "F-10")
def test_ines_orders_in_the_night_before_the_clocks_change() -> None:
    steps = played(0).story("ines-fontaine", "first-order")
    assert [step.at for step in steps] == ["2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00"]
    assert steps[1].blocks == ["day", "advice"]


@pytest.mark.rule("F-12", "T-5")
def test_jonas_is_reminded_by_daylight() -> None:
    steps = played(0).story("jonas-lindqvist", "welcome")
    assert [step.at for step in steps] == ["2026-03-28T02:20:00+01:00", "2026-03-29T08:00:00+02:00"]
    assert steps[1].blocks == ["day", "confirmed", "remind", "days"]


@pytest.mark.rule("F-11", "T-5")
def test_oksana_is_reminded_a_day_before_by_the_wall_clock() -> None:
    steps = played(0).story("oksana-bondar", "tasting")
    assert [step.at for step in steps] == [
        "2026-03-15T16:20:00+01:00",
        "2026-03-28T11:00:00+01:00",
        "2026-03-30T11:00:00+02:00",
    ]


@pytest.mark.rule("F-13", "T-5")
def test_beatriz_is_found_at_half_past_three() -> None:
    steps = [step for step in played(0).story("beatriz-silva", "birthday") if step.at[:10] == "2026-03-29"]
    assert [step.at[11:] for step in steps] == ["03:30:00+02:00", "08:00:00+02:00"]
    assert steps[1].blocks == ["breakfast", "wish"]


@pytest.mark.rule("F-11")
def test_emre_hears_of_his_tea_three_days_before() -> None:
    steps = played(0).story("emre-aksoy", "refill")
    assert steps[-1].at == "2026-03-27T09:00:00+01:00"
    assert steps[-1].blocks == ["three_before", "quiet", "kind", "dark"]


@pytest.mark.rule("L-6")
@pytest.mark.parametrize("seed", SEEDS)
def test_amara_is_asked_once(seed: int) -> None:
    steps = played(seed).story("amara-okafor", "nps")
    assert [(step.at[:16], step.reason) for step in steps[2:4]] == [
        ("2026-03-14T14:10", None),
        ("2026-03-15T11:30", "launch_limit"),
    ]


@pytest.mark.rule("L-2", "L-4")
@pytest.mark.parametrize("seed", SEEDS)
def test_lukasz_is_turned_away_if_he_was_written_to(seed: int) -> None:
    first, second, *rest = played(seed).story("lukasz-nowak", "abandoned-cart")
    assert (first.at[:16], second.at[:16]) == ("2026-03-04T20:10", "2026-03-05T09:00")
    third = next(step for step in rest if step.at[:16] == "2026-03-06T21:35")
    if second.blocks[-1] == "two_days":
        assert (third.end, third.reason) == ("did_not_enter", "launch_limit")
    else:
        assert second.blocks[-1] == "test"
        assert third.end == "inside"


def test_lukasz_draws_both_over_the_seeds() -> None:
    """So that the test above looks at either way."""
    drawn = {
        played(seed).story("lukasz-nowak", "abandoned-cart")[1].blocks[-1] == "test" for seed in range(6)
    }
    assert drawn == {True, False}


@pytest.mark.rule("E-32")
def test_mai_and_rania_wish_for_the_same() -> None:
    mai = played(0).story("mai-tran", "wish-price")
    rania = played(0).story("rania-haddad", "wish-price")
    assert [step.at[:16] for step in mai] == ["2026-03-12T03:10", "2026-03-12T07:30"]
    assert [step.at[:16] for step in rania] == ["2026-03-18T03:10", "2026-03-18T07:30"]


@pytest.mark.rule("T-3", "T-4")
def test_kenji_bought_at_the_stall() -> None:
    bought = played(0).story("kenji-mori", "first-order")
    assert [(step.at[:16], step.reason) for step in bought] == [("2026-03-09T09:10", "relevance_expired")]
    asked = played(0).story("kenji-mori", "nps")
    assert asked[2].at == "2026-03-10T11:20:00+01:00", "three days after Saturday, 11:20"
    assert asked[2].blocks == ["three_days", "ask", "four_days"]


@pytest.mark.rule("F-23")
def test_haruka_comes_into_the_circle_at_the_moment_of_her_order() -> None:
    order = played(0).story("haruka-tanaka", "first-order")[0]
    circle = played(0).story("haruka-tanaka", "leaf-circle")[0]
    assert order.at == circle.at == "2026-03-17T20:51:00+01:00"
    assert circle.blocks == ["start", "welcome", "workday"]


@pytest.mark.rule("F-14")
def test_wolfgang_cannot_be_reached() -> None:
    cart = played(0).story("wolfgang-krause", "abandoned-cart")
    assert [step.reason for step in cart] == ["condition_cannot_be_applied"]
    sent = [
        message.not_sent for letter, message in played(0).messages if message.customer == "wolfgang-krause"
    ]
    assert sent
    assert set(sent) <= {"invalid_email", None}
    assert "invalid_email" in sent


def test_theo_has_spent_his_leaves() -> None:
    steps = played(0).story("theo-girard", "leaves")
    assert steps[-1].at[:16] == "2026-03-26T09:00"
    assert steps[-1].blocks == ["five_before", "enough"]


def test_zofia_gets_a_call() -> None:
    steps = played(0).story("zofia-kowalczyk", "nps-answer")
    assert steps[0].blocks == ["start", "score", "call"]


@pytest.mark.rule("F-20")
def test_the_campaign_ends() -> None:
    late = [
        wake
        for wake in played(0).journal.batch.wakes
        for path in [played(0).simulation.paths[wake[3] - 1]]
        if path.flow == "first-flush" and path.reason == "flow_stopped"
    ]
    assert late


@pytest.mark.rule("T-2")
def test_what_is_heard_of_after_eleven_days_starts_nothing() -> None:
    counts = played(0).counts
    assert counts["nps"].did_not_enter["too_old"] >= 4
    assert counts["first-order"].did_not_enter["too_old"] == 4
