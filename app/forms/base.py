"""What forms are made of, as plain data: fields, choices, items of lists. No widget is known here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel

from engine.flow.model import Flow
from engine.world.settings import Settings

Path: TypeAlias = tuple[str | int, ...]

MORE: Final = "more"
"""The last part of the path of what is folded away."""

Kind = Literal[
    "line",
    "lines",
    "yes_no",
    "choice",
    "name",
    "toggles",
    "names",
    "group",
    "variant",
    "list",
    "tree",
    "more",
    "template",
    "preview",
    "branched",
]
"""How a value is asked for.

`line`: one line of text, a number, a duration, a time. `lines`: longer text. `choice`: one of a few. `name`:
one of many, found by typing. `toggles`: several of a few. `names`: a list of single values. `group`: a form
within the form. `variant`: a choice among such forms. `list`: any number of them. `tree`: a condition.
`more`: what need not be set, folded away; its path ends in MORE and leads to nothing in the data.
`template`: a text of a message. `preview`: that message as a customer gets it; `branched`: how branches share
customers out; both ask for nothing.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: the plain value, how it reads, and a word beside it."""

    value: Any
    label: str
    hint: str = ""
    group: str = ""
    """Under which heading it stands."""
    words: str = ""
    """More by which it is found; not shown."""


@dataclass(frozen=True, slots=True)
class Held:
    """What of the world a text is completed from (see FindHeld)."""

    what: str
    of: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """Settings that only hold together: they reach the flow as a whole, once all of them fit."""

    path: Path
    finish: Callable[[dict[str, Any]], Any]
    """From what was entered to the plain data for the flow. Raises EditRefused with the field at fault."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list."""

    path: Path
    title: str
    parts: "tuple[FormField, ...]" = ()
    closes: bool = False
    """Whether its fields are shown only while it is open."""


def _same(value: Any) -> Any:
    return value


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _nothing_else(value: Any) -> "tuple[tuple[Path, Any], ...]":
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One thing that a form asks for."""

    path: Path
    """Where it stands in the plain data."""
    kind: Kind
    title: str
    help: str = ""
    value: Any = None
    """What it is now, as plain data."""
    optional: bool = False
    """Of a group: whether it can be switched off."""
    placeholder: str = ""
    choices: tuple[Choice, ...] = ()
    read: Callable[[str], Any] = _same
    """From typed text to the value. Raises ValueError with a sentence that says how to write it."""
    show: Callable[[Any], str] = _as_text
    """From the value to the text to be edited; `read` takes it back."""
    store: Callable[[Any], Any] = _same
    """From the value asked for to what is put at `path`: a name to the list with it. Raises ValueError."""
    also: Callable[[Any], tuple[tuple[Path, Any], ...]] = _nothing_else
    """What else has to be set when it becomes this value: settings that lose their meaning."""
    parts: "tuple[FormField, ...]" = ()
    items: tuple[Item, ...] = ()
    adding: "FormField | None" = None
    """Of a list: the choice of what can be added; its values are the numbers of its choices."""
    opens: bool = False
    """Whether entering it adds an item, which is then shown with its fields."""
    beginning: Any = None
    """Of a group that can be switched off: the plain data that it begins with."""
    unit: Unit | None = None
    held: Held | None = None
    """Of a text: what of the world it is completed from, while it may be anything."""
    suffix: str = ""
    """What stands behind it at all times: a currency."""
    creates: str = ""
    """The key of the project's settings to which a name that does not exist yet can be added."""
    dense: bool = False
    """Whether it stands beside its title rather than beneath it."""
    share: bool = False
    """Whether it is one of the percentages of a list that make 100 together."""
    one_line: bool = False
    """Of a template: whether it has one line."""
    in_filter: bool = False
    """Of a tree: whether it is a trigger's customer filter (F-14)."""


@dataclass(frozen=True, slots=True)
class Around:
    """What fields need to know besides their own data: the project, and what the flow's trigger brings."""

    settings: Settings
    entities: tuple[str, ...] = ("customer",)
    waits: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()
    """What messages can print besides the customer."""

    @classmethod
    def of(cls, flow: Flow, settings: Settings) -> "Around":
        return cls(settings, *flow.entities(), flow.prints())


@dataclass(frozen=True, slots=True)
class Spot:
    """A field of a model in the data at hand."""

    model: type[BaseModel]
    name: str
    path: Path
    data: Mapping[str, Any]
    """The data of the model that it is a field of."""
    value: Any
    around: Around
    unit: Unit | None = None
    above: Mapping[str, Any] | None = None
    """The data of the model whose list this one stands in."""


def inside(fields: Iterable[FormField]) -> Iterator[FormField]:
    """All of these fields, and those within them."""
    for each in fields:
        yield each
        yield from inside(each.parts)
        for item in each.items:
            yield from inside(item.parts)
