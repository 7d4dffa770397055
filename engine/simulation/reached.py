"""How far a run has come, as it is noted with it and looked for when it is played again."""

from typing import NamedTuple


class Reached(NamedTuple):
    """A place in a run: what is due at one instant may have been played in part."""

    clock: int
    wakes: int
    """How many wake-ups it has had."""
    changes: int
    """How many changes of its timeline have been played."""
    deeds: int
    """How many things have been done to its flows."""
