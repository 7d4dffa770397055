"""What a screen asks of the session about the versions of a flow (F-17, F-19), and what it gets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.session.requests import Request

if TYPE_CHECKING:
    from engine.flow.model import Flow
    from engine.reports.counts import FlowCounts
    from storage.lives import VersionLife

DRAFT = 0
"""The number of the draft; launched versions count from 1."""


@dataclass(frozen=True, slots=True)
class RunSpan:
    """What the run that is loaded made of a version."""

    life: "VersionLife"
    """When it played, in simulated time."""
    entered: int
    """How many entered under it."""
    removed: int = 0
    """How many its launch removed, as it has their Wait no more (F-18)."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A line of the version history, its status in the run that is loaded where that plays it. Instants are
    seconds since 1970 UTC, wall clock."""

    number: int
    status: Literal["draft", "ready", "active", "paused", "replaced"]
    created_at: int | None
    """None where only the run that is loaded has it, as its scenario launched it there."""
    changed_at: int | None
    launched_at: int | None = None
    stopped_at: int | None = None
    run: RunSpan | None = None
    """None where the run that is loaded, if any, never played it."""
    starts: int | None = None
    """Its start in the run, where that is ahead."""


@dataclass(frozen=True, slots=True)
class ListVersions(Request[tuple[VersionRow, ...]]):
    """A flow's versions, newest first, the draft before all."""

    flow: str


@dataclass(frozen=True, slots=True)
class OpenedVersion:
    """A version as it was."""

    row: VersionRow
    flow: "Flow"
    counts: "FlowCounts | None" = None
    """In the run that is loaded, as they stood when the next version was launched in it; of the version that
    plays, as they stand. None where no run has played it."""


@dataclass(frozen=True, slots=True)
class OpenVersion(Request[OpenedVersion]):
    flow: str
    number: int


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A customer whom a launch removed. The instant is simulated."""

    customer: str
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class WhoWasRemoved(Request[tuple[RemovedRow, ...]]):
    """Whom the launch of a version removed, in the run that is loaded. Raises Trouble where that has not
    launched it."""

    flow: str
    number: int
    most: int = 500
