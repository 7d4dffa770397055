"""What a block does, as a sentence that begins with what is done: for its card."""

from typing import Final

from engine.blocks.base import Block
from engine.blocks.condition import ConditionBlock
from engine.blocks.wait import WaitBlock
from engine.conditions.fields import FIELDS
from engine.conditions.spoken import spoken
from engine.world.settings import Settings

BEGINNINGS: Final = {
    "split": "Share out {}",
    "ab_test": "Compare {}",
    "limit": "Let through {}",
    "wait": "Wait {}",
}
"""By kind; of others the words say already what is done."""

UNSET: Final = ("not set yet", "no actions yet")


def card_lines(block: Block, settings: Settings) -> tuple[str, ...]:
    """The lines of the block's card: "Wait 1 day, then Mon–Fri 8:00–20:00"."""
    if isinstance(block, ConditionBlock):
        return (_asked(block, settings),)
    lines = block.words(settings).splitlines()
    beginning = BEGINNINGS.get(block.kind)
    if beginning is None or not lines or lines[0] in UNSET:
        return tuple(lines)
    if isinstance(block, WaitBlock):
        words = ", ".join(lines)
        # A window alone is waited for, not through.
        alone = len(lines) == 1 and block.window is not None
        return (beginning.format(f"for {words}" if alone else words),)
    return (beginning.format(lines[0]), *lines[1:])


def _asked(block: ConditionBlock, settings: Settings) -> str:
    """What decides about the way: "If no orders in the last 3 days", "By order total: 3 branches"."""
    if block.condition is not None:
        return f"If {spoken(block.condition, settings, begins=False)}"
    if block.branching is None or not block.branching.field:
        return UNSET[0]
    words = block.branching.words(settings)
    own = block.branching.field not in FIELDS
    return f"By {words if own else words[:1].lower() + words[1:]}"
