"""What a change changed, in plain words: "the price of boot went from 50.00 EUR to 45.00 EUR".

For explanations only (R-3). A kind of delta without words of its own is told by its name.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from engine.world import deltas as d
from engine.world.entities import Customer, Product
from engine.world.wording import NOT_SET, Wording, listed_names
from engine.world.world import World


def told(delta: d.Delta, world: World) -> str:
    """One fact of a change, in the words of a sentence without its full stop."""
    words = _TOLD.get(type(delta))
    return name_of(type(delta)) if words is None else words(delta, Wording(world.settings, world.zone))


def heard(kind: type[d.Delta]) -> str:
    """What an event that hears this kind of delta listens for: "lines added to a list"."""
    return _HEARD.get(kind) or name_of(kind)


def name_of(kind: type[d.Delta]) -> str:
    """A kind of delta by its name: `PointsAvailable` is "points available"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def concerns(delta: d.Delta, customer: Customer) -> bool:
    """Whether a fact is about the customer, or about a product that the customer has to do with."""
    for field in fields(delta):  # type: ignore[arg-type]
        value = getattr(delta, field.name)
        if isinstance(value, Customer):
            if value.id == customer.id:
                return True
        elif isinstance(value, Product) and has_to_do_with(customer, value.id):
            return True
    return False


def has_to_do_with(customer: Customer, product: str) -> bool:
    """Whether the product is on a list of the customer, was viewed, or is held in a field."""
    return (
        any(product in lines for lines in customer.lists.values())
        or product in customer.fields.values()
        or any(view.product == product for view in customer.views)
    )


_Words = Callable[[Any, Wording], str]


def _from_to(what: str, old: str, new: str) -> str:
    if old == NOT_SET:
        return f"{what} was filled in: {new}"
    if new == NOT_SET:
        return f"{what} was emptied; it was {old}"
    return f"{what} went from {old} to {new}"


def _plain(value: Any) -> str:
    return NOT_SET if value is None or value == "" else str(value)


def _level(key: str) -> str:
    return " / ".join(key.split("/"))


def _status(status: str | None) -> str:
    return "" if status is None else status.replace("_", " ")


def _feed(zone: str | None) -> str:
    return "" if zone is None else f" in the zone {zone}"


def _order_item(delta: d.ItemChanged, words: Wording) -> str:
    item = f"item {delta.item.line} ({delta.item.product}) of order {delta.order.id}"
    if delta.old_status is None:
        text = f"{item} came into being in the status {delta.new_status or 'without a name'}"
    elif delta.old_status != delta.new_status:
        text = f"{item} went from {delta.old_status} to {delta.new_status}"
    else:
        changed = listed_names([_field(field) for field in delta.fields])
        text = f"{item} changed its {changed}" if changed else f"{item} was set to what it was"
    return text if delta.latest else f"{text}; the order has a later change already"


def _order(delta: d.OrderChanged, words: Wording) -> str:
    changed = listed_names([_field(field) for field in delta.fields])
    text = f"order {delta.order.id} changed its {changed or 'data'}"
    return text if delta.latest else f"{text}; the order has a later change already"


def _field(name: str) -> str:
    head, dot, field = name.partition(".")
    return f"field {field}" if dot else head


def _contacts(delta: d.ContactsChanged, words: Wording) -> str:
    which = delta.which
    parts = []
    if delta.old_primary != delta.new_primary:
        old, new = words.contact(delta.old_primary), words.contact(delta.new_primary)
        parts.append(_from_to(f"the {which}", old, new))
    if delta.old_pending != delta.new_pending:
        old, new = words.contact(delta.old_pending), words.contact(delta.new_pending)
        parts.append(_from_to(f"the {which} beside it that waits to be confirmed", old, new))
    return " and ".join(parts) or f"the {which} stayed {words.contact(delta.new_primary)}"


def _line_changed(delta: d.ListLineChanged, words: Wording) -> str:
    line = delta.line
    parts = []
    if line.quantity != delta.old_quantity:
        parts.append(f"quantity from {delta.old_quantity} to {line.quantity}")
    if line.price != delta.old_price:
        parts.append(f"price from {words.money(delta.old_price)} to {words.money(line.price)}")
    changed = " and ".join(parts) or "nothing that counts"
    return f"the line {line.product} on the list {delta.list} changed: {changed}"


def _available(value: bool | None) -> str:
    return "unknown" if value is None else "in stock" if value else "out of stock"


def _balance(delta: d.BalanceChanged, words: Wording) -> str:
    entry = delta.entry
    return (
        f"{entry.kind} of {abs(entry.amount)} points on {entry.account}: "
        f"the balance went from {delta.old} to {entry.balance}"
    )


def _confirmed(delta: d.ContactConfirmed, words: Wording) -> str:
    before = delta.before
    was = "it came in as confirmed" if before is None else f"it was {words.contact(before)}"
    return f"the {delta.which} {delta.contact.value} was confirmed; {was}"


def _promo_used(delta: d.PromoCodeUsed, words: Wording) -> str:
    where = "outside of flowrig's orders" if delta.order is None else f"in order {delta.order}"
    if delta.line is not None:
        where = f"on item {delta.line} of order {delta.order}"
    text = f"{delta.customer.id} used the promo code {delta.code.code} {where}"
    again = {
        "used": "",
        "status": "; it is told again as the order's status was updated",
        "data": "; it is told again as the order was changed",
    }
    return text + again[delta.cause]


def _product_field(delta: d.ProductFieldChanged, words: Wording) -> str:
    field = words.settings.product_fields.get(delta.field)
    old, new = words.value(field, delta.old), words.value(field, delta.new)
    return _from_to(f"the field {delta.field} of {delta.product.id}{_feed(delta.zone)}", old, new)


def _custom_field(delta: d.CustomFieldChanged, words: Wording) -> str:
    field = words.settings.customer_fields.get(delta.field)
    return _from_to(f"the field {delta.field}", words.value(field, delta.old), words.value(field, delta.new))


_TOLD: dict[type[d.Delta], _Words] = {
    d.CustomerAdded: lambda x, w: f"customer {x.customer.id} was added",
    d.ActionIssued: lambda x, w: (
        f"the action {x.action.template} was issued"
        + ("" if x.action.product is None else f", tied to {x.action.product}")
    ),
    d.ProfileFieldChanged: lambda x, w: _from_to(
        f"the {x.field.replace('_', ' ')}", _plain(x.old), _plain(x.new)
    ),
    d.CustomFieldChanged: _custom_field,
    d.ContactsChanged: _contacts,
    d.SubscriptionChanged: lambda x, w: _from_to(
        f"the subscription in {_level(x.key)}", _status(x.old), _status(x.new)
    ),
    d.SegmentEntered: lambda x, w: f"{x.customer.id} came into the segment {x.segment}",
    d.SegmentExited: lambda x, w: f"{x.customer.id} left the segment {x.segment}",
    d.OrderAdded: lambda x, w: f"order {x.order.id} was created",
    d.OrderChanged: _order,
    d.ItemChanged: _order_item,
    d.ListLineAdded: lambda x, w: f"{x.line.product} got a line on the list {x.list}",
    d.ListLineChanged: _line_changed,
    d.ListLineRemoved: lambda x, w: f"the line {x.line.product} was removed from the list {x.list}",
    d.ProductViewed: lambda x, w: (
        f"{x.view.product} was viewed" + ("" if x.view.price is None else f" at {w.money(x.view.price)}")
    ),
    d.ProductPriceChanged: lambda x, w: _from_to(
        f"the price of {x.product.id}{_feed(x.zone)}", w.money(x.old), w.money(x.new)
    ),
    d.ProductAvailabilityChanged: lambda x, w: (
        f"{x.product.id} went from {_available(x.old)} to {_available(x.new)}{_feed(x.zone)}"
    ),
    d.ProductFieldChanged: _product_field,
    d.BalanceChanged: _balance,
    d.PromoCodeIssued: lambda x, w: f"the promo code {x.code.code} of the pool {x.code.pool} was issued",
    d.PromoCodeUsed: _promo_used,
    d.PointsAvailable: lambda x, w: f"{x.entry.amount} points became available on {x.entry.account}",
    d.CardStatusChanged: lambda x, w: (
        f"the discount card {x.card.number} was issued, {_status(x.card.status)}"
        if x.old is None
        else f"the discount card {x.card.number} went from {_status(x.old)} to {_status(x.card.status)}"
    ),
    d.CardReplaced: lambda x, w: f"the discount card {x.old.number} was replaced by {x.new.number}",
    d.CategoryViewed: lambda x, w: f"the category {x.category} was viewed",
    d.SessionEnded: lambda x, w: (
        f"session {x.session.number + 1} of {x.customer.id} ended"
        + ("" if x.session.ended_at is None else f" at {w.zone.words(x.session.ended_at)}")
    ),
    d.CampaignGenerated: lambda x, w: f"a message of the campaign {x.sending.campaign} was generated",
    d.CampaignSent: lambda x, w: (
        f"a message of the campaign {x.sending.campaign} was sent: {_plain(x.sending.result)}"
    ),
    d.CodeRequested: lambda x, w: "an operation generated an authorization code",
    d.OperationCalled: lambda x, w: f"the operation {x.call.operation} was called, with the step Start flow",
    d.ContactConfirmed: _confirmed,
    d.CustomersMerged: lambda x, w: f"the profile {x.merged.id} was merged into {x.customer.id}",
}

_HEARD: dict[type[d.Delta], str] = {
    d.CustomerAdded: "customers who are added",
    d.ActionIssued: "actions that are issued",
    d.ProfileFieldChanged: "changes of names, date of birth or zone",
    d.CustomFieldChanged: "changes of custom and calculated fields",
    d.ContactsChanged: "changes of emails and phones",
    d.SubscriptionChanged: "changes of subscriptions",
    d.SegmentEntered: "customers coming into a segment",
    d.SegmentExited: "customers leaving a segment",
    d.OrderAdded: "orders that are created",
    d.OrderChanged: "changes of an order's own data",
    d.ItemChanged: "order items that come into being or change",
    d.ListLineAdded: "lines added to a list",
    d.ListLineChanged: "lines of a list that change",
    d.ListLineRemoved: "lines removed from a list",
    d.ProductViewed: "products that are viewed",
    d.ProductPriceChanged: "changes of a product's price",
    d.ProductAvailabilityChanged: "changes of a product's availability",
    d.ProductFieldChanged: "changes of a product's custom fields",
    d.BalanceChanged: "changes of a points balance",
    d.PromoCodeIssued: "promo codes that are issued",
    d.PromoCodeUsed: "promo codes that are used",
    d.PointsAvailable: "points becoming available",
    d.CardStatusChanged: "discount cards changing their status",
    d.CardReplaced: "discount cards being replaced",
    d.CategoryViewed: "categories that are viewed",
    d.SessionEnded: "sessions that end",
    d.CampaignGenerated: "messages of campaigns being generated",
    d.CampaignSent: "messages of campaigns being sent",
    d.CodeRequested: "authorization codes being generated by an operation",
    d.OperationCalled: "operations called with the step Start flow",
    d.ContactConfirmed: "emails and phones being confirmed",
    d.CustomersMerged: "profiles being merged",
}
