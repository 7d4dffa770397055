"""What a feed changed of a product, as the customers of each zone see it (E-30 to E-37, regional rules).

A feed may change the main feed's record of a product and those of several zones at once. Which of them counts
for a customer is decided by how the product stands after the feed; that record is then compared with its own
earlier value, never with another record.
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from engine.world.deltas import (
    Delta,
    ProductAvailabilityChanged,
    ProductFieldChanged,
    ProductPriceChanged,
)
from engine.world.entities import Product
from engine.world.regional import Record, available_of, deciding, field_of, price_of

D = TypeVar("D", ProductAvailabilityChanged, ProductPriceChanged, ProductFieldChanged)
S = TypeVar("S")


class Seen(Generic[S]):
    """What the customers of a zone see of a feed, worked out once per zone; None: nothing that counts."""

    def __init__(self, product: Product, see: Callable[[str | None], S | None]) -> None:
        self.product = product
        self._see = see
        self._zones: dict[str | None, S | None] = {}

    def by(self, zone: str | None) -> S | None:
        """What customers of that zone see (None: customers without a zone)."""
        zones = self._zones
        if zone in zones:
            return zones[zone]
        seen = zones[zone] = self._see(zone)
        return seen


def availability(deltas: Iterable[Delta], to: bool) -> Iterable[Seen[ProductAvailabilityChanged]]:
    """Products that became available, or with `to` False went out of stock; not known before counts too, not
    known any more is neither (E-30, E-31)."""
    changes = [d for d in deltas if type(d) is ProductAvailabilityChanged and d.new is to]
    return [Seen(product, _deciding(product, mine, available_of)) for product, mine in _by_product(changes)]


def prices(deltas: Iterable[Delta], sign: int) -> Iterable[Seen[ProductPriceChanged]]:
    """Products whose price rose (sign 1) or fell (-1); filling one in or emptying it is neither (E-32,
    E-33, E-37)."""
    changes = [d for d in deltas if type(d) is ProductPriceChanged and moved(d, sign)]
    return [Seen(product, _deciding(product, mine, price_of)) for product, mine in _by_product(changes)]


def moved(delta: ProductPriceChanged, sign: int) -> bool:
    old, new = delta.old, delta.new
    return old is not None and new is not None and (new - old) * sign > 0


def fields(deltas: Iterable[Delta]) -> Iterable[Seen[tuple[str, ...]]]:
    """Products of which custom fields were filled, changed or removed: their names (E-34)."""
    changes = [d for d in deltas if type(d) is ProductFieldChanged]
    return [Seen(product, _changed_fields(product, mine)) for product, mine in _by_product(changes)]


def _by_product(deltas: list[D]) -> Iterable[tuple[Product, list[D]]]:
    found: dict[str, tuple[Product, list[D]]] = {}
    for delta in deltas:
        found.setdefault(delta.product.id, (delta.product, []))[1].append(delta)
    return found.values()


def _deciding(
    product: Product, deltas: list[D], datum: Callable[[Record], object]
) -> Callable[[str | None], D | None]:
    def see(zone: str | None) -> D | None:
        record = deciding(product, zone, datum)
        if record is None:
            return None
        source = None if record is product else zone
        return next((delta for delta in deltas if delta.zone == source), None)

    return see


def _changed_fields(
    product: Product, deltas: list[ProductFieldChanged]
) -> Callable[[str | None], tuple[str, ...] | None]:
    def counts(delta: ProductFieldChanged, zone: str | None) -> bool:
        if delta.zone is None:
            return deciding(product, zone, field_of(delta.field)) is product
        # Also where the zone's own value was removed: it decided until then, and removal counts.
        return delta.zone == zone and zone in product.regional

    def see(zone: str | None) -> tuple[str, ...] | None:
        return tuple(dict.fromkeys(delta.field for delta in deltas if counts(delta, zone))) or None

    return see
