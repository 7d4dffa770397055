"""Why an event was not seen in a change, and which of a trigger's settings it did not meet (R-3): what every
kind of event can say without having words of its own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.world.delta_words import concerns, heard, told
from engine.world.wording import NOT_SET, listed_names

if TYPE_CHECKING:
    from engine.events.base import Event, EventKind, EventSettings
    from engine.world.entities import Customer
    from engine.world.world import Applied, World

MOST = 6
"""Facts of a change that are told one by one."""


class Asked(NamedTuple):
    """What one setting of a trigger asks for, and what the event showed."""

    setting: str
    title: str
    wanted: str
    seen: str
    ok: bool | None
    """None where it hangs on more than this setting."""


def overlooked(
    kind: "EventKind",
    applied: "Applied",
    world: "World",
    customer: "Customer",
    settings: "EventSettings",
) -> str:
    """Why a change held no event of this kind for the customer."""
    listens = f"'{kind.name}' listens for {listed_names([heard(each) for each in kind.hears])}"
    mine = [delta for delta in applied.deltas if concerns(delta, customer)]
    heard_ones = [delta for delta in mine if type(delta) in kind.hears]
    if heard_ones:
        reasons = [
            f"{told(delta, world)}: "
            + (kind.exclusion(delta, applied, world, customer, settings) or f"that is no '{kind.name}'")
            for delta in heard_ones
        ]
        return "; ".join(some(reasons))
    if mine:
        return f"{'; '.join(some([told(delta, world) for delta in mine]))}; {listens}"
    if applied.deltas:
        return f"the change altered nothing about {customer.id} that is told; {listens}"
    return f"the change altered nothing, as all of it was so already; {listens}"


def some(facts: list[str]) -> list[str]:
    """The first few, and how many more there are."""
    if len(facts) <= MOST:
        return facts
    return [*facts[: MOST - 1], f"and {len(facts) - MOST + 1} more"]


def asked_by_name(
    kind: "EventKind", event: "Event", settings: "EventSettings", world: "World"
) -> Iterator[Asked]:
    """Each setting beside the event's fact of the same name; settings that are left open ask for nothing."""
    for name, info in type(settings).model_fields.items():
        value = getattr(settings, name)
        if value is None or value == []:
            continue
        extra = info.json_schema_extra
        names = extra.get("names") if isinstance(extra, dict) else None
        seen = _seen(name, names, event, world)
        asked = Asked(name, info.title or name, shown(value, "or"), "", None)
        if seen is not _NO_FACT:
            asked = asked._replace(seen=shown(seen, "and"), ok=_meets(value, seen))
        # Names are the project's, and stay as they are; all else is ours, in words.
        yield asked if names else asked._replace(wanted=_words(asked.wanted), seen=_words(asked.seen))


_NO_FACT = object()


def _seen(name: str, names: object, event: "Event", world: "World") -> Any:
    facts = event.facts
    for fact in (name, name.removesuffix("s"), name.removesuffix("es"), name.removesuffix("ies") + "y"):
        if fact in facts:
            return facts[fact]
    product = world.products.get(str(facts.get("product")))
    if names == "product_segments" and product is not None:
        return tuple(product.segments)
    return _NO_FACT


def _words(text: str) -> str:
    return text.replace("_", " ")


def _meets(wanted: Any, seen: Any) -> bool:
    several = set(seen) if isinstance(seen, tuple | list) else {seen}
    return not several.isdisjoint(wanted if isinstance(wanted, list | tuple) else [wanted])


def shown(value: Any, last: str) -> str:
    """A setting or a fact as people read it."""
    if value is None:
        return NOT_SET
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return listed_names([shown(each, last) for each in value], last) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
