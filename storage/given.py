"""What a scenario is given: its world, its flows, its rows of examples, read from wherever they are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import ValidationError

from engine.expectations.examples import row_name
from engine.expectations.naming import faults
from engine.expectations.playing import Inputs
from engine.flow.model import Flow
from engine.flow.together import clashes
from engine.flow.validation import validate
from engine.life.deeds import DuplicateFlow, EditFlow
from engine.scenario import Scenario, TimedEntry
from engine.simulation.flow_run import RunFlow
from engine.time.civil import Zone
from engine.world.settings import Settings
from engine.world.world import STATE, WorldState
from storage.files import (
    FlowFile,
    ScenarioFile,
    ScenarioText,
    document_of,
    dump_world,
    file_bytes,
    read_flow,
    read_flow_file,
    read_world,
    schema,
    world_data,
)
from storage.laid import Laid, Part
from storage.model_problems import problems_from_pydantic
from storage.problems import BadFile, FileProblem, WorkspaceProblem
from storage.workspace import Workspace
from storage.yaml import Document, read

LAUNCHED = 1
"""The version of a given flow that comes from a file: it was launched before the start."""

MOST_KEPT = 200
"""Files that a library keeps at hand."""

NO_WORLD = "flowrig: world/1\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario with one row of its examples, and all that is needed to play it."""

    file: ScenarioFile
    row: Mapping[str, Any]
    name: str
    """The scenario's, with the row's where it has examples."""
    zone: Zone
    inputs: Inputs
    settings: Settings

    @property
    def scenario(self) -> Scenario:
        return self.file.scenario

    @property
    def document(self) -> Document:
        return self.file.document


@dataclass(slots=True)
class Library:
    """Reads what scenarios name, each file once."""

    workspace: Workspace | None = None
    """Where names are looked up that are no files."""
    world: Document | None = None
    """A world in place of one that a scenario names but not as a file, or does not name at all."""
    _documents: dict[Path, Document] = field(default_factory=dict)
    _flows: dict[Path, FlowFile] = field(default_factory=dict)

    def document(self, path: Path) -> Document:
        """A file as plain data. Raises BadFile."""
        found = self._documents.get(path)
        if found is None:
            found = read(file_bytes(path), str(path))
            if len(self._documents) >= MOST_KEPT:
                self._documents.clear()
            self._documents[path] = found
        return found

    def flow(self, path: Path) -> FlowFile:
        """A flow file. Raises BadFile."""
        found = self._flows.get(path)
        if found is None:
            found = read_flow_file(self.document(path), str(path))
            if len(self._flows) >= MOST_KEPT:
                self._flows.clear()
            self._flows[path] = found
        return found


def cases(text: ScenarioText, near: Path | None, library: Library) -> list[Case]:
    """A scenario, once for each row of its examples. `near`: the folder that its file names start from.

    Raises BadFile, with places in whichever file the fault is.
    """
    rows = text.rows()
    with_examples = "examples" in text.document.data
    found = []
    problems: dict[str, FileProblem] = {}
    for n, row in enumerate(rows):
        try:
            case = _case(text, row, near, library)
        except BadFile as bad:
            # What is wrong in every row is said once.
            problems.update({str(problem): problem for problem in bad.problems})
            continue
        if with_examples:
            case = Case(
                case.file,
                row,
                f"{case.name} [{row_name(row, n)}]",
                case.zone,
                case.inputs,
                case.settings,
            )
        found.append(case)
    if problems:
        raise BadFile(problems.values())
    return found


def _case(text: ScenarioText, row: Mapping[str, Any], near: Path | None, library: Library) -> Case:
    filled = text.filled(row)
    world = given_world(filled, near, library)
    state = read_world(world, world.name)
    zone = Zone(state.settings.time_zone)
    file = text.read(zone, row)
    scenario = file.scenario
    files = [
        _flow(given, ("given", "flows", n), file.document, near, library)
        for n, given in enumerate(scenario.given.flows)
    ]
    flows: dict[str, list[Flow]] = {}
    problems = []
    for n, (flow, _) in enumerate(files):
        if flow.flow.id in flows:
            sentence = f"the flow {flow.flow.id!r} is named twice"
            problems.append(file.document.problem(("given", "flows", n), sentence))
        flows[flow.flow.id] = [flow.flow]
        problems += [
            flow.document.problem(problem.path, str(problem))
            for problem in validate(flow.flow, state.settings)
            if problem.severity == "error"
        ]
    for later, clash in clashes([flow.flow for flow, _ in files], state.settings):
        named = next(one for one, _ in files if one.flow is later)
        problems.append(named.document.problem(clash.path, str(clash)))
    entries, drafts = planned(file, near, library)
    _add_versions(flows, drafts, entries)
    for n, expectation in enumerate(scenario.then):
        problems += [
            file.document.problem(("then", n, *place), sentence)
            for place, sentence in faults(expectation, flows, state.settings)
        ]
    if problems:
        raise BadFile(problems)
    context = {"zone": zone}
    data = world_data(world)

    def fresh() -> WorldState:
        return STATE.validate_python(data, context=context)

    start = scenario.given.start
    if start is None and entries:
        start = entries[0].at
    if start is None:
        sentence = "say when the clock starts (given.start): nothing happens that would tell"
        raise BadFile([file.document.problem(("given",), sentence)])
    run_flows = [RunFlow(flow.flow, version) for flow, version in files]
    inputs = Inputs(fresh, run_flows, entries, start, scenario.given.seed, scenario.given.until, drafts)
    return Case(file, row, scenario.scenario, zone, inputs, state.settings)


def planned(
    file: ScenarioFile, near: Path | None, library: Library
) -> tuple[Sequence[TimedEntry], Sequence[Flow]]:
    """A scenario's entries, every draft in them read from wherever it is named, and the drafts that are given
    (F-17, F-25). Raises BadFile, with places in whichever file the fault is."""
    document = file.document
    problems: list[FileProblem] = []
    drafts: dict[str, Flow] = {}
    for n, given in enumerate(file.scenario.given.drafts):
        way = ("given", "drafts", n)
        draft = _flow(given, way, document, near, library, draft=True)[0].flow
        if draft.id in drafts:
            problems.append(document.problem(way, f"the draft of {draft.id!r} is named twice"))
        drafts[draft.id] = draft
    entries = []
    for entry in file.entries:
        if isinstance(entry.deed, EditFlow):
            try:
                entry = replace(entry, deed=_edit(entry.deed, entry.place, document, near, library))
            except BadFile as bad:
                problems += bad.problems
        entries.append(entry)
    if problems:
        raise BadFile(problems)
    return entries, list(drafts.values())


def _edit(
    deed: EditFlow, place: Sequence[str | int], document: Document, near: Path | None, library: Library
) -> EditFlow:
    """The deed with its draft, where it says what that is."""
    key = "draft" if deed.file is None else "file"
    if deed.file is not None:
        if deed.draft is not None:
            raise BadFile([document.problem((*place, "file"), "say the draft by file or draft, not by both")])
        found = _flow(deed.file, (*place, "file"), document, near, library, draft=True)[0]
        deed = replace(deed, file=None, draft=found.flow)
    if deed.draft is not None and deed.draft.id != deed.flow:
        sentence = f"this is the flow {deed.draft.id!r}, and a draft of {deed.flow!r} is wanted here"
        raise BadFile([document.problem((*place, key), sentence)])
    return deed


def _add_versions(
    flows: dict[str, list[Flow]], drafts: Sequence[Flow], entries: Sequence[TimedEntry]
) -> None:
    """Put all that the flows are to become beside what they are at the start."""
    for draft in drafts:
        flows.setdefault(draft.id, []).append(draft)
    for entry in entries:
        deed = entry.deed
        if isinstance(deed, EditFlow) and deed.draft is not None:
            flows.setdefault(deed.flow, []).append(deed.draft)
        elif isinstance(deed, DuplicateFlow):
            flows.setdefault(deed.new, []).extend(flows.get(deed.flow, ()))


def given_world(scenario: Document, near: Path | None, library: Library) -> Document:
    """The world of a scenario with its parts laid over it, as plain data. Raises BadFile."""
    given = scenario.data.get("given")
    given = given if isinstance(given, dict) else {}
    way: tuple[str, ...] = ("given", "world")
    name = given.get("world")
    if name is None:
        way, name = ("world",), scenario.data.get("world")
    if name is None:
        nothing = read(NO_WORLD, scenario.name)
        world = nothing if given.get("parts") is not None else library.world or nothing
    elif not isinstance(name, str):
        raise BadFile([scenario.problem(way, "text is asked for here: a file, or a name in the workspace")])
    elif is_file_name(name):
        path = _beside(name, way, scenario, near)
        world = _named_there(library.document, path, way, scenario)
        document_of("world", world, world.name)
    else:
        world = library.world or _stored_world(name, way, scenario, library)
    parts = given.get("parts")
    if parts is None:
        return world
    if not isinstance(parts, dict):
        raise BadFile(
            [scenario.problem(("given", "parts"), "keys of a world are asked for here, such as customers")]
        )
    return Laid(world, Part(scenario, ("given", "parts"), {**parts, "flowrig": "world/1"}))


def is_file_name(name: str) -> bool:
    """Whether a scenario names a file rather than something in the workspace."""
    return name.endswith((".yaml", ".yml")) or "/" in name


def _beside(name: str, way: tuple[str | int, ...], scenario: Document, near: Path | None) -> Path:
    """A file by the name that a scenario gives it: relative to the scenario's own."""
    if near is None:
        sentence = "this scenario has no folder to look for files: name something in the workspace"
    elif PurePosixPath(name).is_absolute() or Path(name).is_absolute():
        sentence = "name the file from this one's folder on: scenarios travel"
    else:
        return near / name
    raise BadFile([scenario.problem(way, sentence)])


def _named_there(get: Any, path: Path, way: tuple[str | int, ...], scenario: Document) -> Any:
    """What a file gives; where there is no such file, that is said of the place that names it."""
    try:
        return get(path)
    except BadFile as bad:
        first = bad.problems[0]
        if first.line:
            raise
        raise BadFile([scenario.problem(way, f"{path}: {first.sentence}")]) from None


def _stored_world(name: str, way: tuple[str | int, ...], scenario: Document, library: Library) -> Document:
    if library.workspace is None:
        sentence = "there is no workspace to look this name up (--workspace): name a file, such as world.yaml"
        raise BadFile([scenario.problem(way, sentence)])
    try:
        return read(dump_world(library.workspace.worlds.load(name)), name)
    except WorkspaceProblem as problem:
        raise BadFile([scenario.problem(way, problem.sentence)]) from None


def _flow(
    given: str | dict[str, Any],
    way: tuple[str | int, ...],
    scenario: Document,
    near: Path | None,
    library: Library,
    *,
    draft: bool = False,
) -> tuple[FlowFile, int]:
    """A flow by its file, its name or written out, and its version. By name: the newest launched version, or
    with `draft` the draft where there is one."""
    if isinstance(given, dict):
        part = Part(scenario, way, given)
        try:
            return FlowFile(Flow.model_validate(given), part), LAUNCHED
        except ValidationError as error:
            raise BadFile(problems_from_pydantic(error, part, lambda: schema("flow"))) from None
    if is_file_name(given):
        return _named_there(library.flow, _beside(given, way, scenario, near), way, scenario), LAUNCHED
    workspace = library.workspace
    if workspace is None:
        sentence = "there is no workspace to look this name up (--workspace): name a file, such as flow.yaml"
        raise BadFile([scenario.problem(way, sentence)])
    try:
        entry = workspace.flows.named(given)
    except WorkspaceProblem as problem:
        raise BadFile([scenario.problem(way, problem.sentence)]) from None
    text = workspace.flows.text(entry.id, None if draft else entry.version or None)
    return FlowFile(read_flow(text, entry.id), Part(scenario, way, {})), entry.version or LAUNCHED
