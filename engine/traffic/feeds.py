"""What the shop's feed says: prices that drop for some days and rise again, products that run out and come
back."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.time.civil import HOUR, date_of
from engine.traffic.chance import MANY, SMALL_SPAN, Chance, between
from engine.traffic.rhythm import Rhythm
from engine.traffic.shop import Ware
from engine.world.changes.base import Change
from engine.world.changes.products import FeedProduct, RegionalFeed
from engine.world.traffic import Usual

FED_AT = 5 * HOUR
"""When the feed comes, by the clock."""

LONGEST_SALE = 10
LONGEST_GAP = 5
_REMEMBERED = 2 * LONGEST_SALE + 2


class Feeds:
    """The feed of every day from the first on. It knows nothing of other feeds: a product comes back to the
    price that it had at the beginning."""

    def __init__(
        self,
        seed: str,
        wares: Sequence[Ware],
        rhythm: Rhythm,
        first: int,
        sale: float,
        sold_out: float,
    ) -> None:
        self._wares = wares
        self._rhythm = rhythm
        self._first = first
        self._rates = (sale * SMALL_SPAN, sold_out * SMALL_SPAN)
        self._chances = (Chance(seed, "sale"), Chance(seed, "sold out"))
        self._detail = Chance(seed, "feed")
        self._begun: dict[tuple[int, int], dict[int, tuple[int, int]]] = {}

    def of(self, day: int) -> list[Change]:
        """The changes of a day's feed, by product."""
        if day < self._first or not self._wares:
            return []
        at = self._rhythm.at_clock(day, FED_AT)
        sales, before = self.sales(day), self.sales(day - 1)
        gone, missing = self.sold_out(day), self.sold_out(day - 1)
        changed = {n for n in sales.keys() | before.keys() if sales.get(n) != before.get(n)}
        changes: list[Change] = []
        for n in sorted(changed | (gone ^ missing)):
            ware = self._wares[n]
            said: dict[str, Any] = {}
            there: dict[str, RegionalFeed] = {}
            if n in changed:
                percent = 100 - sales.get(n, 0)
                said["price"] = _part(ware.price, percent)
                for zone, price in ware.regional:
                    there.setdefault(zone, RegionalFeed()).price = _part(price, percent)
            if n in gone ^ missing:
                said["available"] = n not in gone
                for zone in ware.shelves:
                    there.setdefault(zone, RegionalFeed()).available = n not in gone
            if there:
                said["regional"] = there
            changes.append(
                FeedProduct(
                    at=at, source="feed", batch=f"feed {date_of(day).isoformat()}", product=ware.id, **said
                )
            )
        return changes

    def usual(self, day: int) -> dict[str, Usual]:
        """What the products come back to that are not as usual when a day is over."""
        unusual = sorted(self.sales(day).keys() | self.sold_out(day))
        wares = [self._wares[n] for n in unusual]
        return {
            ware.id: Usual(ware.price or None, dict(ware.regional), ware.stocked, list(ware.shelves))
            for ware in wares
        }

    def sales(self, day: int) -> Mapping[int, int]:
        """The products whose price is lower on a day, and by how many percent."""
        found: dict[int, int] = {}
        for begun in range(max(day - LONGEST_SALE + 1, self._first), day + 1):
            for n, (days, depth) in self._starting(0, begun).items():
                if begun + days > day and self._wares[n].price:
                    found[n] = 10 * between(depth, 1, 4)
        return found

    def sold_out(self, day: int) -> frozenset[int]:
        """The products that are not there on a day, and were at the beginning."""
        found = set()
        for begun in range(max(day - LONGEST_GAP + 1, self._first), day + 1):
            for n, (days, _) in self._starting(1, begun).items():
                if self._wares[n].stocked and begun + min(days, LONGEST_GAP) > day:
                    found.add(n)
        return frozenset(found)

    def _starting(self, what: int, day: int) -> dict[int, tuple[int, int]]:
        """The products for which a sale (0) or a gap (1) begins: for how many days, and its depth by
        chance."""
        known = self._begun.get((what, day))
        if known is not None:
            return known
        if len(self._begun) >= 2 * _REMEMBERED:
            for old in list(self._begun)[:_REMEMBERED]:
                del self._begun[old]
        rate, chance = self._rates[what], self._chances[what]
        found: dict[int, tuple[int, int]] = {}
        if rate:
            for block in range(-(-len(self._wares) // MANY)):
                for n, small in enumerate(chance.small(block, day), block * MANY):
                    if small < rate and n < len(self._wares):
                        numbers = self._detail.numbers(n, day)
                        longest = LONGEST_GAP if what else LONGEST_SALE
                        found[n] = (between(numbers[what], 1, longest), numbers[2])
        self._begun[what, day] = found
        return found


def _part(price: int, percent: int) -> int:
    return max(1, (price * percent + 50) // 100)
