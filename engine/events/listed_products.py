"""Changes of products that are on a customer's list: E-32."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, unknown_names
from engine.world.deltas import ProductPriceChanged
from engine.world.entities import Customer, ListItem, Money
from engine.world.regional import Record, deciding, price_of
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World

Segments = list[Name]


class ListedPriceSettings(EventSettings):
    list: Name | None = Field(default=None, title="List", json_schema_extra={"names": "lists"})
    percent: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = Field(
        default=None, title="By percent", description="At least so many percent; or else an amount."
    )
    amount: Annotated[Money, Field(gt=0)] | None = Field(
        default=None,
        title="By amount",
        description="At least so much, in minor units of the currency; or else percent.",
    )
    segments: Segments = Field(
        default=[],
        title="Product segments",
        description="Only products in at least one of these; none chosen: all products.",
        json_schema_extra={"names": "product_segments"},
    )

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.list is None:
            yield "list", "choose a list"
        if self.percent is None and self.amount is None:
            yield "percent", "say by how much: in percent or as an amount"
        if self.percent is not None and self.amount is not None:
            yield "amount", "give either percent or an amount: remove one"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.list is not None:
            yield from unknown_names("list", "list", (self.list,), settings.lists)
        yield from unknown_names("segments", "product segment", self.segments, settings.product_segments)


class ListedPriceDroppedKind(EventKind):
    id = "list_price_dropped"
    rule = "E-32"
    name = "Price dropped on a list"
    family = "Products on a list"
    help = (
        "Starts when a feed lowers the price of a product on the chosen list and leaves it at least so "
        "much below the price at which the customer added it; at every further drop, and again on a drop "
        "after a rise; once per product. A price that is filled in for the first time starts nothing, nor "
        "does a line without a saved price. For customers with a zone the price of their zone counts where "
        "the product has one."
    )
    hears = (ProductPriceChanged,)
    context = ("list_item", "product")
    waits = ("product", "product_expiry")
    parameters = ("ProductListItem", "Product")
    Settings = ListedPriceSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is ProductPriceChanged:
                old, new = delta.old, delta.new
                if old is None or new is None or new >= old:
                    continue
                product = delta.product.id
                for customer, name, line in listed(world, delta):
                    saved = line.price
                    if saved is not None and new < saved:
                        yield Event(
                            self,
                            customer,
                            change.happened,
                            change.at,
                            {"list_item": (name, product), "product": product},
                            {"list": name, "product": product, "saved": saved, "price": new},
                        )

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ListedPriceSettings)
        wanted = settings.list
        segments = frozenset(settings.segments)
        # Exact: `saved - price >= share * saved + amount`, multiplied by the share's denominator.
        share = Fraction(0) if settings.percent is None else Fraction(str(settings.percent)) / 100
        times, of_saved = share.denominator, share.numerator
        least = times * (settings.amount or 0)

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if facts["list"] != wanted:
                return False
            saved, price = facts["saved"], facts["price"]
            assert isinstance(saved, int)
            assert isinstance(price, int)
            if times * (saved - price) < of_saved * saved + least:
                return False
            return not segments or not segments.isdisjoint(world.products[str(facts["product"])].segments)

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ListedPriceSettings)
        text = f"Price dropped on: {settings.list or 'a list'}"
        if settings.percent is not None:
            text += f", by {settings.percent:g} % or more"
        if settings.amount is not None:
            text += f", by {settings.amount} minor units or more"
        return text


def listed(world: World, delta: ProductPriceChanged) -> Iterator[tuple[Customer, str, ListItem]]:
    """The lines on which the product stands, of customers for whom the changed record decides."""
    holders = world.listed.get(delta.product.id)
    if not holders:
        return
    product = delta.product
    changed: Record | None = product if delta.zone is None else product.regional.get(delta.zone)
    if changed is None:
        return
    for name in sorted(holders):
        customer = world.customers[name]
        if deciding(product, customer.zone, price_of) is changed:
            for list_name, lines in customer.lists.items():
                line = lines.get(product.id)
                if line is not None:
                    yield customer, list_name, line


KINDS: tuple[EventKind, ...] = (ListedPriceDroppedKind(),)
