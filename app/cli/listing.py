"""`flowrig flows` and `flowrig history`: what a workspace holds, and a flow's versions (F-19)."""

import argparse
from collections.abc import Sequence

from app.cli.failing import FINE
from app.cli.sources import flow_entry, read_workspace
from app.cli.streams import print_json
from app.cli.tables import table
from app.text import visible
from engine.life.statuses import WORDS, DraftStatus, Status
from engine.time.civil import Zone
from storage.flows import FlowEntry, VersionEntry, VersionStatus


def carry_out(chosen: argparse.Namespace) -> int:
    with read_workspace(chosen.workspace) as workspace:
        zone = Zone(workspace.project().time_zone)
        if chosen.command == "flows":
            entries = workspace.flows.entries()
        else:
            entry = flow_entry(chosen.flow, workspace)
            versions = workspace.flows.versions(entry.id)
    if chosen.command == "flows":
        _flows(chosen, entries, zone)
    else:
        _history(chosen, entry, versions, zone)
    return FINE


def _flows(chosen: argparse.Namespace, entries: Sequence[FlowEntry], zone: Zone) -> None:
    if chosen.json:
        found = [
            {
                "flow": entry.id,
                "name": entry.name,
                "folder": entry.folder,
                "brand": entry.brand,
                "status": entry.status,
                "draft": entry.draft_status,
                "version": entry.version or None,
                "changed": zone.format(entry.changed_at),
            }
            for entry in entries
        ]
        print_json(found)
        return
    if not entries:
        print("there are no flows yet: flowrig take FILE brings one in")
        return
    rows = [
        (
            entry.id,
            entry.name,
            entry.folder,
            status_words(entry.status, entry.draft_status),
            entry.version or "",
            zone.words(entry.changed_at, seconds=True),
        )
        for entry in entries
    ]
    print("\n".join(table(("flow", "name", "folder", "status", "version", "changed"), rows)))


def _history(
    chosen: argparse.Namespace, entry: FlowEntry, versions: Sequence[VersionEntry], zone: Zone
) -> None:
    if chosen.json:
        found = {
            "flow": entry.id,
            "name": entry.name,
            "status": entry.status,
            "draft": entry.draft_status,
            "versions": [
                {
                    "version": version.number,
                    "status": version.status,
                    "created": zone.format(version.created_at),
                    "changed": zone.format(version.changed_at),
                    "launched": None if version.launched_at is None else zone.format(version.launched_at),
                    "stopped": None if version.stopped_at is None else zone.format(version.stopped_at),
                    "paused": None if version.paused_at is None else zone.format(version.paused_at),
                    "resumed": None if version.resumed_at is None else zone.format(version.resumed_at),
                }
                for version in versions
            ],
        }
        print_json(found)
        return

    def when(at: int | None) -> str:
        return "" if at is None else zone.words(at, seconds=True)

    def stopped(version: VersionEntry) -> str:
        if version.stopped_at is None and version.resumed_at is not None:
            return f"paused {when(version.paused_at)}, resumed {when(version.resumed_at)}"
        return when(version.stopped_at)

    rows = [
        (
            str(version.number) if version.number else "draft",
            version_words(version.status),
            when(version.changed_at),
            when(version.launched_at),
            stopped(version),
        )
        for version in versions
    ]
    print(f"{visible(entry.name or entry.id)}: {status_words(entry.status, entry.draft_status)}")
    print("\n".join(table(("version", "status", "changed", "launched", "stopped"), rows)))


def status_words(status: Status, draft: DraftStatus | None) -> str:
    """A flow's status, with that of the draft beside it."""
    if draft is None:
        return WORDS[status]
    return f"{WORDS[status]}, with a draft" + (" that is ready" if draft == "ready" else "")


def version_words(status: VersionStatus) -> str:
    return "Replaced" if status == "replaced" else WORDS[status]
