"""The status of orders: E-7, and its two settings E-8 (all items) and E-9 (any item)."""

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
from engine.events.per_order import TimesPerOrder, count_order, has_times_left, times_words
from engine.world.deltas import ItemChanged
from engine.world.entities import Order
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class OrderStatusSettings(EventSettings):
    status: Name | None = Field(default=None, title="Status", json_schema_extra={"names": "order_statuses"})
    items: Literal["all", "any"] = Field(
        default="all", title="Items", description="All items of the order have moved, or any of them."
    )
    times_per_order: TimesPerOrder = None

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.status is None:
            yield "status", "choose an order status"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.status is not None:
            yield from unknown_names("status", "order status", (self.status,), settings.order_statuses)


class OrderStatusChangedKind(EventKind):
    """Recognised once per change and status; the lines that moved to it are among its facts."""

    id = "order_status_changed"
    rule = "E-7"
    name = "Order status changed"
    family = "Orders"
    help = (
        "Starts when an order moves to the chosen status or is created in it. With all items: as soon as "
        "every item that came with the order's creation has been in the status since the flow was turned "
        "on, at one time or one after another; an item that is cancelled prevents it, unless the chosen "
        "status is itself one of cancellation. With any item: at every change by which at least one item "
        "moves to the status. A backdated change counts only where the order has no later one."
    )
    hears = (ItemChanged,)
    context = ("order", "action")
    waits = ("order", "action")
    parameters = ("Order", "CustomerAction")
    transactional = True
    Settings = OrderStatusSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        moved: dict[str, list[int]] = {}
        first: ItemChanged | None = None
        for delta in applied.deltas:
            if type(delta) is ItemChanged and delta.latest and delta.new_status != delta.old_status:
                first = first or delta
                moved.setdefault(delta.new_status, []).append(delta.item.line)
        if first is None:
            return
        change = applied.change
        customer, order = first.customer, first.order.id
        context = {"order": order, **action_context(applied, customer)}
        for status, lines in moved.items():
            facts: dict[str, Fact] = {"order": order, "status": status, "lines": tuple(lines)}
            yield Event(self, customer, change.happened, change.at, context, facts)

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, OrderStatusSettings)
        wanted = settings.status
        times = settings.times_per_order
        every_item = settings.items == "all"
        statuses = world.settings.order_statuses
        cancelled = frozenset(name for name, status in statuses.items() if status.category == "cancelled")
        prevents = frozenset() if wanted in cancelled else cancelled

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if facts["status"] != wanted:
                return False
            order = facts["order"]
            lines = facts["lines"]
            assert isinstance(order, str)
            assert isinstance(lines, tuple)
            if every_item and not _all_reached(world.orders[order], lines, memory, prevents):
                return False
            return has_times_left(event, memory, times)

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, OrderStatusSettings)
        wanted = settings.status
        return lambda delta: delta.new_status == wanted

    def counting(self, settings: EventSettings) -> Counting | None:
        assert isinstance(settings, OrderStatusSettings)
        return None if settings.times_per_order is None else count_order

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, OrderStatusSettings)
        which = "all items" if settings.items == "all" else "any item"
        times = times_words(settings.times_per_order)
        return f"Order status: {which} {settings.status or 'in a status'}{times}"


def _all_reached(
    order: Order, lines: tuple[str | int, ...], memory: TriggerMemory, prevents: frozenset[str]
) -> bool:
    """Note the items that reached the status; whether all that count have now, and none prevents it (E-8)."""
    originals = [item for item in order.items if item.original]
    moved = [item.line for item in originals if item.line in lines]
    if not moved:
        return False
    reached = memory.reached.setdefault(order.id, [])
    reached += [line for line in moved if line not in reached]
    if any(item.line not in reached or item.status in prevents for item in originals):
        return False
    del memory.reached[order.id]
    return True


KINDS: tuple[EventKind, ...] = (OrderStatusChangedKind(),)
