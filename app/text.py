"""User-made text on its way to a terminal: made visible, measured in cells, cut and wrapped.

Everything that people type, import or simulate goes through `visible` before it is drawn, so that a customer
called ``\\x1b[2J`` is shown as text and never reaches the terminal as a command.
"""

import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size

ELLIPSIS = "…"
_NEWLINES = {"\n", "\u0085", "\u2028", "\u2029"}
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Emoji modifiers and variation selectors: terminals disagree about their width, and a line would shift.
_MODIFIERS = {chr(code) for code in range(0x1F3FB, 0x1F400)} | {chr(code) for code in range(0xFE00, 0xFE10)}


@lru_cache(maxsize=4096)
def _visible_character(character: str) -> str:
    if character in _NEWLINES:
        return "\u2424"
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return _UNKNOWN
    if category == "Cf" or character in _MODIFIERS:
        return ""
    if category == "Zs":
        return " "
    return character


def visible(text: str) -> str:
    """The text with nothing in it that a terminal obeys.

    Control characters become their ␀-block symbols (newlines ␤), other control codes and lone surrogates �.
    Bidi marks, zero-width characters, joiners and emoji modifiers are dropped, every kind of space becomes
    a plain one.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def cell_width(text: str) -> int:
    """How many terminal cells the text takes; wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(get_character_cell_size, text))


def cells(text: str) -> list[str]:
    """The text, one entry a cell; the second cell of a wide character is empty, marks join what they stand
    on.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    for character in text:
        width = get_character_cell_size(character)
        if width == 0:
            if found:
                place = -1 if found[-1] else -2
                found[place] += character
        else:
            found.append(character)
            if width == 2:
                found.append("")
    return found


def _head(text: str, width: int) -> str:
    """As much of the text as fits."""
    left = width
    for at, character in enumerate(text):
        left -= get_character_cell_size(character)
        if left < 0:
            return text[:at]
    return text


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with … where something is left out."""
    if width <= 0:
        return ""
    if cell_width(text) <= width:
        return text
    return _head(text, width - 1).rstrip() + ELLIPSIS


def fit(text: str, width: int) -> str:
    """The text cut or padded to exactly `width` cells."""
    text = cut(text, width)
    return text + " " * (width - cell_width(text))


def wrap(text: str, width: int, rows: int) -> list[str]:
    """The text in at most `rows` rows of at most `width` cells (two or more).

    It is broken between words, inside a word only where that alone is too long; … says that more was left.
    """
    found: list[str] = []
    words = text.split()
    while words and len(found) < rows:
        if len(found) == rows - 1:
            found.append(cut(" ".join(words), width))
            break
        line = words.pop(0)
        while words and cell_width(line) + 1 + cell_width(words[0]) <= width:
            line += " " + words.pop(0)
        head = _head(line, width)
        if head != line:
            words.insert(0, line[len(head) :])
        found.append(head)
    return found
