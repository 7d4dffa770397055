"""The fields of balance changes, promo codes and their pools, and discount cards (F-5)."""

from collections.abc import Callable
from typing import get_args

from engine.conditions.base import Field, Of, Parameter, Value, one, plain
from engine.world.entities import BalanceChange, CardStatus, Customer, PromoCode
from engine.world.settings import PoolSettings
from engine.world.world import World


def _codes_left(world: World, of: Of) -> Callable[[World], Value]:
    name = one(of, "pool") or ""

    def left(world: World) -> int:
        pool = world.pools.get(name)
        return 0 if pool is None else len(pool.codes) - pool.issued

    return left


def _code_kind(world: World, of: Of) -> Callable[[PromoCode], Value]:
    pools = world.settings.promo_pools

    def kind(code: PromoCode) -> str | None:
        pool = pools.get(code.pool)
        return None if pool is None else pool.kind

    return kind


def _own(code: PromoCode, customer: Customer) -> bool:
    return any(own is code for own in customer.promo_codes)


def _uses(code: PromoCode) -> int:
    """A code of which only is known that it was used was used once."""
    return len(code.uses) or int(code.used_at is not None)


BALANCE_CHANGE = (
    Field(
        id="balance_change.account",
        title="Points account",
        type="choice",
        names="points_accounts",
        make=plain(lambda entry: entry.account),
    ),
    Field(
        id="balance_change.kind",
        title="Kind of balance change",
        type="choice",
        values=get_args(BalanceChange.__annotations__["kind"]),
        make=plain(lambda entry: entry.kind),
    ),
    Field(
        id="balance_change.amount",
        title="Points added or taken",
        type="number",
        make=plain(lambda entry: entry.amount),
    ),
    Field(
        id="balance_change.balance",
        title="Points after it",
        type="number",
        make=plain(lambda entry: entry.balance),
    ),
    Field(id="balance_change.at", title="Balance changed", type="date", make=plain(lambda entry: entry.at)),
    Field(
        id="balance_change.available_at",
        title="Points become available",
        type="date",
        make=plain(lambda entry: entry.available_at),
    ),
    Field(
        id="balance_change.expires_at",
        title="Points expire",
        type="date",
        make=plain(lambda entry: entry.expires_at),
    ),
    Field(
        id="balance_change.available",
        title="Points are available",
        negative="Points are not available yet",
        type="yes_no",
        make=plain(lambda entry: entry.available),
    ),
    Field(
        id="balance_change.left",
        title="Points of the award not spent yet",
        type="number",
        make=plain(lambda entry: entry.left),
    ),
)

PROMO_CODE = (
    Field(id="promo_code.code", title="Promo code", type="text", make=plain(lambda code: code.code)),
    Field(
        id="promo_code.pool",
        title="Pool of the promo code",
        type="choice",
        names="promo_pools",
        make=plain(lambda code: code.pool),
    ),
    Field(
        id="promo_code.kind",
        title="Kind of promo code",
        type="choice",
        values=get_args(PoolSettings.__annotations__["kind"]),
        make=_code_kind,
    ),
    Field(
        id="promo_code.own",
        title="Promo code was issued to the customer",
        negative="Promo code is somebody else's",
        type="yes_no",
        make=plain(_own),
        for_customer=True,
    ),
    Field(
        id="promo_code.issued_at", title="Code issued", type="date", make=plain(lambda code: code.issued_at)
    ),
    Field(id="promo_code.used_at", title="Code used", type="date", make=plain(lambda code: code.used_at)),
    Field(
        id="promo_code.used",
        title="Promo code is used",
        negative="Promo code is unused",
        type="yes_no",
        make=plain(lambda code: code.used_at is not None),
    ),
    Field(
        id="promo_code.uses",
        title="Times the promo code was used",
        type="number",
        make=plain(_uses),
    ),
    Field(
        id="promo_code.last_used_at",
        title="Promo code last used",
        type="date",
        make=plain(lambda code: max((use.at for use in code.uses), default=code.used_at)),
    ),
    Field(
        id="promo_code.orders",
        title="Orders it was used in",
        type="names",
        make=plain(lambda code: {use.order for use in code.uses if use.order is not None}),
    ),
)

PROMO_POOL = (
    Field(
        id="promo_pool.left",
        title="Promo codes left in",
        one="Promo code left in",
        type="number",
        make=_codes_left,
        parameters=(Parameter("pool", "promo-code pool", names="promo_pools"),),
    ),
)

DISCOUNT_CARD = (
    Field(
        id="discount_card.number",
        title="Number of the card",
        type="text",
        make=plain(lambda card: card.number),
    ),
    Field(
        id="discount_card.type",
        title="Type of the card",
        type="choice",
        names="discount_card_types",
        make=plain(lambda card: card.type),
    ),
    Field(
        id="discount_card.status",
        title="Status of the card",
        type="choice",
        values=get_args(CardStatus),
        make=plain(lambda card: card.status),
    ),
    Field(
        id="discount_card.issued_at",
        title="Card issued",
        type="date",
        make=plain(lambda card: card.issued_at),
    ),
    Field(
        id="discount_card.changed_at",
        title="Card's status changed",
        type="date",
        make=plain(lambda card: card.changed_at),
    ),
    Field(
        id="discount_card.replaced",
        title="Card was replaced",
        negative="Card was not replaced",
        type="yes_no",
        make=plain(lambda card: card.replaced_by is not None),
    ),
    Field(
        id="discount_card.replaced_by",
        title="Number of the card that replaced it",
        type="text",
        make=plain(lambda card: card.replaced_by),
    ),
)

FIELDS: tuple[Field, ...] = (*BALANCE_CHANGE, *PROMO_CODE, *PROMO_POOL, *DISCOUNT_CARD)
