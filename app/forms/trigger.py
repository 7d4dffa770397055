"""A kind of event in words, for whoever chooses what starts a flow."""

from typing import Final

from app.forms.base import Around
from engine.conditions.base import ENTITIES, listed
from engine.conditions.fields import wait_dates
from engine.events.base import EventKind
from engine.messages.parameters import ROOTS

MOST_DATES: Final = 4


def about(kind: EventKind, around: Around) -> str:
    """What starts it, and what conditions, waits and messages get from it; a line for each."""
    lines = [kind.help]
    asked = [ENTITIES.get(entity, entity) for entity in ("customer", *kind.context)]
    lines.append(f"Conditions ask about: {listed(asked)}.")
    dates = [offer.field.title for offer in wait_dates(around.settings, kind.waits)]
    some = [*dates[:MOST_DATES], *(["more"] if len(dates) > MOST_DATES else [])]
    if some:
        lines.append(f"Waits reckon from: {listed(some)}.")
    printed = [root for root in ROOTS if root == "Customer" or root in kind.parameters]
    lines.append(f"Messages print: {listed(printed)}.")
    if kind.transactional:
        lines.append("What it sends counts as transactional.")
    return "\n".join(lines)
