"""Values as people read them: "49.90 EUR", "2026-03-02 10:00", "not set"."""

from collections.abc import Collection
from typing import Any

from engine.conditions.base import LACKING, Field, listed
from engine.time.civil import Zone
from engine.world.settings import Settings

NOT_SET = "not set"


def money_text(amount: int, decimals: int) -> str:
    """Minor units with the currency's decimals: 4990 is "49.90"."""
    sign = "-" if amount < 0 else ""
    if decimals == 0:
        return f"{amount}"
    whole, minor = divmod(abs(amount), 10**decimals)
    return f"{sign}{whole}.{minor:0{decimals}d}"


def number_text(value: int | float) -> str:
    """A number without a tail of zeros: 3.0 is "3"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def date_text(value: int | str, zone: Zone) -> str:
    """A date in the project's zone: with its time, unless it is text that has none."""
    try:
        if isinstance(value, str):
            instant = zone.parse(value)
            if ":" not in value:
                return value.strip()
        else:
            instant = value
        return zone.format(instant)[:16].replace("T", " ")
    except (ValueError, OverflowError):
        return str(value)


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
