"""`flowrig story`: one customer's passages in a run, and why."""

import argparse
from collections.abc import Iterator
from typing import Any

from app.cli.failing import FINE
from app.cli.people import asked
from app.cli.sources import read_workspace
from app.cli.streams import print_json
from app.cli.tables import version
from app.text import visible
from engine.blocks.base import Why
from engine.conditions.explaining import BranchingExplained, Explained
from engine.life.wording import OFF
from engine.reports.outbox import body
from engine.reports.story import Story, StoryPassage, StoryVisit, TurnedAway
from engine.time.civil import Zone
from storage.stories import story


def carry_out(chosen: argparse.Namespace) -> int:
    with read_workspace(chosen.workspace) as workspace:
        entry = workspace.runs.entry(chosen.run)
        zone = workspace.runs.zone(entry)
        told = asked(lambda who: story(workspace, entry, who), chosen.customer, workspace, entry)
    if chosen.json:
        print_json(as_json(told, zone))
    else:
        print("\n".join(lines(told, zone)))
    return FINE


def as_json(told: Story, zone: Zone) -> dict[str, Any]:
    """Every passage with its visits, and every event that let nobody in."""
    return {
        "customer": told.customer,
        "passages": [_passage_json(passage, zone) for passage in told.passages],
        "did_not_enter": [_turned_away_json(away, zone) for away in told.turned_away],
    }


def _passage_json(passage: StoryPassage, zone: Zone) -> dict[str, Any]:
    return {
        "flow": passage.flow,
        "version": passage.version,
        "passage": passage.passage,
        "entered": zone.format(passage.entered),
        "visits": [_visit_json(visit, zone) for visit in passage.visits],
    }


def _visit_json(visit: StoryVisit, zone: Zone) -> dict[str, Any]:
    return {
        "block": visit.block,
        "kind": visit.kind,
        "name": visit.name,
        "arrived": zone.format(visit.arrived),
        "left": None if visit.left is None else zone.format(visit.left),
        "output": visit.output,
        "stop": visit.stop,
        "stopped": None if visit.stopped is None else zone.format(visit.stopped),
        "version": visit.version,
        **({} if visit.deleted_in is None else {"deleted_in": visit.deleted_in}),
        **({} if visit.off is None else {"off": {"why": visit.off.why, "at": zone.format(visit.off.at)}}),
        "why": _why_json(visit.why),
        "messages": [
            {
                "channel": message.channel,
                "result": message.not_sent or "sent",
                "body": None if message.not_sent else body(message.parts),
            }
            for message in visit.messages
        ],
        "failed": [{"action": failure.action, "reason": failure.reason} for failure in visit.failures],
    }


def _turned_away_json(away: TurnedAway, zone: Zone) -> dict[str, Any]:
    return {
        "flow": away.flow,
        "version": away.version,
        "at": zone.format(away.at),
        "happened_at": zone.format(away.happened_at),
        "reason": away.reason,
        "why": _why_json(away.why),
    }


def _why_json(why: Why) -> dict[str, Any]:
    values = why.values
    if isinstance(values, Explained):
        return {"text": why.text, "values": explained_json(values)}
    if isinstance(values, BranchingExplained):
        branches = [{"id": b.id, "ok": b.ok, "asked": b.asked} for b in values.branches]
        seen = {"field": values.field, "op": values.op, "text": values.text, "seen": values.seen}
        return {"text": why.text, "values": {**seen, "branches": branches}}
    return {"text": why.text, "values": dict(why.facts) or None}


def explained_json(part: Explained) -> dict[str, Any]:
    """A decided condition as data: each comparison with the value seen."""
    if part.kind == "leaf":
        asked = {"field": part.field, "op": part.op, "asked": part.asked, "seen": part.seen}
        return {"ok": part.ok, "text": part.text, **asked}
    return {"ok": part.ok, "kind": part.kind, "parts": [explained_json(child) for child in part.children]}


def lines(told: Story, zone: Zone) -> Iterator[str]:
    """The story as text."""
    yield visible(told.customer)
    for passage in told.passages:
        yield ""
        yield f"{passage.flow} ({version(passage.version)}), entered {zone.words(passage.entered)}"
        before = passage.version
        for visit in passage.visits:
            yield from _visit_lines(visit, zone, before)
            before = visit.version
    if told.kept_out:
        yield ""
        yield "did not enter"
        for away in told.kept_out:
            yield f"  {zone.words(away.at)}  {away.flow}: {visible(away.why.text)}"
            yield from _value_lines(away.why, "      ")
    if told.passed_by:
        yield ""
        yield f"{told.passed_by:,} other events were not what a trigger asks for (--json names them)"
    if not told.passages and not told.turned_away:
        yield "no flow of this run has had to do with this customer yet"


def _visit_lines(visit: StoryVisit, zone: Zone, before: int) -> Iterator[str]:
    if visit.stop is not None:
        when = "" if visit.stopped in (None, visit.arrived) else f" at {zone.words(visit.stopped)}"
        left = f"stopped{when}: {_stop_words(visit, zone)}"
    elif visit.left is None:
        left = "is inside"
    elif visit.left == visit.arrived:
        left = f"→ {visit.output}"
    else:
        left = f"→ {visit.output} at {zone.words(visit.left)}"
    # From here on a newer version applies (F-18).
    newer = "" if visit.version == before else f" ({version(before)} → {visit.version})"
    yield f"  {zone.words(visit.arrived)}  {visible(visit.name)} {left}{newer}"
    yield f"      {visible(visit.why.text)}"
    yield from _value_lines(visit.why, "      ")
    for message in visit.messages:
        result = "not sent, " + message.not_sent.replace("_", " ") if message.not_sent else "sent"
        first = next((text for _, text in message.parts if text), "")
        yield f"      {message.channel} {result}" + (f": {visible(first)}" if first else "")
    for failure in visit.failures:
        if failure.action is not None:
            yield f"      action {failure.action + 1} failed: {visible(failure.reason)}"
        elif failure.reason != visit.stop:
            yield f"      the group failed: {visible(failure.reason)}"


def _stop_words(visit: StoryVisit, zone: Zone) -> str:
    if visit.deleted_in is not None:
        return f"its {visit.kind.capitalize()} was deleted in {version(visit.deleted_in)}"
    words = str(visit.stop).replace("_", " ")
    return words if visit.off is None else f"{words}, {OFF[visit.off.why].format(zone.words(visit.off.at))}"


def _value_lines(why: Why, indent: str) -> Iterator[str]:
    if isinstance(why.values, Explained):
        yield from explained_lines(why.values, indent)
    elif isinstance(why.values, BranchingExplained):
        yield f"{indent}saw {visible(why.values.seen)}"


def explained_lines(part: Explained, indent: str) -> Iterator[str]:
    """A decided condition as text, a line for each comparison and each group."""
    sign = "✓" if part.ok else "✗"
    seen = f": saw {visible(part.seen)}" if part.kind == "leaf" else ""
    yield f"{indent}{sign} {visible(part.text)}{seen}"
    for child in part.children:
        yield from explained_lines(child, indent + "  ")
