"""What will happen, in a line or two, from an example: what each form says of its block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from app.forms.moments import exact_span, near_moment
from app.words import count_of, number
from engine.blocks.ab_test import ABTestBlock
from engine.blocks.base import Block
from engine.blocks.condition import ConditionBlock
from engine.blocks.draws import draws
from engine.blocks.launch import LaunchBlock, ScheduleTrigger
from engine.blocks.launches import LaunchLimit
from engine.blocks.limit import LimitBlock
from engine.blocks.shares import Branch, chooser, share_faults
from engine.blocks.split import SplitBlock
from engine.blocks.steps import StepsBlock
from engine.blocks.wait import WaitBlock
from engine.conditions.fields import UnknownField, find
from engine.flow.model import Flow, FlowSchedule
from engine.reports.counts import FlowCounts
from engine.time.civil import DAY, WEEK, Zone, weekday_of
from engine.time.recurrence import Schedule, firings
from engine.world.settings import Settings

FIRINGS: Final = 10
SAMPLE: Final = 200
SOON: Final = 45 * DAY
"""A change of the clocks this near gets an example of its own."""
_EXAMPLES: Final = ((4, 19, 40), (4, 22, 15), (6, 3, 0))
"""Weekday, hour and minute: a Friday evening; later that night, and on Sunday, where a window needs it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What examples are taken from besides the flow itself."""

    zone: Zone
    now: int
    """The clock of the run that is loaded, else the beginning of the scenario, else today. An instant."""
    since: int | None = None
    """When that run began; None where none is loaded."""
    counts: FlowCounts | None = None
    """The flow's counts in it."""
    customers: tuple[str, ...] = ()
    """Ids of customers of the run; made-up ones are drawn for where there are none."""
    seed: int = 1
    used: Mapping[str, int] = field(default_factory=dict)
    """What counts now of each Limit of the run, by block."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Lines of text, and after them short entries that may stand side by side."""

    lines: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


NOTHING: Final = Outcome()


def of_block(block: Block, flow: Flow, settings: Settings, seen: Seen) -> Outcome:
    """What the block will do; nothing where it is not complete enough to say."""
    match block:
        case WaitBlock():
            return Outcome(tuple(_wait(block, settings, seen)))
        case LaunchBlock(trigger=ScheduleTrigger(schedule=schedule)):
            return _schedule(schedule, seen)
        case LimitBlock():
            return Outcome(tuple(_limit(block, seen)))
        case SplitBlock():
            return Outcome(tuple(_drawn(flow.id, block.id, block.branches, seen, entry=1)))
        case ABTestBlock():
            return Outcome(tuple(_drawn(flow.id, block.id, block.variants, seen, entry=0)))
        case StepsBlock():
            return Outcome(tuple(_steps(block, seen)))
        case LaunchBlock() | ConditionBlock():
            return Outcome(tuple(block.words(settings).split("\n")))
    return NOTHING


def of_flow(flow: Flow, seen: Seen) -> Outcome:
    """What the flow's own settings mean: how often a customer is launched, and when the flow is on."""
    return Outcome((_launches(flow.limit, seen), *_on(flow.schedule, seen)))


def example_moment(seen: Seen, weekday: int = 4, hour: int = 19, minute: int = 40) -> int:
    """The first such moment from now on; a Friday evening shows what weekends and opening hours do."""
    zone = seen.zone
    today = zone.local(seen.now) // DAY
    day = today + (weekday - weekday_of(today)) % 7
    found = zone.resolve(day * DAY + hour * 3600 + minute * 60)
    return found if found >= seen.now else zone.add_days(found, 7)


# Waits.


def _wait(block: WaitBlock, settings: Settings, seen: Seen) -> Iterator[str]:
    if block.mode == "fixed" and block.duration is None:
        return
    if block.mode == "timed" and block.window is None:
        return
    if block.mode == "dynamic":
        yield from _dynamic(block, settings, seen)
        return
    moments = [example_moment(seen, *example) for example in _EXAMPLES]
    entering = moments[0]
    if block.window is not None:
        # The one that the window moves says more.
        bare = block.model_copy(update={"window": None, "mode": "fixed" if block.duration else "timed"})
        entering = next(
            (m for m in moments if block.leaves(m, seen.zone) != bare.leaves(m, seen.zone)), entering
        )
    yield _entered(block, entering, seen.zone)
    change = seen.zone.next_change(seen.now, seen.now + SOON)
    if change is not None:
        evening = seen.zone.midnight(seen.zone.add_days(change, -1)) + (19 * 60 + 40) * 60
        if block.leaves(evening, seen.zone) >= change:
            yield f"across the change of the clocks: {_entered(block, evening, seen.zone)}"


def _entered(block: WaitBlock, entering: int, zone: Zone) -> str:
    leaves = block.leaves(entering, zone)
    enter = near_moment(zone, entering, entering, with_date=leaves - entering >= WEEK)
    if leaves == entering:
        return f"entering {enter} → goes straight on"
    return (
        f"entering {enter} → leaves {near_moment(zone, leaves, entering)} (+{exact_span(leaves - entering)})"
    )


def _dynamic(block: WaitBlock, settings: Settings, seen: Seen) -> Iterator[str]:
    until = block.until
    if until is None or not until.field or (until.direction != "on" and until.offset is None):
        return
    try:
        title = find(until.field, settings).title
    except UnknownField:
        return
    entering = example_moment(seen)
    date = entering
    if until.direction != "after":
        # A date that is still ahead, so that there is something to wait for.
        date = seen.zone.add_days(entering, 7)
        if until.offset is not None:
            date = until.offset.after(date, seen.zone)
    leaves = block.leaves_for(date, entering, seen.zone)
    shown = near_moment(seen.zone, date, entering, with_date=True)
    yield f"{title} {shown} → leaves {near_moment(seen.zone, leaves, entering, with_date=True)}"
    yield "past already: goes straight on; no date: stops here"


# Schedules.


def _schedule(schedule: Schedule, seen: Seen) -> Outcome:
    zone = seen.zone
    found = list(islice(firings(schedule, zone, seen.now, seen.since), FIRINGS))
    if not found:
        return Outcome(("it never fires again",))
    entries, marked = [], False
    before = seen.now
    for firing in found:
        text = near_moment(zone, firing, seen.now, with_date=True)
        if zone.offset(firing) != zone.offset(before):
            text, marked = f"{text} *", True
        entries.append(text)
        before = firing
    first = "the next firing" if len(found) == 1 else f"the next {len(found)} firings"
    lines = [f"{first}, {zone.name}:"]
    if marked:
        lines[0] = f"{first}, {zone.name} (* the clocks have changed before it):"
    return Outcome(tuple(lines), tuple(entries))


# Limits.


def _limit(block: LimitBlock, seen: Seen) -> Iterator[str]:
    if block.cap is None:
        return
    counts = None if seen.counts is None else seen.counts.blocks.get(block.id)
    if counts is None:
        yield f"0 of {number(block.cap)} used: no run is loaded that plays it"
    else:
        # Over all time, what was let through is what counts.
        through = counts.left.get("within", 0)
        used = through if block.mode == "all_time" else seen.used.get(block.id)
        if used is not None:
            yield f"{number(used)} of {number(block.cap)} used in the selected run"
        else:
            yield f"{number(through)} let through so far in the selected run"
    if block.mode == "calendar" and block.calendar is not None:
        zone, now = seen.zone, seen.now
        match block.calendar:
            case "hour":
                afresh = zone.start_of_hour(now) + 3600
            case "day":
                afresh = zone.midnight(zone.add_days(zone.midnight(now), 1))
            case "week":
                afresh = zone.midnight(zone.add_days(zone.start_of_week(now), 7))
        yield f"starts afresh {near_moment(zone, afresh, now)}, then each {block.calendar}"
    elif block.mode == "rolling" and block.period is not None:
        passed = example_moment(seen)
        free = near_moment(seen.zone, block.period.after(passed, seen.zone), passed)
        yield f"who passes {near_moment(seen.zone, passed, passed)} counts until {free}"


# Shares.


def _drawn(flow: str, block: str, branches: Sequence[Branch], seen: Seen, entry: int) -> Iterator[str]:
    if any(share_faults("", branches, "branches")):
        return
    real = seen.customers[:SAMPLE]
    customers = real or tuple(f"c{n}" for n in range(1, SAMPLE + 1))
    draw, choose = draws(seen.seed, flow, block), chooser(branches)
    taken = [0] * len(branches)
    for customer in customers:
        taken[choose(draw(customer, entry))] += 1
    whom = count_of(len(customers), "customer") + " of the run" if real else f"{SAMPLE} sample customers"
    shares = " / ".join(
        f"{branch.title or branch.id} {number(n)}" for branch, n in zip(branches, taken, strict=True)
    )
    yield f"of {whom}: {shares}"


# Steps, and the flow itself.


def _steps(block: StepsBlock, seen: Seen) -> Iterator[str]:
    if block.relevance == "unlimited":
        yield "carried out however late it is"
        return
    planned = example_moment(seen)
    latest = block.relevance.after(planned, seen.zone)
    shown = near_moment(seen.zone, planned, planned, with_date=latest - planned >= WEEK)
    if latest == planned:
        yield f"planned for {shown}: carried out at that second or not at all"
    else:
        yield f"planned for {shown}: carried out until {near_moment(seen.zone, latest, planned)}"


def _launches(limit: LaunchLimit, seen: Seen) -> str:
    total = "" if limit.total is None else f", {count_of(limit.total, 'time')} at most"
    if limit.mode == "every_time":
        return f"a customer may go through every time{total}"
    launched = example_moment(seen)
    shown = near_moment(seen.zone, launched, launched, with_date=True)
    if limit.mode == "once":
        return f"launched {shown} → never again"
    if limit.period is None:
        return "a customer may go through again after the period"
    again = near_moment(seen.zone, limit.period.after(launched, seen.zone), launched, with_date=True)
    return f"last step {shown} → again from {again} on{total}"


def _on(schedule: FlowSchedule, seen: Seen) -> Iterator[str]:
    words = []
    for word, text in (("from", schedule.start), ("until", schedule.end)):
        if text is not None:
            try:
                instant = seen.zone.parse(text)
            except ValueError:
                return
            words.append(f"{word} {near_moment(seen.zone, instant, seen.now, with_date=True)}")
    if words:
        yield f"on {' '.join(words)}, {seen.zone.name}"
