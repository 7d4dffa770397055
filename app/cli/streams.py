"""The standard streams: whatever they lead to, what is written arrives as text, and ends no command."""

import codecs
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, TextIO

_PLAIN = str.maketrans(
    {"─": "-", "│": "|", "·": "-", "→": "->", "✓": "+", "✗": "x", "…": "...", "–": "-", "×": "x", "█": "#"}
    | {"░": ".", "≤": "<=", "≥": ">=", "‘": "'", "’": "'", "“": '"', "”": '"'}
)
"""What our own signs become where the terminal's encoding lacks them."""

# JSON escapes the other control characters by itself.
_OBEYED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def prepare() -> None:
    """Make the standard streams safe to write to: also closed ones, and those that are not UTF-8."""
    codecs.register_error("flowrig", _in_plain_characters)
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:
            # It was closed before we began. Opened anew, its number cannot become that of a workspace.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="flowrig")


def forget_output() -> None:
    """Let nothing more be written to standard output: whoever read it has gone, or has no room for it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def json_text(data: Any, *, indent: int | None = None) -> str:
    """JSON with nothing in it that a terminal obeys; letters of all scripts stay readable."""
    return _OBEYED.sub(_escaped, json.dumps(data, ensure_ascii=False, indent=indent))


def print_json(data: Any, *, indent: int | None = 2) -> None:
    """Print JSON that stays JSON where standard output cannot take every letter."""
    text = json_text(data, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data, indent=indent)
    print(text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _in_plain_characters(error: UnicodeError) -> tuple[str, int]:
    """The error handler `flowrig` for writing text."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    return text.encode("ascii", "backslashreplace").decode(), error.end
