"""Changes of products that a customer has viewed: E-35, five kinds."""

from collections.abc import Iterator
from typing import Any

from engine.events.base import EventKind, EventSettings
from engine.events.product_feeds import Seen
from engine.events.product_holders import Holder, by_view
from engine.events.product_kinds import (
    BackInStockKind,
    FieldChangedKind,
    HeldProductKind,
    OutOfStockKind,
    PriceFellKind,
    PriceRoseKind,
    Remembered,
)
from engine.events.product_settings import InSegments, OfFields, PriceFell, PriceRose
from engine.world.entities import Customer
from engine.world.world import World


class ViewedPriceFellSettings(InSegments, PriceFell):
    """By how much, and perhaps product segments."""


class ViewedPriceRoseSettings(InSegments, PriceRose):
    """The same for a rise."""


class ViewedFieldsSettings(InSegments, OfFields):
    """Custom fields of products, and perhaps product segments."""


class ViewedKind(HeldProductKind):
    """An event about a product that customers have viewed: once for each of them, however often they did.

    Its view and its action are those of the latest view.
    """

    family = "Viewed products"
    context = ("view", "product", "action")
    waits = ("product", "product_expiry", "action")
    parameters = ("ProductView", "Product", "CustomerAction")

    def holders(self, world: World, seen: Seen[Any]) -> Iterator[tuple[Any, Holder]]:
        return by_view(world, seen)

    def remembered(
        self, world: World, customer: Customer, product: str, settings: EventSettings
    ) -> Remembered:
        view = world.viewed.get(product, {}).get(customer.id)
        return (
            f"the customer has not viewed {product}" if view is None else (view.price, "at the latest view")
        )


class ViewedBackInStockKind(ViewedKind, BackInStockKind):
    id = "viewed_back_in_stock"
    rule = "E-35a"
    name = "Viewed product back in stock"
    says = "Viewed product back in stock"
    help = (
        "Starts when a feed makes a product available that the customer has viewed and that was out of "
        "stock before, or of which nothing was known; every time anew, once per product, however often it "
        "was viewed. For customers with a zone the availability in their zone counts where the product has "
        "one; a product with data for other zones only starts nothing for them."
    )
    Settings = InSegments


class ViewedOutOfStockKind(ViewedKind, OutOfStockKind):
    id = "viewed_out_of_stock"
    rule = "E-35b"
    name = "Viewed product out of stock"
    says = "Viewed product out of stock"
    help = (
        "Starts when a feed says that a product is out of stock which the customer has viewed and which was "
        "available before, or of which nothing was known; every time anew, once per product, however often "
        "it was viewed. Availability that is emptied starts nothing. For customers with a zone the "
        "availability in their zone counts where the product has one; a product with data for other zones "
        "only starts nothing for them."
    )
    Settings = InSegments


class ViewedPriceDroppedKind(ViewedKind, PriceFellKind):
    id = "viewed_price_dropped"
    rule = "E-35c"
    name = "Viewed product's price dropped"
    says = "Viewed product's price dropped"
    help = (
        "Starts when a feed lowers the price of a product that the customer has viewed and leaves it at "
        "least so much below the price recorded with the latest view; at every further drop, and again on a "
        "drop after a rise; once per product. A price that is filled in for the first time starts nothing, "
        "nor does a view without a price. For customers with a zone the price of their zone counts where "
        "the product has one; a product with data for other zones only starts nothing for them."
    )
    Settings = ViewedPriceFellSettings


class ViewedPriceIncreasedKind(ViewedKind, PriceRoseKind):
    id = "viewed_price_increased"
    rule = "E-35d"
    name = "Viewed product's price increased"
    says = "Viewed product's price increased"
    help = (
        "Starts when a feed raises the price of a product that the customer has viewed and leaves it at "
        "least so much above the price recorded with the latest view; at every further rise, and again on a "
        "rise after a drop; once per product. A price that is filled in for the first time starts nothing, "
        "nor does a view without a price. For customers with a zone the price of their zone counts where "
        "the product has one; a product with data for other zones only starts nothing for them."
    )
    Settings = ViewedPriceRoseSettings


class ViewedFieldChangedKind(ViewedKind, FieldChangedKind):
    id = "viewed_field_changed"
    rule = "E-35e"
    name = "Viewed product's field changed"
    says = "Viewed product's field changed"
    help = (
        "Starts when a feed fills, changes or removes one of the chosen custom fields of a product that the "
        "customer has viewed; once per product, however many of the fields change together and however "
        "often it was viewed. For customers with a zone their zone's value counts where the product has "
        "one; a product with data for other zones only starts nothing for them."
    )
    Settings = ViewedFieldsSettings


KINDS: tuple[EventKind, ...] = (
    ViewedBackInStockKind(),
    ViewedOutOfStockKind(),
    ViewedPriceDroppedKind(),
    ViewedPriceIncreasedKind(),
    ViewedFieldChangedKind(),
)
