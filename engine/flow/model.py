"""A flow: its blocks, its connections, and how often and when it may run (F-1 to F-3, F-20, F-22, L-1)."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from engine.blocks.base import Block, BlockId, Note, Title
from engine.blocks.catalogue import AnyBlock
from engine.blocks.launch import EventTrigger, LaunchBlock
from engine.blocks.launches import LaunchLimit
from engine.events.base import EventKind
from engine.world.settings import Name

FlowId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


class Connection(BaseModel):
    """Joins an output of a block to a block (F-3)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: BlockId = Field(alias="from")
    output: BlockId
    target: BlockId = Field(alias="to")


LocalTime = Annotated[str, StringConstraints(max_length=40)]
"""ISO 8601; in the project's zone where no offset is given."""


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


class FlowSchedule(BaseModel):
    """When the flow is on (F-20): events from `start` on count, and at `end` it stops."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Annotated[LocalTime, BeforeValidator(_text)] | None = Field(default=None, title="Start")
    end: Annotated[LocalTime, BeforeValidator(_text)] | None = Field(default=None, title="End")


class Flow(BaseModel):
    """A flow as it is drawn; one version of it is one such value. Drafts may be unfinished (F-25)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    flowrig: Literal["flow/1"] = "flow/1"
    """Marks the file's kind and the version of its format."""
    id: FlowId
    name: Title = ""
    folder: Title = ""
    brand: Name | None = Field(default=None, json_schema_extra={"names": "brands"})
    note: Note = ""
    limit: LaunchLimit = Field(default=LaunchLimit(), title="How often for each customer")
    schedule: FlowSchedule = Field(default=FlowSchedule(), title="Flow schedule")
    blocks: Annotated[tuple[AnyBlock, ...], Field(max_length=2000)] = ()
    connections: Annotated[tuple[Connection, ...], Field(max_length=20_000)] = ()

    @property
    def title(self) -> str:
        return self.name or self.id

    @property
    def launch(self) -> LaunchBlock | None:
        """The launch settings; the first, where a draft has several."""
        return next((block for block in self.blocks if isinstance(block, LaunchBlock)), None)

    def block(self, block: str) -> Block | None:
        return next((found for found in self.blocks if found.id == block), None)

    def targets(self) -> dict[tuple[str, str], str]:
        """Where each connected output leads: (block, output) → block."""
        return {(c.source, c.output): c.target for c in self.connections}

    def entities(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the trigger brings: the entities of conditions (the customer first), and those of dynamic
        waits."""
        kind = self._kind()
        return (("customer",), ()) if kind is None else (("customer", *kind.context), kind.waits)

    def prints(self) -> tuple[str, ...]:
        """What the trigger's event lets messages print besides the customer."""
        kind = self._kind()
        return () if kind is None else kind.parameters

    def _kind(self) -> EventKind | None:
        launch = self.launch
        return launch.trigger.kind if launch and isinstance(launch.trigger, EventTrigger) else None
