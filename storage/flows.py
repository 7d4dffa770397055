"""The flows of a workspace: a draft each, and the versions that were launched (F-15 to F-19, F-22).

Which status may follow which is the engine's business; here it is kept. What is done here is done in the
workspace, by the clock on the wall: what is done to a flow while a run is played, that run's record keeps.
"""

import time
from dataclasses import dataclass
from typing import Literal

from engine.life.statuses import Deed, DraftStatus, IllegalDeed, Status, follow, without
from engine.world.settings import Settings
from storage.connection import Connection
from storage.edits import hash_of
from storage.problems import BadFile, WorkspaceProblem, shown

VersionStatus = Literal["draft", "ready", "active", "paused", "replaced"]
"""Of one version: that of the draft, that of the newest launched one, or replaced by a newer one."""

DRAFT = 0
"""The version number of a flow's draft; launched versions count from 1."""


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """A flow as lists show it."""

    id: str
    name: str
    folder: str
    brand: str | None
    status: Status
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
    """When it was replaced or paused; None where it is on."""
    status: VersionStatus
    paused_at: int | None = None
    """When the last pause began that is over."""
    resumed_at: int | None = None
    """When that pause was over."""


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
        found = self._entry(flow)
        if found is None:
            raise self._unknown(flow)
        return found

    def _entry(self, flow: str) -> FlowEntry | None:
        row = self._connection.row(_NEWEST + "WHERE id = ?", flow)
        return None if row is None else FlowEntry(*row)

    def find(self, name: str) -> FlowEntry | None:
        """The flow of that id, or else the only one of that name."""
        found = self._called(name)
        return found[0] if len(found) == 1 else None

    def named(self, name: str) -> FlowEntry:
        """The same; raises WorkspaceProblem where there is none, or several have that name."""
        found = self._called(name)
        if not found:
            raise self._unknown(name)
        if len(found) > 1:
            ids = ", ".join(shown(flow.id, 64) for flow in found[:8]) + (" …" if len(found) > 8 else "")
            sentence = f"{len(found)} flows are called '{shown(name)}': name one by its id: {ids}"
            raise self._connection.problem("unknown_name", sentence)
        return found[0]

    def _called(self, name: str) -> list[FlowEntry]:
        flows = self.entries()
        by_id = [flow for flow in flows if flow.id == name]
        return by_id or [flow for flow in flows if flow.name == name]

    def save_draft(
        self,
        flow: str,
        text: str,
        *,
        name: str,
        folder: str = "",
        brand: str | None = None,
        status: DraftStatus = "draft",
        back: bool = False,
    ) -> None:
        """Save a flow's draft; a new flow comes last. There is at most one draft (F-17).

        `status` is for the caller to say, who validates. What was launched stays as it is. `back`: nobody
        wrote it, undo or redo came back to it; one that was deleted since the last launch is then as old as
        it was (F-19).
        """
        now = int(time.time())
        connection = self._connection
        with connection.transaction():
            before = self._entry(flow)
            launched = before is not None and before.version > 0
            if before is not None:
                self._pass(before, "edit", before.status if launched else status)
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
            connection.run(
                f"UPDATE flow SET {'draft_status' if launched else 'status'} = ? WHERE id = ?", status, flow
            )
            created, changed = (self._dropped(flow, text) if back else None) or (now, now)
            connection.run(
                "INSERT INTO flow_version (flow, number, text, created_at, changed_at) "
                "VALUES (?, 0, ?, ?, ?) ON CONFLICT (flow, number) DO UPDATE "
                "SET text = excluded.text, changed_at = ? WHERE text <> excluded.text",
                flow,
                text,
                created,
                changed,
                now,
            )

    def place(self, flow: str, name: str, folder: str) -> None:
        """Name a flow, and put it into a folder, where there is no draft to say so (F-22).

        Lists show it at once and the next draft takes it over; what was launched stays as it is.
        """
        with self._connection.transaction():
            entry = self.entry(flow)
            self._pass(entry, "edit", entry.status)
            self._connection.run("UPDATE flow SET name = ?, folder = ? WHERE id = ?", name, folder, flow)

    def launch(self, flow: str, settings: Settings | None = None) -> int:
        """Make the draft the newest version and the one that runs (F-15, F-17); its number.

        `settings` say in which zone schedules are; UTC without. Raises WorkspaceProblem, also where the draft
        is unfinished, or an operation starts another active flow already (E-48); and BadFile.
        """
        now = int(time.time())
        connection = self._connection
        with connection.transaction():
            entry = self.entry(flow)
            self._pass(entry, "launch", "active")
            if entry.version and entry.draft_status is None:
                other = ", or resume it" if entry.status == "paused" else ""
                way = f"edit it first (in the app, or flowrig take FILE){other}"
                raise connection.problem("illegal", f"the flow '{shown(flow)}' has no draft to launch: {way}")
            if entry.draft_status == "draft":
                raise connection.problem(
                    "illegal",
                    f"the draft of the flow '{shown(flow)}' is unfinished, launching it is not possible: "
                    "finish it, or delete it",
                )
            self._refuse_held(flow, self.text(flow, DRAFT), settings)
            number = entry.version + 1
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
            connection.run("DELETE FROM dropped_draft WHERE flow = ?", flow)
        return number

    def pause(self, flow: str) -> None:
        """Turn a flow off: the version that ran is stopped (F-19, F-21)."""
        with self._connection.transaction():
            entry = self.entry(flow)
            self._turn(entry, "pause", "paused")
            self._connection.run(
                "UPDATE flow_version SET stopped_at = ? WHERE flow = ? AND number = ?",
                int(time.time()),
                flow,
                entry.version,
            )

    def resume(self, flow: str, settings: Settings | None = None) -> None:
        """Turn a paused flow on again. Refuses what `launch` refuses of operations (E-48)."""
        with self._connection.transaction():
            entry = self.entry(flow)
            self._turn(entry, "resume", "active")
            self._connection.run(
                "UPDATE flow_version SET paused_at = stopped_at, resumed_at = ?, stopped_at = NULL "
                "WHERE flow = ? AND number = ?",
                int(time.time()),
                flow,
                entry.version,
            )
            self._refuse_held(flow, self.text(flow, entry.version), settings)

    def _turn(self, entry: FlowEntry, deed: Deed, to: Status) -> None:
        self._pass(entry, deed, to)
        self._connection.run("UPDATE flow SET status = ? WHERE id = ?", to, entry.id)

    def restore(self, flow: str, number: int, status: DraftStatus = "ready") -> None:
        """Make a launched version the draft, as it was (F-19). A draft that there was is dropped: ask first.

        `status` is for the caller to say, who validates: the world may have changed. Raises BadFile too.
        """
        from storage.flow_texts import heading

        connection = self._connection
        with connection.transaction():
            if number == DRAFT:
                self.entry(flow)
                raise connection.problem("unknown_name", "versions to restore are counted from 1")
            text = self.text(flow, number)
            name, folder, brand = heading(text, flow)
            connection.run("DELETE FROM flow_version WHERE flow = ? AND number = 0", flow)
            self.save_draft(flow, text, name=name, folder=folder, brand=brand, status=status)

    def drop_draft(self, flow: str) -> None:
        """Delete the draft beside a launched version (F-17). Raises BadFile too."""
        from storage.flow_texts import heading

        connection = self._connection
        with connection.transaction():
            entry = self.entry(flow)
            self._pass(entry, "delete_draft", entry.status)
            if entry.draft_status is None:
                raise connection.problem("illegal", f"the flow '{shown(flow)}' has no draft")
            connection.run(
                "INSERT OR REPLACE INTO dropped_draft SELECT flow, ?, created_at, changed_at "
                "FROM flow_version WHERE flow = ? AND number = 0",
                hash_of(self.text(flow, DRAFT)),
                flow,
            )
            connection.run("DELETE FROM flow_version WHERE flow = ? AND number = 0", flow)
            connection.run(
                "UPDATE flow SET draft_status = NULL, name = ?, folder = ?, brand = ? WHERE id = ?",
                *heading(self.text(flow), flow),
                flow,
            )

    def _dropped(self, flow: str, text: str) -> tuple[int, int] | None:
        """When the draft that says this, and was deleted, was created and changed last."""
        row = self._connection.row(
            "SELECT created_at, changed_at FROM dropped_draft WHERE flow = ? AND hash = ?",
            flow,
            hash_of(text),
        )
        return None if row is None else (row[0], row[1])

    def duplicate(self, flow: str, new: str, name: str) -> None:
        """Make a draft with all blocks of the flow's draft, or else of its newest version: with no history,
        no customers (F-22). Raises BadFile too."""
        from storage.flow_texts import copied

        connection = self._connection
        with connection.transaction():
            entry = self.entry(flow)
            self._pass(entry, "duplicate", entry.status)
            if connection.row("SELECT 1 FROM flow WHERE id = ?", new) is not None:
                raise connection.problem(
                    "exists", f"there is a flow '{shown(new)}' already: choose another id"
                )
            try:
                text, (name, folder, brand) = copied(self.text(flow), flow, new, name)
            except ValueError as wrong:
                if isinstance(wrong, BadFile):
                    raise
                raise connection.problem("bad_name", str(wrong)) from None
            status = entry.draft_status or ("draft" if entry.status == "draft" else "ready")
            self.save_draft(new, text, name=name, folder=folder, brand=brand, status=status)

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
                "unknown_name",
                f"flow '{shown(flow)}' has {what}: flowrig history {shown(flow)} lists its versions",
            )
        text: str = row[0]
        return text

    def versions(self, flow: str) -> list[VersionEntry]:
        """The version history, newest first, the draft before all (F-19)."""
        entry = self.entry(flow)
        rows = self._connection.rows(
            "SELECT number, created_at, changed_at, launched_at, stopped_at, paused_at, resumed_at "
            "FROM flow_version WHERE flow = ? ORDER BY number > 0, number DESC",
            flow,
        )
        return [VersionEntry(*(*row[:5], _status(entry, row[0]), *row[5:])) for row in rows]

    def delete(self, flow: str) -> None:
        """Delete a flow with its versions. Runs keep the versions that they played."""
        with self._connection.transaction():
            if not self._connection.run("DELETE FROM flow WHERE id = ?", flow):
                raise self._unknown(flow)

    def _pass(self, entry: FlowEntry, deed: Deed, to: Status) -> None:
        """Refuse what the table of statuses does not have."""
        try:
            # Starts and ends of what is launched are moved in runs only.
            moves: tuple[Deed, ...] = ("set_start", "set_end")
            not_now = (*moves, *without(entry.draft_status)) if entry.version else ()
            follow(entry.id, entry.status, deed, to, not_now)
        except IllegalDeed as illegal:
            raise self._connection.problem("illegal", str(illegal)) from None

    def _refuse_held(self, flow: str, text: str, settings: Settings | None) -> None:
        from storage.flow_texts import held_already

        on = self._connection.rows(
            "SELECT id, (SELECT text FROM flow_version WHERE flow = id ORDER BY number DESC LIMIT 1) "
            "FROM flow WHERE status = 'active' AND id <> ?",
            flow,
        )
        why = held_already(text, flow, on, settings or Settings())
        if why is not None:
            raise self._connection.problem("in_use", why)

    def _unknown(self, flow: str) -> WorkspaceProblem:
        return self._connection.unknown("flow", flow, [found.id for found in self.entries()])


def _status(entry: FlowEntry, number: int) -> VersionStatus:
    if number == DRAFT:
        return entry.draft_status or ("ready" if entry.status == "ready" else "draft")
    if number < entry.version:
        return "replaced"
    return "paused" if entry.status == "paused" else "active"
