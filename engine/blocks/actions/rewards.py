"""Promo codes and points (F-6)."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine.blocks.actions.base import ChangeAction
from engine.blocks.base import Fault, Known, Passage
from engine.time.civil import Zone
from engine.time.durations import Duration
from engine.world.changes.balances import AwardPoints, DeductPoints
from engine.world.changes.base import Change
from engine.world.changes.promo_codes import IssuePromoCode
from engine.world.settings import Name, Settings
from engine.world.world import World, unknown

Points = Annotated[int, Field(ge=1, le=1_000_000_000)]


class IssueCode(ChangeAction):
    label: ClassVar[str] = "Issue promo code"

    do: Literal["issue_promo_code"] = "issue_promo_code"
    pool: Name | None = Field(default=None, title="Pool", json_schema_extra={"names": "promo_pools"})

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.pool is None:
            yield Fault(("pool",), "choose the pool")
        elif self.pool not in known.settings.promo_pools:
            yield Fault(("pool",), unknown("promo-code pool", self.pool, known.settings.promo_pools))

    def words(self, settings: Settings) -> str:
        return f"{self.label}: {self.pool or 'not set yet'}"

    def change(self, passage: Passage, world: World) -> Change:
        assert self.pool is not None
        return IssuePromoCode(at=world.now, source="flow_step", customer=passage.customer.id, pool=self.pool)


class _PointsAction(ChangeAction):
    account: Name | None = Field(
        default=None, title="Points account", json_schema_extra={"names": "points_accounts"}
    )
    amount: Points | None = Field(default=None, title="Points")

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.account is None:
            yield Fault(("account",), "choose the points account")
        elif self.account not in known.settings.points_accounts:
            yield Fault(("account",), unknown("points account", self.account, known.settings.points_accounts))
        if self.amount is None:
            yield Fault(("amount",), "say how many points")

    def words(self, settings: Settings) -> str:
        return (
            f"{self.label}: {'not set yet' if self.amount is None else self.amount} in {self.account or '…'}"
        )


class Award(_PointsAction):
    label: ClassVar[str] = "Award points"

    do: Literal["award_points"] = "award_points"
    blocked: Duration | None = Field(
        default=None, title="Blocked for", description="Empty: available at once."
    )
    expires: Duration | None = Field(
        default=None, title="Expire after", description="Empty: they do not expire."
    )

    def faults(self, known: Known) -> Iterator[Fault]:
        yield from super().faults(known)
        if self.expires is not None and self.expires.amount == 0:
            yield Fault(("expires",), "the points would expire at once: give a time, or leave it empty")
        if self.expires is not None and self.blocked is not None:
            first, last = (length.after(0, Zone("UTC")) for length in (self.blocked, self.expires))
            if last <= first:
                yield Fault(("expires",), "the points would expire before they are available: give more time")

    def change(self, passage: Passage, world: World) -> Change:
        assert self.account is not None
        assert self.amount is not None
        return AwardPoints(
            at=world.now,
            source="flow_step",
            customer=passage.customer.id,
            account=self.account,
            amount=self.amount,
            available_at=None if self.blocked is None else self.blocked.after(world.now, world.zone),
            expires_at=None if self.expires is None else self.expires.after(world.now, world.zone),
        )


class Deduct(_PointsAction):
    label: ClassVar[str] = "Deduct points"

    do: Literal["deduct_points"] = "deduct_points"

    def change(self, passage: Passage, world: World) -> Change:
        assert self.account is not None
        assert self.amount is not None
        return DeductPoints(
            at=world.now,
            source="flow_step",
            customer=passage.customer.id,
            account=self.account,
            amount=self.amount,
        )


ACTIONS = (IssueCode, Award, Deduct)
