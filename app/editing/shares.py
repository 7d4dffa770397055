"""Percentages that balance themselves: whatever is typed for one branch, all of them make 100."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

WHOLE: Final = 100
MOST_DECIMALS: Final = 6
"""More than these are not told apart when shares are added up."""


def balanced(shares: Sequence[float], at: int) -> list[float]:
    """The shares with the one at this place as it is; the others keep their proportions and fill up 100.

    They are whole percents, or have as many decimals as that one. Where the others are all 0, they share
    alike. A share outside 0 to 100, or the only one, is left alone.
    """
    fixed = shares[at]
    if not 0 <= fixed <= WHOLE or len(shares) < 2:
        return list(shares)
    decimals = decimals_of(fixed)
    others = [share for n, share in enumerate(shares) if n != at]
    filled = iter(filled_up(others, WHOLE - Fraction(repr(fixed)), decimals))
    return [fixed if n == at else next(filled) for n in range(len(shares))]


def with_another(shares: Sequence[float]) -> list[float]:
    """The shares with an equal part for a new branch, which comes last."""
    new = WHOLE // (len(shares) + 1)
    return balanced([*shares, new], len(shares)) if shares else [WHOLE]


def without(shares: Sequence[float], at: int) -> list[float]:
    """The shares of those that stay when one is taken out."""
    left = [share for n, share in enumerate(shares) if n != at]
    return filled_up(left, Fraction(WHOLE), 0)


def filled_up(shares: Sequence[float], total: Fraction, decimals: int) -> list[float]:
    """Shares in the same proportions that add up to a total, each with at most so many decimals.

    What rounding leaves over goes to those that lost most by it, the first of them first.
    """
    if not shares:
        return []
    unit = 10**decimals
    parts = [Fraction(repr(max(share, 0))) for share in shares]
    if not sum(parts):
        parts = [Fraction(1)] * len(shares)
    whole = int(total * unit)
    exact = [part * whole / sum(parts) for part in parts]
    counts = [int(part) for part in exact]
    lost = sorted(range(len(counts)), key=lambda n: counts[n] - exact[n])
    for n in lost[: whole - sum(counts)]:
        counts[n] += 1
    return [number(count, unit) for count in counts]


def decimals_of(share: float) -> int:
    """How many decimals a share is written with."""
    text = f"{share:.{MOST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


def number(count: int, unit: int) -> float:
    """So many units of a percent; a whole number where it is one, so that 50 stays 50."""
    return count // unit if count % unit == 0 else count / unit
