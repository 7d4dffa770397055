"""What every action of a step group has in common (F-6)."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict

from engine.blocks.base import Fault, Known, Passage
from engine.world.changes.base import Change
from engine.world.settings import Settings
from engine.world.world import Refused, World

if TYPE_CHECKING:
    from engine.blocks.play import Play

CarryOut = Callable[[Passage], str | None]
"""Does the action for a passage; the answer says why it failed, None when it was done."""


class Action(BaseModel):
    """One action of a step group. An action that fails does not keep later ones from running."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: ClassVar[str]

    do: str

    def faults(self, known: Known) -> Iterator[Fault]:
        """What is missing or wrong in the settings."""
        raise NotImplementedError

    def words(self, settings: Settings) -> str:
        """What it does, in one line."""
        raise NotImplementedError

    def compile(self, play: "Play", block: str, number: int) -> CarryOut:
        """Make the plain callable that the engine uses."""
        raise NotImplementedError


class ChangeAction(Action):
    """An action that is one change of the world; a refused change makes it fail."""

    def change(self, passage: Passage, world: World) -> Change:
        """The change, made by a flow step at this instant."""
        raise NotImplementedError

    def compile(self, play: "Play", block: str, number: int) -> CarryOut:
        world = play.world

        def carry_out(passage: Passage) -> str | None:
            try:
                play.apply(passage, self.change(passage, world))
            except Refused as refused:
                return str(refused)
            return None

        return carry_out
