"""Checking files: flows, worlds and mappings without playing them, scenarios by trying their changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.expectations.playing import NeverEnds, play
from engine.flow.validation import validate
from engine.scenario import played
from engine.simulation.refusals import ChangeRefused
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
)
from storage.given import Case, Library, cases, is_file_name
from storage.mapping.files import read_mapping
from storage.problems import BadFile, shown
from storage.yaml import Document


@dataclass(slots=True)
class Checked:
    """What checking found; each entry is one line."""

    fine: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def check_files(paths: Sequence[Path], world: Path | None) -> Checked:
    """Check flow, world, scenario and mapping files.

    Names that flows use are looked up in the world given, or in the only world among the files. The changes
    of a scenario are tried in the world beside it that it names, or else in that one.
    """
    found = Checked()
    flows: list[tuple[Path, FlowFile]] = []
    scenarios: list[tuple[Path, ScenarioText]] = []
    worlds: list[tuple[Document, WorldState]] = []
    for path in paths:
        try:
            document = read_file(path)
            match kind_of(document):
                case "flow":
                    flows.append((path, read_flow_file(document, document.name)))
                case "scenario":
                    scenarios.append((path, read_scenario(document, document.name)))
                case "world":
                    worlds.append((document, read_world(document, document.name)))
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
        if world is not None:
            document = read_file(world)
            worlds = [(document, read_world(document, document.name))]
        known = worlds[0][1] if len(worlds) == 1 else None
    except BadFile as bad:
        found.errors += _lines(bad)
        return found
    library = Library(world=worlds[0][0] if len(worlds) == 1 else None)
    for path, scenario in scenarios:
        _check_scenario(found, path, scenario, library)
    for path, file in flows:
        _check_flow(found, path, file, known)
    return found


def _check_scenario(found: Checked, path: Path, text: ScenarioText, library: Library) -> None:
    """Problems of a scenario, among them that its world refuses a change. Its flows are played if it names
    any, since what they do may be what a change needs; what it expects is for `flowrig test` to say."""
    try:
        if _has_world(text) or library.world is not None:
            problems = list(dict.fromkeys(_refused(cases(text, path.parent, library))))
        else:
            text.read(Zone("UTC"))
            problems = []
            why = "its changes were not tried: no world was given (--world)"
            found.warnings.append(f"{shown(str(path), 1000)}: warning: {why}")
    except BadFile as bad:
        problems = _lines(bad)
    found.errors += [line for line in problems if line not in found.errors]
    if not problems:
        found.fine.append(_fine(path))


def _has_world(text: ScenarioText) -> bool:
    """Whether a scenario says itself where its world is."""
    given = text.document.data.get("given")
    if isinstance(given, dict) and given.get("parts") is not None:
        return True
    return text.world is not None and is_file_name(text.world)


def _refused(found: Iterable[Case]) -> Iterator[str]:
    """What each case's world refuses, at the change's place."""
    for case in found:
        try:
            play(case.inputs, ())
        except ChangeRefused as refused:
            place = played(case.inputs.entries, refused.of)[refused.number].place
            yield str(case.document.problem((*place, *_inner(refused.place)), str(refused)))
        except NeverEnds as endless:
            yield str(case.document.problem(("scenario",), str(endless)))


def _inner(place: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in place.split(".")]


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
