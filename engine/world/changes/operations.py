"""Operations that other systems call: each takes its steps about one customer (W-4, E-17, E-48).

Whom the call's data identify: the customer of the id; or else of the email address; or else of the phone
number. Primary addresses count, without regard to case; of several customers with one address, those who have
confirmed it come first, then those added first. An id that nobody has identifies nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import with_config

from engine.world.changes.base import UNSET, Change, Id, Unset, issue, own
from engine.world.changes.contacts import SetEmail, SetPhone
from engine.world.changes.customers import (
    REGISTERING,
    CreateCustomer,
    NewContact,
    PersonName,
    SetCustomer,
    SetCustomerField,
)
from engine.world.changes.subscriptions import SetSubscription
from engine.world.deltas import CodeRequested, OperationCalled
from engine.world.entities import (
    CONFIG,
    EMPTY_DICT,
    Action,
    Address,
    Call,
    Customer,
    SubscriptionStatus,
    Value,
)
from engine.world.settings import Name, OperationSettings
from engine.world.values import refuse_unfit
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

CODE = "code"
"""The field of an action into which an authorization code is written, where its template has it (E-6)."""


@with_config(CONFIG)
@dataclass(slots=True, kw_only=True)
class CustomerData:
    """What a call says of the customer; what is not named stays as it is, None empties it."""

    first_name: PersonName | Unset = UNSET
    last_name: PersonName | Unset = UNSET
    email: NewContact | Unset | None = UNSET
    phone: NewContact | Unset | None = UNSET
    birth_date: str | Unset | None = UNSET
    zone: Name | Unset | None = UNSET
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    subscriptions: dict[str, SubscriptionStatus] = field(default=EMPTY_DICT)
    """Explicit statuses by `brand`, `brand/channel` or `brand/channel/topic`."""


NO_DATA = CustomerData()


@dataclass(slots=True, kw_only=True)
class CallOperation(Change):
    """Take the operation's steps, in their order. Steps about a customer do nothing where the data identify
    nobody, but for those that register."""

    summary: ClassVar[str] = "Call an operation"

    do: Literal["operation.call"] = "operation.call"
    operation: Name
    customer: Id | None = None
    email: Address | None = None
    phone: Address | None = None
    data: CustomerData = field(default_factory=CustomerData)
    variables: dict[Name, Value] = field(default=EMPTY_DICT)

    def apply(self, world: "World") -> None:
        operation: OperationSettings = world.named(
            world.settings.operations, "operation", self.operation, "operation"
        )
        if self.source != "operation":
            raise Refused("source", "an operation is a source of its own: leave the source out")
        self.refuse_action("the operation's settings say under which action it is recorded: leave it out")
        if self.customer is None and self.email is None and self.phone is None:
            raise Refused("customer", "say whom it is about: give an id, an email address or a phone number")
        refuse_unfit(operation.variables, "variable of the operation", self.variables, "variables")
        customer = identify(world, self.customer, self.email, self.phone)
        action: Action | None = None
        for step in operation.steps:
            if step in REGISTERING and customer is None:
                customer = self._create(world, step)
            elif customer is None:
                continue
            elif step == "register":
                raise Refused(
                    "customer",
                    f"the customer {customer.id!r} exists already: call an operation with register_or_update",
                )
            elif step in REGISTERING or step == "edit":
                self._edit(world, customer, step)
            if operation.action is not None and action is None:
                code = "generate_authorization_code" in operation.steps
                action = self._record(world, customer, operation.action, code)
            if step == "generate_authorization_code":
                if action is None:
                    sentence = (
                        f"the operation {self.operation!r} generates a code: name its action in the settings"
                    )
                    raise Refused("operation", sentence)
                world.tell(CodeRequested(customer, action))
            elif step == "start_flow":
                call = Call(len(customer.calls), self.operation, self.happened, own(self.variables))
                world.push(customer, "calls", call)
                world.tell(OperationCalled(customer, call))
        if operation.action is not None and action is None and customer is not None:
            # It may have no steps at all, and only record what somebody did.
            self._record(world, customer, operation.action, False)

    def _record(self, world: "World", customer: Customer, template: str, code: bool) -> Action:
        known = world.named(world.settings.action_templates, "action template", template, "operation")
        fields: dict[str, Value] = {}
        if code and CODE in known.fields and known.fields[CODE].type == "text":
            fields[CODE] = authorization_code(self.operation, customer.id, len(customer.actions))
        return issue(world, customer, self, template, fields, None, ("operation", "operation"))

    def _create(self, world: "World", step: str) -> Customer:
        data = self.data
        name = self.customer or _new_id(world)
        self._make(
            world,
            CreateCustomer,
            step,
            customer=name,
            first_name=_said(data.first_name, ""),
            last_name=_said(data.last_name, ""),
            email=_said(data.email, None if self.email is None else NewContact(self.email)),
            phone=_said(data.phone, None if self.phone is None else NewContact(self.phone)),
            birth_date=_said(data.birth_date, None),
            zone=_said(data.zone, None),
            fields=data.fields,
            subscriptions=data.subscriptions,
        )
        return world.customers[name]

    def _edit(self, world: "World", customer: Customer, step: str) -> None:
        data, who = self.data, {"customer": customer.id}
        profile = {
            name: value
            for name in ("first_name", "last_name", "birth_date", "zone")
            if (value := getattr(data, name)) is not UNSET
        }
        if profile:
            self._make(world, SetCustomer, step, **who, **profile)
        for kind, contact in ((SetEmail, data.email), (SetPhone, data.phone)):
            if contact is None:
                self._make(world, kind, step, **who, value=None)
            elif contact is not UNSET:
                given = {"value": contact.value, "valid": contact.valid, "confirmation": contact.confirmation}
                self._make(world, kind, step, **who, **given)
        if data.fields:
            self._make(world, SetCustomerField, step, **who, fields=data.fields)
        for key, status in data.subscriptions.items():
            self._make(world, SetSubscription, step, **who, key=key, status=status)

    def _make(self, world: "World", kind: type[Change], step: str, **said: Any) -> None:
        """Make a change that is part of the call. Raises Refused, with its place in the call."""
        part = kind(
            at=self.at, happened_at=self.happened_at, source="operation", step=step, batch=self.batch, **said
        )
        try:
            part.apply(world)
        except Refused as refused:
            raise Refused(f"data.{refused.place}", str(refused)) from None


def identify(world: "World", customer: str | None, email: str | None, phone: str | None) -> Customer | None:
    """Whom the data of a call are about, or None."""
    if customer is not None:
        return world.find_customer(customer)
    for which, address in (("email", email), ("phone", phone)):
        if address is not None:
            wanted = address.casefold()
            found = [
                (contact.confirmation != "confirmed", one.created_at, number, one)
                for number, one in enumerate(world.customers.values())
                if (contact := getattr(one, which)) is not None and contact.value.casefold() == wanted
            ]
            if found:
                return min(found)[-1]
    return None


def authorization_code(operation: str, customer: str, number: int) -> str:
    """Six digits, the same in every run: there is no chance in the engine (T-6)."""
    text = f"{operation}\x1f{customer}\x1f{number}".encode("utf-8", "surrogatepass")
    return f"{int.from_bytes(blake2b(text, digest_size=8).digest(), 'little') % 1_000_000:06}"


def _new_id(world: "World") -> str:
    numbers: Iterator[int] = iter(range(len(world.customers) + len(world.aliases) + 1, 1 << 62))
    return next(name for n in numbers if not world.find_customer(name := f"customer-{n}"))


def _said(value: Any, otherwise: Any) -> Any:
    return otherwise if value is UNSET else value


CHANGES = (CallOperation,)
