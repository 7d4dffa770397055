"""The project settings that name what exists in a world (W-1)."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, with_config

from engine.time.civil import UnknownZone, Zone
from engine.time.durations import Duration

CONFIG = ConfigDict(extra="forbid")

Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""An id of something that a project names: a status, a segment, a list, a field."""

LevelName = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^/]+$")]
"""A name that is a level of subscription keys (`brand/channel/topic`), so that it holds no slash."""

Text = Annotated[str, StringConstraints(max_length=2000)]


def _known_zone(name: str) -> str:
    try:
        Zone(name)
    except UnknownZone as problem:
        raise ValueError(str(problem)) from None
    return name


def _cadence(every: Duration) -> Duration:
    if not every.amount:
        raise ValueError("a segment is recalculated every minute at most: give a longer time")
    if every.unit != "days" and every.after(0, _UTC) > 86_400:
        raise ValueError("give more than 24 hours in days")
    return every


_UTC = Zone("UTC")

EVERY_DAY = Duration(1, "days")

ZoneName = Annotated[str, AfterValidator(_known_zone)]

FieldType = Literal["text", "number", "money", "date", "choice", "yes_no"]


Calculation = Literal[
    "most_viewed_product",
    "most_bought_product",
    "views_number",
    "orders_number",
    "orders_sum",
    "last_order_at",
]


@with_config(CONFIG)
@dataclass(slots=True)
class Calculated:
    """What a calculated field of a customer holds; it follows the data, and nobody sets it."""

    of: Calculation
    days: Annotated[int, Field(ge=1, le=36_525)] | None = None
    """Only what happened within so many civil days, today among them; None: everything (T-5)."""
    statuses: list[Name] = field(default_factory=list)
    """Of orders: only items that are in one of these statuses; none named: all items."""


@with_config(CONFIG)
@dataclass(slots=True)
class CustomField:
    """A field that the project adds to customers, orders, order items or products."""

    type: FieldType = "text"
    label: Text = ""
    values: list[Name] = field(default_factory=list)
    """What a choice may be; empty for the other types."""
    history: bool = False
    """Whether changes show on the customer's change history (E-26)."""
    calculated: Calculated | None = None
    """Of a customer's field: what it is reckoned from (W-2)."""


StatusCategory = Literal[
    "new", "processing", "paid", "shipped", "delivered", "cancelled", "returned", "other"
]


@with_config(CONFIG)
@dataclass(slots=True)
class OrderStatus:
    category: StatusCategory = "other"
    label: Text = ""


@with_config(CONFIG)
@dataclass(slots=True)
class ActionTemplate:
    label: Text = ""
    category: Name = "other"
    """`personal` marks actions by which customers change their own data (E-27)."""
    fields: dict[Name, CustomField] = field(default_factory=dict)


@with_config(CONFIG)
@dataclass(slots=True)
class SegmentSettings:
    label: Text = ""
    kind: Literal["static", "recalculated"] = "static"
    where: dict[str, Any] | None = None
    """Of a recalculated one: the condition on the customer, as a condition block has it (F-5)."""
    every: Annotated[Duration, AfterValidator(_cadence)] = EVERY_DAY
    """How often it is recalculated: every so many days at midnight, or every so many hours or minutes from
    midnight on."""


@with_config(CONFIG)
@dataclass(slots=True)
class PoolSettings:
    label: Text = ""
    kind: Literal["single_use", "multi_use", "referral"] = "single_use"


@with_config(CONFIG)
@dataclass(slots=True)
class Labelled:
    label: Text = ""


@with_config(CONFIG)
@dataclass(slots=True)
class CampaignSettings:
    """A campaign that is sent by hand, outside of flows (E-46, E-47)."""

    label: Text = ""
    channel: LevelName = "email"


OperationStep = Literal[
    "register", "register_or_update", "import", "edit", "generate_authorization_code", "start_flow"
]


@with_config(CONFIG)
@dataclass(slots=True)
class OperationSettings:
    """An operation that other systems call, and the steps that it takes, in order (W-4)."""

    label: Text = ""
    steps: list[OperationStep] = field(default_factory=list)
    action: Name | None = None
    """The action template under which a call is recorded; a generated authorization code needs one."""
    variables: dict[Name, CustomField] = field(default_factory=dict)
    """What a call may pass along to the flow that it starts (E-48)."""


CHANNELS = ("email", "sms", "mobile_push", "web_push", "webhook")

MESSAGE_NOT_SENT = "message_not_sent"
"""The action template under which a message that could not be sent is recorded (F-6). Every project has
it."""


@with_config(CONFIG)
@dataclass(slots=True)
class Settings:
    """What a project names: its time zone, currency, brands, statuses, fields, segments and so on (W-1)."""

    time_zone: ZoneName = "UTC"
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    decimals: Annotated[int, Field(ge=0, le=3)] = 2
    """Digits of the currency's minor unit: 2 for cents."""
    brands: dict[LevelName, Labelled] = field(default_factory=lambda: {"main": Labelled()})
    channels: dict[LevelName, Labelled] = field(
        default_factory=lambda: {name: Labelled() for name in CHANNELS}
    )
    topics: dict[LevelName, Labelled] = field(default_factory=dict)
    order_statuses: dict[Name, OrderStatus] = field(default_factory=dict)
    action_templates: dict[Name, ActionTemplate] = field(default_factory=dict)
    customer_fields: dict[Name, CustomField] = field(default_factory=dict)
    order_fields: dict[Name, CustomField] = field(default_factory=dict)
    item_fields: dict[Name, CustomField] = field(default_factory=dict)
    product_fields: dict[Name, CustomField] = field(default_factory=dict)
    lists: dict[Name, Labelled] = field(default_factory=dict)
    zones: dict[Name, Labelled] = field(default_factory=dict)
    segments: dict[Name, SegmentSettings] = field(default_factory=dict)
    """Segments of customers."""
    product_segments: dict[Name, Labelled] = field(default_factory=dict)
    points_accounts: dict[Name, Labelled] = field(default_factory=dict)
    promo_pools: dict[Name, PoolSettings] = field(default_factory=dict)
    discount_card_types: dict[Name, Labelled] = field(default_factory=dict)
    campaigns: dict[Name, CampaignSettings] = field(default_factory=dict)
    operations: dict[Name, OperationSettings] = field(default_factory=dict)
    tracker: bool = True
    """Whether the site tells what customers do on it, so that there are sessions (W-5)."""

    def __post_init__(self) -> None:
        template = self.action_templates.setdefault(
            MESSAGE_NOT_SENT, ActionTemplate("Message not sent", "flow")
        )
        # Also where the project describes it in its own way, there is room for what is recorded.
        for name, label in (("channel", "Channel"), ("reason", "Reason")):
            if name not in template.fields or template.fields[name].type != "text":
                template.fields[name] = CustomField(label=label)
