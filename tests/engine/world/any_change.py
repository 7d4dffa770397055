"""Any change to a small shop, drawn from the fields of its kind: of every kind in the catalogue of changes.

A field's type says what it may hold; for texts, which name things, `VALUES` says which names to try. A kind
with a field about which nothing is said here cannot be drawn, so that nobody adds one without its being
tried.
"""

import dataclasses
import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import MISSING

from engine.world.changes.base import Change, Source
from engine.world.changes.catalogue import KINDS
from engine.world.world import STATE, World
from tests.engine.world.worlds import DAY, HOUR, NOW, SETTINGS, apply

pick = st.sampled_from
Strategy = st.SearchStrategy[Any]

SHOP: dict[str, Any] = {
    **SETTINGS,
    "customer_fields": {
        **SETTINGS["customer_fields"],
        "seen": {"type": "text", "calculated": {"of": "most_viewed_product"}},
        "looks": {"type": "number", "calculated": {"of": "views_number", "days": 2}},
        "orders": {"type": "number", "calculated": {"of": "orders_number", "days": 3}},
        "turnover": {"type": "money", "calculated": {"of": "orders_sum"}},
        "last": {"type": "date", "calculated": {"of": "last_order_at"}},
    },
    "action_templates": {
        **SETTINGS["action_templates"],
        "own data": {"category": "personal"},
        "asked for a code": {"fields": {"code": {"type": "text"}}},
    },
    "segments": {
        **SETTINGS["segments"],
        "regulars": {
            "kind": "recalculated",
            "where": {"field": "customer.field.visits", "op": "more_than", "value": 1},
            "every": "1 day",
        },
    },
    "promo_pools": {**SETTINGS["promo_pools"], "friends": {"kind": "referral"}},
    "discount_card_types": {"silver": {}, "gold": {}},
    "campaigns": {"spring": {}, "sale": {"channel": "sms"}},
    "operations": {
        "register": {"steps": ["register"]},
        "checkout": {"steps": ["register_or_update", "start_flow"], "variables": {"topic": {"type": "text"}}},
        "import": {"steps": ["import"], "action": "called"},
        "edit": {"steps": ["edit"], "action": "own data"},
        "sign in": {"steps": ["generate_authorization_code"], "action": "asked for a code"},
        "call me": {"steps": ["start_flow"], "variables": {"topic": {"type": "text"}}},
    },
}

ALL_THREE = [{"product": "boot"}, {"product": "cap"}, {"product": "gift card", "price": 500}]
BEGINNINGS: tuple[dict[str, Any], ...] = (
    {"do": "product.create", "product": "boot", "price": 10_000, "available": True, "segments": ["shoes"]},
    {"do": "product.create", "product": "cap", "price": 2_000},
    {"do": "product.create", "product": "gift card"},
    {"do": "customer.create", "customer": "anna"},
    {"do": "customer.create", "customer": "bert"},
    {"do": "customer.create", "customer": "carl"},
    {"do": "customer.set_email", "customer": "anna", "value": "a@x", "confirmation": "confirmed"},
    {"do": "customer.set_phone", "customer": "anna", "value": "b@x", "confirmation": "confirmed"},
    {"do": "customer.set_phone", "customer": "anna", "value": "c@x", "confirmation": "unconfirmed"},
    {"do": "customer.set_email", "customer": "bert", "value": "b@x"},
    {"do": "customer.set_phone", "customer": "bert", "value": "c@x"},
    {"do": "customer.set", "customer": "bert", "zone": "north"},
    {"do": "promo.add_codes", "pool": "welcome", "codes": ["x", "y"]},
    {"do": "promo.add_codes", "pool": "summer", "codes": ["z"]},
    {"do": "promo.add_codes", "pool": "friends", "codes": ["f", "g"]},
    {"do": "promo.issue", "customer": "anna", "pool": "welcome"},
    {"do": "promo.issue", "customer": "bert", "pool": "friends"},
    {"do": "balance.award", "customer": "anna", "account": "bonus", "amount": 5},
    {"do": "order.create", "order": "o1", "customer": "anna", "status": "new", "items": ALL_THREE},
    {"do": "order.create", "order": "o2", "customer": "bert", "status": "paid", "items": ALL_THREE},
    {"do": "list.add", "customer": "anna", "list": "cart", "product": "boot"},
    {"do": "list.add", "customer": "anna", "list": "wishes", "product": "boot"},
    {"do": "list.add", "customer": "bert", "list": "cart", "product": "cap"},
    {"do": "product.view", "customer": "carl", "product": "boot"},
    {"do": "product.view", "customer": "bert", "product": "cap"},
    {"do": "card.issue", "customer": "anna", "card": "1", "type": "silver"},
    {"do": "campaign.generate", "customer": "anna", "campaign": "spring"},
    {"do": "campaign.generate", "customer": "bert", "campaign": "spring"},
    {"do": "campaign.send", "customer": "bert", "campaign": "spring"},
    {"do": "segment.add", "customer": "anna", "segment": "vips"},
    {"do": "product.feed", "product": "boot", "regional": {"north": {"price": 9_000}}},
)


@cache
def _beginning() -> bytes:
    world = World(STATE.validate_python({"settings": SHOP}))
    world.now = NOW
    for given in BEGINNINGS:
        apply(world, given)
    return STATE.dump_json(world.state())


def beginning() -> World:
    """A new shop in which most changes find something to change."""
    world = World(STATE.validate_json(_beginning()))
    world.now = NOW
    return world


# What fields hold, by `<change>.<field>`, `<class>.<field>` or the field's name alone.

CUSTOMER = pick(["anna", "bert", "anna", "anna", "bert", "anna", "bert", "anna", "carl", "dora", "nobody"])
PRODUCT = pick(["boot", "cap", "boot", "cap", "boot", "cap", "gift card", "no such"])
STATUS = pick([*SETTINGS["order_statuses"], *SETTINGS["order_statuses"], "no such"])
CUSTOM = pick(["S", "M", 1, 2, 2.5, True, "2026-03-01", None])
WELL = st.fixed_dictionaries(
    {},
    optional={"size": pick(["S", "M", None]), "visits": pick([1, 2, 2.5, None]), "vip": pick([True, None])},
)
CUSTOMER_FIELDS = (
    WELL | WELL | st.dictionaries(pick(["size", "motto", "seen", "no such"]), CUSTOM, max_size=2)
)
PRODUCT_FIELDS = st.dictionaries(pick(["colour"]), st.none() | pick(["red", "blue"]))
ITEM_FIELDS = st.dictionaries(pick(["engraving"]), st.none() | pick(["a", "b"]))
ACTION_FIELDS = st.dictionaries(pick(["topic"]), pick(["order", "other", "order", "no such"]))
SOON = pick([NOW - HOUR, NOW + HOUR, NOW + HOUR, NOW + HOUR, NOW + DAY, NOW + DAY, NOW + DAY + HOUR])
ADDRESS = pick(["a@x", "b@x", "c@x"])
CODE = pick(["x", "y", "z", "f", "g", "h", "outside"])
CARD = pick(["1", "2", "1", "3", "1"])
MONEY = pick([0, 3, 5, 3, 10_000])

VALUES: dict[str, Strategy] = {
    "account": pick(["bonus", "bonus", "bonus", "stamps", "miles"]),
    "action.issue.fields": ACTION_FIELDS,
    "amount": st.integers(1, 9),
    "available_at": SOON,
    "birth_date": pick(["2000-02-29", "2001-02-29"]),
    "by": pick(["2", "3", "4"]),
    "campaign": pick(["spring", "spring", "sale", "no such"]),
    "card": CARD,
    "category": pick(["", "boots", "caps"]),
    "category.view.category": pick(["boots", "caps"]),
    "code": CODE,
    "codes": st.lists(pick("abcdefgh"), min_size=1, max_size=2),
    "customer": CUSTOMER,
    "customer.create.customer": pick(["dora", "emil", "anna", "frida"]),
    "customer.create.fields": CUSTOMER_FIELDS,
    "customer.create.segments": st.lists(pick(["vips", "buyers", "vips", "sleepers"]), max_size=2),
    "customer.set_field.fields": CUSTOMER_FIELDS,
    "CustomerData.fields": CUSTOMER_FIELDS,
    "email": ADDRESS,
    "expires_at": SOON,
    "first_name": pick(["", "Dora"]),
    "key": pick(
        ["main", "main/email", "main/sms", "main/email/news", "main/sms/offers", "main/fax", "other"]
    ),
    "last_name": pick(["", "Berg"]),
    "line": pick([1, 2, 3, 1, 2, 3, 4]),
    "lines": st.lists(st.integers(1, 4), max_size=2),
    "list": pick(["cart", "wishes", "cart", "wishes", "cart", "no such"]),
    "merged": CUSTOMER,
    "name": pick(["", "Boot"]),
    "NewItem.fields": ITEM_FIELDS,
    "operation": pick([*SHOP["operations"], *SHOP["operations"], "no such"]),
    "order": pick(["o1", "o2", "o1", "o2", "o1", "o2", "o1", "o2", "o3"]),
    "order.add_item.fields": ITEM_FIELDS,
    "order.create.fields": st.dictionaries(pick(["gift"]), st.booleans()),
    "order.create.order": pick(["o3", "o4", "o5", "o1"]),
    "order.set_fields.fields": st.dictionaries(pick(["gift"]), st.none() | st.booleans()),
    "order.set_item.fields": ITEM_FIELDS,
    "phone": ADDRESS,
    "pool": pick(["welcome", "summer", "friends", "welcome", "no such"]),
    "price": MONEY,
    "product": PRODUCT,
    "product.create.fields": PRODUCT_FIELDS,
    "product.create.product": pick(["coat", "scarf", "hat", "boot"]),
    "product.feed.fields": PRODUCT_FIELDS,
    "quantity": st.integers(1, 3),
    "regional": pick(["north", "south", "north", "south", "west"]),
    "RegionalData.fields": PRODUCT_FIELDS,
    "RegionalFeed.fields": PRODUCT_FIELDS,
    "segment": pick(["vips", "buyers", "vips", "buyers", "sleepers", "regulars"]),
    "segments": st.lists(pick(["shoes", "hats", "shoes", "hats", "shoes", "no such"]), max_size=2),
    "status": STATUS,
    "subscriptions": pick(["main", "main/email", "main/sms/offers", "main/fax"]),
    "template": pick(["called", "site", "own data", "no such"]),
    "total": MONEY,
    "type": pick(["silver", "gold", "silver", "no such"]),
    "value": ADDRESS,
    "variables": st.dictionaries(pick(["topic", "topic", "topic", "no such"]), pick(["tea", "", "tea"])),
    "zone": pick(["north", "south", "north", "south", "west"]),
}
"""Strategies for fields that name something; of a dictionary with entries of a class, for its keys."""


class NothingSaid(LookupError):
    """There are no values to try for a field of a change."""


def name_of(kind: type[Change]) -> str:
    """What files call a kind of change: `order.create`."""
    return str(get_args(get_type_hints(kind)["do"])[0])


def of_kind(kind: type[Change]) -> Strategy:
    """Changes of a kind without their envelope. Raises NothingSaid."""
    return _of(name_of(kind))


@cache
def _of(name: str) -> Strategy:
    kind = next(kind for kind in KINDS if name_of(kind) == name)
    envelope = {field.name for field in dataclasses.fields(Change)}
    return _entries(kind, name, envelope).map(lambda given: {"do": name, **given})


def _entries(of: Any, name: str, but: set[str]) -> Strategy:
    hints = get_type_hints(of, include_extras=True)
    required: dict[str, Strategy] = {}
    optional: dict[str, Strategy] = {}
    for field in dataclasses.fields(of):
        if field.name in but or field.name == "do":
            continue
        needed = field.default is field.default_factory is dataclasses.MISSING
        (required if needed else optional)[field.name] = _values(hints[field.name], name, field.name)
    return st.fixed_dictionaries(required, optional=optional)


def _values(hint: Any, owner: str, field: str) -> Strategy:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _values(args[0], owner, field)
    if origin in (Union, types.UnionType):
        values = [_values(one, owner, field) for one in args if one is not MISSING and one is not type(None)]
        # One entry for each value, so that texts and numbers of one pool are not drawn twice.
        return st.one_of(st.none(), values[0]) if type(None) in args else values[0]
    if origin is Literal:
        return pick(args)
    if hint is bool:
        return st.booleans()
    if dataclasses.is_dataclass(hint):
        return _entries(hint, str(getattr(hint, "__name__", "")), set())
    if origin is list and dataclasses.is_dataclass(_bare(args[0])):
        return st.lists(_values(args[0], owner, field), max_size=3)
    named = VALUES.get(f"{owner}.{field}", VALUES.get(field))
    if named is None:
        raise NothingSaid(f"tests/engine/world/any_change.py has no values for {owner}.{field}: give it some")
    if origin is dict and (_is_entity(args[1]) or get_origin(args[1]) is Literal):
        return st.dictionaries(named, _values(args[1], owner, field), max_size=3)
    return named


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _is_entity(hint: Any) -> bool:
    parts = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return any(dataclasses.is_dataclass(part) for part in parts)


# Whole changes, one after another.

GAP = pick([0, 0, 1, 60, HOUR // 2 - 1, HOUR // 2, HOUR // 2, HOUR, 6 * HOUR, DAY])
"""Seconds from one change to the next."""

_AGO = pick([0, 1, HOUR // 2, 2 * HOUR, 8 * DAY, -HOUR])
_ENVELOPE: dict[str, Strategy] = {
    "source": pick(get_args(Source)),
    "step": pick(["register", "register_or_update", "import", "edit", "no such step"]),
    "action": pick(["called", "site", "own data", "called", "site", "own data", "no such"]),
    "batch": pick(["1", "2"]),
    "ago": _AGO,
}


@st.composite
def changes(draw: st.DrawFn, kinds: tuple[type[Change], ...] = KINDS) -> tuple[int, dict[str, Any]]:
    """(seconds after the one before, a change without its time of receipt): of any kind, from anywhere.

    What is not said of where it came from is mostly left as it is, so that most changes can be applied.
    """
    given = dict(draw(of_kind(draw(pick(kinds)))))
    for name in draw(st.sets(pick(sorted(_ENVELOPE)), max_size=2)) if draw(st.integers(0, 2)) == 2 else ():
        given[name] = draw(_ENVELOPE[name])
    if given.get("action") == "called":
        given["action_fields"] = draw(ACTION_FIELDS)
    return draw(GAP), given


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[int, dict[str, Any]]]:
    """Some changes, one after another: of all kinds, or of a few, which then meet each other more often."""
    few = draw(st.lists(pick(KINDS), min_size=1, max_size=5, unique_by=name_of))
    kinds = KINDS if draw(st.integers(0, 3)) == 3 else tuple(few)
    return draw(st.lists(changes(kinds), min_size=6, max_size=20))


def timed(at: int, given: dict[str, Any]) -> dict[str, Any]:
    """A change that was drawn, received then."""
    made = {name: value for name, value in given.items() if name != "ago"} | {"at": at}
    return made | ({"happened_at": at - given["ago"]} if "ago" in given else {})
