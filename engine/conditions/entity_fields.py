"""The fields of what an event brings (F-5), in the order in which forms offer them."""

from engine.conditions import activity_fields, goods_fields, loyalty_fields, order_fields
from engine.conditions.base import Field

FIELDS: tuple[Field, ...] = (
    *order_fields.FIELDS,
    *goods_fields.FIELDS,
    *activity_fields.FIELDS,
    *loyalty_fields.FIELDS,
)
