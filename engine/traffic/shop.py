"""What the traffic knows of a world: a copy of what stood in it at the start, since it looks at nothing
later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.world.entities import Product
from engine.world.settings import Settings, StatusCategory
from engine.world.traffic import Traffic, Usual
from engine.world.world import WorldState


class Ware(NamedTuple):
    """A product that can be looked at and bought."""

    id: str
    price: int
    """0 where it is not known: it is looked at only."""
    regional: tuple[tuple[str, int], ...]
    """Prices by zone."""
    stocked: bool
    """Whether it is there, or may be."""
    shelves: tuple[str, ...]
    """The zones that have it on shelves of their own."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What there is to buy, and how the project calls what happens to orders."""

    wares: Sequence[Ware]
    statuses: dict[StatusCategory, str]
    """The first status of every category."""
    cart: str | None
    points: str | None
    pool: str | None
    """The promo-code pool."""
    code: str | None
    """The pool's code for everybody."""
    brand: str
    channels: frozenset[str]
    zones: Sequence[str]
    sign_up_action: str | None

    @property
    def sells(self) -> bool:
        """Whether orders can be made."""
        return bool(self.statuses)


def shop_of(state: WorldState, traffic: Traffic) -> Shop:
    """What the traffic needs to know of a world."""
    settings = state.settings
    wares = [_ware(product, traffic.usual.get(product.id)) for product in state.products.values()]
    points = traffic.points or next(iter(settings.points_accounts), None)
    pool = traffic.promo_pool or next(iter(settings.promo_pools), None)
    code = None
    if pool is not None and settings.promo_pools[pool].kind == "multi_use" and pool in state.pools:
        code = next(iter(state.pools[pool].codes), None)
    return Shop(
        wares,
        statuses_of(settings),
        traffic.list or next(iter(settings.lists), None),
        points if traffic.points_per else None,
        pool,
        code,
        next(iter(settings.brands), "main"),
        frozenset(settings.channels),
        tuple(settings.zones),
        traffic.sign_up_action,
    )


def _ware(product: Product, usual: Usual | None) -> Ware:
    """A product as it is by itself, apart from what the traffic did to it for some days."""
    if usual is not None:
        regional, shelves = tuple(usual.regional.items()), tuple(usual.shelves)
        return Ware(product.id, usual.price or 0, regional, usual.stocked, shelves)
    regional = tuple((zone, there.price) for zone, there in product.regional.items() if there.price)
    shelves = tuple(zone for zone, there in product.regional.items() if there.available)
    return Ware(product.id, product.price or 0, regional, product.available is not False, shelves)


def statuses_of(settings: Settings) -> dict[StatusCategory, str]:
    """The first order status of every category."""
    found: dict[StatusCategory, str] = {}
    for name, status in settings.order_statuses.items():
        found.setdefault(status.category, name)
    return found
