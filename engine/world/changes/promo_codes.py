"""Changes of promo-code pools: codes come in, customers get them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from engine.world.changes.base import Change, CustomerChange
from engine.world.deltas import PromoCodeIssued
from engine.world.entities import Customer, Pool, PromoCode
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]


@dataclass(slots=True, kw_only=True)
class AddPromoCodes(Change):
    """Add codes to a pool, in the order in which they will be issued."""

    summary: ClassVar[str] = "Add promo codes to a pool"

    do: Literal["promo.add_codes"] = "promo.add_codes"
    pool: Name
    codes: Annotated[list[Code], Field(min_length=1)]

    def apply(self, world: "World") -> None:
        self.refuse_action("codes are added by nobody in particular: leave the action out")
        world.named(world.settings.promo_pools, "promo-code pool", self.pool, "pool")
        pool = world.pools.get(self.pool) or Pool()
        known = set(pool.codes)
        for n, code in enumerate(self.codes):
            if code in known:
                raise Refused(f"codes.{n}", f"the code {code!r} is in the pool {self.pool!r} already")
            if (self.pool, code) in world.code_owners:
                raise Refused(f"codes.{n}", f"somebody was given the code {code!r} already")
            known.add(code)
        world.put(world, "pools", self.pool, pool)
        world.set(pool, "codes", [*pool.codes, *self.codes])


@dataclass(slots=True, kw_only=True)
class IssuePromoCode(CustomerChange):
    """Give a customer the pool's next code; a multi-use pool gives everybody its first. Refused where none
    is left."""

    summary: ClassVar[str] = "Issue a promo code to a customer"

    do: Literal["promo.issue"] = "promo.issue"
    pool: Name

    def apply_to(self, world: "World", customer: Customer) -> None:
        settings = world.named(world.settings.promo_pools, "promo-code pool", self.pool, "pool")
        pool = world.pools.get(self.pool)
        if pool is None or pool.issued >= len(pool.codes):
            raise Refused("pool", f"the pool {self.pool!r} has no code left: add codes to it")
        code = PromoCode(pool.codes[pool.issued], self.pool, self.happened)
        if settings.kind != "multi_use":
            world.set(pool, "issued", pool.issued + 1)
            world.enter(world.code_owners, (self.pool, code.code), customer.id)
        world.push(customer, "promo_codes", code)
        world.tell(PromoCodeIssued(customer, code))


CHANGES = (AddPromoCodes, IssuePromoCode)
