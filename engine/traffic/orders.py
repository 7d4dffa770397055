"""What becomes of an order: paid, shipped, delivered, now and then cancelled or sent back."""

from collections.abc import Sequence

from engine.time.civil import DAY, HOUR, weekday_of
from engine.traffic.chance import SPAN, below, between
from engine.traffic.rhythm import Rhythm
from engine.traffic.shop import Shop
from engine.world.changes.applied_codes import UsePromoCode
from engine.world.changes.balances import AwardPoints, DeductPoints
from engine.world.changes.base import Change
from engine.world.changes.orders import CreateOrder, NewItem, SetOrderStatus
from engine.world.settings import StatusCategory
from engine.world.traffic import Traffic

LONGEST = 20
"""Days after which nothing happens to an order any more, the day of its creation counted."""

DRAWS = 6
"""So many numbers of chance an order takes."""

_AT_ONCE = below(0.85)
_SUNDAY = 6


class Orders:
    """The way of orders through their statuses. Statuses that the project lacks are left out."""

    def __init__(self, shop: Shop, traffic: Traffic, rhythm: Rhythm) -> None:
        self._statuses = shop.statuses
        self._rhythm = rhythm
        self._account = shop.points
        self._points_per = traffic.points_per or 0
        self._pool, self._code = shop.pool, shop.code
        self._applies = below(traffic.promo) if shop.pool is not None else 0
        self._cancelled = below(traffic.cancelled) if "cancelled" in shop.statuses else 0
        self._returned = below(traffic.returned) if "returned" in shop.statuses else 0
        self._first = next(
            (shop.statuses[c] for c in ("new", "processing", "paid") if c in shop.statuses),
            next(iter(shop.statuses.values()), ""),
        )

    def create(
        self, at: int, customer: str, order: str, items: list[NewItem], chance: int = SPAN
    ) -> list[Change]:
        """The order itself and, by chance, the code that is applied to it."""
        created = CreateOrder(at=at, customer=customer, order=order, items=items, status=self._first)
        if chance >= self._applies:
            return [created]
        # One from outside is the order's own, so that nobody else has used it.
        code = self._code or f"CODE-{order}"
        return [created, UsePromoCode(at=at, customer=customer, code=code, pool=self._pool, order=order)]

    def follow(self, at: int, customer: str, order: str, total: int, chance: Sequence[int]) -> list[Change]:
        """What happens to an order after its creation, by DRAWS numbers of chance. In the order of time."""
        rhythm = self._rhythm
        if chance[0] < self._cancelled:
            return self._set(at + between(chance[1], 10 * 60, 20 * HOUR), order, "cancelled")
        at += (
            between(chance[1], 20, 15 * 60) if chance[0] < _AT_ONCE else between(chance[1], 4 * HOUR, 2 * DAY)
        )
        changes = self._set(at, order, "paid") if self._first != self._statuses.get("paid") else []
        day = self._working(rhythm.day_of(at) + 1 + (chance[2] >> 31))
        at = rhythm.at_clock(day, between(chance[2] << 1 & SPAN - 1, 8 * HOUR, 17 * HOUR))
        changes += self._set(at, order, "shipped")
        day = self._working(day + 1 + (chance[3] >> 31))
        at = rhythm.at_clock(day, between(chance[3] << 1 & SPAN - 1, 9 * HOUR, 19 * HOUR))
        changes += self._set(at, order, "delivered")
        points = min(total // self._points_per, 10**9) if self._points_per else 0
        if self._account is not None and points > 0:
            changes.append(AwardPoints(at=at, customer=customer, account=self._account, amount=points))
        if chance[4] < self._returned:
            day += 2 + (chance[5] >> 29)
            at = rhythm.at_clock(day, between(chance[5] << 3 & SPAN - 1, 9 * HOUR, 19 * HOUR))
            changes += self._set(at, order, "returned")
            if self._account is not None and points > 0:
                changes.append(DeductPoints(at=at, customer=customer, account=self._account, amount=points))
        return changes

    def _set(self, at: int, order: str, category: StatusCategory) -> list[Change]:
        status = self._statuses.get(category)
        return [] if status is None else [SetOrderStatus(at=at, order=order, status=status)]

    @staticmethod
    def _working(day: int) -> int:
        """The day itself, or the Monday after a Sunday."""
        return day + 1 if weekday_of(day) == _SUNDAY else day
