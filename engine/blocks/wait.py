"""Wait (F-10, F-11, F-12): holds a passage for a time, until a date, or until a window is open."""

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.blocks.base import STOP_CODES, WAITING, Act, Block, Explainer, Fault, Known, Passage, Why
from engine.blocks.play import Play
from engine.conditions.fields import UnknownField, check_wait_date, date_reader, find
from engine.sentences import Superfluous
from engine.time.civil import Zone
from engine.time.durations import Duration
from engine.time.windows import Window, describe
from engine.world.settings import Settings


class Until(BaseModel):
    """A date held in a field, and how far before or after it the wait ends (F-11)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: Annotated[str, Field(max_length=200)] = Field(
        default="",
        title="Date",
        description="The field that holds the date.",
        json_schema_extra={"names": "dates"},
    )
    of: dict[str, str | list[str]] = Field(default={}, title="Of", exclude_if=lambda of: not of)
    direction: Literal["before", "on", "after"] = Field(default="on", title="Before, on or after")
    offset: Duration | None = Field(default=None, title="How long before or after")

    def compile(self, zone: Zone) -> Callable[[int], int]:
        """From the date to the target, civil days keeping the wall clock (T-5)."""
        offset = self.offset
        if offset is None or self.direction == "on":
            return lambda date: date
        if self.direction == "after":
            return offset.compile(zone)
        return lambda date: offset.before(date, zone)


class WaitBlock(Block):
    label: ClassVar[str] = "Wait"

    kind: Literal["wait"] = "wait"
    mode: Literal["fixed", "dynamic", "timed"] = Field(
        default="fixed",
        title="Kind of wait",
        description="A fixed time, until a date held in a field, or a window without a delay of its own.",
    )
    duration: Duration | None = Field(
        default=None, title="How long", description="For a fixed wait, such as 3 days."
    )
    until: Until | None = Field(
        default=None, title="Until", description="For a dynamic wait: the date, and how far from it."
    )
    window: Window | None = Field(
        default=None,
        title="Window",
        description="Leave only at these hours and on these days, in the project's zone.",
    )

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.mode == "fixed":
            if self.duration is None:
                yield Fault(("duration",), "say how long to wait, such as 1 day")
            if self.until is not None:
                yield Fault(
                    ("until",), Superfluous("a fixed wait has no date: remove it or choose the dynamic kind")
                )
        elif self.mode == "dynamic":
            if self.until is None:
                yield Fault(("until",), "choose the date to wait for")
            else:
                until = self.until
                for place, text in check_wait_date(until.field, until.of, known.settings, known.waits):
                    yield Fault(("until", *place), text)
                if self.until.direction != "on" and self.until.offset is None:
                    yield Fault(
                        ("until", "offset"), f"say how long {self.until.direction} the date, such as 3 days"
                    )
            if self.duration is not None:
                yield Fault(
                    ("duration",),
                    Superfluous("a dynamic wait has no fixed time: remove it or choose the fixed kind"),
                )
        else:
            if self.window is None:
                yield Fault(("window",), "choose the hours or weekdays at which to leave")
            if self.duration is not None or self.until is not None:
                extra = "duration" if self.duration is not None else "until"
                yield Fault(
                    (extra,), Superfluous("a timed wait adds no delay: remove it or choose another kind")
                )

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        if not connected:
            yield Fault(("outputs",), "it leads nowhere: customers would wait for nothing", "warning")

    def words(self, settings: Settings) -> str:
        lines = []
        if self.mode == "fixed" and self.duration is not None:
            lines.append(str(self.duration))
        elif self.mode == "dynamic" and self.until is not None:
            distance = (
                "until"
                if self.until.direction == "on"
                else f"until {self.until.offset} {self.until.direction}"
            )
            try:
                date = find(self.until.field, settings).title
            except UnknownField:
                date = self.until.field or "a date not chosen yet"
            lines.append(f"{distance} {date}")
        if self.window is not None:
            lines.append(f"then {describe(self.window)}" if lines else describe(self.window))
        return "\n".join(lines) or "not set yet"

    def leaves(self, planned: int, zone: Zone) -> int:
        """When a passage planned for `planned` is due to leave, without a customer. ValueError for a dynamic
        wait."""
        if self.mode == "dynamic":
            raise ValueError(
                "a dynamic wait depends on a customer's date: run the flow and ask for the story"
            )
        if self.mode == "fixed" and self.duration is not None:
            planned = self.duration.after(planned, zone)
        return planned if self.window is None else self.window.compile(zone).next_open(planned)

    def leaves_for(self, date: int, planned: int, zone: Zone) -> int:
        """The same for a dynamic wait, of a customer whose date this is (F-11)."""
        if self.until is None:
            raise ValueError("only a dynamic wait has a date to wait for")
        target = max(self.until.compile(zone)(date), planned)
        return target if self.window is None else self.window.compile(zone).next_open(target)

    def compile(self, play: Play) -> Act:
        world, zone = play.world, play.world.zone
        window = None if self.window is None else self.window.compile(zone)
        after = self._after(zone)
        until = self._until(play)
        no_date = STOP_CODES["no_date"]

        if window is None:

            def act(passage: Passage) -> int:
                planned = until(passage) if after is None else after(passage.planned)
                if planned is None:
                    return no_date
                passage.planned = planned
                if planned <= world.now:
                    return 0
                passage.due = planned
                return WAITING

            return act

        next_open = window.next_open

        def act_with_window(passage: Passage) -> int:
            planned = until(passage) if after is None else after(passage.planned)
            if planned is None:
                return no_date
            # The window moves the planned time (T-3); besides, it must be open on the clock. That a late
            # passage waits for it again does not make it fresh: the planned time stays (F-12).
            planned = passage.planned = next_open(planned)
            now = world.now
            due = next_open(now) if planned <= now else planned
            if due <= now:
                return 0
            passage.due = due
            return WAITING

        return act_with_window

    def _after(self, zone: Zone) -> Callable[[int], int] | None:
        """From the planned time to the new one; None for a dynamic wait."""
        if self.mode == "fixed":
            assert self.duration is not None
            return self.duration.compile(zone)
        return None if self.mode == "dynamic" else lambda planned: planned

    def _until(self, play: Play) -> Callable[[Passage], int | None]:
        """From a passage to its new planned time, for a dynamic wait; None where there is no date."""
        if self.until is None:
            return lambda passage: None
        read = date_reader(play.world, self.until.field, self.until.of)
        target = self.until.compile(play.world.zone)

        def until(passage: Passage) -> int | None:
            date = read(passage)
            # A target before the planned time lets the passage straight through (F-11).
            return None if date is None else max(target(date), passage.planned)

        return until

    def explainer(self, play: Play) -> Explainer:
        world = play.world
        show, iso = world.zone.words, world.zone.format
        read = date_reader(world, self.until.field, self.until.of) if self.until is not None else None
        what = self.words(world.settings).replace("\n", ", ")

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            before = passage.planned
            date = read(passage) if read is not None else None
            seen = "" if read is None else f"; the date was {'not set' if date is None else show(date)}"

            def told(answer: int) -> Why:
                text = f"{what}: planned {show(before)}{seen}"
                facts: dict[str, str | int | float | None] = {"planned_before": iso(before)}
                if read is not None:
                    facts["date"] = None if date is None else iso(date)
                if answer not in (WAITING, 0):
                    return Why(f"{text}: no date to wait for", facts=facts)
                facts["planned"] = iso(passage.planned)
                if answer == WAITING:
                    facts["due"] = iso(passage.due)
                    return Why(f"{text}; waits until {show(passage.due)}", facts=facts)
                return Why(f"{text}; over at {show(passage.planned)}, straight through", facts=facts)

            return told

        return explain_it
