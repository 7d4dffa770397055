"""What a field is: conditions ask for it, messages print it, dynamic waits wait for it (F-5, F-6, F-11).

A field reads one value off one entity. Which entity that is for a passage, its context says: refs that are
looked up again at each decision. Where the passage lacks the entity, or it is gone, the value is `LACKING`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

from engine.events.base import Ref
from engine.time.durations import Duration
from engine.world.entities import Customer
from engine.world.lookup import LOOKUP
from engine.world.settings import Settings
from engine.world.world import World

Type = Literal["text", "number", "money", "date", "choice", "yes_no", "names"]
"""`names` is a set of names: the segments of a customer, the products of an order."""

Value: TypeAlias = str | int | float | bool | Collection[str] | None
"""What a field holds. Money is minor units; a date is an instant, or ISO text in custom fields."""

Of: TypeAlias = Mapping[str, str | list[str]]
"""What a field's parameters are set to: `{"segment": "vip"}`, `{"within": "3 days"}`."""

PathTo: TypeAlias = tuple[str | int, ...]


class Lacking(Enum):
    """The one value of its kind: the passage lacks the entity (F-18)."""

    LACKING = "lacking"


LACKING: Final = Lacking.LACKING

ALWAYS: Final = ("customer", "promo_pool")
"""The entities that every trigger offers (F-5)."""

ENTITIES: Final[dict[str, str]] = {
    "customer": "customer",
    "order": "order",
    "order_item": "order item",
    "product": "product",
    "list_item": "product on a list",
    "view": "viewed product",
    "action": "action",
    "balance_change": "balance change",
    "promo_code": "promo code",
    "promo_pool": "promo-code pool",
    "session": "session",
    "discount_card": "discount card",
    "operation": "operation call",
}
"""The entities that have fields, by id, in the words that people read."""


class Subject(Protocol):
    """Whom a condition is asked about: a passage, or an event that wants to enter."""

    @property
    def customer(self) -> Customer: ...

    @property
    def context(self) -> Mapping[str, Ref]: ...


Reader: TypeAlias = Callable[[Subject], Value | Lacking]


class Problem(NamedTuple):
    """Something to mend: the keys and indices that lead to it, and a sentence that says how."""

    path: PathTo
    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a field must be told besides its id: which segment, within which time."""

    name: str
    title: str
    names: str = ""
    """The dictionary of the settings from which its names come."""
    values: tuple[str, ...] = ()
    """What it may be, where that is fixed."""
    duration: bool = False
    """Whether it is a length of time such as "3 days"."""
    free: bool = False
    """Whether it may be anything: ids of what the settings do not name, such as products and flows."""
    required: bool = True
    several: bool = False
    """Whether it is a list of names."""
    words: str = "{}"
    """How it reads behind the field's title."""
    narrows: bool = False
    """Whether it leaves out some of what is counted: forms ask for it last."""

    def choices(self, settings: Settings) -> list[str]:
        """What it may be; empty for a length of time and where anything may stand there."""
        return list(getattr(settings, self.names)) if self.names else list(self.values)


Refusal: TypeAlias = tuple[str, str]
"""The parameter at fault, and the sentence."""

Make: TypeAlias = Callable[[World, Of], Callable[..., Value]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. To add one, add an entry to its entity's list; everything else learns of it from there."""

    id: str
    """`customer.email.valid`: the entity, then the field."""
    title: str
    """As it stands in forms and on cards. Of a yes-or-no field: what is so when it is yes."""
    type: Type
    make: Make
    """Once per condition: gives the function that reads the value off the entity."""
    parameters: tuple[Parameter, ...] = ()
    names: str = ""
    """The dictionary of the settings from which the values of a choice, or names, come."""
    values: tuple[str, ...] = ()
    """What a choice may be, where that is fixed."""
    one: str = ""
    """Of a number that counts what its title names: one of them, "Order" of "Orders"."""
    negative: str = ""
    """Of a yes-or-no field: what is so when it is no."""
    in_filter: bool = False
    """Whether a trigger's customer filter may use it (F-14)."""
    for_customer: bool = False
    """Whether its reading also depends on the customer: regional prices."""
    refuse: Callable[[Of, Settings], Refusal | None] | None = None
    """A further check of its parameters."""
    keywords: tuple[str, ...] = ()
    """By what else people look for it: "bought" of orders."""
    help: str = ""
    """What is not seen from its title: that opens and clicks come as actions."""

    @property
    def entity(self) -> str:
        return self.id.partition(".")[0]

    @property
    def always(self) -> bool:
        """Whether every passage has its entity."""
        return self.entity in ALWAYS

    def choices(self, settings: Settings) -> list[str]:
        """What its values may be; empty where anything may stand there."""
        return list(getattr(settings, self.names)) if self.names else list(self.values)

    def reader(
        self, world: World, of: Of, finder: Callable[[World], Callable[[Subject], Any]] | None = None
    ) -> Reader:
        """A function that reads the value for a passage, made once per condition. `finder` says how to find
        the entity where it is not the event's own."""
        get = self.make(world, of)
        if self.entity == "customer":
            return lambda subject: get(subject.customer)
        if self.entity == "promo_pool":
            return lambda subject: get(world)
        find = entity_finder(world, self.entity) if finder is None else finder(world)
        if self.for_customer:

            def read_for_customer(subject: Subject) -> Value | Lacking:
                entity = find(subject)
                return LACKING if entity is None else get(entity, subject.customer)

            return read_for_customer

        def read(subject: Subject) -> Value | Lacking:
            entity = find(subject)
            return LACKING if entity is None else get(entity)

        return read

    def getter(self, world: World, of: Of) -> Callable[[Any, Customer], Value]:
        """A function that reads the value off an entity at hand: a line of an order, printed."""
        get = self.make(world, of)
        return get if self.for_customer else lambda entity, customer: get(entity)


def entity_finder(world: World, entity: str) -> Callable[[Subject], Any]:
    """A function that finds a passage's entity; it gives None where the passage lacks it or it is gone."""
    if entity == "customer":
        return attrgetter("customer")
    look = LOOKUP[entity]

    def find(subject: Subject) -> Any:
        ref = subject.context.get(entity)
        return None if ref is None else look(world, subject.customer, ref)

    return find


def plain(get: Callable[..., Value]) -> Make:
    """For fields that need neither the world nor parameters."""
    return lambda world, of: get


def one(of: Of, name: str) -> str | None:
    """The setting of a parameter that is a single name."""
    value = of.get(name)
    return value if isinstance(value, str) else None


def many(of: Of, name: str) -> frozenset[str]:
    """The setting of a parameter that is a list of names."""
    value = of.get(name, [])
    return frozenset([value] if isinstance(value, str) else value)


def since(world: World, of: Of) -> Callable[[], int] | None:
    """When the time `within` began, as a function of the current instant; None where it is not set.

    Days are civil days (T-5), and what is exactly that old still counts, as in T-2.
    """
    text = one(of, "within")
    if text is None:
        return None
    duration, zone = Duration.parse(text), world.zone
    return lambda: duration.before(world.now, zone)


class WholeDay(int):
    """The midnight of a date that was written without a time."""


def instants(world: World, *, whole_days: bool = False) -> Callable[[Any], int | None]:
    """A function that makes instants of what date fields hold: a date without a time is its midnight (F-11),
    where `whole_days` is said as a WholeDay.

    Text that is no date gives None. The texts seen are remembered, for they repeat and parsing is slow.
    """
    parse = world.zone.parse
    known: dict[Any, int | None] = {}

    def instant(value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        try:
            return known[value]
        except KeyError:
            pass
        if len(known) >= 50_000:
            known.clear()
        try:
            at = parse(value)
            known[value] = WholeDay(at) if whole_days and ":" not in value else at
        except ValueError:
            known[value] = None
        return known[value]

    return instant


def one_of_these(names: str) -> str:
    """What a name out of a dictionary of the settings is: `order_statuses` are of the sort "order status"."""
    return names.replace("_", " ").removesuffix("es" if names.endswith("statuses") else "s")


def listed(names: Iterable[str], most: int = 8) -> str:
    """Names for a sentence: the first few of them."""
    all_names = list(names)
    return ", ".join(all_names[:most]) + (" …" if len(all_names) > most else "")
