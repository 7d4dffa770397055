"""The shop's customers as they are when March begins, and those who will sign up during it."""

from datetime import datetime, timedelta
from typing import Any

from sample_data.making.catalogue import ARTICLES, BRAND, KINDS_OF_TEA, NEWS, OFFERS, Article
from sample_data.making.chance import Chance
from sample_data.making.names import PEOPLE, spelled

KNOWN = 248
"""Customers in the world when the month begins."""

NEW = 52
"""Customers who come during the month."""

MONTH = datetime(2026, 3, 1)

CITIES = ("30 23125", "40 66969", "69 90009", "221 4710", "89 99998")
"""Blocks of telephone numbers that are kept free for invented people."""

Person = dict[str, Any]


def stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


class Village:
    """Draws people: no name, address or number twice."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.ids: set[str] = set()
        self.addresses: set[str] = set()
        self.numbers: set[str] = set()

    def person(self) -> Person:
        """Somebody new: names, a way or two to reach them, a date of birth."""
        chance = self.chance
        while True:
            _, first_names, last_names = PEOPLE[chance.weighted([weight for weight, _, _ in PEOPLE])]
            first, first_ascii = spelled(chance.one(first_names.split(", ")))
            last, last_ascii = spelled(chance.one(last_names.split(", ")))
            name = f"{first_ascii}-{last_ascii}"
            if name not in self.ids:
                break
        self.ids.add(name)
        person: Person = {"id": name, "first_name": first, "last_name": last}
        if chance.happens(93):
            patterns = (
                f"{first_ascii}.{last_ascii}",
                f"{last_ascii}.{first_ascii}",
                f"{first_ascii[0]}{last_ascii}",
            )
            address = f"{patterns[chance.weighted((6, 2, 2))]}@{chance.one(('example.com', 'example.org'))}"
            if address in self.addresses:
                address = f"{first_ascii}.{last_ascii}.{len(self.addresses)}@example.com"
            self.addresses.add(address)
            person["email"] = {"value": address}
        if "email" not in person or chance.happens(52):
            person["phone"] = {"value": self._number()}
        if chance.happens(60):
            born = datetime(1944, 1, 1) + timedelta(days=chance.below(22_600))
            person["birth_date"] = f"{born:%Y-%m-%d}"
        if chance.happens(9):
            person["zone"] = "ch"
        return person

    def guest(self) -> Person:
        """A customer who is in the world when the month begins."""
        chance = self.chance
        person = self.person()
        if "email" in person:
            if chance.happens(5):
                person["email"]["valid"] = False
            state = ("confirmed", "no_data", "unconfirmed")[chance.weighted((80, 14, 6))]
            if state != "no_data":
                person["email"]["confirmation"] = state
            _subscribe(chance, person)
        if "phone" in person:
            if chance.happens(4):
                person["phone"]["valid"] = False
            if chance.happens(55):
                person.setdefault("subscriptions", {})[f"{BRAND}/sms"] = "subscribed"
        days_before = 1 + chance.below(30) * chance.below(37)
        came = MONTH - timedelta(days=days_before, minutes=-chance.between(8 * 60, 22 * 60))
        person["created_at"] = stamp(came)
        fields: dict[str, Any] = {}
        if chance.happens(80):
            fields["favourite"] = KINDS_OF_TEA[chance.weighted((9, 10, 7, 3, 2, 11, 6))]
        if chance.happens(30):
            fields["cups_a_day"] = chance.between(1, 8)
        if chance.happens(16):
            empty = MONTH + timedelta(days=chance.between(-9, 20))
            fields["runs_out"] = f"{empty:%Y-%m-%d}"
        if fields:
            person["fields"] = fields
        devices = [kind for kind, percent in (("mobile", 27), ("web", 24)) if chance.happens(percent)]
        if devices:
            person["devices"] = [{"kind": kind, "push": chance.happens(80)} for kind in devices]
        segments: dict[str, str] = {}
        if chance.happens(27):
            segments["regulars"] = stamp(came + (MONTH - came) / 2)
        if chance.happens(6):
            segments["leaf_circle"] = "2026-01-05 10:00" if days_before > 60 else stamp(came)
        if segments:
            person["segments"] = segments
        if chance.happens(55):
            person["balances"] = {"leaves": chance.between(2, 40) * chance.between(1, 12)}
        return person

    def _number(self) -> str:
        while True:
            number = f"+49 {self.chance.one(CITIES)} {self.chance.below(1000):03d}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number


def _subscribe(chance: Chance, person: Person) -> None:
    """One says a thing for the whole channel, another for a single topic, many nothing at all."""
    said = chance.weighted((72, 7, 5, 6, 10))
    if said == 4:
        return
    person["subscriptions"] = (
        {f"{BRAND}/email": "subscribed"},
        {f"{BRAND}/email": "unsubscribed"},
        {NEWS: "subscribed", OFFERS: "unsubscribed"},
        {f"{BRAND}/email": "subscribed", NEWS: "unsubscribed"},
    )[said]


def favour(chance: Chance, count: int, but: tuple[str, ...] = ()) -> list[Article]:
    """So many different articles, the popular ones more often."""
    offered = [article for article in ARTICLES if article.id not in but]
    found: list[Article] = []
    while len(found) < count:
        article = offered[chance.weighted([each.popular for each in offered])]
        if article not in found:
            found.append(article)
    return found


def price(article: Article, zone: str | None) -> int:
    """What the article costs a customer of a zone when the month begins."""
    return article.in_switzerland if zone == "ch" and article.in_switzerland is not None else article.cents


def wish(chance: Chance, person: Person) -> None:
    """Put something on the wish list of some, long ago; the price of that day stays with it."""
    if not chance.happens(34):
        return
    came = datetime.fromisoformat(person["created_at"])
    lines: dict[str, Any] = {}
    for article in favour(chance, chance.between(1, 4)):
        added = stamp(came + (MONTH - came) * chance.between(20, 95) / 100)
        lines[article.id] = {
            "product": article.id,
            "price": price(article, person.get("zone")),
            "added_at": added,
        }
    person["lists"] = {"wishlist": lines}


def _several(quantity: int) -> dict[str, int]:
    return {"quantity": quantity} if quantity > 1 else {}


def past_orders(chance: Chance, people: list[Person], count: int) -> dict[str, Any]:
    """Orders of the winter, all of them over and done; their customers list them."""
    orders: dict[str, Any] = {}
    dates = sorted(datetime(2025, 11, 3) + timedelta(minutes=chance.below(110 * 1440)) for _ in range(count))
    buyers = [person for person in people if chance.happens(45)]
    for number, made in enumerate(dates, 2001):
        known = [each for each in buyers if each["created_at"] <= stamp(made)] or [buyers[0]]
        person = chance.one(known)
        made = max(made, datetime.fromisoformat(person["created_at"]))
        end = ("delivered", "picked_up", "returned", "cancelled")[chance.weighted((70, 14, 6, 10))]
        over = made + timedelta(days=0 if end == "picked_up" else chance.between(2, 5))
        items: list[dict[str, Any]] = [
            {
                "line": line,
                "product": article.id,
                **_several(chance.weighted((0, 78, 17, 5))),
                "price": price(article, person.get("zone")),
                "status": end,
            }
            for line, article in enumerate(favour(chance, 1 + chance.weighted((50, 32, 18))), 1)
        ]
        key = f"M-{number}"
        orders[key] = {
            "customer": person["id"],
            "created_at": stamp(made),
            "changed_at": stamp(over),
            "total": sum(item["price"] * item.get("quantity", 1) for item in items),
            "items": items,
        }
        person.setdefault("orders", []).append(key)
    return orders
