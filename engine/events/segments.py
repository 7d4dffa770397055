"""Segments of customers: E-14, E-15."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, Wants, unknown_names
from engine.world.deltas import SegmentEntered, SegmentExited
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


class _SegmentKind(EventKind):
    """Coming into a segment or going out of it."""

    family = "Segments"
    Settings = SegmentSettings

    told: ClassVar[type[SegmentEntered] | type[SegmentExited]]
    verb: ClassVar[str]

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if isinstance(delta, self.told):
                yield Event(self, delta.customer, change.happened, change.at, {}, {"segment": delta.segment})

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, SegmentSettings)
        wanted = settings.segment

        def match(event: Event, memory: TriggerMemory) -> bool:
            return event.facts["segment"] == wanted

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, SegmentSettings)
        wanted = settings.segment
        return lambda delta: delta.segment == wanted

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, SegmentSettings)
        return f"{self.verb} the segment: {settings.segment or 'none chosen'}"


class SegmentEnteredKind(_SegmentKind):
    id = "segment_entered"
    rule = "E-14"
    name = "Customer entered a segment"
    help = (
        "Starts when a customer comes into the chosen segment, static or recalculated, or is created in it. "
        "Somebody who is in the segment already and is added once more starts nothing."
    )
    hears = (SegmentEntered,)
    told = SegmentEntered
    verb = "Entered"


class SegmentExitedKind(_SegmentKind):
    id = "segment_exited"
    rule = "E-15"
    name = "Customer exited a segment"
    help = (
        "Starts when a customer goes out of the chosen segment: removed from a static one, or no longer met "
        "by the conditions of a recalculated one. Removing somebody who is not in it starts nothing, nor "
        "does a profile that is taken in by a merge."
    )
    hears = (SegmentExited,)
    told = SegmentExited
    verb = "Exited"


KINDS: tuple[EventKind, ...] = (SegmentEnteredKind(), SegmentExitedKind())
