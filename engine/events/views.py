"""Views of products: E-36."""

from collections.abc import Iterable

from engine.events.base import Event, EventKind, EventSettings, Wants
from engine.events.product_holders import view_context
from engine.events.product_kinds import ProductKind
from engine.events.product_settings import InSegments
from engine.world.deltas import ProductViewed
from engine.world.world import Applied, World


class ProductViewedKind(ProductKind):
    id = "product_viewed"
    rule = "E-36"
    name = "Product viewed"
    family = "Viewed products"
    says = "Product viewed"
    help = (
        "Starts each time a customer views a product's page, also one that they have viewed before. Putting "
        "a product on a list or ordering it is no view."
    )
    hears = (ProductViewed,)
    context = ("view", "product", "action")
    waits = ("product", "product_expiry", "action")
    parameters = ("ProductView", "Product", "CustomerAction")
    Settings = InSegments

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, InSegments)
        if not settings.segments:
            return None
        wanted, products = frozenset(settings.segments), world.products
        return lambda delta: not wanted.isdisjoint(products[delta.view.product].segments)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ProductViewed:
                view = delta.view
                facts = {"product": view.product}
                yield Event(self, delta.customer, change.happened, change.at, view_context(view), {**facts})


KINDS: tuple[EventKind, ...] = (ProductViewedKind(),)
