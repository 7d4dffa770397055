"""Chance for traffic (T-6): every number is a hash of what it is for, never a shared generator's next."""

import struct
from hashlib import blake2b

SPAN = 1 << 32
"""Numbers are whole, from 0 up to this."""

EACH = 16
"""So many numbers there are for one thing on one day."""

MANY = 32
"""Customers, or products, who share a hash where each needs one small number."""

SMALL_SPAN = 1 << 16

_sixteen = struct.Struct("<16I").unpack
_many = struct.Struct(f"<{MANY}H").unpack


class Chance:
    """The numbers for one purpose."""

    __slots__ = ("_base",)

    def __init__(self, seed: str, purpose: str) -> None:
        self._base = blake2b(f"{seed}\x1f{purpose}\x1f".encode(), digest_size=64)

    def numbers(self, who: int, day: int = 0) -> tuple[int, ...]:
        """Sixteen numbers below SPAN, for a customer or a product on a day."""
        state = self._base.copy()
        state.update(b"%d\x1f%d" % (who, day))
        return _sixteen(state.digest())

    def named(self, who: str, times: int) -> tuple[int, ...]:
        """Sixteen numbers below SPAN, for a customer's nth time."""
        state = self._base.copy()
        state.update(f"{times}\x1f{who}".encode("utf-8", "surrogatepass"))
        return _sixteen(state.digest())

    def small(self, block: int, day: int = 0) -> tuple[int, ...]:
        """One number below SMALL_SPAN for each of MANY neighbours: those from `block * MANY` on."""
        state = self._base.copy()
        state.update(b"%d\x1f%d" % (block, day))
        return _many(state.digest())


def below(rate: float) -> int:
    """What a number must be below to happen so often."""
    return round(rate * SPAN)


def between(number: int, least: int, most: int) -> int:
    """A number as a whole number from `least` to `most`, both included."""
    return least + number * (most - least + 1) // SPAN
