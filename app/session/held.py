"""What a world holds in a field: the values that a form completes from while one types.

Each question is answered within bounded time, however large the world is; where there was no time for all of
it, the values come from everywhere in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from time import monotonic
from typing import Any, Final

from app.session.matching import spread
from app.session.trying_requests import HeldValue
from engine.conditions.fields import all_fields, check_of
from engine.world.entities import Customer
from engine.world.world import World

BUDGET: Final = 0.05
"""Seconds that looking may take: playing goes on in the same thread."""
_AT_A_TIME: Final = 64
_MOST_DIFFERENT: Final = 5_000
"""Of values that fit, so many are kept to find the most frequent."""


def held(
    world: World, what: str, of: Mapping[str, Any], text: str, *, most: int, budget: float = BUDGET
) -> tuple[HeldValue, ...]:
    """Values with this text in them, those that begin with it first, then by how frequent they are.

    `what` is a field by its id, or `products` or `product_categories`.
    """
    wanted = text.strip().casefold()
    found: Counter[str] = Counter()
    until = monotonic() + budget
    for n, value in enumerate(_values(world, what, of)):
        fits = value in found or wanted in value.casefold()
        if value and (fits or wanted in _name(world, what, value).casefold()):
            found[value] += 1
            if len(found) >= _MOST_DIFFERENT:
                break
        if not n % _AT_A_TIME and monotonic() > until:
            break
    order = sorted(found, key=lambda value: (not value.casefold().startswith(wanted), -found[value], value))
    return tuple(HeldValue(value, _name(world, what, value)) for value in order[:most])


def _name(world: World, what: str, value: str) -> str:
    """Of a product's id, its name."""
    product = world.products.get(value) if what == "products" else None
    return "" if product is None else product.name


def _values(world: World, what: str, of: Mapping[str, Any]) -> Iterator[str]:
    """All values; "" where there is none, so that looking can be given up there too."""
    if what == "products":
        yield from world.products
        return
    if what == "product_categories":
        yield from (product.category for product in _all(world.products))
        return
    field = all_fields(world.settings).get(what)
    if field is None or any(check_of(field, of, world.settings)):
        return
    read = field.getter(world, of)
    for entity, customer in _entities(world, field.entity):
        value = read(entity, customer)
        if isinstance(value, str) or not isinstance(value, Iterable):
            yield value if isinstance(value, str) else ""
        else:
            yield from value or ("",)


def _entities(world: World, entity: str) -> Iterator[tuple[Any, Customer]]:
    """All of an entity, each with its customer."""
    nobody = Customer("")
    customers = world.customers
    match entity:
        case "order" | "order_item":
            for order in _all(world.orders):
                owner = customers.get(order.customer, nobody)
                lines = order.items if entity == "order_item" else [order]
                yield from ((each, owner) for each in lines)
        case "product":
            yield from ((product, nobody) for product in _all(world.products))
        case _:
            for one in _all(customers):
                yield from ((each, one) for each in _of_customer(one, entity))


def _of_customer(one: Customer, entity: str) -> Iterable[Any]:
    match entity:
        case "customer":
            return (one,)
        case "list_item":
            return [line for on_list in one.lists.values() for line in on_list.values()]
        case "view":
            return one.views
        case "action":
            return one.actions
        case "balance_change":
            return one.balance_changes
        case "promo_code":
            return (*one.promo_codes, *one.applied_codes)
        case "session":
            return one.sessions
        case "discount_card":
            return one.discount_cards
        case "operation":
            return one.calls
    return ()


def _all(by_id: Mapping[str, Any]) -> Iterator[Any]:
    """Everything, what follows one another being far apart."""
    everything = list(by_id.values())
    return (everything[at] for at in spread(len(everything)))
