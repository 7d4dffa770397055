"""`flowrig sweep`: move one change of a scenario through time, or one thing done to a flow, and say where the
outcome flips."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.cli.failing import CONTENT, FINE, USAGE, Stop
from app.cli.progress import Progress
from app.cli.streams import print_json
from app.cli.tables import counted
from app.staging import chosen as example_of
from app.text import visible
from engine.expectations.playing import NeverEnds
from engine.expectations.sweeping import Outcome, Stretch, moments, sweep
from engine.scenario import TimedEntry
from engine.time.spans import Span
from storage.files import scenario_file
from storage.given import Case, Library, cases


def carry_out(chosen: argparse.Namespace) -> int:
    path = Path(chosen.scenario)
    case = example_of(cases(scenario_file(path), path.parent, Library()), path, chosen.example)
    inputs = case.inputs
    proves = case.scenario.then or any(entry.frame.refused for entry in inputs.entries)
    if not (inputs.flows or inputs.begins_flows or proves):
        why = "it is given no flows and expects nothing: there is no outcome that could flip"
        raise Stop(CONTENT, f"{visible(chosen.scenario)}: {why}")
    number = _entry(case, chosen.change)
    centre = case.inputs.entries[number].at
    over, step = _span(chosen.over, "--over"), _span(chosen.step, "--step")
    try:
        at = _possible(case, moments(centre, over, step, case.zone))
    except ValueError as problem:
        raise Stop(USAGE, f"--step: {problem}") from None
    stretches: list[Stretch] = []
    try:
        with Progress(at[0], at[-1]) as progress:
            for stretch in sweep(case.inputs, case.scenario.then, number, at):
                stretches.append(stretch)
                progress.at(stretch.last, f"{case.zone.words(stretch.last)}")
    except NeverEnds as problem:
        raise Stop(CONTENT, f"{chosen.scenario}: {problem}") from None
    if chosen.json:
        print_json(as_json(case, number, at, stretches))
    else:
        print("\n".join(lines(case, number, at, stretches)))
    return FINE


def _entry(case: Case, name: str) -> int:
    """Which of the entries is meant: by its mark, or by its number among the changes."""
    entries = case.inputs.entries
    changes = _movable(entries)
    for n in changes:
        if entries[n].frame.mark == name:
            return n
    if name.isascii() and name.isdigit() and len(name) < 7 and 1 <= int(name) <= len(changes):
        return changes[int(name) - 1]
    marks = [str(entries[n].frame.mark) for n in changes if entries[n].frame.mark is not None]
    has = f", or by its mark: {', '.join(map(visible, marks[:8]))}" if marks else ""
    raise Stop(
        USAGE,
        f"--change: there is no change '{visible(name)}': give its number from 1 to {len(changes)}{has}",
    )


def _movable(entries: Sequence[TimedEntry]) -> list[int]:
    """The entries that happen: changes, and what is done to flows."""
    return [n for n, entry in enumerate(entries) if entry.do]


def _span(text: str, option: str) -> Span:
    try:
        return Span.parse(text)
    except ValueError as problem:
        raise Stop(USAGE, f"{option} {visible(text)}: {problem}") from None


def _possible(case: Case, at: Sequence[int]) -> Sequence[int]:
    """The moments that lie between the scenario's start and end, where it says them."""
    given = case.scenario.given
    return [
        moment
        for moment in at
        if (given.start is None or moment >= given.start) and (given.until is None or moment <= given.until)
    ]


def lines(case: Case, number: int, at: Sequence[int], stretches: Sequence[Stretch]) -> Iterator[str]:
    """The stretches as text: what each came to, and what flipped."""
    zone = case.zone
    entry = case.inputs.entries[number]
    stands = f"{entry.do}, which stands at {zone.words(entry.at)}"
    yield f"{visible(case.name)}: {stands}, at {counted(len(at), 'moment')}"
    for stretch in stretches:
        yield ""
        until = "" if stretch.first == stretch.last else f" to {zone.words(stretch.last)}"
        yield f"{zone.words(stretch.first)}{until}"
        yield from (f"  {visible(line)}" for line in _outcome_lines(stretch.outcome))
    if len(stretches) == 1:
        yield ""
        yield "the outcome never flips"


def _outcome_lines(outcome: Outcome) -> Iterator[str]:
    if outcome.refused:
        yield from (f"✗ {departure}" for departure in outcome.departures)
        yield outcome.refused
        return
    yield from outcome.passages or ("nobody entered a flow, nobody was kept out",)
    yield from (f"✗ {departure}" for departure in outcome.departures)
    wrong = [str(n) for n, ok in enumerate(outcome.holds, 1) if not ok]
    if wrong:
        yield f"✗ then: {', '.join(wrong)} not as expected"
    elif (outcome.holds or outcome.refusals) and not outcome.departures:
        yield "✓ all as expected"


def as_json(case: Case, number: int, at: Sequence[int], stretches: Sequence[Stretch]) -> dict[str, Any]:
    """The stretches as data."""
    show, entries = case.zone.format, case.inputs.entries
    return {
        "scenario": case.name,
        "change": _movable(entries).index(number) + 1,
        "at": show(entries[number].at),
        "moments": len(at),
        "stretches": [
            {
                "from": show(stretch.first),
                "to": show(stretch.last),
                "passages": list(stretch.outcome.passages),
                "then": list(stretch.outcome.holds),
                "must_be_refused": list(stretch.outcome.refusals),
                "ok": not stretch.outcome.refused
                and all((*stretch.outcome.holds, *stretch.outcome.refusals)),
                "refused": stretch.outcome.refused or None,
            }
            for stretch in stretches
        ],
    }
