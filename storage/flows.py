"""The flows of a workspace: a draft each, and the versions that were launched (F-15 to F-19, F-22).

Which status may follow which is the engine's business; here it is kept.
"""

import time
from dataclasses import dataclass
from typing import Literal

from storage.connection import Connection
from storage.problems import WorkspaceProblem, shown

FlowStatus = Literal["draft", "ready", "launching", "active", "paused", "creating_draft"]
DraftStatus = Literal["draft", "ready"]

DRAFT = 0
"""The version number of a flow's draft; launched versions count from 1."""


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """A flow as lists show it."""

    id: str
    name: str
    folder: str
    brand: str | None
    status: FlowStatus
    draft_status: DraftStatus | None
    """The draft's own status, where it stands beside a launched version."""
    version: int
    """The newest launched version; 0 where only a draft exists."""
    changed_at: int
    """When its newest text was changed, in seconds since 1970 UTC by the clock of whoever changed it."""


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A line of a flow's version history (F-19); instants as in FlowEntry."""

    number: int
    created_at: int
    changed_at: int
    launched_at: int | None
    stopped_at: int | None


_NEWEST = """
SELECT flow.id, flow.name, flow.folder, flow.brand, flow.status, flow.draft_status,
       (SELECT max(number) FROM flow_version WHERE flow = flow.id),
       (SELECT max(changed_at) FROM flow_version WHERE flow = flow.id)
FROM flow
"""


class Flows:
    """Saving flows, and reading them again. Names that do not exist raise WorkspaceProblem."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def entries(self) -> list[FlowEntry]:
        """All flows, as they were put in order."""
        return [FlowEntry(*row) for row in self._connection.rows(_NEWEST + "ORDER BY position, id")]

    def entry(self, flow: str) -> FlowEntry:
        row = self._connection.row(_NEWEST + "WHERE id = ?", flow)
        if row is None:
            raise self._unknown(flow)
        return FlowEntry(*row)

    def find(self, name: str) -> FlowEntry | None:
        """The flow of that id, or else the only one of that name."""
        flows = self.entries()
        by_id = [flow for flow in flows if flow.id == name]
        by_name = [flow for flow in flows if flow.name == name]
        if by_id:
            return by_id[0]
        return by_name[0] if len(by_name) == 1 else None

    def save_draft(
        self,
        flow: str,
        text: str,
        *,
        name: str,
        folder: str = "",
        brand: str | None = None,
        status: DraftStatus = "draft",
    ) -> None:
        """Save a flow's draft; a new flow comes last. There is at most one draft (F-17)."""
        now = int(time.time())
        connection = self._connection
        with connection.transaction():
            connection.run(
                "INSERT INTO flow (id, name, folder, brand, status, position) "
                "VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM flow)) "
                "ON CONFLICT (id) DO UPDATE "
                "SET name = excluded.name, folder = excluded.folder, brand = excluded.brand",
                flow,
                name,
                folder,
                brand,
                status,
            )
            launched = self._latest(flow) is not None
            connection.run(
                f"UPDATE flow SET {'draft_status' if launched else 'status'} = ? WHERE id = ?", status, flow
            )
            connection.run(
                "INSERT INTO flow_version (flow, number, text, created_at, changed_at) "
                "VALUES (?, 0, ?, ?, ?) ON CONFLICT (flow, number) DO UPDATE "
                "SET text = excluded.text, changed_at = excluded.changed_at WHERE text <> excluded.text",
                flow,
                text,
                now,
                now,
            )

    def launch(self, flow: str) -> int:
        """Make the draft the newest version and the one that runs (F-17); its number."""
        now = int(time.time())
        connection = self._connection
        with connection.transaction():
            self.text(flow, DRAFT)
            number = (self._latest(flow) or 0) + 1
            connection.run(
                "UPDATE flow_version SET stopped_at = ? WHERE flow = ? AND number > 0 AND stopped_at IS NULL",
                now,
                flow,
            )
            connection.run(
                "UPDATE flow_version SET number = ?, launched_at = ? WHERE flow = ? AND number = 0",
                number,
                now,
                flow,
            )
            connection.run("UPDATE flow SET status = 'active', draft_status = NULL WHERE id = ?", flow)
        return number

    def set_status(self, flow: str, status: FlowStatus) -> None:
        """Note a launched flow's status; paused, the version that ran is stopped (F-19, F-21)."""
        connection = self._connection
        with connection.transaction():
            if not connection.run("UPDATE flow SET status = ? WHERE id = ?", status, flow):
                raise self._unknown(flow)
            newest = self._latest(flow)
            if newest is not None and status in ("active", "paused"):
                stopped = int(time.time()) if status == "paused" else None
                connection.run(
                    "UPDATE flow_version SET stopped_at = ? WHERE flow = ? AND number = ?",
                    stopped,
                    flow,
                    newest,
                )

    def text(self, flow: str, number: int | None = None) -> str:
        """A version as it was written; without a number the draft, or else the newest version."""
        row = self._connection.row(
            "SELECT text FROM flow_version WHERE flow = ? AND (number = ? OR ? IS NULL) "
            "ORDER BY number > 0, number DESC LIMIT 1",
            flow,
            number,
            number,
        )
        if row is None:
            self.entry(flow)
            what = "no draft" if number == DRAFT else f"no version {number}"
            raise self._connection.problem(
                "unknown_name", f"flow '{shown(flow)}' has {what}: look at its version history"
            )
        text: str = row[0]
        return text

    def versions(self, flow: str) -> list[VersionEntry]:
        """The version history, newest first, the draft before all (F-19)."""
        rows = self._connection.rows(
            "SELECT number, created_at, changed_at, launched_at, stopped_at FROM flow_version WHERE flow = ? "
            "ORDER BY number > 0, number DESC",
            flow,
        )
        return [VersionEntry(*row) for row in rows]

    def drop_draft(self, flow: str) -> None:
        """Delete the draft beside a launched version (F-17)."""
        connection = self._connection
        with connection.transaction():
            if self._latest(flow) is None:
                self.entry(flow)
                raise connection.problem(
                    "unknown_name",
                    f"flow '{shown(flow)}' was never launched, its draft is all there is: delete the flow",
                )
            connection.run("DELETE FROM flow_version WHERE flow = ? AND number = 0", flow)
            connection.run("UPDATE flow SET draft_status = NULL WHERE id = ?", flow)

    def delete(self, flow: str) -> None:
        """Delete a flow with its versions. Runs keep the versions that they played."""
        with self._connection.transaction():
            if not self._connection.run("DELETE FROM flow WHERE id = ?", flow):
                raise self._unknown(flow)

    def _latest(self, flow: str) -> int | None:
        row = self._connection.row("SELECT max(number) FROM flow_version WHERE flow = ? AND number > 0", flow)
        return None if row is None else row[0]

    def _unknown(self, flow: str) -> WorkspaceProblem:
        return self._connection.unknown("flow", flow, [found.id for found in self.entries()])
