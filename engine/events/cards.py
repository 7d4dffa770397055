"""Discount cards: E-44, E-45."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, action_context
from engine.world.deltas import CardReplaced, CardStatusChanged
from engine.world.entities import CardStatus
from engine.world.world import Applied, World


class CardStatusSettings(EventSettings):
    statuses: list[CardStatus] = Field(
        default=[], title="Statuses", description="Only these; none chosen: all of them."
    )


class CardStatusChangedKind(EventKind):
    id = "card_status_changed"
    rule = "E-44"
    name = "Discount card status changed"
    family = "Loyalty"
    help = (
        "Starts when a discount card becomes activated, blocked or not activated, as far as that status is "
        "chosen; also when the card is issued in it. A card that is replaced is blocked, and the one that "
        "takes its place is issued. Setting the status that the card has already starts nothing."
    )
    hears = (CardStatusChanged,)
    context = ("discount_card", "action")
    waits = ("discount_card", "action")
    parameters = ("CustomerAction",)
    Settings = CardStatusSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CardStatusChanged:
                card = delta.card
                context = {"discount_card": card.number, **action_context(applied, delta.customer)}
                facts = {"status": card.status}
                yield Event(self, delta.customer, change.happened, change.at, context, {**facts})

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, CardStatusSettings)
        statuses = frozenset(settings.statuses)

        def match(event: Event, memory: TriggerMemory) -> bool:
            return not statuses or event.facts["status"] in statuses

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, CardStatusSettings)
        statuses = " or ".join(status.replace("_", " ") for status in settings.statuses)
        return f"Discount card: {statuses or 'any status'}"


class CardReplacedKind(EventKind):
    id = "card_replaced"
    rule = "E-45"
    name = "Discount card replaced"
    family = "Loyalty"
    help = (
        "Starts when a new discount card takes the place of one that the customer had. Issuing a card to a "
        "customer replaces nothing and starts nothing, also where they have another card already."
    )
    hears = (CardReplaced,)
    context = ("action",)
    waits = ("action",)
    parameters = ("CustomerAction",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CardReplaced:
                context = action_context(applied, delta.customer)
                yield Event(self, delta.customer, change.happened, change.at, context)


KINDS: tuple[EventKind, ...] = (CardStatusChangedKind(), CardReplacedKind())
