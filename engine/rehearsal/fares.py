"""How a customer fares differently under two versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

TallyKind = Literal[
    "entered",
    "turned_away",
    "launched",
    "finished",
    "stopped",
    "message",
    "not_sent",
    "reworded",
    "failed",
]

TALLIES: Mapping[TallyKind, str] = {
    "entered": "entered",
    "turned_away": "did not enter",
    "launched": "launched",
    "finished": "finished",
    "stopped": "stopped",
    "message": "messages",
    "not_sent": "messages not sent",
    "reworded": "messages that read otherwise",
    "failed": "failed actions",
}

Names = Mapping[tuple[str, str], str]
"""By flow and block: what the block is called, as the canvas has it; with its id where another one is called
so, too. By flow and "": what the flow is called."""


def elsewhere(names: Names, flow: str, of: str) -> str:
    """Where something is, if that is another flow than the one that it is all about."""
    return "" if flow == of else f"in flow {names.get((flow, ''), flow)!r}: "


class Tally(NamedTuple):
    """Something that is counted, under the old version and under the new one."""

    kind: TallyKind
    flow: str
    block: str | None
    of: str | None
    """A channel, a reason, or both: `email: no_email`."""
    old: int
    new: int
    """Of messages that read otherwise how many; `old` is 0 then."""

    def label(self, names: Names) -> str:
        """What is counted, such as `messages, 'Remind' (email)`."""
        block = "" if self.block is None else f", {names.get((self.flow, self.block), self.block)!r}"
        of = "" if self.of is None else f" ({self.of.replace('_', ' ')})"
        return f"{TALLIES[self.kind]}{block}{of}"

    def words(self, names: Names) -> str:
        """Such as `messages, 'Remind' (email): 1 → 0`."""
        n = f"{self.new:,}" if self.kind == "reworded" else f"{self.old:,} → {self.new:,}"
        return f"{self.label(names)}: {n}"


class Way(NamedTuple):
    """How a passage leaves a block: by an output, to another block or out of the flow; it stops there; or it
    stays inside (all None)."""

    output: str | None
    to: str | None
    stop: str | None

    def words(self, flow: str, names: Names) -> str:
        if self.stop is not None:
            return f"stops: {self.stop.replace('_', ' ')}"
        if self.output is None:
            return "still inside"
        return "finished" if self.to is None else f"to {names.get((flow, self.to), self.to)!r}"


class Parting(NamedTuple):
    """From a block on a passage goes another way."""

    flow: str
    block: str | None
    """None: right at its start."""
    old: Way
    new: Way

    def words(self, names: Names) -> str:
        """Such as `at 'Day': to 'Second' → stops: block deleted`."""
        name = None if self.block is None else names.get((self.flow, self.block), self.block)
        where = "the launch settings" if name is None else repr(name)
        old, new = self.old.words(self.flow, names), self.new.words(self.flow, names)
        if old == new:
            old, new = f"{old} by {self.old.output!r}", f"{new} by {self.new.output!r}"
        return f"at {where}: {old} → {new}"


class Timing(NamedTuple):
    """A passage goes the same way, but from a block on at other times; or it has gone another way, and comes
    to a block of its former way at another time. Instants."""

    flow: str
    block: str | None
    """The first block that it leaves, or comes to, at another time; None: it enters at another time."""
    old: int
    new: int
    comes: bool = False
    """It comes there by another way."""

    def words(self, names: Names) -> str:
        """Such as `leaves 'Day' 2 d later`."""
        name = None if self.block is None else names.get((self.flow, self.block), self.block)
        span = _span(abs(self.new - self.old))
        word = "later" if self.new > self.old else "earlier"
        does = "comes to" if self.comes else "leaves"
        return f"enters {span} {word}" if name is None else f"{does} {name!r} {span} {word}"


How = Tally | Parting | Timing


@dataclass(frozen=True, slots=True)
class Fare:
    """A customer who fares differently: how, flow by flow, and which of their data end up otherwise."""

    customer: str
    how: tuple[How, ...]
    data: tuple[str, ...] = ()
    """Names of fields of the customer."""

    @property
    def sort(self) -> tuple[tuple[How, ...], tuple[str, ...]]:
        """The same for all who fare differently in the same way: instants left out."""
        how = tuple(
            one._replace(old=0, new=one.new - one.old) if type(one) is Timing else one for one in self.how
        )
        return how, self.data

    def words(self, names: Names, flow: str) -> str:
        """In one line; other flows than this one are named."""
        return "; ".join(told(self.how, self.data, names, flow))


def told(how: tuple[How, ...], data: tuple[str, ...], names: Names, flow: str) -> list[str]:
    """Each difference in words; other flows than this one are named."""
    found = [elsewhere(names, one.flow, flow) + one.words(names) for one in how]
    if data:
        found.append(f"data end up otherwise: {', '.join(name.replace('_', ' ') for name in data)}")
    return found


def _span(seconds: int) -> str:
    """How long, in its two largest units."""
    for size, unit, smaller, small_unit in (
        (86_400, "d", 3_600, "h"),
        (3_600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if seconds >= size:
            rest = seconds % size // smaller
            return f"{seconds // size} {unit} {rest} {small_unit}" if rest else f"{seconds // size} {unit}"
    return f"{seconds} s"
