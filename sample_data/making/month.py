"""A month at the shop: who looks at what, what is ordered, and how it is packed, carried and paid."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from sample_data.making.catalogue import ARTICLES, BRAND, NEWS
from sample_data.making.chance import Chance
from sample_data.making.people import MONTH, Person, favour, stamp

END = datetime(2026, 4, 1)

HOURS = (2, 1, 1, 0, 0, 1, 3, 6, 8, 8, 8, 9, 11, 9, 7, 7, 8, 10, 12, 15, 18, 16, 10, 5)
"""How busy the hours of a day are."""

WEEKDAYS = (15, 13, 13, 15, 12, 14, 19)
"""How many visits a day has, from Monday on."""

Change = dict[str, Any]


class Month:
    """The shop while the month goes by: what is to be done next, and the changes that have been made."""

    def __init__(self, chance: Chance, people: list[Person]) -> None:
        self.chance = chance
        self.people = people
        self.changes: list[Change] = []
        self.carts: dict[str, dict[str, int]] = {}
        self.wishes: dict[str, set[str]] = {
            person["id"]: set(person.get("lists", {}).get("wishlist", {})) for person in people
        }
        self.prices = {article.id: article.cents for article in ARTICLES}
        self.gone: set[str] = set()
        """Articles that are out of stock."""
        self.orders = 3000
        self._count = 0
        self._agenda: list[tuple[datetime, int, Callable[..., object], tuple[Any, ...], dict[str, Any]]] = []

    def at(self, moment: datetime, then: Callable[..., object], *args: Any, **named: Any) -> None:
        """Do something at a moment; in the hour that the clocks skip on the 29th, an hour later."""
        if (moment.month, moment.day, moment.hour) == (3, 29, 2):
            moment += timedelta(hours=1)
        self._count += 1
        if MONTH <= moment < END:
            heappush(self._agenda, (moment, self._count, then, args, named))

    def later(
        self, moment: datetime, minutes: int, then: Callable[..., object], *args: Any, **named: Any
    ) -> None:
        self.at(moment + timedelta(minutes=minutes), then, *args, **named)

    def play(self) -> list[Change]:
        """Do all that is due, in the order of time."""
        while self._agenda:
            moment, _, then, args, named = heappop(self._agenda)
            then(moment, *args, **named)
        return self.changes

    def change(self, moment: datetime, do: str, **fields: Any) -> None:
        self.changes.append({"at": stamp(moment), "do": do, **fields})

    # Visits.

    def visits(self) -> None:
        """Spread visits over the month by the rhythm of day and week."""
        chance = self.chance
        eager = [chance.between(1, 5) * chance.between(1, 5) for _ in self.people]
        for day in range(31):
            date = MONTH + timedelta(days=day)
            busy = WEEKDAYS[date.weekday()] + (4 if day < 2 or day > 26 else 0)
            seen: set[int] = set()
            for _ in range(busy - 2 + chance.below(5)):
                who = chance.weighted(eager)
                if who not in seen:
                    seen.add(who)
                    minute = chance.weighted(HOURS) * 60 + chance.below(60)
                    self.later(date, minute, self.visit, self.people[who])

    def visit(self, moment: datetime, person: Person) -> None:
        """Look at a few things; perhaps put some into the cart, perhaps order."""
        chance = self.chance
        minutes = 0
        for article in favour(chance, 1 + chance.weighted((52, 30, 18))):
            self.later(moment, minutes, self.view, person, article.id)
            minutes += chance.between(1, 5)
            if chance.happens(24):
                self.later(moment, minutes, self.put, person, article.id)
            elif chance.happens(13):
                self.later(moment, minutes, self.want, person, article.id)
        decided = chance.weighted((38, 8, 20, 34))
        if decided == 0:
            self.later(moment, minutes + chance.between(2, 20), self.order, person)
        elif decided == 1:
            self.later(moment, awake(moment, minutes + chance.between(120, 600)), self.order, person)
        elif decided == 2:
            self.later(moment, awake(moment, minutes + chance.between(1400, 4200)), self.order, person)

    def view(self, moment: datetime, person: Person, article: str) -> None:
        self.change(moment, "product.view", customer=person["id"], product=article)

    def put(self, moment: datetime, person: Person, article: str, quantity: int = 1) -> None:
        """Into the cart."""
        cart = self.carts.setdefault(person["id"], {})
        if article in cart or article in self.gone:
            return
        cart[article] = quantity
        more = {"quantity": quantity} if quantity > 1 else {}
        self.change(moment, "list.add", customer=person["id"], list="cart", product=article, **more)

    def want(self, moment: datetime, person: Person, article: str) -> None:
        """Onto the wish list."""
        wishes = self.wishes.setdefault(person["id"], set())
        if article not in wishes:
            wishes.add(article)
            self.change(moment, "list.add", customer=person["id"], list="wishlist", product=article)

    # Orders.

    def order(self, moment: datetime, person: Person, pays: str = "") -> None:
        """Order what is in the cart; nothing where it is empty by now."""
        chance = self.chance
        cart = self.carts.pop(person["id"], None)
        if not cart:
            return
        pays = pays or ("at once", "by transfer", "never")[chance.weighted((76, 16, 8))]
        self.orders += 1
        order = f"M-{self.orders}"
        items = [
            {"product": article, **({"quantity": quantity} if quantity > 1 else {})}
            for article, quantity in cart.items()
        ]
        gift = {"fields": {"gift": True}} if chance.happens(9) else {}
        status = "paid" if pays == "at once" else "new"
        who = person["id"]
        self.change(moment, "order.create", customer=who, order=order, status=status, items=items, **gift)
        self.change(moment, "list.clear", customer=who, list="cart")
        worth = sum(self.prices[article] * quantity for article, quantity in cart.items())
        if pays == "at once":
            self.pack(moment, person, order, len(items), worth)
        elif pays == "by transfer":
            paid = _next_working_day(moment).replace(hour=6, minute=30)
            self.at(paid, self.pay, person, order, len(items), worth)
        else:
            self.later(moment, 7 * 1440, self.move, order, None, "cancelled")

    def pay(self, moment: datetime, person: Person, order: str, lines: int, worth: int) -> None:
        self.move(moment, order, None, "paid")
        self.pack(moment, person, order, lines, worth)

    def pack(self, moment: datetime, person: Person, order: str, lines: int, worth: int) -> None:
        """What is paid before noon leaves that afternoon; some in several parcels, some not at all."""
        chance = self.chance
        if chance.happens(4):
            self.later(moment, chance.between(20, 300), self.move, order, None, "cancelled")
            return
        day = moment if moment.hour < 12 and moment.weekday() < 5 else _next_working_day(moment)
        leaves = day.replace(hour=15, minute=chance.between(20, 55))
        if lines > 1 and chance.happens(22):
            for line in range(1, lines + 1):
                self.at(leaves, self.carry, person, order, line, worth // lines)
                leaves += timedelta(days=1 if leaves.weekday() < 4 else 3, minutes=chance.below(20))
        else:
            self.at(leaves, self.carry, person, order, None, worth)

    def carry(self, moment: datetime, person: Person, order: str, line: int | None, worth: int) -> None:
        """Hand a parcel to the carrier; it arrives after one to three days, never on a Sunday."""
        chance = self.chance
        self.move(moment, order, line, "shipped")
        arrives = moment + timedelta(days=1 + chance.weighted((50, 35, 15)))
        if arrives.weekday() == 6:
            arrives += timedelta(days=1)
        arrives = arrives.replace(hour=chance.between(9, 18), minute=chance.below(60))
        self.at(arrives, self.arrive, person, order, line, worth)

    def arrive(self, moment: datetime, person: Person, order: str, line: int | None, worth: int) -> None:
        """The parcel is there: leaves for it, perhaps an answer to the survey, perhaps it goes back."""
        chance = self.chance
        who = person["id"]
        self.move(moment, order, line, "delivered")
        self.award(moment, person, worth // 100, moment + timedelta(days=28))
        if chance.happens(36):
            answers = moment.replace(hour=chance.between(17, 22)) + timedelta(days=chance.between(3, 6))
            score = (10, 9, 8, 7, 6, 4, 2)[chance.weighted((24, 26, 18, 12, 9, 7, 4))]
            self.at(answers, self.answer, person, score)
        if chance.happens(5):
            self.later(moment, chance.between(4, 9) * 1440, self.move, order, line, "returned")
        if chance.happens(52):
            night = (moment + timedelta(days=1)).replace(hour=4, minute=5)
            empty = moment + timedelta(days=chance.between(5, 19))
            fields = {"runs_out": f"{empty:%Y-%m-%d}"}
            self.at(night, self.change, "customer.set_field", customer=who, fields=fields)

    def move(self, moment: datetime, order: str, line: int | None, status: str) -> None:
        """Set the status of an order, or of one of its lines."""
        if line is None:
            self.change(moment, "order.set_status", order=order, status=status)
        else:
            self.change(moment, "order.set_item", order=order, line=line, status=status)

    def award(self, moment: datetime, person: Person, amount: int, until: datetime | None) -> None:
        """Leaves: one for every euro; they wither at midnight of a day, unless they are a gift."""
        withers = {} if until is None else {"expires_at": f"{until:%Y-%m-%d}"}
        who = person["id"]
        if amount:
            self.change(moment, "balance.award", customer=who, account="leaves", amount=amount, **withers)

    def answer(self, moment: datetime, person: Person, score: int) -> None:
        """To the question how it was."""
        fields = {"score": score}
        who = person["id"]
        self.change(moment, "action.issue", customer=who, template="survey_answered", fields=fields)

    def book(self, moment: datetime, person: Person, tasting: str, seats: int) -> None:
        """Seats at a tasting."""
        fields = {"tasting_on": tasting, "seats": seats}
        who = person["id"]
        self.change(moment, "action.issue", customer=who, template="tasting_booked", fields=fields)

    # Signing up.

    def sign_up(
        self, moment: datetime, person: Person, confirms: int | None = None, valid: bool = True
    ) -> None:
        """Somebody new. With an address they want the letter, and confirm it after so many minutes or
        never."""
        where = ("website", "app", "shop")[self.chance.weighted((70, 18, 12))]
        fields: dict[str, Any] = {key: value for key, value in person.items() if key != "id"}
        email = person.get("email")
        if email is not None:
            fields["email"] = {**email, **({} if valid else {"valid": False}), "confirmation": "unconfirmed"}
            fields["subscriptions"] = {NEWS: "requires_confirmation"}
            if confirms is not None and valid:
                self.later(moment, confirms, self.confirm, person)
        else:
            fields["subscriptions"] = {f"{BRAND}/sms": "subscribed"}
        if where == "app":
            fields["devices"] = [{"kind": "mobile", "push": True}]
        signed_up = {"action": "signed_up", "action_fields": {"where": where}}
        self.change(moment, "customer.create", customer=person["id"], **signed_up, **fields)

    def confirm(self, moment: datetime, person: Person) -> None:
        who = person["id"]
        self.change(moment, "customer.confirm_email", customer=who)
        for key in (f"{BRAND}/email", NEWS):
            self.change(moment, "customer.set_subscription", customer=who, key=key, status="subscribed")


def awake(moment: datetime, minutes: int) -> int:
    """So many minutes later, or, where that is in the small hours, in the morning."""
    then = moment + timedelta(minutes=minutes)
    return minutes + 7 * 60 if 1 <= then.hour < 7 else minutes


def _next_working_day(moment: datetime) -> datetime:
    day = moment + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
