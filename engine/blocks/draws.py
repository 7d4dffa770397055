"""Chance (T-6): a draw is a hash of what it is for, never a shared generator."""

import struct
from collections.abc import Callable
from hashlib import blake2b

_unpack = struct.Struct("<Q").unpack


def draws(seed: int, flow: str, block: str) -> Callable[[str, int], float]:
    """The draws of one block: customer and entry → [0, 1). An A/B test passes entry 0 always (F-8)."""
    base = blake2b(f"{seed}\x1f{flow}\x1f{block}\x1f".encode(), digest_size=8)

    def draw(customer: str, entry: int) -> float:
        state = base.copy()
        state.update(f"{entry}\x1f{customer}".encode("utf-8", "surrogatepass"))
        # 53 bits are what a float holds: the result stays below 1.
        bits: int = _unpack(state.digest())[0]
        return (bits >> 11) * 2.0**-53

    return draw
