"""`flowrig runs`: what a workspace has played, how far each run came, and how to go on."""

import argparse
import shlex
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from app.cli.failing import FINE
from app.cli.sources import read_workspace
from app.cli.streams import print_json
from app.cli.tables import table
from app.session.library import RUN
from app.text import visible
from engine.time.civil import Zone
from storage.run_timelines import FOREVER
from storage.runs import RunEntry

INTERRUPTED: Final = "interrupted"
"""The state of a run that nobody plays, and that did not come to its end."""

NAMED: Final = 3
"""So many flows of a run are named."""

STATES: Final = {"new": "not begun", "running": "running", "paused": "paused", "failed": "failed"}


class Listed(NamedTuple):
    """A run, and what is said of it."""

    entry: RunEntry
    zone: Zone
    state: str


def carry_out(chosen: argparse.Namespace) -> int:
    with read_workspace(chosen.workspace) as workspace:
        held = workspace.holder is not None
        runs = [
            Listed(entry, workspace.runs.zone(entry), _state(entry, held))
            for entry in workspace.runs.entries()
        ]
    if chosen.json:
        print_json([as_json(one) for one in runs])
    else:
        print("\n".join(lines(runs, chosen.workspace)))
    return FINE


def _state(entry: RunEntry, held: bool) -> str:
    if entry.state == "running" and not held:
        return INTERRUPTED
    return STATES.get(entry.state, entry.state)


def as_json(one: Listed) -> dict[str, Any]:
    """A run as data."""
    entry, show = one.entry, one.zone.format
    return {
        "run": entry.name,
        "state": one.state,
        "flows": dict(entry.flows),
        "world": entry.world,
        "scenario": entry.scenario,
        "seed": entry.seed,
        "from": show(entry.start),
        "to": show(entry.clock),
        "until": None if entry.until >= FOREVER else show(entry.until),
        "wakes": entry.wakes,
        "deeds": entry.deeds,
    }


def _flows(flows: Sequence[str]) -> str:
    more = f" and {len(flows) - NAMED} more" if len(flows) > NAMED else ""
    return ", ".join(flows[:NAMED]) + more or "–"


def lines(runs: Sequence[Listed], workspace: str | None) -> Iterator[str]:
    """The runs as a table, and below it how the newest that was interrupted is gone on with."""
    if not runs:
        yield "no runs yet: flowrig run FLOW plays one"
        return
    rows = [
        (
            one.entry.name,
            one.state,
            _flows([flow for flow, _ in one.entry.flows]),
            one.entry.scenario or ("traffic" if one.entry.traffic is not None else "–"),
            one.zone.words(one.entry.start),
            one.zone.words(one.entry.clock),
        )
        for one in runs
    ]
    yield from table(("run", "state", "flows", "scenario", "from", "to"), rows)
    cut_off = next((one.entry.name for one in runs if one.state == INTERRUPTED), None)
    if cut_off == RUN:
        yield "the app goes on with it where it stood"
    elif cut_off is not None:
        words = ["flowrig", "run", "--resume", cut_off]
        again = shlex.join(words if workspace is None else [*words, "--workspace", workspace])
        yield f"{visible(again)} goes on with it"
