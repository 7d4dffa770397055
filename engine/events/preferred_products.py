"""Changes of the product that a customer prefers, as a calculated field tells it: E-37."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from engine.events import product_explaining as why
from engine.events import product_feeds as feeds
from engine.events.base import Event, EventKind, EventSettings, Fact, Wants, unknown_names
from engine.events.product_kinds import ProductKind
from engine.events.product_settings import Checks, PriceFell, ProductSettings
from engine.world.calculated import product_fields
from engine.world.deltas import Delta, ProductPriceChanged
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class InCalculatedField(ProductSettings):
    field: Name | None = Field(
        default=None,
        title="Calculated field",
        description="The one that holds the customer's most viewed or most bought product.",
        json_schema_extra={"names": "customer_fields"},
    )

    def missing(self) -> Iterable[tuple[str, str]]:
        yield from super().missing()
        if self.field is None:
            yield "field", "choose a calculated field that holds a product"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        yield from super().unknown(settings)
        if self.field is not None:
            fields = settings.customer_fields
            yield from unknown_names("field", "custom field of customers", (self.field,), fields)
            if self.field in fields and self.field not in product_fields(settings):
                yield (
                    "field",
                    f"{self.field!r} holds no product: choose one of the most viewed or most bought",
                )

    def checks(self, world: World) -> Checks:
        yield from super().checks(world)
        wanted = self.field
        yield lambda facts: facts["field"] == wanted

    def looks(self, world: World) -> Iterator[Wants]:
        yield from super().looks(world)
        wanted, preferring = self.field or "", world.preferring
        yield lambda delta: bool(preferring.get((wanted, delta.product.id)))


class PreferredPriceFellSettings(PriceFell, InCalculatedField):
    """A calculated field, and by how much."""


class PreferredPriceDroppedKind(ProductKind):
    """The fall is measured against the price before the feed, not against one that is remembered."""

    id = "preferred_price_dropped"
    rule = "E-37"
    name = "Preferred product's price dropped"
    family = "Preferred product"
    says = "Price dropped"
    help = (
        "Starts when a feed lowers the price of the product that the chosen calculated field of a customer "
        "holds, the one they viewed or bought most, by at least so much against the price before; every "
        "time, so also after a rise. A price that is filled in for the first time starts nothing, nor does "
        "a field that comes to hold another, cheaper product; a custom field such as the old price plays no "
        "part. For customers with a zone the price of their zone counts where the product has one; a "
        "product with data for other zones only starts nothing for them."
    )
    hears = (ProductPriceChanged,)
    context = ("product",)
    waits = ("product", "product_expiry")
    parameters = ("Product",)
    Settings = PreferredPriceFellSettings

    def looks(self) -> Iterator[Wants]:
        yield lambda delta: feeds.moved(delta, -1)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        at, happened = applied.change.at, applied.change.happened
        for seen in feeds.prices(applied.deltas, -1):
            product = seen.product.id
            for field in world.product_fields:
                for name in sorted(world.preferring.get((field, product), ())):
                    customer = world.customers[name]
                    fall = seen.by(customer.zone)
                    if fall is not None:
                        facts: dict[str, Fact] = {
                            "field": field,
                            "product": product,
                            "reference": fall.old,
                            "price": fall.new,
                        }
                        yield Event(self, customer, happened, at, {"product": product}, facts)

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, ProductPriceChanged)
        assert isinstance(settings, InCalculatedField)
        held = customer.fields.get(settings.field or "")
        if held != delta.product.id:
            return f"the customer's field {settings.field} holds {held or 'nothing'}"
        return why.other_move(delta, -1) or why.other_record(delta, customer)

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, InCalculatedField)
        field = settings.field or "a calculated field"
        return ", ".join([f"{self.says} of the product in: {field}", *settings.phrases()])


KINDS: tuple[EventKind, ...] = (PreferredPriceDroppedKind(),)
