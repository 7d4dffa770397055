"""How often a law is tried."""

import os
from typing import Final

SLOW: Final = os.environ.get("FLOWRIG_SLOW") == "1"
"""Whether the tests may take their time, as they do in CI."""


def examples(most: int) -> int:
    """So many examples where the tests may take their time, a quarter of them otherwise."""
    return most if SLOW else max(most // 4, 5)
