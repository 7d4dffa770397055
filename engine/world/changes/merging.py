"""Merging profiles: one person had two (W-2).

The priority profile remains. It keeps its fields and takes the other's for those that are empty; what both
have had and done is joined. The other one is gone, and what later names it concerns the one that remains.

The deltas tell what is new on the profile that remains: fields, contacts, subscriptions, segments. Histories,
lists, balances, codes and cards only change hands: nothing happened to them.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from engine.world.changes.balances import LARGEST_BALANCE, spend
from engine.world.changes.base import CustomerChange, Id
from engine.world.changes.contacts import Which, tell_confirmed
from engine.world.changes.sessions import PAUSE
from engine.world.changes.subscriptions import levels
from engine.world.deltas import (
    ContactsChanged,
    CustomersMerged,
    CustomFieldChanged,
    ProfileFieldChanged,
    SegmentEntered,
    SubscriptionChanged,
)
from engine.world.dues import POINTS_AVAILABLE, POINTS_EXPIRY, SESSION_END
from engine.world.entities import Customer, PromoCode, Session
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

NUMBERED = {
    "action": "actions",
    "view": "views",
    "balance_change": "balance_changes",
    "session": "sessions",
    "operation": "calls",
}
"""Histories by whose numbers passages hold on to an entity, by the entity's name in contexts."""


@dataclass(slots=True, kw_only=True)
class MergeCustomers(CustomerChange):
    """`customer` is the priority profile, `merged` the one that goes."""

    summary: ClassVar[str] = "Merge another profile into a customer's"

    do: Literal["customer.merge"] = "customer.merge"
    merged: Id

    def apply_to(self, world: "World", customer: Customer) -> None:
        other = world.customer(self.merged, "merged")
        if other is customer:
            raise Refused(
                "merged", f"{self.merged!r} and {self.customer!r} are one profile: name another one"
            )
        offsets = {entity: len(getattr(customer, history)) for entity, history in NUMBERED.items()}
        if _open(customer):
            # It is moved behind those that have ended.
            offsets["session"] -= 1
        world.note_merged(other, customer)
        world.drop(world, "customers", other.id)
        for name in (other.id, *other.merged):
            world.push(customer, "merged", name)
        world.tell(CustomersMerged(customer, other, offsets))
        _fill_profile(world, customer, other)
        _fill_contacts(world, customer, other, "email")
        _fill_contacts(world, customer, other, "phone")
        _fill_fields(world, customer, other)
        _fill_subscriptions(world, customer, other)
        _join_segments(world, customer, other)
        _join_lists(world, customer, other)
        _join_histories(world, customer, other, offsets)
        _join_balances(world, customer, other, offsets["balance_change"])
        _join_sessions(world, customer, other)
        _join_orders(world, customer, other)
        _join_codes(world, customer, other)
        for holding in ("devices", "discount_cards", "messages"):
            for one in getattr(other, holding):
                world.push(customer, holding, one)


def _fill_profile(world: "World", customer: Customer, other: Customer) -> None:
    for name in ("first_name", "last_name", "birth_date", "zone"):
        old, new = getattr(customer, name), getattr(other, name)
        if not old and new:
            world.set(customer, name, new)
            world.tell(ProfileFieldChanged(customer, name, old, new))


def _fill_contacts(world: "World", customer: Customer, other: Customer, which: Which) -> None:
    primary, pending = getattr(other, which), getattr(other, "pending_" + which)
    if getattr(customer, which) is not None or primary is None:
        return
    world.set(customer, which, primary)
    world.set(customer, "pending_" + which, pending)
    world.tell(ContactsChanged(customer, which, None, primary, None, pending))
    if primary.confirmation == "confirmed":
        tell_confirmed(world, customer, which, None)


def _fill_fields(world: "World", customer: Customer, other: Customer) -> None:
    """Calculated fields follow the joined histories by themselves."""
    known = world.settings.customer_fields
    for name, value in other.fields.items():
        if name not in customer.fields and known[name].calculated is None:
            world.put(customer, "fields", name, value)
            world.tell(CustomFieldChanged(customer, name, None, value))


def _fill_subscriptions(world: "World", customer: Customer, other: Customer) -> None:
    """Take over a status where the priority profile has none, neither of its own nor from above."""
    taken = [key for key in other.subscriptions if customer.subscription(key) == "none"]
    taken = [key for key in taken if key not in customer.subscriptions]
    touched = dict.fromkeys(level for key in taken for level in levels(world.settings, key))
    before = {level: customer.subscription(level) for level in touched}
    for key in taken:
        world.put(customer, "subscriptions", key, other.subscriptions[key])
    for level, old in before.items():
        new = customer.subscription(level)
        if new != old:
            world.tell(SubscriptionChanged(customer, level, old, new))


def _join_segments(world: "World", customer: Customer, other: Customer) -> None:
    """Static ones: a recalculated one follows the joined data when its time comes."""
    segments = world.settings.segments
    for segment, since in other.segments.items():
        if segments[segment].kind == "static" and segment not in customer.segments:
            world.put(customer, "segments", segment, since)
            world.tell(SegmentEntered(customer, segment))


def _join_lists(world: "World", customer: Customer, other: Customer) -> None:
    """A product that is on the same list of both keeps the priority profile's line."""
    for name, lines in other.lists.items():
        if name not in customer.lists:
            world.put(customer, "lists", name, {})
        mine = customer.lists[name]
        for product, line in lines.items():
            if product not in mine:
                world.enter(mine, product, line)
                world.note_listed(product, customer.id)


def _join_histories(world: "World", customer: Customer, other: Customer, offsets: dict[str, int]) -> None:
    """The other's entries come last, with new numbers."""
    for history in ("actions", "calls", "sendings", "views", "balance_changes"):
        for entry in getattr(other, history):
            new: dict[str, int] = {"number": len(getattr(customer, history))}
            action = getattr(entry, "action", None)
            if action is not None:
                new["action"] = action + offsets["action"]
            moved: Any = replace(entry, **new)
            world.push(customer, history, moved)
    for view in customer.views[offsets["view"] :]:
        world.note_viewed(customer.id, view)


def _join_balances(world: "World", customer: Customer, other: Customer, offset: int) -> None:
    """Add balances up; what one account owes is taken off what the other has left to spend."""
    for entry in customer.balance_changes[offset:]:
        if not entry.available and entry.available_at is not None:
            world.note_due(entry.available_at, POINTS_AVAILABLE, (customer.id, entry.number))
        if entry.expires_at is not None:
            world.note_due(entry.expires_at, POINTS_EXPIRY, (customer.id, entry.number))
    for account, points in other.balances.items():
        mine = customer.balances.get(account, 0)
        balance = mine + points
        if abs(balance) > LARGEST_BALANCE:
            raise Refused("merged", f"the balance would be {balance}: that is more than an account holds")
        world.put(customer, "balances", account, balance)
        owed = min(-min(mine, points), max(mine, points))
        if owed > 0:
            spend(world, customer, account, owed)


def _join_sessions(world: "World", customer: Customer, other: Customer) -> None:
    """The sessions that have ended, then the one that is open; where both are on the site it is one (W-5)."""
    if not other.sessions:
        return
    mine = customer.sessions[-1] if _open(customer) else None
    theirs = other.sessions[-1] if _open(other) else None
    ended = [session for session in customer.sessions if session is not mine]
    for session in other.sessions:
        if session is not theirs:
            ended.append(replace(session, number=len(ended)))
    both = [session for session in (mine, theirs) if session is not None]
    if both:
        last = _one(both, len(ended))
        ended.append(last)
        world.note_due(last.last_at + PAUSE, SESSION_END, (customer.id, last.number))
    world.set(customer, "sessions", ended)


def _open(customer: Customer) -> bool:
    return bool(customer.sessions) and customer.sessions[-1].ended_at is None


def _one(sessions: list[Session], number: int) -> Session:
    return Session(
        number,
        min(session.started_at for session in sessions),
        max(session.last_at for session in sessions),
        products=_each_once([session.products for session in sessions]),
        categories=_each_once([session.categories for session in sessions]),
        added_to=_each_once([session.added_to for session in sessions]),
        orders=_each_once([session.orders for session in sessions]),
    )


def _each_once(names: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(name for some in names for name in some))


def _join_orders(world: "World", customer: Customer, other: Customer) -> None:
    if not other.orders:
        return
    for name in other.orders:
        world.set(world.orders[name], "customer", customer.id)
    joined = [*customer.orders, *other.orders]
    world.set(customer, "orders", sorted(joined, key=lambda name: world.orders[name].created_at))


def _join_codes(world: "World", customer: Customer, other: Customer) -> None:
    """A code that both have is had once, with the uses of both: everybody's code, or one that was given to
    one of them and that the other applied."""
    given: dict[tuple[str, str], PromoCode] = {}
    applied: dict[tuple[str, str], PromoCode] = {}
    for had, codes in (
        (given, (*customer.promo_codes, *other.promo_codes)),
        (applied, (*customer.applied_codes, *other.applied_codes)),
    ):
        for code in codes:
            key = (code.code, code.pool)
            known = given.get(key) or applied.get(key)
            if known is None:
                had[key] = code
            else:
                _join_uses(world, known, code)
    for holding, joined in (("promo_codes", given), ("applied_codes", applied)):
        if list(joined.values()) != getattr(customer, holding):
            world.set(customer, holding, list(joined.values()))


def _join_uses(world: "World", known: PromoCode, code: PromoCode) -> None:
    for use in code.uses:
        if use not in known.uses:
            world.push(known, "uses", use)
    moments = [at for at in (known.used_at, code.used_at) if at is not None]
    world.set(known, "used_at", min(moments, default=None))
    world.set(known, "issued_at", min(known.issued_at, code.issued_at))


CHANGES = (MergeCustomers,)
