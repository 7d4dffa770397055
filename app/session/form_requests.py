"""What forms ask of the session: a sample to take examples from, and names to add to the project's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.session.requests import Request

if TYPE_CHECKING:
    from engine.world.settings import Settings


@dataclass(frozen=True, slots=True)
class Sample:
    """What the run that is loaded, if any, has for examples."""

    seed: int = 1
    customers: tuple[str, ...] = ()
    """Ids."""
    used: Mapping[str, int] = field(default_factory=dict)
    """What counts now of each Limit of the flow, by block."""


@dataclass(frozen=True, slots=True)
class ReadSample(Request[Sample]):
    flow: str
    most: int = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A name was added."""

    settings: "Settings"
    """The project's settings with it."""
    world: str
    """The world whose settings they are."""


@dataclass(frozen=True, slots=True)
class AddName(Request[Named]):
    """Add a name to the settings of the world that runs play in. Runs that are loaded keep theirs."""

    what: str
    """The key of the settings: "segments"."""
    name: str
