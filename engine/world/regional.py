"""Which of a product's records decides for a customer: the main feed or a zone's (E, regional rules)."""

from collections.abc import Callable

from engine.world.entities import Product, RegionalData, Value

Record = Product | RegionalData


def price_of(record: Record) -> int | None:
    return record.price


def available_of(record: Record) -> bool | None:
    return record.available


def field_of(name: str) -> Callable[[Record], Value]:
    """The datum that is a custom field."""
    return lambda record: record.fields.get(name)


def deciding(product: Product, zone: str | None, datum: Callable[[Record], object]) -> Record | None:
    """The record whose datum counts in a zone; None where the product is sold in other zones only.

    A zone's record decides where the datum is filled in there, the main feed where it is not, where the
    product has no regional data at all and where there is no zone.
    """
    regional = product.regional
    if zone is None or not regional:
        return product
    record = regional.get(zone)
    if record is None:
        return None
    return product if datum(record) is None else record


def current_price(product: Product, zone: str | None) -> int | None:
    """What the product costs a customer of that zone now; the main feed's price where it is not sold
    there."""
    record = deciding(product, zone, price_of)
    return product.price if record is None else record.price
