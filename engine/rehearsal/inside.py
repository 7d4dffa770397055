"""Whom a launch finds inside the flow, and what it does to each (F-17, F-18)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from engine.flow.model import Flow
from engine.simulation.simulation import Simulation

_in_order = attrgetter("due", "passage")


@dataclass(frozen=True, slots=True)
class Inside:
    """A passage inside a Wait at the launch. Instants."""

    passage: int
    customer: str
    block: str
    due: int
    """When the Wait is over."""
    version: int
    """The version by which it entered the Wait."""
    goes_on: bool
    """It serves out its Wait and goes on in the new version; else it is removed, as its Wait is not there any
    more."""


def inside(simulation: Simulation, draft: Flow) -> tuple[Inside, ...]:
    """Who waits in a flow now, those due first first, and what launching this draft would do to them. Looks
    only, and takes no longer than it takes to count them."""
    waits = {block.id for block in draft.blocks if block.kind == "wait"}
    found = [
        Inside(
            passage.id,
            passage.customer.id,
            passage.node.block,
            passage.due,
            passage.flow.version if passage.node.since is None else passage.node.since,
            passage.node.block in waits,
        )
        for passage in simulation.waiting.values()
        if passage.flow.flow == draft.id
    ]
    return tuple(sorted(found, key=_in_order))


def removed(found: Iterable[Inside]) -> dict[str, int]:
    """How many are removed, by the Wait that they were in; most first."""
    return dict(Counter(one.block for one in found if not one.goes_on).most_common())


def sentence(found: Iterable[Inside], version: int, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Such as "412 waiting: 380 go on under version 4, 32 are removed (Wait 'Remind' was deleted)".

    `old` and `new`: what each version's blocks are called, by id.
    """
    found = tuple(found)
    if not found:
        return "nobody waits in it"
    gone = removed(found)
    away = sum(gone.values())
    stay = len(found) - away
    parts = []
    if stay:
        parts.append(f"{stay:,} {'goes' if stay == 1 else 'go'} on under version {version}")
    if away:
        why = ", ".join(
            f"Wait {old.get(block, block)!r} {'is no Wait any more' if block in new else 'was deleted'}"
            + (f": {n:,}" if len(gone) > 1 else "")
            for block, n in gone.items()
        )
        parts.append(f"{away:,} {'is' if away == 1 else 'are'} removed ({why})")
    return f"{len(found):,} waiting: {', '.join(parts)}"
