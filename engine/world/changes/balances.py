"""Changes of points on an account of a customer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from engine.world.changes.base import CustomerChange
from engine.world.deltas import BalanceChanged
from engine.world.entities import THE_END, BalanceChange, Customer, Instant
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

Amount = Annotated[int, Field(ge=1, le=10**9)]

LARGEST_BALANCE = 10**12


@dataclass(slots=True, kw_only=True)
class AccountChange(CustomerChange):
    """A change of one points account."""

    account: Name

    def write(
        self,
        world: "World",
        customer: Customer,
        kind: Literal["award", "deduction", "zeroing"],
        amount: int,
        expires_at: int | None = None,
    ) -> None:
        """Enter the change into the account's history and its balance."""
        old = self.balance(world, customer)
        new = old + amount
        if abs(new) > LARGEST_BALANCE:
            raise Refused("amount", f"the balance would be {new}: that is more than an account holds")
        number = len(customer.balance_changes)
        entry = BalanceChange(
            number, self.account, kind, amount, new, self.happened, self.happened, expires_at
        )
        world.push(customer, "balance_changes", entry)
        world.put(customer, "balances", self.account, new)
        world.tell(BalanceChanged(customer, entry, old))

    def balance(self, world: "World", customer: Customer) -> int:
        """The points on the account. Raises Refused where the project lacks it."""
        world.named(world.settings.points_accounts, "points account", self.account, "account")
        return customer.balances.get(self.account, 0)


@dataclass(slots=True, kw_only=True)
class AwardPoints(AccountChange):
    """Award points, which are available at once."""

    summary: ClassVar[str] = "Award points to a customer"

    do: Literal["balance.award"] = "balance.award"
    amount: Amount
    expires_at: Instant | None = None

    def apply_to(self, world: "World", customer: Customer) -> None:
        if self.expires_at is not None and self.expires_at <= self.happened:
            raise Refused("expires_at", "the points would expire before they are awarded")
        if self.expires_at is not None and self.expires_at >= THE_END:
            raise Refused("expires_at", "the points would expire after the year 2200: leave the date out")
        self.write(world, customer, "award", self.amount, self.expires_at)


@dataclass(slots=True, kw_only=True)
class DeductPoints(AccountChange):
    """Deduct points. The balance may go negative, as when an order is cancelled whose points are spent
    (E-38)."""

    summary: ClassVar[str] = "Deduct points from a customer"

    do: Literal["balance.deduct"] = "balance.deduct"
    amount: Amount

    def apply_to(self, world: "World", customer: Customer) -> None:
        self.write(world, customer, "deduction", -self.amount)


@dataclass(slots=True, kw_only=True)
class ZeroBalance(AccountChange):
    """Set an account to zero; where it stands at zero already nothing changes."""

    summary: ClassVar[str] = "Set a customer's points account to zero"

    do: Literal["balance.zero"] = "balance.zero"

    def apply_to(self, world: "World", customer: Customer) -> None:
        balance = self.balance(world, customer)
        if balance:
            self.write(world, customer, "zeroing", -balance)


CHANGES = (AwardPoints, DeductPoints, ZeroBalance)
