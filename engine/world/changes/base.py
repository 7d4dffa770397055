"""A change: one thing done to the world, in the envelope that every change carries (W-7)."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import MISSING, Field, StringConstraints, with_config

from engine.world.deltas import ActionIssued
from engine.world.entities import CONFIG, EMPTY_DICT, Action, Customer, Instant, Value
from engine.world.settings import Name
from engine.world.values import refuse_unfit
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

    class Unset(Enum):
        """The type of UNSET, for type checkers."""

        UNSET = 0

    UNSET = Unset.UNSET
else:
    UNSET = MISSING
    Unset = MISSING
"""A field that a change does not name, and so leaves as it is; None empties it. It is left out of files."""

Source = Literal[
    "operation",
    "file_import",
    "interface_import",
    "personalization_form",
    "manual",
    "feed",
    "time",
    "flow_step",
]

Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]


@with_config(CONFIG)
@dataclass(slots=True, kw_only=True)
class Change:
    """The envelope: when it reached the database and when it happened (T-1), and where it came from (W-7).

    A kind of change adds its own fields, a literal `do` that names it in files, and `apply`.
    """

    summary: ClassVar[str]
    """One line for people: what this change does."""

    at: Instant
    """received_at: when it reached the database; when the simulated clock plays it."""
    happened_at: Instant | None = None
    """None: at the same instant (T-8)."""
    source: Source = "operation"
    step: Annotated[str, StringConstraints(max_length=60)] | None = None
    """The operation's step: `register`, `edit`, …"""
    action: Name | None = None
    """The action template under which the change is recorded as an action of the customer."""
    action_fields: dict[Name, Value] = field(default=EMPTY_DICT)
    batch: Annotated[str, Field(max_length=200)] | None = None
    """The import or set that it came in."""

    def apply(self, world: "World") -> None:
        """Write the change into the world and tell its deltas. Raises Refused, having checked what it
        names."""
        raise NotImplementedError

    @property
    def happened(self) -> int:
        return self.at if self.happened_at is None else self.happened_at

    def record_action(self, world: "World", customer: Customer, product: str | None = None) -> Action | None:
        """Record the envelope's action, if it names one, as an action of the customer."""
        if self.action is None:
            return None
        return issue(world, customer, self, self.action, self.action_fields, product)

    def refuse_action(self, why: str) -> None:
        """Raises Refused where the envelope names an action that cannot be recorded."""
        if self.action is not None:
            raise Refused("action", why)


@dataclass(slots=True, kw_only=True)
class CustomerChange(Change):
    """A change of one customer that exists; the envelope's action is recorded first."""

    customer: Id

    def apply(self, world: "World") -> None:
        customer = world.customer(self.customer)
        self.record_action(world, customer, self.about())
        self.apply_to(world, customer)

    def about(self) -> str | None:
        """The product to which the envelope's action is tied (E-2)."""
        return None

    def apply_to(self, world: "World", customer: Customer) -> None:
        raise NotImplementedError


def issue(
    world: "World",
    customer: Customer,
    change: Change,
    template: str,
    fields: dict[str, Value],
    product: str | None,
    places: tuple[str, str] = ("action", "action_fields"),
) -> Action:
    """Add an action to a customer's history and tell it. `places`: the change's fields that name it."""
    templates = world.settings.action_templates
    known = templates.get(template) or world.named(templates, "action template", template, places[0])
    if fields:
        refuse_unfit(known.fields, "field of the action", fields, places[1])
        fields = own(fields)
    else:
        fields = EMPTY_DICT
    at = change.at
    happened = change.happened_at
    action = Action(
        len(customer.actions), template, at if happened is None else happened, at, fields, product
    )
    world.push(customer, "actions", action)
    world.tell(ActionIssued(customer, action))
    return action


def own(values: dict[str, Value]) -> dict[str, Value]:
    """A copy for an entity, without the empty ones, so that a change can be applied again, elsewhere."""
    return {name: value for name, value in values.items() if value is not None} if values else EMPTY_DICT
