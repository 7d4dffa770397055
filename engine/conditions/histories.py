"""Counting within a period of a customer's history: orders, views, actions, messages (F-5).

Histories stand in the order in which facts were received. When they happened may be in another order: facts
are backdated (T-1), and a merge of profiles appends the other's history. A short history is looked through; a
long one is kept sorted beside, so that a period of it is found by two bisections.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from engine.conditions.base import Of, since
from engine.world.entities import Customer
from engine.world.world import World

SHORT: Final = 24
"""Up to so many entries a history is looked through each time."""

Happened = Callable[[Any], int]


class _Sorted:
    """One customer's history by when it happened, and how far it has been taken in."""

    __slots__ = ("entries", "last", "seen", "times")

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.times: list[int] = []
        self.entries: list[Any] = []
        self.seen = 0
        self.last: Any = None

    def take_in(self, history: Sequence[Any], happened: Happened) -> None:
        """Take in what was appended; begin anew where the history is not the one that was taken in."""
        if self.seen > len(history) or (self.seen and history[self.seen - 1] is not self.last):
            self.begin()
        for entry in history[self.seen :]:
            at = happened(entry)
            place = bisect_right(self.times, at)
            self.times.insert(place, at)
            self.entries.insert(place, entry)
        self.seen = len(history)
        self.last = history[-1]


class Period:
    """The part of customers' histories that a field's `within` asks for; all of them without it."""

    def __init__(
        self, world: World, of: Of, history: Callable[[Customer], Sequence[Any]], happened: Happened
    ) -> None:
        self._world = world
        self._begin = since(world, of)
        self._history = history
        self._happened = happened
        self._long: dict[str, _Sorted] = {}

    def entries(self, customer: Customer) -> Iterable[Any]:
        """The entries of the period: from its beginning to now, both included (T-2)."""
        history = self._history(customer)
        begin = self._begin
        if begin is None or not history:
            return history
        start, now = begin(), self._world.now
        if len(history) <= SHORT:
            happened = self._happened
            return [entry for entry in history if start <= happened(entry) <= now]
        kept = self._kept(customer, history)
        return kept.entries[bisect_left(kept.times, start) : bisect_right(kept.times, now)]

    def count(self, customer: Customer) -> int:
        """How many entries the period has."""
        history = self._history(customer)
        begin = self._begin
        if begin is None or not history:
            return len(history)
        start, now = begin(), self._world.now
        if len(history) <= SHORT:
            happened = self._happened
            return sum(1 for entry in history if start <= happened(entry) <= now)
        times = self._kept(customer, history).times
        return max(0, bisect_right(times, now) - bisect_left(times, start))

    def _kept(self, customer: Customer, history: Sequence[Any]) -> _Sorted:
        kept = self._long.get(customer.id)
        if kept is None:
            kept = self._long[customer.id] = _Sorted()
        if kept.seen != len(history) or kept.last is not history[-1]:
            kept.take_in(history, self._happened)
        return kept
