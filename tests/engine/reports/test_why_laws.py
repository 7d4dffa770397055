"""For every kind of event: what is explained is what the run did."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events.base import EventKind
from engine.events.catalogue import CATALOGUE
from engine.events.describing import Setting, settings_of
from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.reports.story import Together
from engine.reports.why import CHECKS, FAILING, Attempt, Enquirer
from engine.simulation.flow_run import RunFlow
from engine.simulation.observer import Observer
from engine.simulation.record import Journal
from engine.simulation.refusals import ChangeRefused
from engine.simulation.replay import Unwritten
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.settings import Settings
from tests.engine.world.any_change import beginning, changes, timed
from tests.engine.world.worlds import DAY, HOUR, NOW, change
from tests.kit import Listed, MemoryJournal, steps, visits_of
from tests.laws import examples

PEOPLE = ("anna", "bert", "carl", "dora")
LAST = NOW + 30 * DAY
FILTERS = (
    {"field": "customer.email.filled", "op": "is", "value": True},
    {"field": "customer.in_segment", "of": {"segment": "vips"}, "op": "is", "value": False},
)
LIMITS: tuple[dict[str, Any], ...] = (
    {"mode": "every_time"},
    {"mode": "every_time", "total": 2},
    {"mode": "once"},
    {"mode": "periodically", "period": "1 day"},
)
SCHEDULES: tuple[dict[str, Any], ...] = ({}, {}, {}, {"end": "2026-03-03"}, {"start": "2026-03-02 12:00"})


SURE: tuple[dict[str, Any], ...] = (
    {"do": "product.view", "customer": "carl", "product": "cap"},
    {"do": "product.view", "customer": "carl", "product": "cap"},
    {"do": "list.add", "customer": "bert", "list": "wishes", "product": "cap", "price": 2_000},
    {"do": "product.feed", "product": "cap", "price": 2_000, "available": False},
    {"do": "product.feed", "product": "cap", "price": 100, "available": True},
    {"do": "product.feed", "product": "cap", "price": 9_000, "fields": {"colour": "green"}},
    {"do": "action.issue", "customer": "carl", "template": "site", "product": "cap"},
    {"do": "action.issue", "customer": "carl", "template": "called"},
    {"do": "segment.add", "customer": "carl", "segment": "vips"},
    {"do": "segment.remove", "customer": "carl", "segment": "vips"},
    {"do": "segment.add", "customer": "carl", "segment": "buyers"},
    {"do": "segment.remove", "customer": "carl", "segment": "buyers"},
    {"do": "customer.create", "customer": "dora", "step": "register"},
    {"do": "customer.set_email", "customer": "carl", "value": "z@x", "valid": False, "action": "own data"},
    {"do": "customer.set_email", "customer": "carl", "value": "z@x", "valid": True},
    {"do": "customer.set_phone", "customer": "carl", "value": "+49"},
    {"do": "customer.set_phone", "customer": "carl", "value": "+50"},
    {"do": "promo.use", "customer": "carl", "code": "f"},
    {"do": "promo.use", "customer": "anna", "code": "x"},
    {"do": "operation.call", "operation": "sign in", "customer": "carl"},
    {"do": "operation.call", "operation": "call me", "customer": "carl"},
    {"do": "order.set_status", "order": "o1", "status": "paid"},
    {"do": "order.set_status", "order": "o1", "status": "posted"},
    {"do": "order.create", "order": "o9", "customer": "carl", "status": "new", "items": [{"product": "cap"}]},
    {"do": "order.set_fields", "order": "o9", "total": 7},
    {"do": "customer.confirm_phone", "customer": "carl"},
    {"do": "customer.set_email", "customer": "carl", "value": "y@x", "confirmation": "unconfirmed"},
    {"do": "customer.confirm_email", "customer": "carl"},
    {"do": "customer.set_subscription", "customer": "carl", "key": "main/sms", "status": "subscribed"},
    {"do": "balance.award", "customer": "carl", "account": "bonus", "amount": 2},
    {"do": "balance.deduct", "customer": "carl", "account": "bonus", "amount": 3},
    {"do": "promo.add_codes", "pool": "welcome", "codes": ["last"]},
    {"do": "promo.issue", "customer": "carl", "pool": "welcome"},
    {"do": "card.issue", "customer": "carl", "card": "91", "type": "silver"},
    {"do": "card.replace", "customer": "carl", "card": "91", "by": "92"},
    {"do": "campaign.generate", "customer": "carl", "campaign": "spring"},
    {"do": "campaign.send", "customer": "carl", "campaign": "spring"},
    {"do": "customer.merge", "customer": "anna", "merged": "bert"},
)
"""What happens in the end, so that every kind of event does."""


def value_of(kind: EventKind, setting: Setting, project: Settings, chance: Random) -> Any:
    """Something that a setting may be."""
    names = list(setting.choices)
    for name in getattr(project, setting.names) if setting.names else ():
        value = [name] if setting.type == "names" else name
        model = kind.Settings.model_validate({setting.name: value})
        if setting.name not in [field for field, _ in model.unknown(project)]:
            names.append(name)
    match setting.type:
        case "name" | "choice":
            return chance.choice(names)
        case "names" | "choices":
            return chance.sample(names, chance.randint(1, len(names)))
        case "yes or no":
            return chance.random() < 0.5
        case _:
            return chance.choice([1, 1, 2, 40])


def asked(kind: EventKind, project: Settings, chance: Random) -> dict[str, Any]:
    """Settings of a trigger that are complete."""
    settings = settings_of(kind)
    found = {
        setting.name: value_of(kind, setting, project, chance)
        for setting in settings
        if setting.needed or chance.random() < 0.25
    }
    for setting in settings:
        model = kind.Settings.model_validate(found)
        if not setting.needed and (list(model.missing()) or list(model.unknown(project))):
            found.pop(setting.name, None)
    return found


def flow_on(kind: EventKind, project: Settings, chance: Random) -> Flow:
    """A flow that starts on a kind of event."""
    trigger = {"event": kind.id, "settings": asked(kind, project, chance)}
    launch: dict[str, Any] = {"id": "start", "kind": "launch", "trigger": trigger}
    if chance.random() < 0.25:
        launch["filter"] = chance.choice(FILTERS)
    # Flows may set each other off, and no mail that is not sent does.
    step = steps("go", {"do": "edit_field", "field": "motto", "value": kind.id})
    flow = Flow.model_validate(
        {
            "id": kind.id,
            "brand": "main",
            "limit": chance.choice(LIMITS),
            "schedule": chance.choice(SCHEDULES),
            "blocks": [launch, step],
            "connections": [{"from": "start", "output": "next", "to": "go"}],
        }
    )
    errors = [problem for problem in validate(flow, project) if problem.severity == "error"]
    assert not errors, (kind.id, errors)
    return flow


def made(
    drawn: list[Flow], timeline: list[Change], journal: Journal, observer: Observer | None
) -> Simulation:
    return Simulation(
        beginning(),
        [RunFlow(flow, 1) for flow in drawn],
        Listed(timeline),
        journal,
        seed=1,
        start=NOW,
        slots_until=NOW + DAY,
        observer=observer,
    )


def played(drawn: list[Flow], givens: list[tuple[int, dict[str, Any]]]) -> tuple[list[Change], MemoryJournal]:
    """The changes that the world takes, and what came of them."""
    at = NOW + HOUR
    timeline = []
    for gap, given_ in (*givens, *((60, each) for each in SURE)):
        at += gap
        timeline.append(change(timed(at, given_)))
    while True:
        journal = MemoryJournal()
        try:
            made(drawn, timeline, journal, None).run(LAST)
        except ChangeRefused as refused:
            del timeline[refused.number]
        else:
            return timeline, journal


def entries(journal: MemoryJournal) -> set[tuple[str, str, int, int]]:
    """(flow, customer, when, passage) of all that entered."""
    return {
        (flow, who, visits[0].arrived, passage)
        for passage, (flow, who, visits) in visits_of(journal).items()
        if who in PEOPLE
    }


def refusals(journal: MemoryJournal) -> list[tuple[str, str, int, str | None]]:
    paths = journal.paths
    return sorted(
        (paths[path].flow, str(who), at, paths[path].reason)
        for _, at, who, path in journal.wakes
        if paths[path].end == "did_not_enter" and who in PEOPLE
    )


def all_attempts(enquirers: list[Enquirer]) -> Iterator[tuple[str, Attempt]]:
    for enquirer in enquirers:
        for attempt in enquirer.enquiry.attempts:
            yield enquirer.enquiry.customer, attempt


def check(attempt: Attempt) -> None:
    """The chain is sound, and says what the run did."""
    names = [check.check for check in attempt.checks]
    assert names == [name for name in CHECKS if name in names]
    assert all(check.text for check in attempt.checks)
    assert json.dumps([dict(check.values) for check in attempt.checks])
    failing = attempt.failing
    assert attempt.started == attempt.entered
    if attempt.entered:
        assert attempt.reason is None
        assert names == list(CHECKS)
    else:
        assert failing is not None
        assert failing.check == FAILING.get(attempt.reason or "", "recognised")


@pytest.mark.rule("R-3")
@settings(max_examples=examples(20), deadline=None)
@given(st.randoms(use_true_random=True), st.lists(changes(), max_size=20))
def test_what_is_explained_is_what_the_run_did(
    chance: Random, givens: list[tuple[int, dict[str, Any]]]
) -> None:
    project = beginning().settings
    drawn = [flow_on(kind, project, chance) for kind in CATALOGUE.values()]
    timeline, journal = played(drawn, givens)
    enquirers = [Enquirer(who, flow.id) for who in PEOPLE for flow in drawn]
    made(drawn, timeline, Unwritten(), Together(*enquirers)).run(LAST)
    seen: set[tuple[str, str, int, int]] = set()
    turned_away: list[tuple[str, str, int, str | None]] = []
    for who, attempt in all_attempts(enquirers):
        check(attempt)
        if attempt.passage is not None:
            seen.add((attempt.flow, who, attempt.at, attempt.passage))
        if attempt.reason not in (None, "settings_do_not_match", "flow_is_off"):
            turned_away.append((attempt.flow, who, attempt.at, attempt.reason))
    assert seen == entries(journal)
    assert sorted(turned_away, key=str) == sorted(refusals(journal), key=str)


def test_every_kind_of_event_is_recognised_in_the_end() -> None:
    project = beginning().settings
    drawn = [flow_on(kind, project, Random(1)) for kind in CATALOGUE.values()]
    timeline, _ = played(drawn, [])
    assert len(timeline) == len(SURE)
    enquirers = [Enquirer(who, flow.id) for who in PEOPLE for flow in drawn]
    made(drawn, timeline, Unwritten(), Together(*enquirers)).run(LAST)
    assert {one.flow for _, one in all_attempts(enquirers) if one.passed} == set(CATALOGUE)
