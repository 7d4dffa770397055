"""What differs between two versions of a flow, in words (F-17, F-19): for lists and for the shell."""

import json
from typing import Any, Final

from app.text import visible
from engine.flow.difference import FieldChange, Path
from engine.flow.model import Flow

LONGEST: Final = 100
"""Characters of a value that are shown."""

NOTHING: Final = "nothing"
NOWHERE: Final = "nowhere"


def value_text(value: Any, longest: int = LONGEST) -> str:
    """A setting's value as it stands in a file."""
    text = NOTHING if value is None else json.dumps(value, ensure_ascii=False)
    return visible(text if len(text) <= longest else text[:longest] + "…")


def value_words(value: Any, longest: int = LONGEST) -> str:
    """The same as people read it: texts without their quotes, where nothing can be mistaken."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = isinstance(value, str) and value.strip() == value and value not in ("", NOTHING)
    if not plain:
        return value_text(value, longest)
    text = " ".join(value.split())
    return visible(text if len(text) <= longest else text[:longest] + "…")


def field_words(path: Path) -> str:
    """The way to a setting; places in a list are counted from 1."""
    parts = (str(part + 1) if isinstance(part, int) else part.replace("_", " ") for part in path)
    return visible(" · ".join(parts))


def name_in(flow: Flow, block: str | None) -> str:
    """What a version calls a block; where it has no such block, that is nowhere."""
    found = None if block is None else flow.block(block)
    return NOWHERE if found is None else visible(found.name)


def change_text(change: FieldChange) -> str:
    """A setting that changed, as it stands in a file."""
    path = ".".join(map(str, change.path))
    return f"{visible(path)}: {value_text(change.old)} → {value_text(change.new)}"


def change_words(change: FieldChange, arrow: str = "→") -> str:
    """The same as people read it."""
    old, new = value_words(change.old), value_words(change.new)
    return f"{field_words(change.path)}: {old} {arrow} {new}"
