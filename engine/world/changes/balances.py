"""Changes of points on an account of a customer.

An award may be blocked for a while: its points join the balance when they become available (E-39). Of an
available award `left` says how many points are not spent yet: that many expire with it. Points are spent in
the order in which they would expire; those without an expiry date, and those whose award is not known, last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from engine.world.changes.base import Change, CustomerChange
from engine.world.deltas import BalanceChanged, PointsAvailable
from engine.world.dues import POINTS_AVAILABLE, POINTS_EXPIRY, Ref
from engine.world.entities import THE_END, BalanceChange, Customer, Instant
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

Amount = Annotated[int, Field(ge=1, le=10**9)]

LARGEST_BALANCE = 10**12

Kind = Literal["award", "deduction", "zeroing", "expiry"]


@dataclass(slots=True, kw_only=True)
class AccountChange(CustomerChange):
    """A change of one points account."""

    account: Name

    def write(self, world: "World", customer: Customer, kind: Kind, amount: int) -> None:
        """Take points off the account (a negative amount) or clear a debt, and enter it into the history."""
        old = self.balance(world, customer)
        new = self.refuse_too_many(old + amount)
        if amount < 0:
            spend(world, customer, self.account, -amount)
        number = len(customer.balance_changes)
        self.enter(
            world, customer, BalanceChange(number, self.account, kind, amount, new, self.happened), old
        )

    def enter(self, world: "World", customer: Customer, entry: BalanceChange, old: int) -> None:
        """Put an entry into the history, and its balance in force."""
        # The envelope's action was recorded just before.
        entry.action = None if self.action is None else len(customer.actions) - 1
        world.push(customer, "balance_changes", entry)
        if entry.balance != old or self.account not in customer.balances:
            world.put(customer, "balances", self.account, entry.balance)
        world.tell(BalanceChanged(customer, entry, old))

    def refuse_too_many(self, balance: int) -> int:
        if abs(balance) > LARGEST_BALANCE:
            raise Refused("amount", f"the balance would be {balance}: that is more than an account holds")
        return balance

    def balance(self, world: "World", customer: Customer) -> int:
        """The points on the account. Raises Refused where the project lacks it."""
        world.named(world.settings.points_accounts, "points account", self.account, "account")
        return customer.balances.get(self.account, 0)


@dataclass(slots=True, kw_only=True)
class AwardPoints(AccountChange):
    """Award points: available at once, or blocked until `available_at`; gone at `expires_at` where they are
    not spent by then."""

    summary: ClassVar[str] = "Award points to a customer"

    do: Literal["balance.award"] = "balance.award"
    amount: Amount
    available_at: Instant | None = None
    """None: at once."""
    expires_at: Instant | None = None
    """None: never."""

    def apply_to(self, world: "World", customer: Customer) -> None:
        happened = self.happened
        available = happened if self.available_at is None else max(self.available_at, happened)
        expires = self.expires_at
        for place, moment in (("available_at", available), ("expires_at", expires)):
            if moment is not None and moment >= THE_END:
                raise Refused(place, "that is after the year 2200: leave the date out")
        if expires is not None and expires <= happened:
            raise Refused("expires_at", "the points would expire before they are awarded")
        if expires is not None and expires <= available:
            raise Refused("expires_at", "the points would expire before they are available")
        old = self.balance(world, customer)
        new = self.refuse_too_many(old + self.amount)
        number = len(customer.balance_changes)
        entry = BalanceChange(number, self.account, "award", self.amount, new, happened, available, expires)
        now = available <= self.at
        if now:
            entry.left = min(self.amount, max(new, 0))
        else:
            entry.available = False
            entry.balance = old
            world.note_due(available, POINTS_AVAILABLE, (customer.id, number))
        self.enter(world, customer, entry, old)
        if now:
            world.tell(PointsAvailable(customer, entry, entry.at))
        if expires is not None:
            world.note_due(expires, POINTS_EXPIRY, (customer.id, number))


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


def spend(world: "World", customer: Customer, account: str, points: int) -> None:
    """Take points off the awards that are left, those that expire first first."""
    awards = [entry for entry in customer.balance_changes if entry.left and entry.account == account]
    for entry in sorted(awards, key=lambda entry: (entry.expires_at or THE_END, entry.number)):
        taken = min(entry.left, points)
        world.set(entry, "left", entry.left - taken)
        points -= taken
        if not points:
            break


@dataclass(slots=True, kw_only=True)
class ReleasePoints(AccountChange):
    """Time makes blocked points available (E-39)."""

    number: int

    def apply_to(self, world: "World", customer: Customer) -> None:
        entry = customer.balance_changes[self.number]
        # Nobody is there to be told that it is too many.
        new = min(self.balance(world, customer) + entry.amount, LARGEST_BALANCE)
        world.set(entry, "available", True)
        world.set(entry, "left", min(entry.amount, max(new, 0)))
        world.put(customer, "balances", self.account, new)
        world.tell(PointsAvailable(customer, entry, entry.at))


@dataclass(slots=True, kw_only=True)
class ExpirePoints(AccountChange):
    """Time takes what is left of an award."""

    number: int

    def apply_to(self, world: "World", customer: Customer) -> None:
        entry = customer.balance_changes[self.number]
        gone = entry.left
        old = self.balance(world, customer)
        world.set(entry, "left", 0)
        number = len(customer.balance_changes)
        self.enter(
            world,
            customer,
            BalanceChange(number, self.account, "expiry", -gone, old - gone, self.happened),
            old,
        )


class _AwardDue:
    """What becomes of awards: found by the customer and the entry's number."""

    rank: int
    makes: type[ReleasePoints] | type[ExpirePoints]

    def pending(self, world: "World") -> Iterator[tuple[int, Ref]]:
        for customer in world.customers.values():
            for entry in customer.balance_changes:
                due = self.due(entry)
                if due is not None:
                    yield due, (customer.id, entry.number)

    def when(self, world: "World", ref: Ref) -> int | None:
        customer = world.customers.get(str(ref[0]))
        if customer is None or int(ref[1]) >= len(customer.balance_changes):
            return None
        return self.due(customer.balance_changes[int(ref[1])])

    def due(self, entry: BalanceChange) -> int | None:
        raise NotImplementedError

    def change(self, world: "World", ref: Ref) -> Change:
        customer, number = str(ref[0]), int(ref[1])
        entry = world.customers[customer].balance_changes[number]
        happened = min(self.due(entry) or world.now, world.now)
        return self.makes(
            at=world.now,
            happened_at=happened,
            source="time",
            customer=customer,
            account=entry.account,
            number=number,
        )


class PointsBecomeAvailable(_AwardDue):
    rank = POINTS_AVAILABLE
    makes = ReleasePoints

    def due(self, entry: BalanceChange) -> int | None:
        return None if entry.available else entry.available_at


class PointsExpire(_AwardDue):
    rank = POINTS_EXPIRY
    makes = ExpirePoints

    def due(self, entry: BalanceChange) -> int | None:
        # A blocked award has nothing left yet, but will have: it is available before it expires.
        return entry.expires_at if entry.left or not entry.available else None


CHANGES = (AwardPoints, DeductPoints, ZeroBalance)
