"""What was typed in the person's own editor and could not be taken back: kept until it is, or thrown away."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Typed:
    """A flow's text as it was left, and the flow's own as it was when the editing began."""

    text: str
    begun: str
    path: Path | None
    """A copy that outlives flowrig; None where none could be written."""


class TypedYaml:
    """At most one text of each flow, as long as the app runs; the copies on disk are there after a crash."""

    def __init__(self) -> None:
        self._texts: dict[str, Typed] = {}

    def of(self, flow: str) -> Typed | None:
        """What was typed of this flow, if it is still to be taken back."""
        return self._texts.get(flow)

    def keep(self, flow: str, text: str, begun: str) -> Typed:
        """Keep a text in place of the one before."""
        before = self._texts.get(flow)
        path = before.path if before is not None else None
        self._texts[flow] = typed = Typed(text, begun, _written(flow, text, path))
        return typed

    def forget(self, flow: str) -> None:
        """The text was taken back, or thrown away."""
        typed = self._texts.pop(flow, None)
        if typed is not None and typed.path is not None:
            typed.path.unlink(missing_ok=True)


def _written(flow: str, text: str, path: Path | None) -> Path | None:
    """The copy, in the place of the one before or in a new one of the folder for temporary files."""
    try:
        if path is None:
            handle, name = tempfile.mkstemp(prefix=f"flowrig-{flow}-", suffix=".yaml")
            os.close(handle)
            path = Path(name)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError:
        return None
    return path
