"""Flows in which customers wait for long, and edits of them as people make them."""

from typing import Any

from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from tests.engine.simulation.random_flows import LIMITS, OTHERS, PEOPLE, SCHEDULES, STEPS, TIMES, ZONE

TEMPLATES = ("visit", "order")
WAITS = st.sampled_from(
    [
        {"kind": "wait", "mode": "fixed", "duration": duration, "window": window}
        for duration in ("1 hour", "1 day", "2 days", "4 days")
        for window in (None, None, {"start": "09:00", "end": "17:00"})
    ]
)
BLOCKS = st.sampled_from([WAITS, WAITS, STEPS, OTHERS]).flatmap(lambda blocks: blocks)
TRIGGERS = st.sampled_from(
    [
        {"event": "action_issued", "settings": {"templates": list(TEMPLATES)}},
        {"event": "action_issued", "settings": {"templates": list(TEMPLATES)}},
        {"event": "action_issued", "settings": {"templates": ["bonus"]}},
        {"schedule": {"every": "day", "at": "09:00"}},
    ]
)


@st.composite
def living(draw: st.DrawFn, name: str) -> Flow:
    """A flow in a row, with a Wait near its beginning."""
    row = [draw(BLOCKS), draw(WAITS), *draw(st.lists(BLOCKS, max_size=4))]
    blocks = [
        {"id": "start", "kind": "launch", "trigger": draw(TRIGGERS)},
        *({"id": f"b{n}", **block} for n, block in enumerate(row)),
    ]
    bare = Flow.model_validate({"id": name, "blocks": blocks})
    wires = [
        {"from": block.id, "output": output.id, "to": following.id}
        for block, following in zip(bare.blocks, bare.blocks[1:], strict=False)
        for output in block.outputs()
    ]
    return Flow.model_validate(
        {
            "id": name,
            "limit": draw(LIMITS),
            "schedule": draw(SCHEDULES),
            "blocks": blocks,
            "connections": wires,
        }
    )


@st.composite
def edited(draw: st.DrawFn, flow: Flow) -> Flow:
    """The flow after an edit or two; it may be left unfinished."""
    data = flow.model_dump(mode="json", by_alias=True)
    for _ in range(draw(st.integers(1, 2))):
        _edit(draw, data)
    return Flow.model_validate(data)


def without(flow: Flow, gone: str, heal: bool) -> Flow:
    """The flow without a block; healed, what led to it leads to what came behind it."""
    behind = next((wire.target for wire in flow.connections if wire.source == gone), None)
    wires = [
        wire.model_copy(update={"target": behind}) if wire.target == gone else wire
        for wire in flow.connections
        if wire.source != gone and (wire.target != gone or (heal and behind not in (None, gone)))
    ]
    blocks = tuple(block for block in flow.blocks if block.id != gone)
    return flow.model_copy(update={"blocks": blocks, "connections": tuple(wires)})


def _edit(draw: st.DrawFn, data: dict[str, Any]) -> None:
    blocks, wires = data["blocks"], data["connections"]
    others = [n for n, block in enumerate(blocks) if block["kind"] != "launch"]
    what = draw(st.sampled_from(["delete", "change", "add", "rewire", "limit", "schedule", "trigger"]))
    if what == "delete" and others:
        gone = blocks[draw(st.sampled_from(others))]["id"]
        shorter = without(Flow.model_validate(data), gone, draw(st.booleans()))
        data.update(shorter.model_dump(mode="json", by_alias=True))
    elif what == "change" and others:
        n = draw(st.sampled_from(others))
        blocks[n] = {"id": blocks[n]["id"], **draw(BLOCKS)}
        outputs = {
            output.id
            for output in Flow.model_validate({"id": "x", "blocks": [blocks[n]]}).blocks[0].outputs()
        }
        data["connections"] = [
            wire for wire in wires if wire["from"] != blocks[n]["id"] or wire["output"] in outputs
        ]
    elif what == "add":
        name = next(f"n{n}" for n in range(99) if all(block["id"] != f"n{n}" for block in blocks))
        blocks.append({"id": name, **draw(BLOCKS)})
        if wires:
            wire = draw(st.sampled_from(wires))
            wire["to"] = name
    elif what == "rewire" and wires:
        wire = draw(st.sampled_from(wires))
        later = [block["id"] for block in blocks[[b["id"] for b in blocks].index(wire["from"]) + 1 :]]
        if later:
            wire["to"] = draw(st.sampled_from(later))
    elif what == "limit":
        data["limit"] = draw(LIMITS)
    elif what == "schedule":
        data["schedule"] = draw(SCHEDULES)
    elif what == "trigger":
        blocks[0]["trigger"] = draw(TRIGGERS)


@st.composite
def visits(draw: st.DrawFn) -> list[Change]:
    """Many actions of few customers, often at one instant."""
    found = [
        {"do": "action.issue", "customer": who, "template": template, "at": at}
        for at, who, template in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(TIMES), st.sampled_from(PEOPLE), st.sampled_from([*TEMPLATES, "bonus"])
                ),
                min_size=4,
                max_size=14,
            )
        )
    ]
    changes = [CHANGE.validate_python(one, context={"zone": ZONE}) for one in found]
    return sorted(changes, key=lambda change: change.at)
