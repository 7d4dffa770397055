"""Which items of lists, and which comparison of a condition, show their fields."""

from collections.abc import Callable

from app.forms.base import Path


class Opened(set[Path]):
    """The places that are open, kept right while lists are turned around."""

    def toggle(self, place: Path) -> None:
        self.symmetric_difference_update({place})

    def only(self, within: Path, place: Path | None) -> None:
        """Of all places within this one, let only that one be open, if any."""
        self.close_all(within)
        if place is not None:
            self.add(place)

    def close_all(self, within: Path) -> None:
        self.difference_update({place for place in self if place[: len(within)] == within})

    def removed(self, within: Path, at: int) -> None:
        """An item has been taken out of the list there: those behind it move up."""
        self._renumber(within, lambda n: None if n == at else n - (n > at))

    def exchanged(self, within: Path, one: int, other: int) -> None:
        """Two items have changed places."""
        self._renumber(within, lambda n: other if n == one else one if n == other else n)

    def _renumber(self, within: Path, to: Callable[[int], int | None]) -> None:
        size = len(within)
        inside = {place for place in self if len(place) > size and place[:size] == within}
        self.difference_update(inside)
        for place in inside:
            number = place[size]
            new = to(number) if isinstance(number, int) else number
            if new is not None:
                self.add((*within, new, *place[size + 1 :]))
