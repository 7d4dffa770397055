"""A scenario: a world and a timeline of changes (design: words)."""

from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints

from engine.world.changes.base import Change
from engine.world.changes.catalogue import KINDS

AnyChange: Any = Annotated[Union[KINDS], Discriminator("do")]  # noqa: UP007
"""Any kind of change, told apart by its `do`."""

ScenarioName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Scenario(BaseModel):
    """What a scenario file says. Instants without an offset are in the zone of the validation context."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    flowrig: Literal["scenario/1"] = "scenario/1"
    """Marks the file's kind and the version of its format."""
    scenario: ScenarioName
    """Its name."""
    world: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """The world that it is played in: a name in the workspace, or a file beside the scenario's."""
    note: Annotated[str, StringConstraints(max_length=10_000)] = ""
    rules: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]-[0-9]+[a-e]?$")], ...] = ()
    """The rules that it proves."""
    timeline: Annotated[tuple[AnyChange, ...], Field(max_length=100_000)] = ()

    def changes(self, skip: int) -> "list[Change]":
        """All changes but the first `skip`, ordered by `at`, changes of one instant in the order given."""
        return sorted(self.timeline, key=_at)[skip:]


def _at(change: Change) -> int:
    return change.at
