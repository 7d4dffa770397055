"""A mapping file: which CSV and JSON Lines files there are, how their rows belong together, and which changes
they become.

Values of changes are written as in scenarios. A text may name columns in braces: `"{order_id}"` alone is the
cell with its column's type, `"{first} {last}"` is text put together, `"{#}"` is the row's number, `{{` is a
brace. Nothing is evaluated.
"""

import dataclasses
import re
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)

from engine.world.changes.base import Change
from engine.world.changes.catalogue import KINDS
from engine.world.settings import Settings, ZoneName
from storage.mapping.formats import EncodingName, TimeFormat

CONFIG = ConfigDict(extra="forbid", frozen=True)

CHANGE_KINDS: dict[str, type[Change]] = {
    str(field.default): kind for kind in KINDS for field in dataclasses.fields(kind) if field.name == "do"
}

NEW_CUSTOMER = "customer.create"

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]

ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=400)]
"""A column of the rows themselves, or `table.column` of a table that is joined to them."""

Constant = str | int | float | bool


def _plain_file(name: str) -> str:
    if name in (".", "..") or re.search(r"[/\\:\x00-\x1f]", name):
        raise ValueError("give a file's name alone, without a folder: it is looked for in the data folder")
    return name


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


OneOrMore = BeforeValidator(_one_or_more, json_schema_input_type=JsonValue)


class Column(BaseModel):
    """What the cells of a column are. Spaces around a cell never count."""

    model_config = CONFIG

    type: Literal["text", "integer", "number", "money", "date", "time", "yes_no"] = "text"
    format: Annotated[tuple[TimeFormat, ...], OneOrMore, Field(min_length=1, max_length=10)] | None = Field(
        default=None,
        description="How dates and times are written, as for strptime (%d/%m/%Y %H:%M), or `unix`, `unix_ms`;"
        " several where they are mixed. Without one, only ISO 8601 is taken.",
    )
    zone: ZoneName | None = Field(
        default=None, description="The time zone of its times, if not the mapping's."
    )
    decimal: Literal[".", ","] = Field(default=".", description="What stands before the decimals.")
    thousands: Literal["", ",", ".", " ", "'"] = Field(
        default="", description="What stands between thousands."
    )
    round: bool = Field(default=False, description="Round money with more decimals than the currency has.")
    case: Literal["as_it_is", "upper", "lower"] = Field(
        default="as_it_is", description="Take it in upper or lower case, where files mix them."
    )
    empty: Annotated[tuple[str, ...], OneOrMore] = Field(
        default=(), description="Texts that mean an empty cell."
    )
    required: bool = Field(default=False, description="An empty cell is refused.")
    values: dict[str, Constant] | None = Field(
        default=None, description="What its texts become, such as statuses."
    )
    others: Literal["refuse", "keep", "empty"] = Field(
        default="refuse", description="What happens to a text that is not among `values`."
    )
    personal: bool = Field(
        default=False, description="It names a person: a pseudonym stands for it where asked."
    )

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.format is not None and self.type not in ("date", "time"):
            raise ValueError(f"a column of the type {self.type} has no format")
        if self.thousands == self.decimal:
            raise ValueError("decimals and thousands cannot be marked alike")
        return self


def _column(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


AnyColumn = Annotated[Column, BeforeValidator(_column, json_schema_input_type=Column | str)]
"""A type alone is short for a column of that type."""

OneCharacter = Annotated[str, StringConstraints(min_length=1, max_length=1, pattern=r"[^\r\n\x00]")]


class Table(BaseModel):
    """A file with rows. Columns that are not described are text."""

    model_config = CONFIG

    file: Annotated[Name, AfterValidator(_plain_file)]
    form: Literal["csv", "json_lines"] = Field(
        default="csv",
        description="`json_lines`: a JSON object in each line; its columns are paths such as `user.id`, and"
        " `items.0.price` for the first of a list.",
    )
    each: ColumnName | None = Field(
        default=None,
        description="Of JSON Lines: a row for each entry of this list, with the values around it.",
    )
    encoding: EncodingName = "utf-8"
    delimiter: OneCharacter = ","
    quote: OneCharacter = '"'
    header: tuple[Name, ...] | None = Field(
        default=None, description="The columns' names, for a file that does not begin with them."
    )
    columns: dict[Name, AnyColumn] = {}

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if self.delimiter == self.quote:
            raise ValueError("the delimiter and the quote cannot be the same")
        if self.form == "json_lines":
            for name in ("delimiter", "quote", "header"):
                if name in self.model_fields_set:
                    raise ValueError(f"JSON Lines have no `{name}`: remove it, or the `form`")
        elif self.each is not None:
            raise ValueError("rows of CSV hold no lists: remove `each`, or give the `form` json_lines")
        return self


class Condition(BaseModel):
    """A condition on one column, or several of which any may hold. A list of values: any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    column: ColumnName | None = None
    any: tuple["Condition", ...] | None = Field(default=None, min_length=1, max_length=50)
    is_: Annotated[tuple[Constant, ...], OneOrMore] | None = Field(default=None, alias="is", min_length=1)
    is_not: Annotated[tuple[Constant, ...], OneOrMore] | None = Field(default=None, min_length=1)
    starts_with: Annotated[tuple[str, ...], OneOrMore] | None = Field(default=None, min_length=1)
    starts_not_with: Annotated[tuple[str, ...], OneOrMore] | None = Field(default=None, min_length=1)
    contains: Annotated[tuple[str, ...], OneOrMore] | None = Field(default=None, min_length=1)
    greater: Constant | None = None
    at_least: Constant | None = None
    less: Constant | None = None
    at_most: Constant | None = None
    empty: bool | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        asked = self.asked()
        if self.any is not None:
            if self.column is not None or asked:
                raise ValueError("`any` stands alone: put the conditions into it")
        elif self.column is None:
            raise ValueError("name the column")
        elif len(asked) != 1:
            raise ValueError(
                f"ask one thing of the column, such as `is` or `starts_with`: {len(asked)} given"
            )
        return self

    def asked(self) -> list[str]:
        names = [name for name in type(self).model_fields if name not in ("column", "any")]
        return [name for name in names if getattr(self, name) is not None]


Conditions = Annotated[tuple[Condition, ...], Field(max_length=50)]
"""All of them hold."""

Keys = Annotated[dict[ColumnName, ColumnName], Field(min_length=1, max_length=5)]
"""Its columns, and the columns to which they are equal."""


class Join(BaseModel):
    """One row of another table that belongs to each row, found by equal keys."""

    model_config = CONFIG

    table: Name
    on: Keys
    optional: bool = Field(default=False, description="Where none is found, its columns are empty.")


class Lines(BaseModel):
    """All rows of another table that belong to each row, found by equal keys, as they stand in the file."""

    model_config = CONFIG

    table: Name
    on: Keys
    optional: bool = Field(
        default=False, description="Rows that belong to nothing are left out, not refused."
    )
    join: Annotated[tuple[Join, ...], Field(max_length=20)] = ()
    when: Conditions = ()


class ChangeTemplate(BaseModel):
    """A change that a row, or a group of rows, becomes. Its other keys are those of that kind of change."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, JsonValue] = Field(init=False)

    do: str
    at: JsonValue = Field(
        default=None, description="Usually a time column; where it is empty, there is no change."
    )
    not_before: JsonValue = Field(
        default=None,
        description="The change is received no earlier than this; it still happened when it happened.",
    )
    when: Conditions = ()

    @property
    def fields(self) -> dict[str, JsonValue]:
        return dict(self.__pydantic_extra__)


class Records(BaseModel):
    """Rows of a table, alone or in groups, with what belongs to them, and the changes that each becomes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    source: Name = Field(alias="from", description="The table.")
    when: Conditions = ()
    join: Annotated[tuple[Join, ...], Field(max_length=20)] = ()
    group_by: Annotated[tuple[ColumnName, ...], OneOrMore, Field(min_length=1, max_length=5)] | None = Field(
        default=None, description="Rows with the same values here are one; elsewhere its first row counts."
    )
    same: Annotated[tuple[ColumnName, ...], OneOrMore] = Field(
        default=(), description="Columns that have to agree within a group."
    )
    lines: Lines | None = None
    new_customer: dict[str, JsonValue] | None = Field(
        default=None,
        description="The customer whom the changes concern, with the fields of customer.create: added just"
        " before the first change that concerns them.",
    )
    changes: Annotated[tuple[ChangeTemplate, ...], Field(min_length=1, max_length=50)]


class WorldTemplate(BaseModel):
    """The world that the import makes: its settings, and what is in it from the start."""

    model_config = CONFIG

    name: Name
    settings: Settings
    start: Annotated[tuple[Records, ...], Field(max_length=50)] = Field(
        default=(), description="Changes before the first instant of the timeline; they start no flow."
    )


class Mapping(BaseModel):
    """How files of rows become a world and a scenario."""

    model_config = CONFIG

    flowrig: Literal["mapping/1"] = "mapping/1"
    """Marks the file's kind and the version of its format."""
    name: Name
    note: Annotated[str, StringConstraints(max_length=10_000)] = ""
    time_zone: ZoneName | None = Field(
        default=None, description="The zone of times without one; if not given, the world's."
    )
    tables: Annotated[dict[Name, Table], Field(min_length=1, max_length=50)]
    world: WorldTemplate
    scenario: Name
    records: Annotated[tuple[Records, ...], Field(max_length=50)] = ()
