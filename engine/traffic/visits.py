"""A visit: somebody browses, fills the cart, orders or leaves it."""

from bisect import bisect_right
from collections.abc import Callable, Collection
from itertools import accumulate

from engine.time.civil import date_of
from engine.traffic.chance import SPAN, Chance, below
from engine.traffic.orders import Orders
from engine.traffic.people import People
from engine.traffic.rhythm import Rhythm
from engine.traffic.shop import Shop
from engine.world.changes.base import Change
from engine.world.changes.lists import AddToList, ClearList, ListLine, SetList
from engine.world.changes.orders import NewItem
from engine.world.changes.products import ViewProduct
from engine.world.traffic import Traffic

_VIEWS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
"""How many products are looked at; each of these as likely as the others."""

_SECOND = below(0.3)
_TIDY = below(0.25)
_MORE = below(0.2)


class Visits:
    """The visits of all customers. A visit begins on its day; what follows from it may come later."""

    def __init__(
        self,
        seed: str,
        shop: Shop,
        traffic: Traffic,
        rhythm: Rhythm,
        orders: Orders,
        sold_out: Callable[[int], Collection[int]],
    ) -> None:
        self._wares = shop.wares
        self._cart = shop.cart
        self._rhythm = rhythm
        self._orders = orders
        self._sold_out = sold_out
        self._chance = Chance(seed, "visit")
        self._products = Chance(seed, "products")
        self._fills = below(traffic.cart)
        self._buys = below(traffic.order) if shop.sells else 0
        # The first products are the most looked at, and all have a share.
        weights = accumulate(1 / (n + 5) for n in range(len(shop.wares)))
        self._popular = list(weights)

    def of(
        self, number: int, day: int, at: int | None = None, *, ordering: bool = False
    ) -> tuple[list[Change], list[Change]]:
        """What a customer does on a visit on that day, and what becomes of the order.

        `at`: when they come, if that is given. `ordering`: only visits that end in an order matter.
        """
        wares = self._wares
        chance = self._chance.numbers(number, day)
        fills = chance[8] < self._fills
        buys = fills and chance[10] < self._buys
        if not wares or (ordering and not buys):
            return [], []
        if at is None:
            at = self._rhythm.moment(day, chance[0])
        customer = People.id(number)
        products = self._products.numbers(number, day)
        changes: list[Change] = []
        popular = self._popular
        scale = popular[-1] / SPAN
        place = 0
        for n in range(_VIEWS[chance[1] >> 28]):
            place = bisect_right(popular, products[n] * scale)
            changes.append(ViewProduct(at=at, customer=customer, product=wares[place].id))
            at += 10 + chance[2 + n] % 170
        if not fills:
            return changes, []
        gone = self._sold_out(day)
        chosen = [place]
        if chance[9] < _SECOND and (other := bisect_right(popular, products[8] * scale)) != place:
            chosen.append(other)
        total = 0
        items = []
        for n, one in enumerate(chosen):
            ware = wares[one]
            if ware.stocked and ware.price and one not in gone:
                quantity = 2 if chance[11 + n] < _MORE else 1
                items.append(NewItem(product=ware.id, quantity=quantity))
                total += ware.price * quantity
        if self._cart is not None:
            for item in items:
                changes.append(
                    AddToList(
                        at=at,
                        customer=customer,
                        list=self._cart,
                        product=item.product,
                        quantity=item.quantity,
                    )
                )
                at += 15 + chance[13] % 60
        if buys and items:
            order = f"{customer}-{date_of(day):%Y%m%d}"
            at += 30 + chance[14] % 500
            changes += self._orders.create(at, customer, order, items, chance[13])
            if self._cart is not None:
                changes.append(ClearList(at=at, customer=customer, list=self._cart))
            return changes, self._orders.follow(at, customer, order, total, products[9:15])
        if len(items) > 1 and self._cart is not None and chance[15] < _TIDY:
            kept = ListLine(product=items[1].product, quantity=items[1].quantity)
            changes.append(SetList(at=at, customer=customer, list=self._cart, items=[kept]))
        return changes, []
