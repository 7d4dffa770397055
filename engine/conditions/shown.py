"""Values as people read them: "49.90 EUR", "2026-03-02 10:00", "not set"."""

from collections.abc import Collection
from typing import Any

from engine.conditions.base import LACKING, Field, listed
from engine.time.civil import Zone
from engine.world.settings import Settings
from engine.world.wording import NOT_SET as NOT_SET
from engine.world.wording import date_text as date_text
from engine.world.wording import money_text as money_text
from engine.world.wording import number_text as number_text


def shown(value: Any, field: Field, settings: Settings, zone: Zone) -> str:
    """A value that a field gave, as people read it."""
    if value is LACKING:
        return "not there"
    if value is None:
        return NOT_SET
    if field.type == "yes_no":
        return "yes" if value else "no"
    if field.type == "money":
        return f"{money_text(value, settings.decimals)} {settings.currency}"
    if field.type == "number":
        return number_text(value)
    if field.type == "date":
        return date_text(value, zone)
    if isinstance(value, Collection) and not isinstance(value, str):
        return listed(sorted(value)) or "none"
    return str(value)
