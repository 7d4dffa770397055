"""The command line: `flowrig` opens the app, `flowrig run …` and the others work without a screen.

Exit status: 0 fine, 1 problems in content, 2 usage. Errors are one line each on standard error.
"""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """What the console script calls."""
    from app.cli.parser import parser, wants_app

    words = list(sys.argv[1:] if arguments is None else arguments)
    # Windows consoles may not be UTF-8; a name that cannot be shown must not end a run.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if wants_app(words):
        from app.start import open_app

        return open_app(parser().parse_args(["open", *words]))
    chosen = parser().parse_args(words)
    from app.cli.commands import carry_out

    return carry_out(chosen)
