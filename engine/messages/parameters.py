"""What messages can print, by the names that templates use: `Customer.FirstName`, `Order.Items` (F-6).

Names follow from the registry of fields, so a new field can be printed without another line here:

- `customer.first_name` is `Customer.FirstName`, `customer.email.valid` is `Customer.EmailValid`;
- a custom field is `Customer.CustomFields.size`, or `Customer.CustomFields["shoe size"]`;
- a field that needs one name takes it behind a dot: `Customer.Balance.points`, `Customer.PromoCode.welcome`;
- lists are gone through by `{% for %}`: `Order.Items`, `Customer.Lists.cart`, `ProductSegments.summer`;
- what an operation's call passes along has the names that the project gave it: `CustomParameters.seats`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from engine.conditions.base import ENTITIES, LACKING, Field, Lacking, Subject, entity_finder, listed
from engine.conditions.custom_fields import custom_fields, custom_name
from engine.conditions.fields import FIELDS
from engine.world.settings import Settings
from engine.world.world import Misnamed, World, unknown

ROOTS: Final[dict[str, str]] = {
    "Customer": "customer",
    "Order": "order",
    "OrderItem": "order_item",
    "Product": "product",
    "ProductListItem": "list_item",
    "ProductView": "view",
    "CustomerAction": "action",
    "CustomerBalanceChange": "balance_change",
    "PromoCode": "promo_code",
    "Session": "session",
    "CustomerActionProduct": "product",
    "CustomParameters": "operation",
}
"""The names with which parameters begin, and the entities behind them."""

ACTION_PRODUCT: Final = "CustomerActionProduct"
"""The product to which the event's action is tied (E-2)."""
VARIABLES: Final = "CustomParameters"
"""What a call of an operation passes along (E-48): all of it has names of the project's own."""

CUSTOM: Final = "CustomFields"
MOST_LINES: Final = 100
"""How many lines of an order or a list a message prints at most."""
MOST_PRODUCTS: Final = 20
"""How many products of a segment a message prints at most."""

Path = tuple[str, ...]
Lines = Callable[[Subject], Iterable[Any] | Lacking]


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists that messages can go through, line by line."""

    path: Path
    entity: str
    """The entity that must be there; empty where none is needed."""
    element: str
    """The entity that each line is."""
    title: str
    make: Callable[[World, str], Lines]
    """Once per message: gives the function that finds the lines."""
    names: str = ""
    """The dictionary of the settings from which the name behind the path comes."""


def _order_items(world: World, name: str) -> Lines:
    find = entity_finder(world, "order")

    def lines(subject: Subject) -> Iterable[Any] | Lacking:
        order = find(subject)
        return LACKING if order is None else order.items[:MOST_LINES]

    return lines


def _list_lines(world: World, name: str) -> Lines:
    return lambda subject: islice(subject.customer.lists.get(name, {}).values(), MOST_LINES)


def _segment_products(world: World, name: str) -> Lines:
    return lambda subject: world.products_in(name)[:MOST_PRODUCTS]


def _session_products(world: World, name: str) -> Lines:
    find, products = entity_finder(world, "session"), world.products

    def lines(subject: Subject) -> Iterable[Any] | Lacking:
        session = find(subject)
        if session is None:
            return LACKING
        return [products[product] for product in session.products if product in products][:MOST_PRODUCTS]

    return lines


def _action_product(world: World) -> Callable[[Subject], Any]:
    find, products = entity_finder(world, "action"), world.products

    def product(subject: Subject) -> Any:
        action = find(subject)
        return None if action is None or action.product is None else products.get(action.product)

    return product


LISTS: tuple[Lists, ...] = (
    Lists(("Order", "Items"), "order", "order_item", "Items of the order", _order_items),
    Lists(("Session", "Products"), "session", "product", "Products viewed in the session", _session_products),
    Lists(("Customer", "Lists"), "customer", "list_item", "Products on the list", _list_lines, "lists"),
    Lists(
        ("ProductSegments",), "", "product", "Products of the segment", _segment_products, "product_segments"
    ),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A field, as a message prints it."""

    field: Field
    of: dict[str, str | list[str]]
    find: Callable[[World], Callable[[Subject], Any]] | None = None
    """How its entity is found, where that is not the event's own."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, as a message goes through it."""

    lists: Lists
    name: str


class Unprintable(ValueError):
    """A parameter that cannot be printed, with a sentence that says how to mend it."""


def camel(name: str) -> str:
    """`first_name` as `FirstName`, `orders.count` as `OrdersCount`."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace(".", "_").split("_"))


def _key_parameter(field: Field) -> str | None:
    """The parameter whose name stands behind the field's; empty: none; None: it cannot be printed."""
    required = [parameter for parameter in field.parameters if parameter.required]
    if not required:
        return ""
    if len(required) == 1 and required[0].names and not required[0].several:
        return required[0].name
    return None


def _printable() -> dict[str, dict[str, Field]]:
    by_entity: dict[str, dict[str, Field]] = {entity: {} for entity in ROOTS.values()}
    lists = {(ROOTS[found.path[0]], found.path[-1]) for found in LISTS if found.path[0] in ROOTS}
    for field in FIELDS.values():
        name = camel(field.id.partition(".")[2])
        if (
            field.entity in by_entity
            and (field.entity, name) not in lists
            and _key_parameter(field) is not None
        ):
            by_entity[field.entity][name] = field
    return by_entity


PRINTABLE: Final[dict[str, dict[str, Field]]] = _printable()
"""By entity, then by name: the fields of every project that can be printed."""


ALWAYS: Final = ("Customer", "ProductSegments")
"""What every trigger lets messages print."""


class Parameters:
    """The parameters of a project, for a trigger whose event lets messages print these
    (`EventKind.parameters`) besides the customer and the products of segments."""

    def __init__(self, settings: Settings, roots: Collection[str]) -> None:
        self.settings = settings
        self.roots = roots
        self.custom: dict[str, dict[str, Field]] = {}
        for field in custom_fields(settings):
            self.custom.setdefault(field.entity, {})[custom_name(field)] = field

    def find(self, path: Path) -> Printed | Listed:
        """What a path names. Raises Unprintable."""
        root = path[0]
        for lists in LISTS:
            if path[: len(lists.path)] == lists.path:
                self._need(root)
                return self._list(lists, path)
        if root not in ROOTS:
            known = (*ROOTS, "ProductSegments")
            close = get_close_matches(root, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"parameters begin with {listed(known, 20)}"
            raise Unprintable(Misnamed(f"there is no parameter {root}: {hint}", root, close))
        entity = ROOTS[root]
        self._need(root)
        if len(path) == 1:
            some = next(iter(self.custom.get(entity, ()) if root == VARIABLES else PRINTABLE[entity]), "…")
            raise Unprintable(f"say what to print of {root}, such as {written((root, some))}")
        found = self.of_entity(entity, root, path[1:])
        return replace(found, find=_action_product) if root == ACTION_PRODUCT else found

    def of_entity(self, entity: str, root: str, path: Path) -> Printed:
        """What a path names within an entity; `root` is what the template calls it. Raises Unprintable."""
        name, *rest = path
        shown_path = f"{root}.{name}"
        if root == VARIABLES:
            return self._custom(entity, "variable of operations", root, path)
        if name == CUSTOM:
            if not rest:
                raise Unprintable(f"say which custom field: {shown_path}.…")
            return self._custom(entity, "custom field", shown_path, path[1:])
        field = PRINTABLE[entity].get(name)
        if field is None:
            raise Unprintable(self._no_such(entity, root, name))
        key = _key_parameter(field)
        if not key:
            self._end(path[1:], shown_path)
            return Printed(field, {})
        parameter = next(each for each in field.parameters if each.name == key)
        if not rest:
            raise Unprintable(f"say which {parameter.title}: {shown_path}.…")
        names = dict.fromkeys(parameter.choices(self.settings))
        if rest[0] not in names:
            raise Unprintable(unknown(parameter.title, rest[0], names))
        self._end(path[2:], f"{shown_path}.{rest[0]}")
        return Printed(field, {key: rest[0]})

    def _custom(self, entity: str, what: str, before: str, path: Path) -> Printed:
        custom = self.custom.get(entity, {})
        if path[0] not in custom:
            raise Unprintable(unknown(what, path[0], dict(custom)))
        self._end(path[1:], f"{before}.{path[0]}")
        return Printed(custom[path[0]], {})

    def offers(self) -> Iterator[tuple[str, str]]:
        """Every parameter on offer, as templates write it, with its title."""
        for root, entity in ROOTS.items():
            if self._brings(root):
                for name, field in PRINTABLE[entity].items():
                    key = _key_parameter(field)
                    if not key:
                        yield f"{root}.{name}", field.title
                        continue
                    parameter = next(each for each in field.parameters if each.name == key)
                    for choice in parameter.choices(self.settings):
                        yield written((root, name, choice)), f"{field.title} {choice}"
                for name, field in self.custom.get(entity, {}).items():
                    before = (root,) if root == VARIABLES else (root, CUSTOM)
                    yield written((*before, name)), field.title
        for lists in LISTS:
            if self._brings(lists.path[0]):
                names = getattr(self.settings, lists.names) if lists.names else ()
                for name in names:
                    yield written((*lists.path, name)), f"{lists.title} {name}"
                if not lists.names:
                    yield written(lists.path), lists.title

    def _list(self, lists: Lists, path: Path) -> Listed:
        rest = path[len(lists.path) :]
        if not lists.names:
            self._end(rest, written(lists.path))
            return Listed(lists, "")
        if not rest:
            raise Unprintable(f"say which one: {written(lists.path)}.…")
        names = getattr(self.settings, lists.names)
        if rest[0] not in names:
            raise Unprintable(unknown(lists.names.replace("_", " ").removesuffix("s"), rest[0], names))
        self._end(rest[1:], written(path[: len(lists.path) + 1]))
        return Listed(lists, rest[0])

    def _need(self, root: str) -> None:
        if not self._brings(root):
            brought = listed(map(_in_words, dict.fromkeys(("Customer", *self.roots))))
            raise Unprintable(f"the trigger brings no {_in_words(root)}: it offers {brought}")

    def _brings(self, root: str) -> bool:
        return root in ALWAYS or root in self.roots

    def _no_such(self, entity: str, root: str, name: str) -> Misnamed:
        names = [*PRINTABLE[entity], CUSTOM]
        close = get_close_matches(name, names, n=1)
        hint = f"did you mean {root}.{close[0]}?" if close else f"it has {listed(names)}"
        return Misnamed(f"{root} has no {name}: {hint}", name, close)

    @staticmethod
    def _end(rest: Iterable[str], path: str) -> None:
        for name in rest:
            raise Unprintable(f"{path} is one value and has no {name}: use a filter, such as {path}|upper")


def _in_words(root: str) -> str:
    return "product of the action" if root == ACTION_PRODUCT else ENTITIES[ROOTS[root]]


def written(path: Path) -> str:
    """A path as a template writes it: `Customer.CustomFields["shoe size"]`."""
    return path[0] + "".join(
        f".{name}" if name.isidentifier() else '["' + name.replace("\\", "\\\\").replace('"', '\\"') + '"]'
        for name in path[1:]
    )
