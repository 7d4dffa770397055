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
    if chosen.workspace is not None and not _names_a_file(chosen.workspace):
        complain([_no_such(chosen.workspace)])
        return USAGE
    # A driver of Textual's own, such as textual-serve, brings a screen where there is no terminal.
    if not os.environ.get("TEXTUAL_DRIVER") and not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        complain(["there is no terminal to draw on: use a command, see flowrig --help"])
        return USAGE
    from app.start import open_app

    trouble = _nowhere(chosen.workspace)
    if trouble:
        complain([trouble])
        return USAGE
    return open_app(chosen)


def _names_a_file(word: str) -> bool:
    """Whether a word can be meant as a file: as one that is there, or by how it looks. A workspace that is
    not there yet is made, and nobody wants one called as a command was mistyped."""
    if word.lower().endswith((".flowrig", ".yaml", ".yml")) or "/" in word or "\\" in word:
        return True
    try:
        return Path(word).exists()
    except (OSError, ValueError):
        return False


def _nowhere(word: str | None) -> str:
    """Why no workspace can be at the place that was named; empty where one can, or where it is a scenario."""
    if word is None or word.lower().endswith((".yaml", ".yml")):
        return ""
    path = Path(word)
    try:
        if not path.is_dir() and path.absolute().parent.is_dir():
            return ""
    except (OSError, ValueError):
        pass
    from storage.problems import WorkspaceProblem
    from storage.workspace import Workspace

    try:
        Workspace.open(path, create=True).close()
    except WorkspaceProblem as problem:
        return str(problem)
    return ""


def _no_such(word: str) -> str:
    """What is said of a word that is neither a command nor a file."""
    from storage.problems import shown

    meant = get_close_matches(word[:50], COMMANDS, 1, 0.7)
    if meant:
        return f"there is no command '{shown(word)}': did you mean '{meant[0]}'? (see flowrig --help)"
    return (
        f"there is no command and no file '{shown(word, 60)}': flowrig NAME.flowrig makes a workspace, "
        "flowrig NAME.yaml opens a scenario, flowrig --help lists the commands"
    )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()
