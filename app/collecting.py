"""The garbage collector, kept from making the person wait.

Nearly everything is freed as soon as nobody refers to it. What the collector is for are rings of references,
such as those of screens that were left. To find them all it looks through everything that is alive: a pause
of about a tenth of a second, most of it for what is there until the app ends. So that is not looked through
at all, and the rest only while nobody presses a key.
"""

import gc
from time import monotonic
from typing import Final

REST: Final = 2.0
"""Seconds of wall time without a key or a move of the mouse after which a pause is not felt."""

WORTH_IT: Final = 25
"""Collections of what is younger after which a full one is worth its time."""

SHARE: Final = 0.02
"""How much of all time full collections may take: in a large world each takes long."""

IN_ANY_CASE: Final = 500
"""So many of them, and a full one is made also while somebody is busy: the memory stays within bounds."""


class Collecting:
    """From `begin` to `end` full collections wait until somebody rests."""

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None
        self._put_away = False
        self._touched = monotonic()
        self._not_before = 0.0

    def begin(self) -> None:
        """All that is there now stays until the end; it is looked through no more.

        Where somebody has put things away already, it is left at that.
        """
        if self._before is None:
            self._before = gc.get_threshold()
            gc.set_threshold(*self._before[:2], IN_ANY_CASE)
            self._put_away = not gc.get_freeze_count()
            if self._put_away:
                gc.freeze()

    def touched(self) -> None:
        """The person has just done something."""
        self._touched = monotonic()

    def look(self) -> None:
        """Collect, if that is worth its time and the person rests. To be called now and then."""
        began = monotonic()
        rests = began - self._touched >= REST and began >= self._not_before
        if self._before is None or not rests or not gc.isenabled():
            return
        # Somebody else may have let everything be looked through again, as a run does at its end.
        thawed = self._put_away and not gc.get_freeze_count()
        if thawed or gc.get_count()[2] >= WORTH_IT:
            gc.collect()
        if thawed:
            gc.freeze()
        now = monotonic()
        self._not_before = now + (now - began) / SHARE

    def end(self) -> None:
        """Everything is as it was before `begin`."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            self._before = None
            if self._put_away:
                gc.unfreeze()
