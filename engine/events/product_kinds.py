"""What the events of listed and of viewed products share: five things that a feed can do to a product
(E-30 to E-34 and E-35a to E-35e)."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from engine.events import product_explaining as why
from engine.events import product_feeds as feeds
from engine.events.base import Event, EventKind, EventSettings, Fact, Matches, TriggerMemory, Wants
from engine.events.explaining import Asked
from engine.events.product_explaining import FeedDelta
from engine.events.product_feeds import Seen
from engine.events.product_holders import Holder
from engine.events.product_settings import PriceFell, ProductSettings
from engine.world.deltas import (
    Delta,
    ProductAvailabilityChanged,
    ProductFieldChanged,
    ProductPriceChanged,
)
from engine.world.entities import Customer
from engine.world.wording import Wording
from engine.world.world import Applied, World

Remembered = tuple[int | None, str] | str
"""The price by which drops and rises are measured, and when it was kept ("at the latest view"); or why the
product is none of the customer's."""


class ProductKind(EventKind):
    """An event about a product, whose settings check its facts."""

    says: ClassVar[str]
    """What happens, for the block's card."""

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ProductSettings)
        checks = list(settings.checks(world))

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            return all(check(facts) for check in checks)

        return match

    def looks(self) -> Iterator[Wants]:
        """Quick looks of the kind itself, beside those of the settings; all must agree."""
        yield from ()

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, ProductSettings)
        wanted: Wants | None = None
        for look in (*self.looks(), *settings.looks(world)):
            wanted = look if wanted is None else _both(wanted, look)
        return wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ProductSettings)
        return ", ".join([self.says, *settings.phrases()])

    def asked(
        self, event: Event, settings: EventSettings, world: World, memory: TriggerMemory
    ) -> Iterable[Asked]:
        measured = ("percent", "amount")
        yield from (
            each for each in super().asked(event, settings, world, memory) if each.setting not in measured
        )
        if isinstance(settings, PriceFell):
            reference, price = event.facts["reference"], event.facts["price"]
            assert isinstance(reference, int)
            assert isinstance(price, int)
            words = Wording(world.settings, world.zone)
            yield from why.asked_by_how_much(settings, reference, price, words)


def _both(first: Wants, then: Wants) -> Wants:
    return lambda delta: first(delta) and then(delta)


class HeldProductKind(ProductKind):
    """An event about a product that a feed changed: one for each customer who holds it and sees it change."""

    def holders(self, world: World, seen: Seen[Any]) -> Iterator[tuple[Any, Holder]]:
        """Whom it concerns, each with what they see."""
        raise NotImplementedError

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        """The products to which it happened, and what each zone sees of it."""
        raise NotImplementedError

    def facts(self, change: Any, holder: Holder) -> dict[str, Fact] | None:
        """What the settings are matched against besides; None where it is no event for this customer."""
        return {}

    def remembered(
        self, world: World, customer: Customer, product: str, settings: EventSettings
    ) -> Remembered:
        """How the customer holds the product; a sentence where they do not."""
        raise NotImplementedError

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, ProductAvailabilityChanged | ProductPriceChanged | ProductFieldChanged)
        held = self.remembered(world, customer, delta.product.id, settings)
        return (
            self.other_than(delta)
            or (held if isinstance(held, str) else "")
            or why.other_record(delta, customer)
            or self.not_beyond(delta, held, world)
        )

    def other_than(self, delta: FeedDelta) -> str:
        """What makes a delta something else than what the event is about; empty where nothing does."""
        return ""

    def not_beyond(self, delta: FeedDelta, held: Remembered, world: World) -> str:
        """What makes it no event, measured by the price that is remembered; empty where nothing does."""
        return ""

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        at, happened = applied.change.at, applied.change.happened
        for seen in self.seen(applied.deltas):
            for change, holder in self.holders(world, seen):
                facts = self.facts(change, holder)
                if facts is not None:
                    facts.update(holder.facts)
                    yield Event(self, holder.customer, happened, at, holder.context, facts)


class BackInStockKind(HeldProductKind):
    hears = (ProductAvailabilityChanged,)

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        return feeds.availability(deltas, True)

    def looks(self) -> Iterator[Wants]:
        yield lambda delta: delta.new is True

    def other_than(self, delta: FeedDelta) -> str:
        return "" if delta.new is True else "that is not back in stock"


class OutOfStockKind(HeldProductKind):
    hears = (ProductAvailabilityChanged,)

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        return feeds.availability(deltas, False)

    def looks(self) -> Iterator[Wants]:
        yield lambda delta: delta.new is False

    def other_than(self, delta: FeedDelta) -> str:
        return "" if delta.new is False else "that is not out of stock"


class PriceMovedKind(HeldProductKind):
    """The price moved in one direction and now lies on that side of the price that is remembered."""

    hears = (ProductPriceChanged,)
    sign: ClassVar[int]

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        return feeds.prices(deltas, self.sign)

    def looks(self) -> Iterator[Wants]:
        sign = self.sign
        yield lambda delta: feeds.moved(delta, sign)

    def other_than(self, delta: FeedDelta) -> str:
        assert isinstance(delta, ProductPriceChanged)
        return why.other_move(delta, self.sign)

    def not_beyond(self, delta: FeedDelta, held: Remembered, world: World) -> str:
        assert isinstance(delta, ProductPriceChanged)
        assert delta.new is not None
        assert not isinstance(held, str)
        words = Wording(world.settings, world.zone)
        return why.not_beyond(delta.new, held[0], held[1], self.sign, words)

    def facts(self, change: ProductPriceChanged, holder: Holder) -> dict[str, Fact] | None:
        reference, price = holder.price, change.new
        if reference is None or price is None or (price - reference) * self.sign <= 0:
            return None
        return {"reference": reference, "price": price}


class PriceFellKind(PriceMovedKind):
    sign = -1


class PriceRoseKind(PriceMovedKind):
    sign = 1


class FieldChangedKind(HeldProductKind):
    hears = (ProductFieldChanged,)

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        return feeds.fields(deltas)

    def facts(self, change: tuple[str, ...], holder: Holder) -> dict[str, Fact] | None:
        return {"fields": change}
