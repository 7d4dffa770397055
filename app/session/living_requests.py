"""What a screen asks of the session about the life of a flow (F-15 to F-21), and what it gets."""

from dataclasses import dataclass
from typing import Literal

from app.session.requests import Request, Standing
from engine.flow.model import Flow


@dataclass(frozen=True, slots=True)
class LaunchPlan:
    """What launching a flow's draft would do."""

    number: int
    """The version that it would become."""
    replaces: int | None
    """The version that it would take the place of; None for a first launch."""
    changes: tuple[str, ...] = ()
    """What is different from the version that it replaces, in words."""
    at: int | None = None
    """The moment of the run that is loaded; None where none is, and it is launched in the workspace alone."""
    joins: bool = False
    """Whether the run does not play the flow yet."""
    tried_out: bool = False
    """Whether what the run plays is a draft that was tried out."""
    start: int | None = None
    """The new version's start; None where it has none."""
    end: int | None = None
    running_start: int | None = None
    """The start of what plays now, as it was moved."""
    running_end: int | None = None
    paused: bool = False
    """Whether it is paused by hand: the launch turns it on."""
    moved: bool = False
    """Whether the start or the end of what plays was moved: the draft's own take their place."""
    inside: str = ""
    """What becomes of those who wait in it, in a sentence (F-18)."""
    removed: tuple["RemovedFrom", ...] = ()
    """Those who are removed, by the Wait that was deleted."""
    refused: str = ""
    """Why it cannot be launched now, and whether the workspace refuses that or the run."""


@dataclass(frozen=True, slots=True)
class RemovedFrom:
    """Customers in a Wait that the new version has not."""

    block: str
    """Its name."""
    count: int
    customers: tuple[tuple[str, str], ...] = ()
    """Some of them, as (id, name)."""


@dataclass(frozen=True, slots=True)
class PlanLaunch(Request[LaunchPlan]):
    """What launching the flow's draft would do now. Nothing is done."""

    flow: str


@dataclass(frozen=True, slots=True)
class Fares:
    """Which customers fare differently under the new version, and how, in words."""

    until: int
    """Both versions were played up to then."""
    outlook: str
    """How many fare differently."""
    groups: tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]
    """Those who fare differently in the same way: how many, some of them, each difference in words."""
    more: int
    """How many further groups there are."""
    totals: tuple[str, ...]
    """What is counted of all customers together, where it differs."""
    halt: tuple[int, str] | None = None
    """Where the run cannot go on, and why; they were played up to there."""


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """How far a rehearsal is."""

    days: int
    done: float = 0.0
    """From 0 to 1."""
    fares: Fares | None = None
    """What came of it; None as long as it plays."""
    trouble: str = ""
    """Why nothing can come of it."""

    @property
    def over(self) -> bool:
        return self.fares is not None or bool(self.trouble)


@dataclass(frozen=True, slots=True)
class Rehearse(Request[Rehearsing]):
    """Rehearse the launch of the flow's draft in the run that is loaded; asked again, how far it is."""

    flow: str
    days: int


@dataclass(frozen=True, slots=True)
class EndRehearsal(Request[None]):
    """Nobody wants to know any more."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A draft was launched."""

    version: int
    standing: Standing
    in_run: bool
    """Whether it was launched in the run that is loaded too."""
    removed: int = 0
    """How many passages it removed there: their Waits were deleted (F-18)."""


@dataclass(frozen=True, slots=True)
class Launch(Request[Launched]):
    """Launch the flow's draft: in the workspace and, where a run is loaded, in it at its simulated now."""

    flow: str


@dataclass(frozen=True, slots=True)
class Turn(Request[Standing]):
    """Pause the flow, or resume it: in the run at its simulated now, and in the workspace."""

    flow: str
    on: bool


@dataclass(frozen=True, slots=True)
class MoveSchedule(Request[None]):
    """Move the start or the end of the version that the run plays, now; `to` left out: it has none."""

    flow: str
    which: Literal["start", "end"]
    to: int | None = None


@dataclass(frozen=True, slots=True)
class ReadVersion(Request[Flow]):
    """A launched version as it was; the newest one without a number."""

    flow: str
    number: int | None = None
