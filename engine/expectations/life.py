"""What was done to a flow until a moment of a scenario, in lines: why its status, version or draft is what it
is (F-15 to F-21)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.flow.validation import errors
from engine.life.presence import NEVER, stretch
from engine.life.wording import END, done_words
from engine.simulation.record import Lived
from engine.simulation.simulation import Simulation


class _Done(NamedTuple):
    at: int
    do: str
    version: int | None = None
    to: int | None = None


def flow_life(flow: str, lived: Sequence[Lived], stood: Simulation) -> Iterator[str]:
    """`lived`: all that was done to flows, in order; it may reach further than the moment at which the
    scenario stands."""
    zone, now = stood.world.zone, stood.now
    run = stood.lives.run_of(flow)
    began = None if run is None else run.began_with
    done = [one for one in lived if one.flow == flow and one.at <= now]
    if began is not None:
        yield "launched before the start"
        end = stretch(began.flow.schedule, zone)[1]
    else:
        if stood.lives.status(flow) is not None and (not done or done[0].do == "flow.launch"):
            yield "a draft from the start"
        end = NEVER
    # Launching is a status of its own, at the same instant.
    last = {one.number: one for one in done}
    for one in last.values():
        if end <= one.at:
            yield _line(stood, _Done(end, END))
            end = NEVER
        yield _line(stood, _Done(one.at, one.do, one.version, one.to))
        if one.do == "flow.set_end":
            # Moved to what has passed already, it stops the flow there and then.
            end = NEVER if one.to is None or one.to <= one.at else one.to
        elif one.launched is not None:
            end = stretch(one.launched.schedule, zone)[1]
    if end <= now:
        yield _line(stood, _Done(end, END))
    elif end < NEVER:
        yield f"{zone.words(now)}  the clock stopped, before its end ({zone.words(end)})"
    draft = stood.lives.drafts.get(flow)
    if draft is not None:
        yield from (
            f"its draft is not finished: {fault}" for fault in errors(draft, stood.world.settings)[:1]
        )


def _line(stood: Simulation, done: _Done) -> str:
    zone = stood.world.zone
    return f"{zone.words(done.at)}  {done_words(done, zone)}"
