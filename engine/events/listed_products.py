"""Changes of products that are on a customer's list: E-30 to E-34."""

from collections.abc import Iterator
from typing import Any

from engine.events.base import EventKind, EventSettings
from engine.events.product_feeds import Seen
from engine.events.product_holders import Holder, on_lists
from engine.events.product_kinds import (
    BackInStockKind,
    FieldChangedKind,
    HeldProductKind,
    OutOfStockKind,
    PriceFellKind,
    PriceRoseKind,
    Remembered,
)
from engine.events.product_settings import InSegments, OfFields, OnList, PriceFell, PriceRose
from engine.world.entities import Customer
from engine.world.world import World


class ListedProductSettings(InSegments, OnList):
    """A list, and perhaps product segments."""


class ListedPriceFellSettings(InSegments, PriceFell, OnList):
    """A list, by how much, and perhaps product segments."""


class ListedPriceRoseSettings(InSegments, PriceRose, OnList):
    """The same for a rise."""


class ListedFieldsSettings(InSegments, OfFields, OnList):
    """A list, custom fields of products, and perhaps product segments."""


class ListedKind(HeldProductKind):
    """An event about a product on a list: once for every list on which the customer has it."""

    family = "Products on a list"
    context = ("list_item", "product")
    waits = ("product", "product_expiry")
    parameters = ("ProductListItem", "Product")

    def holders(self, world: World, seen: Seen[Any]) -> Iterator[tuple[Any, Holder]]:
        return on_lists(world, seen)

    def remembered(
        self, world: World, customer: Customer, product: str, settings: EventSettings
    ) -> Remembered:
        assert isinstance(settings, OnList)
        line = customer.lists.get(settings.list or "", {}).get(product)
        if line is None:
            return f"{product} is not on the customer's list {settings.list}"
        return line.price, "when it was added to the list"

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, OnList)
        return ", ".join([f"{self.says} on: {settings.list or 'a list'}", *settings.phrases()])


class ListedBackInStockKind(ListedKind, BackInStockKind):
    id = "list_back_in_stock"
    rule = "E-30"
    name = "Back in stock on a list"
    says = "Back in stock"
    help = (
        "Starts when a feed makes a product on the chosen list available that was out of stock before, or of "
        "which nothing was known; every time anew, and once per product. Putting a product on the list that "
        "is available already starts nothing, nor does a feed that says once more what is known. For "
        "customers with a zone the availability in their zone counts where the product has one; a product "
        "with data for other zones only starts nothing for them."
    )
    Settings = ListedProductSettings


class ListedOutOfStockKind(ListedKind, OutOfStockKind):
    id = "list_out_of_stock"
    rule = "E-31"
    name = "Out of stock on a list"
    says = "Out of stock"
    help = (
        "Starts when a feed says that a product on the chosen list is out of stock which was available "
        "before, or of which nothing was known; every time anew, and once per product. Availability that is "
        "emptied, so that nothing is known any more, starts nothing. For customers with a zone the "
        "availability in their zone counts where the product has one; a product with data for other zones "
        "only starts nothing for them."
    )
    Settings = ListedProductSettings


class ListedPriceDroppedKind(ListedKind, PriceFellKind):
    id = "list_price_dropped"
    rule = "E-32"
    name = "Price dropped on a list"
    says = "Price dropped"
    help = (
        "Starts when a feed lowers the price of a product on the chosen list and leaves it at least so "
        "much below the price at which the customer added it; at every further drop, and again on a drop "
        "after a rise; once per product. A price that is filled in for the first time starts nothing, nor "
        "does a line without a saved price. For customers with a zone the price of their zone counts where "
        "the product has one; a product with data for other zones only starts nothing for them."
    )
    Settings = ListedPriceFellSettings


class ListedPriceIncreasedKind(ListedKind, PriceRoseKind):
    id = "list_price_increased"
    rule = "E-33"
    name = "Price increased on a list"
    says = "Price increased"
    help = (
        "Starts when a feed raises the price of a product on the chosen list and leaves it at least so "
        "much above the price at which the customer added it; at every further rise, and again on a rise "
        "after a drop; once per product. A price that is filled in for the first time starts nothing, nor "
        "does a line without a saved price. For customers with a zone the price of their zone counts where "
        "the product has one; a product with data for other zones only starts nothing for them."
    )
    Settings = ListedPriceRoseSettings


class ListedFieldChangedKind(ListedKind, FieldChangedKind):
    id = "list_field_changed"
    rule = "E-34"
    name = "Product field changed on a list"
    says = "Product field changed"
    help = (
        "Starts when a feed fills, changes or removes one of the chosen custom fields of a product on the "
        "chosen list; once per product, however many of the fields change together. Other fields start "
        "nothing, nor does a feed that says once more what is known. For customers with a zone their zone's "
        "value counts where the product has one; a product with data for other zones only starts nothing "
        "for them."
    )
    Settings = ListedFieldsSettings


KINDS: tuple[EventKind, ...] = (
    ListedBackInStockKind(),
    ListedOutOfStockKind(),
    ListedPriceDroppedKind(),
    ListedPriceIncreasedKind(),
    ListedFieldChangedKind(),
)
