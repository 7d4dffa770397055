"""What ends a run: a change, or something done to a flow, that is not possible."""

from typing import ClassVar, Literal

from engine.life.deeds import FlowDeed
from engine.world.changes.base import Change
from engine.world.world import Refused


class ChangeRefused(ValueError):
    """A change of the timeline that the world refuses (W-6): `number` counts the timeline's changes from
    0, `at` is the instant at which it comes."""

    of: ClassVar[Literal["changes", "deeds"]] = "changes"

    def __init__(self, number: int, change: Change | FlowDeed, refused: Refused) -> None:
        super().__init__(str(refused))
        self.number = number
        self.at = change.at
        self.place = refused.place

    @property
    def what(self) -> str:
        """Which of the inputs it is, counted from 1, in words."""
        return f"change {self.number + 1}"


class DeedRefused(ChangeRefused):
    """Something done to a flow that is not possible: `number` counts the deeds that were planned, from 0; or,
    where one by hand is played again, all that were done."""

    of = "deeds"

    @property
    def what(self) -> str:
        """Which of the inputs it is, in words."""
        return "what is done to a flow"
