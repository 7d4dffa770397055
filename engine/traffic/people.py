"""Who the customers of the traffic are: a function of the seed and the customer's number."""

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from engine.time.civil import DAY, date_of, day_number
from engine.traffic.chance import MANY, SMALL_SPAN, SPAN, Chance, below, between
from engine.traffic.names import FIRST, LAST
from engine.traffic.shop import Shop
from engine.world.changes.customers import CreateCustomer, NewContact
from engine.world.entities import (
    EMPTY_DICT,
    EMPTY_LIST,
    Confirmation,
    Contact,
    Customer,
    Device,
    SubscriptionStatus,
)
from engine.world.traffic import Habit

_EMAIL = below(0.95)
_CONFIRMED = below(0.75)
_NO_DATA = below(0.1)
_PHONE = below(0.6)
_VALID = below(0.97)
_SUBSCRIBED = below(0.7)
_UNSUBSCRIBED = below(0.8)
_APP = below(0.25)
_BROWSER = below(0.15)
_LONGEST_AGO = 730
_YOUNGEST, _OLDEST = day_number(1940, 1, 1), day_number(2007, 12, 31)


PREFIX = "shopper-"
"""With it the ids of these customers begin, and those of their orders."""


class Profile(NamedTuple):
    """What is known of a customer from the beginning."""

    first_name: str
    last_name: str
    email: Contact | None
    phone: Contact | None
    birth_date: str
    zone: str | None
    subscriptions: dict[str, SubscriptionStatus]
    devices: list[Device]


class People:
    """The customers by their numbers, from 0 on."""

    def __init__(self, seed: str, shop: Shop, habits: list[Habit]) -> None:
        self._shop = shop
        self._chance = Chance(seed, "who")
        self._habit = Chance(seed, "habit")
        self._bounds = list(accumulate(habit.share for habit in habits))
        self._often = [0.0 if habit.every is None else SMALL_SPAN / habit.every for habit in habits]

    @staticmethod
    def id(number: int) -> str:
        return f"{PREFIX}{number + 1:06}"

    def often(self, block: int) -> list[float]:
        """How often the MANY customers of a block come by: of SMALL_SPAN days on so many."""
        bounds, often = self._bounds, self._often
        found = []
        for small in self._habit.small(block):
            share = bounds[-1] * small / SMALL_SPAN
            found.append(next(o for o, bound in zip(often, bounds, strict=True) if share < bound))
        return found

    def profile(self, number: int, *, new: bool = False) -> Profile:
        """What is known of a customer. New ones have confirmed nothing yet."""
        n = self._chance.numbers(number)
        first, last = FIRST[n[0] % len(FIRST)], LAST[n[1] % len(LAST)]
        email = phone = None
        if n[2] < _EMAIL or new:
            email = Contact(self.address(number, n), n[3] < _VALID, self._confirmation(n[4], new))
        if n[5] < _PHONE:
            phone = Contact(f"+999 {number + 1:07}", n[6] < _VALID, self._confirmation(n[7], new))
        shop = self._shop
        zone = (None, *shop.zones)[n[8] % (1 + len(shop.zones))]
        subscriptions: dict[str, SubscriptionStatus] = EMPTY_DICT
        if n[9] < _UNSUBSCRIBED and "email" in shop.channels:
            status: SubscriptionStatus = "subscribed" if n[9] < _SUBSCRIBED else "unsubscribed"
            subscriptions = {f"{shop.brand}/email": status}
            if n[10] < SPAN // 2 and "sms" in shop.channels:
                subscriptions[f"{shop.brand}/sms"] = status
        devices: list[Device] = EMPTY_LIST
        if n[11] < _APP:
            devices = [Device("mobile", n[12] < SPAN // 2)]
        elif n[11] > SPAN - _BROWSER:
            devices = [Device("web", n[12] < SPAN // 2)]
        birth = date_of(between(n[13], _YOUNGEST, _OLDEST)).isoformat()
        return Profile(first, last, email, phone, birth, zone, subscriptions, devices)

    def address(self, number: int, n: tuple[int, ...], times: int = 0) -> str:
        """An email address of a customer; `times` counts how often they have changed it."""
        first, last = FIRST[n[0] % len(FIRST)], LAST[n[1] % len(LAST)]
        return f"{first}.{last}.{number + 1}@example.{'org' if times else 'com'}".lower().replace(
            "@", f"+{times}@" if times > 1 else "@"
        )

    def later_address(self, number: int, times: int) -> str:
        """The address that they change to for the nth time."""
        return self.address(number, self._chance.numbers(number), times)

    def customer(self, number: int, begin: int) -> Customer:
        """A customer who was there before the traffic begins."""
        profile = self.profile(number)
        ago = between(self._chance.numbers(number, 1)[0], 1, _LONGEST_AGO * DAY)
        return Customer(
            self.id(number),
            profile.first_name,
            profile.last_name,
            email=profile.email,
            phone=profile.phone,
            birth_date=profile.birth_date,
            zone=profile.zone,
            created_at=begin - ago,
            subscriptions=profile.subscriptions,
            devices=profile.devices,
        )

    def customers(self, count: int, begin: int) -> Iterator[Customer]:
        """All who were there before the traffic begins."""
        return (self.customer(number, begin) for number in range(count))

    def creation(self, number: int, at: int) -> CreateCustomer:
        """The change by which somebody signs up."""
        profile = self.profile(number, new=True)
        return CreateCustomer(
            at=at,
            step="register",
            action=self._shop.sign_up_action,
            customer=self.id(number),
            first_name=profile.first_name,
            last_name=profile.last_name,
            email=_new(profile.email),
            phone=_new(profile.phone),
            birth_date=profile.birth_date,
            zone=profile.zone,
            subscriptions=profile.subscriptions,
            devices=profile.devices,
        )

    @staticmethod
    def _confirmation(number: int, new: bool) -> Confirmation:
        if new:
            return "unconfirmed"
        if number < _CONFIRMED:
            return "confirmed"
        return "no_data" if number < _CONFIRMED + _NO_DATA else "unconfirmed"


def _new(contact: Contact | None) -> NewContact | None:
    return None if contact is None else NewContact(contact.value, contact.valid, contact.confirmation)


def blocks(count: int) -> int:
    """How many blocks of MANY customers hold so many."""
    return -(-count // MANY)
