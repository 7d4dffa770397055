"""How lively a world is: the settings of the traffic that can be generated for it (see engine/traffic)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, with_config

from engine.world.entities import Money
from engine.world.settings import Name

CONFIG = ConfigDict(extra="forbid")

Rate = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""How likely something is, from 0 to 1."""

Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]

MOST_CUSTOMERS = 1_000_000

HOURS = [2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 13, 11, 10, 10, 11, 13, 15, 17, 18, 16, 11, 5]
WEEK = [1.05, 1, 0.95, 0.95, 0.9, 0.95, 1.2]


@with_config(CONFIG)
@dataclass(slots=True)
class Habit:
    """How often some of the customers come by."""

    share: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]
    """How many have this habit, in proportion to the other habits."""
    every: Annotated[float, Field(ge=1, le=3650, allow_inf_nan=False)] | None = None
    """Days between two visits on average; None: they never come."""


def usual_habits() -> list[Habit]:
    return [Habit(5, 1), Habit(20, 7), Habit(45, 30), Habit(30)]


@with_config(CONFIG)
@dataclass(slots=True)
class Usual:
    """What a product comes back to, that costs less or is not there for some days."""

    price: Money | None = None
    regional: dict[Name, Money] = field(default_factory=dict)
    """Prices by zone."""
    stocked: bool = True
    shelves: list[Name] = field(default_factory=list)
    """The zones that have it on shelves of their own."""


@with_config(CONFIG)
@dataclass(slots=True)
class Reaction:
    """How many of the messages that reach customers are opened, clicked and followed by an order. Who orders
    has clicked, and who clicks has opened."""

    open: Rate = 0
    click: Rate = 0
    order: Rate = 0
    unsubscribe: Rate = 0
    """How many end the subscription in the channel instead of clicking, having opened."""


@with_config(CONFIG)
@dataclass(slots=True)
class BlockReaction:
    """The reaction to the messages of one block: of one variant of an A/B test. None: as in the channel."""

    flow: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    block: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    open: Rate | None = None
    click: Rate | None = None
    order: Rate | None = None
    unsubscribe: Rate | None = None

    def beside(self, channel: Reaction) -> Reaction:
        """The block's reaction, where that of the channel is this."""
        return Reaction(
            channel.open if self.open is None else self.open,
            channel.click if self.click is None else self.click,
            channel.order if self.order is None else self.order,
            channel.unsubscribe if self.unsubscribe is None else self.unsubscribe,
        )


@with_config(CONFIG)
@dataclass(slots=True)
class Reactions:
    """How customers react to messages, by channel; blocks may differ."""

    email: Reaction | None = None
    sms: Reaction | None = None
    mobile_push: Reaction | None = None
    web_push: Reaction | None = None
    overrides: list[BlockReaction] = field(default_factory=list)
    hours: Annotated[float, Field(gt=0, le=72)] = 3
    """After how many hours half of those who open a message have opened it; all have after sixteen times
    that."""
    opened: Name | None = None
    """The action template under which an opening is recorded."""
    clicked: Name | None = None
    """The action template under which a click is recorded."""

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Rates that contradict each other, as (place, sentence)."""
        for name in ("email", "sms", "mobile_push", "web_push"):
            found: Reaction | None = getattr(self, name)
            if found is not None:
                yield from _contradictions((name,), found.open, found.click, found.order, found.unsubscribe)
        seen: set[tuple[str, str]] = set()
        for n, one in enumerate(self.overrides):
            yield from _contradictions(("overrides", n), one.open, one.click, one.order, one.unsubscribe)
            if (one.flow, one.block) in seen:
                yield ("overrides", n), f"the block {one.block!r} stands there twice: remove one"
            seen.add((one.flow, one.block))


def _contradictions(
    place: tuple[str | int, ...],
    opened: float | None,
    clicked: float | None,
    ordered: float | None,
    gone: float | None,
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Who orders has clicked, and who clicks has opened; what is not said contradicts nothing."""
    if opened is not None and clicked is not None and clicked + (gone or 0) > opened:
        yield (
            (*place, "click"),
            f"{clicked:g} click and {gone or 0:g} unsubscribe, but only {opened:g} open",
        )
    if clicked is not None and ordered is not None and ordered > clicked:
        yield (*place, "order"), f"{ordered:g} order, but only {clicked:g} click"


@with_config(CONFIG)
@dataclass(slots=True)
class Traffic:
    """Who comes to the shop, when, and what they do there. Names that are not given are the project's
    first."""

    customers: Annotated[int, Field(ge=0, le=MOST_CUSTOMERS)] = 500
    """How many there are at the beginning."""
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 0
    """Who they are: names, addresses, habits."""
    start: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    """The first day; None: the day after the newest thing in the world."""
    sign_ups: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] = 2
    """New customers a day, on average."""
    habits: Annotated[list[Habit], Field(min_length=1, max_length=100)] = field(default_factory=usual_habits)
    week: Annotated[list[Weight], Field(min_length=7, max_length=7)] = field(default_factory=WEEK.copy)
    """How lively Monday, Tuesday … Sunday are, in proportion."""
    hours: Annotated[list[Weight], Field(min_length=24, max_length=24)] = field(
        default_factory=lambda: [float(hour) for hour in HOURS]
    )
    """How lively the hours of the day are, from midnight on, in proportion."""
    cart: Rate = 0.3
    """Visits on which something goes into the cart."""
    order: Rate = 0.4
    """Filled carts that become an order; the others are abandoned."""
    cancelled: Rate = 0.05
    """Orders that are cancelled before they are paid."""
    returned: Rate = 0.04
    """Delivered orders that come back."""
    list: Name | None = None
    """The list that is the cart."""
    points: Name | None = None
    """The points account on which orders are rewarded."""
    points_per: Annotated[int, Field(ge=1, le=10**9)] | None = 100
    """One point for so much money; None: no points."""
    promo: Rate = 0.1
    """Orders to which a promo code is applied."""
    promo_pool: Name | None = None
    """The pool whose code that is: its own where one code is for everybody, else one from outside."""
    sale: Rate = 0.01
    """How likely a product's price drops on a day, for some days."""
    sold_out: Rate = 0.01
    """How likely a product runs out on a day, for some days."""
    sign_up_action: Name | None = None
    """The action template under which new customers are recorded; None: under none."""
    usual: dict[str, Usual] = field(default_factory=dict)
    """In a world that has had some days of traffic: the products that are not as usual, by id. Written by
    flowrig, so that the traffic can go on."""
    reactions: Reactions | None = None
    """How customers react to the messages of flows; None: not at all."""

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What contradicts itself, as (place, sentence)."""
        if self.start is not None:
            try:
                date.fromisoformat(self.start)
            except ValueError:
                yield ("start",), f"there is no such day as {self.start}"
        for name in ("week", "hours"):
            if not any(getattr(self, name)):
                yield (name,), "give at least one of them more than 0"
        if self.reactions is not None:
            for place, sentence in self.reactions.faults():
                yield ("reactions", *place), sentence
