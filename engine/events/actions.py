"""Customer actions: E-1."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, unknown_names
from engine.world.deltas import ActionIssued
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


class ActionIssuedKind(EventKind):
    id = "action_issued"
    rule = "E-1"
    name = "Action issued"
    family = "Customer actions"
    help = (
        "Starts when an action of one of the chosen templates is issued for the customer. A backdated "
        "action counts too, as long as the step that follows is still relevant when it arrives; one that "
        "is more than seven days old starts nothing."
    )
    hears = (ActionIssued,)
    context = ("action",)
    waits = ("action",)
    parameters = ("CustomerAction",)
    Settings = ActionIssuedSettings

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

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, ActionIssuedSettings)
        wanted = frozenset(settings.templates)

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["template"] in wanted

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, ActionIssuedSettings)
        return "Action issued: " + ", ".join(settings.templates)


KINDS: tuple[EventKind, ...] = (ActionIssuedKind(),)
