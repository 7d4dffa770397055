"""What every kind of block has in common: its settings, its outputs, its problems, and what it does with a
passage."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.blocks.launches import Count
from engine.conditions.explaining import BranchingExplained, Explained
from engine.world.entities import Customer
from engine.world.settings import Settings

if TYPE_CHECKING:
    from engine.blocks.play import Play
    from engine.events.base import Ref

BlockId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
"""Stands in files and in the journal and survives renames."""

Title = Annotated[str, StringConstraints(max_length=200)]
Note = Annotated[str, StringConstraints(max_length=10_000)]

StopReason = Literal[
    "relevance_expired",
    "no_branch_matched",
    "limit_reached",
    "no_date",
    "flow_stopped",
    "block_deleted",
    "launch_limit",
    "loop",
]

WAITING = -1
"""An act's answer: the passage stays in the block until `passage.due`."""

STOP_CODES: dict[StopReason, int] = {
    "relevance_expired": -2,
    "no_branch_matched": -3,
    "limit_reached": -4,
    "no_date": -5,
    "flow_stopped": -6,
    "block_deleted": -7,
    "launch_limit": -8,
    "loop": -9,
}
"""An act's answer for a passage that stops there."""

REASONS: dict[int, StopReason] = {code: reason for reason, code in STOP_CODES.items()}


class Passage:
    """One customer's trip through one version of a flow; also the subject of its conditions."""

    __slots__ = ("context", "count", "customer", "due", "entry", "flow", "id", "launched", "node", "planned")

    def __init__(
        self,
        id: int,
        flow: Any,
        customer: Customer,
        context: "Mapping[str, Ref]",
        planned: int,
        count: Count,
        entry: int,
    ) -> None:
        self.id = id
        """The journal's number of its entry."""
        self.flow = flow
        self.customer = customer
        self.context = context
        self.planned = planned
        """T-3: the event's own time, moved by every wait."""
        self.count = count
        """What is counted of the customer in the flow."""
        self.entry = entry
        """How many times the customer has entered the flow, this time included (T-6)."""
        self.due = 0
        """When it leaves the Wait that it is in."""
        self.launched = False
        """Whether a step group has been carried out in it (L-2)."""
        self.node: Any = None
        """Where it waits; the simulation's."""


Act = Callable[[Passage], int]
"""What a block does with a passage that arrives: the index of the output by which it leaves, WAITING or a
stop code."""


class Output(NamedTuple):
    """A named way out of a block."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Why:
    """What a decision looked at, at the moment at which it was made (R-2)."""

    text: str
    values: Explained | BranchingExplained | None = None
    """For conditions and filters: the tree, or the branches, with the values seen."""
    facts: Mapping[str, str | int | float | None] = field(default_factory=dict)
    """What other blocks looked at, by name; times in ISO 8601."""


Explainer = Callable[[Passage], Callable[[int], Why]]


class Fault(NamedTuple):
    """Something wrong in a block's settings: where, and a sentence that says how to mend it."""

    field: tuple[str | int, ...]
    sentence: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class Known:
    """What a block's settings may name: the project's settings and what the trigger brings."""

    settings: Settings
    entities: tuple[str, ...]
    """The trigger's context, the customer first."""
    waits: tuple[str, ...]
    """Entities whose dates a dynamic wait may use."""
    prints: tuple[str, ...]
    """What messages may print besides the customer, by the names that templates use."""
    brand: str | None


class Block(BaseModel):
    """A block of a flow. Settings may be missing in a draft (F-25); `faults` names what is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: ClassVar[str]
    """The kind's name on the screen."""
    stops_beyond: ClassVar[Mapping[str, StopReason]] = {}
    """Outputs that stop the passage with a reason where they lead nowhere; all others finish it."""

    id: BlockId
    kind: str
    title: Title = Field(default="", title="Title", description="A name of your own for the block.")
    note: Note = Field(default="", title="Note", description="Whatever you want to remember about it.")
    at: tuple[int, int] | None = Field(
        default=None,
        title="Place",
        description="Column and row, where it was placed by hand.",
        exclude_if=lambda at: at is None,
    )

    def outputs(self) -> tuple[Output, ...]:
        """The ways out, in the order in which they are drawn."""
        return (Output("next", ""),)

    def faults(self, known: Known) -> Iterator[Fault]:
        """What is missing or wrong in the settings."""
        raise NotImplementedError

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        """What is odd about the outputs that lead nowhere (F-3): by default nothing, the passage is finished
        there."""
        return iter(())

    def words(self, settings: Settings) -> str:
        """What the block does, in words, for its card; lines are separated by line feeds."""
        raise NotImplementedError

    def compile(self, play: "Play") -> Act:
        """Make the plain callable that the engine uses; the settings are complete."""
        raise NotImplementedError

    def explainer(self, play: "Play") -> "Explainer":
        """Make a callable that says what a decision looked at, for stories (R-2).

        It is called twice: as the passage arrives, before anything is done, to see the world as it was; what
        that gives is called with the block's answer once it is known.
        """
        raise NotImplementedError

    @property
    def name(self) -> str:
        return self.title or self.label
