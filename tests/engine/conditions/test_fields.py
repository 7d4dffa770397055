"""What the fields read."""

from collections.abc import Collection
from typing import Any

import pytest

from engine.conditions.base import ENTITIES, LACKING, Field
from engine.conditions.entity_fields import FIELDS as ENTITY_FIELDS
from engine.conditions.fields import FIELDS, UnknownField, all_fields, check_of, find, offered
from engine.conditions.operators import OPERATORS
from engine.world.world import World
from tests.engine.conditions.shop import BERLIN, CONTEXT, DAY, NOW, Subject, settings, shop

SOME: dict[str, str | list[str]] = {
    "segment": "vip",
    "list": "cart",
    "account": "points",
    "pool": "welcome",
    "templates": ["visit"],
    "field": "stars",
    "campaign": "letter",
    "type": "silver",
}


def needed(field: Field) -> dict[str, str | list[str]]:
    some = SOME | {"field": "worth"} if field.id == "customer.actions.money" else SOME
    return {p.name: some[p.name] for p in field.parameters if p.required}


def read(world: World, name: str, customer: str = "anna", /, **of: str | list[str]) -> Any:
    subject = Subject(world.customers[customer], CONTEXT if customer == "anna" else {})
    return find(name, world.settings).reader(world, of)(subject)


CASES = [
    ("customer.id", {}, "anna", "ben"),
    ("customer.first_name", {}, "Anna", None),
    ("customer.last_name", {}, "Vogel", None),
    ("customer.email", {}, "anna@example.org", None),
    ("customer.email.filled", {}, True, False),
    ("customer.email.valid", {}, True, None),
    ("customer.email.confirmation", {}, "confirmed", None),
    ("customer.email.pending", {}, True, False),
    ("customer.phone", {}, None, None),
    ("customer.phone.filled", {}, False, False),
    ("customer.birth_date", {}, "1990-03-02", None),
    ("customer.zone", {}, "north", None),
    ("customer.created_at", {}, NOW - 100 * DAY, NOW),
    ("customer.subscription", {}, "subscribed", "none"),
    ("customer.subscription", {"brand": "main", "channel": "sms"}, "unsubscribed", "none"),
    ("customer.subscription", {"channel": "sms", "topic": "news"}, "unsubscribed", "none"),
    ("customer.subscription", {"channel": "email", "topic": "news"}, "subscribed", "none"),
    ("customer.in_segment", {"segment": "vip"}, True, False),
    ("customer.in_segment", {"segment": "asleep"}, False, False),
    ("customer.mobile_push", {}, False, False),
    ("customer.web_push", {}, True, False),
    ("customer.list.lines", {"list": "cart"}, 2, 0),
    ("customer.list.quantity", {"list": "cart"}, 3, 0),
    ("customer.list.sum", {"list": "cart"}, 9980, 0),
    ("customer.list.lines", {"list": "wishes"}, 0, 0),
    ("customer.balance", {"account": "points"}, 100, 0),
    ("customer.orders.count", {}, 2, 0),
    ("customer.orders.sum", {}, 9480, 0),
    ("customer.orders.average", {}, 4740, None),
    ("customer.orders.last_at", {}, NOW - 3 * DAY, None),
    ("customer.orders.count", {"category": "paid"}, 1, 0),
    ("customer.orders.sum", {"category": "paid"}, 4990, 0),
    ("customer.orders.sum", {"category": "cancelled"}, 2000, 0),
    ("customer.orders.last_at", {"category": "paid"}, NOW - 10 * DAY, None),
    ("customer.views.count", {}, 2, 0),
    ("customer.views.count", {"within": "1 hour"}, 1, 0),
    ("customer.actions.count", {"templates": ["visit"]}, 2, 0),
    ("customer.actions.count", {"templates": ["visit", "call"]}, 3, 0),
    ("customer.actions.count", {"templates": ["visit", "call"], "within": "3 days"}, 1, 0),
    ("customer.promo_codes.count", {}, 2, 0),
    ("customer.promo_codes.count", {"pool": "spring"}, 0, 0),
    ("customer.promo_code", {"pool": "welcome"}, "W-2", None),
    ("customer.field.size", {}, 38, None),
    ("customer.field.agreed", {}, True, None),
    ("order.id", {}, "o-1", LACKING),
    ("order.total", {}, 7490, LACKING),
    ("order.created_at", {}, NOW - 10 * DAY, LACKING),
    ("order.lines", {}, 2, LACKING),
    ("order.quantity", {}, 3, LACKING),
    ("order.status", {}, None, LACKING),
    ("order.statuses", {}, {"paid", "gone"}, LACKING),
    ("order.categories", {}, {"paid", "cancelled"}, LACKING),
    ("order.products", {}, {"boots", "hat"}, LACKING),
    ("order.field.pickup", {}, "2026-03-10 18:30", LACKING),
    ("order_item.name", {}, "Hat", LACKING),
    ("order_item.sum", {}, 2000, LACKING),
    ("order_item.status", {}, "gone", LACKING),
    ("order_item.category", {}, "cancelled", LACKING),
    ("order_item.field.gift", {}, None, LACKING),
    ("product.price", {}, 5490, LACKING),
    ("product.available", {}, True, LACKING),
    ("product.field.colour", {}, "blue", LACKING),
    ("product.field.fresh until", {}, "2026-05-01", LACKING),
    ("product.segments", {}, ["winter"], LACKING),
    ("list_item.price", {}, 4990, LACKING),
    ("list_item.current_price", {}, 5490, LACKING),
    ("list_item.sum", {}, 9980, LACKING),
    ("view.price", {}, 5990, LACKING),
    ("view.name", {}, "Boots", LACKING),
    ("action.template", {}, "visit", LACKING),
    ("action.category", {}, "other", LACKING),
    ("action.field.page", {}, "/", LACKING),
    ("balance_change.kind", {}, "award", LACKING),
    ("balance_change.expires_at", {}, NOW + 30 * DAY, LACKING),
    ("promo_code.used", {}, True, LACKING),
    ("promo_pool.left", {"pool": "welcome"}, 1, 1),
    ("customer.email.pending_value", {}, "new@example.org", None),
    ("customer.subscription.explicit", {"channel": "sms"}, True, False),
    ("customer.subscription.explicit", {"channel": "email"}, False, False),
    ("customer.segment_since", {"segment": "vip"}, NOW - DAY, None),
    ("customer.mobile_app", {}, True, False),
    ("customer.web_device", {}, True, False),
    ("customer.devices", {}, 2, 0),
    ("customer.merged.count", {}, 1, 0),
    ("customer.list.lines", {"list": "cart", "within": "1 hour"}, 1, 0),
    ("customer.list.lines", {"list": "cart", "product_segments": ["summer"]}, 1, 0),
    ("customer.list.sum", {"list": "cart", "products": ["boots", "gone"]}, 9980, 0),
    ("customer.list.current_sum", {"list": "cart"}, 2 * 5490 + 1990, 0),
    ("customer.list.last_at", {"list": "cart"}, NOW, None),
    ("customer.list.last_at", {"list": "cart", "product_category": "shoes"}, NOW - DAY, None),
    ("customer.balance.blocked", {"account": "points"}, 50, 0),
    ("customer.balance.expiring", {"account": "points", "expiring": "30 days"}, 0, 0),
    ("customer.balance.expiring", {"account": "points", "expiring": "31 days"}, 100, 0),
    ("customer.balance.expiring", {"account": "points", "expiring": "720 hours"}, 100, 0),
    ("customer.balance.next_expiry", {"account": "points"}, NOW + 30 * DAY, None),
    ("customer.balance.changes", {"account": "points"}, 3, 0),
    ("customer.balance.changes", {"account": "points", "kinds": ["award"]}, 2, 0),
    ("customer.balance.changed", {"account": "points", "within": "2 hours"}, 30, 0),
    ("customer.promo_codes.count", {"state": "used"}, 1, 0),
    ("customer.promo_codes.count", {"state": "unused", "pool": "welcome", "within": "1 day"}, 1, 0),
    ("customer.promo_codes.last_at", {}, NOW, None),
    ("customer.discount_cards.count", {}, 1, 0),
    ("customer.discount_cards.count", {"type": "silver", "status": "activated"}, 1, 0),
    ("customer.discount_cards.count", {"status": "blocked"}, 0, 0),
    ("customer.discount_card", {"type": "silver"}, "S-2", None),
    ("customer.discount_card", {"type": "gold"}, None, None),
    ("customer.discount_card.status", {"type": "silver"}, "activated", None),
    ("customer.discount_card.issued_at", {"type": "silver"}, NOW - 5 * DAY, None),
    ("customer.orders.count", {"products": ["hat"]}, 2, 0),
    ("customer.orders.count", {"products": ["hat"], "within": "5 days"}, 1, 0),
    ("customer.orders.count", {"product_segments": ["summer"], "statuses": ["sent"]}, 1, 0),
    ("customer.orders.count", {"category": "paid", "statuses": ["gone"]}, 0, 0),
    ("customer.orders.sum", {"product_category": "hats"}, 2000 + 1990, 0),
    ("customer.orders.quantity", {}, 4, 0),
    ("customer.orders.quantity", {"statuses": ["gone"]}, 2, 0),
    ("customer.orders.first_at", {}, NOW - 10 * DAY, None),
    ("customer.views.count", {"products": ["boots"]}, 1, 0),
    ("customer.views.count", {"product_segments": ["winter"], "within": "1 hour"}, 1, 0),
    ("customer.views.count", {"product_category": "shoes", "within": "1 hour"}, 0, 0),
    ("customer.views.sum", {}, 5990, 0),
    ("customer.views.last_at", {"products": ["boots"]}, NOW - 2 * DAY, None),
    ("customer.actions.count", {"templates": ["visit"], "products": ["hat"]}, 1, 0),
    ("customer.actions.sum", {"templates": ["visit"], "field": "stars"}, 5.5, 0),
    ("customer.actions.sum", {"templates": ["visit"], "field": "stars", "within": "2 days"}, 1.5, 0),
    ("customer.actions.money", {"templates": ["visit"], "field": "worth"}, 250, 0),
    ("customer.actions.last_at", {"templates": ["call"]}, NOW - 4 * DAY, None),
    ("customer.sessions.count", {}, 2, 0),
    ("customer.sessions.count", {"within": "1 day"}, 1, 0),
    ("customer.sessions.last_at", {}, NOW - 60, None),
    ("customer.sessions.open", {}, True, False),
    ("customer.operations.count", {}, 2, 0),
    ("customer.operations.count", {"operation": "book", "within": "1 day"}, 0, 0),
    ("customer.messages.count", {}, 4, 0),
    ("customer.messages.count", {"channel": "email"}, 3, 0),
    ("customer.messages.count", {"channel": "webhook"}, 1, 0),
    ("customer.messages.count", {"flow": "hello"}, 2, 0),
    ("customer.messages.count", {"flow": "hello", "channel": "sms", "within": "2 days"}, 1, 0),
    ("customer.messages.count", {"campaign": "letter"}, 1, 0),
    ("customer.messages.count", {"campaign": "letter", "within": "5 days"}, 0, 0),
    ("customer.messages.count", {"campaign": "flash"}, 0, 0),
    ("customer.messages.last_at", {"channel": "sms"}, NOW - 2 * DAY, None),
    ("customer.balance.expiring", {"account": "points"}, 100, 0),
    ("customer.promo_codes.last_used_at", {"pool": "welcome"}, NOW, None),
    ("customer.promo_codes.last_used_at", {"pool": "spring"}, None, None),
    ("customer.operations.last_at", {}, NOW - DAY, None),
    ("customer.operations.last_at", {"operation": "book"}, NOW - 2 * DAY, None),
    ("customer.campaign.generated_at", {"campaign": "flash"}, NOW - DAY, None),
    ("customer.campaign.sent_at", {"campaign": "flash"}, None, None),
    ("customer.campaign.sent_at", {"campaign": "letter"}, NOW - 6 * DAY, None),
    ("customer.campaign.result", {"campaign": "letter"}, "delivered", None),
    ("order.codes", {}, ["W-2"], LACKING),
    ("order.customer", {}, "anna", LACKING),
    ("order.product_segments", {}, {"summer", "winter"}, LACKING),
    ("order.product_categories", {}, {"shoes", "hats"}, LACKING),
    ("order.items.count", {"category": "paid"}, 1, LACKING),
    ("order.items.quantity", {"products": ["hat"]}, 2, LACKING),
    ("order.items.sum", {"statuses": ["paid"]}, 4990, LACKING),
    ("order_item.original", {}, True, LACKING),
    ("order_item.status_since", {}, NOW - 9 * DAY, LACKING),
    ("product.price", {"zone": "south"}, 5990, LACKING),
    ("product.available", {"zone": "south"}, True, LACKING),
    ("product.sold", {}, True, LACKING),
    ("product.main_price", {}, 5990, LACKING),
    ("product.main_available", {}, True, LACKING),
    ("view.current_price", {}, 5490, LACKING),
    ("action.product", {}, "boots", LACKING),
    ("action.field.mood", {}, None, LACKING),
    ("action.field.visit.stars", {}, 4, LACKING),
    ("action.field.call.stars", {}, None, LACKING),
    ("session.started_at", {}, NOW - 600, LACKING),
    ("session.last_at", {}, NOW - 60, LACKING),
    ("session.ended_at", {}, None, LACKING),
    ("session.length", {}, 9, LACKING),
    ("session.views", {}, 2, LACKING),
    ("session.product_segments", {}, {"summer", "winter"}, LACKING),
    ("session.categories", {}, ["hats"], LACKING),
    ("session.lists", {}, ["cart"], LACKING),
    ("session.orders", {}, 1, LACKING),
    ("session.orders_sum", {}, 1990, LACKING),
    ("balance_change.available", {}, True, LACKING),
    ("balance_change.left", {}, 100, LACKING),
    ("promo_code.kind", {}, "single_use", LACKING),
    ("promo_code.own", {}, True, LACKING),
    ("promo_code.uses", {}, 1, LACKING),
    ("promo_code.last_used_at", {}, NOW, LACKING),
    ("promo_code.orders", {}, {"o-2"}, LACKING),
    ("discount_card.number", {}, "S-2", LACKING),
    ("discount_card.type", {}, "silver", LACKING),
    ("discount_card.status", {}, "activated", LACKING),
    ("discount_card.issued_at", {}, NOW - 5 * DAY, LACKING),
    ("discount_card.changed_at", {}, NOW - 4 * DAY, LACKING),
    ("discount_card.replaced", {}, False, LACKING),
    ("discount_card.replaced_by", {}, None, LACKING),
    ("operation.day", {}, "2026-03-09", LACKING),
    ("operation.book.seats", {}, 3, LACKING),
    ("operation.quit.seats", {}, None, LACKING),
    ("promo_pool.left", {"pool": "spring"}, 0, 0),
]


@pytest.mark.rule("F-5", "W-2", "W-3")
@pytest.mark.parametrize(("field", "of", "anna", "ben"), CASES)
def test_a_field_reads(field: str, of: dict[str, str | list[str]], anna: object, ben: object) -> None:
    world = shop()
    assert read(world, field, "anna", **of) == anna
    assert read(world, field, "ben", **of) == ben


def test_sets_of_names() -> None:
    world = shop()
    assert set(read(world, "customer.segments")) == {"vip"}
    assert set(read(world, "customer.list.products", list="cart")) == {"boots", "hat"}
    assert set(read(world, "customer.list.products", "ben", list="cart")) == set()
    assert set(read(world, "customer.list.products", list="cart", within="1 hour")) == {"hat"}
    assert set(read(world, "customer.merged")) == {"annie"}
    assert read(world, "customer.views.products", within="1 hour") == {"hat"}
    assert read(world, "customer.orders.products", category="paid") == {"boots"}
    assert set(read(world, "session.products")) == {"hat", "boots"}
    assert set(read(world, "product.zones")) == {"north"}


def test_an_order_that_is_exactly_as_old_as_the_period_still_counts() -> None:
    world = shop()
    assert read(world, "customer.orders.count", within="3 days") == 1
    world.now += 1
    assert read(world, "customer.orders.count", within="3 days") == 0
    assert read(world, "customer.orders.count", within="11 days") == 2


@pytest.mark.rule("T-5")
def test_days_of_a_period_are_civil_days() -> None:
    world = shop()
    world.orders["o-2"].created_at = BERLIN.parse("2026-03-28 12:00")
    world.now = BERLIN.parse("2026-03-29 12:00")  # the clocks have gone forward: 23 hours later
    assert read(world, "customer.orders.count", within="1 day") == 1
    world.orders["o-2"].created_at -= 1
    assert read(world, "customer.orders.count", within="1 day") == 0
    assert read(world, "customer.orders.count", within="24 hours") == 1


def test_an_order_from_later_than_now_is_outside_every_period() -> None:
    world = shop()
    world.now = NOW - 5 * DAY
    assert read(world, "customer.orders.count", within="30 days") == 1


def test_the_average_is_rounded_half_up() -> None:
    world = shop()
    world.orders["o-2"].total = 1991
    assert read(world, "customer.orders.average") == 4741


def test_the_price_is_the_main_feeds_where_the_zone_has_none() -> None:
    world = shop()
    world.customers["anna"].zone = "south"
    assert read(world, "product.price") == 5990
    assert read(world, "product.field.colour") == "red"
    world.customers["anna"].zone = None
    assert read(world, "product.price") == 5990
    world.customers["anna"].zone = "north"
    world.products["boots"].regional["north"].price = None
    world.products["boots"].regional["north"].available = False
    assert read(world, "product.price") == 5990
    assert read(world, "product.available") is False


@pytest.mark.rule("F-18")
def test_what_is_gone_is_lacking() -> None:
    world = shop()
    del world.products["boots"]
    assert read(world, "product.name") is LACKING
    assert read(world, "view.name") is None


def test_a_value_of_another_type_reads_as_not_set() -> None:
    world = shop()
    customer = world.customers["anna"]
    customer.fields.update(size="big", spent=1.5, city=7, tier=True, renewal=False, agreed="yes")
    for name in world.settings.customer_fields:
        assert read(world, f"customer.field.{name}") is None


EXPECTED: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "money": (int,),
    "date": (int, str),
    "choice": (str,),
    "yes_no": (bool,),
}


def test_every_field_gives_what_its_type_says_and_names_a_known_entity() -> None:
    world = shop()
    fields = all_fields(world.settings)
    assert len(fields) > 180
    for name, field in fields.items():
        assert field.entity in ENTITIES
        assert field.title
        assert bool(field.negative) <= (field.type == "yes_no")
        of = needed(field)
        assert not list(check_of(field, of, world.settings)), name
        for customer in ("anna", "ben"):
            value = read(world, name, customer, **of)
            if value is None or value is LACKING:
                continue
            if field.type == "names":
                assert isinstance(value, Collection)
                assert not isinstance(value, str)
            else:
                assert type(value) in EXPECTED[field.type], name
            if field.type == "choice":
                assert value in field.choices(world.settings), name


def test_ids_are_unique() -> None:
    assert len({field.id for field in ENTITY_FIELDS}) == len(ENTITY_FIELDS)
    assert set(FIELDS).isdisjoint(set(all_fields(settings())) - set(FIELDS))


@pytest.mark.rule("F-5")
def test_the_trigger_decides_which_entities_are_on_offer() -> None:
    names = {offer.field.entity for offer in offered(settings(), ())}
    assert names == {"customer", "promo_pool"}
    names = {offer.field.entity for offer in offered(settings(), ("customer", "order", "action"))}
    assert names == {"customer", "promo_pool", "order", "action"}


def test_an_offer_has_all_that_a_form_asks_for() -> None:
    offers = {offer.field.id: offer for offer in offered(settings(), ("order",))}
    assert offers["customer.field.tier"].choices == ["gold", "silver"]
    assert offers["order.status"].choices == ["new", "paid", "sent", "gone"]
    assert [operator.id for operator in offers["customer.email.valid"].operators] == list(OPERATORS["yes_no"])
    ((parameter, choices),) = offers["customer.in_segment"].parameters
    assert (parameter.name, choices) == ("segment", ["vip", "asleep"])


@pytest.mark.rule("F-14")
def test_the_customer_filter_offers_contacts_segments_subscriptions_and_push() -> None:
    assert {offer.field.id for offer in offered(settings(), (), in_filter=True)} == {
        "customer.email.filled",
        "customer.email.valid",
        "customer.phone.filled",
        "customer.phone.valid",
        "customer.in_segment",
        "customer.subscription",
        "customer.mobile_push",
        "customer.web_push",
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("customer.email.vaild", "did you mean 'customer.email.valid'?"),
        ("customer.xyzzy", "choose one of customer.id"),
        ("nonsense", "a field is an entity and a name"),
    ],
)
def test_an_unknown_field_is_named_with_a_suggestion(name: str, words: str) -> None:
    with pytest.raises(UnknownField) as caught:
        find(name, settings())
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("field", "of", "path", "words"),
    [
        ("customer.in_segment", {}, ("of",), "say which segment"),
        (
            "customer.in_segment",
            {"segment": "vipp"},
            ("of", "segment"),
            "no segment 'vipp': choose one of vip",
        ),
        ("customer.in_segment", {"segment": ["vip"]}, ("of", "segment"), "one segment, not a list"),
        ("customer.email", {"segment": "vip"}, ("of", "segment"), "takes no 'segment'"),
        ("customer.orders.count", {"within": "soon"}, ("of", "within"), "write a duration"),
        ("customer.orders.count", {"category": "fine"}, ("of", "category"), "choose one of new"),
        (
            "customer.actions.count",
            {"templates": ["visit", "no"]},
            ("of", "templates", 1),
            "no action template 'no'",
        ),
        ("customer.actions.count", {"templates": []}, ("of", "templates"), "say which action templates"),
        ("customer.subscription", {"topic": "news"}, ("of",), "say which channel"),
    ],
)
def test_wrong_parameters_are_named(
    field: str, of: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    (problem,) = check_of(find(field, settings()), of, settings())
    assert problem.path == path
    assert words in problem.text


def test_a_brand_must_be_named_where_there_are_several() -> None:
    several = settings()
    several.brands = {"main": several.brands["main"], "other": several.brands["main"]}
    (problem,) = check_of(find("customer.subscription", several), {"channel": "sms"}, several)
    assert "say which brand" in problem.text
