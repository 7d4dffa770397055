"""The statuses of a flow, and which may follow which (F-15): an explicit table."""

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

Status = Literal["draft", "ready", "launching", "active", "paused", "creating_draft"]

DraftStatus = Literal["draft", "ready"]
"""Of a draft, alone or beside a launched version (F-17)."""

Deed = Literal[
    "edit",
    "launch",
    "pause",
    "resume",
    "end",
    "set_start",
    "set_end",
    "delete_draft",
    "duplicate",
    "done",
]
"""What changes a status. `end` is the end of the schedule (F-20), `done` that launching, or making a draft,
is over: both come by themselves."""

WORDS: Mapping[Status, str] = {
    "draft": "Draft",
    "ready": "Ready for launch",
    "launching": "Launching",
    "active": "Active",
    "paused": "Paused",
    "creating_draft": "Creating draft",
}

DEEDS: Mapping[Deed, str] = {
    "edit": "editing it",
    "launch": "launching it",
    "pause": "pausing it",
    "resume": "resuming it",
    "end": "its end",
    "set_start": "moving its start",
    "set_end": "moving its end",
    "delete_draft": "deleting its draft",
    "duplicate": "duplicating it",
    "done": "being done",
}

BY_ITSELF: tuple[Deed, ...] = ("end", "done")


class Step(NamedTuple):
    """What a deed leads to from a status."""

    to: tuple[Status, ...]
    """Where it may lead: which of them follows from what the flow holds (complete or not) and the clock."""
    through: Status | None = None
    """A status that is passed on the way: it takes no simulated time, but is seen."""


TABLE: Mapping[Status, Mapping[Deed, Step]] = {
    "draft": {
        "edit": Step(("draft", "ready")),
        "duplicate": Step(("draft",)),
    },
    "ready": {
        "edit": Step(("draft", "ready")),
        "launch": Step(("active",), "launching"),
        "duplicate": Step(("ready",)),
    },
    "launching": {"done": Step(("active",))},
    "active": {
        "edit": Step(("active",), "creating_draft"),
        "launch": Step(("active",), "launching"),
        "pause": Step(("paused",)),
        "end": Step(("paused",)),
        "set_start": Step(("active",)),
        "set_end": Step(("active", "paused")),
        "delete_draft": Step(("active",)),
        "duplicate": Step(("active",)),
    },
    "paused": {
        "edit": Step(("paused",), "creating_draft"),
        "launch": Step(("active",), "launching"),
        "resume": Step(("active",)),
        "set_start": Step(("paused",)),
        "set_end": Step(("paused", "active")),
        "delete_draft": Step(("paused",)),
        "duplicate": Step(("paused",)),
    },
    "creating_draft": {"done": Step(("active", "paused"))},
}
"""What is not in it is illegal."""


class IllegalDeed(ValueError):
    """Something that cannot be done to a flow in its status; the text says what can."""


def step(flow: str, status: Status, deed: Deed, not_now: Collection[Deed] = ()) -> Step:
    """What a deed leads to. Raises IllegalDeed, which does not offer what is `not_now` possible for another
    reason."""
    found = TABLE[status].get(deed)
    if found is not None:
        return found
    possible = [DEEDS[one] for one in TABLE[status] if one not in (*BY_ITSELF, *not_now)]
    what = f"possible is {', '.join(possible[:-1])} or {possible[-1]}" if len(possible) > 1 else "wait"
    raise IllegalDeed(f"the flow {flow!r} is {WORDS[status]}, {DEEDS[deed]} is not possible: {what}")


def without(draft: DraftStatus | None) -> tuple[Deed, ...]:
    """What is not possible with a launched flow that has such a draft beside it, or none."""
    if draft is None:
        return ("launch", "delete_draft")
    return ("launch",) if draft == "draft" else ()


def follow(
    flow: str, status: Status, deed: Deed, to: Status, not_now: Collection[Deed] = ()
) -> tuple[Status, ...]:
    """The statuses that come one after another, the last one being `to`. Raises IllegalDeed, as `step`, also
    where the deed does not lead there."""
    found = step(flow, status, deed, not_now)
    if to not in found.to:
        raise IllegalDeed(f"the flow {flow!r} is {WORDS[status]}, {DEEDS[deed]} does not make it {WORDS[to]}")
    return (to,) if found.through is None else (found.through, to)
