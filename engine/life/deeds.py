"""What a person does to a flow at a moment of simulated time: an input of the run, recorded, and played again
with it (F-15 to F-22)."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Union

from pydantic import Discriminator, Field, StringConstraints, TypeAdapter, with_config

from engine.flow.model import Flow, FlowId
from engine.life.statuses import Deed
from engine.world.entities import CONFIG, Instant

FileName = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


@with_config(CONFIG)
@dataclass(slots=True, kw_only=True)
class FlowDeed:
    """Something done to a flow. A kind of deed has a literal `do` that names it in files."""

    summary: ClassVar[str]
    """One line for people: what it does."""
    deed: ClassVar[Deed]
    """What it is in the table of statuses."""

    at: Instant
    """When it is done; before everything else that happens at that instant (T-7)."""
    flow: FlowId


@dataclass(slots=True, kw_only=True)
class EditFlow(FlowDeed):
    """Make a draft, in place of the one that there may be. A flow that is not known yet begins its life."""

    summary: ClassVar[str] = "Make a draft of a flow"
    deed: ClassVar[Deed] = "edit"

    do: Literal["flow.edit"] = "flow.edit"
    file: FileName | None = None
    """In scenarios: a flow file beside the scenario's, or a name in the workspace, that is the draft."""
    draft: Flow | None = None
    """The draft itself, where no file is named."""


@dataclass(slots=True, kw_only=True)
class LaunchFlow(FlowDeed):
    """Let the draft become the newest version, and turn the flow on."""

    summary: ClassVar[str] = "Launch a flow's draft"
    deed: ClassVar[Deed] = "launch"

    do: Literal["flow.launch"] = "flow.launch"
    version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Its number; the one after the newest where it is left out."""


@dataclass(slots=True, kw_only=True)
class PauseFlow(FlowDeed):
    summary: ClassVar[str] = "Pause a flow"
    deed: ClassVar[Deed] = "pause"

    do: Literal["flow.pause"] = "flow.pause"


@dataclass(slots=True, kw_only=True)
class ResumeFlow(FlowDeed):
    summary: ClassVar[str] = "Resume a paused flow"
    deed: ClassVar[Deed] = "resume"

    do: Literal["flow.resume"] = "flow.resume"


@dataclass(slots=True, kw_only=True)
class SetStart(FlowDeed):
    """`to` left out: no start."""

    summary: ClassVar[str] = "Move the start of a launched flow"
    deed: ClassVar[Deed] = "set_start"

    do: Literal["flow.set_start"] = "flow.set_start"
    to: Instant | None = None


@dataclass(slots=True, kw_only=True)
class SetEnd(FlowDeed):
    """`to` left out: no end."""

    summary: ClassVar[str] = "Move the end of a launched flow"
    deed: ClassVar[Deed] = "set_end"

    do: Literal["flow.set_end"] = "flow.set_end"
    to: Instant | None = None


@dataclass(slots=True, kw_only=True)
class DeleteDraft(FlowDeed):
    summary: ClassVar[str] = "Delete the draft beside a launched version"
    deed: ClassVar[Deed] = "delete_draft"

    do: Literal["flow.delete_draft"] = "flow.delete_draft"


@dataclass(slots=True, kw_only=True)
class DuplicateFlow(FlowDeed):
    """A draft with all blocks, no history and no customers (F-22)."""

    summary: ClassVar[str] = "Duplicate a flow as a new draft"
    deed: ClassVar[Deed] = "duplicate"

    do: Literal["flow.duplicate"] = "flow.duplicate"
    new: FlowId
    """The duplicate's id."""


class HandInput(NamedTuple):
    """Something that a person did to a flow while the run stood still; played again at the same place."""

    played: int
    """How many things had been played before it."""
    deed: FlowDeed


DEED_KINDS: tuple[type[FlowDeed], ...] = (
    EditFlow,
    LaunchFlow,
    PauseFlow,
    ResumeFlow,
    SetStart,
    SetEnd,
    DeleteDraft,
    DuplicateFlow,
)

AnyDeed: Any = Annotated[Union[DEED_KINDS], Discriminator("do")]  # noqa: UP007

DEED: TypeAdapter[FlowDeed] = TypeAdapter(AnyDeed)
"""Reads what is done to a flow from plain data: `DEED.validate_python({"do": "flow.pause", …})`."""


def plain(deed: FlowDeed) -> dict[str, Any]:
    """As plain data, for a run's record."""
    do: str = deed.do  # type: ignore[attr-defined]  # every kind has one, each its own literal
    return {"do": do, **DEED.dump_python(deed, mode="json", by_alias=True)}
