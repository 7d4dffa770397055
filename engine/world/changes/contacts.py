"""Changes of email addresses and phone numbers: one primary, and at most one pending beside it (W-2).

An unconfirmed one that is given while the primary is confirmed waits beside it as pending; confirmed, it
takes the primary's place. Anything else that is given takes the primary's place at once.

To confirm is a fact of its own, also where nothing changes by it (E-22, E-25). Giving an address as confirmed
confirms it, unless it was so before.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.world.changes.base import CustomerChange
from engine.world.deltas import ContactConfirmed, ContactsChanged
from engine.world.entities import Address, Confirmation, Contact, Customer
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

Which = Literal["email", "phone"]
_WORD: dict[Which, str] = {"email": "email address", "phone": "phone number"}


@dataclass(slots=True, kw_only=True)
class SetContact(CustomerChange):
    """Give, change or wipe (None) an address or number.

    `valid` and `confirmation` where they are not given: a new one is valid and without confirmation data;
    one that the customer has already keeps what it has. Wiping takes the pending one along.
    """

    which: ClassVar[Which]

    value: Address | None
    valid: bool | None = None
    confirmation: Confirmation | None = None

    def apply_to(self, world: "World", customer: Customer) -> None:
        primary, pending = _contacts(customer, self.which)
        if self.value is None:
            if self.valid is not None or self.confirmation is not None:
                raise Refused("value", f"give the {_WORD[self.which]} that this says something about")
            _replace(world, customer, self.which, None, None)
        elif primary is not None and primary.value == self.value:
            _replace(world, customer, self.which, self._edited(primary), pending)
        elif pending is not None and pending.value == self.value:
            self._place(world, customer, self._edited(pending))
        else:
            valid = True if self.valid is None else self.valid
            self._place(world, customer, Contact(self.value, valid, self.confirmation or "no_data"))
        if self.confirmation == "confirmed":
            before = next((one for one in (primary, pending) if one and one.value == self.value), None)
            if before is None or before.confirmation != "confirmed":
                tell_confirmed(world, customer, self.which, before)

    def _place(self, world: "World", customer: Customer, new: Contact) -> None:
        """Put one that is not the primary beside it or into its place."""
        primary, pending = _contacts(customer, self.which)
        if primary is not None and primary.confirmation == "confirmed" and new.confirmation == "unconfirmed":
            _replace(world, customer, self.which, primary, new)
        else:
            left = None if pending is not None and pending.value == new.value else pending
            _replace(world, customer, self.which, new, left if new.confirmation == "confirmed" else None)

    def _edited(self, old: Contact) -> Contact:
        valid = old.valid if self.valid is None else self.valid
        return Contact(old.value, valid, self.confirmation or old.confirmation)


@dataclass(slots=True, kw_only=True)
class SetEmail(SetContact):
    summary: ClassVar[str] = "Give, change or wipe a customer's email address"
    which: ClassVar[Which] = "email"

    do: Literal["customer.set_email"] = "customer.set_email"


@dataclass(slots=True, kw_only=True)
class SetPhone(SetContact):
    summary: ClassVar[str] = "Give, change or wipe a customer's phone number"
    which: ClassVar[Which] = "phone"

    do: Literal["customer.set_phone"] = "customer.set_phone"


@dataclass(slots=True, kw_only=True)
class ConfirmContact(CustomerChange):
    """Confirm the named one; where none is named, the pending one, or else the primary."""

    which: ClassVar[Which]

    value: Address | None = None

    def apply_to(self, world: "World", customer: Customer) -> None:
        primary, pending = _contacts(customer, self.which)
        chosen = pending or primary
        if self.value is not None:
            chosen = next(
                (one for one in (primary, pending) if one is not None and one.value == self.value), None
            )
        if chosen is None:
            what = _WORD[self.which] + ("" if self.value is None else f" {self.value!r}")
            raise Refused("value", f"the customer has no {what} to confirm")
        confirmed = Contact(chosen.value, chosen.valid, "confirmed")
        _replace(world, customer, self.which, confirmed, None if chosen is pending else pending)
        tell_confirmed(world, customer, self.which, chosen)


@dataclass(slots=True, kw_only=True)
class ConfirmEmail(ConfirmContact):
    summary: ClassVar[str] = "Confirm a customer's email address"
    which: ClassVar[Which] = "email"

    do: Literal["customer.confirm_email"] = "customer.confirm_email"


@dataclass(slots=True, kw_only=True)
class ConfirmPhone(ConfirmContact):
    summary: ClassVar[str] = "Confirm a customer's phone number"
    which: ClassVar[Which] = "phone"

    do: Literal["customer.confirm_phone"] = "customer.confirm_phone"


def tell_confirmed(world: "World", customer: Customer, which: Which, before: Contact | None) -> None:
    """Tell that the primary one has been confirmed; `before` as it was, None where it came in as such."""
    contact = _contacts(customer, which)[0]
    assert contact is not None
    world.tell(ContactConfirmed(customer, which, contact, before))


def _contacts(customer: Customer, which: Which) -> tuple[Contact | None, Contact | None]:
    if which == "email":
        return customer.email, customer.pending_email
    return customer.phone, customer.pending_phone


def _replace(
    world: "World", customer: Customer, which: Which, primary: Contact | None, pending: Contact | None
) -> None:
    old_primary, old_pending = _contacts(customer, which)
    if primary == old_primary and pending == old_pending:
        return
    world.set(customer, which, primary)
    world.set(customer, "pending_" + which, pending)
    world.tell(ContactsChanged(customer, which, old_primary, primary, old_pending, pending))


CHANGES = (SetEmail, SetPhone, ConfirmEmail, ConfirmPhone)
