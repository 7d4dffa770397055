"""Checking files without playing them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.flow.validation import validate
from engine.time.civil import Zone
from engine.world.world import UnknownName, WorldState
from storage.files import (
    FlowFile,
    ScenarioText,
    kind_of,
    read_file,
    read_flow_file,
    read_scenario,
    read_world,
    world_file,
)
from storage.mapping.files import read_mapping
from storage.problems import BadFile, shown


@dataclass(slots=True)
class Checked:
    """What checking found; each entry is one line."""

    fine: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def check_files(paths: Sequence[Path], world: Path | None) -> Checked:
    """Check flow, world, scenario and mapping files.

    Names that flows use are looked up in the world given, or in the only world among the files.
    """
    found = Checked()
    flows: list[tuple[Path, FlowFile]] = []
    scenarios: list[tuple[Path, ScenarioText]] = []
    worlds: list[WorldState] = []
    for path in paths:
        try:
            document = read_file(path)
            match kind_of(document):
                case "flow":
                    flows.append((path, read_flow_file(document, document.name)))
                case "scenario":
                    scenarios.append((path, read_scenario(document, document.name)))
                case "world":
                    worlds.append(read_world(document, document.name))
                    found.fine.append(_fine(path))
                case "mapping":
                    read_mapping(document, document.name)
                    found.fine.append(_fine(path))
        except BadFile as bad:
            found.errors += _lines(bad)
    try:
        if world is not None and world in paths and not worlds:
            # It has been read, and what is wrong with it is said.
            return found
        known = world_file(world) if world is not None else worlds[0] if len(worlds) == 1 else None
    except BadFile as bad:
        found.errors += _lines(bad)
        return found
    for path, scenario in scenarios:
        try:
            # Whether its changes can be applied is seen when it is played.
            scenario.read(Zone(known.settings.time_zone if known is not None else "UTC"))
            found.fine.append(_fine(path))
        except BadFile as bad:
            found.errors += _lines(bad)
    for path, file in flows:
        _check_flow(found, path, file, known)
    return found


def _check_flow(found: Checked, path: Path, file: FlowFile, world: WorldState | None) -> None:
    """Problems of a flow at their places. Without a world, names that only a world can know are warnings."""
    problems = validate(file.flow, world.settings if world is not None else WorldState().settings)
    wrong = False
    for problem in problems:
        guess = world is None and isinstance(problem.sentence, UnknownName)
        line = f"{file.place(problem.path)}: {problem}"
        if problem.severity == "warning" or guess:
            why = " (no world was given to look it up: --world)" if guess else ""
            found.warnings.append(f"{file.place(problem.path)}: warning: {problem}{why}")
        else:
            wrong = True
            found.errors.append(line)
    if not wrong:
        found.fine.append(_fine(path))


def _fine(path: Path) -> str:
    return f"{shown(str(path), 1000)}: fine"


def _lines(bad: BadFile) -> list[str]:
    return [str(problem) for problem in bad.problems]
