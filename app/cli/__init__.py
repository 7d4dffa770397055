"""The command line: `flowrig` opens the app, `flowrig run …` and the others work without a screen.

Exit status: see `app.cli.failing`. Errors are one line each on standard error.
"""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """What the console script calls."""
    from app.cli.interrupting import ending_at_once

    try:
        with ending_at_once():
            from app.cli.parser import parse, with_command
            from app.cli.streams import prepare

            prepare()
            chosen = parse(with_command(sys.argv[1:] if arguments is None else arguments))
            if chosen.command == "open":
                from app.cli.opening import open_screen as carry_out
            else:
                from app.cli.commands import carry_out, load

                load(chosen.command)
        return carry_out(chosen)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
