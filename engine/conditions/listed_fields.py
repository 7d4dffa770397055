"""What stands on a customer's product lists (F-5): counts and sums of lines."""

from collections.abc import Callable, Iterable

from engine.conditions.base import Field, Of, Value, one, since
from engine.conditions.parameters import LIST, OF_PRODUCTS, WITHIN, product_test
from engine.world.entities import Customer, ListItem
from engine.world.regional import current_price
from engine.world.world import World

OF_LINES = (LIST, WITHIN, *OF_PRODUCTS)


LISTED = ("cart", "basket", "wishlist", "favourites")


def _lines(world: World, of: Of) -> Callable[[Customer], Iterable[ListItem]]:
    """The lines of a list that the parameters ask for: of these products, added within the period."""
    name = one(of, "list") or ""
    begin, fits = since(world, of), product_test(world, of)
    if begin is None and fits is None:
        return lambda customer: customer.lists.get(name, {}).values()

    def lines(customer: Customer) -> list[ListItem]:
        start = None if begin is None else begin()
        return [
            line
            for line in customer.lists.get(name, {}).values()
            if (start is None or start <= line.added_at <= world.now) and (fits is None or fits(line.product))
        ]

    return lines


def _products(world: World, of: Of) -> Callable[[Customer], Value]:
    lines = _lines(world, of)
    return lambda customer: [line.product for line in lines(customer)]


def _count(world: World, of: Of) -> Callable[[Customer], Value]:
    lines = _lines(world, of)
    return lambda customer: sum(1 for _ in lines(customer)) if customer.lists else 0


def _pieces(world: World, of: Of) -> Callable[[Customer], Value]:
    lines = _lines(world, of)
    return lambda customer: sum(line.quantity for line in lines(customer)) if customer.lists else 0


def _sum(world: World, of: Of) -> Callable[[Customer], Value]:
    lines = _lines(world, of)
    return lambda customer: sum(line.quantity * (line.price or 0) for line in lines(customer))


def _sum_now(world: World, of: Of) -> Callable[[Customer], Value]:
    """At today's prices in the customer's zone; a product without a price counts nothing."""
    lines, products = _lines(world, of), world.products

    def total(customer: Customer) -> int:
        zone = customer.zone
        return sum(
            line.quantity * (current_price(products[line.product], zone) or 0)
            for line in lines(customer)
            if line.product in products
        )

    return total


def _last(world: World, of: Of) -> Callable[[Customer], Value]:
    lines = _lines(world, of)
    return lambda customer: max((line.added_at for line in lines(customer)), default=None)


FIELDS: tuple[Field, ...] = (
    Field(
        id="customer.list.products",
        title="Products on the list",
        keywords=LISTED,
        type="names",
        make=_products,
        parameters=OF_LINES,
    ),
    Field(
        id="customer.list.lines",
        title="Lines on the list",
        one="Line on the list",
        keywords=LISTED,
        type="number",
        make=_count,
        parameters=OF_LINES,
    ),
    Field(
        id="customer.list.quantity",
        title="Pieces on the list",
        one="Piece on the list",
        keywords=LISTED,
        type="number",
        make=_pieces,
        parameters=OF_LINES,
    ),
    Field(
        id="customer.list.sum",
        title="Worth of the list",
        keywords=LISTED,
        type="money",
        make=_sum,
        parameters=OF_LINES,
    ),
    Field(
        id="customer.list.current_sum",
        title="Worth of the list now",
        keywords=LISTED,
        type="money",
        make=_sum_now,
        parameters=OF_LINES,
    ),
    Field(
        id="customer.list.last_at",
        title="Latest addition to the list",
        keywords=LISTED,
        type="date",
        make=_last,
        parameters=(LIST, *OF_PRODUCTS),
    ),
)
