"""What a run writes down, as plain data; storage implements these protocols.

Everything between two waits happens at one instant, so the journal has one row per wake-up, and the path
that the wake-up took through the blocks is interned: it is written once, when it first occurs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from engine.flow.model import Flow
from engine.life.statuses import Status
from engine.world.changes.base import Change
from engine.world.entities import Customer

End = Literal["inside", "finished", "stopped", "did_not_enter"]


class Path(NamedTuple):
    """A way through the blocks of one flow version between two waits."""

    number: int
    """From 1, in the order in which paths first occur in the run."""
    flow: str
    version: int
    entry: bool
    """Whether it begins at the launch block. Else its first move leaves the Wait in which the passage was."""
    moves: tuple[tuple[str, str], ...]
    """(block, output) for every block that was left, in order."""
    last: str | None
    """The block at which it ended without leaving it: inside a Wait, or stopped. None when finished."""
    end: End
    reason: str | None
    """Why it stopped or did not enter."""
    since_version: int | None = None
    """The version by which the Wait that it leaves was entered, where that is another one (F-18)."""


Wake = tuple[int, int, str | int, int]
"""A wake-up: (seq, at, who, path). An entry, and an event that did not enter, name the customer; the `seq` of
an entry is the passage's id, by which later wake-ups name it."""


class Letter(NamedTuple):
    """A kind of message that a run sends: where it stands, so that it is rendered when it is read."""

    number: int
    flow: str
    version: int
    block: str
    action: int
    """Its index within the step group."""
    channel: str


class Message(NamedTuple):
    """A message of the outbox. Its template stands in the flow version, what it prints in `values`."""

    seq: int
    """The wake-up that sent it."""
    at: int
    customer: str
    letter: int
    not_sent: str | None
    """Why it was not sent; None when it was."""
    values: str | None
    """JSON of the values that the template prints; None where it prints none."""


class Failure(NamedTuple):
    """An action of a step group that failed, or a whole group that expired (F-6, R-6)."""

    seq: int
    at: int
    customer: str
    flow: str
    version: int
    block: str
    action: int | None
    """None where the whole group did not run."""
    reason: str


class Lived(NamedTuple):
    """Something that was done to a flow (F-15 to F-22): a status that this led to."""

    number: int
    """Of what was done in the run, from 1; it may lead through a status to another."""
    seq: int
    """The last wake-up before it."""
    at: int
    flow: str
    do: str
    """The deed's name, such as `flow.pause`."""
    status: Status
    """The flow's status from then on."""
    version: int | None
    """Its newest launched version afterwards; None where it has none."""
    launched: Flow | None
    """What that version holds, where it was launched by this."""
    to: int | None = None
    """To when its start or end was moved; None where that is none now, and for all else that is done."""


@dataclass(slots=True)
class Batch:
    """What a run has written since the last batch; a batch is stored whole or not at all."""

    paths: list[Path] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    lived: list[Lived] = field(default_factory=list)


class Journal(Protocol):
    """Where a run is written down."""

    def write(self, batch: Batch) -> None:
        """Store a batch, whole or not at all."""


class Timeline(Protocol):
    """The changes of a run in the order in which they are received."""

    def changes(self, skip: int) -> Iterator[Change]:
        """All changes but the first `skip`, ordered by `at`, changes of one instant in the order given."""


@runtime_checkable
class CountedTimeline(Protocol):
    """A timeline that is made anew when a run is taken up, and finds its place by what it has counted."""

    counts: list[int]
    """How many changes each of its parts has, from the first on; checkpoints keep it."""


React = Callable[[Customer, int], Sequence[Change]]
"""What a customer will do about a message that goes out now, by how often they have entered the flow: changes
that are received later than now, in the order of time."""


class Reactions(Protocol):
    """How customers react to messages. A function of the seed, the message and the world at this moment."""

    def to(self, letter: Letter, brand: str) -> React | None:
        """The reactions to one kind of message of a brand; None where nobody reacts."""
