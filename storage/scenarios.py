"""The scenarios of a workspace: the text that people write, and the timeline of those that were imported."""

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from engine.world.changes.base import Change
from storage.connection import Connection
from storage.timelines import StagedTimeline, StoredTimeline, staged, sweep_timelines
from storage.worlds import check_name


@dataclass(frozen=True, slots=True)
class ScenarioEntry:
    """A scenario as lists show it."""

    name: str
    world: str | None
    """The world that it is played in, by name."""
    timeline: int | None
    """Where its changes are, unless they stand in its text."""
    changes: int
    """How many changes that timeline has."""
    first_at: int | None
    last_at: int | None
    changed_at: int
    """Seconds since 1970 UTC by the clock of whoever saved it."""


_ENTRY = """
SELECT name, world, timeline, coalesce(timeline.changes, 0), first_at, last_at, changed_at
FROM scenario LEFT JOIN timeline ON timeline.id = scenario.timeline
"""


class Scenarios:
    """Saving scenarios, and reading them again. Names that do not exist raise WorkspaceProblem."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self) -> list[ScenarioEntry]:
        return [ScenarioEntry(*row) for row in self._connection.rows(_ENTRY + "ORDER BY name")]

    def entry(self, name: str) -> ScenarioEntry:
        row = self._connection.row(_ENTRY + "WHERE name = ?", name)
        if row is None:
            raise self._connection.unknown("scenario", name, [found.name for found in self.entries()])
        return ScenarioEntry(*row)

    def text(self, name: str) -> str:
        self.entry(name)
        row = self._connection.row("SELECT text FROM scenario WHERE name = ?", name)
        assert row is not None
        text: str = row[0]
        return text

    def timeline(self, name: str) -> StoredTimeline | None:
        """The changes of an imported scenario; None where they stand in its text."""
        timeline = self.entry(name).timeline
        return None if timeline is None else StoredTimeline(self._connection, timeline)

    def staged(self, changes: Iterable[Change]) -> AbstractContextManager[StagedTimeline]:
        """Take in the changes of an import, sorted by `at`, with nothing locked; for `save`."""
        return staged(self._connection, changes)

    def save(
        self, name: str, text: str, *, world: str | None = None, timeline: StagedTimeline | None = None
    ) -> None:
        """Save a scenario under a name, in place of what had it."""
        connection = self._connection
        check_name(connection, "scenario", name)
        with connection.transaction():
            connection.run(
                "INSERT INTO scenario VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE "
                "SET world = excluded.world, text = excluded.text, timeline = excluded.timeline, "
                "changed_at = excluded.changed_at",
                name,
                world,
                text,
                None if timeline is None else timeline.save(),
                int(time.time()),
            )
            sweep_timelines(connection)

    def delete(self, name: str) -> None:
        """Delete a scenario; its timeline goes too unless a run was made of it."""
        self.entry(name)
        with self._connection.transaction():
            self._connection.run("DELETE FROM scenario WHERE name = ?", name)
            sweep_timelines(self._connection)
