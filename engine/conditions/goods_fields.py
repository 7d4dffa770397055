"""The fields of products, and of products on a list and viewed (F-5); prices and stock are those of the
customer's zone (E, regional rules)."""

from collections.abc import Callable

from engine.conditions.base import Field, Of, Value, one, plain
from engine.conditions.parameters import ZONE
from engine.world.entities import Customer, ListItem, OrderItem, Product, View
from engine.world.regional import Record, current_price, deciding
from engine.world.world import World


def product_name(world: World, of: Of) -> Callable[[OrderItem | ListItem | View], Value]:
    products = world.products
    return lambda line: product.name or None if (product := products.get(line.product)) is not None else None


def _price(world: World, of: Of) -> Callable[[Product, Customer], Value]:
    """In the zone asked for, else in the customer's."""
    zone = one(of, "zone")
    return lambda product, customer: current_price(product, zone or customer.zone)


def _stock(record: Record) -> object:
    return record.available


def _available(world: World, of: Of) -> Callable[[Product, Customer], Value]:
    """Whether it is in stock in the zone asked for, else in the customer's; by the main feed where it is not
    sold there."""
    zone = one(of, "zone")
    return lambda product, customer: (deciding(product, zone or customer.zone, _stock) or product).available


def _sold(product: Product, customer: Customer) -> bool:
    return deciding(product, customer.zone, _stock) is not None


def _current_price(world: World, of: Of) -> Callable[[ListItem | View, Customer], Value]:
    products = world.products

    def price(line: ListItem | View, customer: Customer) -> int | None:
        product = products.get(line.product)
        return None if product is None else current_price(product, customer.zone)

    return price


PRODUCT = (
    Field(id="product.id", title="Product id", type="text", make=plain(lambda product: product.id)),
    Field(
        id="product.name", title="Product name", type="text", make=plain(lambda product: product.name or None)
    ),
    Field(
        id="product.price",
        title="Product price",
        type="money",
        make=_price,
        parameters=(ZONE,),
        for_customer=True,
    ),
    Field(
        id="product.available",
        title="Product is in stock",
        negative="Product is out of stock",
        type="yes_no",
        make=_available,
        parameters=(ZONE,),
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
    Field(
        id="product.sold",
        title="Product is sold in the customer's zone",
        negative="Product is sold in other zones only",
        type="yes_no",
        make=plain(_sold),
        for_customer=True,
    ),
    Field(
        id="product.zones",
        title="Zones with data of their own",
        type="names",
        names="zones",
        make=plain(lambda product: product.regional),
    ),
    Field(
        id="product.main_price",
        title="Price in the main feed",
        type="money",
        make=plain(lambda product: product.price),
    ),
    Field(
        id="product.main_available",
        title="Product is in stock by the main feed",
        negative="Product is out of stock by the main feed",
        type="yes_no",
        make=plain(lambda product: product.available),
    ),
)

LIST_ITEM = (
    Field(id="list_item.product", title="Product id", type="text", make=plain(lambda line: line.product)),
    Field(id="list_item.name", title="Product name", type="text", make=product_name),
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
    Field(id="view.name", title="Viewed product name", type="text", make=product_name),
    Field(id="view.price", title="Price when viewed", type="money", make=plain(lambda view: view.price)),
    Field(id="view.at", title="Viewed", type="date", make=plain(lambda view: view.at)),
    Field(
        id="view.current_price",
        title="Price of the viewed product now",
        type="money",
        make=_current_price,
        for_customer=True,
    ),
)

FIELDS: tuple[Field, ...] = (*PRODUCT, *LIST_ITEM, *VIEW)
