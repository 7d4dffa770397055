"""`flowrig diff`: what differs between two versions of a flow."""

import argparse
from typing import Any

from app.cli.failing import FINE
from app.cli.sources import flow_source, looks_like_a_file, read_workspace
from app.cli.streams import print_json
from app.differences import change_text, name_in
from app.text import visible
from engine.flow.difference import Difference, FieldChange, difference
from engine.flow.model import Flow
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    named = (chosen.old, chosen.new)
    if all(looks_like_a_file(name) for name in named) and chosen.workspace is None:
        old, new = _flows(chosen, None)
    else:
        with read_workspace(chosen.workspace) as workspace:
            old, new = _flows(chosen, workspace)
    found = difference(old, new)
    if chosen.json:
        print_json(_data(found))
    elif not found:
        print("no difference")
    else:
        _print(found, old, new)
    return FINE


def _flows(chosen: argparse.Namespace, workspace: Workspace | None) -> tuple[Flow, Flow]:
    old, new = (flow_source(name, workspace).flow.flow for name in (chosen.old, chosen.new))
    return old, new


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
    for word, flow, blocks in (("added", new, found.added), ("removed", old, found.removed)):
        for block in blocks:
            print(f"{word:<9}{name_in(flow, block)} ({visible(block)})")
    for of in found.flow:
        print(f"changed  the flow: {change_text(of)}")
    for block, changes in found.changed.items():
        for of in changes:
            print(f"changed  {name_in(new, block)} ({visible(block)}): {change_text(of)}")
    for one in found.rewired:
        where = f"{name_in(new, one.block)} ({visible(one.block)}), {visible(one.output)}"
        print(f"rewired  {where}: {name_in(old, one.old)} → {name_in(new, one.new)}")
