"""Discount cards: issued, activated, blocked, replaced (E-44, E-45)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import StringConstraints

from engine.world.changes.base import CustomerChange
from engine.world.deltas import CardReplaced, CardStatusChanged
from engine.world.entities import CardStatus, Customer, DiscountCard
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

CardNumber = Annotated[str, StringConstraints(min_length=1, max_length=100)]


@dataclass(slots=True, kw_only=True)
class CardChange(CustomerChange):
    """A change of a customer's discount card."""

    card: CardNumber

    def issue(
        self, world: "World", customer: Customer, number: str, kind: str, status: CardStatus, place: str
    ) -> DiscountCard:
        """Give the customer a new card, which is a change of its status (E-44)."""
        if number in world.cards:
            raise Refused(place, f"there is a card {number!r} already: give it another number")
        card = DiscountCard(number, kind, status, self.happened, self.happened)
        world.push(customer, "discount_cards", card)
        world.note_card(number)
        world.tell(CardStatusChanged(customer, card, None))
        return card

    def held(self, customer: Customer) -> DiscountCard:
        """The card that the change is about. Raises Refused where there is none or it was replaced."""
        card = next((card for card in customer.discount_cards if card.number == self.card), None)
        if card is None:
            raise Refused("card", f"the customer {customer.id!r} has no card {self.card!r}")
        if card.replaced_by is not None:
            raise Refused("card", f"the card {card.number!r} was replaced by {card.replaced_by!r}")
        return card

    def move(self, world: "World", customer: Customer, card: DiscountCard, status: CardStatus) -> None:
        """Set the card's status and tell it, unless it has it already."""
        old = card.status
        if status != old:
            world.set(card, "status", status)
            world.set(card, "changed_at", self.happened)
            world.tell(CardStatusChanged(customer, card, old))


@dataclass(slots=True, kw_only=True)
class IssueCard(CardChange):
    summary: ClassVar[str] = "Issue a discount card to a customer"

    do: Literal["card.issue"] = "card.issue"
    type: Name
    status: CardStatus = "not_activated"

    def apply_to(self, world: "World", customer: Customer) -> None:
        world.named(world.settings.discount_card_types, "type of discount card", self.type, "type")
        self.issue(world, customer, self.card, self.type, self.status, "card")


@dataclass(slots=True, kw_only=True)
class SetCardStatus(CardChange):
    summary: ClassVar[str] = "Activate or block a discount card"

    do: Literal["card.set_status"] = "card.set_status"
    status: CardStatus

    def apply_to(self, world: "World", customer: Customer) -> None:
        self.move(world, customer, self.held(customer), self.status)


@dataclass(slots=True, kw_only=True)
class ReplaceCard(CardChange):
    """Give a new card for an old one. The new one is issued in the old one's type and status, unless another
    is said; the old one is blocked for good."""

    summary: ClassVar[str] = "Replace a discount card by a new one"

    do: Literal["card.replace"] = "card.replace"
    by: CardNumber
    """The new card's number."""
    type: Name | None = None
    status: CardStatus | None = None

    def apply_to(self, world: "World", customer: Customer) -> None:
        if self.type is not None:
            world.named(world.settings.discount_card_types, "type of discount card", self.type, "type")
        old = self.held(customer)
        new = self.issue(world, customer, self.by, self.type or old.type, self.status or old.status, "by")
        world.set(old, "replaced_by", new.number)
        self.move(world, customer, old, "blocked")
        world.tell(CardReplaced(customer, old, new))


CHANGES = (IssueCard, SetCardStatus, ReplaceCard)
