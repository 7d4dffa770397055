"""The fields of the customer (F-5, W-2): the profile, contacts, subscriptions, segments, devices, and the
rest."""

from collections.abc import Callable
from operator import attrgetter
from typing import get_args

from engine.conditions import bought, doing, holding, listed_fields
from engine.conditions.base import Field, Make, Of, Parameter, Refusal, Value, one, plain
from engine.world.entities import Confirmation, Contact, Customer, SubscriptionStatus
from engine.world.settings import Settings
from engine.world.world import World

LEVELS = (
    Parameter("brand", "brand", names="brands", required=False),
    Parameter("channel", "channel", names="channels", required=False),
    Parameter("topic", "topic", names="topics", required=False),
)
SEGMENT = Parameter("segment", "segment", names="segments")


def _contact(which: str, title: str) -> tuple[Field, ...]:
    """The fields of an email or a phone: filters and sends use the primary one (W-2)."""

    primary: Callable[[Customer], Contact | None] = attrgetter(which)
    pending: Callable[[Customer], Contact | None] = attrgetter(f"pending_{which}")

    def value(customer: Customer) -> str | None:
        contact = primary(customer)
        return None if contact is None else contact.value

    def valid(customer: Customer) -> bool | None:
        contact = primary(customer)
        return None if contact is None else contact.valid

    def confirmation(customer: Customer) -> str | None:
        contact = primary(customer)
        return None if contact is None else contact.confirmation

    def pending_value(customer: Customer) -> str | None:
        contact = pending(customer)
        return None if contact is None else contact.value

    field = f"customer.{which}"
    return (
        Field(id=field, title=title, type="text", make=plain(value)),
        Field(
            id=f"{field}.filled",
            title=f"{title} is filled",
            negative=f"{title} is not filled",
            type="yes_no",
            make=plain(lambda customer: primary(customer) is not None),
            in_filter=True,
        ),
        Field(
            id=f"{field}.valid",
            title=f"{title} is valid",
            negative=f"{title} is invalid",
            type="yes_no",
            make=plain(valid),
            in_filter=True,
        ),
        Field(
            id=f"{field}.confirmation",
            title=f"{title} confirmation",
            type="choice",
            values=get_args(Confirmation),
            make=plain(confirmation),
        ),
        Field(
            id=f"{field}.pending",
            title=f"A new {title.lower()} waits for confirmation",
            negative=f"No new {title.lower()} waits for confirmation",
            type="yes_no",
            make=plain(lambda customer: pending(customer) is not None),
        ),
        Field(
            id=f"{field}.pending_value",
            title=f"New {title.lower()}, not confirmed yet",
            type="text",
            make=plain(pending_value),
        ),
    )


def _subscription_key(world: World, of: Of) -> str:
    brand = one(of, "brand") or next(iter(world.settings.brands), "")
    return "/".join(part for part in (brand, one(of, "channel"), one(of, "topic")) if part)


def _subscription(world: World, of: Of) -> Callable[[Customer], Value]:
    key = _subscription_key(world, of)
    return lambda customer: customer.subscription(key)


def _explicit(world: World, of: Of) -> Callable[[Customer], Value]:
    """Whether the status was set at this very level; else it is taken over from one above, or there is
    none."""
    key = _subscription_key(world, of)
    return lambda customer: key in customer.subscriptions


def _refuse_subscription(of: Of, settings: Settings) -> Refusal | None:
    if "brand" not in of and len(settings.brands) != 1:
        return "brand", "say which brand: the project has several"
    if "topic" in of and "channel" not in of:
        return "channel", "say which channel: a topic is subscribed to in a channel"
    return None


def _in_segment(world: World, of: Of) -> Callable[[Customer], Value]:
    segment = one(of, "segment")
    return lambda customer: segment in customer.segments


def _push(kind: str) -> Make:
    def push(customer: Customer) -> bool:
        return any(device.kind == kind and device.push for device in customer.devices)

    return plain(push)


def _device(kind: str) -> Make:
    return plain(lambda customer: any(device.kind == kind for device in customer.devices))


def _segment_since(world: World, of: Of) -> Callable[[Customer], Value]:
    segment = one(of, "segment") or ""
    return lambda customer: customer.segments.get(segment)


PROFILE: tuple[Field, ...] = (
    Field(id="customer.id", title="Customer id", type="text", make=plain(lambda customer: customer.id)),
    Field(
        id="customer.first_name",
        title="First name",
        type="text",
        make=plain(lambda customer: customer.first_name or None),
    ),
    Field(
        id="customer.last_name",
        title="Last name",
        type="text",
        make=plain(lambda customer: customer.last_name or None),
    ),
    *_contact("email", "Email"),
    *_contact("phone", "Phone"),
    Field(
        id="customer.birth_date",
        title="Birth date",
        keywords=("birthday", "age", "born"),
        type="date",
        make=plain(lambda customer: customer.birth_date),
    ),
    Field(
        id="customer.zone",
        title="Zone",
        type="choice",
        names="zones",
        make=plain(lambda customer: customer.zone),
    ),
    Field(
        id="customer.created_at",
        title="Added to the database",
        keywords=("registered", "signed up", "joined", "new customer"),
        type="date",
        make=plain(lambda customer: customer.created_at),
    ),
    Field(
        id="customer.subscription",
        title="Subscription to",
        keywords=("subscribed", "unsubscribed", "opted in", "opt-in", "consent", "newsletter"),
        type="choice",
        values=get_args(SubscriptionStatus),
        make=_subscription,
        parameters=LEVELS,
        refuse=_refuse_subscription,
        in_filter=True,
    ),
    Field(
        id="customer.subscription.explicit",
        title="Subscription is set expressly for",
        keywords=("subscribed", "unsubscribed", "opted in", "opt-in", "consent", "newsletter"),
        negative="Subscription is not set expressly for",
        type="yes_no",
        make=_explicit,
        parameters=LEVELS,
        refuse=_refuse_subscription,
    ),
    Field(
        id="customer.in_segment",
        title="In the segment",
        negative="Not in the segment",
        type="yes_no",
        make=_in_segment,
        parameters=(SEGMENT,),
        in_filter=True,
    ),
    Field(
        id="customer.segments",
        title="Segments",
        type="names",
        names="segments",
        make=plain(lambda customer: customer.segments),
    ),
    Field(
        id="customer.segment_since",
        title="In the segment since",
        type="date",
        make=_segment_since,
        parameters=(SEGMENT,),
    ),
    Field(
        id="customer.mobile_app",
        title="Has an app",
        negative="Has no app",
        type="yes_no",
        make=_device("mobile"),
    ),
    Field(
        id="customer.web_device",
        title="Has a known browser",
        negative="Has no known browser",
        type="yes_no",
        make=_device("web"),
    ),
    Field(
        id="customer.devices",
        title="Apps and browsers",
        one="App or browser",
        type="number",
        make=plain(lambda customer: len(customer.devices)),
    ),
    Field(
        id="customer.mobile_push",
        title="Has an app with push permission",
        negative="Has no app with push permission",
        type="yes_no",
        make=_push("mobile"),
        in_filter=True,
    ),
    Field(
        id="customer.web_push",
        title="Has a device with web push permission",
        negative="Has no device with web push permission",
        type="yes_no",
        make=_push("web"),
        in_filter=True,
    ),
    Field(
        id="customer.merged",
        title="Ids of the profiles merged into this one",
        type="names",
        make=plain(lambda customer: customer.merged),
    ),
    Field(
        id="customer.merged.count",
        title="Profiles merged into this one",
        one="Profile merged into this one",
        type="number",
        make=plain(lambda customer: len(customer.merged)),
    ),
)

FIELDS: tuple[Field, ...] = (
    *PROFILE,
    *listed_fields.FIELDS,
    *holding.FIELDS,
    *bought.FIELDS,
    *doing.FIELDS,
)
"""In the order in which forms offer them."""
