"""Whom a change of a product concerns: customers who have it on a list, or have viewed it (E-30 to E-35).

They are found by the world's indexes, so that the work is linear in their number; in the order of their ids,
so that nothing depends on the order in which they came.
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from engine.events.base import Fact, Ref
from engine.events.product_feeds import Seen
from engine.world.entities import Customer, View
from engine.world.world import World

S = TypeVar("S")


class Holder(NamedTuple):
    """A customer, how they hold the product, and the price by which drops and rises are measured."""

    customer: Customer
    price: int | None
    """Saved when it was added to the list, or seen at the view; None where it is not known."""
    context: dict[str, Ref]
    facts: dict[str, Fact]


def on_lists(world: World, seen: Seen[S]) -> Iterator[tuple[S, Holder]]:
    """The lines on which a product stands, with what their customers see of the feed; those who see nothing
    are left out."""
    product = seen.product.id
    for name in sorted(world.listed.get(product, ())):
        customer = world.customers[name]
        change = seen.by(customer.zone)
        if change is not None:
            for list_name, lines in customer.lists.items():
                line = lines.get(product)
                if line is not None:
                    context: dict[str, Ref] = {"list_item": (list_name, product), "product": product}
                    facts: dict[str, Fact] = {"list": list_name, "product": product}
                    yield change, Holder(customer, line.price, context, facts)


def by_view(world: World, seen: Seen[S]) -> Iterator[tuple[S, Holder]]:
    """The customers who have viewed a product, each with their latest view of it."""
    product = seen.product.id
    latest = world.viewed.get(product)
    if not latest:
        return
    for name in sorted(latest):
        customer = world.customers[name]
        change = seen.by(customer.zone)
        if change is not None:
            view = latest[name]
            yield change, Holder(customer, view.price, view_context(view), {"product": product})


def view_context(view: View) -> dict[str, Ref]:
    """The entities of a view: itself, its product, and the action under which it is recorded, if any."""
    context: dict[str, Ref] = {"view": view.number, "product": view.product}
    if view.action is not None:
        context["action"] = view.action
    return context
