"""Why a flow started for a customer, and why not (R-3): the checks of a trigger, one after the other, with
the values that they saw.

As for stories, the run is played again and explained as it goes: at each change that concerns the customer,
and at each slot of the flow's schedule, with the world as it was then.
"""

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from engine.blocks.base import Passage
from engine.blocks.launch import EventTrigger, ScheduleTrigger
from engine.blocks.launches import Count
from engine.conditions.explaining import Explained
from engine.conditions.tree import explain
from engine.events.base import HISTORY, Event
from engine.reports.attempt_words import (
    filter_words,
    history_words,
    on_words,
    recognised_words,
    settings_words,
    slot_words,
)
from engine.reports.story import Story, Teller, Together, looked_on
from engine.simulation.flow_run import NEVER, Entry, FlowRun, SlotEntry
from engine.simulation.observer import Observer
from engine.simulation.reached import Reached
from engine.simulation.simulation import Simulation
from engine.time.recurrence import describe
from engine.world.changes.base import Change
from engine.world.delta_words import concerns, has_to_do_with, heard, told
from engine.world.entities import Customer
from engine.world.world import Applied, World

CheckName = Literal["recognised", "settings_match", "flow_on", "history", "customer_filter", "launch_limit"]

CHECKS: dict[CheckName, str] = {
    "recognised": "event recognised",
    "settings_match": "settings match",
    "flow_on": "flow on",
    "history": "not too old",
    "customer_filter": "customer conditions",
    "launch_limit": "launch limit",
}
"""The checks in the order in which they are made (R-3), with their titles."""

FAILING: dict[str, CheckName] = {
    "settings_do_not_match": "settings_match",
    "flow_is_off": "flow_on",
    "too_old": "history",
    "condition_cannot_be_applied": "customer_filter",
    "launch_limit": "launch_limit",
}
"""Which check failed, by the reason of a run for not letting a customer in."""


@dataclass(frozen=True, slots=True)
class Check:
    """One link of the chain."""

    check: CheckName
    ok: bool
    text: str
    """What was looked at, in plain words."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The same as plain data; times in ISO 8601."""
    tree: Explained | None = None
    """Of the customer filter: the condition with the values seen."""


@dataclass(slots=True)
class Attempt:
    """One occasion on which the flow could have let the customer in: an event, a change in which its event
    was not recognised, a slot. Checks after the first that failed are there where they could be made."""

    flow: str
    version: int
    at: int
    """When it was received, or the slot."""
    happened_at: int
    heard: bool
    """Whether the flow's kind of event listens for what happened."""
    checks: tuple[Check, ...]
    entered: bool = False
    """What the run did."""
    reason: str | None = None
    """Why the run did not let the customer in, where it says so."""
    passage: int | None = None

    @property
    def started(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def failing(self) -> Check | None:
        """The first check that failed."""
        return next((check for check in self.checks if not check.ok), None)

    @property
    def met(self) -> int:
        """How many of the trigger's settings were met."""
        return sum(one.get("ok") is True for one in _settings_of(self.checks))

    @property
    def passed(self) -> int:
        """How many checks went well before the first that failed."""
        return next((n for n, check in enumerate(self.checks) if not check.ok), len(self.checks))


@dataclass(slots=True)
class Enquiry:
    """All attempts of one customer at one flow, in the order in which they came."""

    customer: str
    flow: str
    known: bool = False
    """Whether the customer has been in the world."""
    attempts: list[Attempt] = field(default_factory=list)

    def moments(self) -> list[int]:
        """The moments of the attempts, each once."""
        return list(dict.fromkeys(attempt.at for attempt in self.attempts))

    def answer(self, at: int | None = None) -> Attempt | None:
        """The attempt that came furthest at the moment, of equals the last; None where nothing was.

        Without a moment: the latest at which something was of the kind that the flow listens for, or else at
        which anything concerned the customer. `at` is when it was received, or else when it happened.
        """
        if at is None:
            latest = [one for one in self.attempts if one.heard] or self.attempts
            if not latest:
                return None
            at = latest[-1].at
        found = [one for one in self.attempts if one.at == at]
        found = found or [one for one in self.attempts if one.happened_at == at]
        return max(reversed(found), key=lambda one: (one.passed, one.met, one.heard), default=None)


def _settings_of(checks: tuple[Check, ...]) -> list[Mapping[str, Any]]:
    found = [check.values.values() for check in checks if check.check == "settings_match"]
    return [value for values in found for value in values if isinstance(value, Mapping)]


class Enquirer(Observer):
    """Looks on while the run is played again, and makes the checks of one flow for one customer once more,
    slowly."""

    def __init__(self, customer: str, flow: str, names: Collection[str] = ()) -> None:
        """`names`: all ids of the customer, where there is more than one (L-7)."""
        self.enquiry = Enquiry(customer, flow)
        self.names = names or (customer,)
        self._told: dict[str, dict[str, Any]] = {}
        """What is known of the changes in which the events were recognised that are still to be offered."""

    def changed(self, simulation: Simulation, applied: Applied) -> None:
        """Look for the flow's event in the change; where there is none for the customer, ask why."""
        world = simulation.world
        for name in self.names:
            customer = world.customers.get(name)
            if customer is None:
                continue
            self.enquiry.known = True
            if touches(applied, customer, world):
                for flow in simulation.flows:
                    if flow.flow == self.enquiry.flow and isinstance(flow.trigger, EventTrigger):
                        self._look(flow, flow.trigger, applied, customer)

    def _look(self, flow: FlowRun, trigger: EventTrigger, applied: Applied, customer: Customer) -> None:
        world, kind, change = flow.world, flow.kind, applied.change
        assert kind is not None
        mine = [delta for delta in applied.deltas if concerns(delta, customer)]
        values = {
            "event": kind.id,
            "change": _do(change),
            "at": world.zone.format(change.at),
            "happened_at": world.zone.format(change.happened),
            "told": [told(delta, world) for delta in mine],
        }
        heard_it = any(type(delta) in kind.hears for delta in mine)
        found = [
            event
            for event in (kind.recognise(applied, world) if _hears(kind.hears, applied) else ())
            if event.customer.id == customer.id
        ]
        for event in found:
            self._told[_key(event)] = values
        if not found:
            text = kind.unrecognised(applied, world, customer, trigger.read_settings(kind))
            listens = [heard(delta) for delta in kind.hears]
            check = Check("recognised", False, text, {**values, "listens_for": listens})
            entry = SlotEntry(customer, change.happened)
            self._note(flow, entry, (check, *_later_checks(flow, entry, change.at)), heard_it)

    def offered(self, flow: FlowRun, entry: Entry) -> None:
        """Make all checks, as the run is about to make them."""
        if entry.customer.id in self.names and flow.flow == self.enquiry.flow:
            self.enquiry.known = True
            self._note(flow, entry, self._checks(flow, entry), True)

    def passed_over(self, flow: FlowRun, slot: SlotEntry) -> None:
        """A slot for others."""
        if slot.customer.id in self.names and flow.flow == self.enquiry.flow:
            self.enquiry.known = True
            checks = (*_slot_checks(flow, slot), *_later_checks(flow, slot, slot.happened_at))
            self._note(flow, slot, checks, True)

    def entered(self, passage: Passage, answer: int) -> None:
        """Note what the run did."""
        if passage.customer.id in self.names and passage.flow.flow == self.enquiry.flow:
            attempt = self.enquiry.attempts[-1]
            attempt.entered, attempt.passage = True, passage.id

    def refused(self, flow: FlowRun, entry: Entry, reason: str) -> None:
        """Note what the run did."""
        if entry.customer.id in self.names and flow.flow == self.enquiry.flow:
            self.enquiry.attempts[-1].reason = reason

    def _note(self, flow: FlowRun, entry: Entry, checks: tuple[Check, ...], heard_it: bool) -> None:
        self.enquiry.attempts.append(
            Attempt(flow.flow, flow.version, flow.world.now, entry.happened_at, heard_it, checks)
        )

    def _checks(self, flow: FlowRun, entry: Entry) -> tuple[Check, ...]:
        if not isinstance(entry, Event):
            return (*_slot_checks(flow, entry), *_later_checks(flow, entry, entry.happened_at))
        values = self._told.pop(_key(entry), {"event": entry.kind.id})
        seen = Check(
            "recognised",
            True,
            recognised_words(entry, values, flow.world),
            {**values, "facts": dict(entry.facts), "context": dict(entry.context)},
        )
        return (seen, _settings_check(flow, entry), *_later_checks(flow, entry, entry.received_at))


def _settings_check(flow: FlowRun, event: Event) -> Check:
    kind, trigger = event.kind, flow.trigger
    assert isinstance(trigger, EventTrigger)
    assert flow.matches is not None
    settings = trigger.read_settings(kind)
    # What the trigger has counted stays as it is.
    ok = flow.matches(event, deepcopy(flow.memory))
    asked = list(kind.asked(event, settings, flow.world, deepcopy(flow.memory)))
    if ok:
        asked = [one._replace(ok=True) for one in asked]
    values = {one.setting: {"wanted": one.wanted, "seen": one.seen, "ok": one.ok} for one in asked}
    return Check("settings_match", ok, settings_words(ok, asked, kind.words(settings)), values)


def _slot_checks(flow: FlowRun, slot: SlotEntry) -> tuple[Check, Check]:
    trigger, world = flow.trigger, flow.world
    assert isinstance(trigger, ScheduleTrigger)
    when = world.zone.words(slot.happened_at)
    schedule = describe(trigger.schedule)
    fired = Check(
        "recognised",
        True,
        f"the schedule fired on {when} ({schedule})",
        {"schedule": schedule, "at": world.zone.format(slot.happened_at)},
    )
    segments = list(slot.customer.segments)
    ok = trigger.segment is None or trigger.segment in segments
    values = {"segment": {"wanted": trigger.segment or "all customers", "seen": segments, "ok": ok}}
    return fired, Check("settings_match", ok, slot_words(trigger.segment, segments), values)


def _later_checks(flow: FlowRun, entry: Entry, received: int) -> tuple[Check, ...]:
    """The checks that hang on the moment and the customer, not on what the event was."""
    return (_on(flow, entry), _history(flow, entry, received), _filter(flow, entry), _limit(flow, entry))


def _on(flow: FlowRun, entry: Entry) -> Check:
    world = flow.world
    now, happened = world.now, entry.happened_at
    also = entry.on_at if isinstance(entry, Event) else None
    presence = flow.presence
    on = presence.is_on(now) and (also is None or presence.was_on(also))
    # Only what happened after the start counts (F-20).
    ok = flow.always or (on and presence.start <= happened)
    since = None if presence.start == -NEVER else presence.start
    until = None if presence.end == NEVER else presence.end
    values = {
        "start": since if since is None else world.zone.format(since),
        "end": until if until is None else world.zone.format(until),
        "now": world.zone.format(now),
        "happened_at": world.zone.format(happened),
    }
    if also is not None:
        values["also_on_at"] = world.zone.format(also)
    if presence.paused_at is not None:
        values["paused_at"] = world.zone.format(presence.paused_at)
        return Check("flow_on", ok, f"the flow was paused at {world.zone.words(presence.paused_at)}", values)
    return Check("flow_on", ok, on_words(ok, since, until, now, happened, also, world.zone), values)


def _history(flow: FlowRun, entry: Entry, received: int) -> Check:
    late = received - entry.happened_at
    zone = flow.world.zone
    values = {
        "happened_at": zone.format(entry.happened_at),
        "received_at": zone.format(received),
        "seconds": late,
        "most": HISTORY,
    }
    return Check("history", late <= HISTORY, history_words(late, entry.happened_at, received, zone), values)


def _filter(flow: FlowRun, entry: Entry) -> Check:
    launch = flow.flow_version.flow.launch
    assert launch is not None
    if launch.filter is None:
        return Check("customer_filter", True, "all customers may enter")
    tree = explain(launch.filter, flow.world, entry)
    return Check("customer_filter", tree.ok, filter_words(tree), tree=tree)


def _limit(flow: FlowRun, entry: Entry) -> Check:
    launches = flow.launches
    customer = entry.customer.id
    count = launches.by_customer.get(customer) or Count()
    ok = launches.allows(count, flow.world.now)
    words, seen = launches.limit.words(), launches.seen(customer)
    values = {"wanted": words, "seen": seen, "launches": count.launches, "entries": count.entries}
    if count.launches:
        values["last"] = flow.world.zone.format(count.last)
    return Check("launch_limit", ok, f"the flow may be launched {words}: {seen}", values)


def touches(applied: Applied, customer: Customer, world: World) -> bool:
    """Whether a change concerns the customer: by what it told, or by what it names."""
    change = applied.change
    order = world.orders.get(getattr(change, "order", ""))
    product = getattr(change, "product", None)
    return (
        getattr(change, "customer", None) in (customer.id, *customer.merged)
        or (order is not None and order.customer == customer.id)
        or any(concerns(delta, customer) for delta in applied.deltas)
        or (not applied.deltas and product is not None and has_to_do_with(customer, product))
    )


def _hears(hears: tuple[type, ...], applied: Applied) -> bool:
    return any(type(delta) in hears for delta in applied.deltas)


def _key(event: Event) -> str:
    return repr((event.happened_at, event.received_at, event.context, event.facts))


def _do(change: Change) -> str:
    return getattr(change, "do", type(change).__name__)


def tell_and_enquire(
    customer: str,
    flow: str,
    again: Callable[[Observer], Simulation],
    until: Reached,
) -> tuple[Story, Enquiry]:
    """The customer's story, and all that could have let them into the flow, from one replay; as `enquire`."""
    pair, known = looked_on(customer, partial(_Both, flow), again, until)
    pair.teller.story.known = known
    pair.enquirer.enquiry.known |= known
    return pair.teller.story, pair.enquirer.enquiry


class _Both(Together):
    """A story and an enquiry from one replay."""

    def __init__(self, flow: str, customer: str, names: Collection[str]) -> None:
        self.teller, self.enquirer = Teller(customer, names), Enquirer(customer, flow, names)
        super().__init__(self.teller, self.enquirer)


def enquire(
    customer: str,
    flow: str,
    again: Callable[[Observer], Simulation],
    until: Reached,
) -> Enquiry:
    """All that could have let the customer into the flow, in a run that has come so far. `again` as for
    `tell`."""

    def onlooker(who: str, names: Collection[str]) -> Enquirer:
        return Enquirer(who, flow, names)

    enquirer, known = looked_on(customer, onlooker, again, until)
    enquirer.enquiry.known |= known
    return enquirer.enquiry
