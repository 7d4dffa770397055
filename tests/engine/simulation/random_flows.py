"""Random flows that are valid and small, and random timelines that make them meet at the same instants."""

from typing import Any

from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.entities import Contact, Device, Pool, Product
from engine.world.world import World, WorldState
from tests.kit import customer, settings, world

PEOPLE = ("c0", "c1", "c2", "c3")
TEMPLATES = ("visit", "order", "bonus")
ZONE = world().zone

# Berlin's clocks go forward on 29 March 2026, at 2:00.
TIMES = [
    f"2026-03-{day} {time}"
    for day in (27, 28, 29, 30, 31)
    for time in ("01:30", "02:30", "03:30", "09:00", "09:30", "21:00")
]
LAST = ZONE.parse("2026-04-12 12:00")


def people() -> World:
    """Four customers, of whom each lacks something else."""
    found = [
        customer(0, segments={"vip": 0}, fields={"score": 5, "tier": "gold", "renewal": "2026-03-30"}),
        customer(1, email=None, phone=Contact("+49"), fields={"tier": "bronze", "renewal": "2026-04-02"}),
        customer(2, email=Contact("x@example.com", valid=False), devices=[Device("mobile", True)]),
        customer(
            3, subscriptions={}, segments={"vip": 0, "churn": 0}, fields={"renewal": "2026-03-29T02:30"}
        ),
    ]
    return World(
        WorldState(
            settings(),
            products={"p": Product("p", price=1000)},
            customers={one.id: one for one in found},
            pools={"ten": Pool(["A", "B"])},
        )
    )


def event(kind: str, **asked: Any) -> dict[str, Any]:
    return {"event": kind, "settings": asked}


TRIGGERS = st.sampled_from(
    [
        *(event("action_issued", templates=[name]) for name in TEMPLATES * 3),
        event("action_issued", templates=[*TEMPLATES, "message_not_sent"]),
        event("segment_entered", segment="vip"),
        event("segment_entered", segment="churn"),
        event("custom_field_changed", field="score"),
        event("subscription_changed", channel="email", status="unsubscribed"),
        event("balance_changed", account="points"),
        event("order_status_changed", status="paid", items="any", times_per_order=1),
        event("order_status_changed", status="paid", times_per_order=2),
        event("customer_added"),
        {"schedule": {"every": "day", "at": "09:00"}, "segment": "vip"},
        {"schedule": {"every": "day", "at": "02:30"}},
        {
            "schedule": {"every": "week", "at": "09:00", "days": ["fri", "mon"], "weeks": 2},
            "segment": "churn",
        },
    ]
)

LEAVES = st.sampled_from(
    [
        {"field": "customer.email.valid", "op": "is", "value": True},
        {"field": "customer.in_segment", "of": {"segment": "vip"}, "op": "is", "value": True},
        {"field": "customer.in_segment", "of": {"segment": "churn"}, "op": "is", "value": False},
        {"field": "customer.subscription", "of": {"channel": "email"}, "op": "is", "value": "subscribed"},
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=4,
)

ACTIONS = st.sampled_from(
    [
        {"do": "send_email", "subject": "Hello {{ Customer.FirstName }}"},
        {"do": "send_email", "subject": "Hello", "consent": "not_needed"},
        {"do": "send_sms", "text": "Hello", "consent": "not_unsubscribed"},
        {"do": "send_mobile_push", "text": "Hello", "consent": "not_needed"},
        {"do": "issue_promo_code", "pool": "ten"},
        {"do": "award_points", "account": "points", "amount": 5, "expires": "1 day"},
        {"do": "deduct_points", "account": "points", "amount": 7},
        {"do": "edit_field", "field": "score", "value": 9},
        {"do": "edit_field", "field": "renewal", "value": "2026-04-01"},
        {"do": "set_subscription", "brand": "main", "channel": "email", "status": "unsubscribed"},
        {"do": "add_to_segment", "segment": "vip"},
        {"do": "add_to_segment", "segment": "churn"},
        {"do": "remove_from_segment", "segment": "vip"},
        *({"do": "issue_action", "template": name} for name in TEMPLATES),
    ]
)

DURATIONS = st.sampled_from(["0 minutes", "30 minutes", "1 hour", "24 hours", "1 day", "2 days"])
PERIODS = st.sampled_from(["30 minutes", "24 hours", "1 day", "2 days"])
WINDOWS = st.sampled_from(
    [
        {"start": "09:00", "end": "17:00"},
        {"start": "22:00", "end": "06:00", "days": ["sat", "sun"]},
        {"start": "02:00", "end": "03:00"},
        {"days": ["mon", "tue"]},
    ]
)
UNTIL = st.fixed_dictionaries(
    {
        "field": st.just("customer.field.renewal"),
        "direction": st.sampled_from(["before", "after"]),
        "offset": DURATIONS,
    }
)


def _shares(names: str) -> list[dict[str, Any]]:
    return [{"id": name, "share": 100 / len(names)} for name in names]


def _block(kind: str, **parts: Any) -> st.SearchStrategy[dict[str, Any]]:
    strategies = {
        name: part if isinstance(part, st.SearchStrategy) else st.just(part) for name, part in parts.items()
    }
    return st.fixed_dictionaries({"kind": st.just(kind), **strategies})


STEPS = _block(
    "steps",
    actions=st.lists(ACTIONS, min_size=1, max_size=3).map(tuple),
    relevance=st.sampled_from(["1 day", "1 day", "unlimited", "0 minutes", "1 hour", "2 days"]),
)
WAITS = st.one_of(
    _block("wait", mode="fixed", duration=DURATIONS, window=st.none() | WINDOWS),
    _block("wait", mode="dynamic", until=UNTIL, window=st.none() | WINDOWS),
    _block("wait", mode="timed", window=WINDOWS),
)
BRANCHING = st.fixed_dictionaries(
    {
        "field": st.just("customer.field.tier"),
        "branches": st.just([{"id": "gold", "values": ["gold"]}, {"id": "low", "values": ["bronze"]}]),
        "other": st.booleans(),
    }
)
OTHERS = st.one_of(
    _block("condition", condition=TREES),
    _block("condition", branching=BRANCHING),
    _block("split", branches=st.sampled_from([_shares("AB"), _shares("ABCD")])),
    _block("ab_test", variants=_shares("AB")),
    _block("limit", cap=st.integers(0, 9)),
    _block("limit", cap=st.integers(0, 9), mode="rolling", period=PERIODS),
    _block(
        "limit", cap=st.integers(0, 9), mode="calendar", calendar=st.sampled_from(["hour", "day", "week"])
    ),
)
# Steps and waits are what makes passages meet.
BLOCKS = st.sampled_from([STEPS, STEPS, WAITS, OTHERS, OTHERS]).flatmap(lambda blocks: blocks)

LIMITS = st.one_of(
    st.sampled_from([{}, {"mode": "once"}, {"mode": "every_time", "total": 2}]),
    PERIODS.map(lambda period: {"mode": "periodically", "period": period}),
)
SCHEDULES = st.sampled_from(
    [
        {},
        {},
        {"start": "2026-03-28 09:00"},
        {"start": "2026-03-28 09:00", "end": "2026-03-30 09:00"},
        {"end": "2026-03-31 01:30"},
    ]
)


@st.composite
def flows(draw: st.DrawFn, name: str) -> Flow:
    """A flow without errors: blocks in a row, each output leading to some later one or nowhere."""
    launch: dict[str, Any] = {"id": "start", "kind": "launch", "trigger": draw(TRIGGERS)}
    if draw(st.integers(0, 3)) == 0:
        launch["filter"] = draw(TREES)
    row = draw(st.lists(BLOCKS, min_size=1, max_size=6))
    blocks = [launch, *({"id": f"b{n}", **block} for n, block in enumerate(row))]
    bare = Flow.model_validate({"id": name, "blocks": blocks})
    connections = []
    for n, block in enumerate(bare.blocks):
        for output in block.outputs():
            later = [other.id for other in bare.blocks[n + 1 :]]
            # Mostly the next block, or flows would be short.
            target = draw(st.sampled_from([later[0], later[0], None, *later])) if later else None
            if n == 0:
                target = later[0]
            if target is not None:
                connections.append({"from": block.id, "output": output.id, "to": target})
    drawn = Flow.model_validate(
        {
            "id": name,
            "limit": draw(LIMITS),
            "schedule": draw(SCHEDULES),
            "blocks": blocks,
            "connections": connections,
        }
    )
    problems = [p for p in validate(drawn, settings()) if p.severity == "error"]
    assert not problems, problems
    return drawn


@st.composite
def merges(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Merges of the four customers; nobody is merged into themselves."""
    found: list[dict[str, Any]] = []
    into = {who: who for who in PEOPLE}
    for at in sorted(draw(st.lists(st.sampled_from(TIMES), max_size=2)), key=ZONE.parse):
        one, other = draw(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)))
        if into[one] != into[other]:
            found.append({"do": "customer.merge", "customer": one, "merged": other, "at": at})
            gone, remains = into[other], into[one]
            into = {who: remains if root == gone else root for who, root in into.items()}
    return found


@st.composite
def timelines(draw: st.DrawFn) -> list[Change]:
    """Changes of four customers, often at one instant, some of them backdated."""
    found: list[dict[str, Any]] = []
    orders = 0
    for n in range(draw(st.integers(3, 14))):
        at = draw(st.sampled_from(TIMES))
        who = draw(st.sampled_from(PEOPLE))
        do = draw(st.integers(0, 7))
        if do <= 2:
            found.append(
                {"do": "action.issue", "customer": who, "template": draw(st.sampled_from(TEMPLATES))}
            )
            back = draw(st.sampled_from([0, 0, 3600, 86_400, 7 * 86_400, 7 * 86_400 + 1]))
            found[-1]["happened_at"] = ZONE.parse(at) - back
        elif do == 3:
            segment = draw(st.sampled_from(["vip", "churn"]))
            verb = draw(st.sampled_from(["add", "remove"]))
            found.append({"do": f"segment.{verb}", "customer": who, "segment": segment})
        elif do == 4:
            value = draw(st.sampled_from([1, 2, None]))
            found.append({"do": "customer.set_field", "customer": who, "fields": {"score": value}})
        elif do == 5:
            found.append(
                {"do": "customer.create", "customer": f"new{n}", "subscriptions": {"main": "subscribed"}}
            )
            if draw(st.booleans()):
                # Merged at once: E-16 belongs to the one that remains.
                found.append({"do": "customer.merge", "customer": who, "merged": f"new{n}", "at": at})
                found[-2]["at"] = at
        elif do == 6:
            orders += 1
            status = draw(st.sampled_from(["new", "paid"]))
            items = [{"product": "p"}, {"product": "p", "status": "paid"}]
            found.append(
                {
                    "do": "order.create",
                    "order": f"o{orders}",
                    "customer": who,
                    "status": status,
                    "items": items,
                }
            )
        else:
            found.append({"do": "promo.add_codes", "pool": "ten", "codes": [f"N{n}"]})
        found[-1]["at"] = at
    # Statuses of orders change after they came, at the same instant or later.
    for n in range(1, orders + 1):
        for status in draw(st.lists(st.sampled_from(["paid", "new", "cancelled"]), max_size=3)):
            found.append({"do": "order.set_status", "order": f"o{n}", "status": status, "at": TIMES[-1]})
    found += draw(merges())
    changes: list[Change] = [CHANGE.validate_python(given, context={"zone": ZONE}) for given in found]
    return sorted(changes, key=lambda change: change.at)
