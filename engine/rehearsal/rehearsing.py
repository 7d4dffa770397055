"""A launch tried out: the run copied twice, the draft launched in one copy, and both played on for some days
with the same changes and the same seed (F-17, F-18)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.flow.model import Flow
from engine.life.deeds import EditFlow, LaunchFlow
from engine.rehearsal import inside as insiders
from engine.rehearsal.comparing import compare, totals
from engine.rehearsal.fares import Fare, How, Names, Tally, Timing, told
from engine.rehearsal.inside import Inside
from engine.rehearsal.ledger import Ledger, Signs
from engine.rehearsal.playing import Copy, Going, Halt, Tick
from engine.simulation.record import Journal
from engine.simulation.simulation import Simulation
from engine.time.durations import Duration
from engine.world.entities import THE_END

DAYS = 14
"""How long both are played on, unless it is said."""

MOST = 1000
"""So many of those who fare differently are told one by one."""

MOST_GROUPS = 50

EXAMPLES = 3

COPIED, PLAYED, ORDERED = 0.35, 0.55, 0.7
"""How much is done when a phase is over, roughly, where very many are inside."""

Restore = Callable[[bytes, Journal], Simulation]
"""Takes a run's state up, with its own flows, timeline and deeds; each time anew."""


@dataclass(frozen=True, slots=True)
class Group:
    """Customers who fare differently in the same way."""

    customers: int
    examples: tuple[str, ...]
    """The first few of them."""
    how: tuple[How, ...]
    """As of a Fare; of a Timing only by how much (`old` is 0)."""
    data: tuple[str, ...]

    def words(self, names: Names, flow: str) -> list[str]:
        """Each difference in words; other flows than this one are named."""
        return told(self.how, self.data, names, flow)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a launch would do. Instants."""

    flow: str
    version: int
    """The number that the draft gets."""
    replaces: int | None
    """The version that plays; None where the run has no such flow yet."""
    at: int
    until: int
    """Both were played up to and including this moment; just before `at` where neither could be."""
    inside: tuple[Inside, ...]
    """Everybody inside at the launch, those due first first."""
    differ: int
    """How many customers fare differently until then."""
    differences: tuple[Fare, ...]
    """The first of them, in the order of the world."""
    groups: tuple[Group, ...]
    """Those who fare differently in the same way taken together; the largest groups."""
    more_groups: int
    """How many further groups there are."""
    totals: tuple[Tally, ...]
    """What is counted of all customers together, where the versions differ in it."""
    names: Names
    halt: Halt | None = None
    """Why they were not played for as long as was asked: the run cannot go on there, under the new version or
    under both."""
    old_names: Mapping[str, str] = field(default_factory=dict)
    """By block: how the version that plays calls it."""
    new_names: Mapping[str, str] = field(default_factory=dict)
    only_times: int = 0
    """How many of those who fare differently go the same ways, only at other times."""

    @property
    def continues(self) -> int:
        """How many of those inside go on under the new version."""
        return sum(one.goes_on for one in self.inside)

    @property
    def removed(self) -> dict[str, int]:
        """How many of those inside are removed, by the Wait in which they are; most first."""
        return insiders.removed(self.inside)

    @property
    def gone(self) -> tuple[Inside, ...]:
        """Those who are removed."""
        return tuple(one for one in self.inside if not one.goes_on)

    def sentence(self) -> str:
        """What happens to those inside: "412 waiting: 380 go on under version 4, 32 are removed (…)"."""
        return insiders.sentence(self.inside, self.version, self.old_names, self.new_names)

    def outlook(self) -> str:
        """How many fare differently, in a sentence."""
        if not self.differ:
            return "nobody fares differently"
        told = f"{self.differ:,} {'customer fares' if self.differ == 1 else 'customers fare'} differently"
        if not self.only_times:
            return told
        of = "" if self.only_times == self.differ else f"{self.only_times:,} of them "
        return f"{told}, {of}only at other times"


def rehearse(
    state: bytes,
    restore: Restore,
    draft: Flow,
    *,
    days: int = DAYS,
    version: int | None = None,
    most: int = MOST,
    tick: Tick = lambda done: True,
) -> Rehearsal:
    """Try the launch of a draft on a run that stands as `dump` wrote it down. Only copies are touched.

    `version`: the number that the draft gets, where the run has none as high yet; else the next one. `most`:
    how many are told one by one. What is planned for later goes along in both copies.

    Raises Refused where the launch is not possible, and GivenUp where `tick` says so.
    """
    copies: list[Copy] = []
    going = Going(tick)

    def both() -> tuple[Copy, Copy]:
        _forget(copies)
        copies.append(Copy.of(state, restore))
        going.at(COPIED / 2)
        copies.append(Copy.of(state, restore))
        return copies[0], copies[1]

    try:
        return _rehearse(both, draft, days, version, most, going)
    finally:
        _forget(copies)


def _forget(copies: list[Copy]) -> None:
    for one in copies:
        one.forget()
    copies.clear()


def _rehearse(
    both: Callable[[], tuple[Copy, Copy]],
    draft: Flow,
    days: int,
    version: int | None,
    most: int,
    going: Going,
) -> Rehearsal:
    was, became = both()
    at = was.simulation.now
    until = min(Duration(days, "days").after(at, was.simulation.world.zone), THE_END - 1)
    run = was.simulation.lives.run_of(draft.id)
    # What the run launches later is not what is replaced now.
    plays = None if run is None else run.flow_version
    found = insiders.inside(was.simulation, draft)
    halt: Halt | None = None
    while True:
        number = _launch(became, draft, version)
        middle = (COPIED + PLAYED) / 2
        # Where one of them cannot go on, both are played up to there.
        stopped = was.play(until, going.part(COPIED, middle)) or became.play(
            until, going.part(middle, PLAYED)
        )
        if stopped is None:
            break
        halt, until = stopped, stopped.at - 1
        was, became = both()
    signs = Signs()
    old = Ledger(was, signs)
    going.at((PLAYED + ORDERED) / 2)
    new = Ledger(became, signs)
    differences: list[Fare] = []
    sorts: Counter[tuple[tuple[How, ...], tuple[str, ...]]] = Counter()
    examples: dict[object, list[str]] = {}
    for fare in compare(old, new, going.part(ORDERED, 1.0)):
        if len(differences) < most:
            differences.append(fare)
        sort = fare.sort
        sorts[sort] += 1
        first = examples.setdefault(sort, [])
        if len(first) < EXAMPLES:
            first.append(fare.customer)
    largest = sorts.most_common(MOST_GROUPS)
    return Rehearsal(
        draft.id,
        number,
        None if plays is None else plays.version,
        at,
        until,
        found,
        sorts.total(),
        tuple(differences),
        tuple(Group(n, tuple(examples[sort]), *sort) for sort, n in largest),
        len(sorts) - len(largest),
        totals(old, new),
        _names(was, became),
        halt,
        {} if plays is None else _titles(plays.flow),
        _titles(draft),
        sum(n for (how, data), n in sorts.items() if not data and all(type(one) is Timing for one in how)),
    )


def _titles(flow: Flow) -> dict[str, str]:
    return {block.id: block.title or block.id for block in flow.blocks}


def _launch(copy: Copy, draft: Flow, version: int | None) -> int:
    """Launch it now, by hand; its number. Raises Refused."""
    simulation = copy.simulation
    run = simulation.lives.run_of(draft.id)
    if version is not None and run is not None and version <= run.version:
        version = None
    simulation.do(EditFlow(at=simulation.now, flow=draft.id, draft=draft))
    simulation.do(LaunchFlow(at=simulation.now, flow=draft.id, version=version))
    launched = simulation.lives.run_of(draft.id)
    assert launched is not None
    return launched.version


def _names(*copies: Copy) -> dict[tuple[str, str], str]:
    """What the newest version that has a block calls it."""
    found: dict[tuple[str, str], str] = {}
    flows: dict[tuple[str, str], str] = {}
    for copy in copies:
        for (flow, _), version in (*copy.flows.items(), *copy.record.launched.items()):
            found |= {(flow, block.id): block.name for block in version.blocks}
            flows[flow, ""] = version.title
    called = Counter((flow, name) for (flow, _), name in found.items())
    return flows | {
        (flow, block): name if called[flow, name] == 1 else f"{name} ({block})"
        for (flow, block), name in found.items()
    }
