"""`flowrig validate`: check files without playing them."""

import argparse
from pathlib import Path

from app.cli.failing import CONTENT, FINE, USAGE, complain
from app.cli.sources import looks_like_a_file, read_workspace
from storage.checking import check_files


def carry_out(chosen: argparse.Namespace) -> int:
    files = [Path(file) for file in chosen.files]
    world = chosen.world
    if world is not None and looks_like_a_file(world):
        world = Path(world)
    if chosen.workspace is None and not isinstance(world, str):
        found = check_files(files, world)
    else:
        with read_workspace(chosen.workspace) as workspace:
            found = check_files(files, world, workspace)
    for line in found.fine:
        print(line)
    complain(found.warnings)
    complain(found.errors)
    if found.missing:
        return USAGE
    return CONTENT if found.errors else FINE
