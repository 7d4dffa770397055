"""`flowrig why`: why a flow started for a customer, or why not (R-3)."""

import argparse
from collections.abc import Iterator
from typing import Any

from app.cli.failing import FINE, USAGE, Stop
from app.cli.people import asked
from app.cli.run_life import PlayedVersions, lives_lines
from app.cli.sources import read_workspace
from app.cli.story import explained_json, explained_lines
from app.cli.streams import print_json
from app.cli.tables import version
from app.text import visible
from engine.reports.why import CHECKS, Attempt, Check, Enquiry
from engine.time.civil import Zone
from storage.lives import flow_life
from storage.runs import RunEntry
from storage.stories import why

OTHERS = 5
"""Further moments that are named."""

NOTHING = "nothing that concerns this customer and this flow has happened in the run yet"


def carry_out(chosen: argparse.Namespace) -> int:
    with read_workspace(chosen.workspace) as workspace:
        entry = workspace.runs.entry(chosen.run)
        versions = PlayedVersions(workspace, entry)
        flows = versions.flows
        if chosen.flow not in flows:
            names = visible(", ".join(flows)) or "none"
            raise Stop(
                USAGE, f"run '{visible(entry.name)}' plays no flow '{visible(chosen.flow)}': it plays {names}"
            )
        zone = workspace.runs.zone(entry)
        at = None if chosen.at is None else _moment(chosen.at, zone)
        found = asked(lambda who: why(workspace, entry, who, chosen.flow), chosen.customer, workspace, entry)
        life = flow_life(workspace, entry, chosen.flow, versions.all, zone, entry.clock)
    attempt = found.answer(at)
    if attempt is None and at is not None:
        raise Stop(USAGE, _nothing_then(found, entry, at, zone))
    if chosen.json:
        print_json(as_json(attempt))
    else:
        print("\n".join(lines(found, attempt, zone)))
        if life.done:
            print("\nwhat was done to the flow")
            print("\n".join(f"  {line}" for line in lives_lines(life.done, zone)))
    return FINE


def _moment(text: str, zone: Zone) -> int:
    try:
        return zone.parse(text)
    except ValueError as problem:
        raise Stop(USAGE, f"--at {visible(text)}: {problem}") from None


def _nothing_then(found: Enquiry, entry: RunEntry, at: int, zone: Zone) -> str:
    """What is said where nothing happened at the moment that was asked for."""
    whom = f"customer '{visible(found.customer)}' and flow '{visible(found.flow)}'"
    text = f"nothing that concerns {whom} happened at {zone.words(at)}"
    if at > entry.clock:
        return f"{text}: the run has come to {zone.words(entry.clock)}"
    moments = found.moments()
    near = [
        max((t for t in moments if t < at), default=None),
        min((t for t in moments if t > at), default=None),
    ]
    told = [zone.format(t) for t in near if t is not None]
    if not told:
        return f"{text}, nor at any other moment"
    return f"{text}: the nearest moment{' is' if len(told) == 1 else 's are'} {' and '.join(told)}"


def as_json(attempt: Attempt | None) -> dict[str, Any]:
    """The chain, check by check."""
    if attempt is None:
        check = {"check": "recognised", "ok": False, "values": {"text": NOTHING}}
        return {"started": False, "checks": [check], "first_failing": "recognised"}
    failing = attempt.failing
    return {
        "started": attempt.started,
        "checks": [
            {"check": check.check, "ok": check.ok, "values": _values(check)} for check in attempt.checks
        ],
        "first_failing": None if failing is None else failing.check,
    }


def _values(check: Check) -> dict[str, Any]:
    values = {"text": check.text, **check.values}
    return values if check.tree is None else {**values, "conditions": explained_json(check.tree)}


def lines(found: Enquiry, attempt: Attempt | None, zone: Zone) -> Iterator[str]:
    """The chain as text, and the other moments that one could ask about."""
    if attempt is None:
        yield visible(f"{found.customer}, {found.flow}: {NOTHING}")
        return
    yield visible(f"{found.customer}, {attempt.flow} ({version(attempt.version)}), {zone.words(attempt.at)}")
    yield visible(outcome(attempt))
    yield ""
    width = max(map(len, CHECKS.values()))
    for check in attempt.checks:
        sign, word = ("✓", "yes") if check.ok else ("✗", "no")
        yield visible(f"{sign} {word:3}  {CHECKS[check.check]:{width}}  {check.text}")
        if check.tree is not None:
            yield from explained_lines(check.tree, " " * (width + 9))
    others = list(_others(found, attempt))
    if others:
        yield ""
        yield "other moments (ask with --at)"
        for other in others[-OTHERS:]:
            yield visible(f"  {zone.format(other.at)}  {outcome(other)}")
        if len(others) > OTHERS:
            yield f"  and {len(others) - OTHERS:,} before them"


def outcome(attempt: Attempt) -> str:
    """Whether the flow started, in words, with the check that failed first."""
    failing = attempt.failing
    if failing is None:
        passage = "" if attempt.passage is None else f" (passage {attempt.passage})"
        return f"started{passage}"
    return f"did not start: {CHECKS[failing.check]}? no"


def _others(found: Enquiry, attempt: Attempt) -> Iterator[Attempt]:
    """What stands for each other moment at which something happened that the flow listens for."""
    moments = dict.fromkeys(one.at for one in found.attempts if one.heard and one.at != attempt.at)
    for at in moments:
        other = found.answer(at)
        if other is not None:
            yield other
