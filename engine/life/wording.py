"""What was done to a flow, in words (F-15 to F-22)."""

from typing import Final, Protocol

from engine.time.civil import Zone

END: Final = "flow.end"
"""Told of a flow as its end passes by itself: nobody does that."""

DONE: Final = {
    "flow.edit": "a draft was made",
    "flow.launch": "launched",
    "flow.pause": "paused",
    "flow.resume": "resumed",
    "flow.delete_draft": "its draft was deleted",
    "flow.duplicate": "made as a duplicate",
    END: "its end passed",
}

MOVED: Final = {"flow.set_start": "its start", "flow.set_end": "its end"}

OFF: Final = {
    "paused": "paused since {}",
    "ended": "its end ({}) had passed",
    "not_started": "its start ({}) had not come",
}
"""Why a flow was off, with the moment to be put in."""


class Done(Protocol):
    """Something that was done to a flow."""

    @property
    def do(self) -> str: ...
    @property
    def version(self) -> int | None: ...
    @property
    def to(self) -> int | None: ...


def done_words(done: Done, zone: Zone) -> str:
    """What was done: "launched as version 2", "its end was moved to Tue 2026-03-10 00:00"."""
    if done.do in MOVED:
        what = "was removed" if done.to is None else f"was moved to {zone.words(done.to)}"
        return f"{MOVED[done.do]} {what}"
    return DONE[done.do] + (f" as version {done.version}" if done.do == "flow.launch" else "")
