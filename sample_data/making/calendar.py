"""What stands in the shop's calendar for March: sign-ups, price feeds, tastings, imports, edited profiles."""

from datetime import datetime, timedelta
from typing import Any

from sample_data.making.catalogue import ARTICLES, BRAND, KINDS_OF_TEA, OFFERS, TASTINGS
from sample_data.making.month import HOURS, Month, awake
from sample_data.making.people import MONTH, Person, Village, favour, stamp

FEED_DAYS = (3, 6, 10, 13, 17, 20, 24, 27, 29)
"""Nights in which the feed brings other prices."""

KEPT = ("gyokuro-asahi", "kettle-gooseneck")
"""Articles whose prices somebody's story needs; chance leaves them alone."""

WITHERS = datetime(2026, 3, 31)
"""When the leaves of the spring gift wither."""


def day(date: int, hour: int = 0, minute: int = 0) -> datetime:
    return MONTH.replace(day=date, hour=hour, minute=minute)


def sign_ups(month: Month, village: Village, count: int) -> None:
    """People come; some confirm the letter soon, some only when reminded, some never."""
    chance = month.chance
    for _ in range(count):
        moment = day(chance.between(1, 31), chance.weighted(HOURS), chance.below(60))
        said = chance.weighted((50, 24, 26))
        confirms = (chance.between(3, 900), chance.between(1600, 3900), None)[said]
        if confirms is not None:
            confirms = awake(moment, confirms)
        person = village.person()
        month.at(moment, month.sign_up, person, confirms, valid=not chance.happens(7))
        if chance.happens(45):
            first = awake(moment, chance.between(6, 5000))
            month.later(moment, first, month.visit, person)
            for article in favour(chance, chance.between(1, 3)):
                month.later(moment, first + 9, month.put, person, article.id)
            month.later(moment, first + chance.between(15, 40), month.order, person)


def feeds(month: Month) -> None:
    """Twice a week prices fall and rise again; now and then something is sold out for some days."""
    chance = month.chance
    for date in FEED_DAYS:
        for minute, article in enumerate(favour(chance, 6, but=KEPT)):
            percent = chance.one((5, 8, 10, 12, 15, 20, 25))
            night = day(date, 3, 15 + minute)
            back = night + timedelta(days=chance.between(4, 9))
            month.at(night, _price, month, article.id, article.cents * (100 - percent) // 1000 * 10)
            month.at(back, _price, month, article.id, article.cents)
    for article in favour(chance, 7, but=KEPT):
        out = day(chance.between(2, 24), 3, 40)
        month.at(out, _stock, month, article.id, False)
        month.at(out + timedelta(days=chance.between(2, 7)), _stock, month, article.id, True)
    swiss = [
        (article.id, article.in_switzerland)
        for article in ARTICLES
        if article.in_switzerland and article.id not in KEPT
    ]
    for name, cents in chance.some(swiss, 4):
        regional = {"ch": {"price": cents * 85 // 100}}
        month.at(day(19, 3, 50), feed, month, name, regional=regional)


def feed(moment: datetime, month: Month, article: str, **data: Any) -> None:
    month.change(moment, "product.feed", source="feed", product=article, **data)


def _price(moment: datetime, month: Month, article: str, price: int) -> None:
    if month.prices[article] != price:
        month.prices[article] = price
        feed(moment, month, article, price=price)


def _stock(moment: datetime, month: Month, article: str, available: bool) -> None:
    (month.gone.discard if available else month.gone.add)(article)
    feed(moment, month, article, available=available)


def tastings(month: Month) -> None:
    """Three tastings; most guests book up to two weeks ahead, the last ones on the very day."""
    chance = month.chance
    for text in TASTINGS:
        begins = datetime.fromisoformat(text)
        for person in chance.some(month.people, 9):
            ahead = chance.one((5, 20, 30, 50, 80, 120, 180, 240, 300))
            booked = max(begins - timedelta(hours=ahead, minutes=chance.below(60)), day(1, 9))
            month.at(booked, month.book, person, text, chance.between(1, 3))


def leaves(month: Month, people: list[Person]) -> None:
    """A spring gift for regulars withers at the end of the month; an apology never does."""
    chance = month.chance
    guests = [person for person in people if "regulars" in person.get("segments", {})]
    gifted = chance.some(guests, 42)
    for person in gifted:
        month.at(day(6, 9), month.award, person, 50, WITHERS)
    spent = chance.some(gifted, 8)
    for person in spent:
        all_of_them = person.get("balances", {}).get("leaves", 0) + 50
        month.at(day(28, chance.between(9, 20), chance.below(60)), spend, month, person, all_of_them)
    for person in chance.some(people, 7):
        month.at(_office_hours(month), month.award, person, 25, None)
    rich = [
        person
        for person in people
        if person not in spent and person.get("balances", {}).get("leaves", 0) > 150
    ]
    for person in chance.some(rich, 12):
        month.at(_some_time(month), spend, month, person, 100)


def spend(moment: datetime, month: Month, person: Person, amount: int) -> None:
    month.change(moment, "balance.deduct", customer=person["id"], account="leaves", amount=amount)


def profiles(month: Month, people: list[Person]) -> None:
    """Favourites, new addresses, goodbyes, and hands that sort people into segments."""
    chance = month.chance
    for person in chance.some(people, 18):
        fields = {"favourite": chance.one(KINDS_OF_TEA)}
        month.at(_some_time(month), _own, month, person, "customer.set_field", fields=fields)
    for person in chance.some([person for person in people if "email" in person], 9):
        name, _, host = person["email"]["value"].partition("@")
        new = f"{name}.{chance.between(2, 9)}@{'example.org' if host == 'example.com' else 'example.com'}"
        month.at(_some_time(month), _own, month, person, "customer.set_email", value=new)
    for n, person in enumerate(chance.some([person for person in people if "subscriptions" in person], 13)):
        key = OFFERS if n % 3 else f"{BRAND}/email"
        goodbye = {"key": key, "status": "unsubscribed"}
        month.at(_some_time(month), _own, month, person, "customer.set_subscription", **goodbye)
    outside = [person for person in people if "leaf_circle" not in person.get("segments", {})]
    for person in chance.some(outside, 6):
        who, by = person["id"], "manual"
        month.at(
            _office_hours(month), month.change, "segment.add", customer=who, segment="leaf_circle", source=by
        )
    with_date = [person for person in people if "runs_out" in person.get("fields", {})]
    for person in chance.some(with_date, 7):
        nothing = {"runs_out": None}
        night = day(chance.between(3, 30), 4, 5)
        month.at(night, month.change, "customer.set_field", customer=person["id"], fields=nothing)


def _own(moment: datetime, month: Month, person: Person, do: str, **fields: Any) -> None:
    """A customer changes their own data."""
    month.change(moment, do, customer=person["id"], action="changed_own_data", **fields)


def _some_time(month: Month) -> datetime:
    return day(month.chance.between(1, 31), month.chance.weighted(HOURS), month.chance.below(60))


def _office_hours(month: Month) -> datetime:
    return day(month.chance.between(2, 28), month.chance.between(10, 16), month.chance.below(60))


def imports(month: Month, people: list[Person]) -> None:
    """The cash book of the market stall comes on Mondays, two days late, and once eleven days late."""
    stall = (
        (day(9, 9, 10), day(7, 10), 9),
        (day(16, 9, 25), day(5, 11), 4),
        (day(23, 9, 5), day(21, 10), 8),
    )
    for received, begins, count in stall:
        for n, person in enumerate(month.chance.some(people, count)):
            happened = begins + timedelta(minutes=35 * n + month.chance.below(30))
            bought = [article.id for article in favour(month.chance, month.chance.between(1, 2))]
            order = f"S-{begins:%m%d}-{n + 1}"
            month.at(received, sold, month, person, order, happened, bought)


def sold(
    moment: datetime, month: Month, person: Person, order: str, happened: datetime, bought: list[str]
) -> None:
    """What was sold at the stall, as its cash book tells it later."""
    month.change(
        moment,
        "order.create",
        happened_at=stamp(happened),
        source="file_import",
        batch=f"stall {happened:%Y-%m-%d}",
        customer=person["id"],
        order=order,
        status="picked_up",
        items=[{"product": article} for article in bought],
    )
