"""The entities of a world (W-2, W-3). They are changed by changes only, through the world's undoable writes.

Customers are many, so that an entity that has no orders, views or fields shares one empty container;
`World.put` and `World.push` make a container of its own at the first write.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializationInfo,
    StringConstraints,
    ValidationInfo,
    with_config,
)
from pydantic_core import CoreSchema, core_schema

from engine.time.civil import Zone

CONFIG = ConfigDict(extra="forbid")


class _EmptyList(list[Any]):
    """Hashable, so that it may be a default by itself: a call for each field of an entity would cost more."""

    __hash__ = object.__hash__  # type: ignore[assignment]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.list_schema()


class _EmptyDict(dict[Any, Any]):
    """As above."""

    __hash__ = object.__hash__  # type: ignore[assignment]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.dict_schema()


EMPTY_LIST: list[Any] = _EmptyList()
EMPTY_DICT: dict[Any, Any] = _EmptyDict()


UTC = Zone("UTC")


def _read_instant(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        zone = (info.context or {}).get("zone", UTC)
        return zone.parse(value)
    return value


def _write_instant(value: int, info: SerializationInfo) -> int | str:
    zone = (info.context or {}).get("zone")
    return value if zone is None else zone.format(value)


THE_END = 7_289_654_400
"""The first instant of the year 2201, UTC: nothing happens from then on."""

Instant = Annotated[
    int,
    Field(ge=-2_208_988_800, lt=THE_END),
    BeforeValidator(_read_instant, json_schema_input_type=int | str),
    PlainSerializer(_write_instant),
]
"""Whole seconds since 1970, UTC, in the years 1900 to 2200. In files also ISO 8601, in the project's zone
where no offset is given."""

LARGEST_QUANTITY = 10**9
LARGEST_MONEY = 10**15

Quantity = Annotated[int, Field(ge=1, le=LARGEST_QUANTITY)]

Points = Annotated[int, Field(ge=-(10**12), le=10**12)]
"""Whole points; signed where it is a balance or a change of one."""

Money = Annotated[int, Field(ge=-LARGEST_MONEY, le=LARGEST_MONEY)]
"""Whole minor units of the project's currency (W-1)."""

Value = str | int | float | bool | None
"""What a custom field holds. Dates are ISO text, money is minor units."""

Address = Annotated[str, StringConstraints(min_length=1, max_length=320)]
"""An email address or a phone number, as it was given; whether it is one that works is the contact's
`valid`."""

Confirmation = Literal["confirmed", "unconfirmed", "no_data"]
SubscriptionStatus = Literal["subscribed", "unsubscribed", "requires_confirmation", "none"]


@with_config(CONFIG)
@dataclass(slots=True)
class Contact:
    """An email address or a phone number. It is replaced whole, never altered, so that deltas may hold on to
    it."""

    value: Address
    valid: bool = True
    confirmation: Confirmation = "no_data"


@with_config(CONFIG)
@dataclass(slots=True)
class Action:
    """An action of a customer (E-1); `number` is its place among the customer's actions."""

    number: int
    template: str
    at: Instant
    received_at: Instant
    fields: dict[str, Value] = field(default=EMPTY_DICT)
    product: str | None = None


@with_config(CONFIG)
@dataclass(slots=True)
class ListItem:
    """A line of a product list; `price` is the one at which the customer added it (E-32), None if not
    known."""

    product: str
    quantity: Quantity = 1
    price: Money | None = None
    added_at: Instant = 0


@with_config(CONFIG)
@dataclass(slots=True)
class View:
    number: int
    product: str
    at: Instant
    price: Money | None = None
    action: int | None = None
    """The number of the action under which it is recorded."""


@with_config(CONFIG)
@dataclass(slots=True)
class BalanceChange:
    """An award, deduction, zeroing or expiry on a points account; `amount` is signed, in whole points."""

    number: int
    account: str
    kind: Literal["award", "deduction", "zeroing", "expiry"]
    amount: Points
    balance: Points
    """The balance after it."""
    at: Instant
    available_at: Instant | None = None
    expires_at: Instant | None = None
    available: bool = True
    """False while an award is blocked: its points are not in the balance yet (E-39)."""
    left: Points = 0
    """Of an available award: points that are not spent yet, which is what can expire."""
    action: int | None = None
    """The number of the action under which it is recorded."""


@with_config(CONFIG)
@dataclass(slots=True)
class PromoUse:
    """A use of a promo code: in which order, on which of its items (None: on the order as a whole, or in a
    promotion outside)."""

    at: Instant
    order: str | None = None
    line: int | None = None


@with_config(CONFIG)
@dataclass(slots=True)
class PromoCode:
    code: str
    pool: str
    issued_at: Instant
    used_at: Instant | None = None
    """When it was used first."""
    uses: list[PromoUse] = field(default=EMPTY_LIST)


CardStatus = Literal["activated", "blocked", "not_activated"]


@with_config(CONFIG)
@dataclass(slots=True)
class DiscountCard:
    number: str
    type: str
    status: CardStatus = "not_activated"
    issued_at: Instant = 0
    changed_at: Instant = 0
    """When its status changed last."""
    replaced_by: str | None = None
    """The number of the card that took its place (E-45)."""


@with_config(CONFIG)
@dataclass(slots=True)
class Session:
    """A customer's presence on the site, from the first activity on (W-5); `number` is its place among the
    customer's."""

    number: int
    started_at: Instant
    last_at: Instant
    """Its latest activity."""
    ended_at: Instant | None = None
    """None while it is open."""
    products: list[str] = field(default=EMPTY_LIST)
    """Viewed in it, each once, in order."""
    categories: list[str] = field(default=EMPTY_LIST)
    """Viewed in it."""
    added_to: list[str] = field(default=EMPTY_LIST)
    """Lists to which a product was added in it."""
    orders: list[str] = field(default=EMPTY_LIST)
    """Placed in it."""


Delivery = Literal["delivered", "bounced", "rejected", "unknown"]


@with_config(CONFIG)
@dataclass(slots=True)
class Sending:
    """A campaign's message to a customer: generated, then sent with what became of it (E-46, E-47)."""

    number: int
    campaign: str
    generated_at: Instant
    sent_at: Instant | None = None
    result: Delivery | None = None
    """What became of it, once that is known."""


@with_config(CONFIG)
@dataclass(slots=True)
class Call:
    """A call of an operation about a customer, with the variables that it passed (E-48)."""

    number: int
    operation: str
    at: Instant
    variables: dict[str, Value] = field(default=EMPTY_DICT)


@with_config(CONFIG)
@dataclass(slots=True)
class SentMessage:
    """A message that went out to a customer from a flow."""

    at: Instant
    channel: str
    flow: str
    """The flow's id."""


@with_config(CONFIG)
@dataclass(slots=True)
class Device:
    """A browser (`web`) or an installed app (`mobile`), and whether push messages are permitted."""

    kind: Literal["web", "mobile"]
    push: bool = False


@with_config(CONFIG)
@dataclass(slots=True)
class Customer:
    id: str
    first_name: str = ""
    last_name: str = ""
    email: Contact | None = None
    """The primary address; filters and sends use it."""
    pending_email: Contact | None = None
    phone: Contact | None = None
    pending_phone: Contact | None = None
    birth_date: str | None = None
    zone: str | None = None
    created_at: Instant = 0
    fields: dict[str, Value] = field(default=EMPTY_DICT)
    subscriptions: dict[str, SubscriptionStatus] = field(default=EMPTY_DICT)
    """Explicit statuses by `brand`, `brand/channel` or `brand/channel/topic`."""
    segments: dict[str, Instant] = field(default=EMPTY_DICT)
    """Segments that the customer is in, and since when."""
    devices: list[Device] = field(default=EMPTY_LIST)
    lists: dict[str, dict[str, ListItem]] = field(default=EMPTY_DICT)
    """By list, then by product."""
    balances: dict[str, Points] = field(default=EMPTY_DICT)
    """Points available now, by account."""
    balance_changes: list[BalanceChange] = field(default=EMPTY_LIST)
    promo_codes: list[PromoCode] = field(default=EMPTY_LIST)
    """Those that the customer was given."""
    applied_codes: list[PromoCode] = field(default=EMPTY_LIST)
    """Others that the customer applied: of somebody else, for everybody, or from outside (E-42)."""
    orders: list[str] = field(default=EMPTY_LIST)
    """Ids of the customer's orders, oldest first."""
    actions: list[Action] = field(default=EMPTY_LIST)
    views: list[View] = field(default=EMPTY_LIST)
    sessions: list[Session] = field(default=EMPTY_LIST)
    """Only the last one can be open."""
    discount_cards: list[DiscountCard] = field(default=EMPTY_LIST)
    sendings: list[Sending] = field(default=EMPTY_LIST)
    calls: list[Call] = field(default=EMPTY_LIST)
    messages: list[SentMessage] = field(default=EMPTY_LIST)
    """What flows have sent."""
    merged: list[str] = field(default=EMPTY_LIST)
    """Ids of the profiles that were merged into this one."""

    def subscription(self, key: str) -> SubscriptionStatus:
        """The status at `brand/channel/topic`: explicit, or else taken over from the level above (W-2)."""
        found = self.subscriptions
        return next((found[level] for level in subscription_levels(key) if level in found), "none")


def subscription_levels(key: str) -> tuple[str, ...]:
    """`brand/channel/topic`, and the levels above it from which its status may be taken over (W-2)."""
    above = key.rpartition("/")[0]
    return (key, *subscription_levels(above)) if above else (key,)


@with_config(CONFIG)
@dataclass(slots=True)
class StatusMoment:
    """One line of an item's status history."""

    at: Instant
    status: str


@with_config(CONFIG)
@dataclass(slots=True)
class OrderItem:
    line: int
    """Its number within the order, from 1."""
    product: str
    quantity: Quantity = 1
    price: Money = 0
    """Of one piece."""
    status: str = ""
    fields: dict[str, Value] = field(default=EMPTY_DICT)
    history: list[StatusMoment] = field(default=EMPTY_LIST)
    """By when they happened; `status` is the last one's."""
    original: bool = True
    """Whether it came with the order's creation (E-8)."""


@with_config(CONFIG)
@dataclass(slots=True)
class Order:
    id: str
    customer: str
    created_at: Instant
    changed_at: Instant = 0
    """When its latest change happened (E-7: backdating)."""
    items: list[OrderItem] = field(default=EMPTY_LIST)
    fields: dict[str, Value] = field(default=EMPTY_DICT)
    total: Money = 0
    """What it was created with, or else the sum of its items; moved along by later changes of items."""
    codes: list[str] = field(default=EMPTY_LIST)
    """Promo codes that were applied to it (E-42)."""


@with_config(CONFIG)
@dataclass(slots=True)
class RegionalData:
    """A product's data in one zone; None where that datum is not filled in (E, regional rules)."""

    price: Money | None = None
    available: bool | None = None
    fields: dict[str, Value] = field(default=EMPTY_DICT)


@with_config(CONFIG)
@dataclass(slots=True)
class Product:
    id: str
    name: str = ""
    price: Money | None = None
    available: bool | None = None
    category: str = ""
    expires_at: Instant | None = None
    fields: dict[str, Value] = field(default=EMPTY_DICT)
    segments: list[str] = field(default=EMPTY_LIST)
    regional: dict[str, RegionalData] = field(default=EMPTY_DICT)


@with_config(CONFIG)
@dataclass(slots=True)
class Pool:
    """A promo-code pool: its codes and how many of them are issued already, from the first on."""

    codes: list[str] = field(default_factory=list)
    issued: int = 0
