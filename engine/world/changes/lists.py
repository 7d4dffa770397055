"""Changes of product lists: carts, wish lists and what else the project names."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import with_config

from engine.world.changes.base import UNSET, CustomerChange, Id, Unset
from engine.world.changes.sessions import note_activity, note_in_session
from engine.world.deltas import ListLineAdded, ListLineChanged, ListLineRemoved
from engine.world.entities import CONFIG, LARGEST_QUANTITY, Customer, ListItem, Money, Quantity
from engine.world.regional import current_price
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World


@dataclass(slots=True, kw_only=True)
class ListChange(CustomerChange):
    """A change of one list of a customer."""

    list: Name

    def apply_to(self, world: "World", customer: Customer) -> None:
        world.named(world.settings.lists, "list", self.list, "list")
        session = note_activity(world, customer, self)
        if self.apply_to_list(world, customer):
            note_in_session(world, session, "added_to", self.list)

    def apply_to_list(self, world: "World", customer: Customer) -> bool:
        """Returns whether a product was added."""
        raise NotImplementedError


@dataclass(slots=True, kw_only=True)
class AddToList(ListChange):
    """Add a product: a new line, or more of an existing one.

    The line keeps the price at which the customer added it (E-32): the one given (None: not known), or else
    the product's current price for the customer's zone. More of an existing line leaves its price, unless
    one is given.
    """

    summary: ClassVar[str] = "Add a product to a customer's list"

    do: Literal["list.add"] = "list.add"
    product: Id
    quantity: Quantity = 1
    price: Money | Unset | None = UNSET

    def about(self) -> str | None:
        return self.product

    def apply_to_list(self, world: "World", customer: Customer) -> bool:
        world.product(self.product)
        line = customer.lists.get(self.list, {}).get(self.product)
        if line is None:
            _add(world, customer, self.list, self.product, self.quantity, self.price, self.happened)
        else:
            quantity = line.quantity + self.quantity
            if quantity > LARGEST_QUANTITY:
                raise Refused("quantity", f"the line would be of {quantity} pieces: that is too many")
            _edit(world, customer, self.list, line, quantity, self.price)
        return True


@with_config(CONFIG)
@dataclass(slots=True, kw_only=True)
class ListLine:
    """A line of a list that is set whole."""

    product: Id
    quantity: Quantity = 1
    price: Money | Unset | None = UNSET


@dataclass(slots=True, kw_only=True)
class SetList(ListChange):
    """Set a list whole: lines that are not named go, the others come or change."""

    summary: ClassVar[str] = "Set a customer's list whole"

    do: Literal["list.set"] = "list.set"
    items: list[ListLine]

    def apply_to_list(self, world: "World", customer: Customer) -> bool:
        named = set()
        for n, new in enumerate(self.items):
            world.product(new.product, f"items.{n}.product")
            if new.product in named:
                raise Refused(
                    f"items.{n}.product", f"the product {new.product!r} is on two lines: give it one"
                )
            named.add(new.product)
        lines = customer.lists.get(self.list, {})
        for product in [product for product in lines if product not in named]:
            _remove(world, customer, self.list, product)
        added = False
        for new in self.items:
            line = customer.lists.get(self.list, {}).get(new.product)
            if line is None:
                added = True
                _add(world, customer, self.list, new.product, new.quantity, new.price, self.happened)
            else:
                _edit(world, customer, self.list, line, new.quantity, new.price)
        return added


@dataclass(slots=True, kw_only=True)
class RemoveFromList(ListChange):
    """Take a line off a list outright."""

    summary: ClassVar[str] = "Remove a product from a customer's list"

    do: Literal["list.remove"] = "list.remove"
    product: Id

    def about(self) -> str | None:
        return self.product

    def apply_to_list(self, world: "World", customer: Customer) -> bool:
        if self.product not in customer.lists.get(self.list, {}):
            raise Refused(
                "product", f"the product {self.product!r} is not on the customer's list {self.list!r}"
            )
        _remove(world, customer, self.list, self.product)
        return False


@dataclass(slots=True, kw_only=True)
class ClearList(ListChange):
    summary: ClassVar[str] = "Clear a customer's list"

    do: Literal["list.clear"] = "list.clear"

    def apply_to_list(self, world: "World", customer: Customer) -> bool:
        for product in [*customer.lists.get(self.list, {})]:
            _remove(world, customer, self.list, product)
        return False


def _add(
    world: "World",
    customer: Customer,
    name: str,
    product: str,
    quantity: int,
    price: "int | Unset | None",
    happened: int,
) -> None:
    if price is UNSET:
        price = current_price(world.products[product], customer.zone)
    line = ListItem(product, quantity, price, happened)
    if name not in customer.lists:
        world.put(customer, "lists", name, {})
    world.enter(customer.lists[name], product, line)
    world.note_listed(product, customer.id)
    world.tell(ListLineAdded(customer, name, line))


def _edit(
    world: "World", customer: Customer, name: str, line: ListItem, quantity: int, price: "int | Unset | None"
) -> None:
    old_quantity, old_price = line.quantity, line.price
    new_price = old_price if price is UNSET else price
    if quantity == old_quantity and new_price == old_price:
        return
    world.set(line, "quantity", quantity)
    world.set(line, "price", new_price)
    world.tell(ListLineChanged(customer, name, line, old_quantity, old_price))


def _remove(world: "World", customer: Customer, name: str, product: str) -> None:
    line = customer.lists[name][product]
    world.leave(customer.lists[name], product)
    world.note_unlisted(product, customer)
    world.tell(ListLineRemoved(customer, name, line))


CHANGES = (AddToList, SetList, RemoveFromList, ClearList)
