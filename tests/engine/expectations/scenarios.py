"""Scenarios as plain data, made ready to be played in a small world."""

from collections.abc import Callable
from typing import Any

from engine.expectations.playing import Inputs, Result, play
from engine.flow.model import Flow
from engine.scenario import Scenario
from engine.simulation.flow_run import RunFlow
from engine.time.civil import Zone
from engine.world.entities import Contact, Product
from engine.world.world import WorldState
from tests import kit

BERLIN = Zone(kit.ZONE)


def small() -> WorldState:
    """Three customers: c1 can be reached, c2 has no email, c3's is invalid."""
    customers = (
        kit.customer(1),
        kit.customer(2, email=None),
        kit.customer(3, email=Contact("c3@example.con", valid=False)),
    )
    return kit.world(*customers, products={"teapot": Product("teapot", price=5000)}).state()


def scenario(**parts: Any) -> Scenario:
    """A scenario from plain data."""
    return Scenario.model_validate({"scenario": "test", **parts}, context={"zone": BERLIN})


def inputs(
    found: Scenario, *flows: Flow, world: Callable[[], WorldState] = small, until: int | None = None
) -> Inputs:
    """What is needed to play it."""
    assert list(found.faults(BERLIN)) == []
    entries = found.timed(BERLIN)
    start = found.given.start if found.given.start is not None else entries[0].at
    end = found.given.until if until is None else until
    return Inputs(world, [RunFlow(flow, 0) for flow in flows], entries, start, found.given.seed, end)


def played(found: Scenario, *flows: Flow) -> Result:
    """Play it and check what it expects."""
    return play(inputs(found, *flows), found.then)


def verdicts(result: Result) -> list[bool]:
    """Whether each expectation holds."""
    return [outcome.ok for outcome in result.outcomes]
