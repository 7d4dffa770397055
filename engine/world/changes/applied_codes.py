"""Promo codes that customers apply to orders, or in promotions outside (E-42, E-43)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from engine.world.changes.base import CustomerChange, Id
from engine.world.changes.promo_codes import Code
from engine.world.deltas import Cause, PromoCodeUsed
from engine.world.entities import EMPTY_LIST, Customer, Order, PromoCode, PromoUse
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

Line = Annotated[int, Field(ge=1)]


@dataclass(slots=True, kw_only=True)
class UsePromoCode(CustomerChange):
    """Apply a code to an order, or in a promotion outside, which has no order here.

    The code is one that the customer was given, one that somebody else was, or a multi-use one; any other is
    from outside, and `pool` says what it is like. A single-use code serves one order.
    """

    summary: ClassVar[str] = "A customer applies a promo code, to an order or in a promotion outside"

    do: Literal["promo.use"] = "promo.use"
    code: Code
    pool: Name | None = None
    order: Id | None = None
    """None: in a promotion outside."""
    lines: list[Line] = EMPTY_LIST
    """The lines of the order that it applies to; none named: all of them."""

    def apply_to(self, world: "World", customer: Customer) -> None:
        if self.pool is not None:
            world.named(world.settings.promo_pools, "promo-code pool", self.pool, "pool")
        order = self._order(world, customer)
        code = self._code(world, customer)
        owner = owner_of(world, customer, code)
        new = self._uses(world, customer, code, order)
        records = [code]
        if owner is not None and owner is not customer:
            records.append(next(own for own in owner.promo_codes if _is(own, code.code, code.pool)))
        for record in records:
            for use in new:
                world.push(record, "uses", use)
            if record.used_at is None:
                world.set(record, "used_at", self.happened)
        if order is not None and code.code not in order.codes:
            world.push(order, "codes", code.code)
        world.tell(PromoCodeUsed(customer, owner, code, self.order, None, "used"))

    def _order(self, world: "World", customer: Customer) -> Order | None:
        if self.order is None:
            if self.lines:
                raise Refused("lines", "say of which order these are the lines, or leave them out")
            return None
        order = world.order(self.order)
        if order.customer != customer.id:
            raise Refused("order", f"the order {order.id!r} is another customer's: {order.customer!r}")
        return order

    def _code(self, world: "World", customer: Customer) -> PromoCode:
        """The customer's record of the code; a new one for a code that they were not given."""
        for known in (*customer.promo_codes, *customer.applied_codes):
            if _is(known, self.code, self.pool):
                return known
        pool = self.pool or self._pool(world)
        owner = world.code_owners.get((pool, self.code))
        issued_at = self.happened
        if owner is not None:
            found = world.find_customer(owner)
            assert found is not None
            issued_at = next(own.issued_at for own in found.promo_codes if _is(own, self.code, pool))
        elif world.settings.promo_pools[pool].kind != "multi_use" and self._in_pool(world, pool):
            raise Refused("code", f"the code {self.code!r} has not been issued to anybody: issue it first")
        code = PromoCode(self.code, pool, issued_at)
        world.push(customer, "applied_codes", code)
        return code

    def _pool(self, world: "World") -> str:
        for pool, settings in world.settings.promo_pools.items():
            if (pool, self.code) in world.code_owners:
                return pool
            if settings.kind == "multi_use" and self._in_pool(world, pool):
                return pool
        for pool in world.settings.promo_pools:
            if self._in_pool(world, pool):
                return pool
        what = f"no pool has the code {self.code!r}: for one from outside, say like which pool it is"
        raise Refused("code", what)

    def _in_pool(self, world: "World", pool: str) -> bool:
        return pool in world.pools and self.code in world.pools[pool].codes

    def _uses(
        self, world: "World", customer: Customer, code: PromoCode, order: Order | None
    ) -> list[PromoUse]:
        """What to note; refused where the code is used up or applies to nothing new."""
        here = [use for use in code.uses if order is not None and use.order == order.id]
        if world.settings.promo_pools[code.pool].kind == "single_use" and not here:
            owner = world.code_owners.get((code.pool, code.code))
            holder = customer if owner is None else world.find_customer(owner)
            assert holder is not None
            known = next((c for c in (*holder.promo_codes, code) if _is(c, code.code, code.pool)), code)
            if known.used_at is not None:
                raise Refused("code", f"the code {self.code!r} is for one use, and was used already")
        if order is None:
            return [PromoUse(self.happened)]
        lines = [item.line for item in order.items]
        for n, line in enumerate(self.lines):
            if line not in lines:
                has = ", ".join(map(str, lines)) or "none"
                raise Refused(f"lines.{n}", f"order {order.id!r} has no line {line}: its lines are {has}")
        applied = {use.line for use in here}
        new = [line for line in dict.fromkeys(self.lines or lines) if line not in applied]
        if here and not new:
            raise Refused("code", f"the code {self.code!r} is applied to this order already")
        return [PromoUse(self.happened, order.id, line) for line in new or (None,)]


def owner_of(world: "World", customer: Customer, code: PromoCode) -> Customer | None:
    """Who was given a code that the customer applied: with a multi-use one the customer, or nobody."""
    owner = world.code_owners.get((code.pool, code.code))
    if owner is not None:
        return world.find_customer(owner)
    return customer if any(known is code for known in customer.promo_codes) else None


def tell_again(world: "World", customer: Customer, order: Order, cause: Cause) -> None:
    """Tell of every code of an order that changed: of single-use ones once, of others for each item that they
    apply to (E-42, E-43)."""
    for text in order.codes:
        for code in (*customer.promo_codes, *customer.applied_codes):
            uses = [use for use in code.uses if use.order == order.id] if code.code == text else []
            if uses:
                owner = owner_of(world, customer, code)
                single = world.settings.promo_pools[code.pool].kind == "single_use"
                for line in [None] if single else [use.line for use in uses]:
                    world.tell(PromoCodeUsed(customer, owner, code, order.id, line, cause))
                # Where profiles merged, one may have been given what the other had applied.
                break


def _is(known: PromoCode, code: str, pool: str | None) -> bool:
    return known.code == code and (pool is None or known.pool == pool)


CHANGES = (UsePromoCode,)
