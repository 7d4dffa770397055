"""`flowrig describe` and `flowrig export`: a flow for people and programs elsewhere."""

import argparse
import sys
from pathlib import Path

from app.cli.failing import FINE
from app.cli.sources import flow_source, looks_like_a_file, read_workspace
from app.export.forms import written
from engine.simulation.flow_run import RunFlow
from engine.world.settings import Settings
from storage.files import world_file
from storage.whole import check_place, written_whole
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    played, settings = _flow(chosen)
    if chosen.command == "describe":
        return _put(chosen, written(played.flow, settings, "markdown", version=played.version))
    return _put(chosen, written(played.flow, settings, chosen.form, ascii=chosen.ascii))


def _flow(chosen: argparse.Namespace) -> tuple[RunFlow, Settings]:
    by_file = looks_like_a_file(chosen.flow) and (chosen.world is None or looks_like_a_file(chosen.world))
    if by_file and chosen.workspace is None:
        return _named(chosen, None)
    with read_workspace(chosen.workspace) as workspace:
        return _named(chosen, workspace)


def _named(chosen: argparse.Namespace, workspace: Workspace | None) -> tuple[RunFlow, Settings]:
    flow = flow_source(chosen.flow, workspace, chosen.version).flow
    if chosen.world is not None and looks_like_a_file(chosen.world):
        return flow, world_file(Path(chosen.world)).settings
    if workspace is None:
        return flow, Settings()
    if chosen.world is not None:
        return flow, workspace.worlds.settings(workspace.worlds.entry(chosen.world).version)
    # Where it is not said whose names they are, the only world's.
    worlds = workspace.worlds.entries()
    return flow, workspace.worlds.settings(worlds[0].version) if len(worlds) == 1 else Settings()


def _put(chosen: argparse.Namespace, text: str) -> int:
    if chosen.out is None:
        sys.stdout.write(text)
        return FINE
    place = Path(chosen.out)
    check_place(place)
    with written_whole(place) as out:
        out.write(text)
    return FINE
