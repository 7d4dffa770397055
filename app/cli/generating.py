"""`flowrig generate`: the customers and the traffic of a living shop, as a world or as a scenario."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.sources import looks_like_a_file, open_workspace, read_workspace, refuse_to_replace
from app.cli.tables import counted
from app.text import visible
from engine.simulation.refusals import ChangeRefused
from engine.simulation.replay import Unwritten
from engine.simulation.simulation import Simulation
from engine.time.civil import date_of
from engine.traffic.beginning import CannotBegin, begin, day_of_text, rest, settle
from engine.traffic.generator import Generator, TrafficTimeline
from engine.world.traffic import Traffic
from engine.world.world import World, WorldState
from storage.files import world_file
from storage.streaming import scenario_lines, world_lines
from storage.whole import written_whole
from storage.yaml import MOST_BYTES
from storage.yaml_writing import write

MOST_CHANGES = 100_000
"""A scenario file with more changes cannot be read (docs/files.md)."""


def carry_out(chosen: argparse.Namespace) -> int:
    if chosen.out is not None and chosen.workspace is not None:
        raise Stop(USAGE, "give --out FILE or --workspace FILE, not both")
    if chosen.name is not None and chosen.workspace is None:
        raise Stop(USAGE, "--name goes with --workspace")
    if chosen.customers is not None and chosen.kind == "scenario":
        raise Stop(USAGE, "--customers goes with --as world: a scenario is about those whom its world has")
    if chosen.out is not None:
        refuse_to_replace(chosen.out, [Path(chosen.world)] if looks_like_a_file(chosen.world) else [])
    state = _world(chosen)
    traffic = state.traffic or Traffic()
    if chosen.customers is not None:
        traffic = replace(traffic, customers=chosen.customers)
    state.traffic = traffic
    try:
        first = None if chosen.start is None else day_of_text(chosen.start)
        generator, day = begin(state, first=first, seed=chosen.seed)
    except CannotBegin as problem:
        where = f"--start {visible(chosen.start)}: " if chosen.start is not None else ""
        raise Stop(USAGE, f"{where}{problem}") from None
    if not state.products:
        raise Stop(CONTENT, f"{visible(chosen.world)}: there is nothing to buy in this world: add products")
    if chosen.kind == "world":
        _make_world(chosen, state, generator, day)
    else:
        _make_scenario(chosen, state, generator, day)
    return FINE


def _world(chosen: argparse.Namespace) -> WorldState:
    if looks_like_a_file(chosen.world):
        return world_file(Path(chosen.world))
    with read_workspace(chosen.workspace) as workspace:
        return workspace.worlds.load(chosen.world)


def _make_world(chosen: argparse.Namespace, state: WorldState, generator: Generator, day: int) -> None:
    if chosen.days:
        settle(state, generator)
        _live(state, generator, day, chosen.days, chosen.seed)
    if chosen.workspace is not None:
        settle(state, generator)
        name = chosen.name or _stem(chosen.world)
        with open_workspace(chosen.workspace, write=True, make=True) as workspace:
            workspace.worlds.save(name, state)
        print(f"world '{visible(name)}': {counted(len(state.customers), 'customer')}")
        return
    written = _write(chosen.out, world_lines(state, lambda: generator.missing(state)))
    if chosen.out is not None:
        customers = len(state.customers) + sum(1 for _ in generator.lacking(state))
        print(f"{visible(chosen.out)}: {counted(customers, 'customer')}")
    _complain_of_length(written)


def _live(state: WorldState, generator: Generator, day: int, days: int, seed: int) -> None:
    """Let the world live for some days, in which time does what it does; no flow is on."""
    timeline = TrafficTimeline(generator, day, days)
    end = timeline.last_at
    world = World(state)
    simulation = Simulation(
        world, [], timeline, Unwritten(), seed=seed, start=timeline.first_at, slots_until=end
    )
    try:
        simulation.run(end)
    except ChangeRefused as refused:
        when = generator.zone.format(refused.at)
        raise Stop(CONTENT, f"the traffic of {when} does not fit this world: {refused}") from None
    # No run has begun in what is written.
    world.reckoned.clear()
    rest(state, generator, day + days)


def _make_scenario(chosen: argparse.Namespace, state: WorldState, generator: Generator, day: int) -> None:
    missing = sum(1 for _ in generator.lacking(state))
    if missing:
        raise Stop(
            CONTENT,
            f"{visible(chosen.world)} lacks {counted(missing, 'customer')} of its traffic: "
            "make a world that has them with --as world, and go on from that",
        )
    days = 30 if chosen.days is None else chosen.days
    if not days:
        raise Stop(USAGE, "--days 0: a scenario has at least one day")
    timeline = TrafficTimeline(generator, day, days)
    title = f"traffic of {_stem(chosen.world)}"
    period = f"{date_of(day).isoformat()} to {date_of(day + days - 1).isoformat()}, seed {chosen.seed}"
    note = f"Generated: {period}."
    if chosen.workspace is not None:
        name = chosen.name or title
        if looks_like_a_file(chosen.world):
            what = "--from has to name a world in the workspace there: put it in with --as world first"
            raise Stop(USAGE, f"{visible(chosen.world)}: {what}")
        with open_workspace(chosen.workspace, write=True) as workspace:
            head = {"flowrig": "scenario/1", "scenario": name, "world": chosen.world, "note": note}
            with workspace.scenarios.staged(timeline.changes(0)) as staged:
                workspace.scenarios.save(name, write(head), world=chosen.world, timeline=staged)
        print(f"scenario '{visible(name)}': {counted(sum(timeline.counts), 'change')}")
        return
    head = {"scenario": title, "world": _beside(chosen.world, chosen.out), "note": note}
    written = _write(chosen.out, scenario_lines(head, generator.zone, lambda: timeline.changes(0)))
    changes = sum(timeline.counts)
    if chosen.out is not None:
        print(f"{visible(chosen.out)}: {counted(changes, 'change')}")
    _complain_of_length(written, changes)


def _complain_of_length(written: int, changes: int = 0) -> None:
    if changes > MOST_CHANGES or written > MOST_BYTES:
        complain(["this is too long for flowrig to read again: keep it in a workspace with --workspace FILE"])


def _write(out: str | None, lines: Iterator[str]) -> int:
    """Write lines to a file or to standard output as they come. How many bytes they were."""
    written = 0
    with _opened(out) as file:
        for line in lines:
            file.write(line + "\n")
            written += len(line.encode()) + 1
    return written


@contextmanager
def _opened(out: str | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
    else:
        with written_whole(Path(out)) as file:
            yield file


def _beside(world: str, out: str | None) -> str:
    """The world's name as a scenario file says it: a file is found from where the scenario stands."""
    if not looks_like_a_file(world):
        return world
    folder = Path.cwd() if out is None else Path(out).absolute().parent
    path = Path(world).absolute()
    if path.drive != folder.drive:
        return path.as_posix()
    return Path(os.path.relpath(path, folder)).as_posix()


def _stem(world: str) -> str:
    return Path(world).stem if looks_like_a_file(world) else world
