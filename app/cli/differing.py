"""`flowrig diff`: what differs between two versions of a flow."""

import argparse
import json
from typing import Any

from app.cli.failing import FINE
from app.cli.sources import flow_source, looks_like_a_file, open_workspace
from app.cli.streams import print_json
from app.text import visible
from engine.flow.difference import Difference, FieldChange, difference
from engine.flow.model import Flow
from storage.workspace import Workspace

LONGEST = 100
"""Characters of a value that are printed."""


def carry_out(chosen: argparse.Namespace) -> int:
    named = (chosen.old, chosen.new)
    if all(looks_like_a_file(name) for name in named) and chosen.workspace is None:
        return _compare(chosen, None)
    with open_workspace(chosen.workspace, write=False) as workspace:
        return _compare(chosen, workspace)


def _compare(chosen: argparse.Namespace, workspace: Workspace | None) -> int:
    old, new = (flow_source(name, workspace).flow.flow for name in (chosen.old, chosen.new))
    found = difference(old, new)
    if chosen.json:
        print_json(_data(found))
    elif not found:
        print("no difference")
    else:
        _print(found, old, new)
    return FINE


def _data(found: Difference) -> dict[str, Any]:
    def changes(of: tuple[FieldChange, ...]) -> dict[str, Any]:
        return {".".join(map(str, one.path)): {"old": one.old, "new": one.new} for one in of}

    changed = {block: changes(of) for block, of in found.changed.items()}
    return {
        "added": list(found.added),
        "removed": list(found.removed),
        "changed": {**({"": changes(found.flow)} if found.flow else {}), **changed},
        "rewired": [one._asdict() for one in found.rewired],
    }


def _print(found: Difference, old: Flow, new: Flow) -> None:
    def name(flow: Flow, block: str | None) -> str:
        block_there = None if block is None else flow.block(block)
        return "nowhere" if block_there is None else visible(block_there.name)

    for word, flow, blocks in (("added", new, found.added), ("removed", old, found.removed)):
        for block in blocks:
            print(f"{word:<9}{name(flow, block)} ({visible(block)})")
    for of in found.flow:
        print(f"changed  the flow: {_change(of)}")
    for block, changes in found.changed.items():
        for of in changes:
            print(f"changed  {name(new, block)} ({visible(block)}): {_change(of)}")
    for one in found.rewired:
        where = f"{name(new, one.block)} ({visible(one.block)}), {visible(one.output)}"
        print(f"rewired  {where}: {name(old, one.old)} → {name(new, one.new)}")


def _change(of: FieldChange) -> str:
    path = ".".join(map(str, of.path))
    return f"{visible(path)}: {_value(of.old)} → {_value(of.new)}"


def _value(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return visible(text if len(text) <= LONGEST else text[:LONGEST] + "…")
