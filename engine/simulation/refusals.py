"""What ends a run: a change, or something done to a flow, that is not possible."""

from typing import Literal

from engine.life.deeds import FlowDeed
from engine.world.changes.base import Change
from engine.world.world import Refused


class ChangeRefused(ValueError):
    """A change of the timeline that the world refuses (W-6): `number` counts the timeline's changes from
    0."""

    of: Literal["changes", "deeds"] = "changes"

    def __init__(self, number: int, change: Change, refused: Refused) -> None:
        super().__init__(str(refused))
        self.number = number
        self.change = change
        self.place = refused.place


class DeedRefused(ChangeRefused):
    """Something done to a flow that is not possible: `number` counts the deeds that were planned, from 0; or,
    where one by hand is played again, all that were done."""

    of = "deeds"

    def __init__(self, number: int, deed: FlowDeed, refused: Refused) -> None:
        ValueError.__init__(self, str(refused))
        self.number = number
        self.deed = deed
        self.place = refused.place
