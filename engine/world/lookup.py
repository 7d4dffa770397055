"""Looking the entities of an event up again, at each decision of a passage."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from engine.world.entities import (
    Action,
    BalanceChange,
    Call,
    Customer,
    DiscountCard,
    ListItem,
    Order,
    OrderItem,
    Product,
    PromoCode,
    Session,
    View,
)
from engine.world.world import World

T = TypeVar("T")

LookUp = Callable[[World, Customer, Any], object | None]


def order(world: World, customer: Customer, ref: str) -> Order | None:
    return world.orders.get(ref)


def order_item(world: World, customer: Customer, ref: tuple[str, int]) -> OrderItem | None:
    found = world.orders.get(ref[0])
    if found is None:
        return None
    return next((item for item in found.items if item.line == ref[1]), None)


def product(world: World, customer: Customer, ref: str) -> Product | None:
    return world.products.get(ref)


def list_item(world: World, customer: Customer, ref: tuple[str, str]) -> ListItem | None:
    lines = customer.lists.get(ref[0])
    return None if lines is None else lines.get(ref[1])


def view(world: World, customer: Customer, ref: int) -> View | None:
    return _numbered(customer.views, ref)


def action(world: World, customer: Customer, ref: int) -> Action | None:
    return _numbered(customer.actions, ref)


def balance_change(world: World, customer: Customer, ref: int) -> BalanceChange | None:
    return _numbered(customer.balance_changes, ref)


def promo_code(world: World, customer: Customer, ref: str) -> PromoCode | None:
    return next((c for c in (*customer.promo_codes, *customer.applied_codes) if c.code == ref), None)


def session(world: World, customer: Customer, ref: int) -> Session | None:
    return _numbered(customer.sessions, ref)


def discount_card(world: World, customer: Customer, ref: str) -> DiscountCard | None:
    return next((card for card in customer.discount_cards if card.number == ref), None)


def operation(world: World, customer: Customer, ref: int) -> Call | None:
    return _numbered(customer.calls, ref)


def _numbered(items: Sequence[T], number: int) -> T | None:
    return items[number] if 0 <= number < len(items) else None


LOOKUP: dict[str, LookUp] = {
    "order": order,
    "order_item": order_item,
    "product": product,
    "list_item": list_item,
    "view": view,
    "action": action,
    "balance_change": balance_change,
    "promo_code": promo_code,
    "session": session,
    "discount_card": discount_card,
    "operation": operation,
}
"""By the entity's name in `Event.context`; each gives the entity as it is now, or None where it is gone.

Refs: an order's id; (order id, line); a product's id; (list, product); a view's, action's, balance
change's, session's or operation call's number among the customer's; a promo code's text; a card's number.
"""
