"""Whether a world that was read from a file holds together (W-6): every name known, every reference to
something.

Each problem is (place, sentence); the place is the way through the file's plain data.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.world.calculated import TYPES
from engine.world.changes.subscriptions import key_fault
from engine.world.check_holdings import campaign_faults, holding_faults, operation_faults, owner_faults
from engine.world.entities import Customer, Order, Product
from engine.world.faults import Fault, Place, known, numbered, same, values
from engine.world.indexes import code_owners
from engine.world.settings import CustomField, Settings
from engine.world.values import birth_date_fault
from engine.world.world import WorldState, unknown


def check_state(state: WorldState) -> list[Fault]:
    """All that is wrong with a world, in the order of its parts; an empty list where it can be played in."""
    return [
        *_settings(state.settings),
        *_products(state),
        *_customers(state),
        *owner_faults(state),
        *_orders(state),
        *_pools(state),
        *_traffic(state),
    ]


def _settings(settings: Settings) -> Iterator[Fault]:
    groups: tuple[tuple[Place, Mapping[str, CustomField]], ...] = (
        (("customer_fields",), settings.customer_fields),
        (("order_fields",), settings.order_fields),
        (("item_fields",), settings.item_fields),
        (("product_fields",), settings.product_fields),
        *(
            (("action_templates", name, "fields"), template.fields)
            for name, template in settings.action_templates.items()
        ),
        *(
            (("operations", name, "variables"), operation.variables)
            for name, operation in settings.operations.items()
        ),
    )
    for place, fields in groups:
        for name, field in fields.items():
            if field.type == "choice" and not field.values:
                yield ("settings", *place, name, "values"), "name the values that the choice is between"
            elif field.type != "choice" and field.values:
                yield ("settings", *place, name, "values"), f"a field of type {field.type} has no choices"
    if not settings.brands:
        yield ("settings", "brands"), "name at least one brand"
    yield from _calculated(settings)
    yield from campaign_faults(settings)
    yield from operation_faults(settings)


def _calculated(settings: Settings) -> Iterator[Fault]:
    for group in ("customer_fields", "order_fields", "item_fields", "product_fields"):
        for name, field in getattr(settings, group).items():
            place: Place = ("settings", group, name, "calculated")
            asked = field.calculated
            if asked is None:
                continue
            if group != "customer_fields":
                yield place, "only a customer's field can be calculated: leave this out"
            elif field.type != TYPES[asked.of]:
                yield (*place, "of"), f"{asked.of} is a {TYPES[asked.of]}: give the field that type"
            for n, status in enumerate(asked.statuses):
                yield from known((*place, "statuses", n), "order status", status, settings.order_statuses)


def _products(state: WorldState) -> Iterator[Fault]:
    settings = state.settings
    for key, product in state.products.items():
        place: Place = ("products", key)
        yield from same(place, key, product.id)
        yield from values(place, settings.product_fields, "products", product.fields)
        for n, segment in enumerate(product.segments):
            yield from known((*place, "segments", n), "product segment", segment, settings.product_segments)
        for zone, record in product.regional.items():
            here = (*place, "regional", zone)
            yield from known(here, "zone", zone, settings.zones)
            yield from values(here, settings.product_fields, "products", record.fields)


def _customers(state: WorldState) -> Iterator[Fault]:
    settings = state.settings
    gone: set[str] = set()
    for key, customer in state.customers.items():
        for n, name in enumerate(customer.merged):
            if name in state.customers or name in gone:
                what = "a customer" if name in state.customers else "merged already"
                yield (
                    ("customers", key, "merged", n),
                    f"{name!r} is {what}: it cannot be merged into this one too",
                )
            gone.add(name)
        place: Place = ("customers", key)
        yield from same(place, key, customer.id)
        yield from _profile(place, settings, customer)
        yield from _lists(place, settings, state.products, customer)
        yield from _histories(place, settings, state.products, customer)
        yield from holding_faults(place, state, customer)
        seen: set[str] = set()
        for n, order in enumerate(customer.orders):
            here = (*place, "orders", n)
            found = state.orders.get(order)
            if found is None:
                yield here, f"there is no order {order!r}"
            elif found.customer != customer.id:
                yield here, f"the order {order!r} is of the customer {found.customer!r}"
            elif order in seen:
                yield here, f"the order {order!r} is listed twice: remove one"
            seen.add(order)


def _profile(place: Place, settings: Settings, customer: Customer) -> Iterator[Fault]:
    if customer.birth_date is not None and (fault := birth_date_fault(customer.birth_date)):
        yield (*place, "birth_date"), fault
    if customer.zone is not None:
        yield from known((*place, "zone"), "zone", customer.zone, settings.zones)
    pairs = (
        ("email", customer.email, customer.pending_email),
        ("phone", customer.phone, customer.pending_phone),
    )
    for which, primary, pending in pairs:
        if pending is not None and primary is None:
            yield (*place, f"pending_{which}"), f"it waits beside no {which}: make it the {which}"
    yield from values(place, settings.customer_fields, "customers", customer.fields)
    for key in customer.subscriptions:
        if (fault := key_fault(settings, key)) is not None:
            yield (*place, "subscriptions", key), fault
    for segment in customer.segments:
        yield from known((*place, "segments", segment), "segment", segment, settings.segments)


def _lists(
    place: Place, settings: Settings, products: Mapping[str, Product], customer: Customer
) -> Iterator[Fault]:
    for name, lines in customer.lists.items():
        here = (*place, "lists", name)
        yield from known(here, "list", name, settings.lists)
        for product, line in lines.items():
            yield from known((*here, product), "product", product, products)
            yield from same((*here, product), product, line.product, "product")


def _histories(
    place: Place, settings: Settings, products: Mapping[str, Product], customer: Customer
) -> Iterator[Fault]:
    yield from numbered((*place, "actions"), customer.actions)
    yield from numbered((*place, "views"), customer.views)
    yield from numbered((*place, "balance_changes"), customer.balance_changes)
    for n, action in enumerate(customer.actions):
        here: Place = (*place, "actions", n)
        template = settings.action_templates.get(action.template)
        if template is None:
            sentence = unknown("action template", action.template, settings.action_templates)
            yield (*here, "template"), sentence
        else:
            yield from values(here, template.fields, "the action", action.fields)
        if action.product is not None:
            yield from known((*here, "product"), "product", action.product, products)
        if action.at > action.received_at:
            yield (*here, "at"), "it happened after it was received: a fact from the future"
    for n, view in enumerate(customer.views):
        yield from known((*place, "views", n, "product"), "product", view.product, products)
        if view.action is not None and not 0 <= view.action < len(customer.actions):
            yield (*place, "views", n, "action"), f"the customer has no action of the number {view.action}"
    for account in customer.balances:
        yield from known((*place, "balances", account), "points account", account, settings.points_accounts)
    for n, entry in enumerate(customer.balance_changes):
        here = (*place, "balance_changes", n)
        yield from known((*here, "account"), "points account", entry.account, settings.points_accounts)
        if entry.action is not None and not 0 <= entry.action < len(customer.actions):
            yield (*here, "action"), f"the customer has no action of the number {entry.action}"
    yield from _points(place, customer)
    yield from _sessions(place, customer)


def _points(place: Place, customer: Customer) -> Iterator[Fault]:
    left: dict[str, int] = {}
    for n, entry in enumerate(customer.balance_changes):
        here = (*place, "balance_changes", n, "left")
        if entry.left and (entry.kind != "award" or not entry.available):
            yield here, "only an available award has points left: leave this out"
        elif not 0 <= entry.left <= max(entry.amount, 0):
            yield here, f"{entry.left} points cannot be left of {entry.amount}"
        left[entry.account] = left.get(entry.account, 0) + entry.left
    for account, points in left.items():
        balance = max(customer.balances.get(account, 0), 0)
        if points > balance:
            sentence = f"its awards have {points} points left, which is more than the balance of {balance}"
            yield (*place, "balances", account), sentence


def _sessions(place: Place, customer: Customer) -> Iterator[Fault]:
    yield from numbered((*place, "sessions"), customer.sessions)
    for n, session in enumerate(customer.sessions):
        here = (*place, "sessions", n)
        if session.last_at < session.started_at:
            yield (*here, "last_at"), "its latest activity comes before its start"
        if session.ended_at is None and n < len(customer.sessions) - 1:
            yield (*here, "ended_at"), "only the last session can be open: say when this one ended"
        elif session.ended_at is not None and session.ended_at < session.last_at:
            yield (*here, "ended_at"), "it ends before its latest activity"


def _orders(state: WorldState) -> Iterator[Fault]:
    settings = state.settings
    owned = {order: customer.id for customer in state.customers.values() for order in customer.orders}
    for key, order in state.orders.items():
        place: Place = ("orders", key)
        yield from same(place, key, order.id)
        if order.customer not in state.customers:
            yield (*place, "customer"), f"there is no customer {order.customer!r}"
        elif owned.get(order.id) is None:
            yield place, f"list it among the orders of the customer {order.customer!r}"
        yield from values(place, settings.order_fields, "orders", order.fields)
        yield from _codes(place, state, order)
        yield from _items(place, settings, state.products, order)


def _codes(place: Place, state: WorldState, order: Order) -> Iterator[Fault]:
    customer = state.customers.get(order.customer)
    if customer is None or not order.codes:
        return
    records = (*customer.promo_codes, *customer.applied_codes)
    applied = {code.code for code in records for use in code.uses if use.order == order.id}
    for n, code in enumerate(order.codes):
        if code not in applied:
            yield (*place, "codes", n), f"the customer {customer.id!r} has no use of the code {code!r} in it"


def _items(
    place: Place, settings: Settings, products: Mapping[str, Product], order: Order
) -> Iterator[Fault]:
    before = 0
    for n, item in enumerate(order.items):
        here = (*place, "items", n)
        if item.line <= before:
            yield (*here, "line"), f"number the lines from 1 upwards: {item.line} follows {before}"
        before = item.line
        yield from known((*here, "product"), "product", item.product, products)
        yield from known((*here, "status"), "order status", item.status, settings.order_statuses)
        yield from values(here, settings.item_fields, "order items", item.fields)
        for m, moment in enumerate(item.history):
            spot = (*here, "history", m)
            yield from known((*spot, "status"), "order status", moment.status, settings.order_statuses)
            if m and moment.at < item.history[m - 1].at:
                yield (*spot, "at"), "it comes before the line above it: put them in the order of time"
        if item.history and item.history[-1].status != item.status:
            yield (*here, "status"), f"the history ends with the status {item.history[-1].status!r}"


def _pools(state: WorldState) -> Iterator[Fault]:
    owners = code_owners(state.customers, state.settings)
    for name, pool in state.pools.items():
        place: Place = ("pools", name)
        yield from known(place, "promo-code pool", name, state.settings.promo_pools)
        if not 0 <= pool.issued <= len(pool.codes):
            yield (*place, "issued"), f"{pool.issued} cannot be issued of {len(pool.codes)} codes"
        seen: set[str] = set()
        for n, code in enumerate(pool.codes):
            if code in seen:
                yield (*place, "codes", n), f"the code {code!r} stands there twice: remove one"
            seen.add(code)
            if n >= pool.issued and (name, code) in owners:
                sentence = f"{owners[name, code]!r} was given the code {code!r}: put it first, and count it"
                yield (*place, "codes", n), f"{sentence} in `issued`"


def _traffic(state: WorldState) -> Iterator[Fault]:
    traffic, settings = state.traffic, state.settings
    if traffic is None:
        return
    place: Place = ("traffic",)
    if not state.products:
        yield place, "there is nothing to buy: add products"
    for at, sentence in traffic.faults():
        yield (*place, *at), sentence
    for product in traffic.usual:
        yield from known((*place, "usual", product), "product", product, state.products)
    named: list[tuple[tuple[str, ...], str, str | None, Mapping[str, Any]]] = [
        (("list",), "list", traffic.list, settings.lists),
        (("points",), "points account", traffic.points, settings.points_accounts),
        (("promo_pool",), "promo-code pool", traffic.promo_pool, settings.promo_pools),
        (("sign_up_action",), "action template", traffic.sign_up_action, settings.action_templates),
    ]
    if (reactions := traffic.reactions) is not None:
        for key, name in (("opened", reactions.opened), ("clicked", reactions.clicked)):
            named.append((("reactions", key), "action template", name, settings.action_templates))
    for at, what, name, names in named:
        if name is not None:
            yield from known((*place, *at), what, name, names)
