"""What was done to the flows of a run, in words and as data (F-15 to F-22)."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.text import visible
from engine.flow.model import Flow
from engine.life.presence import NEVER, stretch
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
    "flow.delete_draft": "its draft was deleted",
    "flow.duplicate": "made as a duplicate",
    "flow.end": "its end passed",
}

MOVED = {"flow.set_start": "its start", "flow.set_end": "its end"}


def lives_json(entries: Iterable[LifeEntry], zone: Zone) -> list[dict[str, Any]]:
    """In the order of time; a status that is only passed through has an entry of its own."""
    return [
        {
            "number": entry.number or None,
            "at": zone.format(entry.at),
            "flow": entry.flow,
            "do": entry.do,
            "status": entry.status,
            "version": entry.version,
            **({"to": entry.to and zone.format(entry.to)} if entry.do in MOVED else {}),
        }
        for entry in entries
    ]


def lives_lines(entries: Iterable[LifeEntry], zone: Zone) -> Iterator[str]:
    """A line for each thing done."""
    last = {(entry.number, entry.flow, entry.at): entry for entry in entries}
    for entry in last.values():
        status: Status = entry.status
        yield visible(f"{zone.words(entry.at)}  {entry.flow}: {_done(entry, zone)} ({WORDS[status]})")


def _done(entry: LifeEntry, zone: Zone) -> str:
    if entry.do in MOVED:
        what = "was removed" if entry.to is None else f"was moved to {zone.words(entry.to)}"
        return f"{MOVED[entry.do]} {what}"
    return DONE[entry.do] + (f" as version {entry.version}" if entry.do == "flow.launch" else "")


def lived(workspace: Workspace, run: RunEntry, zone: Zone, until: int) -> list[LifeEntry]:
    """What was done to the flows of a run, and the ends that passed by themselves (their number is 0), in the
    order of time."""
    schedules = {(flow.id, version): flow.schedule for flow, version in run_versions(workspace, run)}
    found = workspace.runs.lives(run.id)
    # An end has passed already where something is done at its very second (T-7).
    told = [(entry.at, 1, entry) for entry in found]
    flows: dict[str, int | None] = dict(run.flows)
    for flow in dict.fromkeys((*flows, *(entry.flow for entry in found))):
        number, end, since = flows.get(flow), NEVER, run.start
        if number is not None:
            end = stretch(schedules[flow, number], zone)[1]
        last = LifeEntry(0, 0, until, flow, "flow.end", "paused", None)
        for entry in (*(one for one in found if one.flow == flow), last):
            if since < end <= entry.at:
                told.append((end, 0, LifeEntry(0, entry.seq, end, flow, "flow.end", "paused", number)))
                end = NEVER
            since, number = entry.at, entry.version
            if entry.do == "flow.set_end":
                end = NEVER if entry.to is None else entry.to
            elif entry.do == "flow.launch" and number is not None:
                end = stretch(schedules[flow, number], zone)[1]
    return [entry for _, _, entry in sorted(told, key=lambda one: one[:2])]


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
