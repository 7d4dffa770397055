"""Changes of a customer's data: E-26, E-27, E-28."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import (
    Event,
    EventKind,
    EventSettings,
    Matches,
    TriggerMemory,
    Wants,
    action_of,
    unknown_names,
)
from engine.world.deltas import (
    ActionIssued,
    ContactsChanged,
    CustomerAdded,
    CustomFieldChanged,
    Delta,
    ProfileFieldChanged,
)
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World

PERSONAL = "personal"
"""The category of the actions by which customers change their own data (E-27)."""


class _HistoryKind(EventKind):
    """What shows on the change history."""

    family = "Profile"
    hears = (ProfileFieldChanged, ContactsChanged, CustomFieldChanged)

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        stored = {name for name, field in world.settings.customer_fields.items() if field.history}
        return lambda delta: type(delta) is not CustomFieldChanged or delta.field in stored

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        if any(type(told) is CustomerAdded and told.customer is customer for told in applied.deltas):
            return "a new customer came with it"
        if isinstance(delta, CustomFieldChanged):
            field = world.settings.customer_fields.get(delta.field)
            if field is None or not field.history:
                return f"the history of {delta.field} is not stored"
        return ""


class DataChangedKind(_HistoryKind):
    id = "customer_data_changed"
    rule = "E-26"
    name = "Customer data changed"
    help = (
        "Starts when something changes that the customer's change history shows: names, date of birth, zone, "
        "email and phone with their validity and confirmation, and custom fields whose history is stored; "
        "filling and wiping count. One change of several of these starts it once. A new customer's first "
        "data start nothing, nor does a value that is set to what it was."
    )

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        return [
            Event(self, customer, change.happened, change.at, {}) for customer in _changed(applied, world)
        ]


class DataModifiedKind(_HistoryKind):
    id = "customer_modified_data"
    rule = "E-27"
    name = "Customer modified data"
    help = (
        "Starts when customers change their own data: when something that the change history shows (profile "
        "fields, email and phone, custom fields whose history is stored) changes by an action whose template "
        "is of the category personal. Without an action, or with one of another category, nothing starts."
    )

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        templates = world.settings.action_templates
        recorded: dict[int, str] = {}
        for delta in applied.deltas:
            if type(delta) is ActionIssued:
                recorded.setdefault(id(delta.customer), delta.action.template)
        if not recorded:
            return []
        return [
            Event(self, customer, change.happened, change.at, {})
            for customer in _changed(applied, world)
            if (template := recorded.get(id(customer))) is not None
            and templates[template].category.casefold() == PERSONAL
        ]

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        action = action_of(applied, customer)
        if found := super().exclusion(delta, applied, world, customer, settings):
            return found
        if action is None:
            return "it is recorded as no action"
        category = world.settings.action_templates[action.template].category
        return f"the action {action.template} is of the category {category}, not {PERSONAL}"


def _changed(applied: Applied, world: World) -> list[Customer]:
    """Those on whose change history the change shows, each once."""
    # By identity, and not by scanning: at midnight one change may be about everybody.
    added: set[int] = set()
    found: dict[int, Customer] = {}
    fields = world.settings.customer_fields
    for delta in applied.deltas:
        kind = type(delta)
        if kind is CustomerAdded:
            assert isinstance(delta, CustomerAdded)
            added.add(id(delta.customer))
            continue
        if isinstance(delta, CustomFieldChanged):
            field = fields.get(delta.field)
            if field is None or not field.history:
                continue
        elif not isinstance(delta, ProfileFieldChanged | ContactsChanged):
            continue
        customer = delta.customer
        if id(customer) not in added:
            found.setdefault(id(customer), customer)
    return list(found.values())


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

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, CustomFieldSettings)
        wanted = settings.field
        return lambda delta: delta.field == wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, CustomFieldSettings)
        return f"Field changed: {settings.field or 'none chosen'}"


KINDS: tuple[EventKind, ...] = (DataChangedKind(), DataModifiedKind(), CustomFieldChangedKind())
