"""`flowrig run`: play flows in simulated time."""

import argparse
import shlex
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.cli.failing import CONTENT, FINE, INTERRUPTED, USAGE, Stop, complain
from app.cli.interrupting import Interruptible
from app.cli.progress import Progress
from app.cli.refusals import Told, Tried, complaints, tried, tried_json, tried_lines
from app.cli.run_life import PlayedVersions, lives_json, lives_lines
from app.cli.sources import (
    flow_source,
    looks_like_a_file,
    open_workspace,
    refuse_to_replace,
    refuse_unfinished,
    single,
    world_of,
)
from app.cli.streams import json_text, print_json
from app.cli.tables import table, version
from app.text import visible
from engine.flow.model import Flow
from engine.reports.counts import GONE, BlockCounts, FlowCounts
from engine.reports.snapshot import Snapshot, snapshot
from engine.scenario import Given, TimedEntry
from engine.simulation.record import Timeline
from engine.simulation.refusals import ChangeRefused
from engine.time.civil import DAY, Zone
from engine.traffic.beginning import CannotBegin, begin, settle
from engine.traffic.generator import TrafficTimeline
from engine.world.world import WorldState
from storage.files import ScenarioFile, ScenarioText, read_scenario, scenario_file
from storage.given import Case, Library, cases, planned
from storage.lives import run_life
from storage.playing import PlayedRun
from storage.problems import WorkspaceProblem
from storage.record import RunRecord
from storage.run_timelines import FOREVER, NoChanges, keep_timeline, last_at
from storage.runs import LifeEntry
from storage.whole import written_whole
from storage.workspace import Workspace

LOOK = 0.1
"""Seconds of playing, more or less, between two looks for ctrl+C and two pictures of the progress."""

MOST = 20_000
"""Things played between two looks at most."""


def carry_out(chosen: argparse.Namespace) -> int:
    if chosen.journal is not None:
        words = [word for word in (*chosen.flows, chosen.world, chosen.scenario) if word is not None]
        named = [word for word in words if looks_like_a_file(word)]
        named += [] if chosen.workspace is None else [chosen.workspace]
        refuse_to_replace(chosen.journal, map(Path, named))
    if chosen.resume is not None:
        given = (chosen.world, chosen.scenario, chosen.start, chosen.run_name, chosen.traffic)
        if chosen.flows or any(option is not None for option in given):
            raise Stop(
                USAGE,
                "--resume goes with --until, --workspace, --json and --journal only: the run knows the rest",
            )
    with open_workspace(chosen.workspace, write=True, make=chosen.resume is None) as workspace:
        told: Told | None = None
        if chosen.resume is not None:
            run = _resumed(workspace, chosen)
        else:
            run, told = _started(workspace, chosen)
        _play(run, None if told is None else told.file, chosen)
        seen = snapshot(run.simulation)
        if chosen.journal is not None:
            _write_journal(workspace, run, Path(chosen.journal))
        simulation = run.simulation
        versions = PlayedVersions(workspace, run.entry)
        zone, now = simulation.world.zone, simulation.now
        lives = run_life(workspace, run.entry, versions.all, zone, now)
        found = tried(told, run)
        if chosen.json:
            print_json(as_json(run.entry.name, seen, versions) | _beside(run, lives, found))
        else:
            _print_table(run, seen, versions)
            print("\n".join(_closing(run, lives, found)))
        complain(complaints(found, told))
    return FINE


def _instant(zone: Zone, text: str, option: str) -> int:
    try:
        return zone.parse(text)
    except ValueError as problem:
        raise Stop(USAGE, f"{option} {visible(text)}: {problem}") from None


def _started(workspace: Workspace, chosen: argparse.Namespace) -> tuple[PlayedRun, Told | None]:
    sources = [flow_source(name, workspace) for name in chosen.flows]
    text, scenario_world, near = _scenario(workspace, chosen.scenario)
    case = _given(text, near, workspace) if chosen.world is None else None
    flows = [source.flow for source in sources] or list(case.inputs.flows if case is not None else ())
    if not flows and not (case is not None and case.inputs.begins_flows):
        raise Stop(
            USAGE, "name at least one flow: a file, or a name in the workspace (see flowrig run --help)"
        )
    single([flow.flow for flow in flows])
    if case is not None:
        world_name, world = case.scenario.scenario, case.inputs.world()
    else:
        world_name, world = world_of(chosen.world, scenario_world, workspace, near)
    refuse_unfinished(sources, world.settings)
    zone = Zone(world.settings.time_zone)
    file = case.file if case is not None else text.read(zone) if text is not None else None
    changes = file.changes() if file is not None else []
    entries, drafts = _planned(case, file, near, workspace)
    deeds = [entry.done for entry in entries if entry.done is not None]
    given = file.scenario.given if file is not None else Given()
    stored = workspace.scenarios.timeline(chosen.scenario) if chosen.scenario and file is None else None
    first = stored.first_at if stored is not None else changes[0].at if changes else None
    if deeds:
        first = deeds[0].at if first is None else min(first, deeds[0].at)
    traffic = _traffic(world, zone, chosen) if chosen.traffic is not None else None
    if traffic is not None:
        first = traffic.first_at
    start = given.start if given.start is not None else first
    if chosen.start is not None:
        start = _instant(zone, chosen.start, "--from")
    if start is None:
        raise Stop(USAGE, f"say when the clock starts: --from T, or {_which_scenario(workspace, chosen)}")
    if first is not None and first < start:
        at = zone.format(first)
        raise Stop(USAGE, f"--from {visible(chosen.start)}: the first change is before that, at {at}")
    until = given.until if given.until is not None else FOREVER
    if chosen.until is not None:
        until = _instant(zone, chosen.until, "--until")
    if until < start:
        raise Stop(USAGE, f"--until {zone.format(until)} is before the start, {zone.format(start)}")
    if until == FOREVER and first is None:
        raise Stop(USAGE, f"say when the clock stops: --until T, or {_which_scenario(workspace, chosen)}")
    # A run that cannot be made, because its name is taken, leaves nothing behind.
    with workspace.connection.transaction():
        timeline: Timeline = stored if stored is not None else traffic or NoChanges()
        if file is not None:
            timeline = keep_timeline(workspace, changes)
        run = PlayedRun.start(
            workspace,
            flows,
            world,
            timeline,
            name=workspace.runs.free_name(flows[0].flow.id if flows else world_name)
            if chosen.run_name is None
            else chosen.run_name,
            seed=given.seed if chosen.seed is None else chosen.seed,
            start=start,
            until=until,
            world_name=world_name,
            scenario=chosen.scenario,
            deeds=deeds,
            drafts=drafts,
        )
    return run, None if file is None else Told(file, entries, drafts)


def _planned(
    case: Case | None, file: ScenarioFile | None, near: Path | None, workspace: Workspace
) -> tuple[Sequence[TimedEntry], Sequence[Flow]]:
    """What a scenario says happens, and its drafts."""
    if case is not None:
        return case.inputs.entries, case.inputs.drafts
    if file is None:
        return (), ()
    return planned(file, None if near is None else near.parent, Library(workspace))


def _given(text: ScenarioText | None, near: Path | None, workspace: Workspace) -> Case | None:
    """What a scenario says that is given, with the first row of its examples; None where it says nothing of
    the kind."""
    if text is None or "given" not in text.document.data:
        return None
    return cases(text, None if near is None else near.parent, Library(workspace))[0]


def _traffic(world: WorldState, zone: Zone, chosen: argparse.Namespace) -> TrafficTimeline:
    """So many days of the world's traffic, whose customers are put into it; from --from on, or from where the
    world has come to."""
    if chosen.scenario is not None:
        raise Stop(USAGE, "give --scenario S or --traffic DAYS, not both")
    if not world.products:
        raise Stop(CONTENT, "--traffic: there is nothing to buy in this world: add products")
    day = None
    if chosen.start is not None:
        start = _instant(zone, chosen.start, "--from")
        day = zone.local(start) // DAY + (start > zone.midnight(start))
    try:
        generator, first = begin(world, first=day, seed=chosen.seed or 0)
    except CannotBegin as problem:
        raise Stop(USAGE, f"--traffic: {problem}") from None
    settle(world, generator)
    return TrafficTimeline(generator, first, chosen.traffic)


def _scenario(workspace: Workspace, name: str | None) -> tuple[ScenarioText | None, str | None, Path | None]:
    """A scenario's text, the world for which it is made, and its file; of an imported one only the world."""
    if name is None:
        return None, None, None
    if looks_like_a_file(name):
        text = scenario_file(name)
        return text, text.world, Path(name)
    entry = workspace.scenarios.entry(name)
    stored = entry.timeline is not None
    return None if stored else read_scenario(workspace.scenarios.text(name), name), entry.world, None


def _which_scenario(workspace: Workspace, chosen: argparse.Namespace) -> str:
    """What to say where no change says when things happen."""
    if chosen.scenario is not None:
        return "put changes into the scenario: it has none"
    names = ", ".join(visible(entry.name) for entry in workspace.scenarios.entries()) or "none"
    return f"name a scenario: --scenario S, a file or a name in the workspace (it has {names})"


def _resumed(workspace: Workspace, chosen: argparse.Namespace) -> PlayedRun:
    entry = workspace.runs.entry(chosen.resume)
    until = None
    if chosen.until is not None:
        zone = workspace.runs.zone(entry)
        until = _instant(zone, chosen.until, "--until")
        if until < entry.clock:
            raise Stop(
                USAGE, f"--until {chosen.until}: the run has come to {zone.format(entry.clock)} already"
            )
    return PlayedRun.resume(workspace, chosen.resume, until)


def _play(run: PlayedRun, file: ScenarioFile | None, chosen: argparse.Namespace) -> None:
    simulation = run.simulation
    zone = simulation.world.zone
    end = run.until if run.until < FOREVER else last_at(simulation.timeline) or simulation.now
    with Progress(simulation.started, end) as progress, Interruptible() as interruptible:
        try:
            # A firing for a large segment takes a thousand times as long as a visit.
            few, began = 1, time.monotonic()
            while not run.play(run.until, few):
                took = time.monotonic() - began
                few = min(few * 2, MOST) if took < LOOK / 2 else max(few // 2, 1) if took > LOOK else few
                began = time.monotonic()
                if interruptible.asked:
                    run.close()
                    raise KeyboardInterrupt
                progress.at(
                    simulation.now, f"{zone.wall(simulation.now):%Y-%m-%d}  {simulation.seq - 1:,} wake-ups"
                )
        except ChangeRefused as refused:
            if chosen.resume is None:
                # Whoever mends the scenario plays it again under the same name.
                run.workspace.runs.delete(run.entry.name)
            else:
                run.close()
            where = (
                file.place(refused.number, refused.of)
                if file is not None
                else f"{run.entry.scenario or 'traffic'}: {refused.what} at {zone.format(refused.at)}"
            )
            raise Stop(CONTENT, f"{where}: {refused.place}: {visible(str(refused))}") from None
        except KeyboardInterrupt:
            now = zone.format(simulation.now)
            raise Stop(INTERRUPTED, f"interrupted at {now}: go on with {_again(chosen, run)}") from None
        except WorkspaceProblem as problem:
            raise Stop(CONTENT, f"{problem}; then go on with {_again(chosen, run)}") from None
    run.finish()


def _again(chosen: argparse.Namespace, run: PlayedRun) -> str:
    """The command that takes the run up."""
    words = ["flowrig", "run", "--resume", run.entry.name]
    return visible(
        shlex.join(words if chosen.workspace is None else [*words, "--workspace", chosen.workspace])
    )


def _write_journal(workspace: Workspace, run: PlayedRun, path: Path) -> None:
    show = run.simulation.world.zone.format
    with written_whole(path) as out:
        for visit in RunRecord(workspace, run.entry.id).visits():
            line = visit._asdict()
            line["arrived"] = show(visit.arrived)
            line["left"] = None if visit.left is None else show(visit.left)
            out.write(json_text(line) + "\n")


def _beside(run: PlayedRun, lives: Sequence[LifeEntry], found: Tried) -> dict[str, Any]:
    zone = run.simulation.world.zone
    done = any(one.number for one in lives)
    return ({"life": lives_json(lives, zone)} if done else {}) | (
        {"refusals": tried_json(found, zone)} if found.refusals else {}
    )


def as_json(name: str, seen: Snapshot, versions: PlayedVersions) -> dict[str, Any]:
    """The counts in the fixed form of `--json`."""
    return {
        "run": name,
        "flows": {flow: _flow_json(flow, counts, versions) for flow, counts in seen.flows.items()},
        "outbox": {
            channel: {
                "sent": by_reason.get(None, 0),
                "not_sent": {reason: n for reason, n in by_reason.items() if reason is not None},
            }
            for channel, by_reason in seen.outbox.items()
        },
    }


def _flow_json(flow: str, counts: FlowCounts, versions: PlayedVersions) -> dict[str, Any]:
    return {
        "version": counts.version,
        "entered": counts.entered,
        "inside": counts.inside,
        "finished": counts.finished,
        "launched": counts.launched,
        "stopped": counts.stopped,
        "did_not_enter": counts.did_not_enter,
        "blocks": {
            block: {
                "kind": seen.kind,
                "entered": seen.entered,
                "inside": seen.inside,
                "left": seen.left,
                "stopped": seen.stopped,
                **(versions.gone(flow, block)._asdict() if seen.kind == GONE else {}),
            }
            for block, seen in counts.blocks.items()
        },
    }


def _print_table(run: PlayedRun, seen: Snapshot, versions: PlayedVersions) -> None:
    for flow in run.simulation.flows:
        counts = seen.flows[flow.flow]
        print(f"{visible(flow.flow_version.flow.title)} ({version(counts.version)})")
        print(
            f"{counts.entered:,} entered · {counts.inside:,} inside · {counts.finished:,} finished · "
            f"{counts.launched:,} launched{_reasons(' · stopped: ', counts.stopped)}"
            f"{_reasons(' · did not enter: ', counts.did_not_enter)}"
        )
        names = {
            block: versions.gone(flow.flow, block).name
            if found.kind == GONE
            else flow.program.blocks[block].name
            for block, found in counts.blocks.items()
        }
        times = Counter(names.values())
        rows = [
            (
                # Blocks without a title have the same name; then the id tells them apart.
                names[block] if times[names[block]] == 1 else f"{names[block]} ({block})",
                _kind(versions, flow.flow, block, found),
                found.entered,
                found.inside,
                _outputs(found.left),
                _reasons("", found.stopped),
            )
            for block, found in counts.blocks.items()
        ]
        print("\n".join(table(("block", "kind", "entered", "inside", "left by", "stopped"), rows)))
        print()
    for channel, by_reason in seen.outbox.items():
        reasons = {reason: n for reason, n in by_reason.items() if reason is not None}
        print(f"{channel}: {by_reason.get(None, 0):,} sent{_reasons(', not sent: ', reasons)}")


def _kind(versions: PlayedVersions, flow: str, block: str, counts: BlockCounts) -> str:
    """A block's kind, or with which version it has gone."""
    if counts.kind != GONE:
        return counts.kind
    return f"gone ({version(versions.gone(flow, block).version)})"


def _closing(run: PlayedRun, lives: Sequence[LifeEntry], found: Tried) -> Iterator[str]:
    """What was done to the flows, what had to be refused, and what was played."""
    zone = run.simulation.world.zone
    if lives:
        yield "what was done to the flows"
        yield from (f"  {line}" for line in lives_lines(lives, zone))
    yield from tried_lines(found, zone)
    started, now = zone.format(run.simulation.started), zone.format(run.simulation.now)
    yield f"run {visible(run.entry.name)}: {started} to {now}"


def _outputs(left: Mapping[str, int]) -> str:
    return ", ".join(f"{output} {n:,}" for output, n in left.items() if n)


def _reasons(before: str, reasons: Mapping[str, int]) -> str:
    parts: Iterable[str] = (f"{reason.replace('_', ' ')} {n:,}" for reason, n in reasons.items())
    return before + ", ".join(parts) if reasons else ""
