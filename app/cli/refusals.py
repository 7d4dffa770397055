"""What a scenario says must be refused: tried beside the run, which stays as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.text import visible
from engine.expectations.playing import Inputs, NeverEnds, Refusal, refusals
from engine.flow.model import Flow
from engine.scenario import TimedEntry
from engine.time.civil import Zone
from storage.files import ScenarioFile
from storage.playing import PlayedRun
from storage.remaking import run_flows


@dataclass(frozen=True, slots=True)
class Told:
    """The scenario of a run: its file, and what stands in it, every draft read."""

    file: ScenarioFile
    entries: Sequence[TimedEntry]
    drafts: Sequence[Flow]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of that which must be refused."""

    refusals: Sequence[Refusal] = ()
    later: int = 0
    """So many come after the run's end."""
    trouble: str = ""
    """Why they could not be tried."""


def tried(told: Told | None, run: PlayedRun) -> Tried:
    """Try what must be refused, in a copy of the run that nobody sees, as `flowrig test` does."""
    wanted = [] if told is None else [entry for entry in told.entries if entry.refused]
    if told is None or not wanted:
        return Tried()
    workspace, entry = run.workspace, run.entry
    inputs = Inputs(
        lambda: workspace.worlds.version(entry.world_version),
        run_flows(workspace, entry),
        [one for one in told.entries if one.at <= run.until],
        entry.start,
        entry.seed,
        run.until,
        told.drafts,
    )
    later = sum(one.at > run.until for one in wanted)
    try:
        return Tried(refusals(inputs), later)
    except NeverEnds as endless:
        return Tried(later=later, trouble=str(endless))


def tried_lines(tried: Tried, zone: Zone) -> Iterator[str]:
    """A line for each."""
    if tried.refusals:
        yield "what had to be refused"
    for one in tried.refusals:
        mark = "✓" if one.checked.ok else "✗"
        yield f"  {mark} {zone.words(one.entry.at)}  {one.entry.do}: {visible(one.told)}"


def tried_json(tried: Tried, zone: Zone) -> list[dict[str, Any]]:
    """In the order of time."""
    return [
        {
            "at": zone.format(one.entry.at),
            "do": one.entry.do,
            "refused": one.entry.frame.refused,
            "actual": one.actual,
            "ok": one.checked.ok,
        }
        for one in tried.refusals
    ]


def complaints(tried: Tried, told: Told | None) -> Iterator[str]:
    """What to say where one was not refused, or for another reason, or was not tried."""
    for one in tried.refusals:
        if told is not None and not one.checked.ok:
            line, column = told.file.document.place(one.entry.place)
            where = f"{told.file.document.name}:{line}:{column}"
            wanted = one.entry.frame.refused or ""
            came = one.told if one.actual is None else f'the reason is "{one.told}"'
            yield visible(f'{where}: this must be refused with "{wanted}", and {came}')
    if tried.later:
        what = "entry that must be refused comes" if tried.later == 1 else "entries that must be refused come"
        was = "it was" if tried.later == 1 else "they were"
        yield f"{tried.later:,} {what} after the run's end: {was} not tried"
    if tried.trouble:
        yield f"what must be refused could not be tried: {tried.trouble}"
