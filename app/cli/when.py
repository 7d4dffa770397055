"""`flowrig when`: when a wait lets go, or a schedule fires."""

import argparse
from itertools import islice

from app.cli.failing import CONTENT, FINE, USAGE, Stop
from app.cli.sources import flow_source, looks_like_a_file, project_settings, read_workspace
from app.cli.streams import print_json
from app.text import visible
from engine.blocks.base import Block
from engine.blocks.launch import LaunchBlock, ScheduleTrigger
from engine.blocks.wait import WaitBlock
from engine.time.civil import Zone
from engine.time.recurrence import firings
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    name, sign, block_id = chosen.block.rpartition("#")
    if not sign or not name or not block_id:
        raise Stop(USAGE, f"{visible(chosen.block)}: name a block as FLOW#BLOCK")
    files = looks_like_a_file(name) and (chosen.world is None or looks_like_a_file(chosen.world))
    if files and chosen.workspace is None:
        # A flow's file says nothing of the project: its times are UTC unless a world is named.
        found = _answer(chosen, None, name, block_id)
    else:
        with read_workspace(chosen.workspace) as workspace:
            found = _answer(chosen, workspace, name, block_id)
    if chosen.json:
        print_json(found, indent=None)
    else:
        for key, value in found.items():
            print("\n".join(value) if isinstance(value, list) else f"{key} {value}")
    return FINE


def _answer(
    chosen: argparse.Namespace, workspace: Workspace | None, name: str, block_id: str
) -> dict[str, str | list[str]]:
    flow = flow_source(name, workspace).flow.flow
    block = flow.block(block_id)
    if block is None:
        names = ", ".join(found.id for found in flow.blocks)
        raise Stop(USAGE, f"flow {flow.id!r} has no block {block_id!r}: it has {names}")
    zone = Zone(project_settings(chosen.world, workspace).time_zone)
    try:
        at = zone.parse(chosen.at)
    except ValueError as problem:
        raise Stop(USAGE, f"--at {visible(chosen.at)}: {problem}") from None
    return _times(block, zone, at, chosen.n)


def _times(block: Block, zone: Zone, at: int, n: int) -> dict[str, str | list[str]]:
    if isinstance(block, WaitBlock):
        try:
            return {"leaves": zone.format(block.leaves(at, zone))}
        except ValueError as problem:
            raise Stop(CONTENT, f"block {block.id!r}: {problem}") from None
    if isinstance(block, LaunchBlock) and isinstance(block.trigger, ScheduleTrigger):
        return {"firings": [zone.format(t) for t in islice(firings(block.trigger.schedule, zone, at), n)]}
    raise Stop(USAGE, f"block {block.id!r} is neither a wait nor a schedule: it has no times to ask for")
