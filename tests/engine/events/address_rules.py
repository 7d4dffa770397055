"""The sentences about emails and phones, one by one (W-2, E-16 to E-27): what a change leaves, and what it
starts.

Written from the rules, without a look at the engine: the tests hold the engine against it. Contacts are
written as in docs/addresses.md: `a+!` is the address a, confirmed and invalid.
"""

from typing import NamedTuple


class One(NamedTuple):
    """An address or number."""

    value: str
    sign: str
    """`+` confirmed, `-` unconfirmed, empty: no confirmation data."""
    valid: bool

    def __str__(self) -> str:
        return self.value + self.sign + ("" if self.valid else "!")


class Has(NamedTuple):
    """What a customer has of a kind: the primary one, and the one that waits beside it."""

    primary: One | None = None
    waiting: One | None = None

    def __str__(self) -> str:
        waits = "" if self.waiting is None else f" ({self.waiting})"
        return "none" if self.primary is None else f"{self.primary}{waits}"

    def known(self, value: str) -> One | None:
        return next((one for one in self if one is not None and one.value == value), None)


NONE = Has()


class Given(NamedTuple):
    value: str
    sign: str | None
    """None: nothing is said about confirmation."""
    valid: bool | None


class Wiped(NamedTuple):
    pass


class Confirmed(NamedTuple):
    value: str | None


class Merged(NamedTuple):
    other: Has


class Created(NamedTuple):
    one: One | None


What = Given | Wiped | Confirmed | Merged | Created


def after(before: Has, what: What) -> Has | None:
    """What the customer has afterwards; None where the change is to be refused."""
    if isinstance(what, Created):
        return Has(what.one)
    if isinstance(what, Wiped):
        return NONE
    if isinstance(what, Merged):
        # The priority profile keeps what it has.
        return what.other if before.primary is None else before
    if isinstance(what, Confirmed):
        one = before.waiting or before.primary if what.value is None else before.known(what.value)
        if one is None:
            return None
        # Confirmed, one takes the place of the primary; another one that waits goes on waiting.
        others = before.waiting if one != before.waiting else None
        return Has(One(one.value, "+", one.valid), others)
    was = before.known(what.value)
    sign = what.sign if what.sign is not None else was.sign if was else ""
    valid = what.valid if what.valid is not None else was.valid if was else True
    one = One(what.value, sign, valid)
    if before.primary is not None and before.primary.value == one.value:
        return Has(one, before.waiting)
    if before.primary is not None and before.primary.sign == "+" and sign == "-":
        # An unconfirmed one beside a confirmed one waits, and there is at most one.
        return Has(before.primary, one)
    waiting = before.waiting if before.waiting is not None and before.waiting.value != one.value else None
    return Has(one, waiting if sign == "+" else None)


def starts(which: str, before: Has, what: What, personal: bool = False) -> set[str]:
    """The events among E-16 to E-27 that the change starts; `before` is what a customer had who existed."""
    now = after(before, what)
    assert now is not None
    found = set()
    if isinstance(what, Created):
        # E-16: added in whatever way. What a customer is created with is no change of it (E-19, E-26).
        found.add("E-16")
    elif isinstance(what, Merged):
        found.add("E-18")
    if not isinstance(what, Created) and now != before:
        # E-26: anything on the change history: addresses, their validity, their confirmation.
        found |= {"E-26", "E-27"} if personal else {"E-26"}
    old, new = before.primary, now.primary
    if not isinstance(what, Created) and changed(before, what, now):
        found.add("E-19" if which == "email" else "E-23")
    if which == "email" and old and new and old.value == new.value and not old.valid and new.valid:
        # E-21: invalid → valid, the same address.
        found.add("E-21")
    if confirmed(before, what):
        assert new is not None
        if which == "phone":
            # E-25: every confirmation, no exception.
            found.add("E-25")
        elif not (old is not None and old.sign == "+" and old.value != new.value):
            # E-22: not where an unconfirmed one is confirmed beside a confirmed one, nor where one confirmed
            # one is switched for another.
            found.add("E-22")
    return found


def changed(before: Has, what: What, now: Has) -> bool:
    old, new = before.primary, now.primary
    if old is None or new is None:
        # Neither filling nor wiping.
        return False
    if old.value != new.value:
        # From one to another; but to confirm the one that waits is no change.
        known = before.known(new.value)
        return not (known is not None and known.sign != "+" and new.sign == "+")
    if old.sign == "" and new.sign == "-":
        # One without confirmation data becomes unconfirmed.
        return True
    # An unconfirmed one is added beside a confirmed one.
    added = now.waiting is not None and before.known(now.waiting.value) is None
    return added and new.sign == "+"


def confirmed(before: Has, what: What) -> bool:
    """Whether something is confirmed: expressly, also once more; or by coming in, or becoming, confirmed."""
    if isinstance(what, Confirmed):
        return True
    if isinstance(what, Created):
        return what.one is not None and what.one.sign == "+"
    if isinstance(what, Merged):
        other = what.other.primary
        return before.primary is None and other is not None and other.sign == "+"
    if isinstance(what, Given) and what.sign == "+":
        was = before.known(what.value)
        return was is None or was.sign != "+"
    return False
