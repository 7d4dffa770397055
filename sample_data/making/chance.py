"""A seeded source of chance that gives the same on every machine and every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Only `random()` is promised to stay the same for ever, so everything here is made of it."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def below(self, bound: int) -> int:
        """A whole number from 0 up to, not including, the bound."""
        return int(self._random() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def happens(self, percent: float) -> bool:
        return self._random() * 100 < percent

    def one(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """So many different ones, in the order in which they were drawn."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def weighted(self, weights: Sequence[float]) -> int:
        """An index, each as likely as its weight."""
        drawn = self._random() * sum(weights)
        for n, weight in enumerate(weights):
            drawn -= weight
            if drawn < 0:
                return n
        return len(weights) - 1
