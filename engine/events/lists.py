"""Product lists: E-4."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, unknown_names
from engine.world.deltas import ListLineAdded
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class AddedToListSettings(EventSettings):
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
    Settings = AddedToListSettings

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
        assert isinstance(settings, AddedToListSettings)
        wanted = settings.list

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["list"] == wanted

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, AddedToListSettings)
        return f"Product added to: {settings.list or 'a list'}"


KINDS: tuple[EventKind, ...] = (AddedToListKind(),)
