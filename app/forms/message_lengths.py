"""What counts of a finished message, channel by channel: SMS parts, and what inboxes and screens cut off."""

from dataclasses import dataclass
from typing import Final

from app.words import count_of, number

_GSM_7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_TWICE: Final = frozenset("\f^{}\\[~]|€")
"""Characters that take two places."""

_SHOWN: Final[dict[tuple[str, str], int]] = {
    ("email", "subject"): 60,
    ("mobile_push", "heading"): 50,
    ("mobile_push", "text"): 150,
    ("web_push", "heading"): 50,
    ("web_push", "text"): 120,
}
"""About how many characters are shown before the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Sms:
    """How an SMS is sent (3GPP TS 23.038, 23.040)."""

    alphabet: str
    """GSM-7, or UCS-2 where a character is not among its own."""
    used: int
    """Places; some characters take two."""
    parts: int
    left: int
    """Places that are free in the last part."""
    forced_by: str = ""
    """The first character that is not in GSM-7."""


def sms(text: str) -> Sms:
    """How a text is sent as SMS: in one part of 160 (70) places, or in several of 153 (67)."""
    foreign = next((each for each in text if each not in _GSM_7 and each not in _GSM_7_TWICE), "")
    if foreign:
        places = [len(each.encode("utf-16-be", "surrogatepass")) // 2 for each in text]
        return _in_parts("UCS-2", places, 70, 67, foreign)
    return _in_parts("GSM-7", [2 if each in _GSM_7_TWICE else 1 for each in text], 160, 153)


def _in_parts(alphabet: str, places: list[int], alone: int, together: int, foreign: str = "") -> Sms:
    used = sum(places)
    if used <= alone:
        return Sms(alphabet, used, 1 if used else 0, alone - used, foreign)
    parts, room = 1, together
    for place in places:
        # What takes two places is never split between two parts.
        if place > room:
            parts, room = parts + 1, together
        room -= place
    return Sms(alphabet, used, parts, room, foreign)


def length_words(channel: str, name: str, text: str) -> str:
    """What counts of one text of a message, in words; nothing where nothing does."""
    if channel == "sms":
        found = sms(text)
        why = f" because of '{found.forced_by}'" if found.forced_by else ""
        free = f", {number(found.left)} left" if found.used else ""
        return f"{number(found.used)} of {found.alphabet}{why}: {count_of(found.parts, 'SMS', 'SMS')}{free}"
    most = _SHOWN.get((channel, name))
    if most is None:
        return ""
    cut = f": cut off after about {most}" if len(text) > most else f" of about {most} shown"
    return f"{name}: {count_of(len(text), 'character')}{cut}"
