"""One channel: the strip between two rows of cards, in which lines run sideways on tracks.

Left-edge track assignment with vertical constraints. All links to one target are one *net* in a channel and
may share its lines; different nets meet only where one crosses the other at a right angle. Where
constraints form a ring, a net is cut in two at a free column (a dogleg).
"""

from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Net:
    """The links to one target within one channel, by the columns where they enter and leave it."""

    target: str
    tops: set[int] = field(default_factory=set)
    bottoms: set[int] = field(default_factory=set)
    joint: int | None = None
    """The column of the dogleg where the net was cut in two."""

    @property
    def straight(self) -> bool:
        return len(self.tops | self.bottoms) == 1


@dataclass(eq=False, slots=True)
class Trunk:
    """A sideways run of a net on one track."""

    net: Net
    tops: frozenset[int]
    bottoms: frozenset[int]
    low: int
    high: int
    track: int = -1


@dataclass(frozen=True, slots=True)
class Channel:
    """The tracks of a channel: for each target its upper trunk and, where it was cut, its lower one."""

    tracks: int
    upper: dict[str, Trunk]
    lower: dict[str, Trunk]


def _trunk(net: Net, tops: set[int], bottoms: set[int], joint: int | None = None) -> Trunk:
    ends = tops | bottoms | ({joint} if joint is not None else set())
    return Trunk(net, frozenset(tops), frozenset(bottoms), min(ends), max(ends))


def assign(nets: list[Net]) -> Channel:
    """Give every net that runs sideways a track, counted from the top."""
    upper: dict[str, Trunk] = {}
    lower: dict[str, Trunk] = {}
    waiting: list[Trunk] = []
    for net in nets:
        if not net.straight:
            trunk = upper[net.target] = lower[net.target] = _trunk(net, net.tops, net.bottoms)
            waiting.append(trunk)
    waiting.sort(key=lambda trunk: (trunk.low, trunk.high, trunk.net.target))
    columns = {x for net in nets for x in net.tops | net.bottoms}
    placed: list[Trunk] = []
    above = _constraints(waiting)
    preferred = _preferences(waiting)
    while waiting:
        ready = [trunk for trunk in waiting if not above[trunk]]
        if not ready:
            ring = [trunk for trunk in waiting if trunk.tops and trunk.bottoms]
            cut = min(ring, key=lambda trunk: trunk.high - trunk.low)
            first, second = _cut(cut, columns)
            upper[cut.net.target], lower[cut.net.target] = first, second
            at = waiting.index(cut)
            waiting[at : at + 1] = [first, second]
            above = _constraints(waiting)
            preferred = _preferences(waiting)
            continue
        trunk = min(ready, key=lambda trunk: len(preferred[trunk]))
        trunk.track = _lowest_free(trunk, placed)
        placed.append(trunk)
        waiting.remove(trunk)
        for other in waiting:
            above[other].discard(trunk)
            preferred[other].discard(trunk)
    return Channel(max((trunk.track for trunk in placed), default=-1) + 1, upper, lower)


def _constraints(trunks: list[Trunk]) -> dict[Trunk, set[Trunk]]:
    """For each trunk those that must lie above it, as their line comes down in the column where its line
    leaves.
    """
    from_top: dict[int, list[Trunk]] = {}
    for trunk in trunks:
        for x in trunk.tops:
            from_top.setdefault(x, []).append(trunk)
    above: dict[Trunk, set[Trunk]] = {}
    for trunk in trunks:
        above[trunk] = {
            other for x in trunk.bottoms for other in from_top.get(x, ()) if other.net is not trunk.net
        }
        if trunk.net.joint is not None and not trunk.tops and trunk.bottoms:
            above[trunk] |= {other for other in trunks if other.net is trunk.net and other is not trunk}
    return above


def _preferences(trunks: list[Trunk]) -> dict[Trunk, set[Trunk]]:
    """For each trunk those that had better lie above it, because fewer lines cross so."""
    preferred: dict[Trunk, set[Trunk]] = {trunk: set() for trunk in trunks}
    for at, one in enumerate(trunks):
        for other in trunks[at + 1 :]:
            if other.low > one.high:
                break
            one_above = _between(one.bottoms, other) + _between(other.tops, one)
            other_above = _between(other.bottoms, one) + _between(one.tops, other)
            if one_above < other_above:
                preferred[other].add(one)
            elif other_above < one_above:
                preferred[one].add(other)
    return preferred


def _between(columns: frozenset[int], trunk: Trunk) -> int:
    return sum(trunk.low <= x <= trunk.high for x in columns)


def _cut(trunk: Trunk, columns: set[int]) -> tuple[Trunk, Trunk]:
    """Cut a trunk at the free column nearest to its middle."""
    middle = (trunk.low + trunk.high) // 2
    joint = next(
        x for step in range(len(columns) + 2) for x in (middle + step, middle - step) if x not in columns
    )
    columns.add(joint)
    trunk.net.joint = joint
    return (
        _trunk(trunk.net, set(trunk.tops), set(), joint),
        _trunk(trunk.net, set(), set(trunk.bottoms), joint),
    )


def _lowest_free(trunk: Trunk, placed: list[Trunk]) -> int:
    """The first track below all that the trunk must or had better stay under, where nobody is in its way."""
    track = 0
    for other in placed:
        if other.low <= trunk.high and trunk.low <= other.high:
            track = max(track, other.track + 1)
    while any(
        other.track == track and other.low <= trunk.high + 1 and trunk.low <= other.high + 1
        for other in placed
    ):
        track += 1
    return track
