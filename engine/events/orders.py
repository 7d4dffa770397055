"""Orders: E-10, E-11. Their statuses are in `order_statuses`, their items in `order_items`."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from engine.events.base import (
    Counting,
    Event,
    EventKind,
    EventSettings,
    Fact,
    Matches,
    TriggerMemory,
    Wants,
    action_context,
    unknown_names,
)
from engine.events.explaining import Asked, shown
from engine.events.per_order import (
    LATER,
    TimesPerOrder,
    asked_times,
    count_order,
    has_times_left,
    times_words,
)
from engine.world.deltas import Delta, ItemChanged, OrderAdded, OrderChanged
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class NewOrderKind(EventKind):
    id = "order_created"
    rule = "E-10"
    name = "New order"
    family = "Orders"
    help = (
        "Starts when an order is created, whatever its status. A backdated order counts too, as long as "
        "the step that follows is still relevant when it arrives. Later changes of the order start nothing."
    )
    hears = (OrderAdded,)
    context = ("order", "action")
    waits = ("order", "action")
    parameters = ("Order", "CustomerAction")
    transactional = True

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is OrderAdded:
                customer = delta.customer
                context = {"order": delta.order.id, **action_context(applied, customer)}
                yield Event(self, customer, change.happened, change.at, context)


Datum = Literal["total", "status", "items", "quantity", "price"]
"""What may change of any order: its total, an item's status, quantity or price, or an item that comes in."""


class OrderChangedSettings(EventSettings):
    fields: list[Datum] = Field(
        default=[],
        title="Fields",
        description="Only when one of these changes; nothing chosen here or below: any change.",
    )
    order_fields: list[Name] = Field(
        default=[],
        title="Custom fields of the order",
        description="Only when one of these or of the others chosen changes.",
        json_schema_extra={"names": "order_fields"},
    )
    item_fields: list[Name] = Field(
        default=[],
        title="Custom fields of its items",
        description="Only when one of these or of the others chosen changes.",
        json_schema_extra={"names": "item_fields"},
    )
    times_per_order: TimesPerOrder = None

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        yield from unknown_names(
            "order_fields", "custom field of orders", self.order_fields, settings.order_fields
        )
        yield from unknown_names(
            "item_fields", "custom field of order items", self.item_fields, settings.item_fields
        )

    def chosen(self) -> frozenset[str]:
        """What must have changed, as the event's fact `fields` names it; empty: whatever it is."""
        return frozenset(
            (
                *self.fields,
                *(f"order.{name}" for name in self.order_fields),
                *(f"item.{name}" for name in self.item_fields),
            )
        )


class OrderChangedKind(EventKind):
    """Recognised once per change; what it changed is among its facts."""

    id = "order_changed"
    rule = "E-11"
    name = "Order data changed"
    family = "Orders"
    help = (
        "Starts when something of an order changes: its total or a custom field, or the status, quantity, "
        "price or a custom field of an item, or an item that is added; once per change, however much it "
        "changes. Where fields are chosen, only when one of these changes. Creating the order starts "
        "nothing, nor does setting what is so already. A backdated change counts only where the order has "
        "no later one."
    )
    hears = (OrderChanged, ItemChanged)
    context = ("order", "action")
    waits = ("order", "action")
    parameters = ("Order", "CustomerAction")
    Settings = OrderChangedSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        changed: dict[str, None] = {}
        first: OrderChanged | ItemChanged | None = None
        for delta in applied.deltas:
            if type(delta) is OrderAdded:
                return
            if type(delta) is OrderChanged and delta.latest:
                changed.update(dict.fromkeys(_named(delta.fields, "order")))
            elif type(delta) is ItemChanged and delta.latest:
                changed.update(dict.fromkeys(_named(delta.fields, "item")))
                if delta.old_status is None:
                    changed["items"] = None
            else:
                continue
            first = first or delta
        if first is None:
            return
        change = applied.change
        context = {"order": first.order.id, **action_context(applied, first.customer)}
        facts: dict[str, Fact] = {"order": first.order.id, "fields": tuple(changed)}
        yield Event(self, first.customer, change.happened, change.at, context, facts)

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        created = any(type(told) is OrderAdded for told in applied.deltas)
        return "creating an order is no change of it" if created else LATER

    def asked(
        self, event: Event, settings: EventSettings, world: World, memory: TriggerMemory
    ) -> Iterable[Asked]:
        assert isinstance(settings, OrderChangedSettings)
        chosen, changed = settings.chosen(), event.facts["fields"]
        assert isinstance(changed, tuple)
        if chosen:
            ok = not chosen.isdisjoint(changed)
            yield Asked("fields", "Fields", shown(sorted(chosen), "or"), shown(changed, "and"), ok)
        yield from asked_times(event, memory, settings.times_per_order)

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, OrderChangedSettings)
        chosen = settings.chosen()
        times = settings.times_per_order

        def match(event: Event, memory: TriggerMemory) -> bool:
            fields = event.facts["fields"]
            assert isinstance(fields, tuple)
            if chosen and chosen.isdisjoint(fields):
                return False
            return has_times_left(event, memory, times)

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, OrderChangedSettings)
        if not settings.chosen():
            return None
        # As deltas name them: custom fields by `field.<name>`.
        of_orders = frozenset((*settings.fields, *(f"field.{name}" for name in settings.order_fields)))
        of_items = frozenset((*settings.fields, *(f"field.{name}" for name in settings.item_fields)))

        def want(delta: OrderChanged | ItemChanged) -> bool:
            if type(delta) is OrderChanged:
                return not of_orders.isdisjoint(delta.fields)
            assert type(delta) is ItemChanged
            return not of_items.isdisjoint(delta.fields) or (delta.old_status is None and "items" in of_items)

        return want

    def counting(self, settings: EventSettings) -> Counting | None:
        assert isinstance(settings, OrderChangedSettings)
        return None if settings.times_per_order is None else count_order

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, OrderChangedSettings)
        named = ", ".join((*settings.fields, *settings.order_fields, *settings.item_fields))
        return f"Order changed{': ' + named if named else ''}{times_words(settings.times_per_order)}"


def _named(fields: tuple[str, ...], owner: str) -> Iterable[str]:
    """A delta's fields, with custom fields as `order.<name>` or `item.<name>`."""
    for field in fields:
        custom = field.removeprefix("field.")
        yield field if custom == field else f"{owner}.{custom}"


KINDS: tuple[EventKind, ...] = (NewOrderKind(), OrderChangedKind())
