"""The signs of forms, in box-drawing characters and in plain ASCII."""

from dataclasses import dataclass

from textual.app import App


@dataclass(frozen=True, slots=True)
class Marks:
    """One complete set; none is wider than a cell."""

    wrong: str
    right: str
    problem: str
    closed: str
    opened: str
    leaf: str
    add: str
    remove: str
    up: str
    down: str
    indent: str
    outdent: str
    negate: str
    on: str
    dash: str
    wide: str
    narrow: str


BOX = Marks("✗", "✓", "!", "▸", "▾", "•", "+", "✕", "↑", "↓", "⇥", "⇤", "¬", "x", "·", "◂", "▸")
ASCII = Marks("x", "+", "!", ">", "v", "*", "+", "x", "^", "v", ">", "<", "~", "x", "-", "<", ">")


def marks_of(app: App[object]) -> Marks:
    """The set for this app: one that has an `ascii` says by it whether only ASCII may be drawn."""
    return ASCII if getattr(app, "ascii", False) else BOX
