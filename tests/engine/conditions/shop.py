"""A small shop in which each kind of entity occurs: for the tests of conditions and messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from engine.conditions.tree import Tree
from engine.events.base import Ref
from engine.time.civil import Zone
from engine.world.entities import (
    Action,
    BalanceChange,
    Call,
    Contact,
    Customer,
    Device,
    DiscountCard,
    ListItem,
    Order,
    OrderItem,
    Pool,
    Product,
    PromoCode,
    PromoUse,
    RegionalData,
    Sending,
    SentMessage,
    Session,
    StatusMoment,
    View,
)
from engine.world.settings import (
    ActionTemplate,
    CampaignSettings,
    CustomField,
    Labelled,
    OperationSettings,
    OrderStatus,
    PoolSettings,
    SegmentSettings,
    Settings,
)
from engine.world.world import World, WorldState

TREE: TypeAdapter[Any] = TypeAdapter(Tree)
BERLIN = Zone("Europe/Berlin")
NOW = BERLIN.parse("2026-03-02 10:00")
DAY = 86_400


@dataclass
class Subject:
    """Whom a test asks about."""

    customer: Customer
    context: Mapping[str, Ref] = field(default_factory=dict)


def settings() -> Settings:
    return Settings(
        time_zone="Europe/Berlin",
        topics={"news": Labelled()},
        order_statuses={
            "new": OrderStatus("new"),
            "paid": OrderStatus("paid"),
            "sent": OrderStatus("shipped"),
            "gone": OrderStatus("cancelled"),
        },
        action_templates={
            "visit": ActionTemplate(
                fields={
                    "day": CustomField("date"),
                    "page": CustomField(),
                    "stars": CustomField("number"),
                    "worth": CustomField("money"),
                    "mood": CustomField("choice", values=["good", "bad"]),
                }
            ),
            "call": ActionTemplate(
                "Phone call",
                fields={
                    "stars": CustomField("text"),
                    "mood": CustomField("choice", values=["good", "angry"]),
                },
            ),
        },
        customer_fields={
            "size": CustomField("number", "Shoe size"),
            "spent": CustomField("money"),
            "city": CustomField("text"),
            "tier": CustomField("choice", values=["gold", "silver"]),
            "renewal": CustomField("date"),
            "agreed": CustomField("yes_no", "Agreed"),
        },
        order_fields={"pickup": CustomField("date")},
        item_fields={"gift": CustomField("yes_no")},
        product_fields={"colour": CustomField("text"), "fresh until": CustomField("date")},
        lists={"cart": Labelled(), "wishes": Labelled()},
        zones={"north": Labelled(), "south": Labelled()},
        segments={"vip": SegmentSettings(), "asleep": SegmentSettings()},
        product_segments={"summer": Labelled(), "winter": Labelled()},
        points_accounts={"points": Labelled()},
        promo_pools={
            "welcome": PoolSettings(),
            "spring": PoolSettings(),
            "friends": PoolSettings("", "referral"),
        },
        discount_card_types={"silver": Labelled(), "gold": Labelled()},
        campaigns={"letter": CampaignSettings(), "flash": CampaignSettings(channel="sms")},
        operations={
            "book": OperationSettings(
                steps=["start_flow"],
                variables={"day": CustomField("date"), "seats": CustomField("number", "Seats")},
            ),
            "quit": OperationSettings("Leave", variables={"seats": CustomField("text")}),
        },
    )


def anna() -> Customer:
    return Customer(
        "anna",
        first_name="Anna",
        last_name="Vogel",
        email=Contact("anna@example.org", valid=True, confirmation="confirmed"),
        pending_email=Contact("new@example.org"),
        birth_date="1990-03-02",
        zone="north",
        created_at=NOW - 100 * DAY,
        fields={
            "size": 38,
            "spent": 12_050,
            "city": "Berlin",
            "tier": "gold",
            "renewal": "2026-04-01",
            "agreed": True,
        },
        subscriptions={"main": "subscribed", "main/sms": "unsubscribed"},
        segments={"vip": NOW - DAY},
        devices=[Device("web", True), Device("mobile", False)],
        lists={
            "cart": {"boots": ListItem("boots", 2, 4990, NOW - DAY), "hat": ListItem("hat", 1, None, NOW)}
        },
        balances={"points": 100},
        balance_changes=[
            BalanceChange(0, "points", "award", 120, 120, NOW - DAY, expires_at=NOW + 30 * DAY, left=100),
            BalanceChange(1, "points", "award", 50, 120, NOW, available_at=NOW + DAY, available=False),
            BalanceChange(2, "points", "deduction", -20, 100, NOW - 3600),
        ],
        promo_codes=[
            PromoCode("W-1", "welcome", NOW - DAY),
            PromoCode("W-2", "welcome", NOW, NOW, [PromoUse(NOW, "o-2", 1)]),
        ],
        orders=["o-1", "o-2"],
        actions=[
            Action(
                0,
                "visit",
                NOW - 5 * DAY,
                NOW - 5 * DAY,
                {"day": "2026-03-05", "page": "/", "stars": 4, "worth": 250},
                "boots",
            ),
            Action(1, "call", NOW - 4 * DAY, NOW - DAY, {"stars": "many", "mood": "angry"}),
            Action(2, "visit", NOW - DAY, NOW - DAY, {"stars": 1.5}, "hat"),
        ],
        views=[View(0, "boots", NOW - 2 * DAY, 5990), View(1, "hat", NOW - 60, None)],
        sessions=[
            Session(0, NOW - 2 * DAY, NOW - 2 * DAY + 150, NOW - 2 * DAY + 1950, ["boots"], ["shoes"]),
            Session(1, NOW - 600, NOW - 60, None, ["hat", "boots"], ["hats"], ["cart"], ["o-2"]),
        ],
        discount_cards=[
            DiscountCard("S-1", "silver", "blocked", NOW - 9 * DAY, NOW - 5 * DAY, "S-2"),
            DiscountCard("S-2", "silver", "activated", NOW - 5 * DAY, NOW - 4 * DAY),
        ],
        sendings=[
            Sending(0, "letter", NOW - 6 * DAY, NOW - 6 * DAY, "delivered"),
            Sending(1, "flash", NOW - DAY),
        ],
        calls=[Call(0, "book", NOW - 2 * DAY, {"day": "2026-03-09", "seats": 3}), Call(1, "quit", NOW - DAY)],
        messages=[
            SentMessage(NOW - 5 * DAY, "email", "hello"),
            SentMessage(NOW - 2 * DAY, "sms", "hello"),
            SentMessage(NOW - DAY, "email", "bye"),
            SentMessage(NOW - DAY, "webhook", "bye"),
        ],
        merged=["annie"],
    )


def shop() -> World:
    """Anna has two orders, a cart, points, codes; Ben has nothing at all."""
    customer = anna()
    state = WorldState(
        settings(),
        {
            "boots": Product(
                "boots",
                "Boots",
                5990,
                True,
                "shoes",
                NOW + 10 * DAY,
                {"colour": "red", "fresh until": "2026-05-01"},
                ["winter"],
                {"north": RegionalData(5490, None, {"colour": "blue"})},
            ),
            "hat": Product("hat", "Hat", 1990, False, "hats", segments=["summer", "winter"]),
        },
        {customer.id: customer, "ben": Customer("ben", created_at=NOW)},
        {
            "o-1": Order(
                "o-1",
                "anna",
                NOW - 10 * DAY,
                NOW - 9 * DAY,
                [
                    OrderItem(1, "boots", 1, 4990, "paid"),
                    OrderItem(2, "hat", 2, 1000, "gone", history=[StatusMoment(NOW - 9 * DAY, "gone")]),
                ],
                {"pickup": "2026-03-10 18:30"},
                7490,
                ["W-2"],
            ),
            "o-2": Order(
                "o-2",
                "anna",
                NOW - 3 * DAY,
                NOW - 3 * DAY,
                [OrderItem(1, "hat", 1, 1990, "sent", {"gift": True})],
                total=1990,
            ),
        },
        {"welcome": Pool(["W-1", "W-2", "W-3"], 2), "spring": Pool([])},
    )
    world = World(state)
    world.now = NOW
    return world


CONTEXT: dict[str, Ref] = {
    "order": "o-1",
    "order_item": ("o-1", 2),
    "product": "boots",
    "list_item": ("cart", "boots"),
    "view": 0,
    "action": 0,
    "balance_change": 0,
    "promo_code": "W-2",
    "session": 1,
    "discount_card": "S-2",
    "operation": 0,
}
"""One entity of each kind, all Anna's."""


def tree(data: Any) -> Any:
    return TREE.validate_python(data)
