"""The tree of and / or / not over fields, as it stands in flows (F-5).

    all:
      - {field: customer.email.valid, op: is, value: true}
      - any:
          - {field: customer.orders.count, of: {within: 3 days}, op: is, value: 0}
          - not: {field: order.total, op: more_than, value: 5000}

A draft may be unfinished (F-25): a leaf may lack its field, operator or value, a group may be empty.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    Tag,
)

DEEPEST: Final = 20
MOST_LEAVES: Final = 200

_Text = Annotated[StrictStr, StringConstraints(max_length=2000)]
_Number = Annotated[StrictFloat, Field(allow_inf_nan=False)]
Scalar: TypeAlias = StrictBool | StrictInt | _Number | _Text
Asked: TypeAlias = Scalar | Annotated[list[Scalar], Field(max_length=1000)] | None
"""What an operator asks for: one value, a list of them, or nothing."""

FieldId = Annotated[str, StringConstraints(max_length=200)]
OperatorId = Annotated[str, StringConstraints(max_length=40)]
_Key = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_OneName = Annotated[str, StringConstraints(max_length=120)]
OfDict: TypeAlias = dict[_Key, _OneName | Annotated[list[_OneName], Field(max_length=200)]]


class Part(BaseModel):
    """What the parts of conditions have in common as models."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)


class Leaf(Part):
    """One field, compared."""

    field: FieldId = Field(default="", title="Field")
    of: OfDict = Field(default={}, title="Of")
    op: OperatorId = Field(default="", title="Operator")
    value: Asked = Field(default=None, title="Value")


class All(Part):
    """Every part must be so."""

    all: "list[Node]"


class AnyOf(Part):
    """At least one part must be so."""

    any: "list[Node]"


class Not(Part):
    """The part must not be so."""

    inner: "Node" = Field(alias="not")


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return next((key for key in ("all", "any", "not") if key in value), "leaf")
    return _KINDS.get(type(value), "leaf")


Node: TypeAlias = Annotated[
    Annotated[Leaf, Tag("leaf")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_kind),
]
"""A part of a tree."""

_KINDS: dict[type, str] = {All: "all", AnyOf: "any", Not: "not"}

All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()


def _parts(value: Any) -> list[Any] | None:
    """The parts of a group, as plain data or as a model; None for a leaf."""
    if isinstance(value, All):
        return list(value.all)
    if isinstance(value, AnyOf):
        return list(value.any)
    if isinstance(value, Not):
        return [value.inner]
    if isinstance(value, Mapping):
        kind = _kind(value)
        if kind == "not":
            return [value["not"]]
        if kind != "leaf":
            return value[kind] if isinstance(value[kind], list) else []
    return None


def _bounded(value: Any) -> Any:
    """Refuse what is too deep or too large before anything walks it by recursion."""
    level, leaves = [value], 0
    for _ in range(DEEPEST + 1):
        below = []
        for part in level:
            parts = _parts(part)
            if parts is None:
                leaves += 1
            else:
                below += parts
            if leaves + len(below) > MOST_LEAVES:
                raise ValueError(f"a condition has at most {MOST_LEAVES} comparisons: split it up")
        if not below:
            return value
        level = below
    raise ValueError(f"groups stand at most {DEEPEST} deep in one another: simplify the condition")


Tree: TypeAlias = Annotated[Node, BeforeValidator(_bounded)]
"""A whole tree: at most 20 deep and 200 leaves. Use this one in models of settings."""


def leaves(tree: Node) -> list[Leaf]:
    """The leaves of a tree, from left to right."""
    parts = _parts(tree)
    if parts is None:
        assert isinstance(tree, Leaf)
        return [tree]
    return [leaf for part in parts for leaf in leaves(part)]
