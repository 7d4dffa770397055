"""`flowrig validate`: check files without playing them."""

import argparse
from pathlib import Path

from app.cli.failing import CONTENT, FINE, complain
from storage.checking import check_files


def carry_out(chosen: argparse.Namespace) -> int:
    world = None if chosen.world is None else Path(chosen.world)
    found = check_files([Path(file) for file in chosen.files], world)
    for line in found.fine:
        print(line)
    complain(found.warnings)
    complain(found.errors)
    return CONTENT if found.errors else FINE
