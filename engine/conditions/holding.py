"""What a customer holds (F-5, W-2): points, promo codes, discount cards."""

from collections.abc import Callable
from typing import get_args

from engine.conditions.base import Field, Of, Parameter, Value, many, one, plain
from engine.conditions.histories import Period
from engine.conditions.parameters import ACCOUNT, POOL, WITHIN
from engine.time.durations import Duration
from engine.world.entities import THE_END, BalanceChange, CardStatus, Customer, DiscountCard, PromoCode
from engine.world.world import World

SOME_POOL = Parameter("pool", "promo-code pool", names="promo_pools", required=False, words="from {}")
STATE = Parameter("state", "used or not", values=("used", "unused"), required=False, words="{}")
EXPIRING = Parameter(
    "expiring", "expiring within the next", duration=True, required=False, words="in the next {}"
)
KINDS = Parameter(
    "kinds",
    "kinds of balance change",
    values=get_args(BalanceChange.__annotations__["kind"]),
    required=False,
    several=True,
    words="by {}",
)
TYPE = Parameter("type", "type of discount card", names="discount_card_types", words="{}")
SOME_TYPE = Parameter(
    "type", "type of discount card", names="discount_card_types", required=False, words="{}"
)
STATUS = Parameter("status", "status", values=get_args(CardStatus), required=False, words="that are {}")


# Points.


def _balance(world: World, of: Of) -> Callable[[Customer], Value]:
    account = one(of, "account") or ""
    return lambda customer: customer.balances.get(account, 0)


def _blocked(world: World, of: Of) -> Callable[[Customer], Value]:
    account = one(of, "account") or ""
    return lambda customer: sum(
        entry.amount
        for entry in customer.balance_changes
        if entry.kind == "award" and not entry.available and entry.account == account
    )


def _expiring(world: World, of: Of) -> Callable[[Customer], Value]:
    """Points that are not spent yet and expire from now on, up to and including the end of the time; without
    a time all that will ever expire."""
    account, zone = one(of, "account") or "", world.zone
    expiring = one(of, "expiring")
    after = None if expiring is None else Duration.parse(expiring).after

    def points(customer: Customer) -> int:
        if not customer.balance_changes:
            return 0
        now = world.now
        end = THE_END if after is None else after(now, zone)
        return sum(
            entry.left
            for entry in customer.balance_changes
            if entry.left > 0
            and entry.account == account
            and entry.expires_at is not None
            and now <= entry.expires_at <= end
        )

    return points


def _next_expiry(world: World, of: Of) -> Callable[[Customer], Value]:
    account = one(of, "account") or ""

    def earliest(customer: Customer) -> int | None:
        return min(
            (
                entry.expires_at
                for entry in customer.balance_changes
                if entry.left > 0
                and entry.account == account
                and entry.expires_at is not None
                and entry.expires_at >= world.now
            ),
            default=None,
        )

    return earliest


def _changes(world: World, of: Of) -> Callable[[Customer], list[BalanceChange]]:
    account, kinds = one(of, "account"), many(of, "kinds")
    entries = Period(world, of, lambda customer: customer.balance_changes, lambda entry: entry.at).entries
    return lambda customer: [
        entry
        for entry in entries(customer)
        if entry.account == account and (not kinds or entry.kind in kinds)
    ]


def _changes_count(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _changes(world, of)
    return lambda customer: len(found(customer))


def _changes_sum(world: World, of: Of) -> Callable[[Customer], Value]:
    """With their signs: what was taken is less than nothing."""
    found = _changes(world, of)
    return lambda customer: sum(entry.amount for entry in found(customer))


# Promo codes.


def _codes(world: World, of: Of) -> Callable[[Customer], list[PromoCode]]:
    pool, state = one(of, "pool"), one(of, "state")
    used = None if state is None else state == "used"
    entries = Period(world, of, lambda customer: customer.promo_codes, lambda code: code.issued_at).entries
    return lambda customer: [
        code
        for code in entries(customer)
        if (pool is None or code.pool == pool) and (used is None or (code.used_at is not None) is used)
    ]


def _codes_count(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _codes(world, of)
    return lambda customer: len(found(customer)) if customer.promo_codes else 0


def _latest_code(world: World, of: Of) -> Callable[[Customer], Value]:
    pool = one(of, "pool")
    return lambda customer: next(
        (code.code for code in reversed(customer.promo_codes) if code.pool == pool), None
    )


def _latest_use(world: World, of: Of) -> Callable[[Customer], Value]:
    pool = one(of, "pool")
    return lambda customer: max(
        (
            code.used_at
            for code in customer.promo_codes
            if code.used_at is not None and (pool is None or code.pool == pool)
        ),
        default=None,
    )


def _latest_issue(world: World, of: Of) -> Callable[[Customer], Value]:
    pool = one(of, "pool")
    return lambda customer: max(
        (code.issued_at for code in customer.promo_codes if pool is None or code.pool == pool), default=None
    )


# Discount cards.


def _cards_count(world: World, of: Of) -> Callable[[Customer], Value]:
    """Cards that another one replaced do not count."""
    kind, status = one(of, "type"), one(of, "status")
    return lambda customer: sum(
        1
        for card in customer.discount_cards
        if card.replaced_by is None
        and (kind is None or card.type == kind)
        and (status is None or card.status == status)
    )


def _of_card(get: Callable[[DiscountCard], Value]) -> Callable[[World, Of], Callable[[Customer], Value]]:
    """Reads the latest card of a type that no other has replaced."""

    def make(world: World, of: Of) -> Callable[[Customer], Value]:
        kind = one(of, "type")

        def read(customer: Customer) -> Value:
            for card in reversed(customer.discount_cards):
                if card.type == kind and card.replaced_by is None:
                    return get(card)
            return None

        return read

    return make


FIELDS: tuple[Field, ...] = (
    Field(
        id="customer.balance",
        title="Points on",
        one="Point on",
        type="number",
        make=_balance,
        parameters=(ACCOUNT,),
    ),
    Field(
        id="customer.balance.blocked",
        title="Points not yet available on",
        one="Point not yet available on",
        type="number",
        make=_blocked,
        parameters=(ACCOUNT,),
    ),
    Field(
        id="customer.balance.expiring",
        title="Points to expire on",
        one="Point to expire on",
        type="number",
        make=_expiring,
        parameters=(ACCOUNT, EXPIRING),
    ),
    Field(
        id="customer.balance.next_expiry",
        title="Next expiry of points on",
        type="date",
        make=_next_expiry,
        parameters=(ACCOUNT,),
    ),
    Field(
        id="customer.balance.changes",
        title="Number of balance changes on",
        type="number",
        make=_changes_count,
        parameters=(ACCOUNT, KINDS, WITHIN),
    ),
    Field(
        id="customer.balance.changed",
        title="Sum of balance changes on",
        type="number",
        make=_changes_sum,
        parameters=(ACCOUNT, KINDS, WITHIN),
    ),
    Field(
        id="customer.promo_codes.count",
        title="Promo codes",
        one="Promo code",
        type="number",
        make=_codes_count,
        parameters=(SOME_POOL, STATE, WITHIN),
    ),
    Field(
        id="customer.promo_codes.last_at",
        title="Latest promo code issued",
        type="date",
        make=_latest_issue,
        parameters=(SOME_POOL,),
    ),
    Field(
        id="customer.promo_codes.last_used_at",
        title="Latest first use of a promo code",
        type="date",
        make=_latest_use,
        parameters=(SOME_POOL,),
    ),
    Field(
        id="customer.promo_codes.applied",
        title="Promo codes applied that are not the customer's own",
        type="names",
        make=plain(lambda customer: [code.code for code in customer.applied_codes]),
    ),
    Field(
        id="customer.promo_code",
        title="Latest promo code",
        type="text",
        make=_latest_code,
        parameters=(POOL,),
    ),
    Field(
        id="customer.discount_cards.count",
        title="Discount cards",
        one="Discount card",
        type="number",
        make=_cards_count,
        parameters=(SOME_TYPE, STATUS),
    ),
    Field(
        id="customer.discount_card",
        title="Number of the discount card",
        type="text",
        make=_of_card(lambda card: card.number),
        parameters=(TYPE,),
    ),
    Field(
        id="customer.discount_card.status",
        title="Status of the discount card",
        type="choice",
        values=get_args(CardStatus),
        make=_of_card(lambda card: card.status),
        parameters=(TYPE,),
    ),
    Field(
        id="customer.discount_card.issued_at",
        title="Discount card issued",
        type="date",
        make=_of_card(lambda card: card.issued_at),
        parameters=(TYPE,),
    ),
)
