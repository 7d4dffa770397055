"""Checking files: flows, worlds and mappings without playing them, scenarios by trying their changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.expectations.playing import NeverEnds, play
from engine.flow.validation import validate
from engine.scenario import played
from engine.simulation.refusals import ChangeRefused
from engine.time.civil import Zone
from engine.world.settings import Settings
from engine.world.world import UnknownName, WorldState
from storage.files import (
    FlowFile,
    ScenarioText,
    dump_world,
    kind_of,
    read_file,
    read_flow_file,
    read_scenario,
    read_world,
)
from storage.given import Case, Library, cases, is_file_name
from storage.mapping.files import read_mapping
from storage.problems import BadFile, NotThere, shown
from storage.workspace import Workspace
from storage.yaml import Document, read


@dataclass(slots=True)
class Checked:
    """What checking found; each entry is one line."""

    fine: list[str] = field(default_factory=list)
    """Of files without errors. What could not be looked up or tried is not called fine."""
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    missing: bool = False
    """Whether there is a file that is not there."""

    def add(self, other: "Checked") -> None:
        """Put what was found elsewhere below; errors that are told already are not told again."""
        self.fine += other.fine
        self.warnings += other.warnings
        self.errors += [line for line in other.errors if line not in self.errors]
        self.missing |= other.missing

    def bad(self, bad: BadFile) -> None:
        """Note why a file cannot be taken."""
        self.errors += [str(problem) for problem in bad.problems]
        self.missing |= isinstance(bad, NotThere)


@dataclass(slots=True)
class _Known:
    """Where names are looked up."""

    workspace: Workspace | None = None
    settings: Settings | None = None
    """Those of flows; None: nobody knows."""
    world: Document | None = None
    """In place of one that a scenario names but not as a file, or does not name at all."""
    stored: str | None = None
    """The name of that world in the workspace: it is read when a scenario needs it."""
    project: bool = False
    """It is the project's, for scenarios that name none."""

    def library(self, text: ScenarioText) -> Library | None:
        """Where a scenario finds what it names; None where nobody knows its world. Raises
        WorkspaceProblem."""
        if text.world is None and not _has_parts(text):
            if self.settings is None:
                return None
        elif self.project or (text.world is not None and is_file_name(text.world)):
            return Library(self.workspace)
        elif self.settings is None and not _has_parts(text):
            return None
        if self.world is None and self.stored is not None and self.workspace is not None:
            self.world = read(dump_world(self.workspace.worlds.load(self.stored)), self.stored)
        return Library(self.workspace, self.world)


WAYS = "give --world W or --workspace FILE"


def check_files(
    paths: Sequence[Path], world: Path | str | None = None, workspace: Workspace | None = None
) -> Checked:
    """Check flow, world, scenario and mapping files; what is found is told in the order of the files.

    Names that flows use are looked up in the world given (a file, or by a text its name in the workspace), or
    in the only world among the files, or in the one that stands for the workspace's project. The changes of a
    scenario are tried in the world that it names, or else in that one. Raises WorkspaceProblem.
    """
    each = [Checked() for _ in paths]
    flows: list[tuple[int, FlowFile]] = []
    scenarios: list[tuple[int, ScenarioText]] = []
    worlds: list[tuple[Document, WorldState]] = []
    for n, path in enumerate(paths):
        try:
            document = read_file(path)
            match kind_of(document):
                case "flow":
                    flows.append((n, read_flow_file(document, document.name)))
                case "scenario":
                    scenarios.append((n, read_scenario(document, document.name)))
                case "world":
                    worlds.append((document, read_world(document, document.name)))
                    each[n].fine.append(_fine(path))
                case "mapping":
                    read_mapping(document, document.name)
                    each[n].fine.append(_fine(path))
        except BadFile as bad:
            each[n].bad(bad)
    found = Checked()
    try:
        # A world among the files that cannot be read is told off already.
        known = None if world in paths and not worlds else _known(world, worlds, workspace)
    except BadFile as bad:
        known = None
        found.bad(bad)
    if known is not None:
        for n, scenario in scenarios:
            _check_scenario(each[n], paths[n], scenario, known)
        for n, file in flows:
            _check_flow(each[n], paths[n], file, known.settings)
    for one in each:
        found.add(one)
    return found


def _known(
    world: Path | str | None, worlds: Sequence[tuple[Document, WorldState]], workspace: Workspace | None
) -> _Known:
    """Where names are looked up. Raises BadFile and WorkspaceProblem."""
    if isinstance(world, Path):
        document = read_file(world)
        worlds = [(document, read_world(document, document.name))]
    elif world is not None and workspace is not None:
        return _Known(workspace, workspace.project(world), stored=world)
    if len(worlds) == 1:
        return _Known(workspace, worlds[0][1].settings, worlds[0][0])
    if workspace is None:
        return _Known()
    project = workspace.project_world()
    return _Known(workspace, workspace.project(), stored=None if project is None else project.name)


def _check_scenario(found: Checked, path: Path, text: ScenarioText, known: _Known) -> None:
    """Problems of a scenario, among them that its world refuses a change. Its flows are played if it names
    any, since what they do may be what a change needs; what it expects is for `flowrig test` to say."""
    try:
        library = known.library(text)
        if library is None:
            text.read(Zone("UTC"))
            problems = []
        else:
            problems = list(dict.fromkeys(_refused(cases(text, path.parent, library))))
    except BadFile as bad:
        problems = [str(problem) for problem in bad.problems]
    found.errors += problems
    if not problems:
        found.fine.append(_fine(path, "" if library is not None else "its changes were not tried"))


def _has_parts(text: ScenarioText) -> bool:
    """Whether a scenario has a world of its own, or parts of one."""
    given = text.document.data.get("given")
    return isinstance(given, dict) and given.get("parts") is not None


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


def _check_flow(found: Checked, path: Path, file: FlowFile, settings: Settings | None) -> None:
    """Problems of a flow at their places. Without settings, names that only a project can know are
    warnings."""
    guesses = 0
    for problem in validate(file.flow, WorldState().settings if settings is None else settings):
        guess = settings is None and isinstance(problem.sentence, UnknownName)
        guesses += guess
        line = f"{file.place(problem.path)}: "
        if problem.severity == "warning" or guess:
            why = " (no world was given to look it up: --world)" if guess else ""
            found.warnings.append(f"{line}warning: {problem}{why}")
        else:
            found.errors.append(f"{line}{problem}")
    if not found.errors:
        names = "1 name" if guesses == 1 else f"{guesses:,} names"
        found.fine.append(_fine(path, f"{names} could not be looked up" if guesses else ""))


def _fine(path: Path, but: str = "") -> str:
    verdict = f"no errors, but {but}: {WAYS}" if but else "fine"
    return f"{shown(str(path), 1000)}: {verdict}"
