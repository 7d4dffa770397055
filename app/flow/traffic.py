"""Customers on their way: from what has happened since the last look to tokens that move along the
connections."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from app.canvas.picture import LinkKey, Token
from app.session.requests import Travel

LINK_SECONDS = 0.55
"""How long a token takes along one connection, in wall time."""

MOST = 200
"""How many tokens are shown at once."""


@dataclass(frozen=True, slots=True)
class _Journey:
    links: tuple[LinkKey, ...]
    count: int
    began: float


class Traffic:
    """What is under way in one flow. Wall times are seconds of any steady clock."""

    def __init__(self, flow: str) -> None:
        self._flow = flow
        self._seen = 0
        self._journeys: deque[_Journey] = deque(maxlen=MOST)

    @property
    def moving(self) -> bool:
        return bool(self._journeys)

    def add(self, travels: Iterable[Travel], now: float) -> None:
        """Send off those who were not seen before, travels of one look in a loose row."""
        fresh = [travel for travel in travels if travel.serial > self._seen and travel.flow == self._flow]
        for n, travel in enumerate(fresh):
            self._seen = travel.serial
            self._journeys.append(_Journey(travel.links, travel.count, now + 0.25 * n / max(len(fresh), 1)))

    def forget(self, serial: int = 0) -> None:
        """Take all tokens off, as for a new run."""
        self._journeys.clear()
        self._seen = serial

    def tokens(self, now: float) -> list[Token]:
        """Where they are now; those who have arrived are gone."""
        self._journeys = deque(
            (
                journey
                for journey in self._journeys
                if now < journey.began + LINK_SECONDS * len(journey.links)
            ),
            maxlen=MOST,
        )
        found = []
        for journey in self._journeys:
            way = (now - journey.began) / LINK_SECONDS
            if way >= 0:
                n = min(int(way), len(journey.links) - 1)
                found.append(Token(journey.links[n], min(way - n, 1.0), journey.count))
        return found
