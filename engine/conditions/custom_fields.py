"""The fields that a project adds to customers, orders, items, products and actions (W-1).

A value of another type than its field's reads as not set, so that no decision ever stumbles over it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.conditions.base import Field, Make, Value, plain
from engine.world.entities import Action, Call, Customer, Product
from engine.world.regional import Record, deciding
from engine.world.settings import CustomField, FieldType, Settings

_TYPES: dict[FieldType, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "money": (int,),
    "date": (str, int),
    "choice": (str,),
    "yes_no": (bool,),
}


def _held(name: str, field: CustomField) -> Make:
    """Reads the field where the entity holds it itself."""
    types = _TYPES[field.type]

    def read(entity: Any) -> Value:
        value: Value = entity.fields.get(name)
        return value if type(value) in types and value != "" else None

    return plain(read)


def _regional(name: str, field: CustomField) -> Make:
    """Reads the field of a product as it is in the customer's zone, else as the main feed has it."""
    types = _TYPES[field.type]

    def datum(record: Record) -> object:
        return record.fields.get(name)

    def read(product: Product, customer: Customer) -> Value:
        value = (deciding(product, customer.zone, datum) or product).fields.get(name)
        return value if type(value) in types and value != "" else None

    return plain(read)


def _passed(name: str, field: CustomField, source: str | None) -> Make:
    """Reads what an action or a call of an operation passes along; of the one source only, where templates
    or operations disagree about the name."""
    types = _TYPES[field.type]

    def read(entity: Action | Call) -> Value:
        made_by = entity.template if isinstance(entity, Action) else entity.operation
        value = _values(entity).get(name) if source is None or made_by == source else None
        return value if type(value) in types and value != "" else None

    return plain(read)


def _values(entity: Action | Call) -> Mapping[str, Value]:
    return entity.fields if isinstance(entity, Action) else entity.variables


Merged = tuple[str, str | None, CustomField]
"""The field's name, the only source of which it is, and what it holds."""


def _merged(sources: Mapping[str, Mapping[str, CustomField]]) -> Iterator[Merged]:
    """Each name once, where all templates (or operations) that have it agree about its type; a choice is then
    one of the values of any of them. Where they disagree, once for each: a value of one type must not be
    compared as if it were of another."""
    by_name: dict[str, dict[str, CustomField]] = {}
    for source, fields in sources.items():
        for name, field in fields.items():
            by_name.setdefault(name, {})[source] = field
    for name, found in by_name.items():
        alike = list(found.values())
        if len({field.type for field in alike}) > 1:
            yield from ((name, source, field) for source, field in found.items())
        else:
            values = list(dict.fromkeys(value for field in alike for value in field.values))
            yield name, None, replace(alike[0], values=values)


def _passed_fields(
    prefix: str, sources: Mapping[str, Mapping[str, CustomField]], labels: Mapping[str, str]
) -> Iterator[Field]:
    for name, source, field in _merged(sources):
        title = field.label or name
        yield Field(
            id=f"{prefix}.{name}" if source is None else f"{prefix}.{source}.{name}",
            title=title if source is None else f"{title} ({labels[source] or source})",
            type=field.type,
            values=tuple(field.values),
            make=_passed(name, field, source),
        )


def custom_fields(settings: Settings) -> Iterator[Field]:
    """A field for every custom field of the project, as `customer.field.<name>`, and for every variable of
    operations, as `operation.<name>`.

    Where the templates of actions disagree about the type of a name there is one for each instead, as
    `action.field.<template>.<name>`; likewise `operation.<operation>.<name>`.
    """
    groups = (
        ("customer", settings.customer_fields),
        ("order", settings.order_fields),
        ("order_item", settings.item_fields),
        ("product", settings.product_fields),
    )
    for entity, fields in groups:
        for name, field in fields.items():
            regional = entity == "product"
            yield Field(
                id=f"{entity}.field.{name}",
                title=field.label or name,
                type=field.type,
                values=tuple(field.values),
                make=_regional(name, field) if regional else _held(name, field),
                for_customer=regional,
            )
    templates, operations = settings.action_templates, settings.operations
    yield from _passed_fields(
        "action.field",
        {name: template.fields for name, template in templates.items()},
        {name: template.label for name, template in templates.items()},
    )
    yield from _passed_fields(
        "operation",
        {name: operation.variables for name, operation in operations.items()},
        {name: operation.label for name, operation in operations.items()},
    )


def custom_name(field: Field) -> str:
    """The name by which the project knows a custom field; that of its id without what stands before."""
    return field.id.split(".", 1 if field.entity == "operation" else 2)[-1]
