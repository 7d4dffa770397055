"""What was done to the flows of a run, in words and as data (F-15 to F-22)."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.text import visible
from engine.flow.model import Flow
from engine.life.statuses import WORDS, Status
from engine.time.civil import Zone
from storage.playing import run_versions
from storage.runs import LifeEntry, RunEntry
from storage.workspace import Workspace

DONE = {
    "flow.edit": "a draft was made",
    "flow.launch": "launched",
    "flow.pause": "paused",
    "flow.resume": "resumed",
    "flow.set_start": "its start was moved",
    "flow.set_end": "its end was moved",
    "flow.delete_draft": "its draft was deleted",
    "flow.duplicate": "made as a duplicate",
}


def lives_json(entries: Iterable[LifeEntry], zone: Zone) -> list[dict[str, Any]]:
    """In the order of time; a status that is only passed through has an entry of its own."""
    return [
        {
            "number": entry.number,
            "at": zone.format(entry.at),
            "flow": entry.flow,
            "do": entry.do,
            "status": entry.status,
            "version": entry.version,
        }
        for entry in entries
    ]


def lives_lines(entries: Iterable[LifeEntry], zone: Zone) -> Iterator[str]:
    """A line for each thing done."""
    last: dict[int, LifeEntry] = {entry.number: entry for entry in entries}
    for entry in last.values():
        as_version = f" as version {entry.version}" if entry.do == "flow.launch" else ""
        status: Status = entry.status
        yield visible(f"{zone.words(entry.at)}  {entry.flow}: {DONE[entry.do]}{as_version} ({WORDS[status]})")


class Gone(NamedTuple):
    """A block that the version that plays has not, as the last version that had it called it."""

    name: str
    version: int


class Versions:
    """All versions of flows that a run has played."""

    def __init__(self, workspace: Workspace, run: RunEntry) -> None:
        self._flows: dict[str, list[tuple[int, Flow]]] = {}
        for flow, version in run_versions(workspace, run):
            self._flows.setdefault(flow.id, []).append((version, flow))

    def __contains__(self, flow: str) -> bool:
        return flow in self._flows

    def __iter__(self) -> Iterator[str]:
        return iter(self._flows)

    def gone(self, flow: str, block: str) -> Gone:
        """What a block of earlier versions was (F-18)."""
        for number, version in reversed(self._flows[flow]):
            found = version.block(block)
            if found is not None:
                return Gone(found.name, number)
        return Gone(block, 0)
