"""What a compiled block may reach while a run is played: the simulation provides it."""

from collections.abc import Collection
from typing import Protocol

from engine.blocks.base import Passage
from engine.blocks.counting import LimitCount
from engine.blocks.launches import Launches
from engine.world.changes.base import Change
from engine.world.world import World


class Play(Protocol):
    """One flow version in one run."""

    world: World
    seed: int
    flow: str
    """The flow's own id, never the version's (T-6)."""
    brand: str
    prints: tuple[str, ...]
    """What the trigger's event lets messages print besides the customer."""
    launches: Launches
    """How often each customer has gone through, kept across versions (L-5)."""

    @property
    def caused(self) -> Collection[object]:
        """Events that steps have caused and that are not handled yet."""

    def limit_count(self, block: str) -> LimitCount:
        """What a Limit has counted, kept across versions (F-9)."""

    def assignments(self, block: str) -> dict[str, str]:
        """Variants that an A/B test has given out, by customer, kept across versions (F-8)."""

    def letter(self, block: str, action: int, channel: str) -> int:
        """Register a message of a step group; the number goes into the outbox with every sending."""

    def send(self, passage: Passage, letter: int, not_sent: str | None, values: str | None) -> None:
        """Put a message into the outbox, or note that it could not be sent."""

    def apply(self, passage: Passage, change: Change) -> None:
        """Apply a change that a step makes; what it starts is handled after the group (T-7). Raises
        Refused."""

    def after_group(self) -> None:
        """Handle the events that the group has caused, first in, first out (T-7); needed where there are
        any."""

    def failed(self, passage: Passage, block: str, action: int | None, reason: str) -> None:
        """Note an action that failed, or (action None) a group that was not carried out (R-6)."""
