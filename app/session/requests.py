"""What a screen may ask of the session, and what it gets: plain data both ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from app.editing.history import Kept, Unkept
    from app.session.moves import LinkKey, Move
    from engine.expectations.checking import Check
    from engine.flow.model import Flow
    from engine.life.statuses import DraftStatus, Status
    from engine.reports.counts import FlowCounts
    from engine.reports.story import Story
    from engine.reports.why import Enquiry
    from engine.world.settings import Settings

T = TypeVar("T")


class Request(Generic[T]):
    """Something asked of the session; T is what the answer is."""


# The workspace and its flows.


@dataclass(frozen=True, slots=True)
class Standing:
    """How a flow stands in the workspace (F-15, F-17)."""

    status: "Status" = "draft"
    draft: "DraftStatus | None" = None
    """Of the draft beside a launched version."""
    version: int = 0
    """The newest launched one; 0 where there is none."""

    @property
    def launched(self) -> bool:
        return self.version > 0

    @property
    def is_draft(self) -> bool:
        """Whether what is designed is a draft, alone or beside a launched version."""
        return not self.launched or self.draft is not None


@dataclass(frozen=True, slots=True)
class RunStanding:
    """How a flow stands in the run that is loaded, now. Instants are simulated."""

    status: "Status"
    version: int
    """The one that plays; 0 is a draft that is tried out."""
    start: int | None = None
    """Of its schedule, as it was moved; None where it has none."""
    end: int | None = None
    paused: bool = False
    """By hand."""
    since: int | None = None
    """When it was paused by hand; of one that is not: when it was last launched, resumed or moved in the run,
    None where it never was."""
    off: tuple[tuple[int, int | None], ...] = ()
    """From when to when it was off in the run, None where it still is: what came meanwhile is not counted."""


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow as the home screen lists it."""

    id: str
    name: str
    folder: str
    brand: str
    standing: Standing
    running: RunStanding | None
    """In the run that is loaded; None where none plays it."""
    inside: int | None
    """Customers inside, in the run that is loaded or the newest one; None where no run plays it."""
    entered: int | None
    changed_at: int
    """Seconds since 1970 UTC, wall clock."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the home screen shows."""

    workspace: str
    """The file's name."""
    flows: tuple[FlowRow, ...]
    read_only: str | None
    """Why nothing can be changed or played; None where all can."""
    brands: int
    """How many different ones the flows belong to."""
    world: str
    """The world that runs play in, in words."""
    zone: str = "UTC"
    now: int = 0
    """The simulated clock of the run that is loaded."""


@dataclass(frozen=True, slots=True)
class ListFlows(Request[Shelf]):
    pass


@dataclass(frozen=True, slots=True)
class LoadedFlow:
    flow: "Flow"
    settings: "Settings"
    standing: Standing
    read_only: str | None = None
    """Why it can be neither edited nor played; None where it can."""
    kept: "Kept | None" = None
    """The steps of its editing, where they are known."""
    begins: int | None = None
    """The instant at which the workspace's scenario begins; None where there is none."""
    begins_as_draft: bool = False
    """Whether that scenario does not launch it before it begins: a run takes it as it is, finished or not."""


@dataclass(frozen=True, slots=True)
class LoadFlow(Request[LoadedFlow]):
    flow: str


@dataclass(frozen=True, slots=True)
class SaveFlow(Request[Standing]):
    """Save the draft; the answer is how the flow stands then. One that says the same as the newest launched
    version is no draft."""

    flow: "Flow"
    unkept: "Unkept | None" = None
    """The steps that led there and are not saved yet."""


@dataclass(frozen=True, slots=True)
class NewFlow(Request[str]):
    """Make an empty draft; the answer is its id."""

    name: str = ""
    """Where it is empty, the flow gets a name with a number."""


# The run.


@dataclass(frozen=True, slots=True)
class TakeUp(Request[None]):
    """Load the run that was left when the workspace was used last, if there is one."""


Goal = Literal["pace", "until", "wake", "move"]
"""What to play: time at the speed that is set; as fast as it goes until an instant; until something
happens in the
flow; or a single move in it."""


@dataclass(frozen=True, slots=True)
class Play(Request[None]):
    """Play, beginning a run first where none is loaded."""

    flow: str
    goal: Goal = "pace"
    until: int | None = None
    """For `until`: the instant; None is the next midnight in the project's zone."""


@dataclass(frozen=True, slots=True)
class Pause(Request[None]):
    pass


@dataclass(frozen=True, slots=True)
class SetSpeed(Request[None]):
    speed: int
    """Simulated seconds a second."""


@dataclass(frozen=True, slots=True)
class StartAgain(Request[None]):
    """Drop the run that is loaded, and begin a new one with the flows as they are now."""

    flow: str


# Looking at the run.


@dataclass(frozen=True, slots=True)
class InsideRow:
    passage: int
    customer: str
    name: str
    block: str
    due: int
    version: int = 0
    """By which it came into the block; 0 is a draft that was tried out."""


@dataclass(frozen=True, slots=True)
class InsideList:
    """Those who wait, those due first first; `total` counts them all."""

    rows: tuple[InsideRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class WhoIsInside(Request[InsideList]):
    flow: str
    block: str | None
    most: int = 5_000


@dataclass(frozen=True, slots=True)
class TellStory(Request["Told"]):
    customer: str
    flow: str
    """The flow about which it is asked why it did not start."""


@dataclass(frozen=True, slots=True)
class Told:
    customer: str
    name: str
    story: "Story"
    why: "Enquiry | None" = None
    """All that could have let the customer into the flow that was asked about."""
    versions: "Mapping[tuple[str, int], Flow]" = field(default_factory=dict)
    """The versions of flows that the run has played."""


@dataclass(frozen=True, slots=True)
class FindCustomers(Request[tuple[tuple[str, str], ...]]):
    """Customers of the run whose id or name has this text in it, as (id, name)."""

    text: str
    most: int = 200


@dataclass(frozen=True, slots=True)
class OutboxRow:
    at: int
    customer: str
    name: str
    channel: str
    block: str
    subject: str
    not_sent: str | None
    number: int
    """Its place in the outbox."""


@dataclass(frozen=True, slots=True)
class OutboxList:
    """The newest messages first; `total` counts them all."""

    rows: tuple[OutboxRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ReadOutbox(Request[OutboxList]):
    flow: str
    most: int = 500


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    row: OutboxRow
    to: str
    parts: tuple[tuple[str, str], ...]
    """(name, text): subject, body …"""


@dataclass(frozen=True, slots=True)
class ReadMessage(Request["RenderedMessage | None"]):
    flow: str
    number: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    at: int
    customer: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedList:
    rows: tuple[RefusedRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class WhoDidNotEnter(Request[RefusedList]):
    flow: str
    most: int = 500


@dataclass(frozen=True, slots=True)
class Expected:
    """An expectation of the scenario, and what came of it."""

    about: str
    """At which moment, of what and of whom."""
    things: "tuple[Check, ...]"
    """All that must hold."""
    why: tuple[str, ...] = ()
    """Where it does not: what the decisions looked at, in lines."""

    @property
    def ok(self) -> bool:
        return all(thing.ok for thing in self.things)


@dataclass(frozen=True, slots=True)
class CheckExpectations(Request[tuple[Expected, ...]]):
    """Play the scenario to its end, beside the run, and see what came of each expectation."""


# What is pulled.


@dataclass(frozen=True, slots=True)
class Travel:
    """Customers who went along these connections one after the other."""

    serial: int
    flow: str
    links: "tuple[LinkKey, ...]"
    count: int


RunState = Literal["none", "starting", "paused", "playing", "hurrying", "finished", "failed"]
"""`hurrying`: playing as fast as it goes. `finished`: nothing is left to play."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The run at one moment; the screen pulls the newest."""

    serial: int = 0
    state: RunState = "none"
    speed: int = 6 * 3_600
    zone: str = "UTC"
    started: int = 0
    now: int = 0
    ends: int = 0
    """The timeline's last change."""
    next_due: int | None = None
    flows: "Mapping[str, FlowCounts]" = field(default_factory=dict)
    played: "Mapping[str, Flow]" = field(default_factory=dict)
    """The flow versions that play now, as they are."""
    lives: Mapping[str, RunStanding] = field(default_factory=dict)
    """How the flows of the run stand."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """The flows that do not play, each with the problem that keeps it out."""
    travels: tuple[Travel, ...] = ()
    """The newest ones, at most 200."""
    pending: int = 0
    """Moves that have happened and are not shown yet."""
    move: "Move | None" = None
    """The last single move that was asked for; of a due thing, its first one."""
    further: "tuple[Move, ...]" = ()
    """What else the due thing did in the flow that is looked at."""
    who: str = ""
    """The customer of that move, by name."""
    moves: int = 0
    """How many single moves were shown."""
    messages: int = 0
    """How many messages the run has sent or tried to send."""
    trouble: str | None = None
    """Why the run failed or could not begin."""
    left_behind: str = ""
    """What there is to say of a run that was left and is not loaded; empty where there is none."""
    title: str = ""
    """What the scenario is about, where it tells a story."""
    caption: str = ""
    """What it says at this moment."""
    expects: int = 0
    """How many expectations it has."""

    @property
    def loaded(self) -> bool:
        return bool(self.flows)
