"""The fields of orders and their items (F-5)."""

from collections.abc import Callable
from typing import get_args

from engine.conditions.base import Field, Of, Value, plain
from engine.conditions.bought import items_of, pieces, worth
from engine.conditions.goods_fields import product_name
from engine.conditions.parameters import OF_ITEMS
from engine.world.entities import Order, OrderItem, Product
from engine.world.settings import StatusCategory
from engine.world.world import World


def _shared_status(order: Order) -> str | None:
    """The status of the order: the one that all its items share."""
    statuses = {item.status for item in order.items}
    return statuses.pop() or None if len(statuses) == 1 else None


def _category_of(world: World, of: Of) -> Callable[[OrderItem], Value]:
    statuses = world.settings.order_statuses

    def category(item: OrderItem) -> str | None:
        status = statuses.get(item.status)
        return None if status is None else status.category

    return category


def _order_categories(world: World, of: Of) -> Callable[[Order], Value]:
    category = _category_of(world, of)
    return lambda order: {str(found) for item in order.items if (found := category(item)) is not None}


def _products(world: World) -> Callable[[Order], list[Product]]:
    products = world.products
    return lambda order: [products[item.product] for item in order.items if item.product in products]


def _segments(world: World, of: Of) -> Callable[[Order], Value]:
    found = _products(world)
    return lambda order: {name for product in found(order) for name in product.segments}


def _product_categories(world: World, of: Of) -> Callable[[Order], Value]:
    found = _products(world)
    return lambda order: {product.category for product in found(order) if product.category}


def _items(world: World, of: Of) -> Callable[[Order], list[OrderItem]]:
    return items_of(world, of) or (lambda order: order.items)


def _items_count(world: World, of: Of) -> Callable[[Order], Value]:
    items = _items(world, of)
    return lambda order: len(items(order))


def _items_pieces(world: World, of: Of) -> Callable[[Order], Value]:
    items = _items(world, of)
    return lambda order: pieces(items(order))


def _items_sum(world: World, of: Of) -> Callable[[Order], Value]:
    items = _items(world, of)
    return lambda order: worth(items(order))


ORDER = (
    Field(id="order.id", title="Order id", type="text", make=plain(lambda order: order.id)),
    Field(id="order.total", title="Order total", type="money", make=plain(lambda order: order.total)),
    Field(id="order.created_at", title="Order made", type="date", make=plain(lambda order: order.created_at)),
    Field(
        id="order.changed_at",
        title="Order last changed",
        type="date",
        make=plain(lambda order: order.changed_at),
    ),
    Field(
        id="order.lines",
        title="Lines of the order",
        one="Line of the order",
        type="number",
        make=plain(lambda order: len(order.items)),
    ),
    Field(
        id="order.quantity",
        title="Pieces in the order",
        one="Piece in the order",
        type="number",
        make=plain(lambda order: sum(item.quantity for item in order.items)),
    ),
    Field(
        id="order.status",
        title="Status of the whole order",
        type="choice",
        names="order_statuses",
        make=plain(_shared_status),
    ),
    Field(
        id="order.statuses",
        title="Statuses of its items",
        type="names",
        names="order_statuses",
        make=plain(lambda order: {item.status for item in order.items if item.status}),
    ),
    Field(
        id="order.categories",
        title="Status categories of its items",
        type="names",
        values=get_args(StatusCategory),
        make=_order_categories,
    ),
    Field(
        id="order.products",
        title="Products in the order",
        type="names",
        make=plain(lambda order: {item.product for item in order.items}),
    ),
    Field(
        id="order.product_segments",
        title="Segments of its products",
        type="names",
        names="product_segments",
        make=_segments,
    ),
    Field(
        id="order.product_categories",
        title="Categories of its products",
        type="names",
        make=_product_categories,
    ),
    Field(
        id="order.codes",
        title="Promo codes applied to the order",
        type="names",
        make=plain(lambda order: order.codes),
    ),
    Field(
        id="order.customer",
        title="Customer id of the order",
        type="text",
        make=plain(lambda order: order.customer),
    ),
    Field(
        id="order.items.count",
        title="Items of the order",
        one="Item of the order",
        type="number",
        make=_items_count,
        parameters=OF_ITEMS,
    ),
    Field(
        id="order.items.quantity",
        title="Pieces of items in the order",
        one="Piece of items in the order",
        type="number",
        make=_items_pieces,
        parameters=OF_ITEMS,
    ),
    Field(
        id="order.items.sum",
        title="Sum of items in the order",
        type="money",
        make=_items_sum,
        parameters=OF_ITEMS,
    ),
)

ORDER_ITEM = (
    Field(id="order_item.line", title="Line number", type="number", make=plain(lambda item: item.line)),
    Field(id="order_item.product", title="Product id", type="text", make=plain(lambda item: item.product)),
    Field(id="order_item.name", title="Product name", type="text", make=product_name),
    Field(
        id="order_item.quantity", title="Item quantity", type="number", make=plain(lambda item: item.quantity)
    ),
    Field(id="order_item.price", title="Item price", type="money", make=plain(lambda item: item.price)),
    Field(
        id="order_item.sum",
        title="Item price × quantity",
        type="money",
        make=plain(lambda item: item.price * item.quantity),
    ),
    Field(
        id="order_item.status",
        title="Item status",
        type="choice",
        names="order_statuses",
        make=plain(lambda item: item.status or None),
    ),
    Field(
        id="order_item.category",
        title="Item status category",
        type="choice",
        values=get_args(StatusCategory),
        make=_category_of,
    ),
    Field(
        id="order_item.status_since",
        title="Item in this status since",
        type="date",
        make=plain(lambda item: item.history[-1].at if item.history else None),
    ),
    Field(
        id="order_item.original",
        title="Item came with the order's creation",
        negative="Item was added to the order later",
        type="yes_no",
        make=plain(lambda item: item.original),
    ),
)

FIELDS: tuple[Field, ...] = (*ORDER, *ORDER_ITEM)
