"""The registry of fields: by id, as they are on offer for a trigger, and as dates to wait for (F-5, F-11).

Adding a field is one entry in `customer_fields` or `entity_fields`; what the project adds comes from its
settings.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from engine.conditions import customer_fields, entity_fields
from engine.conditions.base import (
    ALWAYS,
    ENTITIES,
    LACKING,
    Field,
    Of,
    Parameter,
    PathTo,
    Problem,
    Subject,
    instants,
    listed,
    one_of_these,
)
from engine.conditions.custom_fields import custom_fields
from engine.conditions.operators import OPERATORS, Operator
from engine.time.durations import Duration
from engine.world.settings import Settings
from engine.world.world import UnknownName, World, unknown

FIELDS: dict[str, Field] = {
    field.id: field for fields in (customer_fields.FIELDS, entity_fields.FIELDS) for field in fields
}
"""The fields that every project has, by id."""

WAIT_FIELDS = {"product_expiry": "product.expires_at", "points_expiry": "balance_change.expires_at"}
"""What an event kind's `waits` may name besides an entity: one date of it."""


class UnknownField(ValueError):
    """There is no field of that id."""

    def __init__(self, sentence: UnknownName) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class FieldOffer:
    """A field on offer, with what a form needs to ask for it."""

    field: Field
    choices: list[str]
    """What its values may be; empty where anything may stand there."""
    operators: tuple[Operator, ...]
    parameters: list[tuple[Parameter, list[str]]]
    """What it must be told, each with the names to choose from."""


def all_fields(settings: Settings) -> dict[str, Field]:
    """Every field of a project, by id."""
    return FIELDS | {field.id: field for field in custom_fields(settings)}


def find(field_id: str, settings: Settings) -> Field:
    """The field of that id. Raises UnknownField, with a sentence that suggests another."""
    field = FIELDS.get(field_id) or all_fields(settings).get(field_id)
    if field is None:
        raise UnknownField(_unknown_field(field_id, all_fields(settings)))
    return field


def _unknown_field(field_id: str, fields: Collection[str]) -> UnknownName:
    close = get_close_matches(field_id[:200], fields, n=1, cutoff=0.75)
    if close:
        return UnknownName(f"there is no field {field_id!r}: did you mean {close[0]!r}?", field_id, close)
    entity = field_id.partition(".")[0]
    near = [name for name in fields if name.startswith(entity + ".")]
    if near:
        return UnknownName(f"there is no field {field_id!r}: choose one of {listed(near)}")
    form = "a field is an entity and a name, such as 'customer.email.valid'"
    return UnknownName(f"there is no field {field_id!r}: {form}")


def offered(settings: Settings, entities: Collection[str], *, in_filter: bool = False) -> list[FieldOffer]:
    """The fields on offer where a trigger brings these entities; those of customer and pools always are.

    `in_filter`: only those that a trigger's customer filter may use (F-14).
    """
    return [
        _offer(field, settings)
        for field in all_fields(settings).values()
        if (field.in_filter if in_filter else field.entity in ALWAYS or field.entity in entities)
    ]


def _offer(field: Field, settings: Settings) -> FieldOffer:
    return FieldOffer(
        field,
        field.choices(settings),
        tuple(OPERATORS[field.type].values()),
        [(parameter, parameter.choices(settings)) for parameter in field.parameters],
    )


def wait_dates(settings: Settings, waits: Collection[str]) -> list[FieldOffer]:
    """The dates on offer for a dynamic wait, given what the trigger's event kind names in `waits` (F-11)."""
    return [
        _offer(field, settings)
        for field in all_fields(settings).values()
        if field.type == "date" and _waitable(field, waits)
    ]


def _waitable(field: Field, waits: Collection[str]) -> bool:
    return (
        field.entity == "customer"
        or field.entity in waits
        or any(WAIT_FIELDS.get(name) == field.id for name in waits)
    )


def check_wait_date(field_id: str, of: Of, settings: Settings, waits: Collection[str]) -> list[Problem]:
    """What keeps a dynamic wait from waiting for this date (F-11), given the event kind's `waits`."""
    where: PathTo = ("field",)
    if not field_id:
        return [Problem(where, "choose the date to wait for")]
    try:
        field = find(field_id, settings)
    except UnknownField as problem:
        return [Problem(where, problem.sentence)]
    if field.type != "date":
        return [Problem(where, f"{field_id!r} is no date: choose a field that holds one")]
    if not _waitable(field, waits):
        brought = listed(
            ENTITIES.get(name, name.replace("_", " ")) for name in dict.fromkeys(("customer", *waits))
        )
        text = f"the trigger brings no {ENTITIES[field.entity]} to wait for: choose a date of: {brought}"
        return [Problem(where, text)]
    return list(check_of(field, of, settings))


def date_reader(world: World, field_id: str, of: Of) -> Callable[[Subject], int | None]:
    """A function that reads the instant to wait for (F-11); None where there is no date in the field.

    A date without a time is its midnight in the project's zone. Raises UnknownField.
    """
    read = find(field_id, world.settings).reader(world, of)
    instant = instants(world)

    def read_date(subject: Subject) -> int | None:
        value = read(subject)
        return None if value is LACKING else instant(value)

    return read_date


def check_of(field: Field, of: Of, settings: Settings, path: PathTo = ()) -> Iterator[Problem]:
    """What is wrong with a field's parameters."""
    known = {parameter.name: parameter for parameter in field.parameters}
    for name in of:
        if name not in known:
            takes = f"it takes {listed(known)}" if known else "leave out `of`"
            yield Problem((*path, "of", name), f"{field.id!r} takes no {name!r}: {takes}")
    for name, parameter in known.items():
        value = of.get(name)
        if value is None or value == [] or value == "":
            if parameter.required or value is not None:
                yield Problem((*path, "of", name) if name in of else (*path, "of"), _say_which(parameter))
            continue
        if isinstance(value, list) and not parameter.several:
            yield Problem((*path, "of", name), f"give one {parameter.title}, not a list")
            continue
        if parameter.duration:
            try:
                Duration.parse(str(value))
            except ValueError as problem:
                yield Problem((*path, "of", name), str(problem))
            continue
        if parameter.free:
            continue
        choices = dict.fromkeys(parameter.choices(settings))
        several = isinstance(value, list)
        for number, each in enumerate(value if isinstance(value, list) else [value]):
            if each not in choices:
                where: PathTo = (*path, "of", name, number) if several else (*path, "of", name)
                what = one_of_these(parameter.names) if parameter.names else parameter.title
                yield Problem(where, unknown(what, each, choices))
    if field.refuse is not None and (refusal := field.refuse(of, settings)) is not None:
        yield Problem((*path, "of"), refusal[1])


def _say_which(parameter: Parameter) -> str:
    return f"say which {parameter.title}"
