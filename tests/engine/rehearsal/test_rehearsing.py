"""What a rehearsal says of small launches."""

import gc
from typing import Any

import pytest

from engine.blocks.base import Passage
from engine.flow.model import Flow
from engine.life.deeds import DeleteDraft, EditFlow, HandInput, LaunchFlow, PauseFlow, ResumeFlow
from engine.rehearsal.fares import Fare, Parting, Tally, Timing, Way
from engine.rehearsal.inside import inside
from engine.rehearsal.playing import GivenUp
from engine.rehearsal.rehearsing import Rehearsal
from engine.simulation.checkpoint import dump
from engine.simulation.simulation import Simulation
from engine.world.entities import Customer, Pool
from engine.world.world import Refused
from tests.engine.rehearsal.trying import Standing
from tests.kit import change, customer, flow, launch, mail, steps, visit, wait, world

T = world().zone.parse
DAY = 86_400
REMIND = wait("2 days", "remind", title="Remind")
CALM = wait("5 days", "calm", title="Calm")


def two_waits(*blocks: dict[str, Any], **parts: Any) -> Flow:
    """In the first customers wait for two days, in the second for five."""
    return flow(launch(), *(blocks or (REMIND, mail("first"), CALM, mail("second"))), **parts)


def run(*changes: Any, flows: tuple[Flow, ...] = (), customers: int = 3, **parts: Any) -> Standing:
    """Customers who visited on 2 March, and the flow above."""
    found = [visit("2026-03-02 10:00", f"c{n}") for n in range(customers)]
    where = world(*(customer(n) for n in range(customers)), pools={"ten": Pool(["A", "B"])})
    return Standing(flows or (two_waits(),), [*found, *changes], where, **parts)


def of(told: Rehearsal, who: str) -> Fare:
    return next(fare for fare in told.differences if fare.customer == who)


@pytest.mark.rule("F-18")
def test_who_goes_on_and_who_is_removed() -> None:
    standing = run(visit("2026-03-05 10:00", "c0"), visit("2026-03-05 11:00", "c1")).to(T("2026-03-06 10:00"))
    told = standing.rehearse(two_waits(REMIND, mail("first"), mail("second")))
    # Three are in Calm since the 4th; two came again, and are in Remind.
    assert told.sentence() == "5 waiting: 2 go on under version 2, 3 are removed (Wait 'Calm' was deleted)"
    assert (told.version, told.replaces, told.continues, told.removed) == (2, 1, 2, {"calm": 3})
    assert [(one.customer, one.block, one.due) for one in told.gone] == [
        (f"c{n}", "calm", T("2026-03-09 10:00")) for n in range(3)
    ]
    assert [one.customer for one in told.inside if one.goes_on] == ["c0", "c1"]
    assert {one.version for one in told.inside} == {1}


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ((REMIND, mail("first")), "3 waiting: 3 go on under version 2"),
        ((mail("first"),), "3 waiting: 3 are removed (Wait 'Remind' was deleted)"),
        ((mail("remind"),), "3 waiting: 3 are removed (Wait 'Remind' is no Wait any more)"),
    ],
)
def test_the_sentence(blocks: Any, sentence: str) -> None:
    standing = run().to(T("2026-03-03 10:00"))
    assert standing.rehearse(two_waits(*blocks), days=1).sentence() == sentence


def test_the_sentence_for_one_for_nobody_and_for_several_waits() -> None:
    standing = run(visit("2026-03-05 10:00", "c0"), customers=1)
    assert standing.to(T("2026-03-01 10:00")).rehearse(two_waits()).sentence() == "nobody waits in it"
    standing.to(T("2026-03-06 10:00"))
    told = standing.rehearse(two_waits(mail("first")))
    assert told.sentence() == (
        "2 waiting: 2 are removed (Wait 'Remind' was deleted: 1, Wait 'Calm' was deleted: 1)"
    )
    told = standing.rehearse(two_waits(CALM, mail("first")))
    assert told.sentence() == (
        "2 waiting: 1 goes on under version 2, 1 is removed (Wait 'Remind' was deleted)"
    )


@pytest.mark.rule("F-18")
def test_the_quick_look_says_the_same() -> None:
    standing = run(visit("2026-03-05 10:00", "c0")).to(T("2026-03-06 10:00"))
    draft = two_waits(CALM, mail("second"))
    assert inside(standing.simulation, draft) == standing.rehearse(draft).inside
    assert inside(standing.simulation, two_waits(id="other")) == ()


@pytest.mark.rule("F-18")
def test_a_removed_customer_loses_the_message() -> None:
    told = run().to(T("2026-03-05 10:00")).rehearse(two_waits(REMIND, mail("first")))
    assert told.outlook() == "3 customers fare differently"
    assert of(told, "c1").how == (
        Parting("f", "calm", Way("next", "second", None), Way(None, None, "block_deleted")),
        Tally("message", "f", "second", "email", 1, 0),
    )
    [group] = told.groups
    assert (group.customers, group.examples) == (3, ("c0", "c1", "c2"))
    assert group.words(told.names, "f") == [
        "at 'Calm': to 'Steps (second)' → stops: block deleted",
        "messages, 'Steps (second)' (email): 1 → 0",
    ]
    assert Tally("message", "f", "second", "email", 3, 0) in told.totals
    assert Tally("stopped", "f", None, "block_deleted", 0, 3) in told.totals
    assert Tally("finished", "f", None, None, 3, 0) in told.totals


@pytest.mark.rule("F-18")
def test_who_waits_by_the_old_settings_goes_another_way_and_later() -> None:
    longer = two_waits(REMIND, mail("first"), wait("6 days", "calm"), mail("second"))
    standing = run(visit("2026-03-04 12:00", "c0")).to(T("2026-03-03 10:00"))
    told = standing.rehearse(longer, days=14)
    assert of(told, "c1").how == (Timing("f", "calm", T("2026-03-09 10:00"), T("2026-03-10 10:00")),)
    # Both passages of the one who came twice, told once.
    assert len(of(told, "c0").how) == 1
    # So the group is one.
    assert [group.customers for group in told.groups] == [3]
    assert told.groups[0].words(told.names, "f") == ["leaves 'Wait' 1 d later"]
    assert told.outlook() == "3 customers fare differently, only at other times"
    # Played for less long, they are still inside under the new version.
    told = standing.rehearse(longer, days=6)
    assert of(told, "c1").how == (
        Parting("f", "calm", Way("next", "second", None), Way(None, None, None)),
        Tally("message", "f", "second", "email", 1, 0),
    )
    # Who is in it already serves out the old one.
    assert not run().to(T("2026-03-05 10:00")).rehearse(longer).differ


def test_a_wait_that_is_put_in_says_how_much_later_what_follows_comes() -> None:
    """The way there is another one: that alone does not tell that the message comes later."""
    now, later = two_waits(mail("hello")), two_waits(wait("2 days", "pause"), mail("hello"))
    standing = run(flows=(now,)).to(T("2026-03-02 08:00"))
    told = standing.rehearse(later)
    assert told.groups[0].words(told.names, "f") == [
        "at the launch settings: to 'Steps' → to 'Wait'",
        "comes to 'Steps' 2 d later",
    ]
    # And back: the run plays the longer one.
    standing = run(flows=(later,)).to(T("2026-03-02 08:00"))
    assert "comes to 'Steps' 2 d earlier" in standing.rehearse(now).groups[0].words(told.names, "f")
    # Where both come there at the same time, nothing is to be said.
    told = (
        run(flows=(now,))
        .to(T("2026-03-02 08:00"))
        .rehearse(two_waits(steps("x", {"do": "edit_field", "field": "score", "value": 1}), mail("hello")))
    )
    assert not any("comes to" in line for line in told.groups[0].words(told.names, "f"))


def test_of_how_many_only_the_times_differ() -> None:
    """Who came early is only later; for whoever is still inside at the end the message is gone."""
    longer = two_waits(REMIND, mail("first"), wait("6 days", "calm"), mail("second"))
    told = run(visit("2026-03-08 10:00", "c0")).to(T("2026-03-03 10:00")).rehearse(longer, days=12)
    assert told.only_times == 2
    assert told.outlook() == "3 customers fare differently, 2 of them only at other times"


def test_who_enters_and_who_does_not() -> None:
    standing = run(visit("2026-03-05 10:00", "c0")).to(T("2026-03-04 12:00"))
    told = standing.rehearse(two_waits(limit={"mode": "once"}))
    assert of(told, "c0").how == (
        Tally("entered", "f", None, None, 1, 0),
        Tally("turned_away", "f", None, "launch_limit", 0, 1),
        Tally("launched", "f", None, None, 1, 0),
        Tally("message", "f", "first", "email", 1, 0),
        Tally("message", "f", "second", "email", 2, 1),
    )


def test_other_words_and_other_data_are_told() -> None:
    points = {"do": "award_points", "account": "points", "amount": 5}
    old = two_waits(REMIND, steps("first", {"do": "send_email", "subject": "Hello"}, points))
    new = two_waits(REMIND, steps("first", {"do": "send_email", "subject": "Hi"}, points | {"amount": 7}))
    told = run(flows=(old,)).to(T("2026-03-03 10:00")).rehearse(new)
    assert of(told, "c0") == Fare(
        "c0", (Tally("reworded", "f", "first", "email", 0, 1),), ("balances", "balance_changes")
    )
    assert of(told, "c0").words(told.names, "f") == (
        "messages that read otherwise, 'Steps' (email): 1; data end up otherwise: balances, balance changes"
    )


def test_another_flow_that_this_one_starts_is_compared_too() -> None:
    old = two_waits(REMIND, steps("first", {"do": "issue_action", "template": "bonus"}), id="a")
    second = flow(launch("bonus"), mail("thanks"), id="b")
    new = two_waits(REMIND, mail("first"), id="a")
    told = run(flows=(old, second)).to(T("2026-03-03 10:00")).rehearse(new)
    fare = of(told, "c0")
    assert Tally("entered", "b", None, None, 1, 0) in fare.how
    assert "in flow 'b': messages, 'Steps' (email): 1 → 0" in fare.words(told.names, "a")
    assert fare.data == ("actions",)


def test_a_flow_that_the_run_has_not_is_compared_to_nothing() -> None:
    standing = run(visit("2026-03-05 10:00", "c0")).to(T("2026-03-04 12:00"))
    told = standing.rehearse(two_waits(mail("first"), id="new"), version=4)
    assert (told.version, told.replaces, told.sentence()) == (4, None, "nobody waits in it")
    assert told.differ == 1
    assert of(told, "c0").how == (
        Tally("entered", "new", None, None, 0, 1),
        Tally("launched", "new", None, None, 0, 1),
        Tally("message", "new", "first", "email", 0, 1),
    )


def test_a_schedule_that_comes_at_another_time() -> None:
    def daily(at: str) -> Flow:
        trigger = {"schedule": {"every": "week", "at": at, "days": ["fri"]}}
        return flow({"id": "start", "kind": "launch", "trigger": trigger}, mail("letter"))

    told = run(flows=(daily("09:00"),)).to(T("2026-03-04 12:00")).rehearse(daily("11:00"))
    assert of(told, "c0").how == (Timing("f", None, T("2026-03-06 09:00"), T("2026-03-06 11:00")),)
    assert told.groups[0].words(told.names, "f") == ["enters 2 h later"]


@pytest.mark.rule("F-16")
@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (flow(launch(), wait("1 day", "remind")), None),
        (Flow.model_validate({"id": "f", "blocks": [launch()]}), "its draft is not finished"),
        (two_waits(schedule={"end": "2026-03-02 12:00"}), "has passed: move it later"),
    ],
)
def test_a_launch_that_is_not_possible(draft: Flow, why: str | None) -> None:
    standing = run().to(T("2026-03-03 10:00"))
    if why is None:
        standing.rehearse(draft)
    else:
        with pytest.raises(Refused, match=why):
            standing.rehearse(draft)


def test_the_version_s_number() -> None:
    standing = run().to(T("2026-03-03 10:00"))
    assert [standing.rehearse(two_waits(), version=n, days=1).version for n in (None, 1, 7)] == [2, 2, 7]


@pytest.mark.rule("F-21", "T-7")
def test_what_is_planned_for_later_goes_along_in_both() -> None:
    paused = PauseFlow(at=T("2026-03-08 10:00"), flow="f")
    for parts in ({"deeds": [paused]}, {"by_hand": [HandInput(9, paused)]}):
        standing = run(**parts).to(T("2026-03-03 10:00"))
        assert not standing.rehearse(two_waits()).differ
        # Calm ends on the 9th, when the flow is off; a shorter wait ends before.
        shorter = two_waits(REMIND, mail("first"), wait("1 day", "calm"), mail("second"))
        told = standing.rehearse(shorter)
        assert of(told, "c0").how == (
            Parting("f", "calm", Way(None, None, "flow_stopped"), Way("next", "second", None)),
            Tally("message", "f", "second", "email", 0, 1),
        )
        assert told.halt is None


@pytest.mark.rule("F-17")
def test_a_version_that_the_run_launches_later_is_not_the_one_that_is_replaced() -> None:
    last = T("2026-03-08 10:00")
    shorter = two_waits(wait("1 day", "remind"), mail("first"))
    planned = [EditFlow(at=last, flow="f", draft=shorter), LaunchFlow(at=last, flow="f")]
    told = run(deeds=planned).to(T("2026-03-03 10:00")).rehearse(two_waits())
    assert (told.version, told.replaces, told.halt) == (2, 1, None)
    assert told.old_names["calm"] == "Calm"


@pytest.mark.rule("F-17", "F-21")
def test_what_was_done_by_hand_after_the_moment_goes_along_as_far_as_it_can() -> None:
    """A later launch gets the next number; what turns on what is on already comes to nothing."""
    last = T("2026-03-08 10:00")
    by_hand = [
        PauseFlow(at=T("2026-03-03 09:00"), flow="f"),
        ResumeFlow(at=T("2026-03-04 09:00"), flow="f"),
        EditFlow(at=last, flow="f", draft=two_waits(mail("other"))),
        LaunchFlow(at=last, flow="f", version=2),
    ]
    standing = run(by_hand=[HandInput(4, deed) for deed in by_hand]).to(T("2026-03-03 10:00"))
    told = standing.rehearse(two_waits(REMIND, mail("first")))
    assert (told.version, told.replaces, told.halt) == (2, 1, None)


def test_where_a_run_cannot_go_on_both_are_played_up_to_there() -> None:
    last = T("2026-03-08 10:00")
    planned = [
        EditFlow(at=last, flow="f", draft=two_waits()),
        LaunchFlow(at=last, flow="f", version=2),
    ]
    standing = run(deeds=planned).to(T("2026-03-03 10:00"))
    told = standing.rehearse(two_waits(mail("first")))
    assert told.halt is not None
    assert "version 2 has been launched already" in told.halt.sentence
    assert (told.halt.at, told.until) == (last, last - 1)
    assert Tally("message", "f", "first", "email", 1, 0) in of(told, "c0").how
    # At once.
    deleting = run(deeds=[DeleteDraft(at=T("2026-03-03 10:00"), flow="f")]).to(T("2026-03-03 10:00"))
    told = deleting.rehearse(two_waits())
    assert told.halt is not None
    assert told.until == told.at - 1
    assert not told.differ


def test_a_change_that_is_refused_only_under_the_new_version() -> None:
    codes = steps("first", {"do": "issue_promo_code", "pool": "ten"})
    issued = change("2026-03-06 10:00", "promo.issue", customer="c0", pool="ten")
    standing = run(issued, flows=(two_waits(REMIND, mail("first")),)).to(T("2026-03-03 10:00"))
    assert standing.rehearse(two_waits(REMIND, mail("first"))).halt is None
    told = standing.rehearse(two_waits(REMIND, codes))
    assert told.halt is not None
    assert (told.halt.at, told.until) == (T("2026-03-06 10:00"), T("2026-03-06 10:00") - 1)
    assert of(told, "c0").data == ("promo_codes",)
    # There are two.
    assert "failed actions, 'Steps'" in of(told, "c2").words(told.names, "f")
    assert "failed actions" not in of(told, "c1").words(told.names, "f")


def test_it_can_be_given_up_at_any_time() -> None:
    standing = run(*(visit(f"2026-03-04 {n // 60:02}:{n % 60:02}", "c0") for n in range(900)))
    standing.to(T("2026-03-03 10:00"))
    before = dump(standing.simulation)
    heard: list[float] = []

    def hear(done: float) -> bool:
        heard.append(done)
        return True

    standing.rehearse(two_waits(REMIND), tick=hear)
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] <= 1
    assert len(heard) > 6
    for most in range(len(heard)):
        left = iter(range(most))
        with pytest.raises(GivenUp):
            standing.rehearse(two_waits(REMIND), tick=lambda done, left=left: next(left, None) is not None)
    assert dump(standing.simulation) == before


def test_lists_are_bounded_and_say_how_many_there_are() -> None:
    told = run(customers=30).to(T("2026-03-03 10:00")).rehearse(two_waits(mail("first")), most=10)
    assert [fare.customer for fare in told.differences] == [f"c{n}" for n in range(10)]
    assert told.differ == 30
    assert [group.customers for group in told.groups] == [30]
    assert len(told.inside) == 30


@pytest.mark.rule("L-7")
def test_merged_customers_are_told_as_the_one_that_remains() -> None:
    merge = change("2026-03-03 12:00", "customer.merge", customer="c0", merged="c1")
    told = run(merge).to(T("2026-03-03 10:00")).rehearse(two_waits(mail("first")))
    assert [fare.customer for fare in told.differences] == ["c0", "c2"]
    assert Tally("message", "f", "first", "email", 2, 0) in of(told, "c0").how


def test_nothing_of_the_copies_is_left_behind() -> None:
    """Even where nobody collects what refers to itself."""
    standing = run().to(T("2026-03-03 10:00"))

    def there() -> int:
        return sum(type(one) in (Customer, Passage, Simulation) for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = there()
        standing.rehearse(two_waits(mail("first")))
        with pytest.raises(Refused):
            standing.rehearse(Flow.model_validate({"id": "f", "blocks": [launch()]}))
        assert there() == before
    finally:
        gc.enable()
