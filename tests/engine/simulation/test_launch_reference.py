"""The engine against the reference of launch limits: the same visits, the same launches, the same people
turned away (L-1 to L-7)."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.blocks.launches import LaunchLimit
from engine.flow.model import Flow
from engine.life.deeds import EditFlow, FlowDeed, LaunchFlow, PauseFlow, ResumeFlow
from engine.reports.snapshot import snapshot
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.simulation import Simulation
from engine.world.changes.actions import IssueAction
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from tests.engine.simulation.launch_reference import (
    Chain,
    CodesCame,
    Fork,
    Group,
    Happening,
    Launched,
    Length,
    Limit,
    Merged,
    Paused,
    Reference,
    Resumed,
    Shown,
    Wait,
)
from tests.kit import ZONE, Listed, MemoryJournal, customer, flow, launch, mail, visits_of, wait, world

EXAMPLES = 600 if os.environ.get("FLOWRIG_SLOW") == "1" else 150

# Around the nights on which Berlin's clocks change: 2:30 is skipped in the one, and comes twice in the other.
HERE = world().zone
SEASONS = [
    [HERE.parse(f"2026-{day} {time}") for day in days for time in ("02:30", "09:00")] + extra
    for days, extra in (
        (("03-28", "03-29", "03-30"), [HERE.parse("2026-03-28 03:30")]),
        (("10-24", "10-25", "10-26"), [HERE.parse("2026-10-25 02:30") + 3600]),
    )
]
LATE = 20 * 86400
"""After the last moment: by then nobody waits any more."""


@dataclass(frozen=True)
class Story:
    """A flow and what happens to it and to its customers."""

    blocks: Chain
    limit: Limit
    happenings: tuple[Happening, ...]


def as_text(length: Length | None) -> str:
    return "unlimited" if length is None else f"{length[0]} {length[1]}"


def as_limit(limit: Limit) -> LaunchLimit:
    period = None if limit.period is None else as_text(limit.period)
    return LaunchLimit.model_validate({"mode": limit.mode, "period": period, "total": limit.total})


def as_flow(blocks: Chain, limit: Limit) -> Flow:
    drawn: list[dict[str, Any]] = [launch()]
    wires: list[str] = []

    def join(chain: Chain, ends: Sequence[str]) -> Sequence[str]:
        """Put a chain behind these outputs; the outputs at which it ends."""
        for block in chain:
            wires.extend(f"{end}>{block.name}" for end in ends)
            if isinstance(block, Fork):
                ways = [{"id": str(n), "share": 100 / len(block.ways)} for n in range(len(block.ways))]
                drawn.append({"id": block.name, "kind": "split", "branches": ways})
                each = [join(way, [f"{block.name}.{n}"]) for n, way in enumerate(block.ways)]
                ends = [end for some in each for end in some]
            else:
                drawn.append(as_block(block))
                ends = [f"{block.name}.next"]
        return ends

    join(blocks, ["start.next"])
    return flow(*drawn, wires=" ".join(wires), limit=as_limit(limit))


def as_block(block: Group | Wait) -> dict[str, Any]:
    if isinstance(block, Wait):
        return wait(as_text(block.length), block.name)
    group = mail(block.name, relevance=as_text(block.relevance))
    code = {"do": "issue_promo_code", "pool": "ten"}
    sent = group["actions"]
    again = {"do": "issue_action", "template": "visit"}
    actions = {"sends": sent, "fails": [code], "both": [code, *sent, code], "again": [again]}
    return {**group, "actions": actions[block.does]}


def as_changes(happenings: Iterable[Happening]) -> list[Change]:
    changes: list[Change] = []
    for number, it in enumerate(happenings):
        match it:
            case Shown():
                changes.append(
                    IssueAction(at=it.at, customer=it.who, template="visit", happened_at=it.happened_at)
                )
            case Merged():
                said = {"do": "customer.merge", "at": it.at, "customer": it.stays, "merged": it.goes}
                changes.append(CHANGE.validate_python(said))
            case CodesCame():
                codes = [f"{number}-{n}" for n in range(99)]
                said = {"do": "promo.add_codes", "at": it.at, "pool": "ten", "codes": codes}
                changes.append(CHANGE.validate_python(said))
    return changes


def as_deeds(happenings: Iterable[Happening]) -> list[FlowDeed]:
    deeds: list[FlowDeed] = []
    for it in happenings:
        match it:
            case Launched():
                deeds.append(EditFlow(at=it.at, flow="f", draft=as_flow(it.blocks, it.limit)))
                deeds.append(LaunchFlow(at=it.at, flow="f"))
            case Paused():
                deeds.append(PauseFlow(at=it.at, flow="f"))
            case Resumed():
                deeds.append(ResumeFlow(at=it.at, flow="f"))
    return deeds


def check(story: Story, *, restored: bool = False) -> Reference:
    """Play it both ways and compare; the reference, for more questions. `restored`: the run is written down
    and taken up again before each moment at which something happens."""
    until = max(it.at for it in story.happenings) + LATE
    journal = MemoryJournal()
    flows = [RunFlow(as_flow(story.blocks, story.limit), 1)]
    timeline = Listed(as_changes(story.happenings))
    deeds = as_deeds(story.happenings)
    # The second customer has no address: their messages are not sent, which is a launch all the same.
    people = world(customer(1), customer(2, email=None), customer(3))
    start = min(it.at for it in story.happenings)
    simulation = Simulation(people, flows, timeline, journal, seed=5, start=start, deeds=deeds)
    for at in sorted({it.at for it in story.happenings}) if restored else ():
        simulation.run(at - 1)
        simulation = restore(dump(simulation), flows, timeline, journal, deeds=deeds)
    simulation.run(until)
    played = [(who, visits) for _, who, visits in visits_of(journal).values()]
    ways = {
        (number, visit.block): iter([one.output for one in visits if one.block == visit.block])
        for number, (_, visits) in enumerate(played)
        for visit in visits
    }

    def draw(number: int, block: str) -> int:
        return int(next(ways.get((number, block), iter(())), None) or 0)

    reference = Reference(ZONE, story.blocks, story.limit, draw)
    reference.play(story.happenings, until)
    assert played == [(trip.who, trip.visits) for trip in reference.trips]
    away = [
        (who, at, journal.paths[number].reason)
        for _, at, who, number in journal.wakes
        if journal.paths[number].end == "did_not_enter"
    ]
    assert away == reference.turned_away
    assert simulation.flows[0].launches.launched == reference.launches()
    assert snapshot(simulation).flows["f"].launched == reference.launches()
    return reference


# Where the two once disagreed, and what chance seldom meets.

FIRST = HERE.parse("2026-03-28 09:00")


def shown(hours: int, who: str = "c1") -> Shown:
    return Shown(FIRST + hours * 3600, who, FIRST + hours * 3600)


@pytest.mark.rule("L-5")
def test_whom_once_has_barred_it_bars_for_ever() -> None:
    """Launched under *Every time*, barred by *Once*: *Every time* is for new customers only."""
    blocks, always = (Group("mail"),), Limit("every_time")
    story = Story(
        blocks,
        always,
        (
            shown(0),
            Launched(FIRST + 3600, blocks, Limit("once")),
            Launched(FIRST + 7200, blocks, always),
            shown(3),
            shown(3, "c2"),
            shown(3, "c2"),
        ),
    )
    assert check(story).turned_away == [("c1", FIRST + 3 * 3600, "launch_limit")]


@pytest.mark.rule("L-5", "L-7")
def test_who_is_merged_with_someone_whom_once_has_barred_is_barred() -> None:
    blocks, always = (Group("mail"),), Limit("every_time")
    story = Story(
        blocks,
        Limit("once"),
        (
            shown(0, "c2"),
            Launched(FIRST + 3600, blocks, always),
            shown(1),
            Merged(FIRST + 7200, "c1", "c2"),
            shown(3),
        ),
    )
    assert check(story).turned_away == [("c1", FIRST + 3 * 3600, "launch_limit")]


@pytest.mark.rule("L-7", "L-4")
@pytest.mark.parametrize("stays", ["c1", "c2"])
def test_a_profile_without_a_launch_has_no_last_step(stays: str) -> None:
    """Before 1970, where its nothing was taken for that year's beginning."""
    goes = {"c1": "c2", "c2": "c1"}[stays]
    first = HERE.parse("1968-03-28 09:00")
    story = Story(
        (Group("mail"),),
        Limit("periodically", (1, "hours")),
        (
            Shown(first, "c1", first),
            Shown(first, "c2", first - 2 * 86400),
            Merged(first + 60, stays, goes),
            Shown(first + 3599, stays, first + 3599),
            Shown(first + 3600, stays, first + 3600),
        ),
    )
    played = check(story)
    assert played.turned_away == [(stays, first + 3599, "launch_limit")]
    assert played.launches() == 2


# Random stories.

DAY: Length = (1, "days")
LENGTHS: list[Length] = [(1, "hours"), (23, "hours"), (24, "hours"), (25, "hours"), (2, "days"), *[DAY] * 5]
WAITS: list[Length] = [(0, "hours"), *LENGTHS]
RELEVANCE: list[Length | None] = [(1, "days"), (1, "hours"), None, None]
BEFORE = [0] * 12 + [3600, 86400, 86401, 2 * 86400, 7 * 86400, 7 * 86400 + 1]
"""How long before it was received an event happened."""

TOTALS = st.sampled_from([None, None, None, 1, 2, 3])
ONCE = st.just(Limit("once"))
SOME_TIMES = st.builds(Limit, st.just("every_time"), st.none(), st.sampled_from([1, 2, 3]))
EVERY_TIME = st.builds(Limit, st.just("every_time"), st.none(), TOTALS)
PERIODICALLY = st.builds(Limit, st.just("periodically"), st.sampled_from(LENGTHS), TOTALS)


SENDING = ("sends", "sends", "sends", "sends", "fails", "both")


@st.composite
def chains(draw: st.DrawFn, groups: Sequence[str] = SENDING) -> Chain:
    numbers = {kind: count(1) for kind in ("group", "wait", "fork")}

    def chain(kinds: Sequence[str], least: int, most: int) -> Chain:
        return tuple(
            block(kind) for kind in draw(st.lists(st.sampled_from(kinds), min_size=least, max_size=most))
        )

    def block(kind: str) -> Group | Wait | Fork:
        name = f"{kind}{next(numbers[kind])}"
        if kind == "wait":
            return Wait(name, draw(st.sampled_from(WAITS)))
        if kind == "fork":
            return Fork(name, tuple(chain(("wait", "group"), 0, 2) for _ in range(2)))
        does = draw(st.sampled_from(groups))
        return Group(name, does, draw(st.sampled_from(RELEVANCE)))  # type: ignore[arg-type]

    return chain(("group", "group", "group", "wait", "wait", "fork"), 1, 4)


@st.composite
def stories(
    draw: st.DrawFn,
    limits: st.SearchStrategy[Limit],
    also: Sequence[str] = (),
    groups: Sequence[str] = SENDING,
) -> Story:
    """`also`: what happens besides events, the oftener it is named the more."""
    first, limit = draw(chains(groups)), draw(limits)
    blocks = first
    moments = st.sampled_from(draw(st.sampled_from(SEASONS)))
    people = ["c1", "c2", "c3"][: draw(st.integers(1 + ("merged" in also), 3))]
    alive = list(people)
    paused = False
    happenings: list[Happening] = []
    for at in sorted(draw(st.lists(moments, min_size=3, max_size=10))):
        kind = draw(st.sampled_from(["shown"] * 5 + list(also)))
        if kind == "merged" and len(alive) > 1:
            stays, goes = draw(st.permutations(alive))[:2]
            alive.remove(goes)
            happenings.append(Merged(at, stays, goes))
        elif kind == "codes":
            happenings.append(CodesCame(at))
        elif kind == "limit":
            happenings.append(Launched(at, blocks, draw(limits)))
            paused = False
        elif kind == "blocks":
            blocks = draw(chains(groups))
            happenings.append(Launched(at, blocks, draw(limits)))
            paused = False
        elif kind == "pause":
            happenings.append(Resumed(at) if paused else Paused(at))
            paused = not paused
        else:
            before = 0 if "pause" in also else draw(st.sampled_from(BEFORE))
            happenings.append(Shown(at, draw(st.sampled_from(people)), at - before))
    return Story(first, limit, tuple(happenings))


LAW = settings(max_examples=EXAMPLES, deadline=None)
ANY = ONCE | EVERY_TIME | PERIODICALLY


@pytest.mark.rule("L-1", "L-4", "T-5")
@LAW
@given(stories(PERIODICALLY))
def test_the_period_is_as_the_reference_has_it(story: Story) -> None:
    check(story)


@pytest.mark.rule("L-1", "L-2", "L-3", "L-6")
@LAW
@given(stories(ANY, ["codes"]))
def test_what_counts_as_a_launch_is_as_the_reference_has_it(story: Story) -> None:
    check(story)


@pytest.mark.rule("L-1", "L-6", "T-7")
@LAW
@given(stories(ONCE | SOME_TIMES | PERIODICALLY, groups=("sends", "again", "again", "fails")))
def test_flows_that_start_themselves_are_as_the_reference_has_them(story: Story) -> None:
    check(story)


@pytest.mark.rule("L-7")
@LAW
@given(stories(ANY | PERIODICALLY, ["merged"] * 2))
def test_merges_are_as_the_reference_has_them(story: Story) -> None:
    check(story)


@pytest.mark.rule("L-5")
@LAW
@given(stories(ANY, ["limit"] * 4 + ["merged"]), st.booleans())
def test_edits_of_the_limit_are_as_the_reference_has_them(story: Story, restored: bool) -> None:
    check(story, restored=restored)


@pytest.mark.rule("L-5", "F-18", "F-21")
@LAW
@given(stories(ANY, ["limit", "blocks", "blocks", "pause", "pause", "merged"]), st.booleans())
def test_edits_and_pauses_forget_nothing(story: Story, restored: bool) -> None:
    check(story, restored=restored)
