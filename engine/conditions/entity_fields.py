"""The fields of what an event brings (F-5): order, item, product, list line, view, action, and so on."""

from collections.abc import Callable
from typing import get_args

from engine.conditions.base import Field, Of, Parameter, Value, one, plain
from engine.world.entities import Action, BalanceChange, Customer, ListItem, Order, OrderItem, Product
from engine.world.regional import Record, current_price, deciding
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


def _product_name(world: World, of: Of) -> Callable[[OrderItem | ListItem], Value]:
    products = world.products
    return lambda line: product.name or None if (product := products.get(line.product)) is not None else None


def _action_category(world: World, of: Of) -> Callable[[Action], Value]:
    templates = world.settings.action_templates

    def category(action: Action) -> str | None:
        template = templates.get(action.template)
        return None if template is None else template.category

    return category


def _price(product: Product, customer: Customer) -> int | None:
    return current_price(product, customer.zone)


def _stock(record: Record) -> object:
    return record.available


def _available(product: Product, customer: Customer) -> bool | None:
    """Whether it is in stock for the customer's zone; by the main feed where it is not sold there."""
    return (deciding(product, customer.zone, _stock) or product).available


def _current_price(world: World, of: Of) -> Callable[[ListItem, Customer], Value]:
    products = world.products

    def price(line: ListItem, customer: Customer) -> int | None:
        product = products.get(line.product)
        return None if product is None else _price(product, customer)

    return price


def _codes_left(world: World, of: Of) -> Callable[[World], Value]:
    name = one(of, "pool") or ""

    def left(world: World) -> int:
        pool = world.pools.get(name)
        return 0 if pool is None else len(pool.codes) - pool.issued

    return left


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
        type="number",
        make=plain(lambda order: len(order.items)),
    ),
    Field(
        id="order.quantity",
        title="Pieces in the order",
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
)

ORDER_ITEM = (
    Field(id="order_item.line", title="Line number", type="number", make=plain(lambda item: item.line)),
    Field(id="order_item.product", title="Product id", type="text", make=plain(lambda item: item.product)),
    Field(id="order_item.name", title="Product name", type="text", make=_product_name),
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
)

PRODUCT = (
    Field(id="product.id", title="Product id", type="text", make=plain(lambda product: product.id)),
    Field(
        id="product.name", title="Product name", type="text", make=plain(lambda product: product.name or None)
    ),
    Field(
        id="product.price",
        title="Product price",
        type="money",
        make=plain(_price),
        for_customer=True,
    ),
    Field(
        id="product.available",
        title="Product is in stock",
        negative="Product is out of stock",
        type="yes_no",
        make=plain(_available),
        for_customer=True,
    ),
    Field(
        id="product.category",
        title="Product category",
        type="text",
        make=plain(lambda product: product.category or None),
    ),
    Field(
        id="product.expires_at",
        title="Product expires",
        type="date",
        make=plain(lambda product: product.expires_at),
    ),
    Field(
        id="product.segments",
        title="Product segments",
        type="names",
        names="product_segments",
        make=plain(lambda product: product.segments),
    ),
)

LIST_ITEM = (
    Field(id="list_item.product", title="Product id", type="text", make=plain(lambda line: line.product)),
    Field(id="list_item.name", title="Product name", type="text", make=_product_name),
    Field(
        id="list_item.quantity",
        title="Quantity on the list",
        type="number",
        make=plain(lambda line: line.quantity),
    ),
    Field(
        id="list_item.price",
        title="Price when it was added",
        type="money",
        make=plain(lambda line: line.price),
    ),
    Field(
        id="list_item.current_price",
        title="Price now",
        type="money",
        make=_current_price,
        for_customer=True,
    ),
    Field(
        id="list_item.sum",
        title="Price when added × quantity",
        type="money",
        make=plain(lambda line: None if line.price is None else line.price * line.quantity),
    ),
    Field(
        id="list_item.added_at",
        title="Added to the list",
        type="date",
        make=plain(lambda line: line.added_at),
    ),
)

VIEW = (
    Field(id="view.product", title="Viewed product id", type="text", make=plain(lambda view: view.product)),
    Field(id="view.name", title="Viewed product name", type="text", make=_product_name),
    Field(id="view.price", title="Price when viewed", type="money", make=plain(lambda view: view.price)),
    Field(id="view.at", title="Viewed", type="date", make=plain(lambda view: view.at)),
)

ACTION = (
    Field(
        id="action.template",
        title="Action template",
        type="choice",
        names="action_templates",
        make=plain(lambda action: action.template),
    ),
    Field(id="action.category", title="Action category", type="text", make=_action_category),
    Field(id="action.at", title="Action happened", type="date", make=plain(lambda action: action.at)),
    Field(
        id="action.received_at",
        title="Action received",
        type="date",
        make=plain(lambda action: action.received_at),
    ),
    Field(
        id="action.product",
        title="Product of the action",
        type="text",
        make=plain(lambda action: action.product),
    ),
)

BALANCE_CHANGE = (
    Field(
        id="balance_change.account",
        title="Points account",
        type="choice",
        names="points_accounts",
        make=plain(lambda entry: entry.account),
    ),
    Field(
        id="balance_change.kind",
        title="Kind of balance change",
        type="choice",
        values=get_args(BalanceChange.__annotations__["kind"]),
        make=plain(lambda entry: entry.kind),
    ),
    Field(
        id="balance_change.amount",
        title="Points added or taken",
        type="number",
        make=plain(lambda entry: entry.amount),
    ),
    Field(
        id="balance_change.balance",
        title="Points after it",
        type="number",
        make=plain(lambda entry: entry.balance),
    ),
    Field(id="balance_change.at", title="Balance changed", type="date", make=plain(lambda entry: entry.at)),
    Field(
        id="balance_change.available_at",
        title="Points become available",
        type="date",
        make=plain(lambda entry: entry.available_at),
    ),
    Field(
        id="balance_change.expires_at",
        title="Points expire",
        type="date",
        make=plain(lambda entry: entry.expires_at),
    ),
)

PROMO_CODE = (
    Field(id="promo_code.code", title="Promo code", type="text", make=plain(lambda code: code.code)),
    Field(
        id="promo_code.pool",
        title="Pool of the promo code",
        type="choice",
        names="promo_pools",
        make=plain(lambda code: code.pool),
    ),
    Field(
        id="promo_code.issued_at", title="Code issued", type="date", make=plain(lambda code: code.issued_at)
    ),
    Field(id="promo_code.used_at", title="Code used", type="date", make=plain(lambda code: code.used_at)),
    Field(
        id="promo_code.used",
        title="Promo code is used",
        negative="Promo code is unused",
        type="yes_no",
        make=plain(lambda code: code.used_at is not None),
    ),
)

PROMO_POOL = (
    Field(
        id="promo_pool.left",
        title="Promo codes left in",
        type="number",
        make=_codes_left,
        parameters=(Parameter("pool", "promo-code pool", names="promo_pools"),),
    ),
)

FIELDS: tuple[Field, ...] = (
    *ORDER,
    *ORDER_ITEM,
    *PRODUCT,
    *LIST_ITEM,
    *VIEW,
    *ACTION,
    *BALANCE_CHANGE,
    *PROMO_CODE,
    *PROMO_POOL,
)
