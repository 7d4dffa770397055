"""Launch settings (F-1): what starts the flow, and which customers may enter (F-14)."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.blocks.base import Act, Block, Explainer, Fault, Known, Passage, Why
from engine.blocks.play import Play
from engine.conditions.spoken import spoken
from engine.conditions.tree import Tree, check_filter, explain
from engine.events.base import EventKind, EventSettings
from engine.events.catalogue import CATALOGUE
from engine.time.recurrence import Schedule
from engine.time.recurrence import describe as describe_schedule
from engine.world.settings import Name, Settings
from engine.world.world import unknown


class EventTrigger(BaseModel):
    """Start on an event of the catalogue, with what is asked of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event: Annotated[str, Field(max_length=80)] = Field(title="Event", json_schema_extra={"names": "events"})
    settings: dict[str, Any] = Field(default={}, title="Settings")

    @property
    def kind(self) -> EventKind | None:
        return CATALOGUE.get(self.event)

    def read_settings(self, kind: EventKind) -> EventSettings:
        """The settings as the event's own model. Raises pydantic's ValidationError."""
        return kind.Settings.model_validate(self.settings)

    def faults(self, known: Known) -> Iterator[Fault]:
        kind = self.kind
        if kind is None:
            yield Fault(("event",), no_such_event(self.event) if self.event else "choose the event")
            return
        try:
            settings = self.read_settings(kind)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                yield Fault(("settings", *problem["loc"]), problem["msg"])
            return
        for field, sentence in (*settings.missing(), *settings.unknown(known.settings)):
            yield Fault(("settings", field), sentence)


class ScheduleTrigger(BaseModel):
    """Start again and again for the customers of a segment, as it is at that moment (F-13)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schedule: Schedule = Field(title="Schedule")
    segment: Name | None = Field(
        default=None,
        title="Segment",
        description="Empty: all customers.",
        json_schema_extra={"names": "segments"},
    )

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.segment is not None and self.segment not in known.settings.segments:
            yield Fault(("segment",), unknown("segment", self.segment, known.settings.segments))


class LaunchBlock(Block):
    label: ClassVar[str] = "Launch settings"

    kind: Literal["launch"] = "launch"
    trigger: EventTrigger | ScheduleTrigger | None = Field(
        default=None, title="Starts on", description="An event, or a schedule."
    )
    filter: Tree | None = Field(
        default=None, title="Customers", description="Only customers who meet this enter the flow."
    )

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.trigger is None:
            yield Fault(("trigger",), "choose what starts the flow: an event or a schedule")
        else:
            yield from (
                fault._replace(field=("trigger", *fault.field)) for fault in self.trigger.faults(known)
            )
        if self.filter is not None:
            yield from (Fault(("filter", *p), text) for p, text in check_filter(self.filter, known.settings))

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        if not connected:
            yield Fault(("outputs",), "it leads nowhere: connect it to the first block")

    def words(self, settings: Settings) -> str:
        trigger = self.trigger
        if trigger is None:
            text = "not set yet"
        elif isinstance(trigger, ScheduleTrigger):
            whom = f"for segment {trigger.segment}" if trigger.segment else "for all customers"
            when = describe_schedule(trigger.schedule)
            text = f"{when[0].upper()}{when[1:]}, {whom}"
        elif (kind := trigger.kind) is None:
            text = trigger.event or "not set yet"
        else:
            try:
                text = kind.words(trigger.read_settings(kind))
            except ValidationError:
                text = kind.name
        if self.filter is None:
            return text
        return f"{text}\nonly if {spoken(self.filter, settings, begins=False)}"

    def compile(self, play: Play) -> Act:
        def act(passage: Passage) -> int:
            return 0

        return act

    def explainer(self, play: Play) -> Explainer:
        world = play.world
        asked = self.filter
        entered = self.words(world.settings).split("\n")[0]

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            values = explain(asked, world, passage) if asked is not None else None
            seen = play.launches.seen(passage.customer.id)
            planned = world.zone.words(passage.planned)
            text = f"entered for the {ordinal(passage.entry)} time: {entered}; happened {planned}; {seen}"
            return lambda answer: Why(
                text if answer == 0 else f"{text}; too many starts at one instant", values
            )

        return explain_it


def no_such_event(event: str) -> str:
    """The sentence for an event that is not in the catalogue, with one that is written alike."""
    close = get_close_matches(event.casefold(), CATALOGUE, 1, 0.6)
    hint = (
        f"did you mean {close[0]} ({CATALOGUE[close[0]].name})?" if close else "choose one of the catalogue"
    )
    return f"there is no event {event[:60]!r}: {hint}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
