"""What a change changed, fact by fact: old value and new. Recognition (W-4) looks at these and at nothing
else.

Several kinds of change tell the same delta: an order created in a status, a status set on the order and one
set on a single item all tell `ItemChanged`. An event kind says which deltas it hears.
"""

from dataclasses import dataclass
from typing import Any, Literal

from engine.world.entities import (
    Action,
    BalanceChange,
    Call,
    CardStatus,
    Contact,
    Customer,
    DiscountCard,
    ListItem,
    Order,
    OrderItem,
    Product,
    PromoCode,
    Sending,
    Session,
    SubscriptionStatus,
    View,
)


class Delta:
    """One fact of a change. `customer` is None for what is not one customer's."""

    __slots__ = ()


@dataclass(slots=True)
class CustomerAdded(Delta):
    customer: Customer
    registered: bool = False
    """Whether by a step of an operation that registers customers (E-17)."""


@dataclass(slots=True)
class ActionIssued(Delta):
    customer: Customer
    action: Action


@dataclass(slots=True)
class ProfileFieldChanged(Delta):
    """A field of the profile itself: a name, the birth date, the zone."""

    customer: Customer
    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class CustomFieldChanged(Delta):
    customer: Customer
    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class ContactsChanged(Delta):
    """Emails or phones of a customer, before and after."""

    customer: Customer
    which: Literal["email", "phone"]
    old_primary: Contact | None
    new_primary: Contact | None
    old_pending: Contact | None
    new_pending: Contact | None


@dataclass(slots=True)
class SubscriptionChanged(Delta):
    """The status that counts (explicit or taken over) at one level; told for every level on which it
    changed."""

    customer: Customer
    key: str
    """`brand`, `brand/channel` or `brand/channel/topic`."""
    old: SubscriptionStatus
    new: SubscriptionStatus


@dataclass(slots=True)
class SegmentEntered(Delta):
    customer: Customer
    segment: str


@dataclass(slots=True)
class SegmentExited(Delta):
    customer: Customer
    segment: str


@dataclass(slots=True)
class OrderAdded(Delta):
    customer: Customer
    order: Order


@dataclass(slots=True)
class OrderChanged(Delta):
    """Something of an order itself changed after its creation; `fields` names what: `total`,
    `field.<name>`."""

    customer: Customer
    order: Order
    fields: tuple[str, ...]
    latest: bool
    """False where the order has a later change already (E-11: backdating)."""


@dataclass(slots=True)
class ItemChanged(Delta):
    """An order item came into being or changed; statuses before (None: new) and after, and which fields
    changed: `status`, `quantity`, `price`, `field.<name>`, and `total` where the order's moved along."""

    customer: Customer
    order: Order
    item: OrderItem
    old_status: str | None
    new_status: str
    fields: tuple[str, ...]
    latest: bool
    """False where the order has a later change already (E-7: backdating)."""


@dataclass(slots=True)
class ListLineAdded(Delta):
    customer: Customer
    list: str
    line: ListItem


@dataclass(slots=True)
class ListLineChanged(Delta):
    customer: Customer
    list: str
    line: ListItem
    old_quantity: int
    old_price: int | None


@dataclass(slots=True)
class ListLineRemoved(Delta):
    customer: Customer
    list: str
    line: ListItem


@dataclass(slots=True)
class ProductViewed(Delta):
    customer: Customer
    view: View


@dataclass(slots=True)
class ProductPriceChanged(Delta):
    """Of the main feed (`zone` None) or of one zone's record; None where it was or is not filled in."""

    product: Product
    zone: str | None
    old: int | None
    new: int | None


@dataclass(slots=True)
class ProductAvailabilityChanged(Delta):
    product: Product
    zone: str | None
    old: bool | None
    new: bool | None


@dataclass(slots=True)
class ProductFieldChanged(Delta):
    product: Product
    zone: str | None
    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class BalanceChanged(Delta):
    customer: Customer
    entry: BalanceChange
    old: int


@dataclass(slots=True)
class PromoCodeIssued(Delta):
    customer: Customer
    code: PromoCode


Cause = Literal["used", "status", "data"]
"""Why a use is told: the code was applied, the status of its order was updated, or something else of it."""


@dataclass(slots=True)
class PromoCodeUsed(Delta):
    """A customer applied a code, or an order to which they had applied it changed (E-42, E-43)."""

    customer: Customer
    """Who applied it."""
    owner: Customer | None
    """Who was given it; None for codes from outside."""
    code: PromoCode
    order: str | None
    line: int | None
    """The item that it is told for; None for the use as a whole."""
    cause: Cause


@dataclass(slots=True)
class PointsAvailable(Delta):
    """Awarded points became part of the balance, at once or after having been blocked (E-39)."""

    customer: Customer
    entry: BalanceChange
    awarded_at: int
    """When the award was made: happened, not received (F-20)."""


@dataclass(slots=True)
class CardStatusChanged(Delta):
    customer: Customer
    card: DiscountCard
    old: CardStatus | None
    """None: it was issued."""


@dataclass(slots=True)
class CardReplaced(Delta):
    customer: Customer
    old: DiscountCard
    new: DiscountCard


@dataclass(slots=True)
class CategoryViewed(Delta):
    customer: Customer
    category: str


@dataclass(slots=True)
class SessionEnded(Delta):
    """`session.ended_at` is when (W-5): it may be before the change that told it."""

    customer: Customer
    session: Session


@dataclass(slots=True)
class CampaignGenerated(Delta):
    customer: Customer
    sending: Sending


@dataclass(slots=True)
class CampaignSent(Delta):
    customer: Customer
    sending: Sending


@dataclass(slots=True)
class CodeRequested(Delta):
    """An operation generated an authorization code, recorded as this action (E-6)."""

    customer: Customer
    action: Action


@dataclass(slots=True)
class OperationCalled(Delta):
    """An operation took its step Start flow (E-48)."""

    customer: Customer
    call: Call


@dataclass(slots=True)
class ContactConfirmed(Delta):
    """An address or number was confirmed, also one that was confirmed before (E-22, E-25)."""

    customer: Customer
    which: Literal["email", "phone"]
    contact: Contact
    """As it is now."""
    before: Contact | None
    """As it was; None where it came in as confirmed."""


@dataclass(slots=True)
class CustomersMerged(Delta):
    """Another profile was merged into the customer's (W-2)."""

    customer: Customer
    merged: Customer
    """The other, as it was."""
    offsets: dict[str, int]
    """By entity: what to add to the numbers by which the other's histories were known."""
