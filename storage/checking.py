"""Checking files without playing them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.flow.validation import validate
from engine.time.civil import Zone
from engine.world.world import UnknownName, WorldState
from storage.files import FlowFile, file_kind, flow_file, scenario_file, world_file
from storage.mapping.files import mapping_file
from storage.problems import BadFile


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
    scenarios: list[Path] = []
    worlds: list[WorldState] = []
    for path in paths:
        try:
            kind = file_kind(path)
            if kind == "flow":
                flows.append((path, flow_file(path)))
                continue
            if kind == "world":
                worlds.append(world_file(path))
            elif kind == "scenario":
                scenarios.append(path)
                continue
            else:
                mapping_file(path)
            found.fine.append(f"{path}: fine")
        except BadFile as bad:
            found.errors += _lines(bad)
    try:
        known = world_file(world) if world is not None else worlds[0] if len(worlds) == 1 else None
    except BadFile as bad:
        found.errors += _lines(bad)
        return found
    for path in scenarios:
        try:
            _check_scenario(path, known)
            found.fine.append(f"{path}: fine")
        except BadFile as bad:
            found.errors += _lines(bad)
    for path, file in flows:
        _check_flow(found, path, file, known)
    return found


def _check_scenario(path: Path, world: WorldState | None) -> None:
    """Read a scenario and its changes; whether they can be applied is seen when it is played."""
    scenario_file(path).read(Zone(world.settings.time_zone if world is not None else "UTC"))


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
        found.fine.append(f"{path}: fine")


def _lines(bad: BadFile) -> list[str]:
    return [str(problem) for problem in bad.problems]
