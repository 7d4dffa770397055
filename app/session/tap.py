"""A run's journal, looked at on its way into the workspace."""

from collections import deque

from app.session.beginning import MOST_KEPT, Begun
from engine.simulation.record import Batch, Journal, Message, Wake


class Tap:
    """Keeps the newest messages, those who did not enter, and the last step."""

    def __init__(self, journal: Journal, begun: Begun) -> None:
        self.journal = journal
        self.wakes: list[Wake] | None = None
        """The wake-ups of the step under way, where it is to be shown move by move."""
        self.messages: deque[tuple[int, Message]] = deque(maxlen=MOST_KEPT)
        """Numbered from 1, in order."""
        self.refusals: deque[tuple[int, str, int]] = deque(maxlen=MOST_KEPT)
        """Those who did not enter: (at, customer, path)."""
        self._sent = begun.sent
        self._versions = begun.versions
        self.messages.extend(enumerate(begun.messages, begun.sent - len(begun.messages) + 1))
        self.refusals.extend(begun.refusals)
        paths = begun.run.simulation.paths
        self._refusing = {path.number for path in paths if path.end == "did_not_enter"}

    def write(self, batch: Batch) -> None:
        for lived in batch.lived:
            if lived.launched is not None and lived.version is not None:
                self._versions[lived.flow, lived.version] = lived.launched
        self._refusing.update(path.number for path in batch.paths if path.end == "did_not_enter")
        if self._refusing:
            self.refusals.extend(
                (at, str(who), path) for _, at, who, path in batch.wakes if path in self._refusing
            )
        for message in batch.messages:
            self._sent += 1
            self.messages.append((self._sent, message))
        if self.wakes is not None:
            self.wakes.extend(batch.wakes)
        self.journal.write(batch)
