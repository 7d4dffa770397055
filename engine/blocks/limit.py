"""Limit (F-9): lets at most so many passages through."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine.blocks.base import Act, Block, Explainer, Fault, Known, Output, Passage, StopReason, Why
from engine.blocks.counting import Calendar
from engine.blocks.play import Play
from engine.sentences import LooseEnd, Superfluous
from engine.time.durations import Duration
from engine.world.settings import Settings


class LimitBlock(Block):
    label: ClassVar[str] = "Limit"
    stops_beyond: ClassVar[Mapping[str, StopReason]] = {"beyond": "limit_reached"}

    kind: Literal["limit"] = "limit"
    cap: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=None, title="How many", description="At most this many passages are let through."
    )
    mode: Literal["all_time", "rolling", "calendar"] = Field(default="all_time", title="Over which time")
    period: Duration | None = Field(
        default=None, title="Rolling period", description="Back from now, such as 24 hours."
    )
    calendar: Calendar | None = Field(
        default=None, title="Calendar period", description="Afresh each hour, day or week."
    )

    def outputs(self) -> tuple[Output, ...]:
        return (Output("within", "within"), Output("beyond", "beyond"))

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.cap is None:
            yield Fault(("cap",), "say how many may pass")
        if self.mode == "rolling" and (self.period is None or self.period.amount == 0):
            yield Fault(("period",), "give the rolling period, such as 24 hours")
        if self.mode == "calendar" and self.calendar is None:
            yield Fault(("calendar",), "choose hour, day or week")
        if self.mode != "rolling" and self.period is not None:
            yield Fault(
                ("period",), Superfluous("only a rolling limit has a period back from now: remove it")
            )
        if self.mode != "calendar" and self.calendar is not None:
            yield Fault(("calendar",), Superfluous("only a calendar limit has one: remove it"))

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        if "within" not in connected:
            yield Fault(
                ("outputs",), LooseEnd("nothing follows within the limit: connect it", "within"), "warning"
            )

    def words(self, settings: Settings) -> str:
        if self.cap is None:
            return "not set yet"
        over = {
            "all_time": "over all time",
            "rolling": f"in {self.period}",
            "calendar": f"each {self.calendar}",
        }
        return f"{self.cap:,} {over[self.mode]}"

    def compile(self, play: Play) -> Act:
        assert self.cap is not None
        cap, world = self.cap, play.world
        count = play.limit_count(self.id)
        count.set_period({"all_time": None, "rolling": self.period, "calendar": self.calendar}[self.mode])

        def act(passage: Passage) -> int:
            now = world.now
            if count.used(now) >= cap:
                return 1
            count.add(now)
            return 0

        return act

    def explainer(self, play: Play) -> Explainer:
        world, cap = play.world, self.cap
        count = play.limit_count(self.id)
        over = self.words(world.settings)

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            used = count.used(world.now)
            facts = {"used": used, "cap": cap, "over": over}
            seen = f"{used:,} of {cap:,} used before ({over})"
            return lambda answer: Why(
                f"{seen}: {'within' if answer == 0 else 'beyond'} the limit", facts=facts
            )

        return explain_it
