"""The customer's profile: E-16, E-19 with E-20, E-28."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import (
    Event,
    EventKind,
    EventSettings,
    Matches,
    TriggerMemory,
    action_context,
    unknown_names,
)
from engine.world.deltas import ContactsChanged, CustomerAdded, CustomFieldChanged
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class NewCustomerKind(EventKind):
    id = "customer_added"
    rule = "E-16"
    name = "New customer"
    family = "Profile"
    help = (
        "Starts when a customer is added, in whatever way: by hand, by an operation, by an import. An "
        "import that meets a customer who exists already edits them and starts nothing."
    )
    hears = (CustomerAdded,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CustomerAdded:
                yield Event(self, delta.customer, change.happened, change.at, {})


class EmailChangedKind(EventKind):
    id = "email_changed"
    rule = "E-19"
    name = "Customer changed email"
    family = "Profile"
    help = (
        "Starts when a customer's email address changes from one to another; not when it is filled for the "
        "first time, wiped or given at creation. Where addresses are confirmed it also starts when an "
        "unconfirmed address is added beside a confirmed one, and when one without confirmation data "
        "becomes unconfirmed; confirming an address starts nothing, also where it thereby takes the place "
        "of the old one."
    )
    hears = (ContactsChanged,)
    context = ("action",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ContactsChanged and delta.which == "email" and contact_changed(delta):
                context = action_context(applied, delta.customer)
                yield Event(self, delta.customer, change.happened, change.at, context)


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


class CustomFieldSettings(EventSettings):
    field: Name | None = Field(default=None, title="Field", json_schema_extra={"names": "customer_fields"})

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.field is None:
            yield "field", "choose a custom field"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.field is not None:
            yield from unknown_names(
                "field", "custom field of customers", (self.field,), settings.customer_fields
            )


class CustomFieldChangedKind(EventKind):
    id = "custom_field_changed"
    rule = "E-28"
    name = "Custom field changed"
    family = "Profile"
    help = (
        "Starts when the chosen custom or calculated field of a customer is filled, changed or wiped, also "
        "when it comes filled with a new customer. Whether the field's history is stored does not matter. "
        "Setting the value that the field has already starts nothing."
    )
    hears = (CustomFieldChanged,)
    transactional = True
    Settings = CustomFieldSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CustomFieldChanged:
                yield Event(self, delta.customer, change.happened, change.at, {}, {"field": delta.field})

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, CustomFieldSettings)
        wanted = settings.field

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["field"] == wanted

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, CustomFieldSettings)
        return f"Field changed: {settings.field or 'none chosen'}"


KINDS: tuple[EventKind, ...] = (NewCustomerKind(), EmailChangedKind(), CustomFieldChangedKind())
