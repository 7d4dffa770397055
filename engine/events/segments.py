"""Segments of customers: E-14."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, unknown_names
from engine.world.deltas import SegmentEntered
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class SegmentSettings(EventSettings):
    segment: Name | None = Field(default=None, title="Segment", json_schema_extra={"names": "segments"})

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.segment is None:
            yield "segment", "choose a segment"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.segment is not None:
            yield from unknown_names("segment", "segment", (self.segment,), settings.segments)


class SegmentEnteredKind(EventKind):
    id = "segment_entered"
    rule = "E-14"
    name = "Customer entered a segment"
    family = "Segments"
    help = (
        "Starts when a customer comes into the chosen segment, static or recalculated, or is created in it. "
        "Somebody who is in the segment already and is added once more starts nothing."
    )
    hears = (SegmentEntered,)
    Settings = SegmentSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is SegmentEntered:
                yield Event(self, delta.customer, change.happened, change.at, {}, {"segment": delta.segment})

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, SegmentSettings)
        wanted = settings.segment

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["segment"] == wanted

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, SegmentSettings)
        return f"Entered the segment: {settings.segment or 'none chosen'}"


KINDS: tuple[EventKind, ...] = (SegmentEnteredKind(),)
