"""The fields of what happens: actions and sessions (F-5)."""

from collections.abc import Callable
from typing import Any

from engine.conditions.base import Field, Of, Value, plain
from engine.world.entities import Action, Session
from engine.world.world import World


def _action_category(world: World, of: Of) -> Callable[[Action], Value]:
    templates = world.settings.action_templates

    def category(action: Action) -> str | None:
        template = templates.get(action.template)
        return None if template is None else template.category

    return category


def _length(session: Session) -> int:
    """In whole minutes, from the first activity to the latest."""
    return (session.last_at - session.started_at) // 60


def _sum(world: World, of: Of) -> Callable[[Session], Value]:
    orders = world.orders
    return lambda session: sum(orders[order].total for order in session.orders if order in orders)


def _segments(world: World, of: Of) -> Callable[[Session], Value]:
    products = world.products

    def segments(session: Session) -> set[str]:
        viewed = (products[product] for product in session.products if product in products)
        return {name for product in viewed for name in product.segments}

    return segments


def _number(count: Callable[[Session], list[Any]]) -> Callable[[Session], Value]:
    return lambda session: len(count(session))


ACTION = (
    Field(
        id="action.template",
        title="Action template",
        keywords=("open", "opened", "click", "clicked"),
        help="opens and clicks come as actions",
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

SESSION = (
    Field(
        id="session.started_at",
        title="Session began",
        type="date",
        make=plain(lambda session: session.started_at),
    ),
    Field(
        id="session.last_at",
        title="Latest activity in the session",
        type="date",
        make=plain(lambda session: session.last_at),
    ),
    Field(
        id="session.ended_at",
        title="Session ended",
        type="date",
        make=plain(lambda session: session.ended_at),
    ),
    Field(id="session.length", title="Minutes that the session lasted", type="number", make=plain(_length)),
    Field(
        id="session.views",
        title="Products viewed in the session",
        one="Product viewed in the session",
        type="number",
        make=plain(_number(lambda session: session.products)),
    ),
    Field(
        id="session.products",
        title="Which products were viewed in the session",
        type="names",
        make=plain(lambda session: session.products),
    ),
    Field(
        id="session.product_segments",
        title="Segments of the products viewed in the session",
        type="names",
        names="product_segments",
        make=_segments,
    ),
    Field(
        id="session.categories",
        title="Categories viewed in the session",
        type="names",
        make=plain(lambda session: session.categories),
    ),
    Field(
        id="session.lists",
        title="Lists added to in the session",
        type="names",
        names="lists",
        make=plain(lambda session: session.added_to),
    ),
    Field(
        id="session.orders",
        title="Orders placed in the session",
        one="Order placed in the session",
        type="number",
        make=plain(_number(lambda session: session.orders)),
    ),
    Field(id="session.orders_sum", title="Sum of the session's orders", type="money", make=_sum),
)

FIELDS: tuple[Field, ...] = (*ACTION, *SESSION)
