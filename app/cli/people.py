"""Whom the command line means: a customer by the id or the name, as the app's `w` takes them."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Protocol, TypeVar

from app.cli.failing import USAGE, Stop
from app.text import visible
from storage.problems import shown
from storage.runs import RunEntry
from storage.stories import people
from storage.workspace import Workspace

LISTED = 8
"""So many of those who might be meant are named."""


class Answer(Protocol):
    """What was found out about a customer."""

    @property
    def known(self) -> bool: ...


Found = TypeVar("Found", bound=Answer)


def asked(ask: Callable[[str], Found], text: str, workspace: Workspace, run: RunEntry) -> Found:
    """What `ask` tells of the customer of that id, or else of the only one whose id or name is so, or holds
    it. Raises Stop."""
    found = ask(text)
    # To look through all names would take as long again.
    return found if found.known else ask(_meant(text, people(workspace, run), run.name))


def _meant(text: str, names: Mapping[str, str], run: str) -> str:
    """The id of the customer who is meant. Raises Stop."""
    wanted = text.strip().casefold()
    low = {customer: (customer.casefold(), name.casefold()) for customer, name in names.items()}
    exact = [customer for customer, both in low.items() if wanted in both]
    like = exact or [
        customer for customer, both in low.items() if wanted and any(wanted in one for one in both)
    ]
    if len(like) == 1:
        return like[0]
    if like:
        some = ", ".join(_named(one, names) for one in like[:LISTED]) + (" …" if len(like) > LISTED else "")
        raise Stop(
            USAGE, f"{len(like):,} customers of run '{shown(run)}' are called like '{shown(text)}': {some}"
        )
    sentence = f"there is no customer '{shown(text)}' in run '{shown(run)}'"
    spelt = {spelling: customer for customer, both in low.items() for spelling in both}
    close = get_close_matches(wanted[:100], spelt, 1, 0.75)
    if close:
        customer = spelt[close[0]]
        sentence += f": did you mean '{shown(customer)}'{_called(names[customer])}?"
    raise Stop(USAGE, sentence)


def _named(customer: str, names: Mapping[str, str]) -> str:
    return shown(customer, 60) + _called(names[customer])


def _called(name: str) -> str:
    return f" ({visible(shown(name, 60))})" if name else ""
