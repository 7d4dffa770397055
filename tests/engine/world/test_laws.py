"""Laws that hold for any sequence of changes: they can be taken back, refused whole, and written down."""

from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.events.catalogue import CATALOGUE
from engine.world.changes.catalogue import CHANGE, KINDS
from engine.world.check import check_state
from engine.world.world import STATE, Applied, Refused, World, undo
from tests.engine.world.worlds import DAY, HOUR, NOW, SETTINGS, change, shop, text

pick = st.sampled_from
CUSTOMERS = pick(["anna", "bert", "anna", "bert", "anna", "cleo"])
PRODUCTS = pick(["boot", "cap", "boot", "cap", "boot", "gift card", "no such"])
ORDERS = pick(["o1", "o2", "o1", "o2", "o1", "o3"])
STATUSES = pick([*SETTINGS["order_statuses"], *SETTINGS["order_statuses"], "no such"])
LISTS = pick(["cart", "wishes"])
ADDRESSES = pick(["a@x", "b@x", "c@x"])
CONFIRMATIONS = pick(["confirmed", "unconfirmed", "no_data"])
PRICES = st.none() | st.integers(0, 5) | st.just(10_000)
GOOD_FIELDS = st.fixed_dictionaries(
    {},
    optional={"size": pick(["S", "M", None]), "visits": pick([1, 2, 2.5, None]), "vip": pick([True, None])},
)
FIELDS = GOOD_FIELDS | st.dictionaries(pick(["size", "motto", "no such"]), pick(["S", 1, True]), max_size=2)
KEYS = pick(["main", "main/email", "main/sms", "main/email/news", "main/sms/offers"])
ANY_KEYS = KEYS | pick(["main/fax", "other"])
SUBSCRIPTIONS = pick(["subscribed", "unsubscribed", "requires_confirmation", "none"])
ENGRAVING = st.dictionaries(pick(["engraving"]), st.none() | pick(["a", "b"]))
COLOUR = st.dictionaries(pick(["colour"]), st.none() | pick(["red", "blue"]))


TRIED: list[str] = []


def of(do: str, required: dict[str, Any], optional: dict[str, Any] | None = None) -> Any:
    TRIED.append(do)
    return st.fixed_dictionaries({"do": st.just(do), **required}, optional=optional or {})


def one_contact(which: str) -> list[Any]:
    return [
        of(
            f"customer.set_{which}",
            {"customer": CUSTOMERS, "value": st.none() | ADDRESSES},
            {"valid": st.booleans(), "confirmation": CONFIRMATIONS},
        ),
        of(f"customer.confirm_{which}", {"customer": CUSTOMERS}, {"value": ADDRESSES}),
    ]


ITEM = st.fixed_dictionaries(
    {"product": PRODUCTS, "status": STATUSES}, optional={"price": PRICES, "quantity": st.integers(1, 3)}
)
THREE = [{"product": "boot"}, {"product": "cap"}, {"product": "gift card", "price": 500}]
REGIONAL = st.none() | st.fixed_dictionaries(
    {}, optional={"price": PRICES, "available": st.none() | st.booleans(), "fields": COLOUR}
)
LINE = st.fixed_dictionaries({"product": PRODUCTS}, optional={"price": PRICES, "quantity": st.integers(1, 3)})
PLAIN = st.one_of(
    of(
        "customer.create",
        {"customer": pick(["cleo", "dora", "emil", "anna"])},
        {
            "first_name": pick(["Cleo", "Dora"]),
            "email": st.fixed_dictionaries({"value": ADDRESSES}, optional={"confirmation": CONFIRMATIONS}),
            "zone": pick(["north", "west"]),
            "fields": FIELDS,
            "subscriptions": st.dictionaries(KEYS, SUBSCRIPTIONS, max_size=3),
            "segments": st.lists(pick(["vips", "buyers", "vips", "sleepers"]), max_size=2),
        },
    ),
    of(
        "customer.set",
        {"customer": CUSTOMERS},
        {
            "last_name": pick(["", "Berg"]),
            "zone": st.none() | pick(["north", "south", "west"]),
            "birth_date": st.none() | pick(["2000-02-29", "2001-02-29"]),
        },
    ),
    of("customer.set_field", {"customer": CUSTOMERS, "fields": FIELDS}),
    *one_contact("email"),
    *one_contact("phone"),
    of(
        "customer.set_subscription",
        {"customer": CUSTOMERS, "key": ANY_KEYS, "status": st.none() | SUBSCRIPTIONS},
    ),
    of("segment.add", {"customer": CUSTOMERS, "segment": pick(["vips", "buyers", "sleepers"])}),
    of("segment.remove", {"customer": CUSTOMERS, "segment": pick(["vips", "buyers"])}),
    of("action.issue", {"customer": CUSTOMERS, "template": pick(["called", "site", "no such"])}),
    of(
        "order.create",
        {"order": pick(["o3", "o4", "o1"]), "customer": CUSTOMERS, "items": st.lists(ITEM, max_size=3)},
        {"status": STATUSES, "total": st.integers(0, 9)},
    ),
    of("order.set_status", {"order": ORDERS, "status": STATUSES}),
    of(
        "order.set_item",
        {"order": ORDERS, "line": st.integers(1, 3)},
        {"status": STATUSES, "price": st.integers(0, 9), "quantity": st.integers(1, 3), "fields": ENGRAVING},
    ),
    of("order.add_item", {"order": ORDERS, "product": PRODUCTS, "status": STATUSES}, {"price": PRICES}),
    of(
        "order.set_fields", {"order": ORDERS}, {"fields": st.just({"gift": True}), "total": st.integers(0, 9)}
    ),
    of("list.add", {"customer": CUSTOMERS, "list": LISTS, "product": PRODUCTS}, {"price": PRICES}),
    of("list.set", {"customer": CUSTOMERS, "list": LISTS, "items": st.lists(LINE, max_size=3)}),
    of("list.remove", {"customer": CUSTOMERS, "list": LISTS, "product": PRODUCTS}),
    of("list.clear", {"customer": CUSTOMERS, "list": LISTS}),
    of("product.create", {"product": pick(["coat", "scarf", "boot"])}, {"price": PRICES, "fields": COLOUR}),
    of(
        "product.feed",
        {"product": PRODUCTS},
        {
            "price": PRICES,
            "available": st.none() | st.booleans(),
            "fields": COLOUR,
            "segments": st.lists(pick(["shoes", "hats", "no such"]), max_size=2),
            "regional": st.dictionaries(pick(["north", "south", "west"]), REGIONAL, max_size=2),
        },
    ),
    of("product.view", {"customer": CUSTOMERS, "product": PRODUCTS}, {"price": PRICES}),
    of(
        "balance.award",
        {
            "customer": CUSTOMERS,
            "account": pick(["bonus", "bonus", "bonus", "miles"]),
            "amount": st.integers(1, 9),
        },
        {"available_at": st.integers(NOW, NOW + DAY), "expires_at": st.integers(NOW, NOW + 2 * DAY)},
    ),
    of("session.activity", {"customer": CUSTOMERS}),
    of("session.close", {"customer": CUSTOMERS}),
    of("category.view", {"customer": CUSTOMERS, "category": pick(["shoes", "hats"])}),
    of("balance.deduct", {"customer": CUSTOMERS, "account": pick(["bonus"]), "amount": st.integers(1, 9)}),
    of("balance.zero", {"customer": CUSTOMERS, "account": pick(["bonus", "stamps"])}),
    of(
        "promo.add_codes",
        {"pool": pick(["welcome", "summer"]), "codes": st.lists(pick("abcdefgh"), min_size=1, max_size=2)},
    ),
    of("promo.issue", {"customer": CUSTOMERS, "pool": pick(["welcome", "summer", "no such"])}),
)


@st.composite
def envelopes(draw: st.DrawFn) -> dict[str, Any]:
    """Any change, at times near each other, some backdated, some recorded as an action."""
    given = dict(draw(PLAIN))
    given["at"] = NOW + draw(st.integers(0, 3)) * HOUR
    if draw(st.integers(0, 4)) == 4:
        given["happened_at"] = given["at"] - draw(pick([HOUR, 2 * HOUR, 8 * DAY, -HOUR]))
    if given["do"] not in ("product.feed", "product.create", "action.issue") and draw(st.integers(0, 4)) == 4:
        given["action"] = draw(pick(["called", "site", "called", "site", "no such"]))
    return given


def lively() -> World:
    """A shop in which most changes find something to change."""
    return shop(
        {"do": "customer.set_email", "customer": "anna", "value": "a@x", "confirmation": "confirmed"},
        {"do": "customer.set_phone", "customer": "anna", "value": "b@x", "confirmation": "confirmed"},
        {"do": "customer.set_phone", "customer": "anna", "value": "c@x", "confirmation": "unconfirmed"},
        {"do": "customer.set_email", "customer": "bert", "value": "b@x"},
        {"do": "customer.set_phone", "customer": "bert", "value": "c@x"},
        {"do": "promo.add_codes", "pool": "welcome", "codes": ["x", "y"]},
        {"do": "promo.add_codes", "pool": "summer", "codes": ["z"]},
        {"do": "order.create", "order": "o1", "customer": "anna", "status": "new", "items": THREE},
        {"do": "order.create", "order": "o2", "customer": "bert", "status": "paid", "items": THREE},
        {"do": "list.add", "customer": "anna", "list": "cart", "product": "boot"},
        {"do": "list.add", "customer": "anna", "list": "wishes", "product": "boot"},
        {"do": "list.add", "customer": "bert", "list": "cart", "product": "cap"},
        {"do": "product.feed", "product": "boot", "regional": {"north": {"price": 9_000}}},
        {"do": "customer.set", "customer": "bert", "zone": "north"},
    )


def index(world: World) -> dict[str, Any]:
    """Who has a product on a list, and whose latest view of it is which, as it is now."""
    listed = {product: set(holders) for product, holders in world.listed.items() if holders}
    viewed = {product: dict(views) for product, views in world.viewed.items() if views}
    return {"listed": listed, "viewed": viewed}


def try_apply(world: World, given: dict[str, Any]) -> Applied | Refused:
    try:
        return world.apply(change(given))
    except Refused as refused:
        return refused


def recognised(world: World, applied: Applied) -> list[Any]:
    return [
        (event.kind.id, event.customer.id, event.happened_at, event.received_at, event.context, event.facts)
        for kind in CATALOGUE.values()
        for event in kind.recognise(applied, world)
    ]


def test_every_kind_of_change_is_among_those_tried() -> None:
    kinds = {get_args(get_type_hints(kind)["do"])[0] for kind in KINDS}
    assert set(TRIED) == kinds


@pytest.mark.rule("W-4", "W-6")
@hypothesis_settings(max_examples=300, deadline=None)
@given(st.lists(envelopes(), max_size=25))
def test_changes_are_taken_back_exactly_and_refused_whole(givens: list[dict[str, Any]]) -> None:
    world = lively()
    done: list[tuple[str, dict[str, Any], Applied]] = []
    for given_ in givens:
        before, holders = text(world.state()), index(world)
        outcome = try_apply(world, given_)
        if isinstance(outcome, Applied):
            done.append((before, holders, outcome))
        else:
            assert text(world.state()) == before
            assert index(world) == holders
            assert outcome.place
            assert str(outcome)
    assert index(world) == index(World(world.state()))
    for before, holders, applied in reversed(done):
        undo(applied.inverse)
        assert text(world.state()) == before
        assert index(world) == holders


@pytest.mark.rule("T-6")
@hypothesis_settings(max_examples=200, deadline=None)
@given(st.lists(envelopes(), max_size=20), st.lists(envelopes(), max_size=6))
def test_a_world_read_back_from_json_behaves_the_same(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    world = lively()
    for given_ in before:
        try_apply(world, given_)
    again = World(STATE.validate_json(STATE.dump_json(world.state())))
    assert text(again.state()) == text(world.state())
    for given_ in after:
        here, there = try_apply(world, given_), try_apply(again, given_)
        if isinstance(here, Applied):
            assert isinstance(there, Applied)
            assert recognised(world, here) == recognised(again, there)
        else:
            assert str(there) == str(here)
        assert text(again.state()) == text(world.state())


@pytest.mark.rule("T-6")
@hypothesis_settings(max_examples=100, deadline=None)
@given(st.lists(envelopes(), max_size=12))
def test_a_change_taken_back_and_done_again_tells_the_same(givens: list[dict[str, Any]]) -> None:
    world = lively()
    for given_ in givens:
        applied = try_apply(world, given_)
        if isinstance(applied, Applied):
            told, after = recognised(world, applied), text(world.state())
            undo(applied.inverse)
            again = try_apply(world, given_)
            assert isinstance(again, Applied)
            assert recognised(world, again) == told
            assert text(world.state()) == after


@pytest.mark.rule("W-7")
@hypothesis_settings(max_examples=200, deadline=None)
@given(envelopes())
def test_a_change_reads_back_from_what_it_writes(given_: dict[str, Any]) -> None:
    read = change(given_)
    assert CHANGE.validate_json(CHANGE.dump_json(read)) == read
    assert CHANGE.validate_python(CHANGE.dump_python(read)) == read


@hypothesis_settings(max_examples=100, deadline=None)
@given(st.lists(envelopes(), max_size=15))
def test_changes_keep_the_world_whole(givens: list[dict[str, Any]]) -> None:
    world = lively()
    for given_ in givens:
        try_apply(world, given_)
    assert check_state(world.state()) == []


@pytest.mark.rule("W-4")
def test_what_is_taken_out_and_put_back_stands_where_it_stood() -> None:
    add = {"do": "segment.add", "customer": "anna"}
    world = shop({**add, "segment": "vips"}, {**add, "segment": "buyers"})
    removed = world.apply(change({"do": "segment.remove", "customer": "anna", "segment": "vips"}))
    undo(removed.inverse)
    assert list(world.customer("anna").segments) == ["vips", "buyers"]


@pytest.mark.rule("W-4")
def test_a_world_keeps_nothing_of_the_change_itself() -> None:
    world, other = shop(), shop()
    issue = change(
        {"do": "action.issue", "customer": "anna", "template": "called", "fields": {"topic": "order"}}
    )
    world.apply(issue)
    world.customer("anna").actions[0].fields["topic"] = "other"
    other.apply(issue)
    assert other.customer("anna").actions[0].fields == {"topic": "order"}
