"""Changes that add customers and edit their profiles (W-2)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import StringConstraints, with_config

from engine.world.changes.base import UNSET, Change, CustomerChange, Id, Unset, own
from engine.world.changes.contacts import tell_confirmed
from engine.world.changes.fields import write_fields
from engine.world.changes.segments import refuse_recalculated
from engine.world.changes.subscriptions import levels, refuse_key
from engine.world.deltas import (
    CustomerAdded,
    CustomFieldChanged,
    ProfileFieldChanged,
    SegmentEntered,
    SubscriptionChanged,
)
from engine.world.entities import (
    CONFIG,
    EMPTY_DICT,
    EMPTY_LIST,
    Address,
    Confirmation,
    Contact,
    Customer,
    Device,
    SubscriptionStatus,
    Value,
)
from engine.world.settings import Name
from engine.world.values import birth_date_fault, refuse_unfit
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

REGISTERING = ("register", "register_or_update", "import")
"""The steps of operations by which customers are registered (E-17)."""

PersonName = Annotated[str, StringConstraints(max_length=200)]


@with_config(CONFIG)
@dataclass(slots=True)
class NewContact:
    """An address or number with which a customer is created."""

    value: Address
    valid: bool = True
    confirmation: Confirmation = "no_data"


@dataclass(slots=True, kw_only=True)
class CreateCustomer(Change):
    """A new customer, with everything that is known at once."""

    summary: ClassVar[str] = "Add a customer"

    do: Literal["customer.create"] = "customer.create"
    customer: Id
    first_name: PersonName = ""
    last_name: PersonName = ""
    email: NewContact | None = None
    phone: NewContact | None = None
    birth_date: str | None = None
    zone: Name | None = None
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    subscriptions: dict[str, SubscriptionStatus] = field(default=EMPTY_DICT)
    """Explicit statuses by `brand`, `brand/channel` or `brand/channel/topic`."""
    segments: list[Name] = field(default=EMPTY_LIST)
    devices: list[Device] = field(default=EMPTY_LIST)

    def apply(self, world: "World") -> None:
        if self.customer in world.customers:
            raise Refused("customer", f"there is a customer {self.customer!r} already: edit them instead")
        if self.customer in world.aliases:
            into = world.aliases[self.customer]
            raise Refused(
                "customer", f"the profile {self.customer!r} was merged into {into!r}: take another id"
            )
        _refuse_profile(world, self.birth_date, self.zone)
        refuse_unfit(world.settings.customer_fields, "custom field of customers", self.fields, "fields")
        customer = Customer(
            self.customer,
            self.first_name,
            self.last_name,
            email=_contact(self.email),
            phone=_contact(self.phone),
            birth_date=self.birth_date,
            zone=self.zone,
            created_at=self.happened,
            fields=own(self.fields),
            subscriptions=dict(self.subscriptions) if self.subscriptions else EMPTY_DICT,
            segments=dict.fromkeys(self.segments, self.happened) if self.segments else EMPTY_DICT,
            devices=[Device(device.kind, device.push) for device in self.devices]
            if self.devices
            else EMPTY_LIST,
        )
        world.put(world, "customers", customer.id, customer)
        registered = self.source == "operation" and self.step in REGISTERING
        world.tell(CustomerAdded(customer, registered))
        self.record_action(world, customer)
        if self.email is not None and self.email.confirmation == "confirmed":
            tell_confirmed(world, customer, "email", None)
        if self.phone is not None and self.phone.confirmation == "confirmed":
            tell_confirmed(world, customer, "phone", None)
        for name, value in customer.fields.items():
            world.tell(CustomFieldChanged(customer, name, None, value))
        if self.subscriptions:
            self._tell_subscriptions(world, customer)
        for segment in customer.segments:
            refuse_recalculated(world, segment, "segments")
            world.tell(SegmentEntered(customer, segment))

    def _tell_subscriptions(self, world: "World", customer: Customer) -> None:
        touched: dict[str, None] = {}
        for key in self.subscriptions:
            refuse_key(world.settings, key, f"subscriptions.{key}")
            touched.update(dict.fromkeys(levels(world.settings, key)))
        for key in touched:
            status = customer.subscription(key)
            if status != "none":
                world.tell(SubscriptionChanged(customer, key, "none", status))


@dataclass(slots=True, kw_only=True)
class SetCustomer(CustomerChange):
    """Edit the profile's own fields; a field that is not named stays, None empties it."""

    summary: ClassVar[str] = "Edit a customer's names, date of birth or zone"

    do: Literal["customer.set"] = "customer.set"
    first_name: PersonName | Unset = UNSET
    last_name: PersonName | Unset = UNSET
    birth_date: str | Unset | None = UNSET
    zone: Name | Unset | None = UNSET

    def apply_to(self, world: "World", customer: Customer) -> None:
        _refuse_profile(
            world,
            None if self.birth_date is UNSET else self.birth_date,
            None if self.zone is UNSET else self.zone,
        )
        for name in ("first_name", "last_name", "birth_date", "zone"):
            new = getattr(self, name)
            old = getattr(customer, name)
            if new is not UNSET and new != old:
                world.set(customer, name, new)
                world.tell(ProfileFieldChanged(customer, name, old, new))


@dataclass(slots=True, kw_only=True)
class SetCustomerField(CustomerChange):
    """Fill, change or wipe (None) custom fields."""

    summary: ClassVar[str] = "Edit custom fields of a customer"

    do: Literal["customer.set_field"] = "customer.set_field"
    fields: dict[Name, Value]

    def apply_to(self, world: "World", customer: Customer) -> None:
        refuse_unfit(world.settings.customer_fields, "custom field of customers", self.fields, "fields")
        for name, old, new in write_fields(world, customer, self.fields):
            world.tell(CustomFieldChanged(customer, name, old, new))


def _refuse_profile(world: "World", birth_date: str | None, zone: str | None) -> None:
    if birth_date is not None and (fault := birth_date_fault(birth_date)):
        raise Refused("birth_date", fault)
    if zone is not None:
        world.named(world.settings.zones, "zone", zone, "zone")


def _contact(given: NewContact | None) -> Contact | None:
    return None if given is None else Contact(given.value, given.valid, given.confirmation)


CHANGES = (CreateCustomer, SetCustomer, SetCustomerField)
