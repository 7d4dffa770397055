"""What was done to the flows of a run, in words and as data (F-15 to F-22)."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.text import visible
from engine.life.statuses import WORDS, Status
from engine.life.wording import MOVED, done_words
from engine.time.civil import Zone
from storage.lives import played_in
from storage.runs import LifeEntry, RunEntry
from storage.workspace import Workspace


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
        yield visible(f"{zone.words(entry.at)}  {entry.flow}: {done_words(entry, zone)} ({WORDS[status]})")


class Gone(NamedTuple):
    """A block that the version that plays has not, as the last version that had it called it."""

    name: str
    version: int


class PlayedVersions:
    """All versions of flows that a run has played."""

    def __init__(self, workspace: Workspace, run: RunEntry) -> None:
        self.all = played_in(workspace, run)
        """By flow and number; of each flow in the order in which they were launched."""

    @property
    def flows(self) -> list[str]:
        """The flows' ids."""
        return list(dict.fromkeys(flow for flow, _ in self.all))

    def gone(self, flow: str, block: str) -> Gone:
        """What a block of earlier versions was (F-18)."""
        for (of, number), version in reversed(self.all.items()):
            found = version.block(block) if of == flow else None
            if found is not None:
                return Gone(found.name, number)
        return Gone(block, 0)
