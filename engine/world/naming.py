"""Adding a name to what a project names (W-1): a segment, a list, a status that a flow is to use."""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from engine.world.settings import (
    ActionTemplate,
    CampaignSettings,
    CustomField,
    Labelled,
    LevelName,
    Name,
    OperationSettings,
    OrderStatus,
    PoolSettings,
    SegmentSettings,
    Settings,
)

MOST_NAMES: Final = 10_000

_NEW: Final[dict[str, Callable[[], Any]]] = {
    "action_templates": ActionTemplate,
    "brands": Labelled,
    "campaigns": CampaignSettings,
    "customer_fields": CustomField,
    "discount_card_types": Labelled,
    "lists": Labelled,
    "operations": OperationSettings,
    "order_statuses": OrderStatus,
    "points_accounts": Labelled,
    "product_segments": Labelled,
    "promo_pools": PoolSettings,
    "segments": SegmentSettings,
    "topics": Labelled,
    "zones": Labelled,
}
NAMED: Final = tuple(_NEW)
"""The keys of the settings to which names can be added."""
_CALLED: Final = {
    "action_templates": "action template",
    "customer_fields": "customer field",
    "discount_card_types": "card type",
    "order_statuses": "order status",
    "points_accounts": "points account",
    "product_segments": "product segment",
    "promo_pools": "promo-code pool",
}
_NAME: Final[TypeAdapter[str]] = TypeAdapter(Name)
_LEVEL: Final[TypeAdapter[str]] = TypeAdapter(LevelName)
_LEVELS: Final = frozenset({"brands", "topics"})


def can_be_named(what: str) -> bool:
    """Whether names of this kind, by the key of the settings, can be added one at a time."""
    return what in _NEW


def called(what: str) -> str:
    """What a name of this kind is called: "segment", "order status"."""
    return _CALLED.get(what, what.removesuffix("s"))


def name_fault(known: Collection[str], what: str, name: str) -> str | None:
    """Why something cannot be named so beside those that are known; None where it can."""
    try:
        (_LEVEL if what in _LEVELS else _NAME).validate_python(name)
    except ValidationError:
        slash = ", without a slash" if what in _LEVELS else ""
        return f"a {called(what)} has a name of 1 to 120 characters{slash}"
    if name != name.strip() or any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name):
        return "a name has no spaces around it and no control characters in it"
    if name in known:
        return f"there is a {called(what)} {name!r} already"
    if len(known) >= MOST_NAMES:
        return f"a project names at most {MOST_NAMES:,} of a kind"
    return None


def with_name(settings: Settings, what: str, name: str) -> Settings:
    """The settings with one more name, as plain as can be. Raises ValueError with a sentence."""
    if not can_be_named(what):
        raise ValueError(f"{what} cannot be added one at a time")
    fault = name_fault(getattr(settings, what), what, name)
    if fault is not None:
        raise ValueError(fault)
    more: dict[str, Any] = {what: {**getattr(settings, what), name: _NEW[what]()}}
    return replace(settings, **more)
