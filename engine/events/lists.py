"""Product lists: E-4, E-5."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import (
    Event,
    EventKind,
    EventSettings,
    Fact,
    Matches,
    Ref,
    TriggerMemory,
    Wants,
    unknown_names,
)
from engine.world.deltas import Delta, ListLineAdded, ListLineChanged, ListLineRemoved
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class ListSettings(EventSettings):
    list: Name | None = Field(default=None, title="List", json_schema_extra={"names": "lists"})

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.list is None:
            yield "list", "choose a list"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.list is not None:
            yield from unknown_names("list", "list", (self.list,), settings.lists)


class AddedToListKind(EventKind):
    id = "product_added_to_list"
    rule = "E-4"
    name = "Product added to a list"
    family = "Customer actions"
    help = (
        "Starts once for every new line on the chosen list of a customer. More of a product that has a "
        "line there already starts nothing."
    )
    hears = (ListLineAdded,)
    context = ("list_item", "product")
    waits = ("product", "product_expiry")
    parameters = ("ProductListItem", "Product")
    Settings = ListSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ListLineAdded:
                product = delta.line.product
                yield Event(
                    self,
                    delta.customer,
                    change.happened,
                    change.at,
                    {"list_item": (delta.list, product), "product": product},
                    {"list": delta.list},
                )

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ListSettings)
        wanted = settings.list

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["list"] == wanted

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, ListSettings)
        wanted = settings.list
        return lambda delta: delta.list == wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ListSettings)
        return f"Product added to: {settings.list or 'a list'}"


class ListChangedKind(EventKind):
    """Recognised once per change and list, with the first line that came or changed."""

    id = "list_changed"
    rule = "E-5"
    name = "Product list changed"
    family = "Customer actions"
    help = (
        "Starts when a line comes onto the chosen list of a customer, or the quantity or the price of a "
        "line changes. What changes together, in one list that is set whole or in one import, starts it "
        "once for the customer, with the first line that came or changed. Clearing the list or taking a "
        "line off it starts nothing, also where another line comes at the same time."
    )
    hears = (ListLineAdded, ListLineChanged)
    context = ("list_item", "product")
    waits = ("product", "product_expiry")
    parameters = ("ProductListItem", "Product")
    Settings = ListSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        removed = {delta.list for delta in applied.deltas if type(delta) is ListLineRemoved}
        found: dict[str, ListLineAdded | ListLineChanged] = {}
        for delta in applied.deltas:
            if type(delta) is ListLineAdded or type(delta) is ListLineChanged:
                found.setdefault(delta.list, delta)
        for name, delta in found.items():
            if name not in removed:
                product = delta.line.product
                facts: dict[str, Fact] = {"list": name, "batch": change.batch}
                context: dict[str, Ref] = {"list_item": (name, product), "product": product}
                yield Event(self, delta.customer, change.happened, change.at, context, facts)

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        removed = [told for told in applied.deltas if type(told) is ListLineRemoved]
        return "a line was removed from the list by the same change" if removed else ""

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ListSettings)
        wanted = settings.list

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if facts["list"] != wanted:
                return False
            batch = facts["batch"]
            if batch is None or event.too_old:
                return True
            fired = memory.batches.setdefault(event.customer.id, [])
            if batch in fired:
                return False
            fired.append(str(batch))
            return True

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, ListSettings)
        wanted = settings.list
        return lambda delta: delta.list == wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ListSettings)
        return f"List changed: {settings.list or 'none chosen'}"


KINDS: tuple[EventKind, ...] = (AddedToListKind(), ListChangedKind())
