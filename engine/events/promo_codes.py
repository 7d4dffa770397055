"""Promo codes: E-41, E-42, E-43."""

from collections.abc import Iterable

from engine.events.base import Event, EventKind, EventSettings
from engine.world.deltas import Delta, PromoCodeIssued, PromoCodeUsed
from engine.world.entities import Customer
from engine.world.world import Applied, World


class PromoCodeIssuedKind(EventKind):
    id = "promo_code_issued"
    rule = "E-41"
    name = "Promo code issued"
    family = "Loyalty"
    help = (
        "Starts when a customer is given a promo code of their own, be it for one use or for recommending "
        "the shop to others. A code for everybody, which may be used many times, is nobody's own: giving it "
        "to a customer starts nothing."
    )
    hears = (PromoCodeIssued,)
    context = ("promo_code",)
    parameters = ("PromoCode",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        pools = world.settings.promo_pools
        for delta in applied.deltas:
            if type(delta) is PromoCodeIssued and pools[delta.code.pool].kind != "multi_use":
                context = {"promo_code": delta.code.code}
                yield Event(self, delta.customer, change.happened, change.at, {**context})

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        return "a code for everybody is nobody's own"


class PromoCodeAppliedKind(EventKind):
    id = "promo_code_applied"
    rule = "E-42"
    name = "Customer applied a promo code"
    family = "Loyalty"
    help = (
        "Starts when a customer applies a promo code of any kind, to an order or in a promotion outside: "
        "once for the code, however many items it is for. It starts again whenever the status of that order "
        "is updated: once for a code that serves a single time, and for each item that the code applies to "
        "with a referral code or one that may be used many times. Other changes of the order start nothing."
    )
    hears = (PromoCodeUsed,)
    context = ("promo_code",)
    parameters = ("PromoCode",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is PromoCodeUsed and delta.cause != "data":
                context = {"promo_code": delta.code.code}
                yield Event(self, delta.customer, change.happened, change.at, {**context})

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, PromoCodeUsed)
        if delta.customer is not customer:
            return f"it was {delta.customer.id} who applied it"
        return "the status of the order was not updated"


class ReferralCodeUsedKind(EventKind):
    id = "referral_code_used"
    rule = "E-43"
    name = "Customer's referral code used"
    family = "Loyalty"
    help = (
        "Starts for the customer who was given a referral code, when somebody applies it: the friend who "
        "shops with it does not enter. Whenever the order that it was applied to changes, in its status, its "
        "items or its other data, it starts again for each item that the code applies to."
    )
    hears = (PromoCodeUsed,)
    context = ("promo_code",)
    parameters = ("PromoCode",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        pools = world.settings.promo_pools
        for delta in applied.deltas:
            if (
                type(delta) is PromoCodeUsed
                and delta.owner is not None
                and pools[delta.code.pool].kind == "referral"
            ):
                context = {"promo_code": delta.code.code}
                yield Event(self, delta.owner, change.happened, change.at, {**context})

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, PromoCodeUsed)
        kind = world.settings.promo_pools[delta.code.pool].kind
        if kind != "referral":
            return f"it is a {kind.replace('_', '-')} code, and no referral code"
        return "nobody was given it" if delta.owner is None else f"it is the code of {delta.owner.id}"


KINDS: tuple[EventKind, ...] = (PromoCodeIssuedKind(), PromoCodeAppliedKind(), ReferralCodeUsedKind())
