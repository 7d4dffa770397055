"""What every edit command is: plain data that makes a new flow of a flow, or refuses to."""

from collections.abc import Hashable
from dataclasses import dataclass

from engine.flow.model import Flow


class EditRefused(Exception):
    """An edit that cannot be made; the flow stays as it is.

    `str()` is one sentence that says why and how to go on. `field` leads to the place within the plain data
    of the block or the flow at which the value does not fit; it is empty where there is none.
    """

    def __init__(self, sentence: str, field: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command made of a flow."""

    flow: Flow
    label: str
    """What was done, for undo and redo: "Add Wait"."""
    block: str | None = None
    """The block to select afterwards, if any."""


class Command:
    """One edit. Applied whole, or refused with EditRefused."""

    __slots__ = ()

    @property
    def merges_with(self) -> Hashable:
        """Commands in a row with the same value, other than None, are one step of undo: the letters of a
        word."""
        return None

    def apply(self, flow: Flow) -> Outcome:
        """The flow after this edit. Raises EditRefused."""
        raise NotImplementedError
