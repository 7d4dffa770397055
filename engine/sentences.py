"""Sentences about what is wrong with a flow that carry what they are about (F-16).

People read the sentence; what mends a problem reads the data, so that rewording one breaks nothing.
"""

from collections.abc import Sequence
from typing import Self


class Superfluous(str):
    """About something that must not be there: all is well without it, or without the entry it belongs to."""


class LooseEnd(str):
    """About an output that leads nowhere."""

    output: str

    def __new__(cls, sentence: str, output: str) -> Self:
        self = super().__new__(cls, sentence)
        self.output = output
        return self


class Circle(str):
    """About blocks that lead back to where they began, in order."""

    blocks: tuple[str, ...]

    def __new__(cls, sentence: str, blocks: Sequence[str]) -> Self:
        self = super().__new__(cls, sentence)
        self.blocks = tuple(blocks)
        return self
