"""Changes of products: the feed, for everybody and by zone (W-3), and views of a product by a customer."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import with_config

from engine.world.changes.base import UNSET, Change, CustomerChange, Id, Unset, own
from engine.world.changes.fields import write_fields
from engine.world.changes.sessions import note_activity, note_in_session
from engine.world.deltas import (
    ProductAvailabilityChanged,
    ProductFieldChanged,
    ProductPriceChanged,
    ProductViewed,
)
from engine.world.entities import (
    CONFIG,
    EMPTY_DICT,
    EMPTY_LIST,
    Customer,
    Instant,
    Money,
    Product,
    RegionalData,
    Value,
    View,
)
from engine.world.regional import Record, current_price
from engine.world.settings import Name, Text
from engine.world.values import refuse_unfit
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

NOBODY = "a feed is nobody's action: leave it out"


@dataclass(slots=True, kw_only=True)
class CreateProduct(Change):
    summary: ClassVar[str] = "Add a product"

    do: Literal["product.create"] = "product.create"
    product: Id
    name: Text = ""
    price: Money | None = None
    available: bool | None = None
    category: Text = ""
    expires_at: Instant | None = None
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    segments: list[Name] = field(default=EMPTY_LIST)
    regional: dict[Name, RegionalData] = field(default=EMPTY_DICT)

    def apply(self, world: "World") -> None:
        self.refuse_action(NOBODY)
        if self.product in world.products:
            raise Refused("product", f"there is a product {self.product!r} already: feed it instead")
        _refuse_fields(world, self.fields, "fields")
        for zone, record in self.regional.items():
            world.named(world.settings.zones, "zone", zone, f"regional.{zone}")
            _refuse_fields(world, record.fields, f"regional.{zone}.fields")
        product = Product(
            self.product,
            self.name,
            self.price,
            self.available,
            self.category,
            self.expires_at,
            own(self.fields),
            _segments(world, self.segments),
            {
                zone: RegionalData(record.price, record.available, own(record.fields))
                for zone, record in self.regional.items()
            }
            if self.regional
            else EMPTY_DICT,
        )
        world.put(world, "products", product.id, product)
        if product.segments:
            world.note_shelved()


@with_config(CONFIG)
@dataclass(slots=True, kw_only=True)
class RegionalFeed:
    """What a feed says of a product in one zone; what is not named stays, None empties it."""

    price: Money | Unset | None = UNSET
    available: bool | Unset | None = UNSET
    fields: dict[Name, Value] = field(default=EMPTY_DICT)


@dataclass(slots=True, kw_only=True)
class FeedProduct(Change):
    """What a feed says of a product; what is not named stays, None empties it, a zone that is None is
    removed."""

    summary: ClassVar[str] = "Feed a product's price, availability or other data"

    do: Literal["product.feed"] = "product.feed"
    product: Id
    name: Text | Unset = UNSET
    price: Money | Unset | None = UNSET
    available: bool | Unset | None = UNSET
    category: Text | Unset = UNSET
    expires_at: Instant | Unset | None = UNSET
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    segments: list[Name] | Unset = UNSET
    regional: dict[Name, RegionalFeed | None] = field(default=EMPTY_DICT)

    def apply(self, world: "World") -> None:
        self.refuse_action(NOBODY)
        product = world.product(self.product)
        for name in ("name", "category", "expires_at"):
            new = getattr(self, name)
            if new is not UNSET and new != getattr(product, name):
                world.set(product, name, new)
        if self.segments is not UNSET:
            world.set(product, "segments", _segments(world, self.segments))
            world.note_shelved()
        _refuse_fields(world, self.fields, "fields")
        _feed(world, product, None, product, self.price, self.available, self.fields)
        for zone, said in self.regional.items():
            world.named(world.settings.zones, "zone", zone, f"regional.{zone}")
            if said is None:
                _remove_zone(world, product, zone)
            else:
                _refuse_fields(world, said.fields, f"regional.{zone}.fields")
                if zone not in product.regional:
                    world.put(product, "regional", zone, RegionalData())
                _feed(world, product, zone, product.regional[zone], said.price, said.available, said.fields)


@dataclass(slots=True, kw_only=True)
class ViewProduct(CustomerChange):
    """A customer looks at a product's page; the price they see is kept with the view (E-35c)."""

    summary: ClassVar[str] = "A customer views a product"

    do: Literal["product.view"] = "product.view"
    product: Id
    price: Money | Unset | None = UNSET
    """Not given: the product's current price for the customer's zone."""

    def about(self) -> str | None:
        return self.product

    def apply_to(self, world: "World", customer: Customer) -> None:
        product = world.product(self.product)
        price = current_price(product, customer.zone) if self.price is UNSET else self.price
        note_in_session(world, note_activity(world, customer, self), "products", product.id)
        # The envelope's action was recorded just before.
        action = None if self.action is None else len(customer.actions) - 1
        view = View(len(customer.views), product.id, self.happened, price, action)
        world.push(customer, "views", view)
        world.note_viewed(customer.id, view)
        world.tell(ProductViewed(customer, view))


def _feed(
    world: "World",
    product: Product,
    zone: str | None,
    record: Record,
    price: "int | Unset | None",
    available: "bool | Unset | None",
    fields: dict[str, Value],
) -> None:
    if price is not UNSET and price != record.price:
        world.tell(ProductPriceChanged(product, zone, record.price, price))
        world.set(record, "price", price)
    if available is not UNSET and available != record.available:
        world.tell(ProductAvailabilityChanged(product, zone, record.available, available))
        world.set(record, "available", available)
    for name, old, new in write_fields(world, record, fields):
        world.tell(ProductFieldChanged(product, zone, name, old, new))


def _remove_zone(world: "World", product: Product, zone: str) -> None:
    record = product.regional.get(zone)
    if record is None:
        raise Refused(f"regional.{zone}", f"the product {product.id!r} has no data for the zone {zone!r}")
    _feed(world, product, zone, record, None, None, dict.fromkeys(record.fields))
    world.drop(product, "regional", zone)


def _refuse_fields(world: "World", fields: dict[str, Value], place: str) -> None:
    refuse_unfit(world.settings.product_fields, "custom field of products", fields, place)


def _segments(world: "World", names: list[str]) -> list[str]:
    for n, name in enumerate(names):
        world.named(world.settings.product_segments, "product segment", name, f"segments.{n}")
    return list(dict.fromkeys(names)) if names else EMPTY_LIST


CHANGES = (CreateProduct, FeedProduct, ViewProduct)
