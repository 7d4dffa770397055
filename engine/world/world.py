"""The world of a run: its entities, and the undoable writes by which alone they change (W-4, W-6).

Every write goes through `set`, `put`, `drop` and `push`, which note how to take it back. So each change has
an inverse without anybody writing one, and a change that is refused half-way leaves nothing behind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappush
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from pydantic import TypeAdapter, with_config

from engine.time.civil import Zone
from engine.world import indexes
from engine.world.calculated import following, product_fields
from engine.world.deltas import Delta
from engine.world.dues import Due, Ref
from engine.world.entities import (
    CONFIG,
    EMPTY_DICT,
    EMPTY_LIST,
    Customer,
    Instant,
    Order,
    Pool,
    Product,
    Value,
    View,
)
from engine.world.settings import Settings
from engine.world.traffic import Traffic

if TYPE_CHECKING:
    from engine.world.changes.base import Change


class Refused(ValueError):
    """A change that cannot be applied (W-6): `place` is the change's field at fault, the text says how to
    mend it."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(problem)
        self.place = place


@dataclass(slots=True)
class Applied:
    """A change that has been applied: what it changed, fact by fact, and how to take it back."""

    change: "Change"
    deltas: list[Delta]
    inverse: list[tuple[Any, ...]]


@with_config(CONFIG)
@dataclass(slots=True)
class WorldState:
    """All that a world holds, as it stands in world files and checkpoints."""

    settings: Settings = field(default_factory=Settings)
    products: dict[str, Product] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    reckoned: dict[str, Instant] = field(default_factory=dict)
    """When calculated fields (`fields`) and recalculated segments (by `segment/<name>`) were reckoned last;
    empty in a world that no run has begun in."""
    traffic: Traffic | None = None
    """How lively it is, where traffic is to be generated for it."""


STATE: TypeAdapter[WorldState] = TypeAdapter(WorldState)

Undo = Callable[..., None]


def _restore_attribute(owner: Any, attribute: str, old: Any) -> None:
    setattr(owner, attribute, old)


def _restore_entry(entries: dict[Any, Any], key: Any, old: Any) -> None:
    entries[key] = old


def _remove_entry(entries: dict[Any, Any], key: Any) -> None:
    del entries[key]


def _remove_last(items: list[Any]) -> None:
    items.pop()


def _reorder(entries: dict[Any, Any], old: dict[Any, Any]) -> None:
    entries.clear()
    entries.update(old)


class World:
    """Customers, products, orders and the settings, with the clock's current instant in `now`."""

    __slots__ = (
        "_follow",
        "_inverse",
        "_shelves",
        "aliases",
        "cards",
        "code_owners",
        "customers",
        "dues",
        "listed",
        "now",
        "orders",
        "pools",
        "preferring",
        "product_fields",
        "products",
        "reckoned",
        "settings",
        "tell",
        "traffic",
        "viewed",
        "zone",
    )

    def __init__(self, state: WorldState | None = None) -> None:
        state = state or WorldState()
        self.settings = state.settings
        self.zone = Zone(state.settings.time_zone)
        self.customers = state.customers
        self.aliases = {gone: one.id for one in state.customers.values() for gone in one.merged}
        """The customers who took in the profiles that are gone, by the id of these (W-2)."""
        self.products = state.products
        self.orders = state.orders
        self.pools = state.pools
        self.traffic = state.traffic
        self.listed = indexes.listed(state.customers)
        """Ids of the customers who have a product on a list, by product. Sort them before anything follows
        from their order."""
        self.reckoned = state.reckoned
        self.dues: list[Due] = []
        """What time will do: a heap of when to look at what (T-7)."""
        self._follow = following(state.settings)
        self.viewed = indexes.viewed(state.customers)
        """The latest view of a product by each customer who has viewed it, by product and customer (E-35).
        Sort them before anything follows from their order."""
        self.code_owners = indexes.code_owners(state.customers, state.settings)
        """Who was given a promo code that is not for everybody, by pool and code; they may have been merged
        into somebody else since (`find_customer`)."""
        self.cards = {card.number for one in state.customers.values() for card in one.discount_cards}
        """The numbers of all discount cards."""
        self.product_fields = product_fields(state.settings)
        """The calculated fields of customers that hold a product."""
        self.preferring = indexes.preferring(state.customers, self.product_fields)
        """Ids of the customers whose calculated field holds a product, by field and product (E-37). Sort
        them before anything follows from their order."""
        self._shelves: dict[str, list[Product]] | None = None
        """The products of each segment, made when they are asked for (`products_in`)."""
        self.now = 0
        self._inverse: list[tuple[Any, ...]] = []
        self.tell: Callable[[Delta], None] = list[Delta]().append
        """Say one fact of what the change under way changed; recognition looks at nothing else."""

    def state(self) -> WorldState:
        return WorldState(
            self.settings,
            self.products,
            self.customers,
            self.orders,
            self.pools,
            self.reckoned,
            self.traffic,
        )

    # Writes. Only changes call them.

    def set(self, owner: Any, attribute: str, value: Any) -> None:
        """Give an entity's attribute a value."""
        self._inverse.append((_restore_attribute, owner, attribute, getattr(owner, attribute)))
        setattr(owner, attribute, value)

    def put(self, owner: Any, attribute: str, key: Any, value: Any) -> None:
        """Put an entry into the dictionary that an entity (or the world) holds in `attribute`."""
        entries = getattr(owner, attribute)
        if entries is EMPTY_DICT:
            entries = {}
            self.set(owner, attribute, entries)
        self.enter(entries, key, value)

    def enter(self, entries: dict[Any, Any], key: Any, value: Any) -> None:
        """Put an entry into a dictionary that is nobody else's."""
        if key in entries:
            self._inverse.append((_restore_entry, entries, key, entries[key]))
        else:
            self._inverse.append((_remove_entry, entries, key))
        entries[key] = value

    def drop(self, owner: Any, attribute: str, key: Any) -> None:
        """Take an entry out of the dictionary that an entity holds in `attribute`."""
        self.leave(getattr(owner, attribute), key)

    def leave(self, entries: dict[Any, Any], key: Any) -> None:
        """Take an entry out of a dictionary; taken back, it stands where it stood."""
        self._inverse.append((_reorder, entries, dict(entries)))
        del entries[key]

    def push(self, owner: Any, attribute: str, item: Any) -> None:
        """Append to the list that an entity holds in `attribute`."""
        items = getattr(owner, attribute)
        if items is EMPTY_LIST:
            self._inverse.append((_restore_attribute, owner, attribute, items))
            setattr(owner, attribute, [item])
        else:
            self._inverse.append((_remove_last, items))
            items.append(item)

    def note_listed(self, product: str, customer: str) -> None:
        """Keep the index `listed`: the customer has the product on a list now."""
        holders = self.listed.setdefault(product, set())
        if customer not in holders:
            holders.add(customer)
            self._inverse.append((holders.discard, customer))

    def note_unlisted(self, product: str, customer: Customer) -> None:
        """Keep the index `listed`: the product was taken off a list, and may be on another."""
        if not any(product in lines for lines in customer.lists.values()):
            holders = self.listed[product]
            holders.discard(customer.id)
            self._inverse.append((holders.add, customer.id))

    def note_card(self, number: str) -> None:
        """Keep the index `cards`: there is a new one."""
        self.cards.add(number)
        self._inverse.append((self.cards.discard, number))

    def note_shelved(self) -> None:
        """A product is new, or its segments are others: they are gathered anew when they are asked for."""
        self._forget_shelves()
        self._inverse.append((self._forget_shelves,))

    def _forget_shelves(self) -> None:
        self._shelves = None

    def products_in(self, segment: str) -> list[Product]:
        """The products of a segment, in the order in which they came into the world."""
        if self._shelves is None:
            shelves: dict[str, list[Product]] = {}
            for product in self.products.values():
                for name in product.segments:
                    shelves.setdefault(name, []).append(product)
            self._shelves = shelves
        return self._shelves.get(segment, [])

    def note_due(self, at: int, rank: int, ref: Ref) -> None:
        """Have time look at this then (T-7). It needs no taking back: what is due stands in the entities."""
        heappush(self.dues, (at, rank, ref))

    def note_viewed(self, customer: str, view: View) -> None:
        """Keep the index `viewed`: the customer has one view more, which may be backdated."""
        latest = self.viewed.setdefault(view.product, {})
        known = latest.get(customer)
        if known is None:
            self._inverse.append((_remove_entry, latest, customer))
            latest[customer] = view
        elif indexes.is_later(view, known):
            self._inverse.append((_restore_entry, latest, customer, known))
            latest[customer] = view

    def note_preference(self, customer: str, field: str, old: Value, new: Value) -> None:
        """Keep the index `preferring`: the customer's calculated field holds another product now, or none."""
        if old is not None:
            holders = self.preferring[field, str(old)]
            holders.discard(customer)
            self._inverse.append((holders.add, customer))
        if new is not None:
            holders = self.preferring.setdefault((field, str(new)), set())
            holders.add(customer)
            self._inverse.append((holders.discard, customer))

    def note_merged(self, gone: Customer, into: Customer) -> None:
        """Keep the indexes: a profile is gone, and later changes that name it concern another one."""
        for product in {view.product for view in gone.views}:
            latest = self.viewed[product]
            self._inverse.append((_restore_entry, latest, gone.id, latest.pop(gone.id)))
        for product in {product for lines in gone.lists.values() for product in lines}:
            holders = self.listed[product]
            holders.discard(gone.id)
            self._inverse.append((holders.add, gone.id))
        for preference in self.product_fields:
            self.note_preference(gone.id, preference, gone.fields.get(preference), None)
        for name in (gone.id, *gone.merged):
            self.enter(self.aliases, name, into.id)

    # Changes.

    def apply(self, change: "Change") -> Applied:
        """Apply a change whole, or refuse it and leave nothing done (W-6). Raises Refused."""
        inverse: list[tuple[Any, ...]] = []
        deltas: list[Delta] = []
        self._inverse = inverse
        self.tell = deltas.append
        happened = change.happened_at
        if happened is not None and happened > change.at:
            raise Refused("happened_at", "it happened after it was received: a fact from the future (T-1)")
        try:
            change.apply(self)
            if self._follow is not None:
                self._follow(self, deltas)
        except BaseException:
            undo(inverse)
            raise
        return Applied(change, deltas, inverse)

    # Look-ups that refuse what does not exist.

    def customer(self, customer: str, place: str = "customer") -> Customer:
        found = self.customers.get(customer) or self.find_customer(customer)
        if found is None:
            raise Refused(place, f"there is no customer {customer!r}")
        return found

    def find_customer(self, customer: str) -> Customer | None:
        """The customer of that id, or the one into whose profile theirs was merged (W-2)."""
        return self.customers.get(self.aliases.get(customer, customer))

    def product(self, product: str, place: str = "product") -> Product:
        found = self.products.get(product)
        if found is None:
            raise Refused(place, f"there is no product {product!r}")
        return found

    def order(self, order: str, place: str = "order") -> Order:
        found = self.orders.get(order)
        if found is None:
            raise Refused(place, f"there is no order {order!r}")
        return found

    def named(self, names: dict[str, Any], what: str, name: str, place: str) -> Any:
        """The setting of that name, or a refusal that says which names there are."""
        found = names.get(name)
        if found is None:
            raise Refused(place, unknown(what, name, names))
        return found


class Misnamed(str):
    """A sentence about a name that there is not; `name` is that name, `names` are those there are instead."""

    name: str
    names: tuple[str, ...]

    def __new__(cls, sentence: str, name: str = "", names: Iterable[str] = ()) -> Self:
        self = super().__new__(cls, sentence)
        self.name, self.names = name, tuple(names)
        return self

    def after(self, place: str) -> Self:
        """The same, with a place before it."""
        return type(self)(f"{place}{self}", self.name, self.names)


class UnknownName(Misnamed):
    """A sentence about a name that the project's settings do not know; those of another world might.

    `what` says what kind of name it is, as in `unknown`; empty for fields.
    """

    what: str = ""

    def after(self, place: str) -> Self:
        moved = super().after(place)
        moved.what = self.what
        return moved


def unknown(what: str, name: str, names: Mapping[str, Any]) -> UnknownName:
    """The sentence for a name that the project's settings do not know; `what` is the kind of name, in words:
    "order status"."""
    some = ", ".join(islice(names, 8)) + (" …" if len(names) > 8 else "")
    way = f"choose one of {some}" if names else "the project names none"
    found = UnknownName(f"there is no {what} {name!r}: {way}", name, names)
    found.what = what
    return found


def undo(inverse: list[tuple[Any, ...]]) -> None:
    """Take a change back: its inverse, latest write first."""
    for step in reversed(inverse):
        step[0](*step[1:])
