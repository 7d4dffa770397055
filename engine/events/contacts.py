"""Email addresses and phone numbers: E-19 with E-20, E-21, E-22, E-23 with E-24, E-25.

Emails and phones follow the same sentences but for the confirmation: that of an email is told with
exceptions (E-22), that of a phone always (E-25).
"""

from collections.abc import Iterable
from typing import ClassVar, Literal

from engine.events.base import Event, EventKind, EventSettings, Wants, action_context
from engine.world.deltas import ContactConfirmed, ContactsChanged, Delta
from engine.world.entities import Customer
from engine.world.world import Applied, World

Which = Literal["email", "phone"]


class ContactKind(EventKind):
    """An event about one of the two."""

    which: ClassVar[Which]
    family = "Profile"

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        wanted = self.which
        return lambda delta: delta.which == wanted

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, ContactsChanged | ContactConfirmed)
        if delta.which != self.which:
            return f"that is no {self.which}"
        return self.why_not(delta, applied)

    def why_not(self, delta: ContactsChanged | ContactConfirmed, applied: Applied) -> str:
        """What keeps a fact about the right one of the two from being this event."""
        return ""


class ChangedKind(ContactKind):
    """A change from one to another, with what confirmation adds to it."""

    hears = (ContactsChanged,)
    context = ("action",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ContactsChanged and delta.which == self.which and contact_changed(delta):
                context = action_context(applied, delta.customer)
                yield Event(self, delta.customer, change.happened, change.at, context)

    def why_not(self, delta: ContactsChanged | ContactConfirmed, applied: Applied) -> str:
        assert isinstance(delta, ContactsChanged)
        old, new = delta.old_primary, delta.new_primary
        if old is None:
            return "filling in the first one is no change from one to another"
        if new is None:
            return "taking it away is no change from one to another"
        if old.value != new.value:
            return "confirming the one that waited is no change"
        if delta.new_pending is not None and delta.new_pending != delta.old_pending:
            return "the one that waits beside it is the same as before"
        if new.confirmation == "confirmed" != old.confirmation:
            return "confirming it is no change"
        return "it is still the same one"


class EmailChangedKind(ChangedKind):
    id = "email_changed"
    rule = "E-19"
    name = "Customer changed email"
    which = "email"
    help = (
        "Starts when a customer's email address changes from one to another; not when it is filled for the "
        "first time, wiped or given at creation. Where addresses are confirmed it also starts when an "
        "unconfirmed address is added beside a confirmed one, and when one without confirmation data "
        "becomes unconfirmed; confirming an address starts nothing, also where it thereby takes the place "
        "of the old one."
    )


class EmailBecameValidKind(ContactKind):
    id = "email_became_valid"
    rule = "E-21"
    name = "Email became valid"
    which = "email"
    help = (
        "Starts each time a customer's email address that was invalid is found to be valid after all. "
        "Replacing an invalid address by another one starts nothing, nor does filling in a valid one; an "
        "address that still waits for its confirmation beside the customer's own does not count."
    )
    hears = (ContactsChanged,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ContactsChanged and delta.which == "email":
                old, new = delta.old_primary, delta.new_primary
                if old and new and old.value == new.value and new.valid and not old.valid:
                    yield Event(self, delta.customer, change.happened, change.at, {})

    def why_not(self, delta: ContactsChanged | ContactConfirmed, applied: Applied) -> str:
        assert isinstance(delta, ContactsChanged)
        old, new = delta.old_primary, delta.new_primary
        if new is None:
            return "there is none any more"
        if old is None or old.value != new.value:
            return "it is another one, which was not invalid before"
        if old.valid == new.valid:
            return "its validity did not change"
        return "it became invalid"


class EmailConfirmedKind(ContactKind):
    id = "email_confirmed"
    rule = "E-22"
    name = "Customer confirmed email"
    which = "email"
    help = (
        "Starts each time a customer's email address is confirmed: the one that they have, once more the one "
        "that is confirmed already, and one that comes in as confirmed where there was none. Where another "
        "confirmed address had its place before, nothing starts: neither when the new one waited "
        "unconfirmed beside it, nor when one confirmed address replaces the other at once."
    )
    hears = (ContactConfirmed,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ContactConfirmed and delta.which == "email" and not _took_over(delta, applied):
                yield Event(self, delta.customer, change.happened, change.at, {})

    def why_not(self, delta: ContactsChanged | ContactConfirmed, applied: Applied) -> str:
        return "another confirmed one had its place before"


class PhoneChangedKind(ChangedKind):
    id = "phone_changed"
    rule = "E-23"
    name = "Customer changed mobile phone"
    which = "phone"
    help = (
        "Starts when a customer's phone number changes from one to another; not when it is filled for the "
        "first time, wiped or given at creation. Where numbers are confirmed it also starts when an "
        "unconfirmed number is added beside a confirmed one, and when one without confirmation data becomes "
        "unconfirmed; confirming a number starts nothing, also where it thereby takes the place of the old "
        "one."
    )


class PhoneConfirmedKind(ContactKind):
    id = "phone_confirmed"
    rule = "E-25"
    name = "Phone number confirmed"
    which = "phone"
    help = (
        "Starts each time a customer's phone number is confirmed, without exception: for the first time or "
        "again, in the place of another confirmed one, or by coming in as confirmed. A number that is given "
        "once more as what it is already is not confirmed by that."
    )
    hears = (ContactConfirmed,)
    transactional = True

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ContactConfirmed and delta.which == "phone":
                yield Event(self, delta.customer, change.happened, change.at, {})


def contact_changed(delta: ContactsChanged) -> bool:
    """Whether it is a change from one to another, or one that confirmation adds to these (E-19, E-20)."""
    old, new = delta.old_primary, delta.new_primary
    if old is None or new is None:
        return False
    old_pending, new_pending = delta.old_pending, delta.new_pending
    if old.value != new.value:
        promoted = old_pending is not None and old_pending.value == new.value
        return not (promoted and new.confirmation == "confirmed")
    if old.confirmation == "no_data" and new.confirmation == "unconfirmed":
        return True
    if new_pending is None or new_pending.confirmation != "unconfirmed" or new.confirmation != "confirmed":
        return False
    return old_pending is None or old_pending.value != new_pending.value


def _took_over(delta: ContactConfirmed, applied: Applied) -> bool:
    """Whether the confirmed address has taken the place of another confirmed one (E-22)."""
    for told in applied.deltas:
        if type(told) is ContactsChanged and told.which == delta.which and told.customer is delta.customer:
            old = told.old_primary
            return old is not None and old.confirmation == "confirmed" and old.value != delta.contact.value
    return False


KINDS: tuple[EventKind, ...] = (
    EmailChangedKind(),
    EmailBecameValidKind(),
    EmailConfirmedKind(),
    PhoneChangedKind(),
    PhoneConfirmedKind(),
)
