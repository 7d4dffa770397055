"""A scenario: what is given, what happens, and what must come of it (design: words)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from engine.expectations.models import AnyExpectation
from engine.life.deeds import DEED_KINDS, FlowDeed
from engine.time.civil import Zone
from engine.time.spans import Span
from engine.world.changes.base import Change
from engine.world.changes.catalogue import KINDS
from engine.world.entities import Instant

AnyChange: Any = Annotated[Union[KINDS], Discriminator("do")]  # noqa: UP007
"""Any kind of change, told apart by its `do`."""

AnyInput: Any = Annotated[Union[(*KINDS, *DEED_KINDS)], Discriminator("do")]
"""Any kind of change, or of what is done to a flow."""

ScenarioName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Caption = Annotated[str, StringConstraints(max_length=2000)]
FileName = Annotated[str, StringConstraints(min_length=1, max_length=1000)]

Place = tuple[str | int, ...]


class Frame(BaseModel):
    """What an entry of `when` may say besides its change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    at: Instant | None = None
    after: Span | None = None
    say: Caption = ""
    pause: bool = False
    mark: ScenarioName | None = None
    refused: Annotated[str, StringConstraints(min_length=1, max_length=400)] | None = None


FRAME = tuple(Frame.model_fields)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of `when`: a change or something done to a flow, with its moment; a caption; or a stop of the
    screen."""

    frame: Frame
    change: Change | None
    """Its `at` is 0: the moment follows from the entries before (`moments`)."""
    deed: FlowDeed | None = None
    """Its `at` likewise."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_wrap_validator_function(cls._read, handler.generate_schema(AnyInput))

    @classmethod
    def _read(cls, value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> "Entry":
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            raise ValueError("keys with values are asked for here: a change (do: …), say: …, or pause: true")
        if "do" not in value:
            frame = Frame.model_validate(dict(value), context=info.context)
            if not frame.say and not frame.pause:
                raise ValueError("nothing happens here: add a change (do: …), say: … or pause: true")
            if frame.mark is not None or frame.refused is not None:
                raise ValueError("mark and refused go with a change (do: …)")
            return cls(frame, None)
        said = {key: part for key, part in value.items() if key in FRAME}
        frame = Frame.model_validate(said, context=info.context)
        found = handler({**{key: part for key, part in value.items() if key not in FRAME}, "at": 0})
        return cls(frame, None, found) if isinstance(found, FlowDeed) else cls(frame, found)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        frame = Frame.model_json_schema()
        kinds = []
        for member in handler(schema)["oneOf"]:
            kind = handler.resolve_ref_schema(member)
            required = [name for name in kind.get("required", ()) if name != "at"]
            kinds.append(
                {
                    **kind,
                    "properties": {**frame["properties"], **kind["properties"], **_own(frame)},
                    "required": ["do", *required],
                }
            )
        return {"oneOf": [*kinds, frame]}


def _own(frame: dict[str, Any]) -> dict[str, Any]:
    return {"at": frame["properties"]["at"]}


class Given(BaseModel):
    """What there is before anything happens."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    world: FileName | None = None
    """A file beside the scenario's, or a name in the workspace."""
    parts: dict[str, Any] = {}
    """Laid over the world, key by key; or a world of its own."""
    flows: Annotated[tuple[FileName | dict[str, Any], ...], Field(max_length=50)] = ()
    """Files beside the scenario's, names in the workspace, or flows written out: launched before the
    start."""
    drafts: Annotated[tuple[FileName | dict[str, Any], ...], Field(max_length=50)] = ()
    """The same, but not launched (F-25)."""
    start: Instant | None = None
    """When the clock starts; None: with the first change."""
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 0
    until: Instant | None = None
    """When the clock stops; None: when nothing is due any more."""


class Scenario(BaseModel):
    """What a scenario file says. Instants without an offset are in the zone of the validation context."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    flowrig: Literal["scenario/1"] = "scenario/1"
    """Marks the file's kind and the version of its format."""
    scenario: ScenarioName
    """Its name."""
    title: Annotated[str, StringConstraints(max_length=400)] = ""
    """A sentence to be read aloud."""
    world: FileName | None = None
    """The world that it is played in: a name in the workspace, or a file beside the scenario's."""
    note: Annotated[str, StringConstraints(max_length=10_000)] = ""
    rules: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]-[0-9]+[a-e]?$")], ...] = ()
    """The rules that it proves."""
    given: Given = Given()
    when: Annotated[tuple[Entry, ...], Field(max_length=10_000)] = ()
    timeline: Annotated[tuple[AnyChange, ...], Field(max_length=100_000)] = ()
    then: Annotated[tuple[AnyExpectation, ...], Field(max_length=1000)] = ()
    examples: tuple[dict[str, Any], ...] = ()
    """Rows of values, for each of which it is played once."""

    @property
    def world_name(self) -> str | None:
        """The world that it is played in, by file or name."""
        return self.given.world if self.given.world is not None else self.world

    def changes(self, skip: int) -> "list[Change]":
        """All changes of the timeline but the first `skip`, ordered by `at`, changes of one instant in the
        order given."""
        return sorted(self.timeline, key=_at)[skip:]

    def faults(self, zone: Zone) -> Iterator[tuple[Place, str]]:
        """What does not fit together: (place, sentence)."""
        if self.world is not None and self.given.world is not None:
            yield ("world",), "the world is named twice: here and in given"
        if self.timeline and self.when:
            yield ("timeline",), "say what happens in `when` or in `timeline`, not in both"
        marks: set[str] = set()
        for n, entry in enumerate(self.when):
            mark = entry.frame.mark
            if mark is not None and mark in marks:
                yield ("when", n, "mark"), f"another change has the mark '{mark}': choose another"
            if mark is not None:
                marks.add(mark)
        try:
            moments = self.moments(zone)
        except TimeFault as fault:
            yield fault.place, str(fault)
            return
        first = min((*moments, *(change.at for change in self.timeline)), default=None)
        given = self.given
        start = given.start if given.start is not None else first
        if start is None:
            return
        if first is not None and first < start:
            yield ("given", "start"), "the first change is before that"
        if given.until is not None and given.until < start:
            yield ("given", "until"), "this is before the start"
        for n, moment in enumerate(moments):
            if given.until is not None and moment > given.until:
                yield ("when", n), "this is after the end (given.until)"
        for n, expectation in enumerate(self.then):
            if expectation.at is not None and expectation.at < start:
                yield ("then", n, "at"), "this is before the start"
            elif expectation.at is not None and given.until is not None and expectation.at > given.until:
                yield ("then", n, "at"), "this is after the end (given.until)"

    def moments(self, zone: Zone) -> list[int]:
        """When each entry of `when` happens. Raises TimeFault."""
        found: list[int] = []
        now = self.given.start
        for n, entry in enumerate(self.when):
            frame = entry.frame
            if frame.at is not None and frame.after is not None:
                raise TimeFault(("when", n, "after"), "say at or after, not both")
            if frame.at is not None:
                moment = frame.at
            else:
                moment = now if now is not None else self._first_at(n)
                if frame.after is not None:
                    moment = frame.after.after(moment, zone)
            if now is not None and moment < now:
                where = "before the start" if n == 0 else "before the entry above"
                raise TimeFault(("when", n, "at"), f"this is {where}: put the entries in the order of time")
            found.append(moment)
            now = moment
        return found

    def _first_at(self, n: int) -> int:
        """A caption at the very beginning stands at the first change's moment."""
        frame = self.when[n].frame
        following = next((entry.frame for entry in self.when[n:] if entry.frame.at is not None), None)
        if following is None or following.at is None or frame.after is not None:
            raise TimeFault(("when", n), "say when this is: at: …, or given.start")
        if self.when[n].change is not None or self.when[n].deed is not None:
            raise TimeFault(("when", n), "say when this is: at: …")
        return following.at

    def timed(self, zone: Zone) -> list["TimedEntry"]:
        """The entries of `when` with their moments; of a timeline, its changes in the order of time. Raises
        TimeFault."""
        if self.timeline:
            order = sorted(range(len(self.timeline)), key=lambda n: self.timeline[n].at)
            return [
                TimedEntry(("timeline", n), self.timeline[n].at, Frame(), self.timeline[n]) for n in order
            ]
        return [
            TimedEntry(
                ("when", n),
                moment,
                entry.frame,
                None if entry.change is None else replace(entry.change, at=moment),
                None if entry.deed is None else replace(entry.deed, at=moment),
            )
            for n, (entry, moment) in enumerate(zip(self.when, self.moments(zone), strict=True))
        ]


@dataclass(frozen=True, slots=True)
class TimedEntry:
    """An entry with its moment: a change, something done to a flow, a caption, a stop of the screen."""

    place: Place
    """Where it stands in the file."""
    at: int
    frame: Frame
    change: Change | None
    deed: FlowDeed | None = None

    @property
    def do(self) -> str:
        """The name of what happens; empty for a caption or a stop."""
        return getattr(self.change or self.deed, "do", "")

    @property
    def played(self) -> Change | None:
        """The change that the clock plays: none where it must be refused."""
        return self.change if self.frame.refused is None else None

    @property
    def done(self) -> FlowDeed | None:
        """What is done to a flow: none where it must be refused."""
        return self.deed if self.frame.refused is None else None

    @property
    def refused(self) -> bool:
        """Whether it must be refused."""
        return self.frame.refused is not None


Sort = Literal["changes", "deeds"]


def played(entries: Sequence[TimedEntry], sort: Sort) -> list[TimedEntry]:
    """The entries that the clock plays, of one sort, in their order."""
    return [one for one in entries if (one.played if sort == "changes" else one.done) is not None]


class TimeFault(ValueError):
    """A moment that cannot be."""

    def __init__(self, place: Place, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place


def _at(change: Change) -> int:
    return change.at
