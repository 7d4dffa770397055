"""Branches with percentages that add up to 100 (F-7, F-8)."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from engine.blocks.base import BlockId, Fault, Title


class Branch(BaseModel):
    """A branch of a Split, with its percentage."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: BlockId
    title: Title = Field(default="", title="Title")
    share: Annotated[float, Field(ge=0, le=100)] = Field(default=0, title="Share in %")


def share_faults(field: str, branches: Sequence[Branch], what: str) -> Iterator[Fault]:
    """2 to 5 branches with ids of their own, adding up to 100 %."""
    if not 2 <= len(branches) <= 5:
        yield Fault((field,), f"give it 2 to 5 {what}: it has {len(branches)}")
        return
    for n, branch in enumerate(branches):
        if any(branch.id == other.id for other in branches[:n]):
            yield Fault((field, n, "id"), f"two {what} are called {branch.id!r}: rename one")
    total = sum(branch.share for branch in branches)
    if abs(total - 100) > 1e-6:
        yield Fault((field,), f"the shares add up to {total:g} %: make them 100 %")


def chooser(branches: Sequence[Branch]) -> Callable[[float], int]:
    """From a draw in [0, 1) to the index of the branch; a branch of 0 % is never chosen."""
    # The last branch has no bound: shares such as 33.3 + 33.3 + 33.4 may sum to a hair below 1.
    last = max(n for n, branch in enumerate(branches) if branch.share > 0)
    bounds = list(accumulate(branch.share / 100 for branch in branches[:last]))
    return partial(bisect_right, bounds)
