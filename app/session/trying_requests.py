"""What a form asks the session while it is being filled in: whom a condition fits, how a message reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.session.requests import Request

PathTo = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Someone:
    """A customer of the world."""

    id: str
    name: str
    """The id where there is none."""


@dataclass(frozen=True, slots=True)
class FindPeople(Request[tuple[Someone, ...]]):
    """Customers of the world whose id, name or address has this text in it."""

    text: str
    most: int = 100


@dataclass(frozen=True, slots=True)
class HeldValue:
    """What a field holds somewhere in the world."""

    value: str
    words: str = ""
    """What it stands for: a product's name, a flow's."""


@dataclass(frozen=True, slots=True)
class FindHeld(Request[tuple[HeldValue, ...]]):
    """Values of the world with a text in them, the likeliest first."""

    what: str
    """A field of conditions by its id, or `products`, `product_categories`, `flows`."""
    text: str = ""
    of: Mapping[str, Any] = field(default_factory=dict)
    """What the field is told besides."""
    most: int = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """How many customers were looked at, of how many there are."""

    looked: int = 0
    total: int = 0

    @property
    def whole(self) -> bool:
        return self.looked == self.total


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a part of a condition comes to for one customer."""

    ok: bool
    seen: str = ""
    """Of a comparison: the value that it looked at, in words."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Whom a condition fits now."""

    tally: Tally
    matching: int | None
    """Of those looked at; None where nothing of the condition is complete yet."""
    customer: Someone | None = None
    verdicts: Mapping[PathTo, Verdict] = field(default_factory=dict)
    """For that customer, by where each part stands in the condition."""
    left_out: int = 0
    """Comparisons that are not complete, or not right, and so were left out."""
    newest: tuple[str, ...] = ()
    """What the condition asks of the event, in words: each customer's newest stood in for it."""
    now: int = 0


@dataclass(frozen=True, slots=True)
class CountMatches(Request[Matches]):
    condition: Mapping[str, Any]
    """The tree, as plain data."""
    entities: tuple[str, ...] = ()
    """What the trigger brings."""
    in_filter: bool = False
    customer: str | None = None
    """Whose verdicts are asked for; None is the one asked for last. It is remembered."""


@dataclass(frozen=True, slots=True)
class Branched:
    """How customers spread over the branches of a condition."""

    tally: Tally
    counts: tuple[int, ...] | None
    """By branch, then those whom none fits; None where it is not complete yet."""
    customer: Someone | None = None
    chosen: int = -1
    """The branch of that customer; -1 where none fits."""
    seen: str = ""
    newest: tuple[str, ...] = ()
    now: int = 0


@dataclass(frozen=True, slots=True)
class CountBranches(Request[Branched]):
    branching: Mapping[str, Any]
    entities: tuple[str, ...] = ()
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class TriedText:
    """One text of a message, finished; or why it cannot be."""

    name: str
    text: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A message, as a customer would get it now."""

    texts: tuple[TriedText, ...]
    customer: Someone | None = None
    newest: tuple[str, ...] = ()
    """What of the customer's stood in for the event's, in words."""
    missing: tuple[str, ...] = ()
    """What the customer has none of, in words: values are made up in its place."""
    now: int = 0


@dataclass(frozen=True, slots=True)
class TryMessage(Request[Tried]):
    texts: tuple[tuple[str, str], ...]
    """(name, template)."""
    entities: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    """What the trigger's event lets messages print besides the customer."""
    customer: str | None = None
