"""What the player needs of a run, and how one begins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.session.script import Script
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed
from engine.simulation.record import Message
from engine.simulation.simulation import Simulation

MOST_KEPT = 2_000
"""How many of the newest messages and refusals are kept at hand for the lists."""


class Played(Protocol):
    """A run that is played and written down."""

    @property
    def simulation(self) -> Simulation: ...

    @property
    def astray(self) -> bool:
        """Whether it could not be written down: then it is not played on."""

    def play(self, until: int, most: int | None = None) -> bool:
        """Play all that is due until then, at most `most` things; whether that is all done."""

    def step(self) -> bool:
        """Play the next due thing; False when nothing is left."""

    def do(self, deed: FlowDeed) -> None:
        """Do something to a flow now, by hand. Raises Refused, with nothing done."""

    def note(self) -> None:
        """Write down how far it came, for those who read it."""

    def finish(self) -> None:
        """Nothing is left: make what reading needs."""

    def close(self) -> None:
        """Write down how far it came."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that has just begun."""

    run: Played
    name: str
    ends: int
    """The timeline's last change; the start where there is none."""
    versions: dict[tuple[str, int], Flow]
    """All that it has played, by flow and number."""
    left_out: Mapping[str, str]
    messages: Sequence[Message] = ()
    """The newest ones of a run that is taken up, oldest first."""
    sent: int = 0
    """How many there are in all."""
    refusals: Sequence[tuple[int, str, int]] = ()
    """The newest of those who did not enter, oldest first: (at, customer, path)."""
    script: Script | None = None
    """What the scenario says to those who watch."""


class CannotBegin(Exception):
    """Why no run can begin, in one sentence."""


Begin = Callable[[str], Begun]
"""Begins a run for somebody who looks at this flow. Raises CannotBegin."""

TakeUp = Callable[[], Begun | None]
"""Takes up the run that was left, where it stands in its file; None where there is none."""
