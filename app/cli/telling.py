"""`flowrig describe` and `flowrig export`: a flow for people and programs elsewhere."""

import argparse
import sys
from pathlib import Path

from app.cli.failing import FINE, USAGE, Stop
from app.cli.sources import (
    flow_source,
    looks_like_a_file,
    project_settings,
    read_workspace,
    refuse_to_replace,
)
from app.export.forms import written
from engine.simulation.flow_run import RunFlow
from engine.world.settings import Settings
from storage.whole import written_whole
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    if chosen.command == "export" and chosen.ascii and chosen.form != "text":
        raise Stop(USAGE, "--ascii goes with --as text: nothing else draws with characters")
    if chosen.out is not None:
        refuse_to_replace(chosen.out, ())
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
    return flow, project_settings(chosen.world, workspace)


def _put(chosen: argparse.Namespace, text: str) -> int:
    if chosen.out is None:
        sys.stdout.write(text)
        return FINE
    with written_whole(Path(chosen.out)) as out:
        out.write(text)
    return FINE
