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
from engine.events.explaining import Asked
from engine.events.per_order import (
    LATER,
    TimesPerOrder,
    asked_times,
    count_order,
    has_times_left,
    times_words,
)
from engine.world.deltas import Delta, ItemChanged
from engine.world.entities import Customer, Order
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

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, ItemChanged)
        return "the item's status stayed as it was" if delta.latest else LATER

    def asked(
        self, event: Event, settings: EventSettings, world: World, memory: TriggerMemory
    ) -> Iterable[Asked]:
        assert isinstance(settings, OrderStatusSettings)
        status = settings.status or ""
        moved = str(event.facts["status"])
        yield Asked("status", "Status", status, moved, moved == status)
        order = world.orders.get(str(event.facts["order"]))
        if settings.items == "all" and moved == status and order is not None:
            reached = {*memory.reached.get(order.id, ()), *_lines(event)}
            lines = [item.line for item in order.items if item.original]
            seen = (
                f"{len(reached.intersection(lines))} of {len(lines)} since it was turned on or last started"
            )
            prevents = _prevents(settings, world)
            stopped = [str(item.line) for item in order.items if item.original and item.status in prevents]
            if stopped:
                seen += f"; cancelled: item {', '.join(stopped)}"
            yield Asked("items", "Items", "all", seen, not stopped and reached.issuperset(lines))
        yield from asked_times(event, memory, settings.times_per_order)

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, OrderStatusSettings)
        wanted = settings.status
        times = settings.times_per_order
        every_item = settings.items == "all"
        prevents = _prevents(settings, world)

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if facts["status"] != wanted:
                return False
            if every_item:
                order = world.orders[str(facts["order"])]
                if not _all_reached(order, _lines(event), memory, prevents):
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


def _lines(event: Event) -> tuple[str | int, ...]:
    """The lines that moved to the status."""
    lines = event.facts["lines"]
    assert isinstance(lines, tuple)
    return lines


def _prevents(settings: OrderStatusSettings, world: World) -> frozenset[str]:
    """The statuses in which an item prevents that all have moved (E-8)."""
    statuses = world.settings.order_statuses
    cancelled = frozenset(name for name, status in statuses.items() if status.category == "cancelled")
    return frozenset() if settings.status in cancelled else cancelled


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
