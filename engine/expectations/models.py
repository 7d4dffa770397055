"""The kinds of expectation: about a flow, a block, messages, a field, an event (scenario files: `then`)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from engine.blocks.base import StopReason
from engine.conditions.nodes import Asked, FieldId, OfDict
from engine.conditions.operators import OPERATORS
from engine.expectations.comparing import Count, Counts, TextTest
from engine.world.changes.base import Id
from engine.world.entities import Instant
from engine.world.lookup import LOOKUP

Refusal = Literal[
    "settings_do_not_match",
    "flow_is_off",
    "too_old",
    "condition_cannot_be_applied",
    "launch_limit",
]
"""Why an event let nobody in, in the order in which it is checked (R-3)."""

Reason = Literal["not_recognised", Refusal]
"""What kept a customer out: the trigger's event was never recognised for them, or a refusal."""

NotSent = Literal[
    "no_email",
    "invalid_email",
    "no_phone",
    "invalid_phone",
    "no_mobile_push",
    "no_web_push",
    "not_subscribed",
    "unsubscribed",
]
"""Why a message was not sent (F-6)."""

STOPS: Final = get_args(StopReason)
FlowStatus = Literal["draft", "ready", "active", "paused"]
"""The statuses that last; the others are passed through (F-15)."""

FlowDraft = Literal["none", "draft", "ready"]
"""Of the draft that a flow has, alone or beside a launched version."""

COUNTED: Final = ("too_old", "condition_cannot_be_applied", "launch_limit")
"""The refusals that a flow counts (R-1); the others are no attempts to enter it."""

FlowName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
_Key = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_Ref = str | int | Annotated[list[str | int], Field(min_length=1, max_length=4)]

MANY_OPERATORS: Final = tuple(dict.fromkeys(name for known in OPERATORS.values() for name in known))
"""The operators of conditions, whatever the type of the field."""


def _plain(value: object) -> object:
    """One refusal instead of one for each type that a value may have."""
    parts = value if isinstance(value, list) else [value]
    if not all(part is None or isinstance(part, bool | int | float | str) for part in parts):
        raise ValueError("a value is asked for here, or a list of values")
    return value


class Expectation(BaseModel):
    """One entry of `then`: about what, and one or more things that must hold."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    things: ClassVar[tuple[str, ...]]
    """The keys of which at least one must be there."""

    at: Instant | None = None
    """After everything that is due at that second; None: at the end."""

    @model_validator(mode="after")
    def _says_something(self) -> "Expectation":
        if not self.asks_for:
            raise ValueError(f"say what must hold: {', '.join(self.things)}")
        return self

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The keys of what must hold."""
        return tuple(name for name in self.things if getattr(self, name) is not None)


class FlowExpectation(Expectation):
    """What must hold for a flow, for one customer or for all."""

    things: ClassVar[tuple[str, ...]] = (
        "passages",
        "reason",
        "inside",
        "finished",
        "launched",
        "stopped",
        "did_not_enter",
        "failed",
        "status",
        "draft",
        "version",
    )

    flow: FlowName
    customer: Id | None = None
    passages: Count | None = None
    """How often they entered."""
    reason: Reason | None = None
    """What kept them out, the last time."""
    inside: Count | None = None
    finished: Count | None = None
    launched: Count | None = None
    """Passages in which a step group was carried out (L-2)."""
    stopped: Counts | None = None
    did_not_enter: Counts | None = None
    failed: Count | None = None
    """Actions that failed, and groups that expired (R-6)."""
    status: FlowStatus | None = None
    """The flow's (F-15); never with a customer."""
    draft: FlowDraft | None = None
    """Its draft's (F-17); likewise."""
    version: Count | None = None
    """The newest launched one (F-19); of a customer, the one by which they came to where they are (F-18)."""


class BlockExpectation(Expectation):
    """What must hold for a block of a flow, for one customer or for all."""

    things: ClassVar[tuple[str, ...]] = (
        "entered",
        "inside",
        "left",
        "stopped",
        "failed",
        "due",
        "version",
    )

    flow: FlowName
    block: FlowName
    customer: Id | None = None
    entered: Count | None = None
    inside: Count | None = None
    left: Counts | None = None
    stopped: Counts | None = None
    failed: Count | None = None
    due: Instant | None = None
    """When the first of those who wait in it is due to leave."""
    version: Count | None = None
    """The one by which the last of them came there (F-18)."""


class MessagesExpectation(Expectation):
    """How many messages there must be that are as said."""

    things: ClassVar[tuple[str, ...]] = ("messages",)

    messages: Count
    customer: Id | None = None
    channel: _Key | None = None
    flow: FlowName | None = None
    block: FlowName | None = None
    text: TextTest | None = None
    not_sent: NotSent | None = None
    """Those not sent for this reason; None: those sent."""
    sent_at: Instant | None = None
    """When the last of them went out."""


class EventExpectation(Expectation):
    """How often the catalogue must have recognised an event, whatever the flows."""

    things: ClassVar[tuple[str, ...]] = ("recognised",)

    event: _Key
    customer: Id | None = None
    recognised: Count


class FieldExpectation(Expectation):
    """What a field must hold; the operator is a key of its own: `is: green`."""

    things: ClassVar[tuple[str, ...]] = ("tests",)

    field: FieldId
    of: OfDict = {}
    customer: Id | None = None
    entities: dict[_Key, _Ref] = Field(default={}, alias="with")
    """Which order, product and so on, where the field is not the customer's."""
    tests: dict[_Key, Annotated[Asked, BeforeValidator(_plain)]]
    """By operator; one of them."""

    @model_validator(mode="before")
    @classmethod
    def _operators(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        if "tests" in data:
            raise ValueError("unknown key 'tests': the operator itself is the key, such as is: 200")
        tests = {key: value for key, value in data.items() if key in MANY_OPERATORS}
        if len(tests) != 1:
            few = "is, is_not, at_least, contains, …"
            raise ValueError(f"give one operator with its value: {few}")
        for key, value in tests.items():
            if value is True and _asks_nothing(key):
                tests[key] = None
        rest = {key: value for key, value in data.items() if key not in tests}
        return {**rest, "tests": tests}

    @property
    def operator(self) -> str:
        return next(iter(self.tests))

    @property
    def asked(self) -> Asked:
        return self.tests[self.operator]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        found = handler(schema)
        found = handler.resolve_ref_schema(found)
        properties = found["properties"]
        del properties["tests"]
        properties.update({name: {"title": name} for name in MANY_OPERATORS})
        found["required"] = [name for name in found["required"] if name != "tests"]
        return found


def _asks_nothing(op: str) -> bool:
    return any(op in known and known[op].asks == "nothing" for known in OPERATORS.values())


def _kind(value: Any) -> str:
    if isinstance(value, Expectation):
        return type(value).__name__
    if isinstance(value, Mapping):
        for key, kind in (
            ("field", FieldExpectation),
            ("event", EventExpectation),
            ("messages", MessagesExpectation),
            ("block", BlockExpectation),
        ):
            if key in value:
                return kind.__name__
    return FlowExpectation.__name__


AnyExpectation: TypeAlias = Annotated[
    Annotated[FlowExpectation, Tag("FlowExpectation")]
    | Annotated[BlockExpectation, Tag("BlockExpectation")]
    | Annotated[MessagesExpectation, Tag("MessagesExpectation")]
    | Annotated[FieldExpectation, Tag("FieldExpectation")]
    | Annotated[EventExpectation, Tag("EventExpectation")],
    Discriminator(_kind),
]
"""Any kind of expectation, told apart by its keys."""

Ref: TypeAlias = str | int | tuple[str | int, ...]


def refs(expectation: FieldExpectation) -> dict[str, Ref]:
    """The entities as an event's context holds them."""
    return {name: tuple(ref) if isinstance(ref, list) else ref for name, ref in expectation.entities.items()}


ENTITIES: Final = tuple(LOOKUP)
"""What `with` may name."""
