"""Why a feed was no event for a customer, in words (R-3, regional rules): the ends of sentences that begin
with what the feed changed."""

from collections.abc import Iterator

from engine.events.explaining import Asked
from engine.events.product_settings import PriceFell
from engine.world.deltas import ProductAvailabilityChanged, ProductFieldChanged, ProductPriceChanged
from engine.world.entities import Customer
from engine.world.regional import available_of, deciding, field_of, price_of
from engine.world.wording import Wording

FeedDelta = ProductAvailabilityChanged | ProductPriceChanged | ProductFieldChanged


def other_record(delta: FeedDelta, customer: Customer) -> str:
    """Why the record that changed is not the one that decides for the customer; empty where it is."""
    product, zone = delta.product, customer.zone
    if delta.zone is not None and delta.zone != zone:
        lives = "no zone, so that the main feed decides" if zone is None else f"the zone {zone}"
        return f"the customer has {lives}"
    if delta.zone is not None and zone not in product.regional:
        return f"the record of the zone {zone} itself was removed, which is no event"
    if isinstance(delta, ProductFieldChanged):
        what, record = f"field {delta.field}", deciding(product, zone, field_of(delta.field))
    elif isinstance(delta, ProductPriceChanged):
        what, record = "price", deciding(product, zone, price_of)
    else:
        what, record = "availability", deciding(product, zone, available_of)
    if record is None:
        return f"the product has data for other zones, but none for the customer's zone {zone}"
    if delta.zone is None and record is not product:
        return f"the customer's zone {zone} has its own {what}, which decides"
    return ""


def other_move(delta: ProductPriceChanged, sign: int) -> str:
    """Why a change of a price is no drop (sign -1), or no rise (1); empty where it is."""
    what = "rise" if sign > 0 else "drop"
    if delta.old is None or delta.new is None:
        return f"a price that is {'filled in' if delta.old is None else 'emptied'} is no {what}"
    return "" if (delta.new - delta.old) * sign > 0 else f"that is no {what}"


def not_beyond(price: int, reference: int | None, remembered: str, sign: int, words: Wording) -> str:
    """Why a price does not lie beyond the remembered one; empty where it does. `remembered`: "when it was
    added to the list"."""
    if reference is None:
        return f"no price was kept {remembered}"
    if (price - reference) * sign > 0:
        return ""
    side = "above" if sign > 0 else "below"
    return f"{words.money(price)} is not {side} the {words.money(reference)} {remembered}"


def asked_by_how_much(settings: PriceFell, reference: int, price: int, words: Wording) -> Iterator[Asked]:
    """By how much the price was to move, and by how much it did."""
    moved = (price - reference) * settings.sign
    between = f"{words.money(reference)} to {words.money(price)}"
    ok = settings.by_so_much()(reference, price)
    if settings.percent is not None:
        share = f"{100 * moved / reference:.4g} %" if reference else "no share of nothing"
        yield Asked("percent", "By percent", f"{settings.percent:g} % or more", f"{share}: {between}", ok)
    if settings.amount is not None:
        wanted = f"{words.money(settings.amount)} or more"
        yield Asked("amount", "By amount", wanted, f"{words.money(moved)}: {between}", ok)
