"""A customer's newest order, view, session …: what stands in for an event that has not happened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.conditions.base import ENTITIES
from engine.events.base import Ref
from engine.world.entities import Customer
from engine.world.world import World


@dataclass(frozen=True, slots=True)
class Trial:
    """Whom a condition is tried on: a customer, and what would have been the event's."""

    customer: Customer
    context: Mapping[str, Ref] = field(default_factory=dict)


def trial(world: World, customer: Customer, entities: Collection[str]) -> Trial:
    """The customer with the newest of each of these; what there is none of is left out."""
    found = {name: ref for name in entities if (ref := _newest(world, customer, name)) is not None}
    if "product" in entities:
        # What the event is about is one thing: the product is that of the list, the view or the order.
        for name in ("list_item", "view", "order_item", "action"):
            if name in entities and (product := _product(world, customer, name)) is not None:
                found["product"] = product
                break
    return Trial(customer, found)


def in_words(entities: Collection[str]) -> tuple[str, ...]:
    """Entities as people call them, the customer left out."""
    return tuple(ENTITIES[name] for name in entities if name != "customer" and name in ENTITIES)


def _newest(world: World, customer: Customer, entity: str) -> Ref | None:
    match entity:
        case "order":
            return _order(world, customer)
        case "order_item":
            order = _order(world, customer)
            items = world.orders[order].items if order is not None else []
            return (order, items[-1].line) if order is not None and items else None
        case "list_item":
            lines = [
                (line.added_at, name, product)
                for name, on_list in customer.lists.items()
                for product, line in on_list.items()
            ]
            return max(lines)[1:] if lines else None
        case "view":
            return len(customer.views) - 1 if customer.views else None
        case "action":
            return len(customer.actions) - 1 if customer.actions else None
        case "balance_change":
            return len(customer.balance_changes) - 1 if customer.balance_changes else None
        case "session":
            return len(customer.sessions) - 1 if customer.sessions else None
        case "operation":
            return len(customer.calls) - 1 if customer.calls else None
        case "promo_code":
            codes = customer.promo_codes or customer.applied_codes
            return codes[-1].code if codes else None
        case "discount_card":
            return customer.discount_cards[-1].number if customer.discount_cards else None
        case "product":
            kinds = ("view", "list_item", "order_item")
            return next((one for kind in kinds if (one := _product(world, customer, kind))), None)
    return None


def _order(world: World, customer: Customer) -> str | None:
    return next((order for order in reversed(customer.orders) if order in world.orders), None)


def _product(world: World, customer: Customer, entity: str) -> str | None:
    """The product that the customer's newest of this entity is about."""
    match entity, _newest(world, customer, entity):
        case "list_item", (_, str(product)):
            found: str | None = product
        case "view", int(number):
            found = customer.views[number].product
        case "order_item", (str(order), int(line)):
            found = next(item.product for item in world.orders[order].items if item.line == line)
        case "action", int(number):
            found = customer.actions[number].product
        case _:
            return None
    return found if found in world.products else None
