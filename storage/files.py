"""Flow, world and scenario files: from text to what they mean, places for problems, and back to text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.conditions.segments import check_segments
from engine.expectations.examples import faults as row_faults
from engine.expectations.examples import filled
from engine.flow.model import Flow
from engine.scenario import Scenario, Sort, TimedEntry, played
from engine.time.civil import UnknownZone, Zone
from engine.world.changes.base import Change
from engine.world.check import check_state
from engine.world.world import STATE, WorldState
from storage.model_problems import problems_from_pydantic
from storage.problems import BadFile, FileProblem, NotThere
from storage.streaming import world_lines
from storage.yaml import MOST_BYTES, Document, read
from storage.yaml_writing import write

Kind = Literal["flow", "world", "scenario", "mapping"]

HEADS = {f"{kind}/1": kind for kind in get_args(Kind)}
"""What the key `flowrig` of a file may say."""


Source = bytes | str | Document
"""A text, or what was read from one already."""


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A flow, and where in its file everything stands."""

    flow: Flow
    document: Document

    def place(self, path: Sequence[str | int]) -> str:
        """`file:line:column` of what a problem's path leads to."""
        return _place(self.document, path)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario, and where in its file everything stands."""

    scenario: Scenario
    document: Document
    entries: Sequence[TimedEntry]
    """Its changes, captions and stops with their moments, in the order in which they are played."""

    def changes(self) -> list[Change]:
        """Its changes in the order in which they are played, without those that must be refused."""
        return [entry.played for entry in self.entries if entry.played is not None]

    def place(self, number: int, of: Sort = "changes") -> str:
        """`file:line:column` of a change, or of something done to a flow, counted from 0 in the order in
        which they are played."""
        return _place(self.document, played(self.entries, of)[number].place)


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """A scenario whose instants cannot be read yet: they may be in the time zone of its world."""

    document: Document
    world: str | None

    def rows(self) -> list[Mapping[str, Any]]:
        """The rows of its examples; one without values where it has none. Raises BadFile."""
        data = self.document.data
        if "examples" not in data:
            return [{}]
        problems = [self.document.problem(place, sentence) for place, sentence in row_faults(data)]
        if problems:
            raise BadFile(problems)
        rows: list[Mapping[str, Any]] = data["examples"]
        return rows

    def filled(self, row: Mapping[str, Any]) -> Document:
        """Its data with the values of a row."""
        data = self.document.data
        return self.document.with_data(filled(data, row)) if row else self.document

    def read(self, zone: Zone, row: Mapping[str, Any] | None = None) -> ScenarioFile:
        """The scenario, with times without an offset in this zone, and the values of this row of its examples
        (None: the first). Raises BadFile."""
        document = self.filled(self.rows()[0] if row is None else row)
        try:
            scenario = Scenario.model_validate(document.data, context={"zone": zone})
        except ValidationError as error:
            raise BadFile(problems_from_pydantic(error, document, lambda: schema("scenario"))) from None
        problems = [document.problem(place, sentence) for place, sentence in scenario.faults(zone)]
        if problems:
            raise BadFile(problems)
        return ScenarioFile(scenario, document, scenario.timed(zone))


def _place(document: Document, path: Sequence[str | int]) -> str:
    line, column = document.place(path)
    return f"{document.name}:{line}:{column}"


def file_bytes(path: Path | str) -> bytes:
    """What is in a file; one byte more than can be taken where that is too much. Raises BadFile."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            # One byte too many is told as too large; a device would never end.
            return file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        sentence = "there is no such file"
    except OSError as error:
        # Windows says of a folder that it may not be opened.
        if not path.is_dir():
            sentence = f"the file cannot be read: {error.strerror}"
            raise BadFile([FileProblem(str(path), 0, 0, sentence)]) from None
        sentence = "this is a folder: name a file in it"
    except ValueError:
        sentence = "no file can have this name"
    raise NotThere([FileProblem(str(path), 0, 0, sentence)])


def document_of(kind: Kind, text: Source, name: str) -> Document:
    """The data of a file that has to be of this kind. Raises BadFile."""
    document = text if isinstance(text, Document) else read(text, name)
    found = kind_of(document)
    if found != kind:
        raise BadFile(
            [document.problem(("flowrig",), f"this is a {found} file, and a {kind} file is wanted")]
        )
    return document


def kind_of(document: Document) -> Kind:
    """What kind of file this says it is. Raises BadFile."""
    data = document.data
    head = data.get("flowrig") if isinstance(data, dict) else None
    if isinstance(head, str) and head in HEADS:
        kind: Kind = HEADS[head]
        return kind
    heads = ", ".join(HEADS)
    if head is None:
        raise BadFile(
            [document.problem((), f"this is no flowrig file: its first key is flowrig, one of {heads}")]
        )
    raise BadFile(
        [document.problem(("flowrig",), f"this kind of file is not known here: use one of {heads}")]
    )


def read_file(path: Path | str) -> Document:
    """The data of a file of any kind. Raises BadFile."""
    return read(file_bytes(path), str(path))


def read_flow_file(text: Source, name: str) -> FlowFile:
    """A flow from its text; `name` stands in front of problems. Raises BadFile."""
    document = document_of("flow", text, name)
    try:
        return FlowFile(Flow.model_validate(document.data), document)
    except ValidationError as error:
        raise BadFile(problems_from_pydantic(error, document, lambda: schema("flow"))) from None


def flow_file(path: Path | str) -> FlowFile:
    """A flow file. Raises BadFile."""
    return read_flow_file(file_bytes(path), str(path))


def read_flow(text: bytes | str, name: str) -> Flow:
    """A flow from its text, where nobody asks for places. Raises BadFile."""
    return read_flow_file(text, name).flow


def dump_flow(flow: Flow) -> str:
    """The canonical text of a flow: what is at its default is left out."""
    return write(_plain(flow))


def _plain(value: Any) -> Any:
    """A model as plain data in the order of its fields, without defaults but for what tells its kind."""
    if isinstance(value, BaseModel):
        dumped = value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        found: dict[str, Any] = {}
        for name, field in type(value).model_fields.items():
            key = field.alias or name
            part = getattr(value, name)
            if name in ("flowrig", "kind", "do"):
                found[key] = part
            elif key in dumped:
                found[key] = _plain(part) if _holds_models(part) else _whole(dumped[key])
        return found
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return _whole(value)


def _whole(value: Any) -> Any:
    """Plain data with whole numbers written as such: a share of 40, not of 40.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_whole(part) for part in value]
    return value


def _holds_models(value: Any) -> bool:
    return isinstance(value, BaseModel) or (
        isinstance(value, (list, tuple)) and any(isinstance(part, BaseModel) for part in value)
    )


def read_world(text: Source, name: str) -> WorldState:
    """A world from its text. Raises BadFile, also for what does not fit together in it."""
    document = document_of("world", text, name)
    data = world_data(document)
    try:
        state = STATE.validate_python(data, context={"zone": _zone(data, document)})
    except ValidationError as error:
        raise BadFile(problems_from_pydantic(error, document, lambda: schema("world"))) from None
    problems = [document.problem(path, sentence) for path, sentence in check_state(state)]
    problems += [document.problem(path, sentence) for path, sentence in check_segments(state.settings)]
    if problems:
        raise BadFile(problems)
    return state


def world_data(document: Document) -> dict[str, Any]:
    """A world file's data as `STATE` reads it."""
    data = {key: value for key, value in document.data.items() if key != "flowrig"}
    for part in ("customers", "products", "orders"):
        entries = data.get(part)
        if isinstance(entries, dict):
            # The key says it already.
            data[part] = {
                key: {"id": key, **value} if isinstance(value, dict) else value
                for key, value in entries.items()
            }
    return data


def _zone(data: Mapping[str, Any], document: Document) -> Zone:
    settings = data.get("settings")
    name = settings.get("time_zone", "UTC") if isinstance(settings, dict) else "UTC"
    try:
        return Zone(name if isinstance(name, str) else "UTC")
    except UnknownZone as problem:
        raise BadFile([document.problem(("settings", "time_zone"), str(problem))]) from None


def world_file(path: Path | str) -> WorldState:
    """A world file. Raises BadFile."""
    return read_world(file_bytes(path), str(path))


def dump_world(state: WorldState) -> str:
    """The canonical text of a world, with instants in its time zone."""
    return "".join(f"{line}\n" for line in world_lines(state))


def read_scenario(text: Source, name: str) -> ScenarioText:
    """A scenario from its text. Raises BadFile."""
    document = document_of("scenario", text, name)
    given = document.data.get("given")
    world = given.get("world") if isinstance(given, dict) else None
    if world is None:
        world = document.data.get("world")
    return ScenarioText(document, world if isinstance(world, str) else None)


def scenario_file(path: Path | str) -> ScenarioText:
    """A scenario file. Raises BadFile."""
    return read_scenario(file_bytes(path), str(path))


@cache
def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a kind of file; made once, and not to be altered."""
    if kind == "flow":
        return Flow.model_json_schema(by_alias=True)
    if kind == "scenario":
        return TypeAdapter(Scenario).json_schema(by_alias=True)
    if kind == "mapping":
        from storage.mapping.model import Mapping as MappingModel

        return MappingModel.model_json_schema(by_alias=True)
    found = STATE.json_schema()
    marked = {"flowrig": {"const": "world/1", "type": "string"}, **found["properties"]}
    return {**found, "title": "World", "properties": marked}
