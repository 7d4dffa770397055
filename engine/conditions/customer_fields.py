"""The fields of the customer (F-5, W-2): profile, contacts, subscriptions, segments, lists, orders."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import get_args

from engine.conditions.base import Field, Make, Of, Parameter, Refusal, Value, many, one, plain, since
from engine.world.entities import Confirmation, Contact, Customer, Order, SubscriptionStatus
from engine.world.settings import Settings, StatusCategory
from engine.world.world import World

WITHIN = Parameter("within", "within the last", duration=True, required=False, words="in the last {}")
CATEGORY = Parameter(
    "category",
    "in the status category",
    values=get_args(StatusCategory),
    required=False,
    words="with a status in {}",
)
LIST = Parameter("list", "list", names="lists", words="{}")
POOL = Parameter("pool", "promo-code pool", names="promo_pools", words="from {}")


def _contact(which: str, title: str) -> tuple[Field, ...]:
    """The fields of an email or a phone: filters and sends use the primary one (W-2)."""

    primary: Callable[[Customer], Contact | None] = attrgetter(which)
    pending: Callable[[Customer], Contact | None] = attrgetter(f"pending_{which}")

    def value(customer: Customer) -> str | None:
        contact = primary(customer)
        return None if contact is None else contact.value

    def valid(customer: Customer) -> bool | None:
        contact = primary(customer)
        return None if contact is None else contact.valid

    def confirmation(customer: Customer) -> str | None:
        contact = primary(customer)
        return None if contact is None else contact.confirmation

    field = f"customer.{which}"
    return (
        Field(id=field, title=title, type="text", make=plain(value)),
        Field(
            id=f"{field}.filled",
            title=f"{title} is filled",
            negative=f"{title} is not filled",
            type="yes_no",
            make=plain(lambda customer: primary(customer) is not None),
            in_filter=True,
        ),
        Field(
            id=f"{field}.valid",
            title=f"{title} is valid",
            negative=f"{title} is invalid",
            type="yes_no",
            make=plain(valid),
            in_filter=True,
        ),
        Field(
            id=f"{field}.confirmation",
            title=f"{title} confirmation",
            type="choice",
            values=get_args(Confirmation),
            make=plain(confirmation),
        ),
        Field(
            id=f"{field}.pending",
            title=f"A new {title.lower()} waits for confirmation",
            negative=f"No new {title.lower()} waits for confirmation",
            type="yes_no",
            make=plain(lambda customer: pending(customer) is not None),
        ),
    )


def _subscription(world: World, of: Of) -> Callable[[Customer], Value]:
    brand = one(of, "brand") or next(iter(world.settings.brands), "")
    key = "/".join(part for part in (brand, one(of, "channel"), one(of, "topic")) if part)
    return lambda customer: customer.subscription(key)


def _refuse_subscription(of: Of, settings: Settings) -> Refusal | None:
    if "brand" not in of and len(settings.brands) != 1:
        return "brand", "say which brand: the project has several"
    if "topic" in of and "channel" not in of:
        return "channel", "say which channel: a topic is subscribed to in a channel"
    return None


def _in_segment(world: World, of: Of) -> Callable[[Customer], Value]:
    segment = one(of, "segment")
    return lambda customer: segment in customer.segments


def _push(kind: str) -> Make:
    def push(customer: Customer) -> bool:
        return any(device.kind == kind and device.push for device in customer.devices)

    return plain(push)


def _products_on(world: World, of: Of) -> Callable[[Customer], Value]:
    name = one(of, "list") or ""
    return lambda customer: customer.lists.get(name, ())


def _lines_on(world: World, of: Of) -> Callable[[Customer], Value]:
    name = one(of, "list") or ""
    return lambda customer: len(customer.lists.get(name, ()))


def _pieces_on(world: World, of: Of) -> Callable[[Customer], Value]:
    name = one(of, "list") or ""
    return lambda customer: sum(line.quantity for line in customer.lists.get(name, {}).values())


def _sum_of(world: World, of: Of) -> Callable[[Customer], Value]:
    name = one(of, "list") or ""
    return lambda customer: sum(
        line.quantity * (line.price or 0) for line in customer.lists.get(name, {}).values()
    )


def _balance(world: World, of: Of) -> Callable[[Customer], Value]:
    account = one(of, "account") or ""
    return lambda customer: customer.balances.get(account, 0)


def _orders(world: World, of: Of) -> Callable[[Customer], Iterator[tuple[Order, int]]]:
    """The orders that the parameters ask for, each with its revenue.

    An order counts by when it was made. With a category it counts if an item's status is in it, and its
    revenue is that of those items alone; without one its revenue is its total.
    """
    begin = since(world, of)
    category = one(of, "category")
    statuses = {name for name, status in world.settings.order_statuses.items() if status.category == category}
    orders = world.orders

    def found(customer: Customer) -> Iterator[tuple[Order, int]]:
        start = None if begin is None else begin()
        for order in map(orders.__getitem__, customer.orders):
            if start is not None and not start <= order.created_at <= world.now:
                continue
            if category is None:
                yield order, order.total
            else:
                items = [item for item in order.items if item.status in statuses]
                if items:
                    yield order, sum(item.price * item.quantity for item in items)

    return found


def _orders_count(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: sum(1 for _ in found(customer)) if customer.orders else 0


def _orders_sum(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: sum(revenue for _, revenue in found(customer)) if customer.orders else 0


def _orders_average(world: World, of: Of) -> Callable[[Customer], Value]:
    """Rounded to the minor unit, half up; not set without orders."""
    found = _orders(world, of)

    def average(customer: Customer) -> int | None:
        revenues = [revenue for _, revenue in found(customer)]
        return (2 * sum(revenues) + len(revenues)) // (2 * len(revenues)) if revenues else None

    return average


def _last_order(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _orders(world, of)
    return lambda customer: max((order.created_at for order, _ in found(customer)), default=None)


def _views_count(world: World, of: Of) -> Callable[[Customer], Value]:
    begin = since(world, of)
    if begin is None:
        return lambda customer: len(customer.views)
    return lambda customer: (
        sum(1 for view in customer.views if start <= view.at <= world.now)
        if (start := begin()) is not None and customer.views
        else 0
    )


def _actions_count(world: World, of: Of) -> Callable[[Customer], Value]:
    begin = since(world, of)
    templates = many(of, "templates")

    def count(customer: Customer) -> int:
        if begin is None:
            return sum(1 for action in customer.actions if action.template in templates)
        start, now, found = begin(), world.now, 0
        for action in reversed(customer.actions):
            # They stand in the order in which they were received, and none happened after that (T-1).
            if action.received_at < start:
                break
            if action.template in templates and start <= action.at <= now:
                found += 1
        return found

    return count


def _promo_codes(world: World, of: Of) -> Callable[[Customer], Value]:
    pool = one(of, "pool")
    return lambda customer: sum(1 for code in customer.promo_codes if pool is None or code.pool == pool)


def _latest_code(world: World, of: Of) -> Callable[[Customer], Value]:
    pool = one(of, "pool")
    return lambda customer: next(
        (code.code for code in reversed(customer.promo_codes) if code.pool == pool), None
    )


FIELDS: tuple[Field, ...] = (
    Field(id="customer.id", title="Customer id", type="text", make=plain(lambda customer: customer.id)),
    Field(
        id="customer.first_name",
        title="First name",
        type="text",
        make=plain(lambda customer: customer.first_name or None),
    ),
    Field(
        id="customer.last_name",
        title="Last name",
        type="text",
        make=plain(lambda customer: customer.last_name or None),
    ),
    *_contact("email", "Email"),
    *_contact("phone", "Phone"),
    Field(
        id="customer.birth_date",
        title="Birth date",
        type="date",
        make=plain(lambda customer: customer.birth_date),
    ),
    Field(
        id="customer.zone",
        title="Zone",
        type="choice",
        names="zones",
        make=plain(lambda customer: customer.zone),
    ),
    Field(
        id="customer.created_at",
        title="Added to the database",
        type="date",
        make=plain(lambda customer: customer.created_at),
    ),
    Field(
        id="customer.subscription",
        title="Subscription to",
        type="choice",
        values=get_args(SubscriptionStatus),
        make=_subscription,
        parameters=(
            Parameter("brand", "brand", names="brands", required=False),
            Parameter("channel", "channel", names="channels", required=False),
            Parameter("topic", "topic", names="topics", required=False),
        ),
        refuse=_refuse_subscription,
        in_filter=True,
    ),
    Field(
        id="customer.in_segment",
        title="In the segment",
        negative="Not in the segment",
        type="yes_no",
        make=_in_segment,
        parameters=(Parameter("segment", "segment", names="segments"),),
        in_filter=True,
    ),
    Field(
        id="customer.segments",
        title="Segments",
        type="names",
        names="segments",
        make=plain(lambda customer: customer.segments),
    ),
    Field(
        id="customer.mobile_push",
        title="Has an app with push permission",
        negative="Has no app with push permission",
        type="yes_no",
        make=_push("mobile"),
        in_filter=True,
    ),
    Field(
        id="customer.web_push",
        title="Has a device with web push permission",
        negative="Has no device with web push permission",
        type="yes_no",
        make=_push("web"),
        in_filter=True,
    ),
    Field(
        id="customer.list.products",
        title="Products on the list",
        type="names",
        make=_products_on,
        parameters=(LIST,),
    ),
    Field(
        id="customer.list.lines",
        title="Lines on the list",
        type="number",
        make=_lines_on,
        parameters=(LIST,),
    ),
    Field(
        id="customer.list.quantity",
        title="Pieces on the list",
        type="number",
        make=_pieces_on,
        parameters=(LIST,),
    ),
    Field(
        id="customer.list.sum",
        title="Worth of the list",
        type="money",
        make=_sum_of,
        parameters=(LIST,),
    ),
    Field(
        id="customer.balance",
        title="Points on",
        type="number",
        make=_balance,
        parameters=(Parameter("account", "points account", names="points_accounts"),),
    ),
    Field(
        id="customer.orders.count",
        title="Orders",
        type="number",
        make=_orders_count,
        parameters=(WITHIN, CATEGORY),
    ),
    Field(
        id="customer.orders.sum",
        title="Sum of orders",
        type="money",
        make=_orders_sum,
        parameters=(WITHIN, CATEGORY),
    ),
    Field(
        id="customer.orders.average",
        title="Average order",
        type="money",
        make=_orders_average,
        parameters=(WITHIN, CATEGORY),
    ),
    Field(
        id="customer.orders.last_at",
        title="Latest order",
        type="date",
        make=_last_order,
        parameters=(CATEGORY,),
    ),
    Field(
        id="customer.views.count",
        title="Products viewed",
        type="number",
        make=_views_count,
        parameters=(WITHIN,),
    ),
    Field(
        id="customer.actions.count",
        title="Actions",
        type="number",
        make=_actions_count,
        parameters=(
            Parameter("templates", "action templates", names="action_templates", several=True),
            WITHIN,
        ),
    ),
    Field(
        id="customer.promo_codes.count",
        title="Promo codes",
        type="number",
        make=_promo_codes,
        parameters=(
            Parameter("pool", "promo-code pool", names="promo_pools", required=False, words="from {}"),
        ),
    ),
    Field(
        id="customer.promo_code",
        title="Latest promo code",
        type="text",
        make=_latest_code,
        parameters=(POOL,),
    ),
)
