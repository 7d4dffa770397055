"""Customers on their way along a flow's connections, for marks on the canvas."""

from collections import deque

from app.session.moves import LinkKey, links_of
from app.session.requests import Travel
from engine.simulation.simulation import Simulation

MOST = 200


class Travels:
    """What has gone along which connection since it was last looked at."""

    def __init__(self) -> None:
        self.newest: deque[Travel] = deque(maxlen=MOST)
        self._taken: list[int] = []
        """How often each path was taken when they were last noted, by path number - 1."""
        self._serial = 0

    def note(self, simulation: Simulation) -> None:
        """Note those of all paths that were taken since."""
        taken = self._taken
        for n, leaf in enumerate(simulation.leaves):
            before = taken[n] if n < len(taken) else 0
            if leaf.count != before:
                path = simulation.paths[n]
                links = links_of(path)
                if links:
                    self.add(path.flow, links, leaf.count - before)
        self.skip(simulation)

    def skip(self, simulation: Simulation) -> None:
        """Note none of what has happened so far."""
        self._taken = [leaf.count for leaf in simulation.leaves]

    def add(self, flow: str, links: tuple[LinkKey, ...], count: int) -> None:
        self._serial += 1
        self.newest.append(Travel(self._serial, flow, links, count))

    def clear(self) -> None:
        """Another run begins."""
        self._taken.clear()
        self.newest.clear()
