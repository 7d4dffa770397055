"""Profiles that come and go: E-16, E-17, E-18."""

from collections.abc import Iterable

from engine.events.base import Event, EventKind, EventSettings, Wants, action_context
from engine.world.deltas import CustomerAdded, CustomersMerged, Delta
from engine.world.entities import Customer
from engine.world.world import Applied, World

_WAYS = {
    "operation": "an operation",
    "file_import": "an import of a file",
    "interface_import": "an import at the screen",
    "manual": "hand",
}


class NewCustomerKind(EventKind):
    id = "customer_added"
    rule = "E-16"
    name = "New customer"
    family = "Profile"
    help = (
        "Starts when a customer is added, in whatever way: by hand, by an operation, by an import; also when "
        "the new profile is merged into another one right afterwards: the passage then goes on as the "
        "other's. An import that meets a customer who exists already edits them and starts nothing."
    )
    hears = (CustomerAdded,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CustomerAdded:
                yield Event(self, delta.customer, change.happened, change.at, {})


class CustomerRegisteredKind(EventKind):
    id = "customer_registered"
    rule = "E-17"
    name = "Customer registered"
    family = "Profile"
    help = (
        "Starts when an operation adds a customer by its step Register, Register or update, or Import. When "
        "such a step meets a customer who exists and edits them, nothing starts; nor for customers who come "
        "in any other way: by a personalization form, an interface import, a file or by hand."
    )
    hears = (CustomerAdded,)
    context = ("action",)
    waits = ("action",)
    parameters = ("CustomerAction",)
    transactional = True

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        return lambda delta: delta.registered

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CustomerAdded and delta.registered:
                context = action_context(applied, delta.customer)
                yield Event(self, delta.customer, change.happened, change.at, context)

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        change = applied.change
        came = _WAYS.get(change.source, f"a {change.source.replace('_', ' ')}")
        if change.step is not None and change.source == "operation":
            came += f" with the step {change.step.replace('_', ' ')}"
        return f"they were added by {came}, which registers nobody"


class ProfilesMergedKind(EventKind):
    id = "customers_merged"
    rule = "E-18"
    name = "Profiles merged"
    family = "Profile"
    help = (
        "Starts when two profiles of one customer are merged, by whatever means, also by hand. It starts for "
        "the profile that remains, once for every profile that it takes in."
    )
    hears = (CustomersMerged,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CustomersMerged:
                yield Event(self, delta.customer, change.happened, change.at, {})


KINDS: tuple[EventKind, ...] = (NewCustomerKind(), CustomerRegisteredKind(), ProfilesMergedKind())
