"""`flowrig` without a command: the app, where there is a terminal for it."""

import argparse
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from app.cli.failing import USAGE, complain
from app.cli.parser import COMMANDS


def open_screen(chosen: argparse.Namespace) -> int:
    """Show the app, unless that cannot be what was meant; the exit status."""
    if chosen.workspace is not None:
        meant = get_close_matches(chosen.workspace, COMMANDS, 1, 0.7)
        if meant and not Path(chosen.workspace).exists():
            complain(
                [f"there is no command '{chosen.workspace}': did you mean '{meant[0]}'? (see flowrig --help)"]
            )
            return USAGE
    # A driver of Textual's own, such as textual-serve, brings a screen where there is no terminal.
    if not os.environ.get("TEXTUAL_DRIVER") and not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        complain(["there is no terminal to draw on: use a command, see flowrig --help"])
        return USAGE
    from app.start import open_app

    return open_app(chosen)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
