"""Calculated fields of customers: they follow the data (W-2).

After each change the fields of the customers whose data it touched are reckoned again, within that change.
A field that looks back over some days is reckoned again at each midnight too: its days are civil days, today
among them (T-5).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from engine.world.deltas import (
    CustomersMerged,
    CustomFieldChanged,
    Delta,
    ItemChanged,
    OrderAdded,
    OrderChanged,
    ProductViewed,
)
from engine.world.entities import Customer, Order, OrderItem, Value
from engine.world.settings import Calculated, Calculation, FieldType, Settings

if TYPE_CHECKING:
    from engine.world.world import World

TYPES: dict[Calculation, FieldType] = {
    "most_viewed_product": "text",
    "most_bought_product": "text",
    "views_number": "number",
    "orders_number": "number",
    "orders_sum": "money",
    "last_order_at": "date",
}
"""The type that a field must have to hold it."""

PRODUCTS: tuple[Calculation, ...] = ("most_viewed_product", "most_bought_product")
"""Those that hold a product's id."""

Follow = Callable[["World", list[Delta]], None]

_TOUCHED_BY: dict[type[Delta], str] = {
    ProductViewed: "views",
    OrderAdded: "orders",
    OrderChanged: "orders",
    ItemChanged: "orders",
    CustomersMerged: "views orders",
}


def following(settings: Settings) -> Follow | None:
    """What keeps a project's calculated fields after each change; None where it has none."""
    fields = calculated_fields(settings)
    if not fields:
        return None

    def follow(world: "World", deltas: list[Delta]) -> None:
        touched: dict[str, tuple[Customer, set[str]]] = {}
        for delta in deltas:
            what = _TOUCHED_BY.get(type(delta))
            if what is not None:
                customer: Customer = delta.customer  # type: ignore[attr-defined]
                touched.setdefault(customer.id, (customer, set()))[1].update(what.split())
        for customer, parts in touched.values():
            reckon(world, customer, [pair for pair in fields if _part(pair[1]) in parts])

    return follow


def calculated_fields(settings: Settings) -> list[tuple[str, Calculated]]:
    """The calculated fields of a project's customers."""
    return [
        (name, field.calculated)
        for name, field in settings.customer_fields.items()
        if field.calculated is not None
    ]


def product_fields(settings: Settings) -> tuple[str, ...]:
    """The calculated fields that hold a product: the most viewed, the most bought (E-37)."""
    return tuple(name for name, asked in calculated_fields(settings) if asked.of in PRODUCTS)


def reckon(
    world: "World", customer: Customer, fields: Iterable[tuple[str, Calculated]], *, tell: bool = True
) -> None:
    """Bring a customer's calculated fields up to date, and tell those that changed."""
    for name, asked in fields:
        old = customer.fields.get(name)
        new = _value(world, customer, asked)
        if new == old:
            continue
        if new is None:
            world.drop(customer, "fields", name)
        else:
            world.put(customer, "fields", name, new)
        if asked.of in PRODUCTS:
            world.note_preference(customer.id, name, old, new)
        if tell:
            world.tell(CustomFieldChanged(customer, name, old, new))


def _part(asked: Calculated) -> str:
    return "views" if asked.of in ("most_viewed_product", "views_number") else "orders"


def _since(world: "World", asked: Calculated) -> int | None:
    """When the days that count began: at a midnight (T-5)."""
    if asked.days is None:
        return None
    return world.zone.add_days(world.zone.midnight(world.now), 1 - asked.days)


def _value(world: "World", customer: Customer, asked: Calculated) -> Value:
    since = _since(world, asked)
    if _part(asked) == "views":
        views = [view for view in customer.views if since is None or view.at >= since]
        if asked.of == "views_number":
            return len(views)
        return _favourite((view.product, 1, view.at) for view in views)
    bought = list(_bought(world, customer, asked, since))
    if asked.of == "most_bought_product":
        return _favourite((item.product, item.quantity, order.created_at) for order, item in bought)
    # Without statuses an order counts also where it has no items.
    orders = {order.id: order for order, _ in bought} if asked.statuses else _orders(world, customer, since)
    if asked.of == "orders_number":
        return len(orders)
    if asked.of == "orders_sum":
        if not asked.statuses:
            return sum(order.total for order in orders.values())
        return sum(item.price * item.quantity for _, item in bought)
    last = max((order.created_at for order in orders.values()), default=None)
    return None if last is None else world.zone.format(last)


def _bought(
    world: "World", customer: Customer, asked: Calculated, since: int | None
) -> Iterator[tuple[Order, OrderItem]]:
    for order in _orders(world, customer, since).values():
        for item in order.items:
            if not asked.statuses or item.status in asked.statuses:
                yield order, item


def _orders(world: "World", customer: Customer, since: int | None) -> dict[str, Order]:
    """The customer's orders since then, by id."""
    orders = [world.orders[name] for name in customer.orders]
    return {order.id: order for order in orders if since is None or order.created_at >= since}


def _favourite(counted: Iterable[tuple[str, int, int]]) -> str | None:
    """The product with the most; of equals the one that came last."""
    times: Counter[str] = Counter()
    last: dict[str, Any] = {}
    for n, (product, amount, at) in enumerate(counted):
        times[product] += amount
        last[product] = max(last.get(product, (at, n)), (at, n))
    return max(times, key=lambda product: (times[product], last[product]), default=None)
