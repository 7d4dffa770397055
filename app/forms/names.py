"""Where the names come from that fields choose among: the project's settings, the catalogue, the fields."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from app.forms.base import Around, Choice
from engine.conditions.base import ENTITIES
from engine.conditions.fields import FieldOffer, wait_dates
from engine.events.catalogue import CATALOGUE
from engine.world.naming import can_be_named

_LISTS: Final = "cart basket wishlist favourites"
"""By what else events about customers' lists are looked for."""


def _events(around: Around) -> tuple[Choice, ...]:
    """By family, in the catalogue's order; each is also found by its rule, its help, and lists."""
    families = list(dict.fromkeys(kind.family for kind in CATALOGUE.values()))
    kinds = sorted(CATALOGUE.values(), key=lambda kind: families.index(kind.family))
    lists = " ".join([_LISTS, *(f"{name} {entry.label}" for name, entry in around.settings.lists.items())])
    return tuple(
        Choice(
            kind.id,
            kind.name,
            kind.rule,
            kind.family,
            f"{kind.help} {lists}" if "list" in kind.Settings.model_fields else kind.help,
        )
        for kind in kinds
    )


def _dates(around: Around) -> tuple[Choice, ...]:
    return of_fields(wait_dates(around.settings, around.waits))


_SOURCES: Final[dict[str, Callable[[Around], tuple[Choice, ...]]]] = {"events": _events, "dates": _dates}
"""Names that are not in a dictionary of the settings."""


def of_fields(offers: Iterable[FieldOffer]) -> tuple[Choice, ...]:
    """Fields by their titles, where two have the same title by their ids; found by their keywords too."""
    fields = [offer.field for offer in offers]
    titles = [field.title for field in fields]
    return tuple(
        Choice(
            field.id,
            field.title if titles.count(field.title) == 1 else field.id,
            ": ".join(filter(None, [ENTITIES.get(field.entity, field.entity), field.help])),
            words=" ".join(field.keywords),
        )
        for field in fields
    )


def creates(names: str) -> str:
    """The key of the settings to which such a name can be added; empty where it cannot."""
    return names if can_be_named(names) else ""


def choices_of(names: str, around: Around) -> tuple[Choice, ...]:
    """The choices that a field's `names` stands for."""
    if names in _SOURCES:
        return _SOURCES[names](around)
    return labelled(getattr(around.settings, names))


def labelled(known: dict[str, Any]) -> tuple[Choice, ...]:
    """The names of a dictionary of the settings, by label where they have one of their own."""
    labels = [getattr(entry, "label", "") or name for name, entry in known.items()]
    return tuple(
        Choice(name, label if labels.count(label) == 1 else name, "" if label == name else name)
        for (name, label) in zip(known, labels, strict=True)
    )
