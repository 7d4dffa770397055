"""`flowrig rehearse`: what would happen if a draft were launched in a run (F-17, F-18)."""

import argparse
from collections.abc import Iterator, Sequence
from typing import Any

from app.cli.failing import CONTENT, FINE, INTERRUPTED, USAGE, Stop
from app.cli.interrupting import Interruptible
from app.cli.progress import Progress
from app.cli.sources import flow_entry, flow_source, looks_like_a_file, read_workspace
from app.cli.streams import print_json
from app.cli.tables import counted, table, version
from app.text import visible
from engine.flow.model import Flow
from engine.rehearsal.fares import Fare, How, Tally, Timing, elsewhere
from engine.rehearsal.inside import Inside
from engine.rehearsal.playing import GivenUp
from engine.rehearsal.rehearsing import Group, Rehearsal
from engine.simulation.refusals import ChangeRefused
from engine.time.civil import Zone
from engine.world.world import Refused
from storage.flows import DRAFT
from storage.problems import shown
from storage.rehearsing import NotThen, rehearse_launch
from storage.workspace import Workspace

NAMED = 20
"""Of those who are removed so many are named, and so many groups are told."""

LISTED = 1000
"""Of those inside so many are listed in JSON."""

PARTS = 1000
"""Into so many parts the progress is divided."""


def carry_out(chosen: argparse.Namespace) -> int:
    with read_workspace(chosen.workspace) as workspace:
        entry = workspace.runs.entry(chosen.run)
        zone = workspace.runs.zone(entry)
        draft, number = _draft(chosen.flow, workspace)
        at = None if chosen.at is None else _moment(chosen.at, zone)
        with Progress(0, PARTS) as progress, Interruptible() as interruptible:

            def tick(done: float) -> bool:
                progress.at(round(done * PARTS), "rehearsing")
                return not interruptible.asked

            try:
                found = rehearse_launch(
                    workspace, entry, draft, at=at, days=chosen.days, version=number, tick=tick
                )
            except NotThen as wrong:
                raise Stop(USAGE, f"--at {visible(chosen.at)}: {wrong}") from None
            except Refused as refused:
                raise Stop(CONTENT, f"{visible(draft.id)}: {visible(str(refused))}") from None
            except ChangeRefused as refused:
                raise Stop(CONTENT, f"the run does not come that far: {visible(str(refused))}") from None
            except GivenUp:
                raise Stop(INTERRUPTED, "interrupted") from None
    if chosen.json:
        print_json(as_json(found, zone))
    else:
        print("\n".join(lines(found, draft, zone)))
    return FINE


def _draft(name: str, workspace: Workspace) -> tuple[Flow, int | None]:
    """A file's flow, or that of the workspace: its draft, unless a version is named; and the number that it
    would get there."""
    if looks_like_a_file(name):
        return flow_source(name, workspace).flow.flow, None
    bare = name.rpartition("@")[0] if workspace.flows.find(name) is None else name
    versioned = bare and bare != name
    if not versioned:
        entry = flow_entry(name, workspace)
        if entry.version and entry.draft_status is None:
            ways = f"flowrig take FILE makes one, {shown(entry.id)}@{entry.version} is a version"
            raise Stop(CONTENT, f"the flow '{shown(entry.id)}' has no draft to rehearse: {ways}")
    flow = flow_source(name, workspace, None if versioned else DRAFT).flow.flow
    return flow, flow_entry(flow.id, workspace).version + 1


def _moment(text: str, zone: Zone) -> int:
    try:
        return zone.parse(text)
    except ValueError as problem:
        raise Stop(USAGE, f"--at {visible(text)}: {problem}") from None


# As JSON.


def as_json(found: Rehearsal, zone: Zone) -> dict[str, Any]:
    """The fixed form of `--json`; lists that are cut short have a count beside them."""
    return {
        "flow": found.flow,
        "version": found.version,
        "replaces": found.replaces,
        "at": zone.format(found.at),
        "until": zone.format(found.until),
        "inside": len(found.inside),
        "continue": found.continues,
        "removed": found.removed,
        "sentence": found.sentence(),
        "waiting": [_inside_json(one, zone) for one in found.inside[:LISTED]],
        "differ": found.differ,
        "differences": [_fare_json(fare, zone) for fare in found.differences],
        "groups": [_group_json(group) for group in found.groups],
        "more_groups": found.more_groups,
        "totals": [_how_json(tally, zone) for tally in found.totals],
        "halt": None
        if found.halt is None
        else {"at": zone.format(found.halt.at), "why": found.halt.sentence},
    }


def _inside_json(one: Inside, zone: Zone) -> dict[str, Any]:
    return {
        "customer": one.customer,
        "passage": one.passage,
        "block": one.block,
        "version": one.version,
        "until": zone.format(one.due),
        "continues": one.goes_on,
    }


def _fare_json(fare: Fare, zone: Zone) -> dict[str, Any]:
    return {
        "customer": fare.customer,
        "how": [_how_json(one, zone) for one in fare.how],
        "data": list(fare.data),
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "customers": group.customers,
        "examples": list(group.examples),
        "how": [_how_json(one, None) for one in group.how],
        "data": list(group.data),
    }


def _how_json(one: How, zone: Zone | None) -> dict[str, Any]:
    """Without a zone moments are seconds: how much later it is."""
    if isinstance(one, Tally):
        return {"what": one.kind, "flow": one.flow, "block": one.block, "of": one.of} | {
            "old": one.old,
            "new": one.new,
        }
    place = {"flow": one.flow, "block": one.block}
    if not isinstance(one, Timing):
        return {"what": "path", **place, "old": one.old._asdict(), "new": one.new._asdict()}
    place = {"what": "arrival" if one.comes else "time", **place}
    if zone is None:
        return {**place, "later": one.new - one.old}
    return {**place, "old": zone.format(one.old), "new": zone.format(one.new)}


# As text.


def lines(found: Rehearsal, draft: Flow, zone: Zone) -> Iterator[str]:
    """The rehearsal as text."""
    plays = "not in the run yet" if found.replaces is None else f"in place of {version(found.replaces)}"
    yield f"{visible(draft.title)} as version {found.version}, {plays}, at {zone.words(found.at)}"
    yield visible(found.sentence())
    if found.gone:
        yield f"removed: {_removed([one.customer for one in found.gone])}"
    yield ""
    if found.halt is not None:
        yield f"the run cannot go on at {zone.words(found.halt.at)}: {visible(found.halt.sentence)}"
    yield f"until {zone.words(found.until)}: {found.outlook()}"
    for group in found.groups[:NAMED]:
        yield ""
        others = group.customers - len(group.examples)
        names = visible(", ".join(group.examples)) + (f" and {others:,} more" if others else "")
        yield f"{counted(group.customers, 'customer')}: {names}"
        for words in group.words(found.names, found.flow):
            yield f"  {visible(words)}"
    more = max(0, len(found.groups) - NAMED) + found.more_groups
    if more:
        yield ""
        yield f"and {counted(more, 'other group')}"
    if found.totals:
        old = "without it" if found.replaces is None else version(found.replaces)
        rows = [(_total(tally, found), tally.old, tally.new) for tally in found.totals]
        yield ""
        yield from table(("all customers together", old, version(found.version)), rows)


def _total(tally: Tally, found: Rehearsal) -> str:
    return elsewhere(found.names, tally.flow, found.flow) + tally.label(found.names)


def _removed(customers: Sequence[str]) -> str:
    """The customers whose passages these are; where somebody has several, how many they are."""
    names = list(dict.fromkeys(customers))
    several = len(names) < len(customers)
    people = f"{counted(len(names), 'customer')} in {len(customers):,} passages: " if several else ""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return people + visible(", ".join(names[:NAMED])) + more
