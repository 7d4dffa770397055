"""How commands end: 0 fine, 1 problems in content, 2 usage, 130 interrupted; problems are lines on standard
error."""

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
