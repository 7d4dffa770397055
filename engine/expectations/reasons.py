"""Why an expectation does not hold, in a few lines: what was done to the flow, what kept the customer out,
and the way that the passages took (R-2, R-3)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from engine.blocks.launch import EventTrigger
from engine.events.catalogue import CATALOGUE
from engine.expectations.life import flow_life
from engine.expectations.models import EventExpectation, Expectation, FlowExpectation
from engine.expectations.playing import Inputs, begin
from engine.expectations.watching import Seen
from engine.flow.model import Flow
from engine.life.wording import OFF
from engine.reports.story import StoryPassage, StoryVisit, Teller, Together
from engine.reports.why import Attempt, Enquirer
from engine.simulation.flow_run import NEVER, RunFlow
from engine.simulation.observer import Observer
from engine.simulation.refusals import ChangeRefused
from engine.simulation.replay import Unwritten
from engine.simulation.simulation import Simulation
from engine.time.civil import Zone

MOST_CUSTOMERS = 3
"""Whom to tell of where an expectation is about all."""

MOST_VISITS = 12

LIFE = frozenset({"status", "draft", "version"})
"""What an expectation asks for that follows from what was done to the flow."""

PROBE = "expected-event"
"""The id of a flow that listens for an event of which nobody else takes notice."""


def reasons(inputs: Inputs, wanted: Expectation, seen: Seen) -> list[str]:
    """What the decisions looked at that the expectation is about; empty where there is nothing to tell.
    `seen`: the scenario as it stood at its end.
    """
    flow: str | None = getattr(wanted, "flow", None)
    found: list[str] = []
    if isinstance(wanted, FlowExpectation) and not LIFE.isdisjoint(wanted.asks_for):
        found += flow_life(wanted.flow, seen.notes.lived, _play(inputs, Observer(), wanted))
        if wanted.customer is None and LIFE.issuperset(wanted.asks_for):
            return found
    if isinstance(wanted, EventExpectation):
        inputs, flow = _listening(inputs, wanted.event)
    customer: str | None = getattr(wanted, "customer", None)
    customers = _concerned(seen)[:MOST_CUSTOMERS] if customer is None else [customer]
    flows = [run.flow for run in seen.simulation.flows] if flow is None else [flow]
    for name in customers:
        lines = [
            line for of in flows for line in _of(inputs, of, name, wanted, seen, says_flow=len(flows) > 1)
        ]
        found += [f"{name}: {line}" for line in lines] if len(customers) > 1 else lines
    return found


def _concerned(seen: Seen) -> list[str]:
    """The customers who entered a flow or were kept out of one, in the order in which it happened."""
    return list(dict.fromkeys(who for _, _, who, _ in sorted(seen.notes.wakes) if isinstance(who, str)))


def _of(
    inputs: Inputs, flow: str, customer: str, wanted: Expectation, seen: Seen, *, says_flow: bool
) -> Iterator[str]:
    zone = seen.simulation.world.zone
    teller, enquirer = Teller(customer, seen.names(customer)), Enquirer(customer, flow, seen.names(customer))
    _play(inputs, Together(teller, enquirer), wanted)
    before = f"{flow}: " if says_flow else ""
    attempt = enquirer.enquiry.answer()
    passages = [one for one in teller.story.passages if one.flow == flow]
    if attempt is not None and not attempt.entered and flow:
        yield before + _kept_out(attempt, zone)
    elif attempt is None and not passages:
        yield f"{before}nothing that this flow listens for happened to {customer}"
    if passages and flow != PROBE:
        yield from (before + line for line in _way(passages[-1], zone))


def _play(inputs: Inputs, observer: Observer, wanted: Expectation) -> Simulation:
    asked = [wanted.at] if wanted.at is not None else []
    simulation = begin(inputs, Unwritten(), observer, asked)
    until = NEVER if inputs.until is None else inputs.until
    # A change that should have been refused, and was applied, may be what a later one needs.
    with suppress(ChangeRefused):
        simulation.run(until if wanted.at is None else wanted.at)
    return simulation


def _listening(inputs: Inputs, event: str) -> tuple[Inputs, str | None]:
    """The scenario with a flow that listens for the event: its own, or a probe that asks for nothing."""
    for run in inputs.flows:
        launch = run.flow.launch
        if launch is not None and isinstance(launch.trigger, EventTrigger) and launch.trigger.event == event:
            return inputs, run.flow.id
    if any(CATALOGUE[event].Settings().missing()):
        return inputs, None
    launch_settings = {"id": "start", "kind": "launch", "trigger": {"event": event}}
    probe = Flow.model_validate({"id": PROBE, "blocks": [launch_settings]})
    return replace(inputs, flows=[*inputs.flows, RunFlow(probe, 0)]), PROBE


def _kept_out(attempt: Attempt, zone: Zone) -> str:
    failing = attempt.failing
    when = zone.words(attempt.at)
    if failing is None:
        return f"{when}: {attempt.reason or 'did not enter'}"
    return f"{when}, {failing.check.replace('_', ' ')}: {failing.text}"


def _way(passage: StoryPassage, zone: Zone) -> Iterator[str]:
    yield f"entered {zone.words(passage.entered)}"
    version = passage.version
    for visit in islice(passage.visits, MOST_VISITS):
        newer = "" if visit.version == version else f" (version {version} → {visit.version})"
        version = visit.version
        yield f"  {zone.words(visit.arrived)}  {visit.block}{_left(visit, zone)}{newer}: {visit.why.text}"
        yield from (f"    failed: {failure.reason}" for failure in visit.failures)
    if len(passage.visits) > MOST_VISITS:
        yield "  …"


def _left(visit: StoryVisit, zone: Zone) -> str:
    if visit.stop is not None:
        when = "" if visit.stopped in (None, visit.arrived) else f" at {zone.words(visit.stopped)}"
        why = f", in version {visit.deleted_in}" if visit.deleted_in is not None else ""
        if visit.off is not None:
            why = f", {OFF[visit.off.why].format(zone.words(visit.off.at))}"
        return f" stopped{when} ({visit.stop}{why})"
    if visit.left is None:
        return " is inside"
    return f" → {visit.output}" + ("" if visit.left == visit.arrived else f" at {zone.words(visit.left)}")
