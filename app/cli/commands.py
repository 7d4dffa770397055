"""Carrying out a command, and turning what can go wrong into one line."""

import argparse
import importlib
import sys
from collections.abc import Callable

from app.cli.failing import CONTENT, USAGE, Stop, complain
from app.cli.parser import MODULES
from app.cli.streams import forget_output


def load(command: str) -> Callable[[argparse.Namespace], int]:
    """What carries a command out; its modules are imported no sooner than that."""
    found: Callable[[argparse.Namespace], int] = importlib.import_module(MODULES[command]).carry_out
    return found


def carry_out(chosen: argparse.Namespace) -> int:
    """Do what the command line asks for; the exit status."""
    from storage.problems import BadFile, NotThere, WorkspaceProblem, shown

    try:
        status = load(chosen.command)(chosen)
        sys.stdout.flush()
        return status
    except Stop as stop:
        complain(stop.lines)
        return stop.status
    except BadFile as bad:
        complain(str(bad).splitlines())
        # One that another file names is told at its place there, and is a problem of that file.
        return USAGE if isinstance(bad, NotThere) else CONTENT
    except WorkspaceProblem as problem:
        complain([str(problem)])
        return (
            USAGE
            if problem.trouble in ("missing", "folder", "unknown_name", "bad_name", "exists")
            else CONTENT
        )
    except BrokenPipeError:
        # Whoever read our output has gone; there is nobody left to tell.
        forget_output()
        return CONTENT
    except OSError as error:
        forget_output()
        where = "standard output" if error.filename is None else shown(str(error.filename), 300)
        complain([f"{where}: {error.strerror or error}"])
        return CONTENT
