"""Whether what a project names and customers hold beside their profile holds together (W-6): promo codes,
discount cards, campaigns, operations."""

from collections.abc import Iterator

from engine.world.entities import Customer, PromoCode
from engine.world.faults import Fault, Place, known, numbered
from engine.world.settings import Settings
from engine.world.values import field_faults
from engine.world.world import WorldState


def campaign_faults(settings: Settings) -> Iterator[Fault]:
    for name, campaign in settings.campaigns.items():
        place: Place = ("settings", "campaigns", name, "channel")
        yield from known(place, "channel", campaign.channel, settings.channels)


def operation_faults(settings: Settings) -> Iterator[Fault]:
    """What keeps an operation from being called (E-6, E-48)."""
    for name, operation in settings.operations.items():
        place: Place = ("settings", "operations", name)
        for n, step in enumerate(operation.steps):
            if step in operation.steps[:n]:
                yield (*place, "steps", n), f"the step {step} stands there twice: remove one"
        if operation.action is not None:
            yield from known(
                (*place, "action"), "action template", operation.action, settings.action_templates
            )
        elif "generate_authorization_code" in operation.steps:
            sentence = "an authorization code is recorded as an action: name the action's template"
            yield (*place, "action"), sentence


def holding_faults(place: Place, state: WorldState, customer: Customer) -> Iterator[Fault]:
    """What is wrong with a customer's codes, cards, messages and operation calls."""
    settings = state.settings
    for attribute in ("promo_codes", "applied_codes"):
        for n, code in enumerate(getattr(customer, attribute)):
            yield from _code((*place, attribute, n), state, customer, code)
    cards = {card.number for card in customer.discount_cards}
    for n, card in enumerate(customer.discount_cards):
        here: Place = (*place, "discount_cards", n)
        types = settings.discount_card_types
        yield from known((*here, "type"), "type of discount card", card.type, types)
        if card.replaced_by is not None and (
            card.replaced_by not in cards or card.replaced_by == card.number
        ):
            yield (*here, "replaced_by"), f"the customer has no other card {card.replaced_by!r}"
    yield from numbered((*place, "sendings"), customer.sendings)
    for n, sending in enumerate(customer.sendings):
        here = (*place, "sendings", n)
        yield from known((*here, "campaign"), "campaign", sending.campaign, settings.campaigns)
        if sending.sent_at is None and sending.result is not None:
            yield (*here, "result"), "it has not been sent: leave the result out, or say when it was"
        if sending.sent_at is not None and sending.sent_at < sending.generated_at:
            yield (*here, "sent_at"), "it is sent before it was generated"
    for n, message in enumerate(customer.messages):
        here = (*place, "messages", n, "channel")
        yield from known(here, "channel", message.channel, settings.channels)
    yield from numbered((*place, "calls"), customer.calls)
    for n, call in enumerate(customer.calls):
        here = (*place, "calls", n)
        operation = settings.operations.get(call.operation)
        yield from known((*here, "operation"), "operation", call.operation, settings.operations)
        if operation is not None:
            for name, sentence in field_faults(operation.variables, "variable", call.variables):
                yield (*here, "variables", name), sentence


def _code(place: Place, state: WorldState, customer: Customer, code: PromoCode) -> Iterator[Fault]:
    yield from known((*place, "pool"), "promo-code pool", code.pool, state.settings.promo_pools)
    if code.uses and code.used_at is None:
        yield (*place, "used_at"), "it has uses: say when it was used first"
    for n, use in enumerate(code.uses):
        here = (*place, "uses", n)
        if use.order is None:
            if use.line is not None:
                yield (*here, "line"), "say of which order this is a line"
            continue
        order = state.orders.get(use.order)
        if order is None:
            yield (*here, "order"), f"there is no order {use.order!r}"
        elif code.code not in order.codes:
            yield (
                (*here, "order"),
                f"the order {use.order!r} does not name the code {code.code!r} in its codes",
            )
        elif use.line is not None and all(item.line != use.line for item in order.items):
            yield (*here, "line"), f"the order {use.order!r} has no line {use.line}"


def owner_faults(state: WorldState) -> Iterator[Fault]:
    """A code that is not for everybody, and a discount card, have one owner each."""
    pools = state.settings.promo_pools
    codes: dict[tuple[str, str], str] = {}
    cards: dict[str, str] = {}
    for name, customer in state.customers.items():
        for n, code in enumerate(customer.promo_codes):
            if code.pool not in pools or pools[code.pool].kind == "multi_use":
                continue
            owner = codes.setdefault((code.pool, code.code), f"{name}/{n}")
            if owner != f"{name}/{n}":
                sentence = f"the code {code.code!r} was given out twice: {owner.rpartition('/')[0]!r} has it"
                yield ("customers", name, "promo_codes", n, "code"), sentence
        for n, card in enumerate(customer.discount_cards):
            holder = cards.setdefault(card.number, f"{name}/{n}")
            if holder != f"{name}/{n}":
                sentence = f"there are two cards {card.number!r}: {holder.rpartition('/')[0]!r} has one"
                yield ("customers", name, "discount_cards", n, "number"), sentence
