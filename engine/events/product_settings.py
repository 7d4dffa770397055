"""What a trigger on a product asks for, piece by piece: the list, the product's segments, by how much its
price moved, which of its fields changed. An event's settings are put together from these."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from engine.events.base import EventSettings, Fact, Wants, unknown_names
from engine.world.entities import Money
from engine.world.settings import Name, Settings
from engine.world.world import World

Check = Callable[[Mapping[str, Fact]], bool]
"""Whether an event's facts are what one setting asks for."""

Checks = Iterator[Check]


class ProductSettings(EventSettings):
    """The pieces below each add to what `checks` and `phrases` give, through `super()`."""

    def checks(self, world: World) -> Checks:
        yield from ()

    def looks(self, world: World) -> Iterator[Wants]:
        """Quick looks at a delta of a feed, all of which must agree (EventKind.wants)."""
        yield from ()

    def phrases(self) -> Iterator[str]:
        """What is set, in words, for the block's card."""
        yield from ()


class OnList(ProductSettings):
    list: Name | None = Field(default=None, title="List", json_schema_extra={"names": "lists"})

    def missing(self) -> Iterable[tuple[str, str]]:
        yield from super().missing()
        if self.list is None:
            yield "list", "choose a list"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        yield from super().unknown(settings)
        if self.list is not None:
            yield from unknown_names("list", "list", (self.list,), settings.lists)

    def checks(self, world: World) -> Checks:
        yield from super().checks(world)
        wanted = self.list
        yield lambda facts: facts["list"] == wanted

    def looks(self, world: World) -> Iterator[Wants]:
        yield from super().looks(world)
        listed = world.listed
        yield lambda delta: bool(listed.get(delta.product.id))


class PriceFell(ProductSettings):
    """By how much at least a price fell from what it is measured by: the facts `reference` and `price`."""

    percent: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = Field(
        default=None, title="By percent", description="At least so many percent; or else an amount."
    )
    amount: Annotated[Money, Field(gt=0)] | None = Field(
        default=None,
        title="By amount",
        description="At least so much, in minor units of the currency; or else percent.",
    )

    sign: ClassVar[int] = -1

    def missing(self) -> Iterable[tuple[str, str]]:
        yield from super().missing()
        if self.percent is None and self.amount is None:
            yield "percent", "say by how much: in percent or as an amount"
        if self.percent is not None and self.amount is not None:
            yield "amount", "give either percent or an amount: remove one"

    def checks(self, world: World) -> Checks:
        yield from super().checks(world)
        by_so_much = self.by_so_much()

        def check(facts: Mapping[str, Fact]) -> bool:
            reference, price = facts["reference"], facts["price"]
            assert isinstance(reference, int)
            assert isinstance(price, int)
            return by_so_much(reference, price)

        yield check

    def by_so_much(self) -> Callable[[int, int], bool]:
        """Whether a price lies so far from the one that it is measured by: (reference, price)."""
        # Exact: `move >= share * reference + amount`, multiplied by the share's denominator.
        share = Fraction(0) if self.percent is None else Fraction(str(self.percent)) / 100
        times, of_reference = share.denominator, share.numerator
        least = times * (self.amount or 0)
        sign = times * self.sign
        return lambda reference, price: sign * (price - reference) >= of_reference * reference + least

    def phrases(self) -> Iterator[str]:
        yield from super().phrases()
        if self.percent is not None:
            yield f"by {self.percent:g} % or more"
        if self.amount is not None:
            yield f"by {self.amount} minor units or more"


class PriceRose(PriceFell):
    """The mirror; a price can rise by more than the whole of it."""

    percent: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] | None = Field(
        default=None, title="By percent", description="At least so many percent; or else an amount."
    )

    sign: ClassVar[int] = 1


class OfFields(ProductSettings):
    """Which of a product's custom fields changed: the fact `fields`."""

    fields: list[Name] = Field(default=[], title="Fields", json_schema_extra={"names": "product_fields"})

    def missing(self) -> Iterable[tuple[str, str]]:
        yield from super().missing()
        if not self.fields:
            yield "fields", "choose at least one custom field of products"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        yield from super().unknown(settings)
        yield from unknown_names("fields", "custom field of products", self.fields, settings.product_fields)

    def checks(self, world: World) -> Checks:
        yield from super().checks(world)
        wanted = frozenset(self.fields)

        def one_of_them(facts: Mapping[str, Fact]) -> bool:
            changed = facts["fields"]
            assert isinstance(changed, tuple)
            return not wanted.isdisjoint(changed)

        yield one_of_them

    def looks(self, world: World) -> Iterator[Wants]:
        yield from super().looks(world)
        wanted = frozenset(self.fields)
        yield lambda delta: delta.field in wanted

    def phrases(self) -> Iterator[str]:
        yield from super().phrases()
        if self.fields:
            yield "fields " + ", ".join(self.fields)


class InSegments(ProductSettings):
    segments: list[Name] = Field(
        default=[],
        title="Product segments",
        description="Only products in at least one of these; none chosen: all products.",
        json_schema_extra={"names": "product_segments"},
    )

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        yield from super().unknown(settings)
        yield from unknown_names("segments", "product segment", self.segments, settings.product_segments)

    def checks(self, world: World) -> Checks:
        yield from super().checks(world)
        if self.segments:
            wanted, products = frozenset(self.segments), world.products
            yield lambda facts: not wanted.isdisjoint(products[str(facts["product"])].segments)

    def looks(self, world: World) -> Iterator[Wants]:
        yield from super().looks(world)
        if self.segments:
            wanted = frozenset(self.segments)
            yield lambda delta: not wanted.isdisjoint(delta.product.segments)

    def phrases(self) -> Iterator[str]:
        yield from super().phrases()
        if self.segments:
            yield "in " + " or ".join(self.segments)
