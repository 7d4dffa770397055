"""How commands end; problems are lines on standard error.

0: fine. 1: what was asked about is not fine: something stands wrong in a file or a workspace, an expectation
does not hold, a flow stands so that this cannot be done to it. 2: the command cannot be carried out as it was
given: an option, a value, or the name of something that is not there, or that is taken; for `test` also a
scenario that cannot be played, so that 1 means one that fails. 130: interrupted.
"""

import sys
from collections.abc import Iterable

FINE, CONTENT, USAGE, INTERRUPTED = 0, 1, 2, 130


class Stop(Exception):
    """The command cannot go on: its exit status, and the lines that say why."""

    def __init__(self, status: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.status = status
        self.lines = lines


def complain(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
