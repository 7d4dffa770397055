"""All kinds of event, by id. A kind is registered by standing in its family's `KINDS`."""

from collections.abc import Iterable

from engine.events import (
    actions,
    campaigns,
    cards,
    contacts,
    customer_data,
    listed_products,
    lists,
    loyalty,
    operations,
    order_items,
    order_statuses,
    orders,
    preferred_products,
    profile,
    promo_codes,
    segments,
    sessions,
    subscriptions,
    viewed_products,
    views,
)
from engine.events.base import EventKind

_FAMILIES: tuple[Iterable[EventKind], ...] = (
    actions.KINDS,
    sessions.KINDS,
    lists.KINDS,
    order_statuses.KINDS,
    orders.KINDS,
    order_items.KINDS,
    segments.KINDS,
    profile.KINDS,
    contacts.KINDS,
    customer_data.KINDS,
    subscriptions.KINDS,
    listed_products.KINDS,
    viewed_products.KINDS,
    views.KINDS,
    preferred_products.KINDS,
    loyalty.KINDS,
    promo_codes.KINDS,
    cards.KINDS,
    campaigns.KINDS,
    operations.KINDS,
)

CATALOGUE: dict[str, EventKind] = {kind.id: kind for family in _FAMILIES for kind in family}
"""In the order in which they are shown."""
