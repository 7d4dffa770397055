"""How often a customer may go through (L)."""

import pytest

from engine.blocks.launches import Launches, LaunchLimit
from engine.time.civil import Zone
from tests.kit import Seen, change, customer, flow, launch, mail, play, steps, visit, wait, world

ONCE = {"mode": "once"}


def weekly(total: int | None = None) -> dict[str, object]:
    return {"mode": "periodically", "period": "7 days", **({"total": total} if total else {})}


@pytest.mark.rule("L-1")
def test_once() -> None:
    played = play(flow(launch(), mail(), limit=ONCE), [visit("2026-05-01"), visit("2026-06-01")])
    assert played.sent() == [("c1", "05-01 00:00", None)]
    assert played.turned_away() == [("c1", "06-01 00:00", "launch_limit")]


@pytest.mark.rule("L-1")
def test_every_time_with_a_total() -> None:
    days = [visit(f"2026-05-0{n}") for n in range(1, 6)]
    assert len(play(flow(launch(), mail()), days).sent()) == 5
    limited = play(flow(launch(), mail(), limit={"mode": "every_time", "total": 3}), days)
    assert len(limited.sent()) == 3
    assert [at for _, at, _ in limited.turned_away()] == ["05-04 00:00", "05-05 00:00"]


@pytest.mark.rule("L-1")
def test_periodically_with_a_total() -> None:
    days = [visit(f"2026-05-{n:02}") for n in range(1, 31)]
    assert [at for _, at, _ in play(flow(launch(), mail(), limit=weekly()), days).sent()] == [
        f"05-{n:02} 00:00" for n in (1, 8, 15, 22, 29)
    ]
    assert len(play(flow(launch(), mail(), limit=weekly(2)), days).sent()) == 2


@pytest.mark.rule("L-4", "L-3")
def test_the_sources_example_the_period_counts_from_the_last_step() -> None:
    """Session ends 10 August 13:00, e-mail at once, promo code three days later; at most once in 7 days."""
    code = steps("code", {"do": "issue_promo_code", "pool": "ten"})
    drawn = flow(launch(), mail(), wait("3 days"), code, limit=weekly())
    here = world(customer())
    filled = change("2026-08-01", "promo.add_codes", pool="ten", codes=["A", "B", "C"])
    times = ["08-10 13:00", "08-13 12:59", "08-17 12:59:59", "08-17 13:00", "08-20 12:59:59", "08-20 13:00"]
    played = play(drawn, [filled, *(visit(f"2026-{at}") for at in times)], here, until="2026-08-20 13:00")
    assert [at for _, at, _ in played.turned_away()] == [
        "08-13 12:59",
        "08-17 12:59",
        "08-17 13:00",
        "08-20 12:59",
    ]
    first, second = played.passages().values()
    assert first[1][-1] == Seen("code", "08-13 13:00", "08-13 13:00", "next")
    assert second[1][0].arrived == "08-20 13:00"
    assert played.snapshot.flows["f"].launched == 2


@pytest.mark.rule("L-4")
def test_before_the_second_step_entry_is_allowed_at_the_periods_very_end() -> None:
    drawn = flow(launch(), mail(), wait("30 days"), mail("late"), limit=weekly())
    refused = play(drawn, [visit("2026-08-10 13:00"), visit("2026-08-17 12:59:59")], until="2026-08-18")
    assert refused.turned_away() == [("c1", "08-17 12:59", "launch_limit")]
    allowed = play(drawn, [visit("2026-08-10 13:00"), visit("2026-08-17 13:00")], until="2026-08-18")
    assert not allowed.turned_away()


@pytest.mark.rule("L-2")
def test_an_expired_group_is_no_launch_and_a_message_not_sent_is_one() -> None:
    late = visit("2026-05-10", happened_at="2026-05-05")
    expired = play(flow(launch(), mail(), limit=ONCE), [late, visit("2026-05-11")])
    assert expired.sent() == [("c1", "05-11 00:00", None)]
    unreachable = world(customer(email=None))
    tried = play(flow(launch(), mail(), limit=ONCE), [visit("2026-05-10"), visit("2026-05-11")], unreachable)
    assert tried.sent() == [("c1", "05-10 00:00", "no_email")]
    assert tried.turned_away() == [("c1", "05-11 00:00", "launch_limit")]


@pytest.mark.rule("L-2", "F-6")
def test_a_group_whose_every_action_failed_is_no_launch() -> None:
    empty = steps("code", {"do": "issue_promo_code", "pool": "ten"})
    played = play(flow(launch(), empty, limit=ONCE), [visit("2026-05-10"), visit("2026-05-11")])
    assert played.snapshot.flows["f"].launched == 0
    assert played.snapshot.flows["f"].finished == 2
    assert [failure.action for failure in played.journal.failures] == [0, None, 0, None]


@pytest.mark.rule("L-3")
def test_several_groups_in_one_passage_are_one_launch() -> None:
    """The source's two reminders about points: a week before they expire, and six days later."""
    drawn = flow(
        launch(), mail("first"), wait("6 days"), mail("second"), limit={"mode": "every_time", "total": 2}
    )
    played = play(drawn, [visit("2026-05-01"), visit("2026-05-20"), visit("2026-06-20")])
    assert played.snapshot.flows["f"].launched == 2
    assert len(played.sent()) == 4
    assert played.turned_away() == [("c1", "06-20 00:00", "launch_limit")]


@pytest.mark.rule("L-6")
def test_two_passages_that_wait_side_by_side_cannot_both_launch() -> None:
    drawn = flow(launch(), wait("3 days"), mail(), limit=ONCE)
    played = play(drawn, [visit("2026-05-01"), visit("2026-05-02")])
    first, second = played.passages().values()
    assert first[1][-1].out == "next"
    assert second[1][-1] == Seen("mail", "05-05 00:00", None, "launch_limit")
    assert played.snapshot.flows["f"].stopped == {"launch_limit": 1}


@pytest.mark.rule("L-6")
def test_a_passage_that_has_launched_is_not_disturbed_by_the_limit() -> None:
    drawn = flow(launch(), mail("first"), wait("3 days"), mail("second"), limit=ONCE)
    assert len(play(drawn, [visit("2026-05-01")]).sent()) == 2


@pytest.mark.rule("L-5")
def test_what_was_counted_is_not_forgotten_when_the_limit_changes() -> None:
    once, always = LaunchLimit(mode="once"), LaunchLimit(mode="every_time")
    launches = Launches(once, Zone("UTC"))
    launches.carried_out(launches.by_customer["a"], 100, first=True)
    launches.set_limit(always)
    launches.carried_out(launches.by_customer["b"], 100, first=True)
    again = Launches(always, Zone("UTC"))
    again.load(launches.dump())
    for found in (launches, again):
        assert found.limited
        # Who went through under *Once* stays barred; a change to *Once* bars everyone with a launch.
        assert [found.allows(found.by_customer[who], 10**9) for who in "abc"] == [False, True, True]
        assert found.seen("a") == f"{found.seen('b')}; since the limit was once, never again"
        found.set_limit(once)
        assert [found.allows(found.by_customer[who], 10**9) for who in "abc"] == [False, False, True]
