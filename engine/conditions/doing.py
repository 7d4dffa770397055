"""What a customer has done and been sent (F-5): views, actions, sessions, calls of operations, messages."""

from collections.abc import Callable
from typing import get_args

from engine.conditions.base import Field, Of, Parameter, Refusal, Value, many, one, since
from engine.conditions.histories import Period
from engine.conditions.parameters import OF_PRODUCTS, WITHIN, product_test
from engine.world.entities import Action, Customer, Delivery, Sending, Session, View
from engine.world.settings import Settings
from engine.world.world import World

ACTED = ("open", "opened", "click", "clicked", "submitted", "filled in", "event")
"""By what actions are looked for: no other field knows of opens and clicks (E-1)."""
VISITED = ("visits", "visited", "website")
TEMPLATES = Parameter("templates", "action templates", names="action_templates", several=True)
FIELD = Parameter("field", "field of the action", free=True, words="by {}")
OPERATION = Parameter("operation", "operation", names="operations", required=False, words="of {}")
CHANNEL = Parameter("channel", "channel", names="channels", required=False, words="by {}")
FLOW = Parameter("flow", "flow", free=True, required=False, words="from the flow {}")
THE_CAMPAIGN = Parameter("campaign", "campaign", names="campaigns")
CAMPAIGN = Parameter("campaign", "campaign", names="campaigns", required=False, words="from the campaign {}")


# Views.


def _views(world: World, of: Of) -> Period:
    return Period(world, of, lambda customer: customer.views, lambda view: view.at)


def _views_found(world: World, of: Of) -> Callable[[Customer], list[View]]:
    entries, fits = _views(world, of).entries, product_test(world, of)
    return lambda customer: [view for view in entries(customer) if fits is None or fits(view.product)]


def _views_count(world: World, of: Of) -> Callable[[Customer], Value]:
    if product_test(world, of) is None:
        return _views(world, of).count
    found = _views_found(world, of)
    return lambda customer: len(found(customer)) if customer.views else 0


def _views_sum(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _views_found(world, of)
    return lambda customer: sum(view.price or 0 for view in found(customer))


def _views_products(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _views_found(world, of)
    return lambda customer: {view.product for view in found(customer)}


def _views_last(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _views_found(world, of)
    return lambda customer: max((view.at for view in found(customer)), default=None)


# Actions.


def _actions_found(world: World, of: Of) -> Callable[[Customer], list[Action]]:
    entries = Period(world, of, lambda customer: customer.actions, lambda action: action.at).entries
    templates, fits = many(of, "templates"), product_test(world, of)

    def found(customer: Customer) -> list[Action]:
        return [
            action
            for action in entries(customer)
            if action.template in templates
            and (fits is None or (action.product is not None and fits(action.product)))
        ]

    return found


def _actions_count(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _actions_found(world, of)
    return lambda customer: len(found(customer)) if customer.actions else 0


def _actions_last(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _actions_found(world, of)
    return lambda customer: max((action.at for action in found(customer)), default=None)


def _actions_sum(world: World, of: Of) -> Callable[[Customer], Value]:
    """Of a numeric field; actions in which it is not filled add nothing."""
    found, name = _actions_found(world, of), one(of, "field") or ""

    def total(customer: Customer) -> int | float:
        values = [action.fields.get(name) for action in found(customer)]
        return sum(value for value in values if type(value) is int or type(value) is float)

    return total


def _refuse_sum(kind: str, example: str) -> Callable[[Of, Settings], Refusal | None]:
    def refuse(of: Of, settings: Settings) -> Refusal | None:
        name = one(of, "field")
        for template in sorted(many(of, "templates")):
            known = settings.action_templates.get(template)
            if known is None or name is None:
                continue
            field = known.fields.get(name)
            if field is None:
                return "field", f"the action template {template!r} has no field {name!r}"
            if field.type != kind:
                return "field", f"{name!r} of {template!r} is no {kind}: choose a field of the type {example}"
        return None

    return refuse


# Sessions.


def _sessions(world: World, of: Of) -> Period:
    return Period(world, of, lambda customer: customer.sessions, lambda session: session.started_at)


def _sessions_count(world: World, of: Of) -> Callable[[Customer], Value]:
    return _sessions(world, of).count


def _sessions_last(world: World, of: Of) -> Callable[[Customer], Value]:
    def last(customer: Customer) -> int | None:
        return max((session.last_at for session in customer.sessions), default=None)

    return last


def _is_on_site(session: Session) -> bool:
    return session.ended_at is None


def _on_site(world: World, of: Of) -> Callable[[Customer], Value]:
    return lambda customer: any(map(_is_on_site, customer.sessions[-1:]))


# Operations.


def _calls_count(world: World, of: Of) -> Callable[[Customer], Value]:
    entries = Period(world, of, lambda customer: customer.calls, lambda call: call.at).entries
    operation = one(of, "operation")
    return lambda customer: sum(
        1 for call in entries(customer) if operation is None or call.operation == operation
    )


def _calls_last(world: World, of: Of) -> Callable[[Customer], Value]:
    operation = one(of, "operation")
    return lambda customer: max(
        (call.at for call in customer.calls if operation is None or call.operation == operation), default=None
    )


# Campaigns.


def _of_campaign(get: Callable[[Sending], Value]) -> Callable[[World, Of], Callable[[Customer], Value]]:
    """Reads what a campaign last generated for the customer."""

    def make(world: World, of: Of) -> Callable[[Customer], Value]:
        campaign = one(of, "campaign")

        def read(customer: Customer) -> Value:
            for sending in reversed(customer.sendings):
                if sending.campaign == campaign:
                    return get(sending)
            return None

        return read

    return make


# Messages.


def _messages(world: World, of: Of) -> Callable[[Customer], list[int]]:
    """When messages went out to a customer: from flows, and from campaigns.

    A webhook goes to another system, not to the customer: it counts only where its channel is asked for.
    """
    entries = Period(world, of, lambda customer: customer.messages, lambda message: message.at).entries
    channel, flow, campaign = one(of, "channel"), one(of, "flow"), one(of, "campaign")
    begin, campaigns = since(world, of), world.settings.campaigns

    def found(customer: Customer) -> list[int]:
        times: list[int] = []
        if campaign is None:
            times = [
                message.at
                for message in entries(customer)
                if (flow is None or message.flow == flow)
                and (message.channel == channel if channel is not None else message.channel != "webhook")
            ]
        if flow is None:
            start = None if begin is None else begin()
            for sending in customer.sendings:
                known = campaigns.get(sending.campaign)
                if (
                    sending.sent_at is not None
                    and (campaign is None or sending.campaign == campaign)
                    and (channel is None or (known is not None and known.channel == channel))
                    and (start is None or start <= sending.sent_at <= world.now)
                ):
                    times.append(sending.sent_at)
        return times

    return found


def _messages_count(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _messages(world, of)
    return lambda customer: len(found(customer))


def _messages_last(world: World, of: Of) -> Callable[[Customer], Value]:
    found = _messages(world, of)
    return lambda customer: max(found(customer), default=None)


def _refuse_messages(of: Of, settings: Settings) -> Refusal | None:
    if "flow" in of and "campaign" in of:
        return "campaign", "a message comes from a flow or from a campaign: leave out one of the two"
    return None


FIELDS: tuple[Field, ...] = (
    Field(
        id="customer.views.count",
        title="Products viewed",
        one="Product viewed",
        keywords=("visited", "looked at", "browsed"),
        type="number",
        make=_views_count,
        parameters=(WITHIN, *OF_PRODUCTS),
    ),
    Field(
        id="customer.views.sum",
        title="Sum of prices when viewed",
        type="money",
        make=_views_sum,
        parameters=(WITHIN, *OF_PRODUCTS),
    ),
    Field(
        id="customer.views.products",
        title="Which products were viewed",
        type="names",
        make=_views_products,
        parameters=(WITHIN, *OF_PRODUCTS),
    ),
    Field(
        id="customer.views.last_at",
        title="Latest view",
        keywords=("visited", "looked at", "browsed"),
        type="date",
        make=_views_last,
        parameters=OF_PRODUCTS,
    ),
    Field(
        id="customer.actions.count",
        title="Actions",
        one="Action",
        keywords=ACTED,
        help="opens and clicks come as actions",
        type="number",
        make=_actions_count,
        parameters=(TEMPLATES, WITHIN, *OF_PRODUCTS),
    ),
    Field(
        id="customer.actions.sum",
        title="Sum over actions",
        type="number",
        make=_actions_sum,
        parameters=(TEMPLATES, FIELD, WITHIN, *OF_PRODUCTS),
        refuse=_refuse_sum("number", "number"),
    ),
    Field(
        id="customer.actions.money",
        title="Money in actions",
        type="money",
        make=_actions_sum,
        parameters=(TEMPLATES, FIELD, WITHIN, *OF_PRODUCTS),
        refuse=_refuse_sum("money", "money"),
    ),
    Field(
        id="customer.actions.last_at",
        title="Latest action",
        keywords=ACTED,
        help="opens and clicks come as actions",
        type="date",
        make=_actions_last,
        parameters=(TEMPLATES, *OF_PRODUCTS),
    ),
    Field(
        id="customer.sessions.count",
        title="Sessions",
        one="Session",
        keywords=VISITED,
        type="number",
        make=_sessions_count,
        parameters=(WITHIN,),
    ),
    Field(
        id="customer.sessions.last_at",
        keywords=VISITED,
        title="Last active on the site",
        type="date",
        make=_sessions_last,
    ),
    Field(
        id="customer.sessions.open",
        title="Is on the site now",
        negative="Is not on the site now",
        type="yes_no",
        make=_on_site,
    ),
    Field(
        id="customer.operations.count",
        title="Calls of operations",
        one="Call of operations",
        type="number",
        make=_calls_count,
        parameters=(OPERATION, WITHIN),
    ),
    Field(
        id="customer.operations.last_at",
        title="Latest call of an operation",
        type="date",
        make=_calls_last,
        parameters=(OPERATION,),
    ),
    Field(
        id="customer.campaign.generated_at",
        title="Generated by the campaign",
        type="date",
        make=_of_campaign(lambda sending: sending.generated_at),
        parameters=(THE_CAMPAIGN,),
    ),
    Field(
        id="customer.campaign.sent_at",
        title="Sent by the campaign",
        type="date",
        make=_of_campaign(lambda sending: sending.sent_at),
        parameters=(THE_CAMPAIGN,),
    ),
    Field(
        id="customer.campaign.result",
        title="What became of the message of the campaign",
        type="choice",
        values=get_args(Delivery),
        make=_of_campaign(lambda sending: sending.result),
        parameters=(THE_CAMPAIGN,),
    ),
    Field(
        id="customer.messages.count",
        title="Messages sent",
        one="Message sent",
        keywords=("received", "contacted", "email", "sms", "push"),
        type="number",
        make=_messages_count,
        parameters=(CHANNEL, FLOW, CAMPAIGN, WITHIN),
        refuse=_refuse_messages,
    ),
    Field(
        id="customer.messages.last_at",
        title="Latest message sent",
        keywords=("received", "contacted", "email", "sms", "push"),
        type="date",
        make=_messages_last,
        parameters=(CHANNEL, FLOW, CAMPAIGN),
        refuse=_refuse_messages,
    ),
)
