"""What a customer has ordered: counts, sums and products of orders in a period (F-5)."""

from collections.abc import Callable, Iterable, Iterator

from engine.conditions.base import Field, Of, Value
from engine.conditions.histories import Period
from engine.conditions.parameters import OF_ITEMS, WITHIN, product_test, status_test
from engine.world.entities import Customer, Order, OrderItem
from engine.world.world import World

Items = Callable[[Order], list[OrderItem]]


BOUGHT = ("bought", "buy", "purchase", "purchased", "spent", "revenue")


def items_of(world: World, of: Of) -> Items | None:
    """The items of an order that the parameters ask for; None where they ask for all."""
    status, product = status_test(world, of), product_test(world, of)
    if status is None and product is None:
        return None

    def items(order: Order) -> list[OrderItem]:
        return [
            item
            for item in order.items
            if (status is None or status(item.status)) and (product is None or product(item.product))
        ]

    return items


def worth(items: Iterable[OrderItem]) -> int:
    return sum(item.price * item.quantity for item in items)


def pieces(items: Iterable[OrderItem]) -> int:
    return sum(item.quantity for item in items)


def _period(world: World, of: Of) -> Period:
    orders = world.orders
    return Period(world, of, lambda customer: customer.orders, lambda order: orders[order].created_at)


def _orders(world: World, of: Of) -> Callable[[Customer], Iterator[tuple[Order, list[OrderItem]]]]:
    """The orders that the parameters ask for, each with the items for which it counts.

    An order counts by when it was made, and if one of its items is asked for.
    """
    entries = _period(world, of).entries
    asked = items_of(world, of)
    orders = world.orders

    def found(customer: Customer) -> Iterator[tuple[Order, list[OrderItem]]]:
        for order in map(orders.__getitem__, entries(customer)):
            if asked is None:
                yield order, order.items
            elif items := asked(order):
                yield order, items

    return found


def _revenues(world: World, of: Of) -> Callable[[Customer], list[int]]:
    """Of orders as a whole their totals, else what the items asked for are worth."""
    found = _orders(world, of)
    if items_of(world, of) is None:
        return lambda customer: [order.total for order, _ in found(customer)]
    return lambda customer: [worth(items) for _, items in found(customer)]


def _count(world: World, of: Of) -> Callable[[Customer], Value]:
    if items_of(world, of) is None:
        return _period(world, of).count
    found = _orders(world, of)
    return lambda customer: sum(1 for _ in found(customer)) if customer.orders else 0


def _sum(world: World, of: Of) -> Callable[[Customer], Value]:
    revenues = _revenues(world, of)
    return lambda customer: sum(revenues(customer)) if customer.orders else 0


def _average(world: World, of: Of) -> Callable[[Customer], Value]:
    """Rounded to the minor unit, half up; not set without orders."""
    revenues = _revenues(world, of)

    def average(customer: Customer) -> int | None:
        found = revenues(customer)
        return (2 * sum(found) + len(found)) // (2 * len(found)) if found else None

    return average


def _pieces(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: sum(pieces(items) for _, items in found(customer)) if customer.orders else 0


def _products(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: {item.product for _, items in found(customer) for item in items}


def _first(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: min((order.created_at for order, _ in found(customer)), default=None)


def _last(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: max((order.created_at for order, _ in found(customer)), default=None)


FIELDS: tuple[Field, ...] = (
    Field(
        id="customer.orders.count",
        title="Orders",
        one="Order",
        keywords=BOUGHT,
        type="number",
        make=_count,
        parameters=(WITHIN, *OF_ITEMS),
    ),
    Field(
        id="customer.orders.sum",
        title="Sum of orders",
        keywords=BOUGHT,
        type="money",
        make=_sum,
        parameters=(WITHIN, *OF_ITEMS),
    ),
    Field(
        id="customer.orders.average",
        title="Average order",
        keywords=BOUGHT,
        type="money",
        make=_average,
        parameters=(WITHIN, *OF_ITEMS),
    ),
    Field(
        id="customer.orders.quantity",
        title="Pieces ordered",
        one="Piece ordered",
        keywords=BOUGHT,
        type="number",
        make=_pieces,
        parameters=(WITHIN, *OF_ITEMS),
    ),
    Field(
        id="customer.orders.products",
        title="Products ordered",
        keywords=BOUGHT,
        type="names",
        make=_products,
        parameters=(WITHIN, *OF_ITEMS),
    ),
    Field(
        id="customer.orders.first_at",
        title="First order",
        keywords=BOUGHT,
        type="date",
        make=_first,
        parameters=OF_ITEMS,
    ),
    Field(
        id="customer.orders.last_at",
        title="Latest order",
        keywords=BOUGHT,
        type="date",
        make=_last,
        parameters=OF_ITEMS,
    ),
)
