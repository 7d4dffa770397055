"""Changes of orders. The status sits on the items; a change of the order's status sets all of them (E-7)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, with_config

from engine.world.changes.applied_codes import tell_again
from engine.world.changes.base import Change, CustomerChange, Id, own
from engine.world.changes.fields import write_fields
from engine.world.changes.items import Latest, add_item, edit_item
from engine.world.changes.sessions import note_activity, note_in_session
from engine.world.deltas import OrderAdded, OrderChanged
from engine.world.entities import CONFIG, EMPTY_DICT, EMPTY_LIST, Customer, Money, Order, Quantity, Value
from engine.world.settings import Name
from engine.world.values import refuse_unfit
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World


@with_config(CONFIG)
@dataclass(slots=True, kw_only=True)
class NewItem:
    """An item of an order that is created; without a price of its own it costs what the product costs now."""

    product: Id
    quantity: Quantity = 1
    price: Money | None = None
    status: Name | None = None
    fields: dict[Name, Value] = field(default=EMPTY_DICT)


@dataclass(slots=True, kw_only=True)
class CreateOrder(CustomerChange):
    """A new order of a customer who exists."""

    summary: ClassVar[str] = "Create an order"

    do: Literal["order.create"] = "order.create"
    order: Id
    items: list[NewItem] = field(default=EMPTY_LIST)
    status: Name | None = None
    """Of all items that have none of their own."""
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    total: Money | None = None
    """None: the sum of the items."""

    def apply_to(self, world: "World", customer: Customer) -> None:
        if self.order in world.orders:
            raise Refused("order", f"there is an order {self.order!r} already")
        refuse_unfit(world.settings.order_fields, "custom field of orders", self.fields, "fields")
        happened = self.happened
        order = Order(self.order, customer.id, happened, happened, fields=own(self.fields))
        world.put(world, "orders", order.id, order)
        world.push(customer, "orders", order.id)
        note_in_session(world, note_activity(world, customer, self), "orders", order.id)
        world.tell(OrderAdded(customer, order))
        for n, new in enumerate(self.items):
            add_item(world, customer, order, happened, new, new.status or self.status, f"items.{n}.", True)
        if self.total is not None:
            order.total = self.total


@dataclass(slots=True, kw_only=True)
class OrderChange(Change):
    """A change of an order that exists; the envelope's action is the customer's."""

    order: Id

    def apply(self, world: "World") -> None:
        order = world.order(self.order)
        customer = world.customers[order.customer]
        self.record_action(world, customer)
        if not order.codes:
            self.apply_to(world, customer, order)
            return
        before = [item.status for item in order.items]
        if self.apply_to(world, customer, order):
            moved = any(item.status != old for item, old in zip(order.items, before, strict=False))
            tell_again(world, customer, order, "status" if moved else "data")

    def apply_to(self, world: "World", customer: Customer, order: Order) -> bool:
        """Whether it changed anything."""
        raise NotImplementedError


@dataclass(slots=True, kw_only=True)
class SetOrderStatus(OrderChange):
    """Set the status of the whole order: of all its items."""

    summary: ClassVar[str] = "Set the status of an order, on all its items"

    do: Literal["order.set_status"] = "order.set_status"
    status: Name

    def apply_to(self, world: "World", customer: Customer, order: Order) -> bool:
        world.named(world.settings.order_statuses, "order status", self.status, "status")
        latest = Latest(world, order, self.happened)
        moved = [edit_item(world, customer, order, item, latest, status=self.status) for item in order.items]
        return any(moved)


@dataclass(slots=True, kw_only=True)
class SetOrderItem(OrderChange):
    """Change one item; what is not named stays, a custom field that is None is wiped."""

    summary: ClassVar[str] = "Change one item of an order"

    do: Literal["order.set_item"] = "order.set_item"
    line: Annotated[int, Field(ge=1)]
    status: Name | None = None
    quantity: Quantity | None = None
    price: Money | None = None
    fields: dict[Name, Value] = field(default=EMPTY_DICT)

    def apply_to(self, world: "World", customer: Customer, order: Order) -> bool:
        item = next((item for item in order.items if item.line == self.line), None)
        if item is None:
            lines = ", ".join(str(item.line) for item in order.items) or "none"
            raise Refused("line", f"order {order.id!r} has no line {self.line}: its lines are {lines}")
        if self.status is not None:
            world.named(world.settings.order_statuses, "order status", self.status, "status")
        refuse_unfit(world.settings.item_fields, "custom field of order items", self.fields, "fields")
        latest = Latest(world, order, self.happened)
        return edit_item(
            world, customer, order, item, latest, self.status, self.quantity, self.price, self.fields
        )


@dataclass(slots=True, kw_only=True)
class AddOrderItem(OrderChange):
    """Add an item to an order later: it is none of those that count for E-8."""

    summary: ClassVar[str] = "Add an item to an order"

    do: Literal["order.add_item"] = "order.add_item"
    product: Id
    quantity: Quantity = 1
    price: Money | None = None
    status: Name
    fields: dict[Name, Value] = field(default=EMPTY_DICT)

    def apply_to(self, world: "World", customer: Customer, order: Order) -> bool:
        new = NewItem(product=self.product, quantity=self.quantity, price=self.price, fields=self.fields)
        add_item(world, customer, order, self.happened, new, self.status, "", False)
        return True


@dataclass(slots=True, kw_only=True)
class SetOrderFields(OrderChange):
    """Fill, change or wipe (None) custom fields of an order, or correct its total."""

    summary: ClassVar[str] = "Edit custom fields or the total of an order"

    do: Literal["order.set_fields"] = "order.set_fields"
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    total: Money | None = None

    def apply_to(self, world: "World", customer: Customer, order: Order) -> bool:
        refuse_unfit(world.settings.order_fields, "custom field of orders", self.fields, "fields")
        latest = Latest(world, order, self.happened)
        changed = [f"field.{name}" for name, _, _ in write_fields(world, order, self.fields)]
        if self.total is not None and self.total != order.total:
            world.set(order, "total", self.total)
            changed.append("total")
        if changed:
            world.tell(OrderChanged(customer, order, tuple(changed), latest.mark()))
        return bool(changed)


CHANGES = (CreateOrder, SetOrderStatus, SetOrderItem, AddOrderItem, SetOrderFields)
