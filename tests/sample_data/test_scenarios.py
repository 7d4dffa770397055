"""The scenarios that come along: all hold, and none would hold whatever happened."""

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import sample_data
from engine.blocks.launch import EventTrigger
from engine.events.catalogue import CATALOGUE
from engine.expectations.models import (
    BlockExpectation,
    EventExpectation,
    Expectation,
    FieldExpectation,
    FlowExpectation,
    MessagesExpectation,
)
from engine.expectations.playing import Refusal, play
from engine.reports.counts import discrepancies
from engine.reports.snapshot import snapshot
from storage.files import scenario_file
from storage.given import Case, Library, cases
from storage.proving import first_departure, scenario_files
from tests.sample_data.altering import OTHER, altered

FOLDER = Path(sample_data.__file__).parent / "scenarios"
FILES = sorted(scenario_files([FOLDER]))


@cache
def library() -> Library:
    return Library()


@cache
def cases_of(path: Path) -> list[Case]:
    return cases(scenario_file(path), path.parent, library())


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_holds_and_each_of_its_expectations_can_fail(path: Path) -> None:
    """Altered expectations are checked beside the true ones, while the scenario is played once."""
    for case in cases_of(path):
        then = case.scenario.then
        others = [
            (n, found.what, found.expectation)
            for n, wanted in enumerate(then)
            for found in altered(wanted, case.settings)
        ]
        result = play(case.inputs, [*then, *(other for _, _, other in others)])
        true, false = result.outcomes[: len(then)], result.outcomes[len(then) :]
        as_it_is = replace(result, outcomes=true)
        departure = first_departure(case, as_it_is)
        assert departure is None, f"{case.name}: {departure}"
        assert result.strangers == [], case.name
        unharmed = [
            f"{case.name}: then {n + 1}, {what}: {other}"
            for (n, what, other), outcome in zip(others, false, strict=True)
            if outcome.ok
        ]
        assert unharmed == [], "these expectations hold whatever they say"
        for refusal in result.refusals:
            frame = refusal.entry.frame
            asked = frame.model_copy(update={"refused": f"{frame.refused}{OTHER}"})
            assert not Refusal(replace(refusal.entry, frame=asked), refusal.actual).checked.ok, case.name
        assert others or result.refusals, f"{case.name} proves nothing"
        assert result.seen is not None
        # nobody is lost on the way.
        for counts in snapshot(result.seen.simulation).flows.values():
            assert discrepancies(counts) == [], case.name


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_would_fail_if_nothing_happened(path: Path) -> None:
    """An exclusion that only says what did not happen would hold in an empty scenario too: it also needs
    something that did (docs/scenarios.md)."""
    for case in cases_of(path):
        entries = case.inputs.entries
        # What is done to flows is no news of the world.
        quiet = replace(case.inputs, entries=[entry for entry in entries if entry.change is None])
        if any(entry.frame.refused for entry in entries) or not play(quiet, case.scenario.then).ok:
            return
        # A schedule alone makes things happen.
        if all(entry.change is None for entry in entries):
            return
    pytest.fail("add something to `then` that holds only because of what happens in `when`")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_tells_a_learner_what_it_shows(path: Path) -> None:
    for case in cases_of(path)[:1]:
        scenario = case.scenario
        assert scenario.title, "a sentence to be read aloud (title)"
        assert scenario.note, "what a learner should know (note)"
        assert scenario.rules, "which rules it proves (rules)"
        assert scenario.scenario == path.stem, "its name is that of its file"


def test_every_kind_of_expectation_is_shown() -> None:
    kinds: Counter[type[Expectation]] = Counter()
    for path in FILES:
        kinds.update(type(wanted) for wanted in cases_of(path)[0].scenario.then)
    assert set(kinds) == {
        FlowExpectation,
        BlockExpectation,
        MessagesExpectation,
        EventExpectation,
        FieldExpectation,
    }


def started(case: Case) -> set[str]:
    """The events that a case expects to start a flow."""
    events = {
        run.flow.id: run.flow.launch.trigger.event
        for run in case.inputs.flows
        if run.flow.launch is not None and isinstance(run.flow.launch.trigger, EventTrigger)
    }
    return {
        events[wanted.flow]
        for wanted in case.scenario.then
        if isinstance(wanted, FlowExpectation)
        and wanted.flow in events
        and wanted.passages is not None
        and not wanted.passages.holds(0)
    }


def test_every_event_is_shown_starting_a_flow() -> None:
    shown = {event for path in FILES for case in cases_of(path) for event in started(case)}
    assert set(CATALOGUE) - shown == set()


def test_every_rule_about_an_event_has_a_scenario() -> None:
    ruled = {rule for path in FILES for rule in cases_of(path)[0].scenario.rules}
    assert {kind.rule for kind in CATALOGUE.values()} - ruled == set()
    assert {f"E-{n}" for n in range(1, 49) if n != 35} - ruled == set()
