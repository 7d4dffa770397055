"""Viewed products: E-36."""

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
from engine.world.deltas import ProductViewed
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class ProductViewedSettings(EventSettings):
    segments: list[Name] = Field(
        default=[],
        title="Product segments",
        description="Only products in at least one of these; none chosen: all products.",
        json_schema_extra={"names": "product_segments"},
    )

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        return unknown_names("segments", "product segment", self.segments, settings.product_segments)


class ProductViewedKind(EventKind):
    id = "product_viewed"
    rule = "E-36"
    name = "Product viewed"
    family = "Viewed products"
    help = "Starts each time a customer views a product's page."
    hears = (ProductViewed,)
    context = ("view", "product", "action")
    waits = ("product", "product_expiry", "action")
    parameters = ("ProductView", "Product", "CustomerAction")
    Settings = ProductViewedSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ProductViewed:
                view = delta.view
                yield Event(
                    self,
                    delta.customer,
                    change.happened,
                    change.at,
                    {
                        "view": view.number,
                        "product": view.product,
                        **action_context(applied, delta.customer),
                    },
                    {"product": view.product},
                )

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ProductViewedSettings)
        segments = frozenset(settings.segments)

        def match(event: Event, memory: TriggerMemory) -> bool:
            product = str(event.facts["product"])
            return not segments or not segments.isdisjoint(world.products[product].segments)

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ProductViewedSettings)
        return "Product viewed" + (": " + ", ".join(settings.segments) if settings.segments else "")


KINDS: tuple[EventKind, ...] = (ProductViewedKind(),)
