"""Adding and changing one item of an order: what all changes of orders share."""

from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol

from engine.world.changes.base import own
from engine.world.changes.fields import write_fields
from engine.world.deltas import ItemChanged
from engine.world.entities import EMPTY_DICT, LARGEST_MONEY, Customer, Order, OrderItem, StatusMoment, Value
from engine.world.regional import current_price
from engine.world.values import refuse_unfit
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World


class Item(Protocol):
    """What is told of an item that is added."""

    product: str
    quantity: int
    price: int | None
    fields: dict[str, Value]


class Latest:
    """Whether a change is the order's latest, by when things happened (E-7); marks the order once it
    changes."""

    __slots__ = ("happened", "is_latest", "order", "world")

    def __init__(self, world: "World", order: Order, happened: int) -> None:
        self.world = world
        self.order = order
        self.happened = happened
        self.is_latest = happened >= order.changed_at

    def mark(self) -> bool:
        """Note that the order did change now. Returns whether the change is the latest."""
        if self.happened > self.order.changed_at:
            self.world.set(self.order, "changed_at", self.happened)
        return self.is_latest


def add_item(
    world: "World",
    customer: Customer,
    order: Order,
    happened: int,
    new: Item,
    status: str | None,
    place: str,
    original: bool,
) -> None:
    """Append an item to the order. `place` begins the names of the change's fields that describe it."""
    product = world.product(new.product, place + "product")
    if status is None:
        raise Refused(place + "status", "give a status, to the item or to the whole order")
    world.named(world.settings.order_statuses, "order status", status, place + "status")
    refuse_unfit(world.settings.item_fields, "custom field of order items", new.fields, place + "fields")
    price = current_price(product, customer.zone) if new.price is None else new.price
    if price is None:
        raise Refused(place + "price", f"give a price: the product {product.id!r} has none")
    latest = Latest(world, order, happened).mark()
    line = order.items[-1].line + 1 if order.items else 1
    history = [StatusMoment(happened, status)]
    item = OrderItem(line, product.id, new.quantity, price, status, own(new.fields), history, original)
    world.push(order, "items", item)
    _set_total(world, order, order.total + price * new.quantity, place + "price")
    fields = ("status", "quantity", "price", *(f"field.{name}" for name in item.fields), "total")
    world.tell(ItemChanged(customer, order, item, None, status, fields, latest))


def edit_item(
    world: "World",
    customer: Customer,
    order: Order,
    item: OrderItem,
    latest: Latest,
    status: str | None = None,
    quantity: int | None = None,
    price: int | None = None,
    fields: dict[str, Value] = EMPTY_DICT,
) -> bool:
    """Change what is given of an item and tell it, if anything did change. Returns whether it did."""
    changed = []
    old_status, new_status = item.status, item.status
    if status is not None:
        before = _status_before(item, latest.happened)
        if status != before:
            old_status, new_status = before, status
            changed.append("status")
            _move(world, item, status, latest.happened)
    old_value = item.price * item.quantity
    if quantity is not None and quantity != item.quantity:
        world.set(item, "quantity", quantity)
        changed.append("quantity")
    if price is not None and price != item.price:
        world.set(item, "price", price)
        changed.append("price")
    if item.price * item.quantity != old_value:
        total = order.total - old_value + item.price * item.quantity
        _set_total(world, order, total, "quantity" if price is None else "price")
        changed.append("total")
    changed += [f"field.{name}" for name, _, _ in write_fields(world, item, fields)]
    if changed:
        world.tell(ItemChanged(customer, order, item, old_status, new_status, tuple(changed), latest.mark()))
    return bool(changed)


def _set_total(world: "World", order: Order, total: int, place: str) -> None:
    if abs(total) > LARGEST_MONEY:
        raise Refused(place, f"the order's total would be {total}: that is more than an order holds")
    world.set(order, "total", total)


def _status_before(item: OrderItem, happened: int) -> str:
    """The status that the item had when something happened, which may be in the past."""
    history = item.history
    if not history or history[-1].at <= happened:
        return item.status
    place = bisect_right(history, happened, key=_moment)
    return history[place - 1].status if place else ""


def _move(world: "World", item: OrderItem, status: str, happened: int) -> None:
    """Enter a status into the history at its moment; the item is in the history's last one."""
    history = item.history
    moment = StatusMoment(happened, status)
    if not history or history[-1].at <= happened:
        world.push(item, "history", moment)
        world.set(item, "status", status)
    else:
        place = bisect_right(history, happened, key=_moment)
        world.set(item, "history", [*history[:place], moment, *history[place:]])


def _moment(moment: StatusMoment) -> int:
    return moment.at
