"""What a world keeps beside its state to find things fast, reckoned from the state: for worlds that are read.

Afterwards the world's own writes keep them (`World.note_listed` and the like).
"""

from collections.abc import Mapping

from engine.world.entities import Customer, View
from engine.world.settings import Settings

Customers = Mapping[str, Customer]


def listed(customers: Customers) -> dict[str, set[str]]:
    """Who has a product on a list, by product."""
    index: dict[str, set[str]] = {}
    for customer in customers.values():
        for lines in customer.lists.values():
            for product in lines:
                index.setdefault(product, set()).add(customer.id)
    return index


def viewed(customers: Customers) -> dict[str, dict[str, View]]:
    """The latest view of a product by each customer, by product and customer (E-35)."""
    index: dict[str, dict[str, View]] = {}
    for customer in customers.values():
        for view in customer.views:
            latest = index.setdefault(view.product, {})
            known = latest.get(customer.id)
            if known is None or is_later(view, known):
                latest[customer.id] = view
    return index


def is_later(view: View, known: View) -> bool:
    """Numbers tell views of one instant apart: merged histories have new ones, not new moments."""
    return (view.at, view.number) > (known.at, known.number)


def preferring(customers: Customers, product_fields: tuple[str, ...]) -> dict[tuple[str, str], set[str]]:
    """Whose calculated field holds a product, by field and product (E-37)."""
    index: dict[tuple[str, str], set[str]] = {}
    for name in product_fields:
        for customer in customers.values():
            product = customer.fields.get(name)
            if product is not None:
                index.setdefault((name, str(product)), set()).add(customer.id)
    return index


def code_owners(customers: Customers, settings: Settings) -> dict[tuple[str, str], str]:
    """Who was given a promo code that is not for everybody, by pool and code."""
    pools = settings.promo_pools
    return {
        (code.pool, code.code): customer.id
        for customer in customers.values()
        for code in customer.promo_codes
        if code.pool in pools and pools[code.pool].kind != "multi_use"
    }
