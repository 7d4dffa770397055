"""Addresses that are confirmed, and addresses that change.

Whose turn it is on a day follows from the customer's number, so that nobody else has to be looked at.
"""

from array import array
from collections.abc import Iterator
from typing import Final

from engine.time.civil import HOUR
from engine.traffic.chance import Chance, below, between
from engine.traffic.people import People
from engine.traffic.rhythm import Rhythm
from engine.world.changes.base import Change
from engine.world.changes.contacts import ConfirmEmail, ConfirmPhone, SetEmail
from engine.world.changes.customers import CreateCustomer
from engine.world.entities import Contact, Customer

CONFIRMING: Final = 97
"""Days after the beginning within which those who were there confirm what they will confirm."""

CHANGING: Final = 365
"""Days within which everybody has had the occasion to change their address, once."""

_CONFIRMS = below(0.6)
_CHANGES = below(0.04)
_LATEST = 20 * HOUR

_HAS_EMAIL: Final = 1
_EMAIL_OPEN: Final = 2
_PHONE_OPEN: Final = 4
_EVERYTHING: Final = _HAS_EMAIL | _EMAIL_OPEN | _PHONE_OPEN


class Contacts:
    """What the customers do about their addresses, by what they were at the beginning.

    `known`: how they stand in the world, by their numbers; None where they are not in it. It matters only to
    those who have no address or number there.
    """

    def __init__(self, seed: str, people: People, rhythm: Rhythm, known: Iterator[Customer | None]) -> None:
        self._people = people
        self._rhythm = rhythm
        self._chance = Chance(seed, "contacts")
        self._has = array("B", (_EVERYTHING if one is None else _held(one) for one in known))

    def numbers(self, day: int, first: int) -> Iterator[int]:
        """The customers of the beginning whose turn it may be, `day - first` days after it."""
        count, since = len(self._has), day - first
        if since < CONFIRMING:
            yield from range(since, count, CONFIRMING)
        for number in range(since % CHANGING, count, CHANGING):
            if number % CONFIRMING != since:
                yield number

    def of(self, number: int, day: int, first: int) -> list[Change]:
        """What somebody who was there at the beginning does about their addresses on a day."""
        since = day - first
        confirms, changes_it = since == number % CONFIRMING, since % CHANGING == number % CHANGING
        if not confirms and not changes_it:
            return []
        profile = self._people.profile(number)
        flags = _flags(profile.email, profile.phone) & self._has[number]
        changes: list[Change] = []
        customer = People.id(number)
        if confirms:
            chance = self._chance.numbers(number)
            if flags & _EMAIL_OPEN and chance[0] < _CONFIRMS:
                at = self._rhythm.moment(day, chance[1])
                changes.append(ConfirmEmail(at=at, customer=customer))
            if flags & _PHONE_OPEN and chance[2] < _CONFIRMS:
                changes.append(ConfirmPhone(at=self._rhythm.moment(day, chance[3]), customer=customer))
        if changes_it and flags & _HAS_EMAIL:
            chance = self._chance.numbers(number, day)
            if chance[0] < _CHANGES:
                at = self._rhythm.moment(day, chance[1])
                value = self._people.later_address(number, since // CHANGING + 1)
                changes.append(
                    SetEmail(at=at, step="edit", customer=customer, value=value, confirmation="unconfirmed")
                )
                if chance[2] < _CONFIRMS:
                    changes.append(ConfirmEmail(at=at + between(chance[3], 60, _LATEST), customer=customer))
        return changes

    def after(self, created: CreateCustomer, number: int) -> list[Change]:
        """What somebody who signs up confirms, the same day or the next."""
        chance = self._chance.numbers(number)
        changes: list[Change] = []
        if created.email is not None and chance[0] < _CONFIRMS:
            at = created.at + between(chance[1], 60, _LATEST)
            changes.append(ConfirmEmail(at=at, customer=created.customer))
        if created.phone is not None and chance[2] < _CONFIRMS:
            at = created.at + between(chance[3], 60, _LATEST)
            changes.append(ConfirmPhone(at=at, customer=created.customer))
        return changes


def _held(customer: Customer) -> int:
    return (0 if customer.email is None else _HAS_EMAIL | _EMAIL_OPEN) | (
        0 if customer.phone is None else _PHONE_OPEN
    )


def _flags(email: Contact | None, phone: Contact | None) -> int:
    flags = 0
    if email is not None:
        flags |= _HAS_EMAIL | (0 if email.confirmation == "confirmed" else _EMAIL_OPEN)
    if phone is not None and phone.confirmation != "confirmed":
        flags |= _PHONE_OPEN
    return flags
