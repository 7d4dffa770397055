"""Changes that issue actions."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.world.changes.base import Change, Id, issue
from engine.world.entities import EMPTY_DICT, Value
from engine.world.settings import Name

if TYPE_CHECKING:
    from engine.world.world import World


@dataclass(slots=True, kw_only=True)
class IssueAction(Change):
    summary: ClassVar[str] = "Issue an action for a customer"

    do: Literal["action.issue"] = "action.issue"
    customer: Id
    template: Name
    fields: dict[Name, Value] = field(default=EMPTY_DICT)
    product: Id | None = None

    def apply(self, world: "World") -> None:
        if self.action is not None:
            self.refuse_action("this change is an action already: give it as its template")
        customer = world.customer(self.customer)
        if self.product is not None:
            world.product(self.product)
        issue(world, customer, self, self.template, self.fields, self.product, ("template", "fields"))


CHANGES = (IssueAction,)
