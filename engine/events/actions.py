"""Customer actions: E-1, E-2, E-6."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, Wants, unknown_names
from engine.world.deltas import ActionIssued, CodeRequested, Delta
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class ActionIssuedSettings(EventSettings):
    templates: list[Name] = Field(
        default=[], title="Action templates", json_schema_extra={"names": "action_templates"}
    )

    def missing(self) -> Iterable[tuple[str, str]]:
        if not self.templates:
            yield "templates", "choose at least one action template"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        return unknown_names("templates", "action template", self.templates, settings.action_templates)


class OfTemplatesKind(EventKind):
    """An action of one of several templates."""

    family = "Customer actions"
    hears = (ActionIssued,)
    Settings = ActionIssuedSettings

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ActionIssuedSettings)
        wanted = frozenset(settings.templates)

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["template"] in wanted

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, ActionIssuedSettings)
        wanted = frozenset(settings.templates)
        return lambda delta: delta.action.template in wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ActionIssuedSettings)
        return f"{self.name}: " + ", ".join(settings.templates)


class ActionIssuedKind(OfTemplatesKind):
    id = "action_issued"
    rule = "E-1"
    name = "Action issued"
    help = (
        "Starts when an action of one of the chosen templates is issued for the customer. A backdated "
        "action counts too, as long as the step that follows is still relevant when it arrives; one that "
        "is more than seven days old starts nothing."
    )
    context = ("action",)
    waits = ("action",)
    parameters = ("CustomerAction",)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        events = []
        for delta in applied.deltas:
            if type(delta) is ActionIssued:
                action = delta.action
                events.append(
                    Event(
                        self,
                        delta.customer,
                        action.at,
                        action.received_at,
                        {"action": action.number},
                        {"template": action.template},
                    )
                )
        return events


class ProductActionIssuedKind(OfTemplatesKind):
    id = "product_action_issued"
    rule = "E-2"
    name = "Product-related action issued"
    help = (
        "Starts when an action of one of the chosen templates is issued for the customer and names a "
        "product: a view, something put on a list or taken off it. An action of the same template without "
        "a product starts nothing, and an order never counts as an action about a product. A backdated "
        "action counts too, as long as the step that follows is still relevant when it arrives."
    )
    context = ("action", "product")
    waits = ("action", "product", "product_expiry")
    parameters = ("CustomerActionProduct", "CustomerAction", "Product")

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        for delta in applied.deltas:
            if type(delta) is ActionIssued and (product := delta.action.product) is not None:
                action = delta.action
                yield Event(
                    self,
                    delta.customer,
                    action.at,
                    action.received_at,
                    {"action": action.number, "product": product},
                    {"template": action.template},
                )

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        return "it is tied to no product"


class CodeRequestedKind(EventKind):
    id = "authorization_code_requested"
    rule = "E-6"
    name = "Customer requested an authorization code"
    family = "Customer actions"
    help = (
        "Starts when an operation generates an authorization code for the customer by its step of that name. "
        "The code stands in the field `code` of the action under which the operation is recorded, where the "
        "action's template has one. Issuing that action in any other way starts nothing."
    )
    hears = (CodeRequested,)
    context = ("action",)
    waits = ("action",)
    parameters = ("CustomerAction",)
    transactional = True

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CodeRequested:
                context = {"action": delta.action.number}
                yield Event(self, delta.customer, change.happened, change.at, {**context})


KINDS: tuple[EventKind, ...] = (ActionIssuedKind(), ProductActionIssuedKind(), CodeRequestedKind())
