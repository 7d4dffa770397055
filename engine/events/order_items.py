"""Items of orders: E-12, E-13."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, Wants, unknown_names
from engine.world.deltas import Delta, ItemChanged
from engine.world.entities import Customer
from engine.world.settings import Name, Settings, StatusCategory
from engine.world.world import Applied, World, unknown


class ItemInCategorySettings(EventSettings):
    category: ClassVar[StatusCategory]

    statuses: list[Name] = Field(
        default=[],
        title="Statuses",
        description="Only these statuses of the category; none chosen: all of them.",
        json_schema_extra={"names": "order_statuses"},
    )
    segments: list[Name] = Field(
        default=[],
        title="Product segments",
        description="Only products in at least one of these; none chosen: all products.",
        json_schema_extra={"names": "product_segments"},
    )

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        known = settings.order_statuses
        fitting = {name: status for name, status in known.items() if status.category == self.category}
        for name in self.statuses:
            if name not in fitting:
                what = (
                    "order status" if name not in known else f"order status of the category {self.category}"
                )
                yield "statuses", unknown(what, name, fitting)
        yield from unknown_names("segments", "product segment", self.segments, settings.product_segments)


class ItemInCategoryKind(EventKind):
    """An item reaches a category of statuses, or changes while it is in it."""

    family = "Orders"
    hears = (ItemChanged,)
    context = ("order_item", "product")
    waits = ("order_item", "product", "product_expiry")
    parameters = ("OrderItem", "Product")
    Settings: ClassVar[type[ItemInCategorySettings]]

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        category = self.Settings.category
        statuses = world.settings.order_statuses
        for delta in applied.deltas:
            if type(delta) is ItemChanged:
                status = statuses.get(delta.new_status)
                if status is not None and status.category == category:
                    item = delta.item
                    yield Event(
                        self,
                        delta.customer,
                        change.happened,
                        change.at,
                        {"order_item": (delta.order.id, item.line), "product": item.product},
                        {"status": delta.new_status, "product": item.product},
                    )

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, ItemChanged)
        status = delta.new_status or "none"
        return f"its status is {status}, which is not of the category {self.Settings.category}"

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ItemInCategorySettings)
        statuses = frozenset(settings.statuses)
        segments = frozenset(settings.segments)

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if statuses and facts["status"] not in statuses:
                return False
            return not segments or not segments.isdisjoint(world.products[str(facts["product"])].segments)

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, ItemInCategorySettings)
        wanted = frozenset(
            name
            for name, status in world.settings.order_statuses.items()
            if status.category == settings.category and (not settings.statuses or name in settings.statuses)
        )
        return lambda delta: delta.new_status in wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ItemInCategorySettings)
        lines = [self.name]
        if settings.statuses:
            lines.append("in " + ", ".join(settings.statuses))
        if settings.segments:
            lines.append("of " + ", ".join(settings.segments))
        return " ".join(lines)


class ItemDeliveredSettings(ItemInCategorySettings):
    category = "delivered"


class ItemDeliveredKind(ItemInCategoryKind):
    id = "item_delivered"
    rule = "E-12"
    name = "Product in the order delivered"
    help = (
        "Starts for every item of an order that moves to a status of the category Delivered or is created "
        "in one: an order of two items starts it twice. Starts again when anything about the item changes "
        "(status, price, quantity, a custom field) while it is in that category. Changes of the order "
        "itself start nothing."
    )
    Settings = ItemDeliveredSettings


class ItemPaidSettings(ItemInCategorySettings):
    category = "paid"


class ItemPaidKind(ItemInCategoryKind):
    id = "item_paid"
    rule = "E-13"
    name = "Product in the order paid"
    help = (
        "Starts for every item of an order that moves to a status of the category Paid or is created in "
        "one: an order of two items starts it twice. Starts again when anything about the item changes "
        "(status, price, quantity, a custom field) while it is in that category. Changes of the order "
        "itself start nothing."
    )
    Settings = ItemPaidSettings


KINDS: tuple[EventKind, ...] = (ItemDeliveredKind(), ItemPaidKind())
