"""What the events of listed and of viewed products share: five things that a feed can do to a product
(E-30 to E-34 and E-35a to E-35e)."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from engine.events import product_feeds as feeds
from engine.events.base import Event, EventKind, EventSettings, Fact, Matches, TriggerMemory, Wants
from engine.events.product_feeds import Seen
from engine.events.product_holders import Holder
from engine.events.product_settings import ProductSettings
from engine.world.deltas import (
    Delta,
    ProductAvailabilityChanged,
    ProductFieldChanged,
    ProductPriceChanged,
)
from engine.world.world import Applied, World


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


class OutOfStockKind(HeldProductKind):
    hears = (ProductAvailabilityChanged,)

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        return feeds.availability(deltas, False)

    def looks(self) -> Iterator[Wants]:
        yield lambda delta: delta.new is False


class PriceMovedKind(HeldProductKind):
    """The price moved in one direction and now lies on that side of the price that is remembered."""

    hears = (ProductPriceChanged,)
    sign: ClassVar[int]

    def seen(self, deltas: Iterable[Delta]) -> Iterable[Seen[Any]]:
        return feeds.prices(deltas, self.sign)

    def looks(self) -> Iterator[Wants]:
        sign = self.sign
        yield lambda delta: feeds.moved(delta, sign)

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
