"""Plain ASCII for `--ascii`: the signs that we and the toolkit draw with are exchanged on their way to the
screen.

Letters of any script stay as they are: names are not ours to change.
"""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS = {
    "─━═┄┅┈┉╌╍╴╶╸╺╼╾–—‐‑·": "-",
    "│┃║┆┇┊┋╎╏╵╷╹╻╽╿▏▕▎▍": "|",
    "→▶►▸›»❯⟩": ">",
    "←◀◄◂‹«❮⟨": "<",
    "▲△↑": "^",
    "▼▽↓": "v",
    "•●◉∙": "*",
    "○◌◯": "o",
    "✓✔": "v",
    "✗✘✕×": "x",
    "…": "~",
    "‖": "=",
    "≤": "<",
    "≥": ">",
    "“”„": '"',
    "‘’‚": "'",
    "░▒": ":",
    "▓█▉▊▋▌▐▀▄▆▇▅": "#",
    "▁▂▃": "_",
    "▔": "-",
}


def _table() -> dict[int, str]:
    # Corners, crossings and what else draws boxes and blocks.
    table = dict.fromkeys(range(0x2500, 0x2580), "+") | dict.fromkeys(range(0x2580, 0x25A0), "#")
    table |= dict.fromkeys(range(0x1FB70, 0x1FB90), "|")
    for signs, plain in _SIGNS.items():
        table |= dict.fromkeys(map(ord, signs), plain)
    # The symbols that stand for control characters elsewhere.
    table |= dict.fromkeys(range(0x2400, 0x2427), "?")
    table[0xFFFD] = "?"
    # The sign in the toolkit's palette is two cells wide.
    table[ord("🔎")] = "> "
    return table


_TABLE = _table()


class AsciiFilter(LineFilter):
    """Exchanges the signs in lines that are about to be shown; every cell stays where it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(_TABLE), segment.style)
            for segment in segments
        ]
