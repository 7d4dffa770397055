"""The signs of the screens outside the canvas, in box-drawing characters and in plain ASCII."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """One complete set; none is wider than a cell, but for `paused`."""

    play: str
    paused: str
    cursor: str
    yes: str
    no: str
    warning: str
    dot: str
    arrow: str
    back: str
    full: str
    empty: str
    rule: str
    upright: str
    branch: str
    last_branch: str
    ellipsis: str
    caption: str


BOX = Signs("▶", "‖", "▸", "✓", "✗", "!", "·", "→", "‹", "━", "─", "─", "│", "├", "╰", "…", "❝")
ASCII = Signs(">", "||", ">", "v", "x", "!", "-", ">", "<", "=", "-", "-", "|", "|", "`", "~", '"')
