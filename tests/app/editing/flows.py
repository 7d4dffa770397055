"""Flows to edit, and random commands on them."""

from typing import Any

from hypothesis import strategies as st

from app.editing import (
    AddBlock,
    AddBlocks,
    Clip,
    Command,
    Connect,
    DeleteBlock,
    DeleteBlocks,
    Disconnect,
    DuplicateBlock,
    MoveBlock,
    MoveBlocks,
    ReplaceSettings,
    SetField,
    SetFlow,
)
from engine.blocks.catalogue import BLOCK_KINDS
from engine.flow.model import Flow


def flow_of(*blocks: dict[str, Any], joined: str = "") -> Flow:
    """A flow; `joined` reads "start.next mail, check.yes mail"."""
    connections = []
    for text in filter(None, joined.split(", ")):
        way, target = text.split(" ")
        source, output = way.split(".")
        connections.append({"from": source, "output": output, "to": target})
    return Flow.model_validate({"id": "welcome", "blocks": blocks, "connections": connections})


START = {"id": "start", "kind": "launch"}
MAIL = {"id": "mail", "kind": "steps", "title": "First mail"}
PAUSE = {"id": "pause", "kind": "wait", "duration": "1 day"}
CHECK = {"id": "check", "kind": "condition"}
TEST = {
    "id": "test",
    "kind": "ab_test",
    "variants": [{"id": "A", "share": 50}, {"id": "B", "share": 50}],
    "control": "B",
}


def straight() -> Flow:
    """start → mail → pause."""
    return flow_of(START, MAIL, PAUSE, joined="start.next mail, mail.next pause")


def several() -> Flow:
    """One block of each kind that has several outputs."""
    branching = {"field": "customer.zone", "branches": [{"id": "A"}, {"id": "B"}], "other": True}
    return flow_of(
        START,
        {**CHECK, "id": "condition", "branching": branching},
        {**TEST, "id": "ab_test"},
        {"id": "steps", "kind": "steps"},
        {"id": "limit", "kind": "limit", "cap": 10},
        joined="start.next condition, condition.A ab_test, condition.B limit, ab_test.A steps",
    )


def joined(flow: Flow) -> set[str]:
    """The connections in the writing of `flow_of`."""
    return {f"{c.source}.{c.output} {c.target}" for c in flow.connections}


IDS = st.sampled_from(
    ["start", "steps", "steps-2", "wait", "condition", "ab_test", "split", "limit", "limit-2", "gone"]
)
OUTPUTS = st.sampled_from(["next", "yes", "no", "A", "B", "C", "within", "beyond", "other"])
BRANCHES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["A", "B", "C", "other", "no good"]), "share": st.sampled_from([0, 50, 500])}
    ),
    max_size=4,
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.sampled_from(["A", "B", "C", "3 days", "08:00", "dynamic", "rolling", "weekly"]),
    BRANCHES,
    st.just({"field": "customer.zone", "branches": [{"id": "A"}, {"id": "C"}], "other": True}),
    st.just({"all": [{"field": "customer.id", "op": "is_filled"}]}),
)
PATHS = st.one_of(
    st.sampled_from(["title", "note", "at", "id", "kind", "condition", "branching", "variants", "branches"]),
    st.sampled_from(
        ["control", "cap", "mode", "period", "duration", "window", "until", "relevance", "nothing"]
    ),
).map(lambda name: (name,)) | st.sampled_from(
    [
        ("variants", 0, "id"),
        ("branches", 1, "id"),
        ("branching", "branches", 0, "id"),
        ("branching", "other"),
        ("window", "start"),
        (),
    ]
)
PLACES = st.none() | st.tuples(st.integers(-9, 9), st.integers(-9, 9))

COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        AddBlock,
        kind=st.sampled_from([*BLOCK_KINDS, "loop"]),
        after=st.none() | IDS,
        output=st.none() | OUTPUTS,
        at=PLACES,
    ),
    st.builds(Connect, IDS, OUTPUTS, IDS),
    st.builds(Disconnect, IDS, OUTPUTS),
    st.builds(MoveBlock, IDS, PLACES),
    st.builds(DuplicateBlock, IDS),
    st.builds(DeleteBlock, IDS),
    st.builds(DeleteBlocks, st.lists(IDS, max_size=3, unique=True).map(tuple)),
    st.builds(MoveBlocks, st.lists(st.tuples(IDS, PLACES), max_size=3).map(tuple)),
    st.builds(
        lambda ids, after, output: AddBlocks(Clip.of(several(), ids), "Paste", after, output),
        st.sets(st.sampled_from([block.id for block in several().blocks])),
        st.none() | IDS,
        st.none() | OUTPUTS,
    ),
    st.builds(SetField, IDS, PATHS, VALUES),
    st.builds(ReplaceSettings, IDS, st.dictionaries(st.sampled_from(["title", "variants"]), VALUES)),
    st.builds(
        SetFlow,
        st.sampled_from(
            [("name",), ("brand",), ("limit", "mode"), ("limit",), ("schedule", "start"), ("id",)]
        ),
        VALUES,
    ),
)
