"""The project settings that name what exists in a world (W-1)."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, with_config

from engine.time.civil import UnknownZone, Zone

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


ZoneName = Annotated[str, AfterValidator(_known_zone)]

FieldType = Literal["text", "number", "money", "date", "choice", "yes_no"]


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


@with_config(CONFIG)
@dataclass(slots=True)
class PoolSettings:
    label: Text = ""
    kind: Literal["single_use", "multi_use", "referral"] = "single_use"


@with_config(CONFIG)
@dataclass(slots=True)
class Labelled:
    label: Text = ""


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
    campaigns: dict[Name, Labelled] = field(default_factory=dict)
    operations: dict[Name, Labelled] = field(default_factory=dict)

    def __post_init__(self) -> None:
        template = self.action_templates.setdefault(
            MESSAGE_NOT_SENT, ActionTemplate("Message not sent", "flow")
        )
        # Also where the project describes it in its own way, there is room for what is recorded.
        for name, label in (("channel", "Channel"), ("reason", "Reason")):
            if name not in template.fields or template.fields[name].type != "text":
                template.fields[name] = CustomField(label=label)
