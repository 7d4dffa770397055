"""The command line: `flowrig` opens the app, `flowrig run …` and the others work without a screen.

Exit status: 0 fine, 1 problems in content, 2 usage, 130 interrupted. Errors are one line each on standard
error.
"""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """What the console script calls."""
    try:
        from app.cli.parser import parse, wants_app
        from app.cli.streams import prepare

        words = list(sys.argv[1:] if arguments is None else arguments)
        prepare()
        if wants_app(words):
            from app.cli.opening import open_screen

            return open_screen(parse(["open", *words]))
        chosen = parse(words)
        from app.cli.commands import carry_out

        return carry_out(chosen)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
