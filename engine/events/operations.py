"""Operations that other systems call: E-48. The code that one may generate is in `actions`."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, unknown_names
from engine.world.deltas import OperationCalled
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class OperationSettings(EventSettings):
    operation: Name | None = Field(default=None, title="Operation", json_schema_extra={"names": "operations"})

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.operation is None:
            yield "operation", "choose an operation"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.operation is None:
            return
        yield from unknown_names("operation", "operation", (self.operation,), settings.operations)
        known = settings.operations.get(self.operation)
        if known is not None and "start_flow" not in known.steps:
            yield "operation", f"the operation {self.operation!r} has no step start_flow: add it to its steps"


class OperationCalledKind(EventKind):
    id = "operation_called"
    rule = "E-48"
    name = "Operation called"
    family = "Other"
    help = (
        "Starts when the chosen operation is called and comes to its step Start flow, for the customer whom "
        "the call's data identify; where they identify nobody, nothing starts. An operation starts one "
        "active flow at most, and can be neither edited nor deleted while that flow is on."
    )
    hears = (OperationCalled,)
    context = ("operation",)
    waits = ("operation",)
    parameters = ("CustomParameters",)
    Settings = OperationSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is OperationCalled:
                call = delta.call
                context, facts = {"operation": call.number}, {"operation": call.operation}
                yield Event(self, delta.customer, change.happened, change.at, {**context}, {**facts})

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, OperationSettings)
        wanted = settings.operation

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["operation"] == wanted

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, OperationSettings)
        return f"Operation called: {settings.operation or 'none chosen'}"


KINDS: tuple[EventKind, ...] = (OperationCalledKind(),)
