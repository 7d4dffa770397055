"""Jump labels: one or two letters on each card in sight, so that two keys reach any of them."""

from collections.abc import Iterable

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The easiest to reach first."""


def jump_labels(card_ids: Iterable[str]) -> dict[str, str]:
    """Letters for each of these cards, in their order: letters → card.

    One letter each as long as they suffice, then two each, so that none begins another. Of more than 676
    cards the last ones get none.
    """
    found = list(card_ids)
    if len(found) <= len(LETTERS):
        return dict(zip(LETTERS, found, strict=False))
    pairs = (second + first for first in LETTERS for second in LETTERS)
    return dict(zip(pairs, found, strict=False))
