"""The fields that a project adds to customers, orders, items, products and actions (W-1).

A value of another type than its field's reads as not set, so that no decision ever stumbles over it.
"""

from collections.abc import Iterator
from typing import Any

from engine.conditions.base import Field, Make, Value, plain
from engine.world.entities import Customer, Product
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


def _action_fields(settings: Settings) -> dict[str, CustomField]:
    """By name; where templates disagree about a field of one name, the first template decides."""
    found: dict[str, CustomField] = {}
    for template in settings.action_templates.values():
        for name, field in template.fields.items():
            found.setdefault(name, field)
    return found


def custom_fields(settings: Settings) -> Iterator[Field]:
    """A field for every custom field of the project, as `customer.field.<name>`."""
    groups = (
        ("customer", settings.customer_fields),
        ("order", settings.order_fields),
        ("order_item", settings.item_fields),
        ("product", settings.product_fields),
        ("action", _action_fields(settings)),
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
