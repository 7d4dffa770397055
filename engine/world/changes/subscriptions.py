"""Changes of subscriptions in a brand, a channel or a topic (W-2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.world.changes.base import CustomerChange
from engine.world.deltas import SubscriptionChanged
from engine.world.entities import Customer, SubscriptionStatus
from engine.world.settings import Settings
from engine.world.world import Refused, unknown

if TYPE_CHECKING:
    from engine.world.world import World


@dataclass(slots=True, kw_only=True)
class SetSubscription(CustomerChange):
    """Set a status at one level; None removes the explicit one, so that the level above counts again."""

    summary: ClassVar[str] = "Set a customer's subscription in a brand, channel or topic"

    do: Literal["customer.set_subscription"] = "customer.set_subscription"
    key: str
    """`brand`, `brand/channel` or `brand/channel/topic`."""
    status: SubscriptionStatus | None

    def apply_to(self, world: "World", customer: Customer) -> None:
        key = self.key
        refuse_key(world.settings, key, "key")
        if customer.subscriptions.get(key) == self.status:
            return
        before = [(level, customer.subscription(level)) for level in levels(world.settings, key)]
        if self.status is None:
            world.drop(customer, "subscriptions", key)
        else:
            world.put(customer, "subscriptions", key, self.status)
        for level, old in before:
            new = customer.subscription(level)
            if new != old:
                world.tell(SubscriptionChanged(customer, level, old, new))


def levels(settings: Settings, key: str) -> list[str]:
    """A level and all that the project knows below it, which may take its status over."""
    depth = key.count("/")
    found = [key]
    if depth == 0:
        for channel in settings.channels:
            found += levels(settings, f"{key}/{channel}")
    elif depth == 1:
        found += [f"{key}/{topic}" for topic in settings.topics]
    return found


def key_fault(settings: Settings, key: str) -> str | None:
    """Why a text names no level of subscription; None where it does."""
    parts = key.split("/")
    known = (("brand", settings.brands), ("channel", settings.channels), ("topic", settings.topics))
    if len(parts) > len(known):
        return f"{key!r} has too many parts: write brand, brand/channel or brand/channel/topic"
    for part, (what, names) in zip(parts, known, strict=False):
        if part not in names:
            return unknown(what, part, names)
    return None


def refuse_key(settings: Settings, key: str, place: str) -> None:
    if (fault := key_fault(settings, key)) is not None:
        raise Refused(place, fault)


CHANGES = (SetSubscription,)
