"""Changes of orders, lists, products, points and promo codes."""

from typing import Any

import pytest
from pydantic import ValidationError

from engine.world.changes.balances import ReleasePoints
from engine.world.deltas import (
    BalanceChanged,
    ItemChanged,
    ListLineAdded,
    ListLineChanged,
    ListLineRemoved,
    OrderAdded,
    OrderChanged,
    PointsAvailable,
    ProductAvailabilityChanged,
    ProductFieldChanged,
    ProductPriceChanged,
)
from engine.world.entities import Call, DiscountCard, Pool, RegionalData, Session, StatusMoment
from engine.world.lookup import LOOKUP
from engine.world.world import World
from tests.engine.world.worlds import DAY, HOUR, NOW, apply, change, deltas, refusal, shop

TWO = [{"product": "boot", "quantity": 2}, {"product": "cap", "price": 1_500, "status": "paid"}]
ORDER: dict[str, Any] = {
    "do": "order.create",
    "order": "o1",
    "customer": "anna",
    "items": TWO,
    "status": "new",
}


def items(told: list[Any]) -> list[ItemChanged]:
    return [delta for delta in told if isinstance(delta, ItemChanged)]


def test_an_order_is_created_with_its_items() -> None:
    world = shop()
    told = deltas(world, {**ORDER, "fields": {"gift": True}, "happened_at": NOW - DAY})
    order = world.order("o1")
    assert world.customer("anna").orders == ["o1"]
    assert (order.created_at, order.changed_at, order.total) == (NOW - DAY, NOW - DAY, 21_500)
    assert [(i.line, i.price, i.quantity, i.status, i.original) for i in order.items] == [
        (1, 10_000, 2, "new", True),
        (2, 1_500, 1, "paid", True),
    ]
    assert order.items[0].history == [StatusMoment(NOW - DAY, "new")]
    assert order.fields == {"gift": True}
    assert isinstance(told[0], OrderAdded)
    assert [(d.old_status, d.new_status, d.latest) for d in items(told)] == [
        (None, "new", True),
        (None, "paid", True),
    ]


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"customer": "nobody"}, "customer"),
        ({"status": None}, "items.0.status"),
        ({"status": "lost"}, "items.0.status"),
        ({"items": [{"product": "coat"}]}, "items.0.product"),
        ({"items": [{"product": "boot"}, {"product": "gift card"}]}, "items.1.price"),
        ({"items": [{"product": "boot", "fields": {"engraving": 1}}]}, "items.0.fields.engraving"),
        ({"fields": {"gift": "yes"}}, "fields.gift"),
    ],
)
def test_an_impossible_order_is_refused(wrong: dict[str, Any], place: str) -> None:
    assert refusal(shop(), {**ORDER, **wrong})[0] == place
    assert refusal(shop(ORDER), ORDER)[0] == "order"


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    "wrong",
    [
        {"items": [{"product": "boot", "quantity": 0}]},
        {"items": [{"product": "boot", "quantity": -1}]},
        {"order": ""},
        {"colour": "red"},
        {"at": "soon"},
        {"at": 10**15},
        {"source": "nowhere"},
        {"do": "order.lose"},
    ],
)
def test_what_no_order_can_be_is_not_even_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        change({**ORDER, **wrong})


@pytest.mark.rule("E-7")
def test_the_status_of_the_order_sets_that_of_all_items_which_lack_it() -> None:
    world = shop(ORDER)
    told = items(deltas(world, {"do": "order.set_status", "order": "o1", "status": "paid", "at": NOW + 5}))
    assert [(d.item.line, d.old_status, d.new_status, d.fields) for d in told] == [
        (1, "new", "paid", ("status",))
    ]
    assert [item.status for item in world.order("o1").items] == ["paid", "paid"]
    assert world.order("o1").changed_at == NOW + 5
    assert refusal(world, {"do": "order.set_status", "order": "o1", "status": "lost"})[0] == "status"
    assert refusal(world, {"do": "order.set_status", "order": "o2", "status": "paid"})[0] == "order"


@pytest.mark.rule("E-7")
def test_a_change_older_than_the_latest_is_told_as_such_and_does_not_win() -> None:
    world = shop(ORDER, {"do": "order.set_status", "order": "o1", "status": "posted", "at": NOW + DAY})
    late = {"do": "order.set_status", "order": "o1", "at": NOW + 2 * DAY, "happened_at": NOW + HOUR}
    told = items(deltas(world, {**late, "status": "paid"}))
    assert [(d.item.line, d.old_status, d.new_status, d.latest) for d in told] == [(1, "new", "paid", False)]
    first, second = world.order("o1").items
    assert (first.status, second.status) == ("posted", "posted")
    assert [moment.status for moment in first.history] == ["new", "paid", "posted"]
    assert world.order("o1").changed_at == NOW + DAY


@pytest.mark.rule("E-7")
def test_a_change_at_the_very_time_of_the_latest_is_no_older() -> None:
    world = shop(ORDER)
    told = items(deltas(world, {"do": "order.set_item", "order": "o1", "line": 1, "status": "paid"}))
    assert told[0].latest


def test_an_item_changes_field_by_field_and_moves_the_total() -> None:
    world = shop({**ORDER, "total": 25_000})
    edit = {"do": "order.set_item", "order": "o1", "line": 1}
    [told] = items(deltas(world, {**edit, "quantity": 1, "price": 9_000, "fields": {"engraving": "A"}}))
    assert told.fields == ("quantity", "price", "total", "field.engraving")
    assert (told.old_status, told.new_status) == ("new", "new")
    assert world.order("o1").total == 25_000 - 20_000 + 9_000
    assert deltas(world, {**edit, "quantity": 1, "status": "new", "fields": {"engraving": "A"}}) == []
    assert refusal(world, {**edit, "line": 3}) == (
        "line",
        "order 'o1' has no line 3: its lines are 1, 2",
    )


def test_an_item_added_later_is_no_original() -> None:
    world = shop(ORDER)
    add = {"do": "order.add_item", "order": "o1", "product": "cap", "status": "paid"}
    [told] = items(deltas(world, add))
    assert (told.item.line, told.item.original, told.item.price) == (3, False, 2_000)
    assert world.order("o1").total == 23_500
    assert refusal(world, {**add, "product": "gift card"})[0] == "price"


def test_fields_and_total_of_an_order_are_its_own_change() -> None:
    world = shop(ORDER)
    [told] = deltas(world, {"do": "order.set_fields", "order": "o1", "fields": {"gift": True}, "total": 1})
    assert isinstance(told, OrderChanged)
    assert (told.fields, told.latest) == (("field.gift", "total"), True)
    assert deltas(world, {"do": "order.set_fields", "order": "o1", "fields": {"gift": True}}) == []


# Lists.


def listing(do: str, **more: Any) -> dict[str, Any]:
    return {"do": f"list.{do}", "customer": "anna", "list": "cart", **more}


def lines(world: World) -> dict[str, tuple[int, int | None]]:
    cart = world.customer("anna").lists.get("cart", {})
    return {product: (line.quantity, line.price) for product, line in cart.items()}


def kinds(told: list[Any]) -> list[type]:
    return [type(delta) for delta in told]


def test_a_line_keeps_the_price_at_which_it_was_added() -> None:
    world = shop()
    assert kinds(deltas(world, listing("add", product="boot"))) == [ListLineAdded]
    apply(world, {"do": "product.feed", "product": "boot", "price": 8_000})
    assert kinds(deltas(world, listing("add", product="boot", quantity=2))) == [ListLineChanged]
    apply(world, listing("add", product="cap", price=1_900))
    apply(world, listing("add", product="gift card"))
    assert lines(world) == {"boot": (3, 10_000), "cap": (1, 1_900), "gift card": (1, None)}
    assert world.listed == {"boot": {"anna"}, "cap": {"anna"}, "gift card": {"anna"}}


def test_the_price_saved_is_the_one_of_the_customers_zone() -> None:
    world = shop(
        {"do": "product.feed", "product": "boot", "regional": {"north": {"price": 9_000}, "south": {}}},
        {"do": "customer.set", "customer": "anna", "zone": "north"},
        {"do": "customer.set", "customer": "bert", "zone": "south"},
        listing("add", product="boot"),
        listing("add", product="boot", customer="bert"),
        listing("add", product="cap", price=None),
    )
    assert lines(world) == {"boot": (1, 9_000), "cap": (1, None)}
    line = world.customer("bert").lists["cart"]["boot"]
    assert line.price == 10_000


def test_a_list_is_set_whole() -> None:
    world = shop(listing("add", product="boot"), listing("add", product="cap"))
    told = deltas(world, listing("set", items=[{"product": "gift card"}, {"product": "cap", "quantity": 3}]))
    assert kinds(told) == [ListLineRemoved, ListLineAdded, ListLineChanged]
    assert lines(world) == {"cap": (3, 2_000), "gift card": (1, None)}
    assert world.listed["boot"] == set()
    twice = listing("set", items=[{"product": "cap"}, {"product": "cap"}])
    assert refusal(world, twice)[0] == "items.1.product"


def test_lines_are_removed_and_lists_cleared() -> None:
    world = shop(
        listing("add", product="boot"),
        listing("add", product="boot", list="wishes"),
        listing("add", product="cap"),
    )
    assert kinds(deltas(world, listing("remove", product="boot"))) == [ListLineRemoved]
    assert world.listed["boot"] == {"anna"}
    assert refusal(world, listing("remove", product="boot"))[0] == "product"
    assert kinds(deltas(world, listing("clear"))) == [ListLineRemoved]
    assert deltas(world, listing("clear")) == []
    assert refusal(world, listing("clear", list="attic"))[0] == "list"


# Products.


@pytest.mark.rule("W-3")
def test_a_feed_changes_what_it_names_and_tells_what_differs() -> None:
    world = shop()
    boot = world.product("boot")
    told = deltas(
        world,
        {
            "do": "product.feed",
            "product": "boot",
            "price": 9_000,
            "available": True,
            "fields": {"colour": "red"},
            "segments": ["hats"],
            "regional": {"north": {"price": 9_500, "available": False}},
        },
    )
    assert told == [
        ProductPriceChanged(boot, None, 10_000, 9_000),
        ProductFieldChanged(boot, None, "colour", None, "red"),
        ProductPriceChanged(boot, "north", None, 9_500),
        ProductAvailabilityChanged(boot, "north", None, False),
    ]
    assert boot.segments == ["hats"]
    assert boot.regional == {"north": RegionalData(9_500, False)}
    assert deltas(world, {"do": "product.feed", "product": "boot"}) == []
    told = deltas(
        world, {"do": "product.feed", "product": "boot", "price": None, "regional": {"north": None}}
    )
    assert told == [
        ProductPriceChanged(boot, None, 9_000, None),
        ProductPriceChanged(boot, "north", 9_500, None),
        ProductAvailabilityChanged(boot, "north", False, None),
    ]
    assert (boot.price, boot.regional, boot.available) == (None, {}, True)


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"product": "coat"}, "product"),
        ({"fields": {"colour": 1}}, "fields.colour"),
        ({"segments": ["coats"]}, "segments.0"),
        ({"regional": {"west": {}}}, "regional.west"),
        ({"regional": {"north": None}}, "regional.north"),
        ({"regional": {"north": {"fields": {"x": 1}}}}, "regional.north.fields.x"),
    ],
)
def test_an_impossible_feed_is_refused(wrong: dict[str, Any], place: str) -> None:
    assert refusal(shop(), {"do": "product.feed", "product": "boot", "price": 1, **wrong})[0] == place


def test_a_view_keeps_the_price_seen() -> None:
    view = {"do": "product.view", "customer": "anna", "product": "boot"}
    world = shop(view, {**view, "price": 9_999})
    assert [(v.number, v.price) for v in world.customer("anna").views] == [(0, 10_000), (1, 9_999)]
    assert refusal(world, {**view, "product": "coat"})[0] == "product"


@pytest.mark.rule("W-6")
@pytest.mark.parametrize(
    ("before", "wrong", "place"),
    [
        (
            {"do": "list.add", "customer": "anna", "list": "cart", "product": "cap", "quantity": 10**9},
            {"do": "list.add", "customer": "anna", "list": "cart", "product": "cap"},
            "quantity",
        ),
        (
            {**ORDER, "items": [{"product": "boot"}]},
            {"do": "order.set_item", "order": "o1", "line": 1, "quantity": 10**9, "price": 10**15},
            "price",
        ),
        (
            {**ORDER, "items": [{"product": "boot", "price": 10**15}]},
            {"do": "order.set_item", "order": "o1", "line": 1, "quantity": 2},
            "quantity",
        ),
        (
            {**ORDER, "items": [{"product": "boot", "price": 10**15}]},
            {"do": "order.add_item", "order": "o1", "product": "cap", "status": "new", "price": 1},
            "price",
        ),
        (
            ORDER,
            {**ORDER, "order": "o2", "items": [{"product": "boot", "quantity": 10**9, "price": 10**9}]},
            "items.0.price",
        ),
    ],
)
def test_what_adds_up_to_more_than_can_be_kept_is_refused(
    before: dict[str, Any], wrong: dict[str, Any], place: str
) -> None:
    assert refusal(shop(before), wrong)[0] == place


# Points and promo codes.


def points(do: str, **more: Any) -> dict[str, Any]:
    return {"do": f"balance.{do}", "customer": "anna", "account": "bonus", **more}


def test_points_go_up_and_down_and_may_be_negative() -> None:
    world = shop()
    told, available = deltas(world, points("award", amount=50, expires_at=NOW + DAY))
    assert isinstance(told, BalanceChanged)
    assert isinstance(available, PointsAvailable)
    assert (told.old, told.entry.balance, told.entry.expires_at) == (0, 50, NOW + DAY)
    apply(world, points("deduct", amount=70))
    apply(world, points("zero"))
    assert deltas(world, points("zero")) == []
    entries = world.customer("anna").balance_changes
    assert [(e.number, e.kind, e.amount, e.balance) for e in entries] == [
        (0, "award", 50, 50),
        (1, "deduction", -70, -20),
        (2, "zeroing", 20, 0),
    ]
    assert world.customer("anna").balances == {"bonus": 0}
    assert refusal(world, points("zero", account="miles"))[0] == "account"
    assert refusal(world, points("award", amount=1, expires_at=NOW))[0] == "expires_at"
    with pytest.raises(ValidationError):
        change(points("award", amount=0))


@pytest.mark.rule("W-6")
def test_points_that_become_available_fill_an_account_and_no_more() -> None:
    world = shop(points("award", amount=10**9, available_at=NOW + DAY))
    world.customer("anna").balances = {"bonus": 10**12 - 1}
    world.now = NOW + DAY
    world.apply(ReleasePoints(at=NOW + DAY, source="time", customer="anna", account="bonus", number=0))
    assert world.customer("anna").balances == {"bonus": 10**12}


def test_codes_are_issued_in_order_until_none_is_left() -> None:
    issue = {"do": "promo.issue", "customer": "anna", "pool": "welcome"}
    world = shop({"do": "promo.add_codes", "pool": "welcome", "codes": ["a", "b"]}, issue, issue)
    assert [code.code for code in world.customer("anna").promo_codes] == ["a", "b"]
    assert refusal(world, issue) == ("pool", "the pool 'welcome' has no code left: add codes to it")
    assert refusal(world, {"do": "promo.add_codes", "pool": "welcome", "codes": ["c", "a"]})[0] == "codes.1"
    state = world.state()
    state.pools["welcome"] = Pool()
    # Of a world file: it need not say of which codes its customers' are.
    assert refusal(World(state), {"do": "promo.add_codes", "pool": "welcome", "codes": ["b"]})[0] == "codes.0"
    assert refusal(world, {**issue, "pool": "summer"})[0] == "pool"
    assert refusal(world, {**issue, "pool": "winter"})[0] == "pool"


def test_a_multi_use_pool_gives_everybody_its_code() -> None:
    issue = {"do": "promo.issue", "pool": "summer"}
    world = shop(
        {"do": "promo.add_codes", "pool": "summer", "codes": ["sun"]},
        {**issue, "customer": "anna"},
        {**issue, "customer": "bert"},
    )
    assert [world.customer(who).promo_codes[0].code for who in ("anna", "bert")] == ["sun", "sun"]


# Looking up.


def test_entities_are_found_again_until_they_are_gone() -> None:
    world = shop(
        ORDER,
        listing("add", product="boot"),
        {"do": "product.view", "customer": "anna", "product": "boot", "action": "site"},
        points("award", amount=5),
        {"do": "promo.add_codes", "pool": "welcome", "codes": ["a"]},
        {"do": "promo.issue", "customer": "anna", "pool": "welcome"},
    )
    anna = world.customer("anna")
    anna.sessions = [Session(0, 0, 0)]
    anna.discount_cards = [DiscountCard("4711", "silver")]
    anna.calls = [Call(0, "survey", 0)]
    order = world.order("o1")
    there: dict[str, tuple[Any, object]] = {
        "order": ("o1", order),
        "order_item": (("o1", 2), order.items[1]),
        "product": ("boot", world.product("boot")),
        "list_item": (("cart", "boot"), anna.lists["cart"]["boot"]),
        "view": (0, anna.views[0]),
        "action": (0, anna.actions[0]),
        "balance_change": (0, anna.balance_changes[0]),
        "promo_code": ("a", anna.promo_codes[0]),
        "session": (0, anna.sessions[0]),
        "discount_card": ("4711", anna.discount_cards[0]),
        "operation": (0, anna.calls[0]),
    }
    gone: dict[str, list[Any]] = {
        "order": ["o2"],
        "order_item": [("o2", 1), ("o1", 3)],
        "product": ["coat"],
        "list_item": [("wishes", "boot"), ("cart", "cap")],
        "view": [1, -1],
        "action": [1],
        "balance_change": [1],
        "promo_code": ["b"],
        "session": [1],
        "discount_card": ["4712"],
        "operation": [1],
    }
    assert LOOKUP.keys() == there.keys() == gone.keys()
    for entity, (ref, found) in there.items():
        assert LOOKUP[entity](world, anna, ref) is found
        assert [LOOKUP[entity](world, anna, ref) for ref in gone[entity]] == [None] * len(gone[entity])
