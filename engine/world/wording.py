"""Values as people read them: "49.90", "2026-03-02 10:00", "not set"."""

from engine.time.civil import Zone
from engine.world.entities import Contact, Value
from engine.world.settings import CustomField, Settings

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


class Wording:
    """Words for the values of one project: its currency, its clock, its custom fields."""

    __slots__ = ("settings", "zone")

    def __init__(self, settings: Settings, zone: Zone) -> None:
        self.settings = settings
        self.zone = zone

    def money(self, amount: int | None) -> str:
        """Minor units with the currency: "49.90 EUR"."""
        if amount is None:
            return NOT_SET
        return f"{money_text(amount, self.settings.decimals)} {self.settings.currency}"

    def value(self, field: CustomField | None, value: Value) -> str:
        """What a custom field holds; of a field that the project lacks, as it is."""
        if value is None:
            return NOT_SET
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return date_text(value, self.zone) if field is not None and field.type == "date" else value
        if field is not None and field.type == "money" and isinstance(value, int):
            return self.money(value)
        return number_text(value)

    def contact(self, contact: Contact | None) -> str:
        """An address or number with its state: "a@x.org (invalid, unconfirmed)"."""
        if contact is None:
            return NOT_SET
        state = [] if contact.valid else ["invalid"]
        state.append(CONFIRMATIONS[contact.confirmation])
        return f"{contact.value} ({', '.join(state)})"


CONFIRMATIONS = {
    "confirmed": "confirmed",
    "unconfirmed": "unconfirmed",
    "no_data": "no confirmation data",
}


def listed_names(names: "list[str] | tuple[str, ...]", last: str = "and") -> str:
    """Names in a row: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
