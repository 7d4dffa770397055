"""The signs the canvas is drawn with, in box-drawing characters and in plain ASCII."""

from dataclasses import dataclass

from app.canvas.route import CROSSING, EAST, NORTH, SOUTH, WEST


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of block is shown: a sign of one cell, the same in ASCII, and its word."""

    sign: str
    plain: str
    word: str


KINDS = {
    "launch": Kind("►", ">", "Launch settings"),
    "condition": Kind("◆", "?", "Condition"),
    "steps": Kind("≡", "=", "Steps"),
    "split": Kind("%", "%", "Split"),
    "wait": Kind("◔", "~", "Wait"),
    "ab_test": Kind("◐", "&", "A/B test"),
    "limit": Kind("≤", "<", "Limit"),
}
"""The kinds that have a sign and a colour of their own; any other is shown by its own name."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A card's border."""

    corners: str
    """Upper left, upper right, lower left, lower right."""
    across: str
    down: str
    port: str


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One complete set of signs."""

    lines: tuple[str, ...]
    """By mask; index 16 and up are crossings, where the upright line passes over."""
    far: tuple[str, ...]
    """For long connections: dashes where they run straight."""
    trail: tuple[str, ...]
    arrow: str
    open_end: str
    token: str
    stroke: str
    """A straight line while something is dragged."""
    plain: Frame
    selected: Frame
    """Selected while the keyboard is elsewhere."""
    focused: Frame
    gone: Frame
    """Of a card that is not there any more."""
    signs: dict[str, str]
    """By tone."""


def _masked(glyphs: str, crossing: str) -> tuple[str, ...]:
    return (*glyphs, *(crossing * 16))


#        0..15 by N=1 E=2 S=4 W=8
_ROUND = " ╵╶╰╷│╭├╴╯─┴╮┤┬┼"
_DASHED = " ╵╶╰╷╎╭├╴╯╌┴╮┤┬┼"
_HEAVY = " ╹╺┗╻┃┏┣╸┛━┻┓┫┳╋"
_ASCII = " ||+||++-+-+++++"
_ASCII_DASHED = " ||+|:++-+~+++++"
_ASCII_TRAIL = " ##########=####"

DIFFERENCES = {"added": "+", "changed": "~", "removed": "-"}
"""The signs of what differs between two flows, wherever it is told."""

BOX = Glyphs(
    _masked(_ROUND, "│"),
    _masked(_DASHED, "│"),
    _masked(_HEAVY, "┃"),
    "▼",
    "○",
    "●",
    "·",
    Frame("╭╮╰╯", "─", "│", "┬"),
    Frame("┏┓┗┛", "━", "┃", "┯"),
    Frame("╔╗╚╝", "═", "║", "╤"),
    Frame("╭╮╰╯", "╌", "╎", "┬"),
    {"warning": "!", "problem": "✗", **DIFFERENCES},
)
ASCII = Glyphs(
    _masked(_ASCII, "|"),
    _masked(_ASCII_DASHED, "|"),
    _masked(_ASCII_TRAIL, "#"),
    "v",
    "o",
    "@",
    ".",
    Frame("++++", "-", "|", "+"),
    Frame("****", "=", "|", "+"),
    Frame("####", "=", "#", "+"),
    Frame("....", ".", ":", "+"),
    {"warning": "!", "problem": "X", **DIFFERENCES},
)

assert CROSSING == 16
assert (NORTH, EAST, SOUTH, WEST) == (1, 2, 4, 8)

_PLAIN = str.maketrans("▸►→←·…–—≤≥●", ">>><-~--<>@")


def plain(text: str) -> str:
    """Our own signs in ASCII; letters of any script stay as they are."""
    return text.translate(_PLAIN)
