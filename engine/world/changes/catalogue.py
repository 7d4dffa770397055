"""All kinds of change, and reading them from plain data. A kind is registered by standing in its room's
`CHANGES`."""

from typing import Annotated, Any, Union

from pydantic import Discriminator, TypeAdapter

from engine.world.changes import (
    actions,
    applied_codes,
    balances,
    campaigns,
    cards,
    contacts,
    customers,
    lists,
    merging,
    operations,
    orders,
    products,
    promo_codes,
    segments,
    sessions,
    subscriptions,
)
from engine.world.changes.base import Change

KINDS: tuple[type[Change], ...] = (
    *customers.CHANGES,
    *contacts.CHANGES,
    *merging.CHANGES,
    *subscriptions.CHANGES,
    *segments.CHANGES,
    *actions.CHANGES,
    *orders.CHANGES,
    *lists.CHANGES,
    *products.CHANGES,
    *balances.CHANGES,
    *promo_codes.CHANGES,
    *applied_codes.CHANGES,
    *cards.CHANGES,
    *campaigns.CHANGES,
    *operations.CHANGES,
    *sessions.CHANGES,
)

_any_change: Any = Annotated[Union[KINDS], Discriminator("do")]  # noqa: UP007

CHANGE: TypeAdapter[Change] = TypeAdapter(_any_change)
"""Reads a change from plain data or JSON: `CHANGE.validate_python({"do": "action.issue", "at": …})`."""
